//! The **store** of the progress: a file that is locked, replaced whole, and renamed when it is damaged.

use super::format::{FormatError, ProgressFile};
use super::{Progress, VERSION};
use crate::limits::{LOCK_RETRY_INTERVAL, MAX_DAMAGED_FILES, MAX_LOCK_WAIT};
use crate::user_file;
use etcetera::BaseStrategy;
use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// The end of the lock's name. No other program gives its files such a name.
const LOCK: &str = ".coroscope-lock";

/// Returns the file that is used without `--progress`: in the state directory, on Windows in the data
/// directory. `None` if the user has no home.
#[must_use]
pub fn default_path() -> Option<PathBuf> {
    let places = etcetera::choose_base_strategy().ok()?;
    let folder = places.state_dir().unwrap_or_else(|| places.data_dir());
    Some(folder.join("coroscope").join("progress.toml"))
}

impl Progress {
    /// Reads the file, which need not exist. The second value is a sentence for the learner if something went
    /// wrong.
    #[must_use]
    pub fn open(file: &Path) -> (Progress, Option<String>) {
        let fresh = |file: Option<&Path>| Progress {
            file: file.map(Path::to_path_buf),
            stored: ProgressFile::default(),
        };
        match read(file) {
            Stored::File(stored) => (Progress { file: Some(file.to_path_buf()), stored }, None),
            Stored::Nothing => (fresh(Some(file)), None),
            Stored::LaterVersion(version) => {
                let word = format!(
                    "Your progress in {} was saved by a later coroscope (version {version} of the file; this one \
                     reads version {VERSION}). Nothing will be saved in this session.",
                    file.display()
                );
                (fresh(None), Some(word))
            }
            Stored::Unreadable(error) => {
                let word = format!(
                    "Can't read your progress from {}: {error}. Nothing will be saved in this session.",
                    file.display()
                );
                (fresh(None), Some(word))
            }
            Stored::Foreign(why) if default_path().as_deref() != Some(file) => {
                let word = format!(
                    "{} isn't a progress file: {why}. It is left as it is, and nothing will be saved in this session.",
                    file.display()
                );
                (fresh(None), Some(word))
            }
            // Nobody keeps other files at the default path.
            Stored::Damaged(why) | Stored::Foreign(why) => match set_aside(file) {
                Ok(aside) => {
                    let word = format!(
                        "Can't read your progress from {}: {why}. The file was renamed to {}, and a new one is \
                         started.",
                        file.display(),
                        aside.display()
                    );
                    (fresh(Some(file)), Some(word))
                }
                Err(error) => {
                    let word = format!(
                        "Can't read your progress from {}: {why}. It can't be renamed either: {error}. Nothing will \
                         be saved in this session.",
                        file.display()
                    );
                    (fresh(None), Some(word))
                }
            },
        }
    }
}

/// Writes the progress, merged with what another program has written meanwhile.
pub fn write(progress: &mut ProgressFile, file: &Path) -> io::Result<()> {
    // What a link points at is written, so that a file kept elsewhere stays there.
    let file = user_file::resolve(file)?;
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let lock = lock(&file)?;
    match read(&file) {
        Stored::File(there) => progress.merge(&there),
        Stored::Nothing => {}
        Stored::Unreadable(error) => return Err(error),
        Stored::LaterVersion(_) | Stored::Damaged(_) | Stored::Foreign(_) => {
            return Err(io::Error::other("it has been changed into something else"));
        }
    }
    progress.version = VERSION;
    let text = toml::to_string(progress).map_err(io::Error::other)?;
    if lock.is_some() {
        user_file::remove_leftovers(&file);
    }
    user_file::write_whole(&file, text.as_bytes())
}

/// What lies where the progress is stored.
enum Stored {
    /// Progress of this version.
    File(ProgressFile),
    /// Nothing, or an empty file.
    Nothing,
    /// Progress of a later version.
    LaterVersion(u32),
    /// Progress that can't be understood, and why.
    Damaged(String),
    /// Something else, and why it isn't progress.
    Foreign(String),
    /// Something that cannot be read.
    Unreadable(io::Error),
}

fn read(path: &Path) -> Stored {
    let bytes = match user_file::read_bytes(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Stored::Nothing,
        Err(error) => return Stored::Unreadable(error),
    };
    if bytes.is_empty() {
        return Stored::Nothing;
    }
    match ProgressFile::parse(bytes) {
        Ok(file) => Stored::File(file),
        Err(FormatError::LaterVersion(version)) => Stored::LaterVersion(version),
        Err(FormatError::Damaged(why)) => Stored::Damaged(why),
        Err(FormatError::Foreign(why)) => Stored::Foreign(why),
    }
}

/// Acquires the lock of a file, which is held until the result is dropped. The lock is a file of its own, because the
/// progress file is replaced. Returns `None` where there are no locks, or where something else has the lock's name: the
/// merge still helps.
#[expect(
    clippy::disallowed_methods,
    reason = "another program is waited for, by the clock that both have"
)]
fn lock(file: &Path) -> io::Result<Option<File>> {
    let mut name = OsString::from(".");
    name.push(file.file_name().unwrap_or_default());
    name.push(LOCK);
    let Some(lock) = user_file::open_lock(&file.with_file_name(name)) else { return Ok(None) };
    let until = Instant::now() + MAX_LOCK_WAIT;
    loop {
        match lock.try_lock() {
            Err(TryLockError::Error(_)) => return Ok(None),
            Ok(()) => return Ok(Some(lock)),
            Err(TryLockError::WouldBlock) if Instant::now() >= until => {
                return Err(io::Error::other("another program is writing it"));
            }
            Err(TryLockError::WouldBlock) => std::thread::sleep(LOCK_RETRY_INTERVAL),
        }
    }
}

/// Renames a damaged file to a name that is free, and returns the name.
fn set_aside(file: &Path) -> io::Result<PathBuf> {
    let file = &user_file::resolve(file)?;
    for nth in 1..=MAX_DAMAGED_FILES {
        let mut name = file.as_os_str().to_owned();
        name.push(format!(".damaged-{nth}"));
        let aside = PathBuf::from(name);
        if fs::symlink_metadata(&aside).is_err() {
            fs::rename(file, &aside)?;
            return Ok(aside);
        }
    }
    Err(io::Error::other("too many damaged files are there already"))
}

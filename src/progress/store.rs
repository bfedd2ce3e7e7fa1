//! The **store** of the progress: a file that is locked, replaced whole, and renamed when it is damaged.

use super::format::{FormatError, ProgressFile};
use super::{Progress, VERSION};
use crate::limits::{LOCK_RETRY_INTERVAL, MAX_DAMAGED_FILES, MAX_LOCK_WAIT};
use crate::user_file;
use etcetera::BaseStrategy;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;
use tempfile::Builder;

/// The suffix of a file that is being written.
const NEW: &str = ".new";

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
            Stored::Damaged(why) => match set_aside(file) {
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
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder)?;
    let lock = lock(file)?;
    match read(file) {
        Stored::File(there) => progress.merge(&there),
        Stored::Nothing => {}
        Stored::Unreadable(error) => return Err(error),
        Stored::LaterVersion(_) | Stored::Damaged(_) => {
            return Err(io::Error::other("it has been changed into something else"));
        }
    }
    progress.version = VERSION;
    let text = toml::to_string(progress).map_err(io::Error::other)?;
    // What a link points at is written, so that a file kept elsewhere stays there.
    let target = fs::canonicalize(file).unwrap_or_else(|_| file.to_path_buf());
    let beside = target.parent().map_or(folder, |parent| parent);
    let name = target.file_name().unwrap_or(target.as_os_str()).to_string_lossy();
    let prefix = format!(".{name}.");
    if lock.is_held {
        remove_leftovers(beside, &prefix);
    }
    let mut new = Builder::new().prefix(&prefix).suffix(NEW).tempfile_in(beside)?;
    new.write_all(text.as_bytes())?;
    new.as_file().sync_all()?;
    new.persist(&target).map_err(|error| error.error)?;
    Ok(())
}

/// What lies where the progress is stored.
enum Stored {
    /// Progress of this version.
    File(ProgressFile),
    /// Nothing, or an empty file.
    Nothing,
    /// Progress of a later version.
    LaterVersion(u32),
    /// Something that is no progress, and why.
    Damaged(String),
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
    }
}

/// Removes the files that a program left when it was killed while writing. Only the holder of the lock may:
/// no other program is writing then.
fn remove_leftovers(folder: &Path, prefix: &str) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        let middle = name.strip_prefix(prefix).and_then(|name| name.strip_suffix(NEW));
        if middle.is_some_and(|middle| middle.chars().all(|c| c.is_ascii_alphanumeric())) {
            let _may_stay = fs::remove_file(entry.path());
        }
    }
}

/// The lock of a file, and whether the disk has granted it.
struct Lock {
    _held_while_open: File,
    is_held: bool,
}

/// Acquires the file's lock. The lock is a file of its own, because the progress file is replaced.
#[expect(
    clippy::disallowed_methods,
    reason = "another program is waited for, by the clock that both have"
)]
fn lock(file: &Path) -> io::Result<Lock> {
    let mut name = file.as_os_str().to_owned();
    name.push(".lock");
    let lock = File::create(PathBuf::from(name))?;
    let until = Instant::now() + MAX_LOCK_WAIT;
    loop {
        match lock.try_lock() {
            // Where the disk has no locks, the merge still helps.
            Err(TryLockError::Error(_)) => {
                return Ok(Lock { _held_while_open: lock, is_held: false });
            }
            Ok(()) => return Ok(Lock { _held_while_open: lock, is_held: true }),
            Err(TryLockError::WouldBlock) if Instant::now() >= until => {
                return Err(io::Error::other("another program is writing it"));
            }
            Err(TryLockError::WouldBlock) => std::thread::sleep(LOCK_RETRY_INTERVAL),
        }
    }
}

/// Renames a damaged file to a name that is free, and returns the name.
fn set_aside(file: &Path) -> io::Result<PathBuf> {
    for nth in 1..=MAX_DAMAGED_FILES {
        let mut name = file.as_os_str().to_owned();
        name.push(format!(".damaged-{nth}"));
        let aside = PathBuf::from(name);
        if !aside.exists() {
            fs::rename(file, &aside)?;
            return Ok(aside);
        }
    }
    Err(io::Error::other("too many damaged files are there already"))
}

//! The folder of the learner's programs.

use crate::user_file;
use etcetera::BaseStrategy;
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;
use thiserror::Error;

/// The file that stores which folder the learner has chosen.
const CHOSEN: &str = "programs-folder";

/// Why a program can't be kept.
#[derive(Debug, Error)]
pub enum ProgramsError {
    /// There is no place for a folder.
    #[error("can't find a folder for your programs: name one with --folder")]
    NoFolder,
    /// A file or a folder can't be written.
    #[error("can't write {0}: {1}. To keep your programs elsewhere, name a folder with --folder")]
    Write(PathBuf, io::Error),
    /// The name isn't one of a file.
    #[error(
        "`{0}` isn't a name for a program: use letters, digits, `-` and `_`, such as `my-program`"
    )]
    Name(String),
    /// There is such a program already.
    #[error("{0} is there already; to open it, run: coroscope edit {0}")]
    Exists(PathBuf),
}

/// A program in the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Its file.
    pub path: PathBuf,
    /// Whether it was copied now. Otherwise it was there.
    pub is_new: bool,
}

/// The folder of the learner's programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Programs {
    folder: PathBuf,
}

impl Programs {
    /// Returns the folder that was named now, or the one that was chosen before, or the default: `coroscope/programs` in
    /// the data directory. One that is named now is remembered.
    ///
    /// # Errors
    /// Fails if there is no place for a folder, or if it can't be created.
    pub fn open(named: Option<&Path>) -> Result<Programs, ProgramsError> {
        let memory = memory();
        let folder = match named {
            Some(folder) => {
                let cannot = |why| ProgramsError::Write(folder.to_owned(), why);
                fs::create_dir_all(folder).map_err(cannot)?;
                let folder = folder.canonicalize().map_err(cannot)?;
                remember(memory.as_deref(), &folder)?;
                folder
            }
            None => {
                chosen(memory.as_deref()).or_else(default_folder).ok_or(ProgramsError::NoFolder)?
            }
        };
        fs::create_dir_all(&folder).map_err(|why| ProgramsError::Write(folder.clone(), why))?;
        Ok(Programs { folder })
    }

    /// Returns the folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Copies a program into the folder under this file name, unless it is there already.
    ///
    /// # Errors
    /// Fails if it can't be written. Then nothing is left of it.
    pub fn copy(&self, name: &str, text: &str) -> Result<Copied, ProgramsError> {
        let path = self.folder.join(name);
        if path.exists() {
            return Ok(Copied { path, is_new: false });
        }
        let is_new = write_new(&path, text)?;
        Ok(Copied { path, is_new })
    }

    /// Creates a program that isn't there yet.
    ///
    /// # Errors
    /// Fails if the name isn't one of a file, if there is such a program, or if it can't be written.
    pub fn create(&self, name: &str, ending: &str, text: &str) -> Result<Copied, ProgramsError> {
        let is_fit = |letter: char| letter.is_alphanumeric() || letter == '-' || letter == '_';
        if name.is_empty() || !name.chars().all(is_fit) || name.starts_with('-') {
            return Err(ProgramsError::Name(name.to_owned()));
        }
        let copied = self.copy(&format!("{name}.{ending}"), text)?;
        if copied.is_new { Ok(copied) } else { Err(ProgramsError::Exists(copied.path)) }
    }

    /// Copies the program again. The learner's version is kept beside it, under the returned name.
    ///
    /// # Errors
    /// Fails if it can't be written. Then the learner's version has its old name.
    pub fn reset(&self, name: &str, text: &str) -> Result<(Copied, PathBuf), ProgramsError> {
        let path = self.folder.join(name);
        let kept = free_name(&path);
        let cannot = |why| ProgramsError::Write(kept.clone(), why);
        if let Err(why) = fs::copy(&path, &kept) {
            // What is left of it is a part of the learner's file, which is still there.
            let _not_there = fs::remove_file(&kept);
            return Err(cannot(why));
        }
        let new = new_file(&path, text)?;
        new.persist(&path).map_err(|why| ProgramsError::Write(path.clone(), why.error))?;
        Ok((Copied { path, is_new: true }, kept))
    }
}

/// Returns a name beside the file that no file has: `three-tasks.1.rs`.
fn free_name(path: &Path) -> PathBuf {
    let ending = path.extension().unwrap_or_default().to_string_lossy().into_owned();
    (1..=u32::MAX)
        .map(|number| path.with_extension(format!("{number}.{ending}")))
        .find(|path| !path.exists())
        .unwrap_or_else(|| path.to_owned())
}

/// Writes a file that isn't there. Returns whether it did: another coroscope may have been faster.
fn write_new(path: &Path, text: &str) -> Result<bool, ProgramsError> {
    match new_file(path, text)?.persist_noclobber(path) {
        Ok(_) => Ok(true),
        Err(why) if why.error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(why) => Err(ProgramsError::Write(path.to_owned(), why.error)),
    }
}

/// Returns a file beside this one that has the text, and that the learner can edit.
fn new_file(path: &Path, text: &str) -> Result<NamedTempFile, ProgramsError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let written = || {
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
        let mut file = builder.prefix(".").suffix(".new").tempfile_in(folder)?;
        file.write_all(text.as_bytes())?;
        Ok(file)
    };
    // The error itself names a temporary file.
    written().map_err(|why: io::Error| ProgramsError::Write(path.to_owned(), why.kind().into()))
}

fn default_folder() -> Option<PathBuf> {
    let places = etcetera::choose_base_strategy().ok()?;
    Some(places.data_dir().join("coroscope").join("programs"))
}

/// Returns the file that stores which folder was chosen.
fn memory() -> Option<PathBuf> {
    let places = etcetera::choose_base_strategy().ok()?;
    let folder = places.state_dir().unwrap_or_else(|| places.data_dir());
    Some(folder.join("coroscope").join(CHOSEN))
}

fn chosen(memory: Option<&Path>) -> Option<PathBuf> {
    let text = user_file::read_text(memory?).ok()?;
    let path = PathBuf::from(text.trim_end_matches('\n'));
    path.is_absolute().then_some(path)
}

fn remember(memory: Option<&Path>, folder: &Path) -> Result<(), ProgramsError> {
    let (Some(memory), Some(folder)) = (memory, folder.to_str()) else { return Ok(()) };
    let cannot = |why| ProgramsError::Write(memory.to_owned(), why);
    if let Some(above) = memory.parent() {
        fs::create_dir_all(above).map_err(cannot)?;
    }
    user_file::write_whole(memory, format!("{folder}\n").as_bytes()).map_err(cannot)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn programs() -> (tempfile::TempDir, Programs) {
        let folder = tempfile::tempdir().expect("a folder");
        let programs = Programs { folder: folder.path().to_owned() };
        (folder, programs)
    }

    fn files(programs: &Programs) -> Vec<String> {
        let entries = fs::read_dir(programs.folder()).expect("the folder");
        let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
        let mut names: Vec<_> = entries.map(|entry| name(entry.expect("an entry"))).collect();
        names.sort();
        names
    }

    #[test]
    fn a_copy_is_made_once_and_never_overwritten() {
        let (_folder, programs) = programs();
        let first = programs.copy("lazy.rs", "original").expect("a copy");
        assert!(first.is_new);
        fs::write(&first.path, "mine").expect("it is mine");
        let second = programs.copy("lazy.rs", "original").expect("it is there");
        assert!(!second.is_new);
        assert_eq!(fs::read_to_string(&second.path).expect("it is there"), "mine");
        assert_eq!(files(&programs), ["lazy.rs"]);
    }

    #[test]
    fn a_reset_keeps_each_version() {
        let (_folder, programs) = programs();
        let path = programs.copy("lazy.rs", "original").expect("a copy").path;
        for (version, name) in [("one", "lazy.1.rs"), ("two", "lazy.2.rs")] {
            fs::write(&path, version).expect("it is mine");
            let (copied, kept) = programs.reset("lazy.rs", "original").expect("a copy");
            assert_eq!(fs::read_to_string(copied.path).expect("it is there"), "original");
            assert_eq!(kept.file_name().and_then(|name| name.to_str()), Some(name));
            assert_eq!(fs::read_to_string(kept).expect("it is there"), version);
        }
        assert_eq!(files(&programs), ["lazy.1.rs", "lazy.2.rs", "lazy.rs"]);
    }

    #[test]
    fn a_new_program_needs_a_name_that_is_free() {
        let (_folder, programs) = programs();
        assert!(programs.create("my-program", "rs", "").expect("it is new").is_new);
        assert!(matches!(programs.create("my-program", "rs", ""), Err(ProgramsError::Exists(_))));
        for name in ["", "../up", "a/b", "-x", "a b", ".hidden"] {
            let refused = programs.create(name, "rs", "");
            assert!(matches!(refused, Err(ProgramsError::Name(_))), "{name}");
        }
        assert_eq!(files(&programs), ["my-program.rs"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_cannot_be_written_is_named_and_nothing_is_left() {
        use std::os::unix::fs::PermissionsExt;
        let (folder, programs) = programs();
        let file = folder.path().join("file");
        fs::write(&file, "").expect("a file");
        let blocked = Programs { folder: file.join("below") };
        let error = blocked.copy("lazy.rs", "text").expect_err("the folder is a file");
        assert!(error.to_string().contains("lazy.rs"), "{error}");
        let copied = programs.copy("lazy.rs", "text").expect("a copy").path;
        let mode = fs::metadata(copied).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o600, 0o600, "the learner can edit it");
    }

    #[test]
    fn the_chosen_folder_is_remembered_if_it_is_a_whole_path() {
        let folder = tempfile::tempdir().expect("a folder");
        let memory = folder.path().join("state/programs-folder");
        remember(Some(&memory), folder.path()).expect("it can be written");
        assert_eq!(chosen(Some(&memory)).as_deref(), Some(folder.path()));
        fs::write(&memory, "relative\n").expect("it is ours");
        assert_eq!(chosen(Some(&memory)), None);
        assert_eq!(chosen(None), None);
    }
}

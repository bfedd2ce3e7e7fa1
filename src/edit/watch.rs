//! Notices that a file was saved.

use crate::limits::MISSING_LOOKS;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The modification time, the length and the number of a file. An editor that writes a new file and renames it changes
/// the number.
type Stamp = Option<(SystemTime, u64, u64)>;

/// A file that is watched.
#[derive(Debug)]
pub struct FileWatch {
    path: PathBuf,
    stamp: Stamp,
    /// How many looks in a row it has been missing for.
    missing: u32,
}

impl FileWatch {
    /// Returns a watch that reports changes from now on.
    #[must_use]
    pub fn new(path: &Path) -> FileWatch {
        FileWatch { path: path.to_owned(), stamp: stamp(path), missing: 0 }
    }

    /// Returns whether the file was saved since the last call, or has been missing for a while. Some editors remove a
    /// file before they write the new one.
    pub fn has_changed(&mut self) -> bool {
        let now = stamp(&self.path);
        self.missing = if now.is_some() { 0 } else { self.missing.saturating_add(1) };
        let is_saved = now.is_some() && now != self.stamp;
        if is_saved || self.missing >= MISSING_LOOKS {
            self.stamp = now;
        }
        is_saved || self.missing == MISSING_LOOKS
    }
}

fn stamp(path: &Path) -> Stamp {
    let about = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    Some((about.modified().ok()?, about.len(), number(&about)))
}

#[cfg(unix)]
fn number(about: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(about)
}

#[cfg(not(unix))]
fn number(_: &fs::Metadata) -> u64 {
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_save_is_reported_once_and_a_file_that_stays_away_too() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("program.rs");
        fs::write(&path, "1").expect("a file");
        let mut watch = FileWatch::new(&path);
        assert!(!watch.has_changed());
        fs::write(&path, "22").expect("a file");
        assert!(watch.has_changed());
        assert!(!watch.has_changed());
        fs::remove_file(&path).expect("it is there");
        assert!(!watch.has_changed(), "an editor may write it next");
        fs::write(&path, "333").expect("a file");
        assert!(watch.has_changed());
        fs::remove_file(&path).expect("it is there");
        let reports = (0..MISSING_LOOKS * 2).filter(|_| watch.has_changed()).count();
        assert_eq!(reports, 1);
        fs::write(&path, "333").expect("a file");
        assert!(watch.has_changed(), "it is back");
    }
}

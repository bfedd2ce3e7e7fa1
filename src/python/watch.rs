//! Notices that a script or one of its modules was saved, deleted, or has appeared.
//!
//! The modules are those of the latest run, so a module that the script starts to import is watched from then on. A file
//! that isn't there yet counts once it has the name of something that a watched file imports.

use crate::limits::{MAX_WATCHED_FILES, MISSING_LOOKS};
use crate::record::source::SourceFile;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The modification time, the length and the number of a file, if it exists. An editor that writes a new file and renames
/// it changes the number.
type Stamp = Option<(SystemTime, u64, u64)>;

/// A file of a script, as it was when it was last looked at.
#[derive(Debug)]
struct Watched {
    name: String,
    path: PathBuf,
    stamp: Stamp,
    /// How many looks in a row it has been missing for.
    missing: u32,
    /// Whether it differs from what the latest run has read.
    is_stale: bool,
}

/// A file that has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its name in the source pane.
    pub name: String,
    /// Its path.
    pub path: PathBuf,
}

/// The files of a script.
#[derive(Debug)]
pub struct Watch {
    /// The folder of the script, to which the names of its files are relative.
    folder: PathBuf,
    files: Vec<Watched>,
    /// The Python files and folders beside the watched ones.
    beside: BTreeSet<PathBuf>,
}

impl Watch {
    /// Returns a watch of a script in this folder, which reports changes from now on.
    #[must_use]
    pub fn new(folder: &Path, sources: &[SourceFile]) -> Watch {
        let (files, beside) = (Vec::new(), BTreeSet::new());
        let mut watch = Watch { folder: folder.to_owned(), files, beside };
        watch.follow(sources);
        watch
    }

    /// Also watches these files, which the latest run has read.
    pub fn follow(&mut self, sources: &[SourceFile]) {
        let known = self.files.len();
        for source in sources.iter().take(MAX_WATCHED_FILES) {
            if self.files.iter().any(|file| *file.name == *source.path) {
                continue;
            }
            let path = self.folder.join(&*source.path);
            let stamp = stamp(&path);
            let text = fs::read_to_string(&path).ok();
            let is_read = |text: &String| text.replace("\r\n", "\n") == *source.text;
            self.files.push(Watched {
                name: source.path.to_string(),
                is_stale: text.is_some_and(|text| !is_read(&text)),
                path,
                stamp,
                missing: 0,
            });
        }
        if self.files.len() > known {
            self.beside = self.look_beside();
        }
    }

    /// Returns the files that were saved or have appeared since the last call, and those that have been missing for a
    /// while, if there are any. Some editors remove a file before they write the new one.
    pub fn poll_changes(&mut self) -> Option<Vec<Change>> {
        let mut changed = Vec::new();
        for file in &mut self.files {
            let now = stamp(&file.path);
            let is_saved = now.is_some() && now != file.stamp || std::mem::take(&mut file.is_stale);
            file.missing = if now.is_some() { 0 } else { file.missing.saturating_add(1) };
            if is_saved || file.missing == MISSING_LOOKS {
                changed.push(Change { name: file.name.clone(), path: file.path.clone() });
            }
            if is_saved || file.missing >= MISSING_LOOKS {
                file.stamp = now;
            }
        }
        changed.extend(self.appeared());
        (!changed.is_empty()).then_some(changed)
    }

    /// Returns the new files and packages that a watched file imports.
    fn appeared(&mut self) -> Vec<Change> {
        let now = self.look_beside();
        let is_watched = |path: &PathBuf| self.files.iter().any(|file| file.path == *path);
        let new: Vec<_> = now.difference(&self.beside).filter(|path| !is_watched(path)).collect();
        let new: Vec<_> = new.into_iter().filter(|path| self.imports(path)).cloned().collect();
        self.beside = now;
        let change = |path: PathBuf| {
            let path = if path.is_dir() { path.join("__init__.py") } else { path };
            let name = path.strip_prefix(&self.folder).unwrap_or(&path);
            Change { name: name.display().to_string().replace('\\', "/"), path }
        };
        new.into_iter().map(change).collect()
    }

    /// Returns whether a watched file imports something with this name.
    fn imports(&self, path: &Path) -> bool {
        let Some(name) = path.file_stem().and_then(OsStr::to_str) else { return false };
        let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
        let names_it = |line: &str| {
            let line = line.trim_start();
            (line.starts_with("import ") || line.starts_with("from "))
                && line.split(|letter| !is_word(letter)).any(|word| word == name)
        };
        let texts = self.files.iter().filter_map(|file| fs::read_to_string(&file.path).ok());
        texts.into_iter().any(|text| text.lines().any(names_it))
    }

    /// Returns the Python files and the packages in the folders of the watched files.
    fn look_beside(&self) -> BTreeSet<PathBuf> {
        let folders: BTreeSet<&Path> =
            self.files.iter().filter_map(|file| file.path.parent()).collect();
        let mut found = BTreeSet::new();
        for folder in folders {
            let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                let path = entry.path();
                let is_python = path.extension().is_some_and(|ending| ending == "py");
                if is_python || path.join("__init__.py").exists() {
                    found.insert(path);
                }
            }
        }
        found
    }
}

fn stamp(path: &Path) -> Stamp {
    let about = fs::metadata(path).ok()?;
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

    struct Script {
        folder: tempfile::TempDir,
        watch: Watch,
    }

    impl Script {
        fn new(files: &[(&str, &str)]) -> Script {
            let folder = tempfile::tempdir().expect("a folder");
            for (name, text) in files {
                fs::write(folder.path().join(name), text).expect("a file");
            }
            let sources: Vec<_> =
                files.iter().map(|(name, text)| SourceFile::new(*name, *text)).collect();
            let watch = Watch::new(folder.path(), &sources);
            Script { folder, watch }
        }

        fn write(&self, name: &str, text: &str) {
            fs::write(self.folder.path().join(name), text).expect("a file");
        }

        fn changes(&mut self) -> Vec<String> {
            let changes = self.watch.poll_changes().unwrap_or_default();
            changes.into_iter().map(|change| change.name).collect()
        }
    }

    #[test]
    fn a_file_is_reported_once_each_time_it_is_saved() {
        let mut script = Script::new(&[("script.py", "1"), ("module.py", "1")]);
        assert!(script.changes().is_empty());
        script.write("module.py", "22");
        assert_eq!(script.changes(), ["module.py"]);
        assert!(script.changes().is_empty());
    }

    #[test]
    fn a_file_that_an_editor_removes_and_writes_or_renames_is_reported_once() {
        let mut script = Script::new(&[("script.py", "1")]);
        let path = script.folder.path().join("script.py");
        fs::remove_file(&path).expect("it is there");
        assert!(script.changes().is_empty(), "an editor may write it next");
        script.write("script.py", "333");
        assert_eq!(script.changes(), ["script.py"]);
        // The same length and the same time, and another file.
        let time = fs::metadata(&path).and_then(|about| about.modified()).expect("a time");
        script.write("other", "444");
        let other = fs::File::options().write(true).open(script.folder.path().join("other"));
        other.expect("a file").set_modified(time).expect("a time");
        fs::rename(script.folder.path().join("other"), &path).expect("it is there");
        assert_eq!(script.changes(), ["script.py"]);
        assert!(script.changes().is_empty());
    }

    #[test]
    fn a_file_that_stays_away_is_reported_once_and_again_when_it_is_back() {
        let mut script = Script::new(&[("script.py", "import module"), ("module.py", "1")]);
        fs::remove_file(script.folder.path().join("module.py")).expect("it is there");
        let looks: Vec<_> = (0..MISSING_LOOKS * 2).flat_map(|_| script.changes()).collect();
        assert_eq!(looks, ["module.py"]);
        script.write("module.py", "1");
        assert_eq!(script.changes(), ["module.py"]);
    }

    #[test]
    fn a_module_that_a_later_run_reads_is_watched_from_then_on() {
        let mut script = Script::new(&[("script.py", "1")]);
        script.write("module.py", "1");
        script.write("other.py", "1");
        assert!(script.changes().is_empty(), "nothing imports them");
        script.watch.follow(&[SourceFile::new("module.py", "1")]);
        assert!(script.changes().is_empty());
        script.write("module.py", "22");
        assert_eq!(script.changes(), ["module.py"]);
        // It was saved after the run had read it, and before it was watched.
        script.watch.follow(&[SourceFile::new("other.py", "0")]);
        assert_eq!(script.changes(), ["other.py"]);
        assert!(script.changes().is_empty());
    }

    #[test]
    fn a_module_that_is_missing_is_reported_when_it_appears() {
        let mut script = Script::new(&[("script.py", "import helper, os\nfrom tools import x\n")]);
        assert!(script.changes().is_empty());
        script.write("unrelated.py", "1");
        assert!(script.changes().is_empty());
        script.write("helper.py", "1");
        assert_eq!(script.changes(), ["helper.py"]);
        fs::create_dir(script.folder.path().join("tools")).expect("a folder");
        script.write("tools/__init__.py", "x = 1");
        assert_eq!(script.changes(), ["tools/__init__.py"]);
        assert!(script.changes().is_empty());
    }
}

//! Notices that a script or one of its modules was saved.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The modification time and the length of a file, if it exists.
type Stamp = Option<(SystemTime, u64)>;

/// The files of a script, as they were when they were last looked at.
#[derive(Debug)]
pub struct Watch {
    files: Vec<(String, PathBuf, Stamp)>,
}

impl Watch {
    /// Returns a watch that reports changes from now on. Each file has a name and a path.
    #[must_use]
    pub fn new(files: Vec<(String, PathBuf)>) -> Watch {
        let file = |(name, path): (String, PathBuf)| {
            let stamp = stamp(&path);
            (name, path, stamp)
        };
        Watch { files: files.into_iter().map(file).collect() }
    }

    /// Returns the files that were saved since the last call, if there are any. A file that is missing isn't reported:
    /// some editors remove it before they write the new one.
    pub fn poll_changes(&mut self) -> Option<Vec<(String, PathBuf)>> {
        let mut changed = Vec::new();
        for (name, path, seen) in &mut self.files {
            let now = stamp(path);
            if now.is_some() && now != *seen {
                *seen = now;
                changed.push((name.clone(), path.clone()));
            }
        }
        (!changed.is_empty()).then_some(changed)
    }
}

fn stamp(path: &Path) -> Stamp {
    let about = fs::metadata(path).ok()?;
    Some((about.modified().ok()?, about.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_reported_once_each_time_it_is_saved() {
        let folder = tempfile::tempdir().expect("a folder");
        let [script, module] = ["script.py", "module.py"].map(|name| folder.path().join(name));
        fs::write(&script, "1").expect("a file");
        fs::write(&module, "1").expect("a file");
        let files = [("script.py", &script), ("module.py", &module)];
        let files = files.map(|(name, path)| (name.to_owned(), path.clone()));
        let mut watch = Watch::new(files.to_vec());
        assert_eq!(watch.poll_changes(), None);
        fs::write(&module, "22").expect("a file");
        assert_eq!(watch.poll_changes(), Some(vec![files[1].clone()]));
        assert_eq!(watch.poll_changes(), None);
        fs::remove_file(&script).expect("it is there");
        assert_eq!(watch.poll_changes(), None, "an editor may write it next");
        fs::write(&script, "333").expect("a file");
        assert_eq!(watch.poll_changes(), Some(vec![files[0].clone()]));
    }
}

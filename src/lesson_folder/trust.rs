//! Whether a folder's code may run: it runs with the user's rights, so the user has to agree to it first.
//!
//! What was agreed to is the content of the folder, by its hash. After any change of a file the user is asked again. So a
//! link is refused: what it leads to may change. What runs is a private copy of the bytes that were hashed, so a change
//! between the look and the run, or during the run, isn't run either. Python is started without its cache of compiled
//! files, which could hold other code than the sources.

use crate::limits::{MAX_TRUST_BYTES, MAX_TRUST_FILES, MAX_TRUSTED_FOLDERS};
use crate::record::escape_control;
use crate::user_file;
use etcetera::BaseStrategy;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

/// The name of the file with the hashes, beside the learner's progress.
const STORE: &str = "trusted-folders.txt";

/// What the user has agreed to run: a folder, as long as its content is the same.
#[derive(Clone, Debug)]
pub(super) struct Agreement {
    folder: PathBuf,
    hash: String,
    /// The files that were hashed.
    copy: Arc<TempDir>,
}

impl Agreement {
    /// Checks that the folder's content is still what the user has agreed to.
    ///
    /// # Errors
    /// Fails if it isn't, or if the folder can't be read.
    pub(super) fn check(&self) -> io::Result<()> {
        if hash(&self.folder, None)? == self.hash {
            return Ok(());
        }
        let why = "the folder has changed since you agreed to run its code: open it again";
        Err(io::Error::new(ErrorKind::PermissionDenied, why))
    }

    /// Returns the copy of a file that the user has agreed to.
    pub(super) fn copy_of(&self, name: &str) -> PathBuf {
        self.copy.path().join(name)
    }
}

/// Returns whether the user has agreed before to run this folder's code.
pub(super) fn is_known(folder: &Path) -> bool {
    hash(folder, None).is_ok_and(|hash| is_listed(&known(), &hash))
}

/// Returns the lines of the hashes that the user has agreed to.
fn known() -> String {
    store().and_then(|store| user_file::read_text(&store).ok()).unwrap_or_default()
}

fn is_listed(known: &str, hash: &str) -> bool {
    known.lines().any(|line| line.split(' ').next() == Some(hash))
}

/// Returns what the user has agreed to, before or now. Returns `None` if they haven't agreed to run this folder's code.
///
/// # Errors
/// Fails if the folder can't be read, or has a link in it.
pub(super) fn agreement(folder: &Path, agrees: bool) -> io::Result<Option<Agreement>> {
    let copy = tempfile::Builder::new().prefix("coroscope-lesson-").tempdir()?;
    let hash = hash(folder, Some(copy.path()))?;
    let copy = Arc::new(copy);
    let agreement = Agreement { folder: folder.to_owned(), hash: hash.clone(), copy };
    let known = known();
    if is_listed(&known, &hash) {
        return Ok(Some(agreement));
    }
    if !agrees {
        return Ok(None);
    }
    if let Some(store) = store() {
        let place = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        let place = escape_control(&place.display().to_string());
        let lines: Vec<_> = known.lines().collect();
        let new = format!("{hash} {place}\n");
        let mut kept = lines[lines.len().saturating_sub(MAX_TRUSTED_FOLDERS - 1)..].to_vec();
        kept.push(&new);
        let text = kept.join("\n");
        // If it can't be remembered, the user is asked again.
        let _asked_again = store.parent().map(fs::create_dir_all);
        let _asked_again = user_file::write_whole(&store, text.as_bytes());
    }
    Ok(Some(agreement))
}

fn store() -> Option<PathBuf> {
    let places = etcetera::choose_base_strategy().ok()?;
    let folder = places.state_dir().unwrap_or_else(|| places.data_dir());
    Some(folder.join("coroscope").join(STORE))
}

/// Returns the hash of all files below a folder: their paths, their lengths and their contents. Copies them to another
/// folder, if one is named.
fn hash(folder: &Path, copy: Option<&Path>) -> io::Result<String> {
    let mut files = Vec::new();
    collect(folder, &mut files)?;
    files.sort();
    let mut hasher = Sha256::new();
    let mut bytes = 0;
    for file in files {
        let place = file.strip_prefix(folder).unwrap_or(&file);
        let name = place.as_os_str().as_encoded_bytes();
        let content = fs::read(&file)?;
        if let Some(copy) = copy.map(|copy| copy.join(place)) {
            copy.parent().map_or(Ok(()), fs::create_dir_all)?;
            fs::write(copy, &content)?;
        }
        bytes += content.len() as u64;
        if bytes > MAX_TRUST_BYTES {
            return Err(io::Error::new(ErrorKind::InvalidData, too_large()));
        }
        for part in [name, &content] {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
    }
    let mut text = String::new();
    for byte in hasher.finalize() {
        let _infallible = write!(text, "{byte:02x}");
    }
    Ok(text)
}

fn too_large() -> String {
    format!("a lesson's folder has up to {MAX_TRUST_FILES} files and {} MiB", MAX_TRUST_BYTES >> 20)
}

/// Adds the files below a folder.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            collect(&entry.path(), files)?;
        } else if kind.is_file() {
            files.push(entry.path());
        } else if kind.is_symlink() {
            let link = escape_control(&entry.file_name().to_string_lossy());
            let why = format!(
                "{link} is a link, and what it leads to may change: a folder with code has its files in itself"
            );
            return Err(io::Error::new(ErrorKind::InvalidData, why));
        }
        if files.len() > MAX_TRUST_FILES {
            return Err(io::Error::new(ErrorKind::InvalidData, too_large()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Agreement, hash};
    use std::fs;
    use std::sync::Arc;

    #[test]
    fn the_hash_is_that_of_names_and_contents() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        fs::write(path("a"), "one").expect("a file");
        let mut seen = vec![hash(folder.path(), None).expect("it can be read")];
        let mut changed = |what: &str| {
            let now = hash(folder.path(), None).expect("it can be read");
            assert!(!seen.contains(&now), "{what}");
            seen.push(now);
        };
        fs::write(path("a"), "two").expect("a file");
        changed("the content");
        fs::rename(path("a"), path("b")).expect("a file");
        changed("the name");
        fs::create_dir(path("below")).expect("a folder");
        fs::write(path("below/c"), "").expect("a file");
        changed("a file in a folder below");
        fs::create_dir(path("__pycache__")).expect("a folder");
        fs::write(path("__pycache__/b.py"), "").expect("a file");
        changed("a file that can be imported from Python's cache");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        std::os::unix::fs::symlink("../elsewhere.py", folder.path().join("helper.py"))
            .expect("a link");
        let why = hash(folder.path(), None).expect_err("it has a link").to_string();
        assert!(why.starts_with("helper.py is a link"), "{why}");
    }

    #[test]
    fn what_changes_after_the_agreement_does_not_run() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("helper.py"), "one").expect("a file");
        let hash = hash(folder.path(), None).expect("it can be read");
        let copy = Arc::new(tempfile::tempdir().expect("a folder"));
        let agreement = Agreement { folder: folder.path().to_owned(), hash, copy };
        assert!(agreement.check().is_ok());
        fs::write(folder.path().join("helper.py"), "two").expect("a file");
        assert!(agreement.check().is_err());
    }
}

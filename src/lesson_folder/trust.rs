//! Whether a folder's code may run: it runs with the user's rights, so the user has to agree to it first.
//!
//! What was agreed to is the content of the folder, by its hash. After any change of a file the user is asked again.

use crate::limits::{MAX_TRUST_BYTES, MAX_TRUST_FILES, MAX_TRUSTED_FOLDERS};
use crate::record::escape_control;
use crate::user_file;
use etcetera::BaseStrategy;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// The name of the file with the hashes, beside the learner's progress.
const STORE: &str = "trusted-folders.txt";

/// Returns whether the user has agreed to run this folder's code, or does so now.
///
/// # Errors
/// Fails if the folder can't be read.
pub(super) fn is_trusted(folder: &Path, agrees: bool) -> io::Result<bool> {
    let hash = hash(folder)?;
    let store = store();
    let known = store.as_deref().and_then(|store| user_file::read_text(store).ok());
    let known = known.unwrap_or_default();
    if known.lines().any(|line| line.split(' ').next() == Some(hash.as_str())) {
        return Ok(true);
    }
    if !agrees {
        return Ok(false);
    }
    if let Some(store) = store {
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
    Ok(true)
}

fn store() -> Option<PathBuf> {
    let places = etcetera::choose_base_strategy().ok()?;
    let folder = places.state_dir().unwrap_or_else(|| places.data_dir());
    Some(folder.join("coroscope").join(STORE))
}

/// Returns the hash of all files below a folder: their paths, their lengths and their contents. What Python itself
/// writes there doesn't count.
fn hash(folder: &Path) -> io::Result<String> {
    let mut files = Vec::new();
    collect(folder, &mut files)?;
    files.sort();
    let mut hasher = Sha256::new();
    let mut bytes = 0;
    for file in files {
        let name = file.strip_prefix(folder).unwrap_or(&file);
        let name = name.as_os_str().as_encoded_bytes();
        let content = match fs::read_link(&file) {
            Ok(target) => target.as_os_str().as_encoded_bytes().to_vec(),
            Err(_) => fs::read(&file)?,
        };
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

/// Adds the files below a folder, without following links.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            if entry.file_name() != "__pycache__" {
                collect(&entry.path(), files)?;
            }
        } else if kind.is_file() || kind.is_symlink() {
            files.push(entry.path());
        }
        if files.len() > MAX_TRUST_FILES {
            return Err(io::Error::new(ErrorKind::InvalidData, too_large()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::hash;
    use std::fs;

    #[test]
    fn the_hash_is_that_of_names_and_contents() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        fs::write(path("a"), "one").expect("a file");
        let mut seen = vec![hash(folder.path()).expect("it can be read")];
        let mut changed = |what: &str| {
            let now = hash(folder.path()).expect("it can be read");
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
        let before = hash(folder.path()).expect("it can be read");
        fs::create_dir(path("__pycache__")).expect("a folder");
        fs::write(path("__pycache__/b.pyc"), "").expect("a file");
        assert_eq!(hash(folder.path()).expect("it can be read"), before);
    }
}

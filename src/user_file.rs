//! Reads and writes the files of a user: progress, themes, exports.
//!
//! A write that fails leaves the old file as it was, byte for byte, and nothing beside it. A symbolic link stays a link,
//! and the file that it names keeps its mode, its owner and its other names.

#[cfg(all(unix, feature = "cli"))]
mod interrupted;
#[cfg(feature = "cli")]
mod write;

use crate::limits::MAX_USER_FILE_BYTES;
use std::fs;
use std::io::{self, Error, ErrorKind};
use std::path::Path;

#[cfg(all(unix, feature = "cli"))]
pub use interrupted::remove_when_interrupted;
#[cfg(feature = "cli")]
pub use write::{
    is_same_file, open_lock, prefix_of_new, remove_leftovers, resolve, write_whole, write_with,
};

/// Reads a file. Fails for a file of more than a megabyte, and for a device or a pipe, which may never end.
pub fn read_bytes(file: &Path) -> io::Result<Vec<u8>> {
    let about = fs::metadata(file)?;
    if !about.is_file() && !about.is_dir() {
        return Err(Error::new(ErrorKind::InvalidInput, "it isn't a regular file"));
    }
    if about.len() > MAX_USER_FILE_BYTES {
        return Err(Error::new(ErrorKind::InvalidData, "it is longer than a megabyte"));
    }
    fs::read(file)
}

/// Reads the file as UTF-8 text, with the limits of [`read_bytes`].
pub fn read_text(file: &Path) -> io::Result<String> {
    String::from_utf8(read_bytes(file)?)
        .map_err(|_| Error::new(ErrorKind::InvalidData, "it isn't text"))
}

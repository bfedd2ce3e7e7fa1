//! Files that a person keeps for this program: progress, themes. They are small, and are read whole.

use std::fs;
use std::io::{self, Error, ErrorKind};
use std::path::Path;

/// No file that a person keeps is longer, in bytes.
const LONGEST: u64 = 1 << 20;

/// What is in the file. What may have no end, such as a device or a pipe, is not read, nor is a file of more than
/// a megabyte.
pub fn read_bytes(file: &Path) -> io::Result<Vec<u8>> {
    let about = fs::metadata(file)?;
    if !about.is_file() && !about.is_dir() {
        return Err(Error::new(ErrorKind::InvalidInput, "it is no ordinary file"));
    }
    if about.len() > LONGEST {
        return Err(Error::new(ErrorKind::InvalidData, "it is longer than a megabyte"));
    }
    fs::read(file)
}

/// The text that is in the file.
pub fn read_text(file: &Path) -> io::Result<String> {
    String::from_utf8(read_bytes(file)?)
        .map_err(|_| Error::new(ErrorKind::InvalidData, "it is no text"))
}

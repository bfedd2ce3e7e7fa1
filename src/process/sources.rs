//! Finds the source files that a run names on this machine.

use crate::record::Recorder;
use crate::record::event::Event;
use crate::record::source::SourceFile;
use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// Returns the files whose functions were called up to now, the one with most calls first.
pub(super) fn of(record: &Recorder) -> Vec<SourceFile> {
    let mut calls = BTreeMap::<&str, usize>::new();
    for file in record.events().iter().filter_map(Event::called_file) {
        *calls.entry(record.text(file)).or_default() += 1;
    }
    let mut files: Vec<_> = calls.into_iter().collect();
    files.sort_by_key(|(_, calls)| std::cmp::Reverse(*calls));
    let file = |(path, _): (&str, _)| Some(SourceFile::new(path, read(path)?));
    files.into_iter().filter_map(file).collect()
}

/// Reads a source file by the name that the compiler gave it, which is relative to the folder of the workspace.
#[must_use]
pub fn read(file: &str) -> Option<String> {
    let package = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let above =
        package.iter().flat_map(|package| package.ancestors()).map(|folder| folder.join(file));
    let places = [Path::new(file).to_path_buf()].into_iter().chain(above);
    places.into_iter().find_map(|path| fs::read_to_string(path).ok())
}

//! The files of the lessons' real programs.
//!
//! Generated from the folders under `lessons/` by `UPDATE_CATALOG=1 cargo test --test catalog`. Do not edit it.

use crate::course::catalog::BuiltInFile;

pub(in crate::course::catalog) static REAL: &[BuiltInFile] = &[
    file!("16-lost-update", "real-threading.py"),
    file!("16-lost-update", "real-threading.txt"),
    file!("17-mutex", "real-threading.py"),
    file!("17-mutex", "real-threading.txt"),
];

//! Each export is read back: what a file says is what the run was, and what the screen showed.
#![allow(missing_docs, dead_code)]

#[path = "screen/driver.rs"]
mod driver;

#[path = "export/svg.rs"]
mod svg;

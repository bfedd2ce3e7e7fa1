//! The crate's examples, as programs.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

/// The program of an example. A test that was asked for by itself comes without the examples, or with those of an older
/// crate, so it is built.
pub fn file(name: &str) -> PathBuf {
    static BUILT: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    if BUILT.lock().expect("no build has failed").insert(name.to_owned()) {
        let build = ["build", "--quiet", "--example", name];
        let status = Command::new(env!("CARGO")).args(build).status();
        assert!(status.expect("cargo runs").success());
    }
    let beside = Path::new(env!("CARGO_BIN_EXE_coroscope")).parent().expect("it lies in a folder");
    beside.join("examples").join(name)
}

//! Builds the library that a learner's program is linked with: the executor and the kit, without the screen.

use super::RustError;
use crate::user_file;
use etcetera::BaseStrategy;
use serde::Deserialize;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The version of this crate.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The folder of this crate's sources, if this program was built on this machine and they are still there.
const SOURCES: &str = env!("CARGO_MANIFEST_DIR");

/// The file that is there once the library has been built.
const BUILT: &str = "built";

/// The library, built and ready to be linked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Library {
    /// The folder in which it was built, and in which the compiler is run, so that both use the same toolchain.
    pub(super) folder: PathBuf,
    /// The library itself.
    pub(super) file: PathBuf,
}

/// What Cargo reports about something that it has built.
#[derive(Deserialize)]
struct Report {
    reason: String,
    target: Option<Target>,
    #[serde(default)]
    filenames: Vec<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

impl Library {
    /// Builds the library, if that hasn't been done yet for this version and this compiler. The first time, it says so on
    /// `progress`, and Cargo shows its own progress on standard error.
    ///
    /// # Errors
    /// Fails if there is no toolchain, no folder to build in, or if Cargo fails.
    pub fn build(progress: &mut dyn Write) -> Result<Library, RustError> {
        let folder = folder().ok_or(RustError::NoCache)?;
        write_project(&folder)?;
        let is_first = !folder.join(BUILT).exists();
        if is_first {
            // A closed standard error hides only this sentence.
            let _closed = writeln!(
                progress,
                "The library for Rust programs is built in {}. That's done once, and takes about a minute; Ctrl-C stops it.",
                folder.display()
            );
        }
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(&cargo);
        command
            .current_dir(&folder)
            .args(["build", "--release", "--message-format", "json-render-diagnostics"])
            .arg("--target-dir")
            .arg(folder.join("target"))
            .stdin(Stdio::null())
            .stderr(Stdio::inherit());
        if !is_first {
            command.arg("--quiet");
        }
        let built = command.output();
        let built = built.map_err(|why| RustError::NoToolchain(display(&cargo), why))?;
        if !built.status.success() {
            return Err(RustError::Library);
        }
        let file = find_library(&built.stdout).ok_or(RustError::NoLibrary)?;
        write(&folder.join(BUILT), VERSION)?;
        Ok(Library { folder, file })
    }

    /// Returns the folder with the libraries that this one needs.
    pub(super) fn dependencies(&self) -> PathBuf {
        self.folder.join("target").join("release").join("deps")
    }
}

pub(super) fn display(program: &OsString) -> String {
    program.to_string_lossy().into_owned()
}

/// Returns the folder for this version of the library, in the user's cache.
fn folder() -> Option<PathBuf> {
    let places = etcetera::choose_base_strategy().ok()?;
    Some(places.cache_dir().join("coroscope").join(format!("rust-{VERSION}")))
}

/// Writes the package that Cargo builds, where it isn't there yet.
fn write_project(folder: &Path) -> Result<(), RustError> {
    let sources = folder.join("src");
    fs::create_dir_all(&sources).map_err(|why| RustError::Write(sources.clone(), why))?;
    write(&folder.join("Cargo.toml"), &manifest())?;
    write(&sources.join("lib.rs"), "pub use coroscope;\n")?;
    // The versions with which coroscope itself was tested.
    let lock = Path::new(SOURCES).join("Cargo.lock");
    let own_lock = folder.join("Cargo.lock");
    match fs::read_to_string(lock) {
        Ok(text) if !own_lock.exists() => write(&own_lock, &text),
        _ => Ok(()),
    }
}

fn manifest() -> String {
    let place = if Path::new(SOURCES).join("Cargo.toml").exists() {
        let path = toml::Value::from(SOURCES);
        format!("path = {path}")
    } else {
        format!("version = \"={VERSION}\"")
    };
    format!(
        "# Written by coroscope: the library that your own programs are linked with.\n\
         [package]\nname = \"coroscope-programs\"\nversion = \"{VERSION}\"\nedition = \"2024\"\npublish = false\n\n\
         [dependencies]\ncoroscope = {{ {place}, default-features = false, features = [\"process\"] }}\n\n\
         [profile.release]\nlto = \"off\"\nopt-level = 1\n\n[workspace]\n"
    )
}

/// Writes a file, unless it has this text already: a newer file would make Cargo build again.
fn write(path: &Path, text: &str) -> Result<(), RustError> {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    user_file::write_whole(path, text.as_bytes())
        .map_err(|why| RustError::Write(path.to_owned(), why))
}

/// Returns the library among what Cargo has built.
fn find_library(reports: &[u8]) -> Option<PathBuf> {
    let reports = String::from_utf8_lossy(reports);
    let reports = reports.lines().filter_map(|line| serde_json::from_str::<Report>(line).ok());
    let mut of_library = reports.filter(|report| {
        report.reason == "compiler-artifact"
            && report.target.as_ref().is_some_and(|target| target.name == "coroscope")
    });
    let files = of_library.next()?.filenames;
    files.into_iter().find(|file| file.extension().is_some_and(|ending| ending == "rlib"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_is_found_among_what_cargo_reports() {
        let reports = concat!(
            r#"{"reason":"build-script-executed","package_id":"libc"}"#,
            "\n",
            r#"{"reason":"compiler-artifact","target":{"name":"coroscope_macros"},"filenames":["/t/libm.so"]}"#,
            "\n",
            r#"{"reason":"compiler-artifact","target":{"name":"coroscope"},"filenames":["/t/libc.rmeta","/t/libc.rlib"]}"#,
            "\nnot JSON\n",
        );
        assert_eq!(find_library(reports.as_bytes()), Some(PathBuf::from("/t/libc.rlib")));
        assert_eq!(find_library(b""), None);
    }

    #[test]
    fn the_package_names_the_sources_of_this_program() {
        let manifest: toml::Table = toml::from_str(&manifest()).expect("TOML");
        let coroscope = &manifest["dependencies"]["coroscope"];
        assert_eq!(coroscope["path"].as_str(), Some(SOURCES));
        assert_eq!(coroscope["default-features"].as_bool(), Some(false));
    }

    #[test]
    fn a_file_that_has_its_text_already_is_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("file");
        write(&path, "text").expect("it can be written");
        let mut protected = fs::metadata(&path).expect("it is there").permissions();
        protected.set_readonly(true);
        fs::set_permissions(&path, protected).expect("it is ours");
        assert!(write(&path, "text").is_ok());
        assert!(write(&path, "other").is_err());
    }
}

//! Compiles a learner's file into an executable, in a private folder.

use super::library::{Library, display};
use super::{CompileError, RustError, diagnostic};
use crate::course::catalog::shares_only_via_kit;
use crate::limits::{CHILD_LOOK_INTERVAL, MAX_COMPILE_TIME};
use std::env;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Instant;
use tempfile::TempDir;

/// The file that calls the learner's set-up.
const MAIN: &str = "coroscope_main.rs";

/// Compiles one file, again and again. The executable always has the same path, and is replaced only by one that was
/// compiled without an error.
#[derive(Clone, Debug)]
pub struct Compiler {
    library: Library,
    /// The name of the program in addresses.
    name: String,
    /// The name of the learner's file.
    file: String,
    folder: Arc<TempDir>,
}

impl Compiler {
    /// Returns what compiles a file with this name.
    ///
    /// # Errors
    /// Fails if no private folder can be made.
    pub fn new(library: Library, name: &str, file: &str) -> Result<Compiler, RustError> {
        let place = library.folder.clone();
        let folder = tempfile::Builder::new().prefix("run-").tempdir_in(&place);
        let folder = Arc::new(folder.map_err(|why| RustError::Write(place, why))?);
        Ok(Compiler { library, name: name.to_owned(), file: file.to_owned(), folder })
    }

    /// Returns the private folder, which is removed with the last clone.
    #[must_use]
    pub fn folder(&self) -> Arc<TempDir> {
        Arc::clone(&self.folder)
    }

    /// Returns the path of the executable.
    #[must_use]
    pub fn executable(&self) -> PathBuf {
        self.folder.path().join(format!("program{}", env::consts::EXE_SUFFIX))
    }

    /// Compiles this text.
    ///
    /// # Errors
    /// Fails with the compiler's first error, and the executable stays as it was.
    pub fn compile(&self, text: &str) -> Result<(), RustError> {
        let folder = self.folder.path();
        let write = |name: &str, text: &str| {
            let path = folder.join(name);
            fs::write(&path, text).map_err(|why| RustError::Write(path, why))
        };
        write(&self.file, text)?;
        let root = if has_main(text) { self.file.as_str() } else { MAIN };
        if root == MAIN {
            write(MAIN, &self.main(text))?;
        }
        let new = folder.join(format!("new{}", env::consts::EXE_SUFFIX));
        let reports = folder.join("reports");
        let status = self.run_rustc(root, &new, &reports)?;
        if !status.success() {
            let text = fs::read(&reports).map_err(|why| RustError::Read(reports, why))?;
            let text = String::from_utf8_lossy(&text);
            let error = diagnostic::first_error(&text, &self.file);
            return Err(error.unwrap_or_else(|| self.unexplained(&text, status)).into());
        }
        let executable = self.executable();
        fs::rename(&new, &executable).map_err(|why| RustError::Write(executable, why))
    }

    fn run_rustc(&self, root: &str, new: &Path, reports: &Path) -> Result<ExitStatus, RustError> {
        let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let cannot = |why| RustError::NoToolchain(display(&rustc), why);
        let file = File::create(reports);
        let file = file.map_err(|why| RustError::Write(reports.to_owned(), why))?;
        let mut library = std::ffi::OsString::from("coroscope=");
        library.push(&self.library.file);
        let mut dependencies = std::ffi::OsString::from("dependency=");
        dependencies.push(self.library.dependencies());
        let mut child = Command::new(&rustc)
            .current_dir(self.folder.path())
            .args(["--edition", "2024", "--crate-type", "bin", "--crate-name", "program"])
            .args(["--error-format", "json", "--cap-lints", "allow", "-C", "debuginfo=0"])
            .arg("--extern")
            .arg(library)
            .arg("-L")
            .arg(dependencies)
            .arg("-o")
            .arg(new)
            .arg(root)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(file)
            .spawn()
            .map_err(cannot)?;
        wait(&mut child).map_err(cannot)?.ok_or(RustError::Slow(MAX_COMPILE_TIME.as_secs()))
    }

    /// Returns the file that calls the learner's set-up.
    fn main(&self, text: &str) -> String {
        let promise = if shares_only_via_kit(text) { ".shares_only_via_kit()" } else { "" };
        let Compiler { name, file, .. } = self;
        format!(
            "#[path = {file:?}]\nmod program;\n\nfn main() -> std::process::ExitCode {{\n    \
             coroscope::Scope::new({name:?}, program::set_up).source({file:?}, include_str!({file:?})){promise}.main()\n}}\n"
        )
    }

    fn unexplained(&self, text: &str, status: ExitStatus) -> CompileError {
        let message = match text.lines().find(|line| !line.trim().is_empty()) {
            Some(line) => line.to_owned(),
            None => format!("rustc ended with {status}"),
        };
        CompileError { file: self.file.clone(), line: None, report: text.to_owned(), message }
    }
}

/// Returns whether the file is a whole program.
fn has_main(text: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim_start().trim_start_matches("pub ");
        line.strip_prefix("fn main").is_some_and(|rest| rest.trim_start().starts_with('('))
    })
}

/// Waits for the compiler. Returns `None` if it takes too long, and has been killed.
#[expect(
    clippy::disallowed_methods,
    reason = "the standard library can't wait for a process with a limit"
)]
fn wait(child: &mut std::process::Child) -> io::Result<Option<ExitStatus>> {
    let since = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if since.elapsed() > MAX_COMPILE_TIME {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(CHILD_LOOK_INTERVAL);
    }
}

#[cfg(test)]
mod tests {
    use super::has_main;

    #[test]
    fn a_file_with_a_main_function_is_a_whole_program() {
        for text in ["fn main() {}", "pub fn main () {}", "use a;\n    fn main() -> ExitCode {"] {
            assert!(has_main(text), "{text}");
        }
        for text in ["async fn main_task() {}", "// fn main()", "fn mainly() {}", "fn set_up() {}"]
        {
            assert!(!has_main(text), "{text}");
        }
    }
}

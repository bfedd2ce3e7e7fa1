//! A Python script as a program: finds an interpreter, and runs the script under the tracer in a child process.
//!
//! ```text
//!   script.py ──▶ CPython + tracer (assets/tracer) ──record──▶ process::Children ──▶ session
//! ```
//!
//! A script is checked before it runs: that it's there, and that it compiles ([`syntax`]). [`watch`] notices that it was
//! saved; the screen then runs it again and goes to the moment that was open, or to the first event that differs.
//!
//! The script itself isn't changed. The tracer replaces asyncio's clock and the entries of its ready queue, and records
//! what they do; `assets/tracer/coroscope_tracer/__init__.py` says how. It speaks the protocol of
//! [`process`](crate::process), so to the rest of this crate the script is a program in a child process like any other.

mod interpreter;
pub mod syntax;
mod tracer;
pub mod watch;

pub use interpreter::{Interpreter, PythonError};

use crate::limits::{MAX_EVENTS_PER_STEP, MAX_SCRIPT_MEMORY};
use crate::process::{Launch, Output};
use crate::record::source::Language;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A file.
    Script(PathBuf),
    /// A module, as with `python -m`.
    Module(String),
    /// A text, as with `python -c`.
    Code(String),
    /// A text that was read from standard input, as with `python -`.
    Input(String),
    /// A text under a file name, which is written to a private folder.
    Text {
        /// The name of the file.
        name: String,
        /// The text.
        text: String,
    },
}

/// A Python program and how to run it.
#[derive(Clone, Debug)]
pub struct Script {
    /// What is run.
    pub target: Target,
    /// Its arguments, which it finds in `sys.argv`.
    pub arguments: Vec<OsString>,
    /// Whether time is that of the real clock. Otherwise it is virtual.
    pub is_real_time: bool,
    /// Whether variables are shown with their values. Otherwise no `__repr__` of the program is called.
    pub shows_values: bool,
}

impl Script {
    /// Returns a script without arguments, on the virtual clock.
    #[must_use]
    pub fn of(target: Target) -> Script {
        Script { target, arguments: Vec::new(), is_real_time: false, shows_values: true }
    }

    /// Returns the name in addresses and headings: `script.py`.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.target {
            Target::Script(path) => path
                .file_name()
                .map_or_else(|| "script".into(), |name| name.to_string_lossy().into_owned()),
            Target::Module(module) => module.clone(),
            Target::Text { name, .. } => name.clone(),
            Target::Code(_) | Target::Input(_) => "script".to_owned(),
        }
    }

    /// Checks that there is a script and that it can be compiled. A module is found by Python itself.
    ///
    /// # Errors
    /// Fails with a sentence that names the file and, for an error of syntax, the line.
    pub fn check(&self, python: &Interpreter) -> Result<(), PythonError> {
        let (name, text) = match &self.target {
            Target::Module(_) => return Ok(()),
            Target::Code(text) => ("<string>".to_owned(), text.as_bytes().to_vec()),
            Target::Input(text) => ("<stdin>".to_owned(), text.as_bytes().to_vec()),
            Target::Text { name, text } => (name.clone(), text.as_bytes().to_vec()),
            Target::Script(path) => {
                if path.is_dir() {
                    return Err(PythonError::Folder(path.clone()));
                }
                let text = fs::read(path).map_err(|why| PythonError::Read(path.clone(), why))?;
                (path.display().to_string(), text)
            }
        };
        match syntax::check(&python.path, &text) {
            Ok(Some(error)) => Err(PythonError::Syntax(name, error)),
            Ok(None) => Ok(()),
            Err(why) => Err(PythonError::NotRun(python.path.clone(), why)),
        }
    }

    /// Returns how the child is started. With a screen (`is_apart`), it gets a process group of its own.
    ///
    /// # Errors
    /// Fails if the tracer's files can't be written.
    pub fn launch(
        &self,
        python: &Interpreter,
        output: Output,
        is_apart: bool,
    ) -> Result<Launch, PythonError> {
        let files = tracer::write().map_err(PythonError::Tracer)?;
        let mut arguments: Vec<OsString> = vec![
            tracer::entry(&files).into(),
            "--name".into(),
            self.name().into(),
            "--memory".into(),
            MAX_SCRIPT_MEMORY.to_string().into(),
        ];
        arguments.extend(self.is_real_time.then(|| "--real-time".into()));
        arguments.extend((!self.shows_values).then(|| "--no-values".into()));
        match &self.target {
            // A leading `-` would be an option.
            Target::Script(path) if path.as_os_str().as_encoded_bytes().starts_with(b"-") => {
                arguments.push(Path::new(".").join(path).into());
            }
            Target::Script(path) => arguments.push(path.into()),
            Target::Module(module) => arguments.extend(["-m".into(), module.into()]),
            Target::Code(code) => arguments.extend(["-c".into(), code.into()]),
            Target::Input(text) => {
                let file = tracer::write_input(&files, text).map_err(PythonError::Tracer)?;
                arguments.extend(["--input".into(), file.into()]);
            }
            Target::Text { name, text } => {
                let file = tracer::write_script(&files, name, text).map_err(PythonError::Tracer)?;
                arguments.push(file.into());
            }
        }
        arguments.extend(self.arguments.iter().cloned());
        Ok(Launch {
            program: python.path.clone(),
            called: None,
            arguments,
            output,
            is_apart,
            max_events: MAX_EVENTS_PER_STEP,
            // Sets of texts have the same order in each run.
            environment: vec![("PYTHONHASHSEED".into(), "0".into())],
            language: Language::Python,
            files: Some(Arc::new(files)),
        })
    }
}

//! Runs the **twin** of a lesson's scene as a program of its own: on the `CPython` of this machine, or, where there is
//! none, from the record that is kept beside it.

use crate::app::twin_view::TwinRunner;
use crate::course::catalog::Scene;
use crate::export::jsonl;
use crate::process::{Children, Output};
use crate::python::{Interpreter, PythonError, Script, Target};
use crate::record::source::{Language, SourceFile};
use crate::session::Program;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

/// Runs the twins of the lessons.
pub struct Twins {
    named: Option<PathBuf>,
    found: OnceLock<Option<Interpreter>>,
    notify: Arc<dyn Fn() + Send + Sync>,
}

impl Twins {
    /// Returns what runs the twins on this interpreter, or on the first that is found. It is looked for when the first
    /// twin is run. `notify` is called on another thread when a twin has sent something.
    #[must_use]
    pub fn new(named: Option<PathBuf>, notify: Arc<dyn Fn() + Send + Sync>) -> Twins {
        Twins { named, found: OnceLock::new(), notify }
    }

    fn python(&self) -> Option<&Interpreter> {
        let find = || Interpreter::find(self.named.as_deref()).ok();
        self.found.get_or_init(find).as_ref()
    }
}

impl TwinRunner for Twins {
    fn live(&self, scene: &Scene) -> Option<(Program, String)> {
        let python = self.python()?;
        let children = children(scene, python, true).ok()?;
        let notify = Arc::clone(&self.notify);
        children.on_news(move |_| notify());
        let program = Program {
            language: Language::Python,
            ..Program::from_launcher(file_name(scene), children)
        };
        let (major, minor) = python.version;
        Some((program, format!("CPython {major}.{minor}")))
    }

    fn kept(&self, scene: &Scene) -> Result<Program, String> {
        kept(scene)
    }
}

/// Returns the processes that run a scene's twin. With a screen (`is_apart`), a step doesn't wait for them.
///
/// # Errors
/// Fails if the twin's files can't be written.
pub fn children(
    scene: &Scene,
    python: &Interpreter,
    is_apart: bool,
) -> Result<Children, PythonError> {
    let script = Script {
        target: Target::Text { name: file_name(scene), text: scene.twin.display_text() },
        arguments: Vec::new(),
        is_real_time: false,
        shows_values: true,
    };
    Ok(Children::new(script.launch(python, Output::Keep, is_apart)?))
}

/// Returns the twin's run from the record that is kept.
///
/// # Errors
/// Fails with a sentence if there is none, it can't be read, or it isn't of the twin's source.
pub fn kept(scene: &Scene) -> Result<Program, String> {
    let file = &scene.twin_record;
    if file.text.is_empty() {
        return Err(format!("{} has no record", scene.twin.file));
    }
    let (header, record) = jsonl::read_consistent(&mut file.text.as_bytes())
        .map_err(|why| format!("{}, {why}", file.file))?;
    let source = source(scene);
    if header.sources.first() != Some(&source) {
        return Err(format!(
            "{} is the record of another text than {}",
            file.file, scene.twin.file
        ));
    }
    Ok(Program::from_record(file_name(scene), record).with_sources(vec![source]))
}

/// Returns the twin's source, as its record contains it.
#[must_use]
pub fn source(scene: &Scene) -> SourceFile {
    SourceFile::new(file_name(scene), scene.twin.display_text())
}

fn file_name(scene: &Scene) -> String {
    scene.twin.file.rsplit('/').next().unwrap_or("twin.py").to_owned()
}

//! Compares the other files of a built-in lesson's folder with those that are compiled in.
//!
//! A recipe can't be compiled here and a twin can't be run, so the runs are those of the built-in files. An expected
//! output and a golden trace are texts, which are compared with these runs.

use crate::course::catalog::{Lesson, Scene};
use crate::course::lesson::markers::LessonFile;
use crate::user_file;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

/// What a note calls the file that is used instead of the one in the folder.
const BUILT_IN: &str = "the file that this coroscope was built with";

/// A built-in lesson with the texts of a folder, and what the folder's other files leave to be said.
#[derive(Debug)]
pub(super) struct FolderFiles {
    /// The lesson, with the expected outputs and the traces of the folder.
    pub lesson: Arc<Lesson>,
    /// The files that are missing, and those whose contents aren't checked.
    pub notes: Vec<String>,
}

/// Reads the files of a lesson's folder other than its text.
pub(super) fn read(folder: &Path, lesson: &Lesson) -> FolderFiles {
    let mut notes = Vec::new();
    let mut file = |built_in: &LessonFile, is_compared: bool| {
        let path = folder.join(Path::new(&*built_in.file).file_name().unwrap_or_default());
        let name = path.display().to_string();
        let text = match user_file::read_text(&path) {
            Ok(text) => text.replace("\r\n", "\n"),
            Err(why) => {
                let why = match why.kind() {
                    ErrorKind::NotFound => "it isn't there".to_owned(),
                    _ => format!("can't read it: {why}"),
                };
                notes.push(format!("not checked here: {name}: {why}, so {BUILT_IN} was used"));
                return built_in.clone();
            }
        };
        if is_compared {
            return LessonFile { file: name.into(), text: text.into() };
        }
        if text != built_in.text.replace("\r\n", "\n") {
            notes.push(format!(
                "not checked here: {name}: it differs from {BUILT_IN}, which was used"
            ));
        }
        built_in.clone()
    };
    let scenes = lesson.scenes.iter().map(|scene| {
        let has_twin = !scene.twin.text.is_empty();
        Scene {
            rust: file(&scene.rust, false),
            twin: if has_twin { file(&scene.twin, false) } else { scene.twin.clone() },
            expected: file(&scene.expected, true),
            trace: file(&scene.trace, true),
            ..scene.clone()
        }
    });
    let lesson = Arc::new(Lesson { scenes: scenes.collect(), ..lesson.clone() });
    FolderFiles { lesson, notes }
}

//! **Checks** lessons: compares their claims with the runs, and their texts with the rules of style.
//!
//! | module | checks |
//! |---|---|
//! | `subject` | nothing: it is the lesson, and the text that is checked |
//! | `form` | front matter, markers, `[@marker]`, panels and rules, the twin's notes |
//! | `beats` | every cue fires once and in order, how many beats there are, what changes break |
//! | `letters` | no letter of a text steers the terminal or can't be seen |
//! | `goals` | the loop's own order does not meet a goal, and some other order does |
//! | `questions` | every prediction can be computed and has three options; which wrong loops survive |
//! | `wording` | length, grade, forbidden words, terms before their lesson, the size of the screen |
//! | `readability` | counts words and syllables for `wording` |
//! | `texts` | lists all texts of a lesson for the others |
//! | `visibility` | what has to be on the screen for a question or a beat |
//! | `screen_check` | draws that screen and looks for it; compares the kept traces |
//! | `text_visibility` | each text is on the screen whole, with the lines of code that it names |
//! | `expected_output` | the twin's kept lines are those of the run |
//! | `folder_files` | the other files of a lesson's folder are those that are built in, or a note names them |
//! | `needs_program` | notes what a scene that is a record leaves unchecked |
//!
//! A finding names the file, the line and the remedy. Nothing here stops at the first.

mod beats;
mod expected_output;
mod folder_files;
mod form;
mod goals;
mod letters;
mod needs_program;
mod other_language;
mod questions;
mod readability;
mod real_programs;
pub mod screen_check;
mod subject;
pub mod text_visibility;
mod texts;
mod visibility;
mod wording;

use crate::course::catalog::{self, Lesson};
use crate::course::lesson::diagnostic::Diagnostic;
use crate::course::lesson::{glossary, markdown};
use crate::course::question::misconception;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::Arc;

pub use questions::{SurvivorCount, Survivors};
pub use subject::Subject;
pub use visibility::VisibilityCheck;

/// The result of a check.
#[derive(Debug, Default)]
pub struct Report {
    /// How many lessons were checked.
    pub lessons: usize,
    /// The faults, in the order of files and lines.
    pub faults: Vec<Diagnostic>,
    /// The lessons with the texts that were checked, to be read on a screen.
    pub lessons_to_read: Vec<Arc<Lesson>>,
    /// What must be on the screen.
    pub visibility_checks: Vec<VisibilityCheck>,
    /// Notes, which aren't faults.
    pub notes: Vec<String>,
    /// The counts for each lesson, by its number.
    pub survivors: BTreeMap<Option<u8>, (String, Survivors)>,
}

/// Checks the lessons that are built in.
#[must_use]
pub fn built_in() -> Report {
    let mut report = Report::default();
    for lesson in catalog::lessons() {
        report.check_lesson(lesson, &lesson.text.file, &lesson.text.text);
    }
    report.check_coverage(catalog::lessons());
    report.finish()
}

/// Returns whether there is a lesson in this folder. A `lesson.md` that isn't a file is an error.
fn is_lesson(folder: &Path) -> io::Result<bool> {
    let text = folder.join("lesson.md");
    match std::fs::metadata(&text) {
        Ok(about) if about.is_file() => Ok(true),
        Ok(_) => Err(io::Error::other(format!("{} isn't an ordinary file", text.display()))),
        Err(why) if matches!(why.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(false)
        }
        Err(why) => Err(why),
    }
}

/// Checks the texts in a lesson's folder, or in a folder of several lessons. Their recipes are the built-in ones of the
/// folders with the same names.
pub fn folder(path: &Path) -> io::Result<Report> {
    let mut report = Report::default();
    let mut folders = Vec::new();
    if is_lesson(path)? {
        folders.push(path.to_path_buf());
    } else {
        for entry in path.read_dir()? {
            let entry = entry?.path();
            if is_lesson(&entry)? {
                folders.push(entry);
            }
        }
        folders.sort();
    }
    if folders.is_empty() {
        let remedy = "name a lesson's folder, or one that holds such folders";
        let what = "there is no lesson.md in this folder or in one below it";
        report.faults.push(Diagnostic::new(&path.display().to_string(), 1, what, remedy));
    }
    for folder in folders {
        let file = folder.join("lesson.md");
        let path = file.display().to_string();
        let absolute = folder.canonicalize().unwrap_or_else(|_| folder.clone());
        let name = absolute.file_name().map_or(String::new(), |n| n.to_string_lossy().into_owned());
        let known = catalog::lessons().iter().find(|lesson| lesson.folder() == name);
        let text = match String::from_utf8(std::fs::read(&file)?) {
            Ok(text) => text,
            Err(error) => {
                let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
                let line = good.split(|byte| *byte == b'\n').count();
                let remedy = "save it as UTF-8";
                report.faults.push(Diagnostic::new(
                    &path,
                    line,
                    "the file isn't UTF-8 text",
                    remedy,
                ));
                continue;
            }
        };
        if let Some(lesson) = known {
            let files = folder_files::read(&folder, lesson);
            report.notes.extend(files.notes);
            report.check_lesson(&files.lesson, &path, &text);
            continue;
        }
        let what = format!("the folder `{name}` isn't in the catalog");
        let remedy = "move it below lessons/ and run `UPDATE_CATALOG=1 cargo test --test catalog`";
        report.faults.push(Diagnostic::new(&path, 1, what, remedy));
        report.faults.extend(letters::faults(&path, &text));
        if let Err(faults) = markdown::read(&path, &text) {
            report.faults.extend(faults);
        }
    }
    Ok(report.finish())
}

/// Checks a lesson with its own text.
#[must_use]
pub fn lesson(lesson: &Arc<Lesson>) -> Report {
    text(lesson, &lesson.text.file, &lesson.text.text)
}

/// Checks one text of a lesson.
#[must_use]
pub fn text(lesson: &Arc<Lesson>, file: &str, text: &str) -> Report {
    let mut report = Report::default();
    report.check_lesson(lesson, file, text);
    report.finish()
}

impl Report {
    fn check_lesson(&mut self, lesson: &Arc<Lesson>, file: &str, text: &str) {
        self.lessons += 1;
        self.faults.extend(letters::faults(file, text));
        let page = match markdown::read(file, text) {
            Ok(page) => page,
            Err(faults) => {
                self.faults.extend(faults);
                return;
            }
        };
        let subject = Subject { lesson, file, text, page: &page };
        self.faults.extend(expected_output::faults(subject));
        if page.front.draft {
            self.notes.push(format!("{file}: a draft; its words are not checked"));
            return;
        }
        let mut faults = form::faults(subject);
        faults.extend(real_programs::faults(subject));
        faults.extend(other_language::faults(subject));
        let is_sound = faults.is_empty();
        self.faults.extend(faults);
        self.faults.extend(wording::faults(subject));
        if !is_sound {
            return; // the other checks would report the same faults again
        }
        let unchecked = needs_program::unchecked(lesson, &page, |text| subject.line_of(text));
        self.notes.extend(unchecked.into_iter().map(|(line, part)| {
            format!("{file}:{line}: not checked here: {part}: it needs the program")
        }));
        self.faults.extend(beats::faults(subject));
        self.faults.extend(goals::faults(subject));
        let (faults, survivors) = questions::faults(subject);
        self.faults.extend(faults);
        self.visibility_checks.extend(visibility::visibility_checks(subject));
        self.survivors.insert(lesson.number, (lesson.address(), survivors));
        self.lessons_to_read.push(Arc::new(Lesson { page: Ok(page), ..(**lesson).clone() }));
    }

    /// T1: adds a note for each misconception that no lesson refutes. This applies only to the whole course.
    fn check_coverage(&mut self, lessons: &[Arc<Lesson>]) {
        let fronts = lessons.iter().flat_map(|lesson| &lesson.page).map(|page| &page.front);
        let refuted: Vec<_> = fronts.flat_map(|front| &front.refutes).collect();
        let missing = misconception::MISCONCEPTIONS
            .iter()
            .filter(|one| !refuted.iter().any(|refuted| *refuted == one.id));
        let missing: Vec<_> = missing.map(|one| one.id).collect();
        if !missing.is_empty() {
            let note = format!("no lesson refutes {} yet", missing.join(", "));
            self.notes.push(note);
        }
        let (_, faults) = glossary::read(include_str!("../lessons/glossary.md"));
        self.faults.extend(faults);
    }

    fn finish(mut self) -> Report {
        self.faults.sort();
        self.faults.dedup();
        self
    }

    /// Returns whether there are faults that must be fixed.
    #[must_use]
    pub fn has_faults(&self) -> bool {
        self.faults.iter().any(|fault| !fault.is_advice)
    }

    /// Returns the matrix of T5: a row for each mental model and each misconception, a column for each lesson. A
    /// cell has the number of questions that it answered wrongly, the number of questions and, after a +, the number of
    /// options that the author wrote for it.
    #[must_use]
    pub fn matrix(&self) -> String {
        let mut rows: Vec<&String> = self.survivors.values().flat_map(|(_, s)| s.keys()).collect();
        rows.sort();
        rows.dedup();
        let mut text = format!("{:20}", "");
        for (address, _) in self.survivors.values() {
            let _infallible = write!(text, "{address:>8}");
        }
        for row in rows {
            let _infallible = write!(text, "\n{row:20}");
            for (_, survivors) in self.survivors.values() {
                let cell = match survivors.get(row) {
                    None => "·".to_owned(),
                    Some(SurvivorCount { asked: 0, authored, .. }) => format!("+{authored}"),
                    Some(SurvivorCount { failed, asked, authored: 0 }) => {
                        format!("{failed}/{asked}")
                    }
                    Some(SurvivorCount { failed, asked, authored }) => {
                        format!("{failed}/{asked}+{authored}")
                    }
                };
                let _infallible = write!(text, "{cell:>8}");
            }
        }
        text
    }
}

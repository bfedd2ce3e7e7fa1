//! The **catalog** is the table of lessons.
//!
//! What it holds of a lesson is in the lesson's folder. The two files that name the folders to the compiler,
//! `recipes.rs` and `catalog/table/entries.rs`, are generated from them by `UPDATE_CATALOG=1 cargo test --test
//! catalog`, and committed. They are no work of a build script: that would put the machine's path into `file!()`,
//! and so into every record, and would hide the recipes from rustfmt.

pub mod reading_time;
mod table;

use crate::course::lesson::diagnostic::Diagnostic;
use crate::course::lesson::front_matter::SceneWords;
use crate::course::lesson::inline::{self, SourceLanguage};
use crate::course::lesson::markdown;
use crate::course::lesson::markers::{BuiltInFile, LessonFile};
use crate::course::lesson::page::Page;
use crate::limits::MAX_OFFERED_LESSONS;
use crate::record::escape_control;
use crate::record::source::SourceFile;
use crate::session::{Backend, BuiltIn, Program};
use std::fmt;
use std::sync::{Arc, LazyLock};
use table::{ENTRIES, Entry, Files, PARTS};

/// A lesson: what it is called, and the programs that it steps through.
#[derive(Clone, Debug)]
pub struct Lesson {
    /// Its number in the whole course, which opens its folder's name. A lesson from a folder of somebody's own has
    /// none.
    pub number: Option<u8>,
    /// The letter of its part.
    pub part: char,
    /// Its number in that part.
    pub place: u8,
    /// Its short name; of a lesson from a folder, the path of the folder.
    pub slug: String,
    /// Its heading.
    pub title: String,
    /// Is it on the path that a class walks, or beside it?
    pub core: bool,
    /// Its programs, in the order in which they are met. There is at least one.
    pub scenes: Vec<Scene>,
    /// Its `lesson.md`.
    pub text: LessonFile,
    /// The same, read; or what is wrong with it.
    pub page: Result<Page, Vec<Diagnostic>>,
}

/// A program of a lesson.
#[derive(Clone, Debug)]
pub struct Scene {
    /// Its short name.
    pub name: String,
    /// What is to be seen in it.
    pub title: String,
    /// What a session runs: the recipe, compiled from the text in `rust`, or a record of it.
    pub program: Program,
    /// The recipe.
    pub rust: LessonFile,
    /// The same program for asyncio. Empty where there is none.
    pub twin: LessonFile,
    /// What both print: `time<TAB>line` in virtual seconds, and at last `# finished`, or `# stalled:` and
    /// the tasks that are left.
    pub expected: LessonFile,
    /// The whole run in sentences, as it was last read by its author.
    pub trace: LessonFile,
}

/// A part of the course.
#[derive(Debug)]
pub struct Part {
    /// The letter that its lessons go by.
    pub letter: char,
    /// Its heading.
    pub title: &'static str,
    /// The question that it answers.
    pub question: &'static str,
}

/// Some lessons, in order. To clone it is cheap.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    lessons: Arc<[Arc<Lesson>]>,
}

/// The lessons that are built in, read once.
static BUILT_IN: LazyLock<Catalog> = LazyLock::new(|| Catalog {
    lessons: ENTRIES.iter().map(|entry| Arc::new(Lesson::from_entry(entry))).collect(),
});

impl Catalog {
    /// The lessons that are built in.
    #[must_use]
    pub fn built_in() -> &'static Catalog {
        &BUILT_IN
    }

    /// The same lessons, and this one after them.
    #[must_use]
    pub fn with(&self, lesson: Arc<Lesson>) -> Catalog {
        Catalog { lessons: self.lessons.iter().cloned().chain([lesson]).collect() }
    }

    /// All of them, in order.
    #[must_use]
    pub fn lessons(&self) -> &[Arc<Lesson>] {
        &self.lessons
    }

    /// The lesson of this slug (`three-tasks`), number (`6`) or place in its part (`A6`).
    ///
    /// # Errors
    /// The slugs that look most like it, where there is none.
    pub fn find(&self, asked: &str) -> Result<&Arc<Lesson>, UnknownLesson> {
        let wanted = asked.trim().to_lowercase();
        let number: Option<u8> = wanted.parse().ok();
        let is_it = |lesson: &&Arc<Lesson>| {
            lesson.slug == wanted
                || (number.is_some() && number == lesson.number)
                || (lesson.number.is_some() && lesson.address().eq_ignore_ascii_case(&wanted))
        };
        let unknown =
            || UnknownLesson { asked: asked.to_owned(), nearest: nearest(&self.lessons, &wanted) };
        self.lessons.iter().find(is_it).ok_or_else(unknown)
    }
}

/// Does this recipe import the kit and nothing else? Then its tasks have no other way to share, and its orders can
/// be explored by states.
fn shares_only_via_kit(recipe: &str) -> bool {
    let code = recipe.lines().filter(|line| !line.trim_start().starts_with("//"));
    let other = ["std::", "core::", "futures::", "static ", "thread_local!", "executor::"];
    !code.flat_map(|line| other.map(|name| line.contains(name))).any(|is| is)
}

impl Scene {
    /// What a session runs.
    #[must_use]
    pub fn program(&self) -> Program {
        self.program.clone()
    }

    /// Returns a lesson's text as it reads beside this source: on one line, with the source's line numbers and its
    /// own passages. A scene without a twin is always shown in Rust.
    #[must_use]
    pub fn words(&self, text: &str, language: SourceLanguage) -> String {
        match language {
            SourceLanguage::Python if !self.twin.text.is_empty() => {
                inline::render(text, language, &self.twin)
            }
            _ => inline::render(text, SourceLanguage::Rust, &self.rust),
        }
    }
}

impl Lesson {
    fn from_entry(entry: &'static Entry) -> Lesson {
        let (number, slug) = entry.folder.split_once('-').unwrap_or(("", entry.folder));
        let page = markdown::read(entry.text.file, entry.text.text);
        let front = page.as_ref().map(|page| page.front.clone()).unwrap_or_default();
        let part = front.part.chars().next().unwrap_or('?');
        let scenes = entry.scenes.iter().enumerate().map(|(nth, files)| {
            let words = front.scenes.get(nth).cloned().unwrap_or_default();
            let poll_cost = words.cost();
            let Files { set_up, rust, twin, expected, trace } = *files;
            let SceneWords { name, title, .. } = words;
            let sources = [rust, twin].map(|file| SourceFile::new(file.file, file.text));
            let built_in = BuiltIn::new(set_up)
                .with_poll_cost(poll_cost)
                .sharing_only_via_kit(shares_only_via_kit(rust.text));
            let program = Program::from_backend(name.as_str(), Backend::BuiltIn(built_in))
                .with_sources(sources.to_vec());
            let [rust, twin, expected, trace] = [rust, twin, expected, trace].map(LessonFile::from);
            Scene { name, title, program, rust, twin, expected, trace }
        });
        Lesson {
            number: number.parse().ok(),
            part,
            place: front.place,
            slug: slug.to_owned(),
            title: front.title.clone(),
            core: front.core,
            scenes: scenes.collect(),
            text: entry.text.into(),
            page,
        }
    }
}

/// All parts of the course, in order.
#[must_use]
pub fn parts() -> &'static [Part] {
    PARTS
}

/// All lessons that are built in, in the order of the course.
#[must_use]
pub fn lessons() -> &'static [Arc<Lesson>] {
    BUILT_IN.lessons()
}

/// The lesson that is built in under this slug, number or place; see [`Catalog::find`].
///
/// # Errors
/// The slugs that look most like it, where there is none.
pub fn find(asked: &str) -> Result<&'static Arc<Lesson>, UnknownLesson> {
    BUILT_IN.find(asked)
}

impl Lesson {
    /// Whether it comes before another lesson. Before a lesson from a folder lies the whole course.
    #[must_use]
    pub fn comes_before(&self, other: &Lesson) -> bool {
        self.number.is_some() && (other.number.is_none() || self.number < other.number)
    }

    /// Its part and its place there: `A6`. What is no part of the course has none.
    #[must_use]
    pub fn address(&self) -> String {
        match self.number {
            Some(_) => format!("{}{}", self.part, self.place),
            None => String::new(),
        }
    }

    /// What a page about it is headed by: its address and its title; of what is no lesson, the title.
    #[must_use]
    pub fn heading(&self) -> String {
        format!("{} {}", self.address(), self.title).trim_start().to_owned()
    }

    /// Its scenes that have words, in order. To the others lead its changes.
    #[must_use]
    pub fn scenes_with_beats(&self) -> Vec<&Scene> {
        let beats = self.page.as_ref().map_or(&[][..], |page| &page.beats);
        let has_words = |nth: usize| nth == 0 || beats.iter().any(|beat| beat.scene == nth);
        let scenes = self.scenes.iter().enumerate();
        scenes.filter(|(nth, _)| has_words(*nth)).map(|(_, scene)| scene).collect()
    }

    /// How long it takes to read, in minutes. See [`reading_time`].
    #[must_use]
    pub fn minutes(&self) -> usize {
        reading_time::minutes(self)
    }

    /// Its folder under `lessons/`: `06-three-tasks`.
    #[must_use]
    pub fn folder(&self) -> String {
        match self.number {
            Some(number) => format!("{number:02}-{}", self.slug),
            None => self.slug.clone(),
        }
    }
}

/// No lesson is called this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownLesson {
    /// What was asked for.
    pub asked: String,
    /// The slugs that look most like it, the nearest first. There may be none.
    pub nearest: Vec<String>,
}

impl fmt::Display for UnknownLesson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no lesson is called `{}`", escape_control(&self.asked))?;
        match self.nearest.split_last() {
            None => f.write_str(": `coroscope list` shows them all"),
            Some((only, [])) => write!(f, ": did you mean `{only}`?"),
            Some((last, rest)) => {
                write!(f, ": did you mean `{}` or `{last}`?", rest.join("`, `"))
            }
        }
    }
}

impl std::error::Error for UnknownLesson {}

/// How similar a slug must be to be offered, of 1.
const ALIKE: f64 = 0.75;

fn nearest(lessons: &[Arc<Lesson>], wanted: &str) -> Vec<String> {
    let mut alike: Vec<_> =
        lessons.iter().map(|lesson| (likeness(wanted, &lesson.slug), &lesson.slug)).collect();
    alike.retain(|(likeness, _)| *likeness >= ALIKE);
    alike.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    alike.into_iter().take(MAX_OFFERED_LESSONS).map(|(_, slug)| slug.clone()).collect()
}

/// How much a name looks like a slug, or like one of the slug's words.
fn likeness(wanted: &str, slug: &str) -> f64 {
    let words = slug.split('-').filter(|word| word.len() > 2).chain([slug]);
    words.map(|word| strsim::jaro_winkler(wanted, word)).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::lesson::markers;

    fn slug(asked: &str) -> &'static str {
        &find(asked).expect("there is such a lesson").slug
    }

    fn refusal(asked: &str) -> String {
        find(asked).expect_err("there is no such lesson").to_string()
    }

    #[test]
    fn a_lesson_is_found_by_slug_number_or_place() {
        for asked in ["three-tasks", "6", "06", "A6", "a6", " Three-Tasks "] {
            assert_eq!(slug(asked), "three-tasks", "{asked}");
        }
        assert_eq!(slug("task"), "task");
    }

    #[test]
    fn an_unknown_lesson_gets_the_nearest_names() {
        assert_eq!(
            refusal("tree-tasks"),
            "no lesson is called `tree-tasks`: did you mean `three-tasks`?"
        );
        assert_eq!(
            refusal("tasks"),
            "no lesson is called `tasks`: did you mean `three-tasks` or `task`?"
        );
        assert_eq!(refusal("suspnd"), "no lesson is called `suspnd`: did you mean `suspend`?");
        for asked in ["", "99", "Z9", "-1", "wxyz", "каша"] {
            assert_eq!(
                refusal(asked),
                format!("no lesson is called `{asked}`: `coroscope list` shows them all")
            );
        }
    }

    #[test]
    fn every_lesson_stands_in_its_own_folder() {
        for lesson in lessons() {
            assert!(parts().iter().any(|part| part.letter == lesson.part), "{}", lesson.slug);
            for scene in &lesson.scenes {
                let folder = format!("lessons/{}/", lesson.folder());
                assert!(scene.rust.file.starts_with(&folder), "{}", scene.rust.file);
                assert!(scene.twin.file.starts_with(&folder), "{}", scene.twin.file);
            }
        }
    }

    #[test]
    fn names_are_given_once_and_numbers_rise() {
        assert!(lessons().is_sorted_by(|one, next| one.number < next.number));
        assert!(lessons().is_sorted_by_key(|lesson| (lesson.part, lesson.place)));
        for (nth, lesson) in lessons().iter().enumerate() {
            assert!(lessons()[..nth].iter().all(|earlier| earlier.slug != lesson.slug));
            assert!(!lesson.scenes.is_empty());
        }
    }

    #[test]
    fn recipes_and_twins_are_marked_alike() {
        for scene in lessons().iter().flat_map(|lesson| &lesson.scenes) {
            let faults = markers::check_pair(&scene.rust, &scene.twin);
            assert!(faults.is_empty(), "{}", faults[0]);
            assert!(!scene.rust.markers().is_empty(), "{} has no markers", scene.rust.file);
        }
    }
}

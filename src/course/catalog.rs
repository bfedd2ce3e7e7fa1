//! The **catalog** is the table of lessons.
//!
//! What it holds of a lesson is in the lesson's folder. The two files that name the folders to the compiler,
//! `recipes.rs` and `catalog/table/entries.rs`, are generated from them by `UPDATE_CATALOG=1 cargo test --test
//! catalog`, and committed. They are no work of a build script: that would put the machine's path into `file!()`,
//! and so into every record, and would hide the recipes from rustfmt.

mod table;

use crate::course::lesson::diagnostic::Diagnostic;
use crate::course::lesson::front_matter::SceneWords;
use crate::course::lesson::markdown;
use crate::course::lesson::markers::Source;
use crate::course::lesson::page::Page;
use crate::explore::{Exploration, explore};
use crate::record::escape_control;
use crate::session::{BuiltIn, Program, SetUp};
use std::fmt;
use std::sync::{Arc, LazyLock, OnceLock};
use std::time::Duration;
use table::{ENTRIES, Entry, Files, PARTS};

/// A lesson: what it is called, and the programs that it steps through.
#[derive(Debug)]
pub struct Lesson {
    /// Its number in the whole course, which opens its folder's name; 0 for what is no part of it.
    pub number: u8,
    /// The letter of its part.
    pub part: char,
    /// Its number in that part.
    pub place: u8,
    /// Its short name.
    pub slug: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// How long it takes.
    pub minutes: u8,
    /// Is it on the path that a class walks, or beside it?
    pub core: bool,
    /// Its programs, in the order in which they are met. There is at least one.
    pub scenes: &'static [Scene],
    /// Its `lesson.md`.
    pub text: Source,
    /// The same, read; or what is wrong with it.
    pub page: Result<Page, Vec<Diagnostic>>,
}

/// A program of a lesson.
pub struct Scene {
    /// Its short name.
    pub name: &'static str,
    /// What is to be seen in it.
    pub title: &'static str,
    /// What a poll of it costs.
    pub poll_cost: Duration,
    /// Of what is no lesson: does somebody vouch that its tasks share through the kit alone?
    pub shares_only_via_kit: Option<bool>,
    /// Makes what the tasks share, and spawns them.
    pub set_up: SetUp,
    /// Of what is no lesson: what is run instead of `set_up`, such as a program in a process of its own.
    pub own_program: Option<Program>,
    /// The recipe. `set_up` is compiled from this very text.
    pub rust: Source,
    /// The same program for asyncio.
    pub twin: Source,
    /// What both print: `time<TAB>line` in virtual seconds, and at last `# finished`, or `# stalled:` and
    /// the tasks that are left.
    pub expected: Source,
    /// The whole run in sentences, as it was last read by its author.
    pub trace: Source,
}

impl fmt::Debug for Scene {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scene")
            .field("name", &self.name)
            .field("rust", &self.rust.file)
            .finish_non_exhaustive()
    }
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

/// The lessons, read once.
static LESSONS: LazyLock<Vec<Lesson>> = LazyLock::new(|| ENTRIES.iter().map(Lesson::of).collect());

/// A program that is no lesson of the course, and takes the course's place in this process.
static OWN: OnceLock<&'static Lesson> = OnceLock::new();

/// Puts a program of somebody's own in the place of the course: it is found by its name, and it is all that
/// there is. The first one stays.
pub fn take_the_place_of_the_course(own: &'static Lesson) {
    let _one_is_there_already = OWN.set(own);
}

/// The program that is in the course's place.
#[must_use]
pub fn own() -> Option<&'static Lesson> {
    OWN.get().copied()
}

/// A text of a lesson, which lives as long as the program: the lessons are read once.
fn kept(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

impl Scene {
    /// What a session runs.
    #[must_use]
    pub fn program(&self) -> Program {
        if let Some(program) = &self.own_program {
            return program.clone();
        }
        let set_up = Arc::clone(&self.set_up);
        let program = Program::new(move || set_up()).with_poll_cost(self.poll_cost);
        // What is no lesson of the course was not tried before it was shipped.
        if self.shares_only_via_kit.is_some() { program.with_unknown_polls() } else { program }
    }

    /// The orders of its program, or of that with another cost of a poll: by states where that is sound.
    #[must_use]
    pub fn explore(&self, program: Program) -> Exploration {
        let vouched = program.built_in().is_some_and(BuiltIn::shares_only_via_kit);
        let exploration = explore(program);
        if vouched || self.shares_through_the_kit_alone() {
            exploration.shares_only_via_kit()
        } else {
            exploration
        }
    }

    /// Does the recipe import the kit and nothing else? Then its tasks have no other way to share, and its
    /// orders can be explored by states. Of a program that is no lesson this file may be a part only: there
    /// it holds where its author says so.
    fn shares_through_the_kit_alone(&self) -> bool {
        self.shares_only_via_kit.unwrap_or_else(|| {
            let code = self.rust.text.lines().filter(|line| !line.trim_start().starts_with("//"));
            let other = ["std::", "core::", "futures::", "static ", "thread_local!", "executor::"];
            !code.flat_map(|line| other.map(|name| line.contains(name))).any(|is| is)
        })
    }

    /// Returns words of a lesson on one line, with the line number for each `[@marker]`.
    #[must_use]
    pub fn words(&self, text: &str) -> String {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut line = String::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once("[@") {
            line.push_str(before);
            let (name, after) = after.split_once(']').unwrap_or((after, ""));
            let found = self.rust.line_of(name);
            line += &found.map_or(name.to_owned(), |number| format!("line {number}"));
            rest = after;
        }
        line + rest
    }
}

impl Lesson {
    fn of(entry: &'static Entry) -> Lesson {
        let (number, slug) = entry.folder.split_once('-').unwrap_or(("0", entry.folder));
        let page = markdown::read(entry.text.file, entry.text.text);
        let front = page.as_ref().map(|page| page.front.clone()).unwrap_or_default();
        let part = front.part.chars().next().unwrap_or('?');
        let scenes = entry.scenes.iter().enumerate().map(|(nth, files)| {
            let words = front.scenes.get(nth).cloned().unwrap_or_default();
            let poll_cost = words.cost();
            let Files { rust, twin, expected, trace, .. } = *files;
            let set_up = Arc::new(files.set_up);
            let SceneWords { name, title, .. } = words;
            let (name, title) = (kept(name), kept(title));
            let shares_only_via_kit = None;
            Scene {
                name,
                title,
                poll_cost,
                shares_only_via_kit,
                set_up,
                own_program: None,
                rust,
                twin,
                expected,
                trace,
            }
        });
        Lesson {
            number: number.parse().unwrap_or(0),
            part,
            place: front.place,
            slug,
            title: kept(front.title.clone()),
            minutes: front.minutes,
            core: front.core,
            scenes: scenes.collect::<Vec<_>>().leak(),
            text: entry.text,
            page,
        }
    }
}

/// All parts that have lessons, in order.
#[must_use]
pub fn parts() -> &'static [Part] {
    if own().is_some() { &[] } else { PARTS }
}

/// All lessons, in the order of the course.
#[must_use]
pub fn lessons() -> &'static [Lesson] {
    own().map_or(&LESSONS, std::slice::from_ref)
}

/// The lesson of this slug (`three-tasks`), number (`6`) or place in its part (`A6`).
pub fn find(asked: &str) -> Result<&'static Lesson, UnknownLesson> {
    let wanted = asked.trim().to_lowercase();
    let number: Option<u8> = wanted.parse().ok();
    let is_it = |lesson: &&Lesson| {
        lesson.slug == wanted
            || number == Some(lesson.number)
            || lesson.address().eq_ignore_ascii_case(&wanted)
    };
    let unknown = || UnknownLesson { asked: asked.to_owned(), nearest: nearest(&wanted) };
    lessons().iter().find(is_it).ok_or_else(unknown)
}

impl Lesson {
    /// Its part and its place there: `A6`. What is no part of the course has none.
    #[must_use]
    pub fn address(&self) -> String {
        if self.number == 0 { String::new() } else { format!("{}{}", self.part, self.place) }
    }

    /// What a page about it is headed by: its address and its title; of what is no lesson, the title.
    #[must_use]
    pub fn heading(&self) -> String {
        format!("{} {}", self.address(), self.title).trim_start().to_owned()
    }

    /// Its scenes that have words, in order. To the others lead its changes.
    #[must_use]
    pub fn scenes_with_beats(&self) -> Vec<&'static Scene> {
        let beats = self.page.as_ref().map_or(&[][..], |page| &page.beats);
        let has_words = |nth: usize| nth == 0 || beats.iter().any(|beat| beat.scene == nth);
        let scenes = self.scenes.iter().enumerate();
        scenes.filter(|(nth, _)| has_words(*nth)).map(|(_, scene)| scene).collect()
    }

    /// Its folder under `lessons/`: `06-three-tasks`.
    #[must_use]
    pub fn folder(&self) -> String {
        format!("{:02}-{}", self.number, self.slug)
    }
}

/// No lesson is called this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownLesson {
    /// What was asked for.
    pub asked: String,
    /// The slugs that look most like it, the nearest first. There may be none.
    pub nearest: Vec<&'static str>,
}

impl fmt::Display for UnknownLesson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(own) = own() {
            let (name, asked) = (own.slug, &self.asked);
            return write!(
                f,
                "`{asked}` is no moment: this program is called `{name}`, try `{name}@3`"
            );
        }
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

/// How similar a slug must be to be offered, of 1; and how many are offered.
const ALIKE: f64 = 0.75;
const OFFERED: usize = 3;

fn nearest(wanted: &str) -> Vec<&'static str> {
    let mut alike: Vec<_> =
        lessons().iter().map(|lesson| (likeness(wanted, lesson.slug), lesson.slug)).collect();
    alike.retain(|(likeness, _)| *likeness >= ALIKE);
    alike.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    alike.into_iter().take(OFFERED).map(|(_, slug)| slug).collect()
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
        find(asked).expect("there is such a lesson").slug
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
            for scene in lesson.scenes {
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
        for scene in lessons().iter().flat_map(|lesson| lesson.scenes) {
            let faults = markers::check_pair(&scene.rust, &scene.twin);
            assert!(faults.is_empty(), "{}", faults[0]);
            assert!(!scene.rust.markers().is_empty(), "{} has no markers", scene.rust.file);
        }
    }
}

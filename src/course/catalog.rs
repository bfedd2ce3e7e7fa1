//! The **catalog** is the table of lessons. One lesson, one entry.

use super::marker::Source;
use super::recipes;
use std::fmt;

/// A lesson: what it is called, and the programs that it steps through.
#[derive(Debug)]
pub struct Lesson {
    /// Its number in the whole course, which opens its folder's name.
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
}

/// A program of a lesson.
#[derive(Debug)]
pub struct Scene {
    /// Its short name.
    pub name: &'static str,
    /// What is to be seen in it.
    pub title: &'static str,
    /// Makes what the tasks share, and spawns them.
    pub set_up: fn(),
    /// The recipe. `set_up` is compiled from this very text.
    pub rust: Source,
    /// The same program for asyncio.
    pub twin: Source,
    /// What both print: `time<TAB>line` in virtual seconds, and at last `# finished`, or `# stalled:` and
    /// the tasks that are left.
    pub expected: &'static str,
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

/// A file of a lesson, with the path that it is shown under.
macro_rules! lesson_file {
    ($path:literal) => {
        Source {
            file: concat!("lessons/", $path),
            text: include_str!(concat!("../../lessons/", $path)),
        }
    };
}

static PARTS: [Part; 1] = [Part {
    letter: 'A',
    title: "The central recipe",
    question: "What happens when a coroutine is wrapped in a task?",
}];

static LESSONS: [Lesson; 6] = [
    Lesson {
        number: 1,
        part: 'A',
        place: 1,
        slug: "lazy",
        title: "A coroutine does nothing by itself",
        minutes: 9,
        core: true,
        scenes: &[Scene {
            name: "recipe",
            title: "Two coroutines, one await",
            set_up: recipes::lazy::set_up,
            rust: lesson_file!("01-lazy/recipe.rs"),
            twin: lesson_file!("01-lazy/twin.py"),
            expected: lesson_file!("01-lazy/expected.txt").text,
        }],
    },
    Lesson {
        number: 2,
        part: 'A',
        place: 2,
        slug: "task",
        title: "Wrap it in a task",
        minutes: 9,
        core: true,
        scenes: &[Scene {
            name: "recipe",
            title: "Two tasks, made before the loop starts",
            set_up: recipes::task::set_up,
            rust: lesson_file!("02-task/recipe.rs"),
            twin: lesson_file!("02-task/twin.py"),
            expected: lesson_file!("02-task/expected.txt").text,
        }],
    },
    Lesson {
        number: 3,
        part: 'A',
        place: 3,
        slug: "suspend",
        title: "Waiting on a future",
        minutes: 9,
        core: true,
        scenes: &[Scene {
            name: "recipe",
            title: "A slot that nobody fills",
            set_up: recipes::suspend::set_up,
            rust: lesson_file!("03-suspend/recipe.rs"),
            twin: lesson_file!("03-suspend/twin.py"),
            expected: lesson_file!("03-suspend/expected.txt").text,
        }],
    },
    Lesson {
        number: 4,
        part: 'A',
        place: 4,
        slug: "resume",
        title: "Completion and resumption",
        minutes: 9,
        core: true,
        scenes: &[Scene {
            name: "recipe",
            title: "A slot that another task fills",
            set_up: recipes::resume::set_up,
            rust: lesson_file!("04-resume/recipe.rs"),
            twin: lesson_file!("04-resume/twin.py"),
            expected: lesson_file!("04-resume/expected.txt").text,
        }],
    },
    Lesson {
        number: 5,
        part: 'A',
        place: 5,
        slug: "in-a-row",
        title: "Two awaits in a row",
        minutes: 9,
        core: true,
        scenes: &[
            Scene {
                name: "coroutines",
                title: "Two coroutines, awaited one after the other",
                set_up: recipes::in_a_row::set_up,
                rust: lesson_file!("05-in-a-row/recipe.rs"),
                twin: lesson_file!("05-in-a-row/twin.py"),
                expected: lesson_file!("05-in-a-row/expected.txt").text,
            },
            Scene {
                name: "tasks",
                title: "Two tasks, awaited one after the other",
                set_up: recipes::in_a_row_tasks::set_up,
                rust: lesson_file!("05-in-a-row/scene-2.rs"),
                twin: lesson_file!("05-in-a-row/scene-2.py"),
                expected: lesson_file!("05-in-a-row/expected-2.txt").text,
            },
        ],
    },
    Lesson {
        number: 6,
        part: 'A',
        place: 6,
        slug: "three-tasks",
        title: "Factorial, Fibonacci, binomial",
        minutes: 9,
        core: true,
        scenes: &[
            Scene {
                name: "small",
                title: "Three tasks with small numbers",
                set_up: recipes::three_tasks::set_up,
                rust: lesson_file!("06-three-tasks/recipe.rs"),
                twin: lesson_file!("06-three-tasks/twin.py"),
                expected: lesson_file!("06-three-tasks/expected.txt").text,
            },
            Scene {
                name: "big",
                title: "The same three tasks with bigger numbers",
                set_up: recipes::three_tasks_big::set_up,
                rust: lesson_file!("06-three-tasks/scene-2.rs"),
                twin: lesson_file!("06-three-tasks/scene-2.py"),
                expected: lesson_file!("06-three-tasks/expected-2.txt").text,
            },
        ],
    },
];

/// All parts that have lessons, in order.
#[must_use]
pub fn parts() -> &'static [Part] {
    &PARTS
}

/// All lessons, in the order of the course.
#[must_use]
pub fn lessons() -> &'static [Lesson] {
    &LESSONS
}

/// The lesson of this slug (`three-tasks`), number (`6`) or place in its part (`A6`).
pub fn find(asked: &str) -> Result<&'static Lesson, Unknown> {
    let wanted = asked.trim().to_lowercase();
    let number: Option<u8> = wanted.parse().ok();
    let is_it = |lesson: &&Lesson| {
        lesson.slug == wanted
            || number == Some(lesson.number)
            || lesson.address().eq_ignore_ascii_case(&wanted)
    };
    let unknown = || Unknown { asked: asked.to_owned(), nearest: nearest(&wanted) };
    LESSONS.iter().find(is_it).ok_or_else(unknown)
}

impl Lesson {
    /// Its part and its place there: `A6`.
    #[must_use]
    pub fn address(&self) -> String {
        format!("{}{}", self.part, self.place)
    }

    /// Its folder under `lessons/`: `06-three-tasks`.
    #[must_use]
    pub fn folder(&self) -> String {
        format!("{:02}-{}", self.number, self.slug)
    }
}

/// No lesson is called this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// What was asked for.
    pub asked: String,
    /// The slugs that look most like it, the nearest first. There may be none.
    pub nearest: Vec<&'static str>,
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no lesson is called `{}`", self.asked)?;
        match self.nearest.split_last() {
            None => f.write_str(": `coroscope list` shows them all"),
            Some((only, [])) => write!(f, ": did you mean `{only}`?"),
            Some((last, rest)) => {
                write!(f, ": did you mean `{}` or `{last}`?", rest.join("`, `"))
            }
        }
    }
}

impl std::error::Error for Unknown {}

/// So much alike, of 1, must a slug be to be offered; and so many are.
const ALIKE: f64 = 0.75;
const OFFERED: usize = 3;

fn nearest(wanted: &str) -> Vec<&'static str> {
    let mut alike: Vec<_> =
        LESSONS.iter().map(|lesson| (likeness(wanted, lesson.slug), lesson.slug)).collect();
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
    use crate::course::marker;

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
        for asked in ["", "99", "B1", "-1", "wxyz", "каша"] {
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
            let faults = marker::faults(&scene.rust, &scene.twin);
            assert!(faults.is_empty(), "{}", faults[0]);
            assert!(!scene.rust.markers().is_empty(), "{} has no markers", scene.rust.file);
        }
    }
}

//! The parts of the course, and the form of the table of lessons. The tables themselves, `entries` and `real`, are
//! generated.

use super::{BuiltInFile, Part};

pub(super) use entries::ENTRIES;
pub(super) use real::REAL;

/// A lesson in the table. All its texts are in its `lesson.md`.
pub(super) struct Entry {
    /// Its folder under `lessons/`, which gives its number and its slug.
    pub(super) folder: &'static str,
    /// Its `lesson.md`.
    pub(super) text: BuiltInFile,
    /// Its scenes, in order.
    pub(super) scenes: &'static [Files],
}

/// A scene in the table.
pub(super) struct Files {
    pub(super) set_up: fn(),
    pub(super) rust: BuiltInFile,
    pub(super) twin: BuiltInFile,
    pub(super) expected: BuiltInFile,
    pub(super) trace: BuiltInFile,
    pub(super) twin_record: BuiltInFile,
}

/// A file of a lesson, with its path in the project.
macro_rules! file {
    ($folder:literal, $name:expr) => {
        BuiltInFile {
            file: concat!("lessons/", $folder, "/", $name),
            text: include_str!(concat!("../../../../lessons/", $folder, "/", $name)),
        }
    };
}

/// A scene: its lesson's folder, the module of its recipe, and the number in the names of its files. The
/// first scene of a lesson has no number.
macro_rules! scene {
    ($folder:literal, $module:ident) => {
        Files {
            set_up: recipes::$module::set_up,
            rust: file!($folder, "recipe.rs"),
            twin: file!($folder, "twin.py"),
            expected: file!($folder, "expected.txt"),
            trace: file!($folder, "trace.golden"),
            twin_record: file!($folder, "twin.jsonl"),
        }
    };
    ($folder:literal, $module:ident, $number:literal) => {
        Files {
            set_up: recipes::$module::set_up,
            rust: file!($folder, concat!("scene-", $number, ".rs")),
            twin: file!($folder, concat!("scene-", $number, ".py")),
            expected: file!($folder, concat!("expected-", $number, ".txt")),
            trace: file!($folder, concat!("trace-", $number, ".golden")),
            twin_record: file!($folder, concat!("twin-", $number, ".jsonl")),
        }
    };
}

// These modules use the macros above.
mod entries;
mod real;

pub(super) static PARTS: &[Part] = &[
    Part {
        letter: 'A',
        title: "Coroutines and tasks",
        question: "What happens when a coroutine becomes a task?",
    },
    Part { letter: 'B', title: "Inside one poll", question: "What does the loop call?" },
    Part {
        letter: 'C',
        title: "Waiting for more than one thing",
        question: "How do waits combine, end early, and fail?",
    },
    Part { letter: 'D', title: "Sharing", question: "How do tasks on one thread share data?" },
    Part {
        letter: 'E',
        title: "Bugs gallery",
        question: "Why does a program hang, freeze, or print the wrong result?",
    },
    Part {
        letter: 'F',
        title: "Work done elsewhere",
        question: "What changes when other processes and machines do the work?",
    },
];

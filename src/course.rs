//! The **course**: the lessons, each a folder under `lessons/`.
//!
//! A lesson has one or more **scenes**. A scene is a program of 13 to 60 lines, with its twin in Python and its expected
//! output:
//!
//! ```text
//!   lessons/06-three-tasks/
//!     lesson.md       the text: front matter, beats, questions, changes (lesson/markdown.rs parses it)
//!     recipe.rs       compiled into this crate (course/recipes.rs), and shown unchanged
//!     twin.py         the same program for asyncio: shown, and run by the tests in Python
//!     expected.txt    what both print, line by line with the virtual time, and how they end
//!     trace.golden    the whole run of the recipe in sentences (tests/golden.rs writes it, check reads it)
//!     twin.jsonl      the record of the twin on CPython, for machines without it (tests/twins.rs writes it)
//!     scene-2.rs  scene-2.py  expected-2.txt  trace-2.golden  twin-2.jsonl
//! ```
//!
//! [`catalog`] is the table of all lessons; lessons/README.md says how to add one. [`lesson`] parses the text of a
//! lesson, [`question`] computes the answers to its questions from a run, and [`tour`] leads a learner through it.
//! [`markers`](lesson::markers) connect the lines of a recipe with those of its twin, and texts refer to a line
//! by its marker, never by its number. [`comparison`] puts the steps of a recipe beside those of its twin.

pub mod book;
pub mod catalog;
pub mod comparison;
pub mod executor_source;
pub mod lesson;
pub mod map;
pub mod question;
mod recipes;
pub mod story;
pub mod tour;

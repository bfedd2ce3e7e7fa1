//! The **course**: lessons, each of them a folder under `lessons/`.
//!
//! A lesson has one **scene** or more. A scene is a program of 13 to 60 lines, and it is there three
//! times over:
//!
//! ```text
//!   lessons/06-three-tasks/
//!     lesson.md       the words: front matter, beats, questions, changes (lesson/markdown.rs reads it)
//!     recipe.rs       compiled into this crate (course/recipes.rs), and shown as it stands
//!     twin.py         the same program for asyncio: shown, and run by the tests in Python
//!     expected.txt    what both print, line by line with the virtual time, and how they end
//!     trace.golden    the whole run of the recipe in sentences (tests/golden.rs writes it, check reads it)
//!     scene-2.rs  scene-2.py  expected-2.txt  trace-2.golden
//! ```
//!
//! [`catalog`] is the table of all lessons; lessons/README.md says how to add one. [`lesson`] is the text of
//! one, [`question`] is what it asks and how a run answers, and [`tour`] is the taking of it. The lines of a
//! recipe and of its twin are tied together by [`markers`](lesson::markers), and nothing ever speaks of a line
//! by its number.

pub mod catalog;
pub mod executor_source;
pub mod lesson;
pub mod question;
mod recipes;
pub mod story;
pub mod tour;

//! The text of a lesson: its parts, and how they are read from `lesson.md`.
//!
//! [`markdown`] parses a file into a [`page`](page::Page). A problem with it is a
//! [`diagnostic`](diagnostic::Diagnostic) with a line and a remedy.

pub mod diagnostic;
pub mod front_matter;
pub mod glossary;
pub mod goal;
pub mod inline;
pub mod markdown;
pub mod markers;
pub mod page;
pub mod real;

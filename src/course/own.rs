//! What is looked at like a lesson and is none: a program of somebody's own, or a record that was read.
//!
//! It has one scene, all panels, no beats and no questions.

use crate::course::catalog::{Lesson, Scene};
use crate::course::lesson::front_matter::{FrontMatter, SceneWords};
use crate::course::lesson::markers::Source;
use crate::course::lesson::page::{PANELS, Page};
use crate::session::Program;
use std::sync::Arc;
use std::time::Duration;

/// What is known of it.
pub struct Own {
    /// The name that its addresses begin with.
    pub name: String,
    /// Its heading.
    pub title: String,
    /// What stands in the lesson's place, as Markdown.
    pub about: String,
    /// What is run.
    pub program: Program,
    /// Its source.
    pub source: Source,
    /// The same in Python, where there is one.
    pub twin: Source,
}

/// Makes a lesson of it, which lives as long as the program does.
#[must_use]
pub fn lesson(own: Own) -> &'static Lesson {
    let Own { name, title, about, program, source, twin } = own;
    let (name, title): (&'static str, &'static str) = (name.leak(), title.leak());
    let front = FrontMatter {
        title: title.to_owned(),
        panels: PANELS.iter().map(|panel| (*panel).to_owned()).collect(),
        scenes: vec![SceneWords { name: name.to_owned(), ..SceneWords::default() }],
        ..FrontMatter::default()
    };
    let page = Page { file: source.file.to_owned(), front, opening: about, ..Page::default() };
    let none = Source { file: "", text: "" };
    let scene = Scene {
        name,
        title,
        poll_cost: Duration::ZERO,
        shares_only_via_kit: Some(false),
        set_up: Arc::new(|| {}),
        own_program: Some(program),
        rust: source,
        twin,
        expected: none,
        trace: none,
    };
    Box::leak(Box::new(Lesson {
        number: 0,
        part: '-',
        place: 0,
        slug: name,
        title,
        minutes: 0,
        core: true,
        scenes: Box::leak(Box::new([scene])),
        text: none,
        page: Ok(page),
    }))
}

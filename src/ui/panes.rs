//! What each pane shows: one file for each of them.

mod coroutines;
mod executor_source;
mod futures;
pub mod lesson;
mod measuring;
mod output;
mod outside;
mod question;
pub mod question_card;
pub mod ready_queue;
pub mod source;
mod source_notes;
pub mod source_rows;
mod tasks;
mod timeline;

use super::draw_context::{DrawContext, PaneContent};
use crate::app::App;
use crate::app::pane::Pane;
use crate::app::sources::SourceTab;
use measuring::measure;

/// More rows than a screen has.
const ALL_ROWS: usize = 1000;

/// Returns how many rows a pane of this many columns needs to show all that it has.
pub fn rows(app: &App, pane: Pane, width: usize) -> usize {
    measure(app, |context| content(context, (pane, app.source_tab), width, ALL_ROWS).line_count())
}

/// Returns what a pane shows in this many columns and rows. `tab` says which source, for the source pane.
pub fn content(
    context: &DrawContext<'_>,
    (pane, tab): (Pane, SourceTab),
    width: usize,
    height: usize,
) -> PaneContent {
    match pane {
        Pane::Lesson => lesson::content(context, width, height),
        Pane::Source => source::content(context, tab, width, height),
        Pane::Loop => ready_queue::content(context, width, height),
        Pane::Coroutines => coroutines::content(context, width, height),
        Pane::Tasks => tasks::content(context, width, height),
        Pane::Futures => futures::content(context, width, height),
        Pane::Outside => outside::content(context, width, height),
        Pane::Timeline => timeline::content(context, width, height),
        Pane::Output => output::content(context, width, height),
    }
}

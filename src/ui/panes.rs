//! What each pane shows: one file for each of them.

mod coroutines;
mod executor_source;
mod futures;
mod lesson;
mod output;
pub mod question;
pub mod ready_queue;
pub mod source;
mod task_position;
mod tasks;
mod timeline;

use super::draw_context::{Content, View};
use crate::app::pane::Pane;
use crate::app::sources::SourceTab;

/// Returns what a pane shows in this many columns and rows. `tab` says which source, for the source pane.
pub fn content(
    view: &View<'_>,
    (pane, tab): (Pane, SourceTab),
    width: usize,
    height: usize,
) -> Content {
    match pane {
        Pane::Lesson => lesson::content(view, width, height),
        Pane::Source => source::content(view, tab, width, height),
        Pane::Loop => ready_queue::content(view, width),
        Pane::Coroutines => coroutines::content(view, width),
        Pane::Tasks => tasks::content(view, width, height),
        Pane::Futures => futures::content(view, width),
        Pane::Timeline => timeline::content(view, width),
        Pane::Output => output::content(view, width),
    }
}

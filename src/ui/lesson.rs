//! The lesson's words.

use super::text::wrap;
use super::view::{Content, View};
use crate::course::intro;
use ratatui::text::Line;

pub fn content(view: &View<'_>, width: usize) -> Content {
    let open = &view.app.open;
    let mut lines: Vec<Line<'static>> = Vec::new();
    for paragraph in intro::of(open.lesson, open.scene).split("\n\n") {
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        lines.extend(wrap(view.rich(paragraph), width));
    }
    lines.into()
}

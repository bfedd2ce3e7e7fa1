//! The lesson's words.

use super::text::wrap;
use super::theme::Role;
use super::view::{Content, View};
use crate::course::intro;
use ratatui::text::Line;

pub fn content(view: &View<'_>, width: usize) -> Content {
    let open = &view.app.open;
    let mut lines = Vec::new();
    if open.lesson.scenes.len() > 1 {
        lines.push(Line::from(view.span(Role::Heading, open.scene.title)));
        lines.push(Line::default());
    }
    for paragraph in intro::of(open.lesson, open.scene).split("\n\n") {
        if !lines.is_empty() && lines.last().is_some_and(|line| line.width() > 0) {
            lines.push(Line::default());
        }
        lines.extend(wrap(view.rich(paragraph), width));
    }
    lines.into()
}

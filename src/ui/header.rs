//! The first line, and the titles of the panes.

use super::draw_context::View;
use super::layout::Slot;
use super::text_layout::{cut, width};
use super::theme::Role;
use crate::app::pane::Pane;
use crate::app::presentation::Presentation;
use crate::app::sources::SourceTab;
use crate::record::event::{Event, OutputEvent, Verdict};
use crate::world::{Stage, World};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

pub fn draw(view: &View<'_>, area: Rect, buffer: &mut Buffer) {
    // The lesson's letter and the turn are worth more than the rest, where there is no room for all.
    let least = width(&view.app.open.subject.place()) + 3;
    let fits = |line: &Line<'_>| line.width() + least <= usize::from(area.width);
    let rights = [(true, true), (false, true), (false, false)].map(|has| moment(view, has));
    let right = rights.iter().find(|line| fits(line)).unwrap_or(&rights[2]).clone();
    let room = usize::from(area.width).saturating_sub(right.width() + 3);
    let subject = &view.app.open.subject;
    let title = cut(subject.title(), room.saturating_sub(4), view.glyphs().more);
    let left = Line::from(vec![
        Span::raw(" "),
        view.span(Role::Key, format!("{} ", subject.place())),
        view.span(Role::Title, title),
    ]);
    left.render(area, buffer);
    right.right_aligned().render(area, buffer);
}

/// `turn 2 of 3 · clock 0 s · finished · resume@2`, with the clock and the end or without.
fn moment(view: &View<'_>, (has_clock, has_end): (bool, bool)) -> Line<'static> {
    let dot = format!(" {} ", view.glyphs().dot);
    let turn = match view.app.open.preview.last_turn {
        Some(last) => format!("turn {} of {last}", view.now.turn),
        None => format!("turn {}", view.now.turn),
    };
    let mut line = Line::from(view.span(Role::Text, turn));
    if view.app.open.preview.has_timers && has_clock {
        line.push_span(view.span(Role::Faint, dot.clone()));
        let clock = view.span(Role::Text, format!("clock {}", view.now.clock));
        line.push_span(view.mark(view.now.clock != view.before.clock, clock));
    }
    if let Some(verdict) = view.now.verdict.filter(|_| has_end) {
        let role = if verdict == Verdict::Finished { Role::Good } else { Role::Bad };
        line.push_span(view.span(Role::Faint, dot.clone()));
        line.push_span(view.span(role, verdict.word()));
    }
    line.push_span(view.span(Role::Faint, dot));
    line.push_span(view.span(Role::Dim, format!("{} ", view.app.address())));
    line
}

/// The pane's label, or those of all the panes that share its place.
pub fn title(view: &View<'_>, slot: &Slot) -> Line<'static> {
    let focused = view.app.focus == slot.shown;
    let role = if focused { Role::Focus } else { Role::Heading };
    if slot.shown == Pane::Source {
        let text = view.app.open.sources.text(view.app.source_tab);
        let name = text.file.rsplit('/').next().unwrap_or(&text.file);
        // Where there is room for one of them, the tabs say more than the file's name.
        let tabs = right_title(view, Pane::Source).width();
        if tabs > 0 && width(name) + tabs + 4 > usize::from(slot.area.width) {
            return Line::default();
        }
        return Line::from(view.span(role, format!(" {name} ")));
    }
    let asks = view.app.guide.as_ref().is_some_and(|guide| guide.question.is_some());
    if slot.shown == Pane::Lesson && asks {
        return Line::from(view.span(Role::Key, " Before you step "));
    }
    if slot.panes.len() == 1 {
        let role = if focused { Role::Key } else { role };
        return Line::from(view.span(role, format!(" {} ", slot.shown.title())));
    }
    let mut line = Line::default();
    for pane in &slot.panes {
        let is_shown = *pane == slot.shown;
        let (open, close) = if is_shown { ("[", "]") } else { (" ", " ") };
        let role = if is_shown { Role::Key } else { Role::Dim };
        let title = view.mark(!is_shown && has_news(view, *pane), view.span(role, pane.title()));
        line.spans.extend([view.span(role, open), title, view.span(role, close)]);
    }
    line
}

/// Has the step changed something in this pane, which cannot be seen?
fn has_news(view: &View<'_>, pane: Pane) -> bool {
    let (now, before) = (view.now, view.before);
    match pane {
        Pane::Futures => {
            now.resources != before.resources
                || !now.called.is_empty() && now.called != before.called
                || now.verdict == Some(Verdict::Stalled) && !now.wait_lines().is_empty()
        }
        Pane::Output => view.events().iter().rev().take(view.latest()).any(is_output),
        Pane::Coroutines => {
            let fresh = |world: &World| -> Vec<_> {
                let all = world.coroutines.iter();
                all.filter(|(_, c)| c.stage == Stage::Fresh && c.task.is_none())
                    .map(|(id, _)| *id)
                    .collect()
            };
            fresh(now) != fresh(before)
        }
        _ => false,
    }
}

fn is_output(event: &Event) -> bool {
    matches!(event, Event::Output(OutputEvent::Printed { .. }))
}

/// Which tab of a title this column belongs to.
pub fn tab_at(slot: &Slot, column: u16) -> Option<Pane> {
    let mut end = usize::from(slot.area.x) + 1;
    for pane in &slot.panes {
        end += width(pane.title()) + 2;
        if usize::from(column) < end {
            return Some(*pane);
        }
    }
    None
}

/// Which tab of the source this column of its upper border belongs to.
pub fn source_tab_at(view: &View<'_>, area: Rect, column: u16) -> Option<SourceTab> {
    let tabs = right_title(view, Pane::Source);
    // The border's corner, and a space on either side of the tabs.
    let mut end = usize::from(area.right()).checked_sub(tabs.width() + 1)? + 1;
    let column = usize::from(column);
    if tabs.width() == 0 || column < end {
        return None;
    }
    view.app.open.sources.tabs().find(|tab| {
        end += width(tab.title()) + 2;
        column < end
    })
}

/// The tabs of the source; which of its lesson's scenes this is.
pub fn right_title(view: &View<'_>, pane: Pane) -> Line<'static> {
    if pane == Pane::Lesson {
        let mut words = Vec::new();
        let is_asked = view.app.guide.as_ref().is_some_and(|guide| guide.question.is_some());
        let subject = &view.app.open.subject;
        let scenes = subject.lesson().map_or(Vec::new(), |lesson| lesson.scenes_with_beats());
        let nth =
            subject.scene().and_then(|here| scenes.iter().position(|one| one.name == here.name));
        if let Some(nth) = nth.filter(|_| scenes.len() > 1 && !is_asked) {
            words.push(format!("scene {} of {}", nth + 1, scenes.len()));
        }
        if let Some(guide) = view.app.guide.as_ref().filter(|guide| guide.text.number.1 > 0) {
            let (number, all) = guide.text.number;
            words.push(format!("{number}/{all}"));
        }
        if words.is_empty() {
            return Line::default();
        }
        let words = words.join(&format!(" {} ", view.glyphs().dot));
        return Line::from(view.span(Role::Dim, format!(" {words} ")));
    }
    if pane != Pane::Source || view.app.presentation != Presentation::Off {
        return Line::default();
    }
    let mut line = Line::from(Span::raw(" "));
    for tab in view.app.open.sources.tabs() {
        let is_shown = tab == view.app.source_tab;
        let (open, close) = if is_shown { ("[", "]") } else { (" ", " ") };
        let role = if is_shown { Role::Key } else { Role::Dim };
        line.push_span(view.span(role, format!("{open}{}{close}", tab.title())));
    }
    line.push_span(Span::raw(" "));
    line
}

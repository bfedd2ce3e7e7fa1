//! The first line, and the titles of the panes.

use super::draw_context::DrawContext;
use super::pane_slot::PaneSlot;
use super::text_layout::{sanitize, truncate, width};
use super::theme::Role;
use crate::app::pane::Pane;
use crate::app::sources::SourceTab;
use crate::record::event::Verdict;
use crate::world::words::with_commas;
use crate::world::{CoroutineStage, World};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

pub fn draw(context: &DrawContext<'_>, area: Rect, buffer: &mut Buffer) {
    // The lesson's letter and the turn are worth more than the rest, where there is no room for all.
    let least = width(&context.app.open.subject.place()) + 3;
    let fits = |line: &Line<'_>| line.width() + least <= usize::from(area.width);
    let rights = [(true, true), (false, true), (false, false)].map(|has| moment(context, has));
    let right = rights.iter().find(|line| fits(line)).unwrap_or(&rights[2]).clone();
    let room = usize::from(area.width).saturating_sub(right.width() + 3);
    let subject = &context.app.open.subject;
    let title = truncate(subject.title(), room.saturating_sub(4), context.glyphs().more);
    let left = Line::from(vec![
        Span::raw(" "),
        context.span(Role::Key, format!("{} ", subject.place())),
        context.span(Role::Title, title),
    ]);
    left.render(area, buffer);
    right.right_aligned().render(area, buffer);
}

/// Returns `turn 2 of 3 · clock 0 s · finished · resume@2`, with or without the clock and the end.
fn moment(context: &DrawContext<'_>, (has_clock, has_end): (bool, bool)) -> Line<'static> {
    let dot = format!(" {} ", context.glyphs().dot);
    let turn = match context.app.open.preview.last_turn {
        Some(last) => format!("turn {} of {last}", context.now.turn),
        None => format!("turn {}", context.now.turn),
    };
    let mut line = Line::from(context.span(Role::Text, turn));
    if context.app.open.preview.has_timers && has_clock {
        line.push_span(context.span(Role::Faint, dot.clone()));
        let clock = context.span(Role::Text, format!("clock {}", context.now.clock));
        line.push_span(context.emphasize_if(context.now.clock != context.before.clock, clock));
    }
    if let Some(verdict) = context.now.verdict.filter(|_| has_end) {
        let role = match verdict {
            Verdict::Finished | Verdict::Stopped => Role::Good,
            Verdict::Waiting => Role::Text,
            Verdict::Stalled | Verdict::NoProgress | Verdict::Frozen | Verdict::CutOff => Role::Bad,
        };
        line.push_span(context.span(Role::Faint, dot.clone()));
        line.push_span(context.span(role, verdict.word()));
    }
    line.push_span(context.span(Role::Faint, dot));
    line.push_span(context.span(Role::Dim, format!("{} ", context.app.address())));
    line
}

/// Returns the title of a slot: the label of its pane, or the tabs of all panes that share it.
pub fn title(context: &DrawContext<'_>, slot: &PaneSlot) -> Line<'static> {
    let focused = context.app.focus == slot.shown;
    let role = if focused { Role::Focus } else { Role::Heading };
    if slot.shown == Pane::Source {
        let text = context.app.open.sources.text(context.app.source_tab);
        let name = text.file.rsplit('/').next().unwrap_or(&text.file);
        // Where there is room for one of them, the tabs say more than the file's name.
        let tabs = right_title(context, Pane::Source).width();
        if tabs > 0 && width(name) + tabs + 4 > usize::from(slot.area.width) {
            return Line::default();
        }
        return Line::from(context.span(role, format!(" {name} ")));
    }
    let question = context.app.guide.as_ref().and_then(|guide| guide.question.as_ref());
    if let Some(question) = question.filter(|_| slot.shown == Pane::Lesson) {
        let (is_presenting, votes) = (context.app.is_presenting(), context.app.votes());
        return Line::from(match &question.answered {
            None if is_presenting && votes.is_some_and(|votes| votes.rounds().len() == 1) => {
                context.span(Role::Key, " Question: vote again after a discussion ")
            }
            None if is_presenting => context.span(Role::Key, " Question "),
            Some(_) if question.is_revealed => context.span(Role::Good, " The answer "),
            None => context.span(Role::Key, " Your guess "),
            Some((_, feedback)) if feedback.is_right => context.span(Role::Good, " Yes "),
            Some(_) => context.span(Role::Bad, " No "),
        });
    }
    if slot.panes.len() == 1 {
        let role = if focused { Role::Key } else { role };
        return Line::from(context.span(role, format!(" {} ", slot.shown.title())));
    }
    let mut line = Line::default();
    for (pane, title) in tab_titles(slot) {
        let is_shown = *pane == slot.shown;
        let (open, close) = if is_shown { ("[", "]") } else { (" ", " ") };
        let role = if is_shown { Role::Key } else { Role::Dim };
        let title =
            context.emphasize_if(!is_shown && has_news(context, *pane), context.span(role, title));
        line.spans.extend([context.span(role, open), title, context.span(role, close)]);
    }
    line
}

/// Returns the panes of a slot with the labels of their tabs: whole, or where they don't fit, the first letters of those
/// that aren't shown.
fn tab_titles(slot: &PaneSlot) -> Vec<(&Pane, &'static str)> {
    let room = usize::from(slot.area.width.saturating_sub(2));
    let cut = |letters: usize| -> Vec<(&Pane, &'static str)> {
        let title = |pane: &Pane| pane.title().get(..letters).unwrap_or(pane.title());
        let title = |pane: &Pane| if *pane == slot.shown { pane.title() } else { title(pane) };
        slot.panes.iter().map(|pane| (pane, title(pane))).collect()
    };
    let takes = |titles: &[(&Pane, &str)]| -> usize {
        titles.iter().map(|(_, title)| width(title) + 2).sum()
    };
    let mut letters = slot.panes.iter().map(|pane| width(pane.title())).max().unwrap_or(1);
    while letters > 3 && takes(&cut(letters)) > room {
        letters -= 1;
    }
    cut(letters)
}

/// Returns whether the step has changed something in this pane, which is behind another tab.
fn has_news(context: &DrawContext<'_>, pane: Pane) -> bool {
    let (now, before) = (context.now, context.before);
    match pane {
        Pane::Futures => {
            now.resources != before.resources
                || !now.called.is_empty() && now.called != before.called
                || now.verdict == Some(Verdict::Stalled) && !now.wait_chains().is_empty()
        }
        Pane::Outside => now.jobs != before.jobs,
        Pane::Output => context
            .events()
            .iter()
            .rev()
            .take(context.latest())
            .any(|event| event.printed().is_some()),
        Pane::Coroutines => {
            let fresh = |world: &World| -> Vec<_> {
                let all = world.coroutines.iter();
                all.filter(|(_, c)| c.stage == CoroutineStage::Created && c.task.is_none())
                    .map(|(id, _)| *id)
                    .collect()
            };
            fresh(now) != fresh(before)
        }
        Pane::Lesson | Pane::Source | Pane::Loop | Pane::Tasks | Pane::Timeline => false,
    }
}

/// Returns the pane whose tab is at this column of a title.
pub fn tab_at(slot: &PaneSlot, column: u16) -> Option<Pane> {
    let mut end = usize::from(slot.area.x) + 1;
    for (pane, title) in tab_titles(slot) {
        end += width(title) + 2;
        if usize::from(column) < end {
            return Some(*pane);
        }
    }
    None
}

/// Returns the tab of the source that is at this column of its upper border.
pub fn source_tab_at(context: &DrawContext<'_>, area: Rect, column: u16) -> Option<SourceTab> {
    let tabs = right_title(context, Pane::Source);
    // The border's corner, and a space on either side of the tabs.
    let mut end = usize::from(area.right()).checked_sub(tabs.width() + 1)? + 1;
    let column = usize::from(column);
    if tabs.width() == 0 || column < end {
        return None;
    }
    labeled_tabs(context).into_iter().find(|tab| {
        end += width(context.app.open.sources.title(*tab)) + 2;
        column < end
    })
}

/// Returns what the tasks are filtered by, and how many match, if that fits: `"work": 11 of 3,000`.
pub fn filter_title(context: &DrawContext<'_>, pane: Pane, room: usize) -> Line<'static> {
    let filter = &context.app.task_filter.text;
    if filter.is_empty() || !matches!(pane, Pane::Tasks | Pane::Timeline) {
        return Line::default();
    }
    let listed = context.listed_tasks();
    let (some, all) = (with_commas(listed.matching), with_commas(context.now.tasks.len()));
    let filter = truncate(&sanitize(filter), 16, context.glyphs().more);
    let whole = format!(" \"{filter}\": {some} of {all} ");
    let words = [whole, format!(" {some} of {all} "), format!(" {some} ")];
    let fitting = words.into_iter().find(|words| width(words) <= room);
    Line::from(context.span(Role::Notice, fitting.unwrap_or_default()))
}

/// Returns the title at the right: the tabs of the source, or which of the lesson's scenes this is.
pub fn right_title(context: &DrawContext<'_>, pane: Pane) -> Line<'static> {
    if pane == Pane::Lesson {
        let mut words = Vec::new();
        let is_asked = context.app.guide.as_ref().is_some_and(|guide| guide.question.is_some());
        let subject = &context.app.open.subject;
        let scenes = subject.lesson().map_or(Vec::new(), |lesson| lesson.scenes_with_beats());
        let nth =
            subject.scene().and_then(|here| scenes.iter().position(|one| one.name == here.name));
        if let Some(nth) = nth.filter(|_| scenes.len() > 1 && !is_asked) {
            words.push(format!("scene {} of {}", nth + 1, scenes.len()));
        }
        if let Some(guide) = context.app.guide.as_ref().filter(|guide| guide.text.number.1 > 0) {
            let (number, all) = guide.text.number;
            words.push(format!("{number}/{all}"));
        }
        if words.is_empty() {
            return Line::default();
        }
        let words = words.join(&format!(" {} ", context.glyphs().dot));
        return Line::from(context.span(Role::Dim, format!(" {words} ")));
    }
    if pane != Pane::Source || context.app.is_presenting() {
        return Line::default();
    }
    let mut line = Line::from(Span::raw(" "));
    let sources = &context.app.open.sources;
    // The name of the only file is at the left already.
    if sources.tabs().count() == 1 {
        return Line::default();
    }
    let labeled = labeled_tabs(context);
    for tab in labeled.iter().copied() {
        let is_shown = tab == context.app.source_tab;
        let (open, close) = if is_shown { ("[", "]") } else { (" ", " ") };
        let role = if is_shown { Role::Key } else { Role::Dim };
        line.push_span(context.span(role, format!("{open}{}{close}", sources.title(tab))));
    }
    let hidden = sources.tabs().count() - labeled.len();
    if hidden > 0 {
        line.push_span(context.span(Role::Dim, format!("+{hidden}")));
    }
    line.push_span(Span::raw(" "));
    line
}

/// Returns the tabs of the source that have a label on the border. Of several real programs that is the one that is
/// shown, or else the first.
fn labeled_tabs(context: &DrawContext<'_>) -> Vec<SourceTab> {
    let is_real = |tab: &SourceTab| matches!(tab, SourceTab::Real(_));
    let shown = Some(context.app.source_tab).filter(is_real).unwrap_or(SourceTab::Real(0));
    let tabs = context.app.open.sources.tabs();
    tabs.filter(|tab| !is_real(tab) || *tab == shown).collect()
}

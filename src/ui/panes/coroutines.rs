//! The coroutines: those that no task runs yet, and, before there are tasks to be seen, all of them.

use crate::app::pane::Pane;
use crate::ui::draw_context::{Content, View};
use crate::ui::text_layout::{fit, plain};
use crate::ui::theme::Role;
use crate::world::words::counted;
use crate::world::{Coroutine, Stage};
use ratatui::text::Line;

pub fn content(view: &View<'_>, width: usize) -> Content {
    let has_tasks = view.app.open.preview.panes.contains(&Pane::Tasks);
    let is_shown = |coroutine: &Coroutine| {
        let of_set_up = coroutine.task.is_none() && coroutine.stage != Stage::Fresh;
        if has_tasks {
            coroutine.stage == Stage::Fresh && coroutine.task.is_none()
        } else {
            !of_set_up || coroutine.polls == 0
        }
    };
    let mut shown: Vec<_> = view.now.coroutines.iter().filter(|(_, c)| is_shown(c)).collect();
    shown.retain(|(_, c)| !is_set_up(view, c));
    if shown.is_empty() {
        return vec![Line::from(view.span(Role::Faint, "none"))].into();
    }
    let longest = shown.iter().map(|(_, c)| view.text(c.name).chars().count()).max().unwrap_or(0);
    let name_width = longest.clamp(4, (width / 3).max(4));
    let lines = shown.into_iter().map(|(id, coroutine)| {
        let before = view.before.coroutines.get(id);
        let is_new = before.is_none();
        let stage = coroutine.stage;
        let role = if stage == Stage::Dropped { Role::Bad } else { Role::Text };
        let name = fit(&plain(&view.text(coroutine.name)), name_width, view.glyphs().more);
        let has_moved = before.is_none_or(|before| before.stage != stage);
        let polled = before.is_none_or(|before| before.polls != coroutine.polls);
        let mut line = Line::from(view.span(role, format!("{} ", view.glyphs().stage(stage))));
        line.push_span(view.mark(is_new, view.span(Role::Code, name)));
        line.push_span(view.span(Role::Text, "  "));
        line.push_span(view.mark(has_moved, view.span(role, state(stage))));
        let gap = if width < 30 { 12_usize } else { 13 };
        let gap = gap.saturating_sub(state(stage).len());
        line.push_span(view.span(Role::Text, " ".repeat(gap)));
        let polls = counted(coroutine.polls as usize, "poll", "polls");
        if line.width() + polls.len() <= width {
            line.push_span(view.mark(polled && !is_new, view.span(Role::Text, polls)));
        }
        let made = format!("  made on line {}", coroutine.made_on);
        if line.width() + made.len() <= width {
            line.push_span(view.span(Role::Faint, made));
        }
        line
    });
    lines.collect::<Vec<_>>().into()
}

/// An observed function that is no coroutine: the set-up itself.
fn is_set_up(view: &View<'_>, coroutine: &Coroutine) -> bool {
    coroutine.by.is_none() && coroutine.task.is_none() && view.text(coroutine.name) == "set_up"
}

fn state(stage: Stage) -> &'static str {
    match stage {
        Stage::Fresh => "not started",
        Stage::Running => "running",
        Stage::Suspended => "suspended",
        Stage::Returned => "returned",
        Stage::Dropped => "dropped",
    }
}

//! The coroutines: those that no task runs yet, those that this step dropped, and all of them in lessons that come
//! before tasks.

use crate::app::pane::Pane;
use crate::ui::draw_context::{DrawContext, PaneContent};
use crate::ui::text_layout::{fit_to_width, sanitize};
use crate::ui::theme::Role;
use crate::world::{Coroutine, CoroutineStage};
use ratatui::text::Line;

pub fn content(context: &DrawContext<'_>, width: usize) -> PaneContent {
    let has_tasks = context.app.open.preview.panes.contains(&Pane::Tasks);
    let is_shown = |coroutine: &Coroutine| {
        let of_set_up = coroutine.task.is_none() && coroutine.stage != CoroutineStage::Created;
        if has_tasks {
            let is_waiting_for_a_task =
                coroutine.stage == CoroutineStage::Created && coroutine.task.is_none();
            // It would vanish without a mark, and nobody would see that the branch which lost a race was dropped.
            is_waiting_for_a_task || coroutine.stage == CoroutineStage::Dropped
        } else {
            !of_set_up || coroutine.polls == 0
        }
    };
    let mut shown: Vec<_> = context.now.coroutines.iter().filter(|(_, c)| is_shown(c)).collect();
    shown.retain(|(_, c)| !is_set_up(context, c));
    if shown.is_empty() {
        return vec![Line::from(context.span(Role::Faint, "none"))].into();
    }
    let longest =
        shown.iter().map(|(_, c)| context.text(c.name).chars().count()).max().unwrap_or(0);
    let name_width = longest.clamp(4, (width / 3).max(4));
    let lines = shown.into_iter().map(|(id, coroutine)| {
        let before = context.before.coroutines.get(id);
        let is_new = before.is_none();
        let stage = coroutine.stage;
        let role = if stage == CoroutineStage::Dropped { Role::Bad } else { Role::Text };
        let name = fit_to_width(
            &sanitize(&context.text(coroutine.name)),
            name_width,
            context.glyphs().more,
        );
        let has_moved = before.is_none_or(|before| before.stage != stage);
        let polled = before.is_none_or(|before| before.polls != coroutine.polls);
        let mut line =
            Line::from(context.span(role, format!("{} ", context.glyphs().stage(stage))));
        line.push_span(context.emphasize_if(is_new, context.span(Role::Code, name)));
        line.push_span(context.span(Role::Text, "  "));
        line.push_span(context.emphasize_if(has_moved, context.span(role, state(stage))));
        let gap = if width < 30 { 12_usize } else { 13 };
        let gap = gap.saturating_sub(state(stage).len());
        line.push_span(context.span(Role::Text, " ".repeat(gap)));
        let polls = context.words().polls(coroutine.polls);
        if line.width() + polls.len() <= width {
            line.push_span(
                context.emphasize_if(polled && !is_new, context.span(Role::Text, polls)),
            );
        }
        let made_on = context.words().line_of_call(*id);
        let made = made_on.map_or(String::new(), |line| format!("  made on line {line}"));
        if line.width() + made.len() <= width {
            line.push_span(context.span(Role::Faint, made));
        }
        line
    });
    lines.collect::<Vec<_>>().into()
}

/// Returns whether this is an observed function that isn't a coroutine: the set-up itself.
fn is_set_up(context: &DrawContext<'_>, coroutine: &Coroutine) -> bool {
    coroutine.by.is_none() && coroutine.task.is_none() && context.text(coroutine.name) == "set_up"
}

fn state(stage: CoroutineStage) -> &'static str {
    match stage {
        CoroutineStage::Created => "not started",
        CoroutineStage::Running => "running",
        CoroutineStage::Suspended => "suspended",
        CoroutineStage::Returned => "returned",
        CoroutineStage::Dropped => "dropped",
    }
}

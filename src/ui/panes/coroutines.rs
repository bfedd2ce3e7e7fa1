//! The coroutines that are listed at this moment, with their states.

use crate::app::pane::Pane;
use crate::record::event::CoroutineId;
use crate::ui::draw_context::{DrawContext, PaneContent};
use crate::ui::pane_frame::viewport_of;
use crate::ui::text_layout::{fit_to_width, sanitize, width as columns};
use crate::ui::theme::Role;
use crate::world::{CoroutineStage, World};
use ratatui::text::Line;

pub fn content(context: &DrawContext<'_>, width: usize, height: usize) -> PaneContent {
    let shown = context.app.listed_coroutines();
    if shown.is_empty() {
        return vec![Line::from(context.span(Role::Faint, "none"))].into();
    }
    let longest = shown
        .iter()
        .map(|(id, _)| context.words().coroutine(*id).chars().count())
        .max()
        .unwrap_or(0);
    let name_width = longest.clamp(4, (width / 3).max(4));
    let total = shown.len();
    let first = viewport_of(context, Pane::Coroutines, (total, None), height).first;
    let lines = shown.into_iter().skip(first).take(height).map(|(id, coroutine)| {
        let before = context.before.coroutines.get(&id);
        let is_new = before.is_none();
        let stage = coroutine.stage;
        let role = if stage == CoroutineStage::Dropped { Role::Bad } else { Role::Text };
        let name = fit_to_width(
            &sanitize(context.words().coroutine(id)),
            name_width,
            context.glyphs().more,
        );
        let awaited = awaited(context.now, id);
        let has_moved = before.is_none_or(|before| before.stage != stage)
            || awaited != self::awaited(context.before, id);
        let awaited = awaited.and_then(|id| context.now.coroutines.get(&id));
        let word = match awaited {
            Some(awaited) => format!("awaiting {}", sanitize(&context.text(awaited.name))),
            None => context.words().coroutine_stage(stage).to_owned(),
        };
        let polled = before.is_none_or(|before| before.polls != coroutine.polls);
        let mut line = Line::from(context.span(
            role,
            format!(
                "{} ",
                match awaited {
                    Some(_) => context.glyphs().waiting,
                    None => context.glyphs().stage(stage),
                }
            ),
        ));
        line.push_span(context.emphasize_if(is_new, context.span(Role::Code, name)));
        line.push_span(context.span(Role::Text, "  "));
        line.push_span(context.emphasize_if(has_moved, context.span(role, word.clone())));
        let gap = if width < 30 { 12_usize } else { 13 };
        let gap = gap.saturating_sub(columns(&word)).max(1);
        line.push_span(context.span(Role::Text, " ".repeat(gap)));
        let polls = context.words().polls(coroutine.polls);
        if line.width() + polls.len() <= width {
            line.push_span(
                context.emphasize_if(polled && !is_new, context.span(Role::Text, polls)),
            );
        }
        let made_on = context.words().line_of_call(id);
        let made = made_on.map_or(String::new(), |line| format!("  made on line {line}"));
        if line.width() + made.len() <= width {
            line.push_span(context.span(Role::Faint, made));
        }
        line
    });
    let lines: Vec<_> = lines.collect();
    let unbuilt = (first, total - first - lines.len());
    PaneContent { lines, unbuilt, ..PaneContent::default() }
}

/// Returns the coroutine that this one awaits, if a poll has gone through this one into that: then only that one runs.
fn awaited(world: &World, id: CoroutineId) -> Option<CoroutineId> {
    world.coroutines.get(&id)?.awaits?;
    let at = world.stack().iter().position(|one| *one == id)?;
    world.stack().get(at + 1).copied()
}

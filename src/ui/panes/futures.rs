//! The things that tasks wait for or share, who stands in their lines, and who keeps which waker.

use crate::record::event::{ResourceId, ResourceKind, TaskId, Verdict, WakeCause, WakeEffect};
use crate::ui::draw_context::{Content, View};
use crate::ui::text_layout::{plain, wrap};
use crate::ui::theme::Role;
use crate::world::wait_for::Link;
use crate::world::words::{kind_name, letter};
use crate::world::{Called, Resource, State};
use ratatui::text::{Line, Span};

pub fn content(view: &View<'_>, width: usize) -> Content {
    let mut lines = Vec::new();
    if view.now.verdict == Some(Verdict::Stalled) {
        wait_lines(view, width, &mut lines);
    }
    let told = lines.len();
    for (id, resource) in &view.now.resources {
        of_resource(view, *id, resource, &mut lines);
    }
    if lines.len() == told {
        lines.push(Line::from(view.span(Role::Faint, "none")));
    }
    if view.app.open.preview.has_wakers {
        wakers(view, &mut lines);
    }
    lines.into()
}

/// Where the run is stalled: who waits for whom. Before that it would answer the lesson's questions.
fn wait_lines(view: &View<'_>, width: usize, lines: &mut Vec<Line<'static>>) {
    for line in view.now.wait_lines() {
        let (role, head) = if line.is_circle {
            (Role::Bad, "waiting in a circle")
        } else {
            (Role::Heading, "who waits for whom")
        };
        lines.push(Line::from(view.span(role, head)));
        let mut spans = vec![Span::raw("  ")];
        for (nth, link) in line.links.iter().enumerate() {
            if nth > 0 {
                spans.push(view.span(Role::Dim, format!(" {} ", view.glyphs().to)));
            }
            spans.push(match link {
                Link::Task(task) => view.letter(*task),
                Link::Resource(id) => view.span(Role::Code, plain(view.words().resource(*id))),
            });
        }
        lines.extend(wrap(spans, width));
        lines.push(Line::default());
    }
}

fn of_resource(
    view: &View<'_>,
    id: ResourceId,
    resource: &Resource,
    lines: &mut Vec<Line<'static>>,
) {
    let before = view.before.resources.get(&id);
    let kind = kind_name(resource.kind);
    let kind = kind.split_once(' ').map_or(kind, |(_, kind)| kind);
    let has_changed = before.is_none_or(|before| before.value != resource.value);
    let mut line = Line::from(view.span(Role::Code, view.text(resource.name)));
    line.push_span(view.span(Role::Faint, format!("  {kind}  ")));
    line.push_span(view.mark(has_changed, view.span(Role::Text, view.text(resource.value))));
    if resource.gone {
        line.push_span(view.span(Role::Dim, "  gone"));
    }
    lines.push(line);
    let rows = [
        ("held by", &resource.holders, before.map(|before| &before.holders)),
        ("in line", &resource.waiting, before.map(|before| &before.waiting)),
    ];
    for (label, tasks, earlier) in rows {
        let was_empty = earlier.is_none_or(Vec::is_empty);
        // Nobody can stand in line for a shared value, or wait while it is free.
        if tasks.is_empty() && (label == "held by" || resource.kind == ResourceKind::Shared) {
            continue;
        }
        let mut line = Line::from(view.span(Role::Dim, format!("  {label} ")));
        if tasks.is_empty() {
            line.push_span(Span::raw(" "));
            line.push_span(view.mark(!was_empty, view.span(Role::Faint, "nobody")));
        }
        for task in tasks {
            let is_new = !earlier.is_some_and(|earlier| earlier.contains(task));
            line.push_span(Span::raw(" "));
            line.push_span(view.mark(is_new, view.label(*task)));
        }
        lines.push(line);
    }
}

fn wakers(view: &View<'_>, lines: &mut Vec<Line<'static>>) {
    let kept: Vec<_> =
        view.now.alive().filter_map(|(id, task)| kept(view, id, task.state)).collect();
    lines.push(Line::default());
    lines.push(Line::from(view.span(Role::Heading, "wakers")));
    let has_any = !kept.is_empty() || !view.now.called.is_empty();
    lines.extend(kept);
    lines.extend(view.now.called.iter().enumerate().map(|(nth, call)| called(view, nth, call)));
    if !has_any {
        lines.push(Line::from(view.span(Role::Faint, "  none is kept")));
    }
}

/// Who keeps the waker of a task that is suspended.
fn kept(view: &View<'_>, id: TaskId, state: State) -> Option<Line<'static>> {
    if state == State::Lost {
        let words = "  lost: nobody keeps it";
        return Some(Line::from(vec![view.letter(id), view.span(Role::Bad, words)]));
    }
    let waker_owners = view.now.waker_owners(id);
    if waker_owners.is_empty() {
        return None;
    }
    let before = view.before.waker_owners(id);
    let mut line = Line::from(vec![view.letter(id), view.span(Role::Dim, "  kept by")]);
    for (nth, owner) in waker_owners.iter().enumerate() {
        let name = plain(&view.words().short_waker_owner(*owner));
        let comma = if nth == 0 { " " } else { ", " };
        line.push_span(view.span(Role::Dim, comma));
        line.push_span(view.mark(!before.contains(owner), view.span(Role::Code, name)));
    }
    Some(line)
}

fn called(view: &View<'_>, nth: usize, call: &Called) -> Line<'static> {
    let by = match call.by {
        WakeCause::Task(task) if task == call.task => "itself".to_owned(),
        WakeCause::Task(task) => letter(task),
        WakeCause::Clock => "the clock".to_owned(),
        WakeCause::Outside => "somebody outside".to_owned(),
        WakeCause::SetUp => "the set-up".to_owned(),
    };
    let effect = match call.effect {
        WakeEffect::Queued => "queued",
        WakeEffect::Merged => "merged, was queued",
        WakeEffect::Ignored => "ignored, has ended",
    };
    // A whole step is new as a whole; inside one, only the latest call is.
    let is_new = view.app.open.session.is_between_steps() || nth >= view.before.called.len();
    let words = format!("called by {by}");
    Line::from(vec![
        view.letter(call.task),
        Span::raw("  "),
        view.mark(is_new, view.span(Role::Text, words)),
        view.span(Role::Dim, format!(" {} {effect}", view.glyphs().to)),
    ])
}

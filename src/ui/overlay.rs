//! Draws what is open over the panes: the help, the explanation of a step, a list, or a line to type in.

mod end_card;
mod orders;
mod welcome;

use super::dialog::{self, Dialog, selected};
use super::draw_context::DrawContext;
use super::layout::ScreenLayout;
use super::text_layout::{fit_to_width, truncate, width, wrap};
use super::theme::Role;
use super::{footer, text_layout};

use crate::app::guide::Guide;
use crate::app::keymap::{self, Group};
use crate::app::mode::Mode;
use crate::app::overlay::{LessonMenu, Overlay, TaskSearch, TextInput};
use crate::app::viewport::Viewport;
use crate::course::catalog::Lesson;
use crate::course::{book, map};
use crate::record::event::TaskId;
use crate::world::rule::Rule;
use crate::world::words::{counted, with_commas};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Draws what is open, and returns how much of it was visible.
pub fn draw(
    context: &DrawContext<'_>,
    area: Rect,
    layout: &ScreenLayout,
    buffer: &mut Buffer,
) -> Viewport {
    let Some(overlay) = &context.app.overlay else { return Viewport::default() };
    let columns = match overlay {
        Overlay::Help(_) => 96,
        Overlay::Why(_) => 92,
        Overlay::Orders => orders::COLUMNS,
        Overlay::Lessons(_) => 80,
        Overlay::EndCard(_) | Overlay::Welcome(_) => end_card::COLUMNS,
        Overlay::GoTo(_)
        | Overlay::Votes(_)
        | Overlay::ReadyTasks(..)
        | Overlay::Changes(..)
        | Overlay::Tasks(_) => 64,
    };
    let columns = columns.min(area.width.saturating_sub(4));
    let room = usize::from(columns.saturating_sub(4));
    let most = layout.step.y.saturating_sub(layout.header.y + 1).max(area.height / 2);
    let dialog = match overlay {
        Overlay::Help(first) => help(context, *first, room),
        Overlay::Why(first) => why(context, *first, room),
        Overlay::Votes(line) => votes(context, line, room),
        Overlay::GoTo(line) => jump(context, &line.text, line.fault.as_deref(), room),
        Overlay::ReadyTasks(tasks, marked) => choose(context, tasks, *marked),
        Overlay::Changes(_, marked) => break_it(context, *marked, room),
        Overlay::Lessons(menu) => self::menu(context, menu, room),
        Overlay::Tasks(search) => {
            find_task(context, search, room, usize::from(most.saturating_sub(2)))
        }
        Overlay::Orders => orders::dialog(context, room),
        Overlay::EndCard(first) => end_card::dialog(context, *first, room),
        Overlay::Welcome(first) => return welcome::draw(context, *first, area, buffer),
    };
    let height = u16::try_from(dialog.lines.len() + 2).unwrap_or(u16::MAX).min(most).max(3);
    // The question, and the counts beside its options, stay visible.
    let above = match overlay {
        Overlay::Votes(_) => most.saturating_sub(height),
        _ => most.saturating_sub(height) / 2,
    };
    let at = Rect {
        x: area.x + (area.width - columns) / 2,
        y: area.y + 1 + above,
        width: columns,
        height,
    };
    dialog::draw(context, dialog, at.intersection(area), buffer)
}

/// Returns the keys, in two columns if they fit, and the nine rules.
fn help(context: &DrawContext<'_>, first: usize, room: usize) -> Dialog {
    let mut blocks: Vec<Vec<Line<'static>>> = Vec::new();
    let is_wide = room >= 88;
    let column = if is_wide { room / 2 - 1 } else { room };
    for group in Group::ALL {
        let mut block = vec![Line::from(context.span(Role::Heading, group.title()))];
        for row in keymap::help(group) {
            let keys: Vec<_> = row.keys.iter().map(|key| footer::name(context, *key)).collect();
            let keys = fit_to_width(&keys.join(" "), 11, context.glyphs().more);
            let help = wrap(
                context.rich_text(row.help_in(context.record.language())),
                column.saturating_sub(13),
            );
            for (nth, line) in help.into_iter().enumerate() {
                let label = if nth == 0 { keys.clone() } else { " ".repeat(11) };
                let mut whole = Line::from(context.span(Role::Key, format!("  {label}")));
                whole.spans.extend(line.spans);
                block.push(whole);
            }
        }
        block.push(Line::default());
        blocks.push(block);
    }
    let mut lines = if is_wide { side_by_side(blocks, column) } else { blocks.concat() };
    lines.push(Line::from(context.span(Role::Heading, "How the loop works: nine rules")));
    for rule in Rule::ALL {
        let (part, place) = rule.unlocked_by();
        if context.app.knows(rule) {
            lines.extend(rule_lines(context, rule, room));
        } else {
            let words = format!(" R{}   introduced in lesson {part}{place}", rule.number());
            lines.push(Line::from(context.span(Role::Faint, words)));
        }
    }
    Dialog { title: "Keys and rules".to_owned(), lines, first, marked: None, mode: Mode::Page }
}

/// Returns the blocks in two columns of about the same height.
fn side_by_side(blocks: Vec<Vec<Line<'static>>>, column: usize) -> Vec<Line<'static>> {
    let all: usize = blocks.iter().map(Vec::len).sum();
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for block in blocks {
        if left.len() + block.len() / 2 <= all / 2 {
            left.extend(block);
        } else {
            right.extend(block);
        }
    }
    let height = left.len().max(right.len());
    left.resize(height, Line::default());
    right.resize(height, Line::default());
    let joined = left.into_iter().zip(right).map(|(mut line, other)| {
        let gap = (column + 2).saturating_sub(line.width());
        line.push_span(Span::raw(" ".repeat(gap)));
        line.spans.extend(other.spans);
        line
    });
    joined.collect()
}

fn rule_lines(context: &DrawContext<'_>, rule: Rule, room: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for (nth, line) in wrap(context.rich_text(context.app.rule_text(rule)), room.saturating_sub(6))
        .into_iter()
        .enumerate()
    {
        let mut whole = if nth == 0 {
            Line::from(vec![
                context.span(Role::Rule, format!(" R{} ", rule.number())),
                Span::raw("  "),
            ])
        } else {
            Line::from(Span::raw("      "))
        };
        whole.spans.extend(line.spans);
        lines.push(whole);
    }
    lines
}

/// Returns what the step or the event is, its rule, and all events of the step as sentences.
fn why(context: &DrawContext<'_>, first: usize, room: usize) -> Dialog {
    let step = context.app.explain_step();
    let mut lines = wrap(context.rich_text(&step.sentence), room);
    if let Some(rule) = step.rule {
        lines.push(Line::default());
        lines.extend(rule_lines(context, rule, room));
    }
    lines.push(Line::default());
    lines.push(Line::from(context.span(Role::Heading, "What happened, event by event")));
    for event in step.events {
        let badge = event.rule.map_or(String::new(), |rule| format!("R{}", rule.number()));
        let sentence = context.rich_text(&event.sentence);
        for (row, line) in wrap(sentence, room.saturating_sub(9)).into_iter().enumerate() {
            let label = format!("{:>3}  {badge:2}  ", event.number);
            let label = if row == 0 { label } else { " ".repeat(9) };
            let mut whole = Line::from(context.span(Role::Dim, label));
            let spans = line.spans.into_iter();
            whole.spans.extend(spans.map(|span| context.emphasize_if(event.is_here, span)));
            lines.push(whole);
        }
    }
    if step.left_out > 0 {
        let words = format!("and {}", counted(step.left_out, "more event", "more events"));
        lines.push(Line::from(context.span(Role::Dim, words)));
    }
    Dialog { title: "Why".to_owned(), lines, first, marked: None, mode: Mode::Page }
}

/// Returns the line in which the counts of a vote are typed: of the first one, or of the one after the discussion.
fn votes(context: &DrawContext<'_>, line: &TextInput, room: usize) -> Dialog {
    let has_first = context.app.votes().is_some_and(|votes| votes.before.is_some());
    let label = if has_first { "second vote: " } else { "votes: " };
    let mut lines = vec![typing(context, label, &line.text, room)];
    let (role, help) = match (&line.fault, has_first) {
        (Some(fault), _) => (Role::Bad, text_layout::sanitize(fault)),
        (None, false) => {
            let question = context.app.guide.as_ref().and_then(|guide| guide.question.as_ref());
            let options = question.map_or(0, |question| question.asked.options.len());
            (Role::Dim, format!("{options} counts, one for each option, with spaces between them"))
        }
        (None, true) => (
            Role::Dim,
            "the counts after the discussion; an empty line clears the last vote".to_owned(),
        ),
    };
    lines.extend(wrap(vec![context.span(role, help)], room));
    let title = "How the class voted".to_owned();
    Dialog { title, lines, first: 0, marked: None, mode: Mode::Line }
}

fn jump(context: &DrawContext<'_>, typed: &str, fault: Option<&str>, room: usize) -> Dialog {
    let mut lines = vec![typing(context, "go to turn ", typed, room)];
    if let Some(fault) = fault {
        lines.extend(wrap(vec![context.span(Role::Bad, text_layout::sanitize(fault))], room));
    } else {
        let has_beats = context.app.guide.is_some();
        let beat = if has_beats { ", b5 the lesson's fifth beat" } else { "" };
        let help = format!("9 is a turn, 2.4 an event inside turn 2{beat}");
        lines.extend(wrap(vec![context.span(Role::Dim, help)], room));
    }
    Dialog { title: "Go to".to_owned(), lines, first: 0, marked: None, mode: Mode::Line }
}

fn typing(
    context: &DrawContext<'_>,
    label: &'static str,
    typed: &str,
    room: usize,
) -> Line<'static> {
    let cursor = if context.glyphs().is_ascii { "_" } else { "\u{2581}" };
    let room = room.saturating_sub(width(label) + 1);
    let typed = truncate(&text_layout::sanitize(typed), room, context.glyphs().more);
    Line::from(vec![
        context.span(Role::Dim, label),
        context.span(Role::Title, typed),
        context.span(Role::Key, cursor),
    ])
}

fn choose(context: &DrawContext<'_>, tasks: &[TaskId], marked: usize) -> Dialog {
    let words = [context.words().which_is_next(), "The loop would take the first."];
    let mut lines: Vec<_> =
        words.into_iter().map(|words| Line::from(context.span(Role::Dim, words))).collect();
    for (nth, task) in tasks.iter().enumerate() {
        let polls = context.now.tasks.get(task).map_or(0, |task| task.polls);
        let mut line = Line::from(vec![Span::raw("  "), context.task_label(*task)]);
        let words = context.words().polled_up_to_now(polls);
        line.push_span(context.span(Role::Dim, format!("   {words}")));
        if nth == 0 {
            line.push_span(context.span(Role::Dim, "   first"));
        }
        lines.push(selected(context, line, nth == marked));
    }
    Dialog {
        title: "Choose the order".to_owned(),
        lines,
        first: 0,
        marked: Some(marked + words.len()),
        mode: Mode::List,
    }
}

/// Returns the search line, which is always visible, and those tasks around the marked one for which there are rows. The
/// dialog keeps its height while the text is typed.
fn find_task(context: &DrawContext<'_>, search: &TaskSearch, room: usize, rows: usize) -> Dialog {
    let count = search.found.len();
    let rows = rows.saturating_sub(2).clamp(1, context.now.tasks.len().max(1));
    let first =
        (search.marked + 1).saturating_sub(rows.div_ceil(2)).min(count.saturating_sub(rows));
    let end = (first + rows).min(count);
    let all = with_commas(count);
    let found = match count {
        0 => "No task matches: type a letter, a name, or a part of it.".to_owned(),
        1 => "1 task".to_owned(),
        _ if end - first == count => format!("{all} tasks"),
        _ => format!("{} to {} of {all} tasks", with_commas(first + 1), with_commas(end)),
    };
    let mut lines = vec![typing(context, "find task ", &search.text, room)];
    lines.push(Line::from(context.span(Role::Dim, found)));
    for (nth, id) in search.found.iter().enumerate().take(end).skip(first) {
        let Some(task) = context.now.tasks.get(id) else { continue };
        let mut line = Line::from(vec![Span::raw("  "), context.task_label(*id)]);
        let words = context.words();
        let state = format!("   {}, {}", words.state(task.state), words.polls(task.polls));
        line.push_span(context.span(DrawContext::state_role(task.state), state));
        let gap = room.saturating_sub(line.width());
        line.push_span(Span::raw(" ".repeat(gap)));
        lines.push(selected(context, line, nth == search.marked));
    }
    lines.resize(rows + 2, Line::default());
    let title = "Find a task".to_owned();
    Dialog { title, lines, first: 0, marked: None, mode: Mode::Line }
}

fn break_it(context: &DrawContext<'_>, marked: usize, room: usize) -> Dialog {
    let breaks = context.app.guide.as_ref().map_or(&[][..], |guide| guide.changes());
    let mut lines = Vec::new();
    let mut at = 0;
    let now = context.app.guide.as_ref().and_then(Guide::applied_change_number).unwrap_or(0);
    let changes = breaks.iter().map(|one| context.words_of_lesson(&one.change));
    let entries = std::iter::once("the lesson's run".to_owned()).chain(changes);
    for (nth, words) in entries.enumerate() {
        let words = if nth == now { format!("{words} (now)") } else { words };
        for line in wrap(context.rich_text(&words), room) {
            lines.push(selected(context, line, nth == marked));
        }
        if nth == marked {
            at = lines.len().saturating_sub(1);
        }
    }
    Dialog { title: "Break it".to_owned(), lines, first: 0, marked: Some(at), mode: Mode::List }
}

fn menu(context: &DrawContext<'_>, menu: &LessonMenu, room: usize) -> Dialog {
    let mut lines = Vec::new();
    if menu.is_typing || !menu.search.is_empty() {
        lines.push(typing(context, "/ ", &menu.search, room));
    }
    let entries = menu.entries(&context.app.catalog);
    let is_narrow = room < 60;
    // Beside the title: the address, the minutes, the score, and whether it is open.
    let title_width = if is_narrow {
        entries.iter().map(|(lesson, _)| width(&lesson.title)).max().unwrap_or_default()
    } else {
        room.saturating_sub(46).min(40)
    };
    let mut marked = 0;
    let mut part = ' ';
    for (nth, (lesson, scene)) in entries.iter().enumerate() {
        if lesson.part != part {
            part = lesson.part;
            let of = crate::course::catalog::parts().iter().find(|of| of.letter == part);
            let title = of.map_or("", |of| of.title);
            lines.push(Line::from(context.span(Role::Heading, format!("{part}  {title}"))));
        }
        let is_first = lesson.scenes.first().is_some_and(|first| first.name == scene.name);
        let mut rows = if is_first {
            let gap = title_width.saturating_sub(width(&lesson.title));
            let mut line = Line::from(vec![
                context.span(Role::Dim, if lesson.core { context.glyphs().core } else { " " }),
                context.span(Role::Key, format!(" {}  ", lesson.address())),
                context.span(Role::Title, lesson.title.clone()),
                context.span(Role::Dim, format!("{:gap$}  {} min", "", lesson.minutes())),
            ]);
            line.spans.extend(progress(context, lesson, is_narrow));
            vec![line]
        } else {
            scene_rows(context, &scene.title, room)
        };
        let is_here = context.app.open.subject.is_scene(lesson, scene);
        let here = is_here.then(|| context.span(Role::Dim, "  you are here"));
        if let (Some(here), Some(line)) = (here, rows.last_mut()) {
            if line.width() + here.width() <= room {
                line.push_span(here);
            } else {
                rows.push(Line::from(vec![Span::raw("    "), here]));
            }
        }
        if nth == menu.marked {
            rows.extend(place_in_course(context, lesson, room));
            marked = lines.len() + rows.len() - 1;
        }
        for mut line in rows {
            let gap = room.saturating_sub(line.width());
            line.push_span(Span::raw(" ".repeat(gap)));
            lines.push(selected(context, line, nth == menu.marked));
        }
    }
    if entries.is_empty() {
        lines.push(Line::from(context.span(Role::Dim, "No lesson matches that.")));
    }
    let mode = if menu.is_typing { Mode::Line } else { Mode::Menu };
    Dialog { title: "Lessons".to_owned(), lines, first: 0, marked: Some(marked), mode }
}

/// Returns the title of a later scene, below that of its lesson.
fn scene_rows(context: &DrawContext<'_>, title: &str, room: usize) -> Vec<Line<'static>> {
    let indent = "        ";
    let words = vec![context.span(Role::Dim, title.replace('`', ""))];
    let mut rows = text_layout::wrap(words, room.saturating_sub(indent.len()).max(1));
    for row in &mut rows {
        row.spans.insert(0, Span::raw(indent));
    }
    rows
}

/// Returns what a lesson needs, and whether it's on the main path and in the book.
fn place_in_course(context: &DrawContext<'_>, lesson: &Lesson, room: usize) -> Vec<Line<'static>> {
    if !map::is_in_course(&lesson.slug) {
        return Vec::new();
    }
    let catalog = &context.app.catalog;
    let needs = map::needs(&lesson.slug).iter().filter_map(|slug| catalog.find(slug).ok());
    let needs: Vec<_> = needs.map(|lesson| lesson.address()).collect();
    let needs = match &needs[..] {
        [] => "needs nothing".to_owned(),
        needs => format!("needs {}", needs.join(" and ")),
    };
    let core = if lesson.core { "main path" } else { "optional" };
    let book = book::has_lesson(&lesson.slug).then(|| "from the book".to_owned());
    let facts: Vec<_> = [needs, core.to_owned()].into_iter().chain(book).collect();
    let facts = facts.join(&format!(" {} ", context.glyphs().dot));
    let rows = wrap(vec![context.span(Role::Dim, facts)], room.saturating_sub(8));
    let indented = rows.into_iter().map(|row| {
        let mut line = Line::from(" ".repeat(8));
        line.spans.extend(row.spans);
        line
    });
    indented.collect()
}

/// Returns what was understood of a lesson, once it was begun. Where there is little room, it is said in few letters.
fn progress(context: &DrawContext<'_>, lesson: &Lesson, is_narrow: bool) -> Option<Span<'static>> {
    let done = context.app.lesson_progress.get(&lesson.slug)?;
    if done.known && !done.finished {
        return Some(context.span(Role::Good, "  known"));
    }
    if !done.finished {
        return Some(context.span(Role::Dim, if is_narrow { "  begun" } else { "  half done" }));
    }
    let score = context.app.score_of(lesson);
    let mark = context.glyphs().done;
    if score.count == 0 {
        return Some(context.span(Role::Good, format!("  {mark} done")));
    }
    let role = if score.missed.is_empty() { Role::Good } else { Role::Notice };
    let (right, count) = (score.right, score.count);
    let words = if is_narrow {
        format!("  {mark} {right}/{count}")
    } else {
        format!("  {mark} {right} of {count} right")
    };
    Some(context.span(role, words))
}

//! The welcome page: what this is, which language the learner knows, and the words and keys to start with.
//!
//! It takes the whole screen. Title and footer stay where they are; what is between them scrolls on a low screen.

use crate::app::key::Key;
use crate::app::viewport::Viewport;
use crate::course::lesson::inline::SourceLanguage;
use crate::ui::draw_context::DrawContext;
use crate::ui::footer;
use crate::ui::text_layout::wrap;
use crate::ui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget};

/// The columns of the page, with one at each side.
const COLUMNS: u16 = 80;

/// The columns of a definition before its text.
const TERM: usize = 14;

/// A part of the page.
enum Block {
    /// A paragraph.
    Text(&'static str),
    /// Words and what they mean.
    Terms([(&'static str, &'static str); 3]),
    /// The four keys.
    Keys,
}

const PYTHON: &[Block] = &[
    Block::Text(
        "When does async code run, and in what order? Each lesson here is a small program that really runs. You step \
         through it, forwards and backwards, and guess what it does next.",
    ),
    Block::Text(
        "Every program comes in Rust and in Python. You start on the Python side and don't need to know Rust: new \
         syntax is explained where it first appears.",
    ),
    Block::Text("Three words to start with:"),
    Block::Terms([
        (
            "coroutine",
            "what you get when you call an `async def` function. Rust has coroutines too: there you call an \
             `async fn`.",
        ),
        (
            "task",
            "a coroutine that you've handed to the event loop, to run on its own: with `asyncio.create_task` in \
             Python, `spawn` in Rust.",
        ),
        (
            "poll",
            "to run a coroutine until it finishes or has to wait. In asyncio, the loop runs a task one step at a \
             time: a step is a poll.",
        ),
    ]),
    Block::Text(
        "Take care with one word: in Rust, a future is anything you can await. What asyncio calls a Future is called \
         a `Promise` in our Rust programs.",
    ),
    Block::Keys,
];

const RUST: &[Block] = &[
    Block::Text(
        "When does async code run, and in what order? Each lesson here is a small program that really runs. You step \
         through it, forwards and backwards, and guess what it does next.",
    ),
    Block::Text(
        "The programs are ordinary Rust, with `Future` and `Waker` from the standard library. The executor and \
         helpers such as `sleep` are ours. The executor has one thread and a virtual clock, so you can repeat any \
         run, and step back through it.",
    ),
    Block::Text("Three words to start with:"),
    Block::Terms([
        (
            "coroutine",
            "the value you get when you call an `async fn`. Rust calls it a future; we say coroutine when an async \
             function made it.",
        ),
        (
            "task",
            "a future that you've handed to the executor, to run on its own. You may know this from `tokio::spawn`.",
        ),
        (
            "poll",
            "a call to `Future::poll`. It runs the code until it finishes (`Ready`) or has to wait (`Pending`).",
        ),
    ]),
    Block::Text(
        "Where Tokio or asyncio behaves differently from this executor, the lesson says so. Press t at any time to \
         see the same program in Python.",
    ),
    Block::Keys,
];

/// Draws the page over the whole screen, and returns how much of what scrolls was visible.
pub fn draw(
    context: &DrawContext<'_>,
    first: usize,
    screen: Rect,
    buffer: &mut Buffer,
) -> Viewport {
    Clear.render(screen, buffer);
    buffer.set_style(screen, context.style(Role::Text));
    let width = screen.width.min(COLUMNS);
    let room = usize::from(width.saturating_sub(2));
    let most = usize::from(screen.height.saturating_sub(2));
    let lines = body(context, room, most);
    let visible = lines.len().min(most);
    let height = u16::try_from(visible + 2).unwrap_or(screen.height);
    let page = Rect {
        x: screen.x + (screen.width - width) / 2 + 1,
        y: screen.y + (screen.height - height) / 2,
        width: width.saturating_sub(2),
        height,
    };
    let mut viewport =
        Viewport { lines: lines.len(), height: visible, first: 0, built: lines.len() };
    viewport.first = first.min(viewport.max_first());
    let mut rows = page.rows();
    if let Some(row) = rows.next() {
        title(context, room).render(row, buffer);
    }
    for (line, row) in lines.into_iter().skip(viewport.first).take(visible).zip(rows) {
        line.render(row, buffer);
    }
    let last = Rect { y: page.bottom().saturating_sub(1), height: 1, ..page };
    match &context.app.notice {
        Some(notice) => footer::draw_notice(context, notice, last, buffer),
        None => {
            footer_line(context, room, viewport.max_first() - viewport.first).render(last, buffer);
        }
    }
    viewport
}

fn title(context: &DrawContext<'_>, room: usize) -> Line<'static> {
    let mut line = Line::from(context.span(Role::Title, "coroscope"));
    let known = context.app.language_on_welcome();
    let mut choice = vec![context.span(Role::Dim, "You know:  ")];
    for (nth, (language, name)) in
        [(SourceLanguage::Python, "1 Python"), (SourceLanguage::Rust, "2 Rust")]
            .into_iter()
            .enumerate()
    {
        if nth > 0 {
            choice.push(Span::raw("  "));
        }
        choice.push(if language == known {
            context.span(Role::Marked, format!("[{name}]"))
        } else {
            context.span(Role::Key, name)
        });
    }
    let taken: usize = choice.iter().map(Span::width).sum();
    line.push_span(Span::raw(" ".repeat(room.saturating_sub(line.width() + taken))));
    line.spans.extend(choice);
    line
}

/// Returns what is between the title and the footer. If it fits without its blank lines and not with them, the last
/// blank lines are left out.
fn body(context: &DrawContext<'_>, room: usize, most: usize) -> Vec<Line<'static>> {
    let blocks = match context.app.language_on_welcome() {
        SourceLanguage::Python => PYTHON,
        SourceLanguage::Rust => RUST,
    };
    let mut lines = Vec::new();
    for block in blocks {
        lines.push(Line::default());
        match block {
            Block::Text(text) => lines.extend(wrap(context.rich_text(text), room)),
            Block::Terms(terms) => {
                for (term, meaning) in terms {
                    lines.extend(definition(context, term, meaning, room));
                }
            }
            Block::Keys => lines.extend(keys(context, room)),
        }
    }
    let is_blank = |line: &Line<'_>| line.spans.is_empty();
    let blank = lines.iter().filter(|line| is_blank(line)).count();
    let excess = lines.len().saturating_sub(most);
    if excess <= blank {
        let mut kept = blank - excess;
        lines.retain(|line| {
            let stays = !is_blank(line) || kept > 0;
            kept -= usize::from(stays && is_blank(line));
            stays
        });
    }
    lines
}

fn definition(
    context: &DrawContext<'_>,
    term: &str,
    meaning: &str,
    room: usize,
) -> Vec<Line<'static>> {
    let wrapped = wrap(context.rich_text(meaning), room.saturating_sub(TERM));
    let line = |(nth, line): (usize, Line<'static>)| {
        let label = if nth == 0 { term } else { "" };
        let mut whole =
            Line::from(context.span(Role::Title, format!("  {label:width$}", width = TERM - 2)));
        whole.spans.extend(line.spans);
        whole
    };
    wrapped.into_iter().enumerate().map(line).collect()
}

fn keys(context: &DrawContext<'_>, room: usize) -> Vec<Line<'static>> {
    let keys = [
        (Key::Char(' '), "next thing to read"),
        (Key::Left, "back"),
        (Key::Char('t'), "Rust/Python"),
        (Key::Char('?'), "all keys"),
    ];
    let mut lines = vec![Line::from("  ")];
    for (key, label) in keys {
        let key = context.span(Role::Key, footer::name(context, key));
        let label = context.span(Role::Label, format!(" {label}   "));
        let taken = lines.last().map_or(0, Line::width) + key.width() + label.width();
        if taken > room + 3 {
            lines.push(Line::from("  "));
        }
        if let Some(line) = lines.last_mut() {
            line.spans.extend([key, label]);
        }
    }
    lines
}

/// Returns the last line: what Enter does, how much is below, and the list of lessons.
fn footer_line(context: &DrawContext<'_>, room: usize, below: usize) -> Line<'static> {
    let place = context.app.open.subject.place();
    let enter = match (place.as_str(), context.app.has_begun()) {
        ("", _) => ": continue".to_owned(),
        (place, true) => format!(": continue with lesson {place}"),
        (place, false) => format!(": start with lesson {place}"),
    };
    let keys = if below > 0 { "Enter" } else { "space or Enter" };
    let mut line = Line::from(context.span(Role::Key, keys));
    line.push_span(context.span(Role::Label, enter));
    let mut end = Vec::new();
    if below > 0 {
        let down = footer::name(context, Key::Down);
        end.push(context.span(Role::Key, down));
        end.push(context.span(Role::Label, ": more   "));
    }
    end.push(context.span(Role::Key, "m"));
    end.push(context.span(Role::Label, ": choose a lesson"));
    let taken: usize = end.iter().map(Span::width).sum();
    line.push_span(Span::raw(" ".repeat(room.saturating_sub(line.width() + taken).max(1))));
    line.spans.extend(end);
    line
}

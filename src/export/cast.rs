//! The run as a recording for the asciinema player: the screen step by step, with a marker for each turn.
//!
//! It is version 2 of the format, which every player reads: a line about the screen, then a line for each frame, with
//! its time since the beginning. A frame stays for as long as it takes to read its sentence. Only what has changed
//! since the frame before is written.

use super::steps::{draw_screen, go_to, steps};
use super::styled_run::Paper;
use crate::app::App;
use crate::course::tour::opening::SceneSession;
use crate::limits::MAX_CAST_STEPS;
use crate::ui::Look;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};
use serde_json::json;
use std::fmt::Write as _;
use std::io::{self, Write};

/// How long a frame stays, in milliseconds: for the step, for each word of its sentence, and the most of both.
const PACE: (u64, u64, u64) = (1000, 250, 9000);

/// How many milliseconds a marker comes after its frame, so that a player that jumps to it has drawn the frame.
const BEHIND: u64 = 10;

/// Writes the run up to the position of the session, and reports each step that is drawn with the number of all.
pub fn write(
    out: &mut dyn Write,
    visit: SceneSession,
    look: &Look,
    size: (u16, u16),
    report: &mut dyn FnMut((usize, usize)),
) -> io::Result<()> {
    let (steps, are_all) = steps(&visit, MAX_CAST_STEPS);
    let paper = Paper::of(&look.theme);
    let header = json!({
        "version": 2,
        "width": size.0,
        "height": size.1,
        "title": visit.subject.heading(),
        "env": { "TERM": "xterm-256color" },
        "theme": { "fg": paper.fg.to_string(), "bg": paper.bg.to_string(), "palette": palette() },
    });
    writeln!(out, "{header}")?;
    let mut app = App::new(visit);
    let mut previous = Buffer::empty(Rect { x: 0, y: 0, width: size.0, height: size.1 });
    let mut time = 0;
    for (nth, step) in steps.iter().enumerate() {
        report((nth, steps.len()));
        go_to(&mut app, step.position);
        let frame = draw_screen(&mut app, look, size);
        // The first one begins with a clear screen, whatever the player had on it.
        let before = if nth == 0 { "\u{1b}[?25l\u{1b}[0m\u{1b}[2J" } else { "" };
        event(out, time, "o", &format!("{before}{}", changes(&previous, &frame)))?;
        previous = frame;
        let sentence = app.step_summary().sentence;
        if step.is_turn {
            event(out, time + BEHIND, "m", &format!("turn {}", step.turn))?;
        }
        let words = u64::try_from(sentence.split_whitespace().count()).unwrap_or(u64::MAX);
        time += (PACE.0 + PACE.1.saturating_mul(words)).min(PACE.2);
    }
    if !are_all {
        event(out, time, "m", "the recording stops here; the run continues")?;
    }
    // The last step stays as long as the others, and the shell's prompt comes below it.
    event(out, time, "o", &format!("\u{1b}[0m\u{1b}[{};1H\u{1b}[?25h\r\n", size.1))?;
    Ok(())
}

fn event(out: &mut dyn Write, time: u64, kind: &str, text: &str) -> io::Result<()> {
    let text = serde_json::to_string(text)?;
    writeln!(out, "[{}.{:03}, \"{kind}\", {text}]", time / 1000, time % 1000)
}

/// Returns the bytes that turn one screen into the next.
fn changes(from: &Buffer, to: &Buffer) -> String {
    let mut bytes = String::new();
    let mut at = None;
    let mut style = None;
    for (x, y, cell) in from.diff(to) {
        if at != Some((x, y)) {
            let _a_string_takes_all = write!(bytes, "\u{1b}[{};{}H", y + 1, x + 1);
        }
        let wanted = (cell.fg, cell.bg, cell.modifier);
        if style.replace(wanted) != Some(wanted) {
            rendition(&mut bytes, cell);
        }
        bytes.push_str(cell.symbol());
        // After a letter that may be wide, terminals disagree about the column, so the cursor is moved again.
        at = cell.symbol().is_ascii().then_some((x + 1, y));
    }
    if style.is_some() {
        bytes.push_str("\u{1b}[0m");
    }
    bytes
}

/// Adds the sequence that sets the colours and the weight, after a reset.
fn rendition(bytes: &mut String, cell: &Cell) {
    let mut codes = vec!["0".to_owned()];
    let weights = [
        (Modifier::BOLD, "1"),
        (Modifier::DIM, "2"),
        (Modifier::ITALIC, "3"),
        (Modifier::UNDERLINED, "4"),
        (Modifier::REVERSED, "7"),
    ];
    let set = weights.into_iter().filter(|(weight, _)| cell.modifier.contains(*weight));
    codes.extend(set.map(|(_, code)| code.to_owned()));
    codes.extend(color(cell.fg, 30));
    codes.extend(color(cell.bg, 40));
    let _a_string_takes_all = write!(bytes, "\u{1b}[{}m", codes.join(";"));
}

/// Returns the code of a colour. `base` is 30 for the letters and 40 for the background.
fn color(color: Color, base: u8) -> Option<String> {
    let named = |number: u8| {
        let code = if number < 8 { base + number } else { base + 60 + number - 8 };
        Some(code.to_string())
    };
    match color {
        Color::Reset => None,
        Color::Rgb(red, green, blue) => Some(format!("{};2;{red};{green};{blue}", base + 8)),
        Color::Indexed(number) => Some(format!("{};5;{number}", base + 8)),
        Color::Black => named(0),
        Color::Red => named(1),
        Color::Green => named(2),
        Color::Yellow => named(3),
        Color::Blue => named(4),
        Color::Magenta => named(5),
        Color::Cyan => named(6),
        Color::Gray => named(7),
        Color::DarkGray => named(8),
        Color::LightRed => named(9),
        Color::LightGreen => named(10),
        Color::LightYellow => named(11),
        Color::LightBlue => named(12),
        Color::LightMagenta => named(13),
        Color::LightCyan => named(14),
        Color::White => named(15),
    }
}

/// Returns the sixteen colours, for players that want a palette.
fn palette() -> String {
    let hex =
        |(.., [red, green, blue]): &(_, _, [u8; 3])| format!("#{red:02x}{green:02x}{blue:02x}");
    let all: Vec<_> = crate::ui::theme::SIXTEEN.iter().map(hex).collect();
    all.join(":")
}

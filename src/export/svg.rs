//! One moment's screen as an SVG picture, cell for cell: for slides and pages.
//!
//! Each run of cells with a background is a rectangle, and each run of letters in one style is a text. `textLength` keeps
//! every run in its columns, so the picture looks the same in any fixed-width font. A sign that may come from a
//! fallback font has a text of its own for that reason.

use super::styled_run::{Paper, RunStyle, StyledRun, escaped, runs};
use ratatui::buffer::Buffer;
use ratatui::style::Modifier;
use std::fmt::Write as _;
use std::io::{self, Write};
use unicode_width::UnicodeWidthChar;

/// The size of a cell, in tenths of a pixel, because integers add up without rounding.
const CELL: (u32, u32) = (84, 160);
const FONT: u32 = 140;
/// The distance of the baseline from the cell's upper edge, in tenths of a pixel.
const BASE: u32 = 122;
/// The margin around the screen, in tenths of a pixel.
const MARGIN: u32 = 100;

/// Fixed-width fonts that have the signs of the screen, and then any other.
const FONTS: &str = "ui-monospace,'Cascadia Mono','JetBrains Mono','DejaVu Sans Mono',Menlo,Consolas,'Liberation Mono',monospace";

/// The description of a picture, for screen readers.
#[derive(Clone, Debug, Default)]
pub struct Caption {
    /// What is shown.
    pub title: String,
    /// What happens there.
    pub sentence: String,
}

/// Writes a drawn screen.
pub fn write(
    out: &mut dyn Write,
    screen: &Buffer,
    paper: Paper,
    caption: &Caption,
) -> io::Result<()> {
    let size = |cells: u16, cell| tenths(u32::from(cells) * cell + 2 * MARGIN);
    let (width, height) = (size(screen.area.width, CELL.0), size(screen.area.height, CELL.1));
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"title sentence\" \
         font-family=\"{FONTS}\" font-size=\"{}\" fill=\"{}\">",
        tenths(FONT),
        paper.fg,
    )?;
    writeln!(out, "<title id=\"title\">{}</title>", escaped(&caption.title))?;
    writeln!(out, "<desc id=\"sentence\">{}</desc>", escaped(&caption.sentence))?;
    writeln!(out, "<rect width=\"{width}\" height=\"{height}\" rx=\"6\" fill=\"{}\"/>", paper.bg)?;
    let rows: Vec<_> = screen.area.rows().map(|row| runs(screen, row, paper)).collect();
    for (nth, row) in (0..).zip(&rows) {
        for run in row {
            ground(out, nth, run)?;
        }
    }
    for (nth, row) in (0..).zip(&rows) {
        for run in row.iter().flat_map(pieces) {
            letters(out, nth, &run)?;
        }
    }
    writeln!(out, "</svg>")
}

/// Writes the background of a run.
fn ground(out: &mut dyn Write, row: u32, run: &StyledRun) -> io::Result<()> {
    let Some(bg) = run.style.bg else { return Ok(()) };
    writeln!(
        out,
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{bg}\"/>",
        left(run),
        tenths(MARGIN + row * CELL.1),
        tenths(u32::from(run.width) * CELL.0),
        tenths(CELL.1),
    )
}

/// Writes the letters of a run. Blanks are left out, unless they are underlined.
fn letters(out: &mut dyn Write, row: u32, run: &StyledRun) -> io::Result<()> {
    if run.text.trim().is_empty() && !run.style.weight.contains(Modifier::UNDERLINED) {
        return Ok(());
    }
    writeln!(
        out,
        "<text x=\"{}\" y=\"{}\" textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\"{}>{}</text>",
        left(run),
        tenths(MARGIN + row * CELL.1 + BASE),
        tenths(u32::from(run.width) * CELL.0),
        attributes(run.style),
        escaped(&run.text),
    )
}

fn attributes(style: RunStyle) -> String {
    let mut attributes = String::new();
    if let Some(fg) = style.fg {
        let _a_string_takes_all = write!(attributes, " fill=\"{fg}\"");
    }
    let weights = [
        (Modifier::BOLD, " font-weight=\"bold\""),
        (Modifier::DIM, " fill-opacity=\"0.6\""),
        (Modifier::ITALIC, " font-style=\"italic\""),
        (Modifier::UNDERLINED, " text-decoration=\"underline\""),
    ];
    for (_, attribute) in weights.into_iter().filter(|(weight, _)| style.weight.contains(*weight)) {
        attributes.push_str(attribute);
    }
    attributes
}

/// How likely it is that the font has a letter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// Every font has it.
    Common,
    /// A part of a line or a border: a font has all of them or none.
    Line,
    /// It may come from a fallback font, with another width.
    Sign,
}

fn sort(letter: char) -> Sort {
    match letter {
        '\u{20}'..='\u{24f}' => Sort::Common,
        '\u{2500}'..='\u{257f}' => Sort::Line,
        _ => Sort::Sign,
    }
}

/// A run, cut where the font may change and where two blanks follow each other, which a picture would show as
/// one; without the blanks at its ends. What has no width of its own stays with the letter before it.
fn pieces(run: &StyledRun) -> Vec<StyledRun> {
    if run.style.weight.contains(Modifier::UNDERLINED) {
        return vec![StyledRun { text: run.text.replace(' ', "\u{a0}"), ..run.clone() }];
    }
    let mut pieces: Vec<(Sort, StyledRun)> = Vec::new();
    let mut column = run.column;
    for letter in run.text.chars() {
        let width = u16::try_from(letter.width().unwrap_or(0)).unwrap_or(0);
        let is = sort(letter);
        let goes_on = |of: Sort, text: &str| {
            let is_gap = letter == ' ' && text.ends_with(' ');
            width == 0 || (of == is && is != Sort::Sign && !is_gap)
        };
        match pieces.last_mut() {
            Some((of, last)) if goes_on(*of, &last.text) => {
                last.text.push(letter);
                last.width += width;
            }
            _ => pieces.push((
                is,
                StyledRun { column, width, text: letter.to_string(), style: run.style },
            )),
        }
        column += width;
    }
    pieces.into_iter().map(|(_, piece)| trimmed(piece)).collect()
}

fn trimmed(mut run: StyledRun) -> StyledRun {
    let blanks = |text: &str, kept: &str| u16::try_from(text.len() - kept.len()).unwrap_or(0);
    let kept = run.text.trim_end_matches(' ');
    run.width = run.width.saturating_sub(blanks(&run.text, kept));
    let text = kept.trim_start_matches(' ');
    let before = blanks(kept, text);
    run.column += before;
    run.width = run.width.saturating_sub(before);
    run.text = text.to_owned();
    run
}

fn left(run: &StyledRun) -> String {
    tenths(MARGIN + u32::from(run.column) * CELL.0)
}

/// Returns a number of tenths, without a decimal point if it needs none.
fn tenths(number: u32) -> String {
    match number % 10 {
        0 => (number / 10).to_string(),
        rest => format!("{}.{rest}", number / 10),
    }
}

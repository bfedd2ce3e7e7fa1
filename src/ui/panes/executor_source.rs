//! The executor's own source in the source pane: the line that the loop is at, and the wrapping of lines that are
//! wider than the pane.

use crate::app::highlight::SyntaxClass;
use crate::app::sources::SourceLine;
use crate::course::executor_source::asides;
use crate::ui::draw_context::DrawContext;
use crate::ui::text_layout::width;
use std::ops::Range;

/// A row of a wrapped line: the number of blanks before it, and its parts.
pub type Row = (usize, Vec<(Range<usize>, SyntaxClass)>);

/// Returns the numbers of the lines that are shown. A pane that fills the screen shows the whole chapter. Beside other
/// panes, the asides are left out so that a function fits, except for the one that is lit.
pub fn kept(context: &DrawContext<'_>, lit: Option<u32>) -> Vec<u32> {
    let is_whole = context.app.is_zoomed;
    let asides = (1..).zip(asides());
    asides
        .filter(|(line, aside)| is_whole || !**aside || lit == Some(*line))
        .map(|(line, _)| line)
        .collect()
}

/// Returns the rows that must be visible: from the head of the function with the lit line, as far as they fit. So the
/// code stays in place while the lit line moves through it. `seen` says which line each row belongs to.
pub fn function_of(lines: &[SourceLine], seen: &[u32], lit: u32, height: usize) -> (usize, usize) {
    let is_head = |line: &SourceLine| {
        let text = line.text.trim_start();
        ["fn ", "pub(crate) fn ", "pub(super) fn "].iter().any(|start| text.starts_with(start))
    };
    let at = lit as usize - 1;
    let head = lines.get(..=at).unwrap_or(&[]).iter().rposition(is_head).unwrap_or(at);
    let first = seen.iter().position(|number| *number as usize == head + 1).unwrap_or(0);
    let from = seen.iter().position(|number| *number == lit).unwrap_or(0);
    let to = seen.iter().rposition(|number| *number == lit).unwrap_or(from);
    if to - first.min(to) < height { (first, first + height.saturating_sub(1)) } else { (from, to) }
}

/// In a pane with fewer columns than this, deep indentation is shortened.
const SLIM: usize = 44;

/// Wraps a line into rows of up to `room` columns, at spaces, before points and after brackets. The rows after the
/// first are indented further.
pub fn folded(line: &SourceLine, room: usize) -> Vec<Row> {
    let text = line.text.as_str();
    let indent = text.len() - text.trim_start().len();
    let indent = if room < SLIM { indent / 2 } else { indent };
    let further = (indent + if room < SLIM { 2 } else { 4 }).min(room / 3);
    let first = text.len() - text.trim_start().len();
    let (mut rows, mut from, mut before) = (Vec::new(), first, indent.min(room / 3));
    while width(&text[from..]) + before > room {
        let Some(end) = break_at(text, from, room - before) else { break };
        rows.push((before, within(line, from, end)));
        from = end + text[end..].len() - text[end..].trim_start().len();
        before = further;
    }
    rows.push((before, within(line, from, text.len())));
    rows
}

/// Returns the rows of a line without the comment at its end.
pub fn folded_code(line: &SourceLine, room: usize) -> Vec<Row> {
    let is_comment = |(_, class): &&(Range<usize>, SyntaxClass)| *class == SyntaxClass::Comment;
    let comment = line.parts.iter().find(is_comment).map(|(range, _)| range.start);
    let Some(end) = comment.filter(|start| !line.text[..*start].trim().is_empty()) else {
        return folded(line, room);
    };
    let text = line.text[..end].trim_end().to_owned();
    let parts = line.parts.iter().filter(|(range, _)| range.end <= text.len()).cloned().collect();
    folded(&SourceLine { text, parts, ..line.clone() }, room)
}

/// Returns the last byte at which the text from here on can be wrapped, or `None` if not even a letter fits.
fn break_at(text: &str, from: usize, room: usize) -> Option<usize> {
    let rest = &text[from..];
    let mut used = 0;
    let fits = rest.char_indices().take_while(|(_, letter)| {
        used += width(letter.encode_utf8(&mut [0; 4]));
        used <= room
    });
    let end = fits.last().map(|(at, letter)| at + letter.len_utf8())?;
    let place = rest[..end].char_indices().rev().find_map(|(at, letter)| match letter {
        ' ' | '.' => Some(at).filter(|at| *at > 0),
        '(' => Some(at + 1),
        _ => None,
    });
    Some(from + place.unwrap_or(end))
}

/// Returns the parts of a line between two bytes.
fn within(line: &SourceLine, from: usize, to: usize) -> Vec<(Range<usize>, SyntaxClass)> {
    let cut =
        line.parts.iter().map(|(range, class)| (range.start.max(from)..range.end.min(to), *class));
    cut.filter(|(range, _)| range.start < range.end).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::highlight::{Language, parts};

    fn wrapped(text: &str, room: usize) -> Vec<String> {
        let line = SourceLine {
            number: None,
            change: None,
            text: text.to_owned(),
            parts: parts(Language::Rust, text),
        };
        let row = |(indent, parts): Row| {
            let text: String = parts.into_iter().map(|(range, _)| &text[range]).collect();
            " ".repeat(indent) + &text
        };
        folded(&line, room).into_iter().map(row).collect()
    }

    #[test]
    fn the_rows_of_a_long_line_are_indented_after_the_first() {
        assert_eq!(wrapped("    let a = b;", 60), ["    let a = b;"]);
        assert_eq!(
            wrapped("    let poll = work.as_mut().poll(&mut context);", 30),
            ["  let poll = work.as_mut()", "    .poll(&mut context);"]
        );
    }

    proptest::proptest! {
        #[test]
        fn wrapping_keeps_the_text_and_the_width(text in "[ -~\u{e0}-\u{ff}]{0,80}", room in 6_usize..40) {
            let rows = wrapped(&text, room);
            for row in &rows {
                proptest::prop_assert!(width(row) <= room, "{:?}", row);
            }
            let bare = |text: &str| text.split_whitespace().collect::<String>();
            proptest::prop_assert_eq!(bare(&rows.concat()), bare(&text));
        }
    }
}

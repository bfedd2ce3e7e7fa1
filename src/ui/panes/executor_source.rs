//! The executor's own source in the source pane: the line that the loop stands on, and lines that are
//! broken where the pane is narrower than the code.

use super::task_position::TaskPosition;
use crate::app::highlight::SyntaxClass;
use crate::app::sources::SourceLine;
use crate::course::executor_source::{EXECUTOR, marker_of};
use crate::ui::draw_context::View;
use crate::ui::text_layout::width;
use crate::world::Step;
use std::ops::Range;

/// A row of a broken line: the blanks before it, and its parts.
type Row = (usize, Vec<(Range<usize>, SyntaxClass)>);

/// The line of the loop behind the event that has just happened.
pub fn lit(view: &View<'_>) -> Option<u32> {
    let session = &view.app.open.session;
    let last = session.position().checked_sub(1)?;
    let event = view.record.events().get(last)?;
    EXECUTOR.line_of(marker_of(event, &session.world_at(last))?).ok()
}

/// The task whose turn it is, at the line that the loop stands on.
pub fn turn_at(view: &View<'_>, line: u32) -> Option<TaskPosition> {
    let (Step::Poll(task) | Step::Drop(task)) = view.now.step else { return None };
    let state = view.now.tasks.get(&task)?.state;
    Some(TaskPosition { task, line, state, is_leaf: true })
}

/// The rows from the head of the function that the lit line stands in, as far as they have room, so that
/// the code stands still while the light walks through it. `seen` says which line each row belongs to.
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

/// A pane with less room for code than this has no room for deep blanks.
const SLIM: usize = 44;

/// A line in rows of at most so many columns, broken at spaces, before points and behind brackets; what
/// goes on stands further in.
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

/// The last place at which the text that begins here can be broken. `None` where nothing has room.
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

/// The parts of a line between two places.
fn within(line: &SourceLine, from: usize, to: usize) -> Vec<(Range<usize>, SyntaxClass)> {
    let cut =
        line.parts.iter().map(|(range, class)| (range.start.max(from)..range.end.min(to), *class));
    cut.filter(|(range, _)| range.start < range.end).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::highlight::{Language, parts};

    fn told(text: &str, room: usize) -> Vec<String> {
        let line =
            SourceLine { number: None, text: text.to_owned(), parts: parts(Language::Rust, text) };
        let row = |(indent, parts): Row| {
            let text: String = parts.into_iter().map(|(range, _)| &text[range]).collect();
            " ".repeat(indent) + &text
        };
        folded(&line, room).into_iter().map(row).collect()
    }

    #[test]
    fn a_long_line_goes_on_further_in() {
        assert_eq!(told("    let a = b;", 60), ["    let a = b;"]);
        assert_eq!(
            told("    let poll = work.as_mut().poll(&mut context);", 30),
            ["  let poll = work.as_mut()", "    .poll(&mut context);"]
        );
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_is_too_wide(text in "[ -~\u{e0}-\u{ff}]{0,80}", room in 6_usize..40) {
            let rows = told(&text, room);
            for row in &rows {
                proptest::prop_assert!(width(row) <= room, "{:?}", row);
            }
            let bare = |text: &str| text.split_whitespace().collect::<String>();
            proptest::prop_assert_eq!(bare(&rows.concat()), bare(&text));
        }
    }
}

//! The rows of a source pane: which lines it shows, and how they are wrapped.

use super::executor_source;
use crate::app::App;
use crate::app::sources::{SourceLine, SourceTab};
use crate::ui::text_layout;
use std::collections::BTreeSet;

/// The columns before a line's number.
pub const GUTTER: usize = 5;

/// Returns the columns of a line's number, and the gap after it.
pub fn margins(lines: &[SourceLine], width: usize) -> (usize, &'static str) {
    let most = lines.iter().filter_map(|line| line.number).max().unwrap_or(0);
    let has_changes = lines.iter().any(|line| line.change.is_some());
    let gap = if width < 46 && !has_changes { " " } else { "  " };
    (most.to_string().len().max(2), gap)
}

/// Returns how many rows there are from the first to the last line that the words name.
pub fn rows_of_named_lines(app: &App, width: usize, height: usize) -> usize {
    let tab = app.source_tab;
    let named = app.named_lines(tab);
    // What is new in a scene is named before its first turn only, and the pane stays where it is.
    let is_of_scene = !app.lines_new_in_scene(tab).is_empty();
    if tab == SourceTab::Executor || named.len() < 2 || is_of_scene {
        return 0;
    }
    let lines = &app.open.sources.text(tab).lines;
    if lines.is_empty() {
        return 0;
    }
    let (digits, gap) = margins(lines, width);
    let rows = rows(lines, width.saturating_sub(GUTTER + digits + gap.len()), tab);
    // Where they are too far from each other, lines between them are left out, and every row more is welcome.
    let all = unfolded(lines, &rows, height, &named);
    let at = |nth: &u32| *nth as usize - 1;
    let is_named = |nth: &u32| lines[at(nth)].number.is_some_and(|line| named.contains(&line));
    let first = all.iter().position(is_named).unwrap_or(0);
    let last = all.iter().rposition(is_named).unwrap_or(0);
    all[first..=last.max(first)].iter().map(|nth| rows[at(nth)].len()).sum()
}

/// Returns how many columns the longest line of the source takes, with its number.
pub fn widest(app: &App) -> u16 {
    let lines = &app.open.sources.text(app.source_tab).lines;
    let longest = lines.iter().map(|line| text_layout::width(&line.text)).max().unwrap_or(0);
    let (digits, gap) = margins(lines, usize::MAX);
    u16::try_from(longest + GUTTER + digits + gap.len()).unwrap_or(u16::MAX)
}

/// Returns the rows of each line. Where a line is wider than the pane, and in the executor's source, lines are wrapped
/// instead of truncated, so that what a text names can be read to its end.
pub fn rows(lines: &[SourceLine], room: usize, tab: SourceTab) -> Vec<Vec<executor_source::Row>> {
    let is_wide = |line: &SourceLine| text_layout::width(&line.text) > room;
    if tab == SourceTab::Executor || lines.iter().any(is_wide) {
        return lines.iter().map(|line| executor_source::folded(line, room)).collect();
    }
    lines.iter().map(|line| vec![(0, line.parts.clone())]).collect()
}

/// Returns the numbers of the lines that are shown: all that fit, and in any case those that the words name.
pub fn kept(
    lines: &[SourceLine],
    rows: &[Vec<executor_source::Row>],
    height: usize,
    named: &[u32],
) -> Vec<u32> {
    let bare = unfolded(lines, rows, height, named);
    let is_named = |nth: u32| {
        let number = lines.get(nth as usize - 1).and_then(|line| line.number);
        number.is_some_and(|number| named.contains(&number))
    };
    let row_count = |nth: &u32| rows.get(*nth as usize - 1).map_or(1, Vec::len);
    folded_between(lines, &bare, &is_named, &row_count, height)
}

/// Returns the numbers of the lines without the frame of the code, such as its imports, if the pane is too low for all of
/// them. What the words name stays.
fn unfolded(
    lines: &[SourceLine],
    rows: &[Vec<executor_source::Row>],
    height: usize,
    named: &[u32],
) -> Vec<u32> {
    let all: Vec<u32> = (1..).take(lines.len()).collect();
    if rows.iter().map(Vec::len).sum::<usize>() <= height {
        return all;
    }
    let is_named = |nth: u32| {
        let number = lines.get(nth as usize - 1).and_then(|line| line.number);
        number.is_some_and(|number| named.contains(&number))
    };
    let text = |number: u32| lines.get(number as usize - 1).map_or("", |line| line.text.trim());
    let mut bare: Vec<u32> = Vec::new();
    for number in all {
        let is_double =
            text(number).is_empty() && bare.last().is_none_or(|last| text(*last).is_empty());
        if is_named(number) || !is_double && !is_frame(text(number)) {
            bare.push(number);
        }
    }
    if bare.len() > height {
        bare.retain(|number| !text(*number).is_empty());
    }
    bare
}

/// Leaves out lines between those that the words name, where these are too far from each other for the pane. The loop or
/// the function around a named line stays if there is room for it, and so do the nearest other lines.
fn folded_between(
    lines: &[SourceLine],
    bare: &[u32],
    is_named: &dyn Fn(u32) -> bool,
    row_count: &dyn Fn(&u32) -> usize,
    height: usize,
) -> Vec<u32> {
    let named: Vec<u32> = bare.iter().copied().filter(|nth| is_named(*nth)).collect();
    let (Some(first), Some(last)) = (named.first(), named.last()) else { return bare.to_vec() };
    let between = bare.iter().filter(|nth| (first..=last).contains(nth));
    if between.map(row_count).sum::<usize>() <= height {
        return bare.to_vec();
    }
    let total = |lines: &BTreeSet<u32>| lines.iter().map(row_count).sum::<usize>();
    let mut kept: BTreeSet<u32> = named.iter().copied().collect();
    let around: Vec<Vec<u32>> = named.iter().map(|nth| lines_around(lines, bare, *nth)).collect();
    let deepest = around.iter().map(Vec::len).max().unwrap_or(0);
    // First the innermost loop or function of each, then the next one.
    let levels = (0..deepest).map(|level| around.iter().filter_map(move |all| all.get(level)));
    for level in levels {
        let more: BTreeSet<u32> = kept.iter().copied().chain(level.copied()).collect();
        if total(&more) > height {
            break;
        }
        kept = more;
    }
    let distance = |nth: &u32| named.iter().map(|named| named.abs_diff(*nth)).min().unwrap_or(0);
    let mut others: Vec<u32> = bare.iter().copied().filter(|nth| !kept.contains(nth)).collect();
    others.sort_by_key(|nth| distance(nth));
    for other in others {
        if total(&kept) + row_count(&other) > height {
            break;
        }
        kept.insert(other);
    }
    kept.into_iter().collect()
}

/// Returns the lines that a line is inside of, the innermost first: those above it that begin further to the left.
fn lines_around(lines: &[SourceLine], bare: &[u32], nth: u32) -> Vec<u32> {
    let indent = |nth: u32| {
        let text = lines.get(nth as usize - 1).map_or("", |line| line.text.as_ref());
        text.len() - text.trim_start().len()
    };
    let mut around = Vec::new();
    let mut least = indent(nth);
    for above in bare.iter().rev().filter(|above| **above < nth) {
        if indent(*above) < least {
            least = indent(*above);
            around.push(*above);
        }
    }
    around
}

fn is_frame(line: &str) -> bool {
    ["//!", "use ", "#[", "\"\"\"", "import "].iter().any(|start| line.starts_with(start))
}

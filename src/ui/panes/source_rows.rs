//! The rows of a source pane: which lines it shows, and how they are wrapped.

use super::executor_source;
use crate::app::App;
use crate::app::sources::{SourceLine, SourceTab};
use crate::ui::text_layout;

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
    let kept = kept(lines, &rows, height, &named);
    let at = |nth: &u32| *nth as usize - 1;
    let is_named = |nth: &u32| lines[at(nth)].number.is_some_and(|line| named.contains(&line));
    let first = kept.iter().position(is_named).unwrap_or(0);
    let last = kept.iter().rposition(is_named).unwrap_or(0);
    kept[first..=last.max(first)].iter().map(|nth| rows[at(nth)].len()).sum()
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

/// Returns the numbers of the lines that are shown. A low pane leaves out the frame of the code, such as its imports,
/// so that the rest fits, but nothing that the words name.
pub fn kept(
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

fn is_frame(line: &str) -> bool {
    ["//!", "use ", "#[", "\"\"\"", "import "].iter().any(|start| line.starts_with(start))
}

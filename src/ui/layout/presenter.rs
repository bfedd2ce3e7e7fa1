//! Places the panes for a class: the words, the source, what the words are about, and the output.
//!
//! ```text
//!   small              wide                        a question
//!   ┌ words ────────┐  ┌ words ──┬ source ──────┐  ┌ the question ───────────────┐
//!   ├ source ───────┤  │         │              │  │                             │
//!   ├ pane ┬ output ┤  ├ pane ───┴─┬ output ────┤  ├ source ──────┬ pane, output ┤
//!   └──────┴────────┘  └───────────┴────────────┘  └──────────────┴──────────────┘
//! ```
//!
//! Each gets the rows that it can fill, and the source the rest, but never fewer rows than it can be read in.

use super::{LayoutBuilder, columns, rows};
use crate::app::pane::Pane;
use crate::ui::pane_frame::inner_width;
use crate::ui::panes::{lesson, question_card, source_rows};
use ratatui::layout::Constraint::{Fill, Length};
use ratatui::layout::Rect;

/// From how many columns on the words and the source are side by side.
const WIDE: u16 = 96;

/// The rows of the source that are enough to follow the line that runs, with the border.
const LEAST_SOURCE: u16 = 5;

/// The rows of the output that are always there, with the border.
const LEAST_OUTPUT: u16 = 4;

/// Those of which one is shown: the one that a beat or a question names.
const NAMED: [Pane; 6] =
    [Pane::Tasks, Pane::Loop, Pane::Coroutines, Pane::Futures, Pane::Outside, Pane::Timeline];

impl LayoutBuilder<'_> {
    pub(super) fn presenter(&mut self, body: Rect) {
        let is_asked = self.app.guide.as_ref().is_some_and(|guide| guide.question.is_some());
        match is_asked {
            true if body.width >= WIDE => self.wide_question(body),
            true => self.small_question(body),
            false if body.width >= WIDE => self.wide_words(body),
            false => self.small_words(body),
        }
    }

    /// Shows one of the panes that the lesson can speak of, under its own name alone.
    fn put_named(&mut self, area: Rect) {
        let there: Vec<_> = NAMED.into_iter().filter(|pane| self.has(*pane)).collect();
        match self.app.front_of(&there) {
            Some(shown) => self.put(area, &[shown]),
            None => self.put(area, &[Pane::Output]),
        }
    }

    /// Places the pane that is named beside the output.
    fn put_low(&mut self, area: Rect, output: u16) {
        let output = if self.has(Pane::Output) { output } else { 0 };
        let [named, output] = columns(area, [Fill(1), Length(output)]);
        self.put_named(named);
        self.put(output, &[Pane::Output]);
    }

    fn rows_of_output(&self) -> u16 {
        let printed = u16::try_from(self.app.open.preview.printed_lines).unwrap_or(u16::MAX);
        printed.saturating_add(2).max(LEAST_OUTPUT)
    }

    fn small_words(&mut self, body: Rect) {
        let low = (body.height / 4).clamp(LEAST_OUTPUT, 8);
        let most = body.height.saturating_sub(low + LEAST_SOURCE);
        let words = height_of(lesson::rows(self.app, inner_width(self.app, body.width))).min(most);
        let [words, source, low] = rows(body, [Length(words), Fill(1), Length(low)]);
        self.put(words, &[Pane::Lesson]);
        self.put(source, &[Pane::Source]);
        self.put_low(low, body.width * 2 / 5);
    }

    fn wide_words(&mut self, body: Rect) {
        let low = self.tasks_height(3).max(self.loop_height()).max(self.rows_of_output());
        let low = low.min(body.height * 2 / 5);
        let [top, low] = rows(body, [Fill(1), Length(low)]);
        // As wide as its longest line, so that the words get what is left.
        let source = source_rows::widest(self.app) + body.width
            - as_columns(inner_width(self.app, body.width));
        let source = source.clamp(body.width * 2 / 5, body.width * 3 / 5);
        let [words, source] = columns(top, [Fill(1), Length(source)]);
        self.put(words, &[Pane::Lesson]);
        self.put(source, &[Pane::Source]);
        self.put_low(low, body.width * 2 / 5);
    }

    /// Returns the rows of the card: spaced out if there is room for that. `least_rest` rows are left for the panes below,
    /// if the card fits above them.
    fn card(&self, body: Rect, least_rest: u16) -> u16 {
        let width = inner_width(self.app, body.width);
        let spaced = height_of(question_card::rows(self.app, width, true));
        let dense = height_of(question_card::rows(self.app, width, false));
        let enough = body.height.saturating_sub(least_rest);
        let most = body.height.saturating_sub(LEAST_OUTPUT);
        match dense <= enough {
            true if spaced <= enough => spaced,
            true => dense,
            false if spaced <= most => spaced,
            false => dense.min(most),
        }
    }

    fn wide_question(&mut self, body: Rect) {
        let card = self.card(body, 10);
        let [card, rest] = rows(body, [Length(card), Fill(1)]);
        self.put(card, &[Pane::Lesson]);
        let [source, side] = columns(rest, [Fill(3), Fill(2)]);
        self.put(source, &[Pane::Source]);
        if rest.height < 2 * LEAST_OUTPUT {
            self.put(side, &[Pane::Output]);
            return;
        }
        let output = self.rows_of_output().min(rest.height / 2);
        let [named, output] = rows(side, [Fill(1), Length(output)]);
        self.put_named(named);
        self.put(output, &[Pane::Output]);
    }

    fn small_question(&mut self, body: Rect) {
        let card = self.card(body, LEAST_OUTPUT + LEAST_SOURCE);
        let [card, rest] = rows(body, [Length(card), Fill(1)]);
        self.put(card, &[Pane::Lesson]);
        if rest.height < LEAST_OUTPUT + LEAST_SOURCE {
            // The source takes the place of the named pane, if the beat is about the source.
            let [left, output] = columns(rest, [Fill(1), Length(body.width * 2 / 5)]);
            let there: Vec<_> = std::iter::once(Pane::Source).chain(NAMED).collect();
            match self.app.front_of(&there).filter(|pane| *pane == Pane::Source) {
                Some(source) if self.has(Pane::Output) => {
                    self.put(left, &[source]);
                    self.put(output, &[Pane::Output]);
                }
                Some(source) => self.put(rest, &[source]),
                None => self.put_low(rest, body.width * 2 / 5),
            }
            return;
        }
        let [source, output] = rows(rest, [Fill(1), Length(LEAST_OUTPUT)]);
        self.put(source, &[Pane::Source]);
        self.put_low(output, body.width * 2 / 5);
    }
}

/// Returns the rows of a pane that holds this many.
fn height_of(rows: usize) -> u16 {
    as_columns(rows).saturating_add(2)
}

fn as_columns(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

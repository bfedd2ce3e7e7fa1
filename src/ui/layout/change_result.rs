//! Places the panes at the end of a changed run, where the usual places don't show all that the words speak of.
//!
//! ```text
//!   ┌ words ─┬ a pane that they name ─┐
//!   │        ├ another one ───────────┤
//!   │        ├ source ────────────────┤
//!   └────────┴────────────────────────┘
//! ```

use super::{LOWEST, LayoutBuilder, columns};
use crate::app::pane::Pane;
use crate::ui::pane_slot::PaneSlot;
use crate::ui::panes;
use ratatui::layout::Constraint::{Fill, Length};
use ratatui::layout::{Layout, Rect};

/// The fewest columns in which the words and a pane are side by side.
const LEAST_WIDTH: u16 = 72;

impl LayoutBuilder<'_> {
    /// Places the panes for the result of a change, if the run of one has ended and something of it is hidden.
    pub(super) fn make_room_for_result(&mut self, body: Rect) {
        let Some(guide) = self.app.guide.as_ref() else { return };
        let is_result =
            guide.applied_change.is_some() && guide.text.is_over && guide.question.is_none();
        if !is_result || body.width < LEAST_WIDTH {
            return;
        }
        let named = guide.text.panes_of_change.iter().copied();
        let named: Vec<Pane> =
            named.filter(|pane| self.has(*pane) && *pane != Pane::Source).collect();
        if named.is_empty() || self.shows_all_of(&named) {
            return;
        }
        self.slots.clear();
        self.strip = None;
        self.result(body, &named);
    }

    /// Returns whether the panes and the words are open and can be read without scrolling.
    fn shows_all_of(&self, named: &[Pane]) -> bool {
        named.iter().chain(&[Pane::Lesson]).all(|pane| {
            let slot = self.slots.iter().find(|slot| slot.shown == *pane);
            slot.is_some_and(|slot| self.rows_of_pane(*pane, slot.area.width) <= slot.area.height)
        })
    }

    /// Returns the rows of a pane of this width that shows all that it has, with its border.
    fn rows_of_pane(&self, pane: Pane, width: u16) -> u16 {
        if pane == Pane::Lesson {
            return self.rows_of_words(width);
        }
        let rows = panes::rows(self.app, pane, width.saturating_sub(4).into());
        u16::try_from(rows).unwrap_or(u16::MAX).saturating_add(2)
    }

    fn result(&mut self, body: Rect, named: &[Pane]) {
        let left = self.words_width(body.width * 2 / 5, body.width * 11 / 20, body.height);
        let [words, side] = columns(body, [Length(left), Fill(1)]);
        self.put(words, &[Pane::Lesson]);
        let mut rest = vec![Pane::Source];
        let others = self.panes.iter().copied().filter(|pane| !named.contains(pane));
        rest.extend(others.filter(|pane| !matches!(pane, Pane::Source | Pane::Lesson)));
        let needed: Vec<u16> =
            named.iter().map(|pane| self.rows_of_pane(*pane, side.width)).collect();
        let all = needed.iter().fold(0_u16, |sum, rows| sum.saturating_add(*rows));
        let mut heights: Vec<_> = needed.iter().map(|rows| Length(*rows)).collect();
        if all.saturating_add(LOWEST) <= side.height {
            heights.push(Fill(1));
        } else if let Some(last) = heights.last_mut() {
            *last = Fill(1);
        }
        let areas = Layout::vertical(heights).split(side);
        let mut groups: Vec<Vec<Pane>> = named.iter().map(|pane| vec![*pane]).collect();
        match groups.last_mut().filter(|_| areas.len() == named.len()) {
            Some(last) => last.extend(rest),
            None => groups.push(rest),
        }
        for (area, panes) in areas.iter().zip(groups) {
            // What the learner chose stays in front; else it is the pane that the words name, or the source.
            let chosen = self.app.chosen_pane().filter(|pane| panes.contains(pane));
            if let Some(shown) = chosen.or(panes.first().copied()) {
                self.slots.push(PaneSlot { area: *area, panes, shown });
            }
        }
    }
}

//! Places the panes, by the size of the screen and by what the scene has to show.
//!
//! The lesson's pane gets more columns and rows where its text needs them, and the panes below have rows to spare. Where
//! that isn't enough, it takes the whole left side, and what was below it moves beside it. Nothing else here depends on
//! the moment, so a step inside a beat never moves a pane.

mod change_result;
mod presenter;

use super::pane_slot::PaneSlot;
use super::panes::{lesson, source_rows};
use crate::app::App;
use crate::app::guide::Guide;
use crate::app::pane::Pane;
use crate::app::sources::SourceTab;
use ratatui::layout::{Constraint, Layout, Rect};

/// The columns and rows of the smallest screen that the panes are drawn on.
pub const MIN_SIZE: (u16, u16) = (60, 20);

/// The most lines of output that make the timeline's row higher, so that all of them are visible.
const SHORT_OUTPUT: u16 = 6;

/// The rows of a pane that gives way to the lesson's words: three of them between its borders.
const LOWEST: u16 = 5;

/// The columns of the lesson's pane in which no letter stands: its border, and what is left of most rows.
const WORDS_FRAME: u16 = 7;

/// The panes below the words and the source on a narrow screen, in the order of their tabs.
const LOW_PANES: [Pane; 6] =
    [Pane::Tasks, Pane::Outside, Pane::Futures, Pane::Timeline, Pane::Output, Pane::Coroutines];

/// The areas of the screen.
#[derive(Clone, Debug, Default)]
pub struct ScreenLayout {
    /// The first line.
    pub header: Rect,
    /// The panes.
    pub slots: Vec<PaneSlot>,
    /// The line that replaces the loop's pane on a small screen.
    pub strip: Option<Rect>,
    /// What the step did.
    pub step: Rect,
    /// The keys.
    pub footer: Rect,
}

/// Returns the layout of a screen of this size, or `None` if it is smaller than [`MIN_SIZE`].
#[must_use]
pub fn screen_layout(app: &App, area: Rect) -> Option<ScreenLayout> {
    if area.width < MIN_SIZE.0 || area.height < MIN_SIZE.1 {
        return None;
    }
    let step = if area.width < 118 && area.height >= 24 { 3 } else { 2 };
    let [header, body, step, footer] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Fill(1),
        Constraint::Length(step),
        Constraint::Length(1),
    ])
    .areas(area);
    let mut builder = LayoutBuilder { app, panes: app.panes(), slots: Vec::new(), strip: None };
    if app.is_zoomed {
        builder.put(body, &[app.focus]);
    } else if app.is_presenting() {
        builder.presenter(body);
    } else {
        if area.width >= 96 && area.height >= 28 {
            builder.wide(body);
        } else {
            builder.narrow(body);
        }
        builder.make_room_for_result(body);
    }
    Some(ScreenLayout { header, slots: builder.slots, strip: builder.strip, step, footer })
}

struct LayoutBuilder<'a> {
    app: &'a App,
    panes: Vec<Pane>,
    slots: Vec<PaneSlot>,
    strip: Option<Rect>,
}

fn rows<const N: usize>(area: Rect, heights: [Constraint; N]) -> [Rect; N] {
    Layout::vertical(heights).areas(area)
}

fn columns<const N: usize>(area: Rect, widths: [Constraint; N]) -> [Rect; N] {
    Layout::horizontal(widths).areas(area)
}

use Constraint::{Fill, Length, Percentage};

impl LayoutBuilder<'_> {
    fn has(&self, pane: Pane) -> bool {
        self.panes.contains(&pane)
    }

    /// Adds a slot for those of the panes that the scene has.
    fn put(&mut self, area: Rect, panes: &[Pane]) {
        let panes: Vec<_> = panes.iter().copied().filter(|pane| self.has(*pane)).collect();
        let Some(shown) = self.app.front_of(&panes) else { return };
        self.slots.push(PaneSlot { area, panes, shown });
    }

    fn tasks_height(&self, each: u16) -> u16 {
        u16::try_from(self.app.open.preview.task_count)
            .unwrap_or(u16::MAX)
            .saturating_mul(each)
            .saturating_add(2)
    }

    /// Returns the rows of a pane of this width that shows all of the lesson's words or the question.
    fn rows_of_words(&self, width: u16) -> u16 {
        let rows = lesson::rows(self.app, width.saturating_sub(4).into());
        u16::try_from(rows).unwrap_or(u16::MAX).saturating_add(2)
    }

    /// Returns how many rows of the lesson's words or the question don't fit a pane of this size.
    fn lacks(&self, width: u16, height: u16) -> u16 {
        self.rows_of_words(width).saturating_sub(height)
    }

    /// Returns how many rows of the lines that the words name don't fit a source pane of this size.
    fn source_lacks(&self, width: u16, height: u16) -> u16 {
        let (width, height) = (width.saturating_sub(4), height.saturating_sub(2));
        let rows = source_rows::rows_of_named_lines(self.app, width.into(), height.into());
        u16::try_from(rows).unwrap_or(u16::MAX).saturating_sub(height)
    }

    /// Returns the columns of the lesson's pane: as many as the longest text of the scene needs, so that they stay the same
    /// from key to key, and more of them only if what is shown now would not fit.
    fn words_width(&self, usual: u16, most: u16, height: u16) -> u16 {
        let guide = self.app.guide.as_ref();
        // A question that sends the learner to the code leaves it the room.
        let question = guide.and_then(|guide| guide.question.as_ref());
        let needs_code = question.is_some_and(|question| {
            let look = &question.asked.look;
            look.contains("[@") || look.starts_with("the code")
        });
        let guide = guide.filter(|_| !needs_code);
        let letters = guide.map_or(0, Guide::longest_text);
        let fits_longest = |width: &u16| {
            let row = usize::from(width.saturating_sub(WORDS_FRAME)).max(1);
            // The title, a blank row, and the row that announces a question.
            letters.div_ceil(row) + 3 <= usize::from(height.saturating_sub(2))
        };
        let widths = || (usual..most).step_by(4);
        let of_scene = widths().find(fits_longest).unwrap_or(most.max(usual));
        let mut widths = widths().filter(|width| *width >= of_scene);
        widths.find(|width| self.lacks(*width, height) == 0).unwrap_or(most.max(usual))
    }

    /// Returns how many rows the tasks' pane can give up: each task keeps one.
    fn spare(&self, height: u16) -> u16 {
        height.saturating_sub(self.tasks_height(1).max(LOWEST))
    }

    /// Places three rows: words and source; loop, tasks and futures; timeline and output.
    fn wide(&mut self, body: Rect) {
        let left = (body.width * 2 / 5).clamp(38, 56);
        if !self.has(Pane::Loop) {
            let [side, source] = columns(body, [Length(left), Fill(1)]);
            let needed = self.rows_of_words(left).min(side.height.saturating_sub(2 * LOWEST));
            let words = needed.max((side.height * 3 + 3) / 7);
            let [words, made, output] = rows(side, [Length(words), Fill(1), Fill(1)]);
            self.put(words, &[Pane::Lesson]);
            self.put(made, &[Pane::Coroutines]);
            self.put(output, &[Pane::Output]);
            self.put(source, &[Pane::Source]);
            return;
        }
        if self.app.source_tab == SourceTab::Executor {
            self.beside_the_executor(body, left);
            return;
        }
        let has_timeline = self.has(Pane::Timeline);
        // A long output would take the rows of the panes above, and it scrolls.
        let printed = u16::try_from(self.app.open.preview.printed_lines).unwrap_or(u16::MAX);
        let output = if printed <= SHORT_OUTPUT { printed + 2 } else { 0 };
        // The timeline has a row for the choices only if the schedule has some.
        let heads = 2 + u16::from(!self.app.open.session.schedule().is_default());
        let lanes = self.tasks_height(1).saturating_add(heads);
        let low = if has_timeline { lanes.max(output) } else { 0 };
        let low = low.clamp(0, body.height * 3 / 10).max(if has_timeline { 6 } else { 0 });
        let room = body.height - low;
        let middle = self.tasks_height(3).max(self.loop_height()).clamp(8, room / 2);
        let output = if has_timeline { 0 } else { self.output_height(room - middle) };
        let words = (room - middle).saturating_sub(output);
        let lacks = self.lacks(left.max(body.width / 2), words);
        if lacks > self.spare(middle) {
            return self.wide_with_long_words(body, left, low);
        }
        let [top, middle, low] = rows(body, [Fill(1), Length(middle - lacks), Length(low)]);

        let left = self.words_width(left, body.width / 2, top.height.saturating_sub(output));
        let [side, source] = columns(top, [Length(left), Fill(1)]);
        self.put(source, &[Pane::Source]);
        if has_timeline {
            self.put(side, &[Pane::Lesson]);
            let share = if self.has(Pane::Output) { 58 } else { 100 };
            let [lanes, output] = columns(low, [Percentage(share), Fill(1)]);
            self.put(lanes, &[Pane::Timeline]);
            self.put(output, &[Pane::Output]);
        } else {
            let [words, output] = rows(side, [Fill(1), Length(output)]);
            self.put(words, &[Pane::Lesson]);
            self.put(output, &[Pane::Output]);
        }
        self.middle(middle);
    }

    /// Places long words at the left of everything but the timeline. The loop has one line.
    fn wide_with_long_words(&mut self, body: Rect, left: u16, low: u16) {
        let [top, low] = rows(body, [Fill(1), Length(low)]);
        let left = self.words_width(left, body.width / 2, top.height);
        let [words, side] = columns(top, [Length(left), Fill(1)]);
        let tasks = self.tasks_height(1).max(LOWEST + 1).min(side.height / 3);
        let [source, ready, middle] = rows(side, [Fill(1), Length(1), Length(tasks)]);
        self.put(words, &[Pane::Lesson]);
        self.put(source, &[Pane::Source]);
        self.strip = Some(ready);
        let [tasks, things] = columns(middle, [Percentage(55), Fill(1)]);
        self.put(tasks, &[Pane::Tasks]);
        if self.has(Pane::Timeline) {
            let share = if self.has(Pane::Output) { 58 } else { 100 };
            let [lanes, output] = columns(low, [Percentage(share), Fill(1)]);
            self.put(lanes, &[Pane::Timeline]);
            self.put(output, &[Pane::Output]);
            self.put(things, &[Pane::Coroutines, Pane::Outside, Pane::Futures]);
        } else {
            self.put(things, &[Pane::Coroutines, Pane::Outside, Pane::Futures, Pane::Output]);
        }
    }

    /// Places the executor's code over the whole height, and everything else at its left: a function of the loop
    /// should fit.
    fn beside_the_executor(&mut self, body: Rect, left: u16) {
        let [side, source] = columns(body, [Length(left), Fill(1)]);
        let tasks = self.tasks_height(2).clamp(5, body.height / 4);
        let [words, ready, tasks] = rows(side, [Fill(1), Length(7), Length(tasks)]);
        self.put(words, &[Pane::Lesson]);
        self.put(ready, &[Pane::Loop]);
        let rest = [
            Pane::Tasks,
            Pane::Output,
            Pane::Outside,
            Pane::Futures,
            Pane::Timeline,
            Pane::Coroutines,
        ];
        self.put(tasks, &rest);
        self.put(source, &[Pane::Source]);
    }

    fn output_height(&self, beside: u16) -> u16 {
        let lines = u16::try_from(self.app.open.preview.printed_lines).unwrap_or(u16::MAX);
        lines.saturating_add(2).clamp(4, (beside / 2).max(4))
    }

    fn middle(&mut self, area: Rect) {
        let third = [Pane::Coroutines, Pane::Outside, Pane::Futures];
        let count = third.iter().filter(|pane| self.has(**pane)).count();
        if count == 0 {
            let [ready, tasks] = columns(area, [Percentage(40), Fill(1)]);
            self.put(ready, &[Pane::Loop]);
            self.put(tasks, &[Pane::Tasks]);
            return;
        }
        let widths = [Percentage(30), Fill(5), Fill(4)];
        let [ready, tasks, things] = columns(area, widths);
        self.put(ready, &[Pane::Loop]);
        self.put(tasks, &[Pane::Tasks]);
        if count == 2 && area.height >= 13 {
            let [above, below] = rows(things, [Length(5), Fill(1)]);
            self.put(above, &[Pane::Coroutines]);
            self.put(below, &[Pane::Outside, Pane::Futures]);
        } else {
            self.put(things, &third);
        }
    }

    fn loop_height(&self) -> u16 {
        if self.app.open.preview.has_timers { 10 } else { 7 }
    }

    /// Places two rows, with the loop in one line between them, and the rest as tabs.
    fn narrow(&mut self, body: Rect) {
        let has_loop = self.has(Pane::Loop);
        let low = if has_loop {
            self.tasks_height(3).clamp(7, body.height / 2 - 1)
        } else {
            (body.height / 3).max(6)
        };
        let ready = match (has_loop, body.height) {
            (false, _) => 0,
            (true, 34..) => self.loop_height(),
            (true, _) => 1,
        };
        let words = body.height.saturating_sub(ready + low);
        let spare = if has_loop { self.spare(low) } else { 0 };
        if body.width < 72 {
            return self.slim(body, ready, low, self.lacks(body.width, words).min(spare));
        }
        let (usual, half) = (body.width * 2 / 5, body.width / 2);
        let lacks = self.lacks(half, words);
        if lacks > spare && ready <= 1 {
            return self.narrow_with_long_words(body, ready);
        }
        let most = if lacks > spare { body.width * 12 / 20 } else { half };
        let left = self.words_width(usual, most, words + lacks.min(spare));
        let lacks = lacks.max(self.source_lacks(body.width - left, words)).min(spare);
        let [top, ready, low] = rows(body, [Fill(1), Length(ready), Length(low - lacks)]);
        let [words, source] = columns(top, [Length(left), Fill(1)]);
        self.put(words, &[Pane::Lesson]);
        self.put(source, &[Pane::Source]);
        self.below(ready, low);
    }

    /// Places long words over the whole left side, and the panes that are usually below them under the source.
    fn narrow_with_long_words(&mut self, body: Rect, ready: u16) {
        let [top, ready] = rows(body, [Fill(1), Length(ready)]);
        let left = self.words_width(body.width * 2 / 5, body.width * 12 / 20, top.height);
        let [words, side] = columns(top, [Length(left), Fill(1)]);
        let low = self.tasks_height(1).max(LOWEST + 1).min(side.height / 2);
        let lacks = self.source_lacks(side.width, side.height - low);
        let low = low - lacks.min(low.saturating_sub(LOWEST));
        let [source, low] = rows(side, [Fill(1), Length(low)]);
        self.put(words, &[Pane::Lesson]);
        self.put(source, &[Pane::Source]);
        if self.has(Pane::Loop) {
            self.strip = Some(ready);
            self.put(low, &LOW_PANES);
        } else {
            self.below(ready, low);
        }
    }

    /// Places words and source as tabs over each other. An open question has the whole screen if it needs it.
    fn slim(&mut self, body: Rect, ready: u16, low: u16, lacks: u16) {
        let is_asking = self.app.guide.as_ref().is_some_and(|guide| guide.question.is_some());
        let words = body.height.saturating_sub(ready + low) + lacks;
        if is_asking && self.lacks(body.width, words) > 0 {
            let mut all = vec![Pane::Lesson, Pane::Source];
            all.extend(LOW_PANES);
            self.put(body, &all);
            return;
        }
        let [top, ready, low] = rows(body, [Fill(1), Length(ready), Length(low - lacks)]);
        self.put(top, &[Pane::Source, Pane::Lesson]);
        self.below(ready, low);
    }

    /// Places the loop, and what is below it.
    fn below(&mut self, ready: Rect, low: Rect) {
        if !self.has(Pane::Loop) {
            let [made, output] = columns(low, [Percentage(55), Fill(1)]);
            self.put(made, &[Pane::Coroutines]);
            self.put(output, &[Pane::Output]);
            return;
        }
        if ready.height > 1 {
            self.put(ready, &[Pane::Loop]);
        } else {
            self.strip = Some(ready);
        }
        let [tasks, rest] = columns(low, [Percentage(52), Fill(1)]);
        self.put(tasks, &[Pane::Tasks]);
        self.put(rest, &LOW_PANES[1..]);
    }
}

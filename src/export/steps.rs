//! A run as a list of steps: the position of each, and the screen that is drawn there.

use crate::app::App;
use crate::course::tour::opening::SceneSession;
use crate::ui::{self, Look};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// A position after a whole step of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunStep {
    /// The number of events before it.
    pub position: usize,
    /// The number of the turn, or of the turn before if the step isn't one.
    pub turn: u32,
    /// Whether the step is a turn. The set-up, a jump of the clock and the end aren't.
    pub is_turn: bool,
}

/// Returns up to `most` steps before the position of the session, the set-up first, and whether these are all. The last
/// one can be inside a turn, if the session's position is.
#[must_use]
pub fn steps(visit: &SceneSession, most: usize) -> (Vec<RunStep>, bool) {
    let session = &visit.session;
    let timeline = session.timeline();
    let last = timeline.column_at(session.position());
    let column = |nth: usize| {
        let column = &timeline.columns[nth];
        let is_turn = nth > 0 && column.turn > timeline.columns[nth - 1].turn;
        RunStep { position: column.events.end.min(session.position()), turn: column.turn, is_turn }
    };
    ((0..=last).take(most.max(1)).map(column).collect(), last < most.max(1))
}

/// Goes to a position, without the question that may be open there.
pub fn go_to(app: &mut App, position: usize) {
    app.go(position);
    discard_question(app);
}

/// Removes an open question, since nobody can answer it in an export.
pub fn discard_question(app: &mut App) {
    if let Some(guide) = &mut app.guide {
        guide.text.has_question = false;
    }
}

/// Returns the screen as a terminal of this size would show it.
#[must_use]
pub fn draw_screen(app: &mut App, look: &Look, (width, height): (u16, u16)) -> Buffer {
    let area = Rect { x: 0, y: 0, width, height };
    let mut buffer = Buffer::empty(area);
    app.viewports = ui::draw(app, look, area, &mut buffer);
    buffer
}

/// Returns the same screen without its last line, the keys, which nobody can press in a picture. Another row of the panes
/// takes its place.
#[must_use]
pub fn draw_without_keys(app: &mut App, look: &Look, (width, height): (u16, u16)) -> Buffer {
    let mut screen = draw_screen(app, look, (width, height.saturating_add(1)));
    screen.resize(Rect { width, height, ..screen.area });
    screen
}

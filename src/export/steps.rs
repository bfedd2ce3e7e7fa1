//! A run as the steps of a screen: where to stand for each, and what is drawn there.

use crate::app::App;
use crate::course::tour::opening::SceneSession;
use crate::ui::{self, Look};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// A place to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// How many events lie before it.
    pub position: usize,
    /// The number of the turn; that of the turn before it where it is none.
    pub turn: u32,
    /// Does a turn begin here? The set-up, a jump of the clock and the end are none.
    pub is_turn: bool,
}

/// The steps up to where the session stands, the set-up first, and no more than `most`; and whether that are
/// all. The last one may lie inside a turn, where the session stands so.
#[must_use]
pub fn steps(visit: &SceneSession, most: usize) -> (Vec<Step>, bool) {
    let session = &visit.session;
    let timeline = session.timeline();
    let last = timeline.column_at(session.position());
    let column = |nth: usize| {
        let column = &timeline.columns[nth];
        let is_turn = nth > 0 && column.turn > timeline.columns[nth - 1].turn;
        Step { position: column.events.end.min(session.position()), turn: column.turn, is_turn }
    };
    ((0..=last).take(most.max(1)).map(column).collect(), last < most.max(1))
}

/// Goes to a step.
pub fn stand(app: &mut App, position: usize) {
    app.go(position);
    ask_nothing(app);
}

/// Takes back that a question waits: where the app is shown, nobody can answer it.
pub fn ask_nothing(app: &mut App) {
    if let Some(guide) = &mut app.guide {
        guide.text.has_question = false;
    }
}

/// The screen as a terminal of this size would show it.
#[must_use]
pub fn drawn(app: &mut App, look: &Look, (width, height): (u16, u16)) -> Buffer {
    let area = Rect { x: 0, y: 0, width, height };
    let mut buffer = Buffer::empty(area);
    app.viewports = ui::draw(app, look, area, &mut buffer);
    buffer
}

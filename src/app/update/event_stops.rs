//! Steps through a poll, from one event that is worth a stop to the next.
//!
//! Each line of a recipe is an event, and so is what the line does. Stopping at both would show the same twice, so the
//! line's event is skipped, unless a beat or a question belongs to it. The numbers of the events don't change.

use crate::app::App;
use crate::course::tour::{Tour, TourStep};
use crate::session::{Session, StepResult};

impl App {
    /// Moves to the next stop, or back to the previous one. Returns `None` if an open question prevents it.
    pub(super) fn step_event(&mut self, is_on: bool) -> Option<StepResult> {
        if is_on && self.guide.is_some() {
            return self.advance(|guide, session| guide.advance(session, on_to_next_stop));
        }
        let mut moved = StepResult::AtEdge;
        loop {
            let session = &mut self.open.session;
            let one = if is_on { session.forward_event() } else { session.back_event() };
            if one != StepResult::Moved {
                return Some(if moved == StepResult::Moved { moved } else { one });
            }
            moved = StepResult::Moved;
            let guide = self.guide.as_mut();
            let has_words = guide.is_some_and(|guide| guide.tour.has_words_at(session));
            if !session.is_on_the_way() || has_words {
                return Some(moved);
            }
        }
    }
}

/// Moves to the next stop of a lesson, unless an open question prevents it.
fn on_to_next_stop(tour: &mut Tour, session: &mut Session) -> TourStep {
    if tour.ends_opening_at_a_beat(session) {
        return TourStep::On;
    }
    if tour.question(session).is_some() {
        return TourStep::Held;
    }
    let mut has_moved = false;
    loop {
        match session.forward_event() {
            StepResult::Moved => has_moved = true,
            _ if has_moved => return TourStep::On,
            StepResult::AtEdge => return TourStep::End,
            StepResult::Waiting => return TourStep::Waiting,
        }
        if !session.is_on_the_way() || tour.has_words_at(session) {
            return TourStep::On;
        }
    }
}

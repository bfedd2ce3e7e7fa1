//! Through a poll, from one thing that is worth a stop to the next.
//!
//! Each line of a recipe is an event, and so is what the line does. Two stops would show the same: so the
//! first is passed over, unless the lesson has something to say there. The events keep their numbers.

use crate::app::App;
use crate::course::tour::{Tour, TourStep};
use crate::session::{Session, StepResult};

impl App {
    /// On to the next stop, or back to the one before. Returns `None` where a question holds it.
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

/// On to the next stop of a lesson. A question that waits holds it.
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

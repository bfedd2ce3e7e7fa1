//! Through a poll, from one thing that is worth a stop to the next.
//!
//! Each line of a recipe is an event, and so is what the line does. Two stops would show the same: so the
//! first is passed over, unless the lesson has something to say there. The events keep their numbers.

use crate::app::App;
use crate::session::StepResult;

impl App {
    /// On to the next stop, or back to the one before.
    pub(super) fn step_event(&mut self, is_on: bool) -> StepResult {
        let mut moved = StepResult::AtEdge;
        loop {
            let session = &mut self.open.session;
            let one = if is_on { session.forward_event() } else { session.back_event() };
            if one != StepResult::Moved {
                return if moved == StepResult::Moved { moved } else { one };
            }
            moved = StepResult::Moved;
            let guide = self.guide.as_mut();
            if !session.is_on_the_way() || guide.is_some_and(|guide| guide.has_words_at(session)) {
                return moved;
            }
        }
    }
}

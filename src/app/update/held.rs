//! While a question is open, the run can be stepped back, but not forward.

use crate::app::App;
use crate::app::guide::Guide;
use crate::app::message::{
    LessonMessage, Message, OrdersMessage, PlayMessage, StepMessage, ViewMessage,
};
use crate::app::pane::Pane;

impl App {
    /// Returns whether the message was refused, because it would go past the open question or show its answer.
    pub(super) fn is_held(&mut self, message: &Message) -> bool {
        let Some(guide) = self.guide.as_ref().filter(|guide| guide.is_asking()) else {
            return false;
        };
        let is_held = match message {
            Message::Step(
                StepMessage::Next
                | StepMessage::Forward
                | StepMessage::ForwardEvent
                | StepMessage::ToEnd,
            )
            | Message::Play(PlayMessage::Toggle)
            | Message::Lesson(LessonMessage::NextBeat)
            | Message::Orders(OrdersMessage::Show) => true,
            Message::View(ViewMessage::ToggleZoom) => self.would_hide_the_question(),
            _ => false,
        };
        if is_held {
            let count = guide.question.as_ref().map_or(1, |question| question.asked.options.len());
            self.notice =
                Some(format!("First answer the question with 1-{count}, or press s to skip it."));
        }
        is_held
    }

    /// Returns whether zooming the focused pane would hide the question.
    fn would_hide_the_question(&self) -> bool {
        let is_asking = self.guide.as_ref().is_some_and(Guide::is_asking);
        is_asking && !self.is_zoomed && self.focus != Pane::Lesson
    }
}

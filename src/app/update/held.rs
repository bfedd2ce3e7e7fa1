//! While a question is open, the run can be moved back, but not forward: neither by a step nor by a jump. A lecturer
//! leaves it to the run with a step, or goes ahead by typing a place.

use crate::app::App;
use crate::app::guide::Guide;
use crate::app::message::{
    LessonMessage, Message, OrdersMessage, PlayMessage, ScheduleMessage, StepMessage,
};
use crate::app::pane::Pane;

impl App {
    /// Returns whether the message was refused, because it would go past the open question or show its answer.
    pub(super) fn is_held(&mut self, message: &Message) -> bool {
        let Some(notice) = self.first_answer() else { return false };
        let is_held = match message {
            Message::Step(StepMessage::ToColumn(nth)) => {
                self.end_of_column(*nth) > self.open.session.position()
            }
            Message::Step(
                StepMessage::Next
                | StepMessage::Forward
                | StepMessage::ForwardEvent
                | StepMessage::ToEnd,
            )
            | Message::Play(PlayMessage::Toggle)
            | Message::Lesson(LessonMessage::NextBeat)
            | Message::Schedule(ScheduleMessage::ShowReadyTasks)
            | Message::Orders(OrdersMessage::Show) => true,
            // It can't be answered unseen.
            Message::Lesson(LessonMessage::Answer(_)) if self.hides_the_question() => {
                self.is_zoomed = false;
                true
            }
            _ => false,
        };
        if is_held {
            self.notice = Some(notice);
        }
        is_held
    }

    /// Returns what has to be done before the run can move on, if a question is open.
    fn first_answer(&self) -> Option<String> {
        let guide = self.guide.as_ref().filter(|guide| guide.is_asking())?;
        let count = guide.question.as_ref().map_or(1, |question| question.asked.options.len());
        Some(if self.is_presenting() {
            "First leave the question: space runs on and shows the answer, s skips it.".to_owned()
        } else {
            format!("First answer the question with 1-{count}, or press s to skip it.")
        })
    }

    /// Returns from a jump that led past the open question, with what has to be done first.
    pub(super) fn hold_jump(&mut self, from: usize) -> Result<(), String> {
        match self.first_answer().filter(|_| !self.is_presenting()) {
            Some(notice) if self.open.session.position() > from => {
                self.open.session.go(from);
                Err(notice)
            }
            _ => Ok(()),
        }
    }

    /// Returns whether a zoomed pane hides the question.
    fn hides_the_question(&self) -> bool {
        let is_asking = self.guide.as_ref().is_some_and(Guide::is_asking);
        is_asking && self.is_zoomed && self.focus != Pane::Lesson
    }
}

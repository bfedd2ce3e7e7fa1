//! A run that was read from a file: it can be looked at from all sides, and what needs the program itself is
//! refused in a sentence.

use crate::app::App;
use crate::app::message::{LessonMessage, Message, OrdersMessage, ViewMessage};

impl App {
    /// Says why this cannot be done with a run that was read, if that is so.
    pub(super) fn refuses(&mut self, message: &Message) -> bool {
        if self.open.session.program().capabilities().can_reorder {
            return false;
        }
        let what = match message {
            Message::Schedule(_) | Message::Orders(OrdersMessage::Show) => {
                "it cannot be run in another order"
            }
            Message::Lesson(LessonMessage::ShowChanges) => "there is no program here to break",
            Message::Lesson(LessonMessage::NextBeat | LessonMessage::PreviousBeat)
            | Message::View(ViewMessage::CycleWords) => "it has no words of a lesson",
            _ => return false,
        };
        self.is_playing = false;
        self.notice = Some(format!("This run was read from a file: {what}."));
        true
    }
}

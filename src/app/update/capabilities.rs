//! Refuses what the open program can't do, with a sentence that says why.

use crate::app::App;
use crate::app::message::{LessonMessage, Message, OrdersMessage, ViewMessage};

impl App {
    /// Returns why the open program can't do this, or `None` if it can.
    pub(super) fn refuses(&mut self, message: &Message) -> bool {
        let program = self.open.session.program();
        let capabilities = program.capabilities();
        let is_scene = self.open.subject.lesson().is_some() && capabilities.can_reorder;
        let has_lesson = is_scene || self.guide.is_some();
        let what = match message {
            Message::Schedule(_) if !capabilities.can_reorder => "it can't be run in another order",
            Message::Orders(OrdersMessage::Show)
                if !capabilities.can_explore && !program.has_policy() =>
            {
                "it can't be run in another order"
            }
            Message::Edit
                if program.backend.is_record() && self.open.subject.lesson().is_none() =>
            {
                "there's no program to edit"
            }
            Message::Lesson(LessonMessage::ShowChanges) if !has_lesson => {
                "there's no lesson with changes to make"
            }
            Message::Lesson(LessonMessage::NextBeat | LessonMessage::PreviousBeat)
            | Message::View(ViewMessage::CycleWords)
                if !has_lesson =>
            {
                "it has no lesson text"
            }
            _ => return false,
        };
        let kind = if program.backend.is_record() {
            "This is a recorded run"
        } else {
            "This is your own program"
        };
        self.is_playing = false;
        self.notice = Some(format!("{kind}, so {what}."));
        true
    }
}

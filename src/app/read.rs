//! A run that was read from a file: it can be looked at from all sides, and what needs the program itself is
//! refused in a sentence.

use super::App;
use super::message::Message;

impl App {
    /// Says why this cannot be done with a run that was read, if that is so.
    pub(super) fn refuses(&mut self, message: &Message) -> bool {
        if self.open.session.program().capabilities().can_reorder {
            return false;
        }
        let what = match message {
            Message::AskChoice | Message::Undo | Message::OwnOrder | Message::AskOrders => {
                "it cannot be run in another order"
            }
            Message::AskBreak => "there is no program here to break",
            Message::NextBeat | Message::PreviousBeat | Message::Words => {
                "it has no words of a lesson"
            }
            _ => return false,
        };
        self.is_playing = false;
        self.notice = Some(format!("This run was read from a file: {what}."));
        true
    }
}

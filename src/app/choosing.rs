//! The learner in the loop's place: which ready task is polled next, and back to the loop's own order.

use super::App;
use super::message::Message;
use super::overlay::Overlay;
use crate::session::StepResult;
use crate::world::words::sentence;

impl App {
    pub(super) fn order(&mut self, message: &Message) {
        self.is_playing = false;
        if *message == Message::OwnOrder && self.is_as_changed() && self.make_whole() {
            return;
        }
        let session = &mut self.open.session;
        match message {
            Message::Undo => {
                let choices = session.schedule().written();
                let moved = session.undo();
                let schedule = session.schedule();
                let said = match moved {
                    StepResult::Moved if schedule.written() + 1 == choices => {
                        "The last choice is taken back."
                    }
                    StepResult::Moved => "This is the run before, as you left it.",
                    _ if schedule.is_the_loops_own() => "There is no choice to take back.",
                    _ => "It began in this order: r runs the loop's own.",
                };
                self.notice = Some(said.to_owned());
            }
            Message::OwnOrder => {
                let own = session.schedule().is_the_loops_own();
                session.reset();
                self.notice = Some(if own {
                    "This is the loop's own order already.".to_owned()
                } else {
                    "The loop's own order again, from the start; u takes you back.".to_owned()
                });
            }
            _ => {
                let ready = session.ready_to_choose();
                if ready.len() > 1 {
                    self.overlay = Some(Overlay::Choose(ready, 0));
                } else if let Err(why) = session.choose(0) {
                    self.notice = Some(sentence(&why.to_string()));
                }
                return;
            }
        }
        self.look_anew();
    }

    pub(super) fn choose(&mut self, nth: usize) {
        self.overlay = None;
        match self.open.session.choose(nth) {
            Ok(()) => {
                self.notice =
                    Some("Your choice. u takes it back, r runs the loop's own order.".to_owned());
            }
            Err(why) => self.notice = Some(sentence(&why.to_string())),
        }
        self.look_anew();
    }

    /// There is another run now.
    pub(super) fn look_anew(&mut self) {
        self.open.look_ahead();
        self.scrolled.clear();
    }

    /// Is the run the lesson's change and no more: in the order that the change asks for?
    fn is_as_changed(&self) -> bool {
        let change = self.guide.as_ref().and_then(|guide| guide.broken);
        let is_an_order = change.is_some_and(|change| !change.schedule.is_empty());
        is_an_order || self.open.session.schedule().is_the_loops_own()
    }
}

//! The schedule: the learner chooses which ready task is polled next, or returns to the loop's own order.

use crate::app::App;
use crate::app::message::ScheduleMessage;
use crate::app::overlay::Overlay;
use crate::session::StepResult;
use crate::world::words::sentence;

impl App {
    pub(super) fn change_schedule(&mut self, message: ScheduleMessage) {
        self.is_playing = false;
        if message == ScheduleMessage::Reset && self.is_as_changed() && self.undo_change() {
            return;
        }
        let session = &mut self.open.session;
        match message {
            ScheduleMessage::Undo => {
                let choices = session.schedule().choice_count();
                let moved = session.undo();
                let schedule = session.schedule();
                let words = match moved {
                    StepResult::Moved if schedule.choice_count() + 1 == choices => "Choice undone.",
                    StepResult::Moved => "This is your run again, as you left it.",
                    _ if schedule.is_default() => "There's no choice to undo.",
                    _ => {
                        "There's no choice to undo: the run began in this order. Press r to start over in the loop's."
                    }
                };
                self.notice = Some(words.to_owned());
            }
            ScheduleMessage::Reset => {
                let own = session.schedule().is_default();
                session.reset();
                self.notice = Some(if own {
                    "This is the loop's own order already: first in, first out.".to_owned()
                } else {
                    "Started over in the loop's order: first in, first out. Press u to get your run back."
                        .to_owned()
                });
            }
            ScheduleMessage::ShowReadyTasks => {
                let ready = session.ready_to_choose();
                if ready.len() > 1 {
                    self.overlay = Some(Overlay::ReadyTasks(ready, 0));
                } else if let Err(why) = session.choose(0) {
                    self.notice = Some(sentence(&why.to_string()));
                }
                return;
            }
        }
        self.refresh_after_new_run();
    }

    pub(super) fn choose(&mut self, nth: usize) {
        self.overlay = None;
        match self.open.session.choose(nth) {
            Ok(()) => {
                self.notice =
                    Some("You chose this task. Press u to undo that, or r to start over without your choices.".to_owned());
            }
            Err(why) => self.notice = Some(sentence(&why.to_string())),
        }
        self.refresh_after_new_run();
    }

    /// Looks ahead again and forgets the scrolling, because another run is open now.
    pub(super) fn refresh_after_new_run(&mut self) {
        self.open.refresh_preview();
        self.scroll_offsets.clear();
    }

    /// Returns whether the order is the loop's own or that of the applied change, so that there is no choice of the
    /// learner's to undo.
    fn is_as_changed(&self) -> bool {
        let change = self.guide.as_ref().and_then(|guide| guide.applied_change.as_ref());
        let is_an_order = change.is_some_and(|change| !change.schedule.is_empty());
        is_an_order || self.open.session.schedule().is_default()
    }
}

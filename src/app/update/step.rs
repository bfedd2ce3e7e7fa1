//! Steps: one turn or one event forward or back, and the ends of the run.

use super::lesson::FIRST_THE_QUESTION;
use crate::app::App;
use crate::app::message::StepMessage;
use crate::app::pane::Pane;
use crate::app::presentation::Presentation;
use crate::course::tour::TourStep;
use crate::course::tour::opening;
use crate::limits::MAX_STEPS_TO_END;
use crate::session::StepResult;

/// What the learner reads where the record is as long as it may get.
const TOO_LONG: &str =
    "The record is as long as it may get, and the run is not over. Home goes to its start.";

/// Who asks for a step.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pace {
    /// The learner, with a key.
    Key,
    /// A tick, while the run plays by itself: it stops where the lesson has something to say.
    Playing,
}

impl App {
    pub(super) fn step(&mut self, message: StepMessage) {
        self.is_playing = false;
        let from = self.open.session.position();
        let session = &mut self.open.session;
        let moved = match message {
            StepMessage::Forward => match self.step_forward(Pace::Key) {
                Some(moved) => moved,
                None => return,
            },
            StepMessage::Back => session.back(),
            StepMessage::ForwardEvent => self.step_event(true),
            StepMessage::BackEvent => self.step_event(false),
            StepMessage::ToStart => {
                session.go(opening::opening_position(&self.open.subject, session));
                StepResult::Moved
            }
            StepMessage::ToEnd => {
                let has_ended = session.to_end(MAX_STEPS_TO_END);
                if !has_ended && !session.is_full() && !session.is_waiting() {
                    self.notice =
                        Some(format!("After {MAX_STEPS_TO_END} steps there is no end in sight."));
                }
                if session.is_full() { StepResult::AtEdge } else { StepResult::Moved }
            }
            StepMessage::ToColumn(nth) => {
                let end = {
                    let columns = &session.timeline().columns;
                    let column = columns.get(nth).or(columns.first());
                    column.map_or(0, |column| column.events.end)
                };
                session.go(end);
                StepResult::Moved
            }
        };
        let is_back = matches!(message, StepMessage::Back | StepMessage::BackEvent);
        self.after_step(from, moved, is_back);
    }

    /// Takes one step because time has passed.
    pub(super) fn step_automatically(&mut self) {
        let from = self.open.session.position();
        if let Some(moved) = self.step_forward(Pace::Playing) {
            self.after_step(from, moved, false);
        }
    }

    /// Takes one step forward. Returns `None` where a question holds it.
    fn step_forward(&mut self, pace: Pace) -> Option<StepResult> {
        let session = &mut self.open.session;
        let guide = self.guide.as_mut().filter(|_| self.presentation == Presentation::Off);
        let Some(guide) = guide else { return Some(session.forward()) };
        if guide.is_asking() {
            self.notice = Some(FIRST_THE_QUESTION.to_owned());
        }
        let stepped = match pace {
            Pace::Playing => guide.read_on(session),
            Pace::Key => guide.step(session),
        };
        match stepped {
            TourStep::On => Some(StepResult::Moved),
            TourStep::End => Some(StepResult::AtEdge),
            TourStep::Waiting => Some(StepResult::Waiting),
            TourStep::Held => {
                (self.is_playing, self.is_zoomed) = (false, false);
                None
            }
        }
    }

    /// Says so where there was nothing to step to, and lets the panes follow the new moment.
    fn after_step(&mut self, from: usize, moved: StepResult, is_back: bool) {
        if moved == StepResult::AtEdge {
            self.is_playing = false;
            self.notice = Some(match is_back {
                true => "This is the start of the run.".to_owned(),
                false if self.open.session.is_full() => TOO_LONG.to_owned(),
                false => self.how_it_ended().unwrap_or_else(|| self.end_notice().to_owned()),
            });
        }
        if self.open.session.is_waiting() {
            self.notice = Some(self.waiting());
        } else if !is_back && self.is_at_the_end() {
            self.notice = self.how_it_ended().or(self.notice.take());
        }
        if self.open.session.position() != from {
            self.scroll_offsets.retain(|pane, _| *pane == Pane::Lesson);
        }
    }
}

//! Steps one turn or one event forward or back, and goes to the start or the end of the run.

use crate::app::App;
use crate::app::guide::Guide;
use crate::app::message::{LessonMessage, StepMessage};
use crate::app::pane::Pane;
use crate::course::tour::opening;
use crate::course::tour::{Narration, QuestionId, TourStep};
use crate::limits::MAX_STEPS_TO_END;
use crate::session::{Session, StepResult};

/// The notice when the record has reached its maximum length.
const TOO_LONG: &str =
    "The recording is full, so it ends here. Press Home to go back to the start.";

/// The notice at a moment at which nothing visible has happened for many turns.
pub(super) const NO_PROGRESS: &str = "It may be a livelock. Press End to let the run continue.";

impl App {
    pub(super) fn step(&mut self, message: StepMessage) {
        self.is_playing = false;
        let from = self.open.session.position();
        let moved = match message {
            StepMessage::Next => return self.read_on(),
            StepMessage::Forward => self.advance(Guide::step),
            StepMessage::ForwardEvent => self.step_event(true),
            StepMessage::Back | StepMessage::BackEvent if self.turn_page_back() => {
                Some(StepResult::Moved)
            }
            StepMessage::BackEvent => self.step_event(false),
            StepMessage::Back => Some(self.go_back()),
            StepMessage::ToStart | StepMessage::ToEnd | StepMessage::ToColumn(_) => {
                Some(self.jump(message))
            }
        };
        let here = self.open.session.position();
        if message == StepMessage::Forward && here > from {
            self.ways.retain(|(_, to)| *to <= from);
            self.ways.push((from, here));
        }
        let is_back = matches!(message, StepMessage::Back | StepMessage::BackEvent);
        if let Some(moved) = moved {
            self.after_step(from, moved, is_back);
        }
    }

    /// Goes back to where space was pressed, if it led here, and else one turn.
    fn go_back(&mut self) -> StepResult {
        let here = self.open.session.position();
        self.ways.retain(|(_, to)| *to <= here);
        match self.ways.pop_if(|(_, to)| *to == here) {
            Some((from, _)) => {
                self.open.session.go(from);
                StepResult::Moved
            }
            None => self.open.session.back(),
        }
    }

    /// Goes to a position of the run without stopping on the way.
    fn jump(&mut self, to: StepMessage) -> StepResult {
        if let Some(guide) = &mut self.guide {
            guide.is_showing_reason = false;
        }
        let session = &mut self.open.session;
        match to {
            StepMessage::ToEnd => {
                let has_ended = session.to_end(MAX_STEPS_TO_END);
                if !has_ended && !session.is_full() && !session.is_waiting() && !session.is_idle() {
                    self.notice = Some(format!(
                        "Still running after {MAX_STEPS_TO_END} turns. Press End for {MAX_STEPS_TO_END} more."
                    ));
                }
                if session.is_full() { StepResult::AtEdge } else { StepResult::Moved }
            }
            StepMessage::ToColumn(nth) => {
                let end = self.end_of_column(nth);
                self.open.session.go(end);
                StepResult::Moved
            }
            _ => {
                session.go(opening::opening_position(&self.open.subject, session));
                if let Some(guide) = &mut self.guide {
                    guide.tour.reopen(session);
                }
                StepResult::Moved
            }
        }
    }

    /// Returns the position at which a column of the timeline ends.
    pub(super) fn end_of_column(&self, nth: usize) -> usize {
        let columns = &self.open.session.timeline().columns;
        columns.get(nth).or(columns.first()).map_or(0, |column| column.events.end)
    }

    /// Goes to the next stop. After the end of the run, that is the next scene.
    pub(super) fn read_on(&mut self) {
        if self.guide.as_ref().and_then(Guide::shown_reason) == Some(true) {
            return self.learn(LessonMessage::ShowReason);
        }
        if self.closes_prediction() {
            return;
        }
        let from = self.open.session.position();
        let read_on = self.reading_on();
        let moved = self.advance(read_on);
        let here = self.open.session.position();
        if here > from {
            self.ways.retain(|(_, to)| *to <= from);
            self.ways.push((from, here));
        }
        let is_at_end = moved == Some(StepResult::AtEdge) && self.is_at_the_end();
        if is_at_end && self.how_it_ended().is_none() {
            // The words at the end of a changed run say that space goes back.
            if self.undo_change() {
                return;
            }
            match self.next_scene().cloned() {
                Some(scene) => return self.reopen_scene(&scene),
                None if self.has_end_card() => return self.open_end_card(),
                None => {}
            }
        }
        if let Some(moved) = moved {
            self.after_step(from, moved, false);
        }
    }

    /// Closes the feedback to the prediction of a change, because the changed run begins with the learner's next key.
    /// Returns whether there was any.
    fn closes_prediction(&mut self) -> bool {
        let guide = self.guide.as_mut().filter(|guide| guide.is_answered() && !guide.is_revealed());
        let is_of_change = |guide: &mut Guide| {
            matches!(guide.question.as_ref().map(|one| one.id), Some(QuestionId::Break(_)))
        };
        guide.is_some_and(|guide| is_of_change(guide) && guide.close())
    }

    /// How the lesson is read on: a class sees each beat, with or without its text.
    fn reading_on(&self) -> fn(&mut Guide, &mut Session) -> TourStep {
        if self.is_presenting() { Guide::read_on_for_class } else { Guide::read_on }
    }

    /// Returns whether the lesson ends on a card. While a change is applied, it doesn't.
    fn has_end_card(&self) -> bool {
        self.guide.as_ref().is_some_and(|guide| guide.applied_change.is_none())
    }

    /// Takes an automatic step. Playing stops at beats and questions.
    pub(super) fn step_automatically(&mut self) {
        let from = self.open.session.position();
        let read_on = self.reading_on();
        if let Some(moved) = self.advance(read_on) {
            self.after_step(from, moved, false);
        }
    }

    /// Goes back to the previous paragraph of the opening. Returns whether there was one.
    fn turn_page_back(&mut self) -> bool {
        let guide = self
            .guide
            .as_mut()
            .filter(|guide| guide.question.is_none() && guide.narration() != Narration::Off);
        guide.is_some_and(|guide| guide.tour.previous_paragraph(&self.open.session))
    }

    /// Goes forward. Returns `None` if an open question prevents it.
    pub(super) fn advance(
        &mut self,
        by: impl FnOnce(&mut Guide, &mut Session) -> TourStep,
    ) -> Option<StepResult> {
        let session = &mut self.open.session;
        let Some(guide) = &mut self.guide else { return Some(session.forward()) };
        match by(guide, session) {
            TourStep::On => Some(StepResult::Moved),
            TourStep::End => Some(StepResult::AtEdge),
            TourStep::Waiting => Some(StepResult::Waiting),
            TourStep::Held => {
                (self.is_playing, self.is_zoomed) = (false, false);
                self.scroll_offsets.clear();
                None
            }
        }
    }

    /// Sets a notice if there was nothing to step to, and lets the panes follow the new moment.
    fn after_step(&mut self, from: usize, moved: StepResult, is_back: bool) {
        if moved == StepResult::AtEdge {
            self.is_playing = false;
            // Every step forward from the end of the lesson opens its card.
            let is_end = !is_back && self.next_scene().is_none() && self.is_at_the_end();
            if is_end && self.how_it_ended().is_none() && self.has_end_card() {
                return self.open_end_card();
            }
            self.notice = Some(match is_back {
                true => "You're at the start of the run.".to_owned(),
                false if self.open.session.is_full() => TOO_LONG.to_owned(),
                false => self.how_it_ended().unwrap_or_else(|| self.end_notice().to_owned()),
            });
        }
        if self.open.session.is_waiting() {
            self.notice = Some(self.waiting());
        } else if moved == StepResult::Moved && !is_back && self.open.session.is_idle() {
            self.is_playing = false;
            self.notice = Some(NO_PROGRESS.to_owned());
        } else if !is_back && self.is_at_the_end() {
            self.notice = self.how_it_ended().or(self.notice.take());
        }
        if self.open.session.position() == from {
            // The opening moved to another paragraph, and the run didn't move.
            self.scroll_offsets.remove(&Pane::Lesson);
        } else {
            self.scroll_offsets.retain(|pane, _| *pane == Pane::Lesson);
        }
    }
}

//! A session on its way: it goes on to the place that was asked for as the turns of its program arrive, and compares
//! them with those of the run before.

use super::divergence::Divergence;
use super::goal::Goal;
use super::{Growth, ReplayError, Session, StepResult};

impl Session {
    /// Whether it is on its way to a place that has not arrived.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.goal.is_some()
    }

    /// What the program is doing while nothing arrives, in one sentence.
    #[must_use]
    pub fn waiting(&self) -> Option<String> {
        self.trace().waiting()
    }

    /// Goes on to the place that it is on its way to, as far as the program has sent its turns.
    ///
    /// # Errors
    /// Where the run turns out to have no such moment.
    pub fn catch_up(&mut self) -> Result<StepResult, ReplayError> {
        let Some(goal) = self.goal.take() else { return Ok(StepResult::AtEdge) };
        let before = (self.run.events(), self.at);
        match goal {
            Goal::Step => return Ok(self.forward()),
            Goal::Event => return Ok(self.forward_event()),
            Goal::Column(limit) => self.go_to_column(limit),
            Goal::Events(at) => self.go_to_events(at),
            Goal::StepAfter(at) => {
                self.go_to_events(at);
                if self.is_waiting() {
                    self.goal = Some(Goal::StepAfter(at));
                } else {
                    return Ok(self.forward());
                }
            }
            Goal::Moment(moment) => self.go_to(moment)?,
        }
        let has_moved = (self.run.events(), self.at) != before;
        Ok(match (self.is_waiting(), has_moved) {
            (true, false) => StepResult::Waiting,
            (true, true) | (false, _) => StepResult::Moved,
        })
    }

    /// Goes to the newest moment once this number of steps is known, or the end.
    pub(super) fn go_to_column(&mut self, limit: usize) {
        self.goal = None;
        while self.timeline().columns.len() < limit {
            match self.grow() {
                Growth::More => {}
                Growth::NoMore => break,
                Growth::Pending => {
                    self.goal = Some(Goal::Column(limit));
                    break;
                }
            }
        }
        self.go(self.run.events());
    }

    /// Goes behind this number of events, or as far as there are so many.
    pub(super) fn go_to_events(&mut self, at: usize) {
        self.goal = None;
        while self.run.events() < at {
            match self.grow() {
                Growth::More => {}
                Growth::NoMore => break,
                Growth::Pending => {
                    self.goal = Some(Goal::Events(at));
                    break;
                }
            }
        }
        self.go(at);
    }

    /// Compares the events from `from` on with those of the run before, as far as both have the same choices.
    pub(super) fn compare_with_earlier(&mut self, from: usize) {
        let Some((earlier, shared)) = &self.earlier else { return };
        if from >= *shared || self.divergence.is_some() {
            self.earlier = None;
            return;
        }
        let found = self.comparison.find(&self.run, earlier, from);
        let found = found.filter(|found| found.event < *shared);
        self.divergence = found.map(|found| Divergence { is_rerun: true, ..found });
    }
}

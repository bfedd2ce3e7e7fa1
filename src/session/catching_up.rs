//! Moves a session on to its goal as the turns of its program arrive, and compares them with those of the run before.

use super::divergence::Divergence;
use super::goal::Goal;
use super::{Growth, ReplayError, Session, StepResult};

impl Session {
    /// Returns whether the session is moving to a position that hasn't arrived yet.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.goal.is_some()
    }

    /// Returns a sentence about what the program is doing while nothing arrives.
    #[must_use]
    pub fn waiting(&self) -> Option<String> {
        self.trace().waiting()
    }

    /// Returns a sentence about what the program waits for outside its loop, such as a socket, once it has. Its times
    /// are then partly real.
    #[must_use]
    pub fn words_on_outside(&self) -> Option<String> {
        let what = self.trace().outside()?;
        Some(format!(
            "The script uses {what}, so some of its times are those of the real clock, and another run may differ."
        ))
    }

    /// Moves on to the goal, as far as the program has sent its turns.
    ///
    /// # Errors
    /// Fails if the run turns out to have no such moment.
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

    /// Moves to the newest moment once this number of steps or the end is known. Stops earlier where the run makes no
    /// progress.
    pub(super) fn go_to_column(&mut self, limit: usize) {
        self.goal = None;
        while self.timeline().columns.len() < limit {
            match self.grow() {
                Growth::More if self.run.is_idle() => break,
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

    /// Moves to the position after this number of events, or after all that there are.
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

    /// Compares the events starting at `from` with those of the run before, up to the first choice that differs.
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

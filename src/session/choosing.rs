//! Choosing: another task than the front one, what was there before, and whether a schedule fits.

use super::goal::Goal;
use super::schedule::Schedule;
use super::trace::{Growth, Trace};
use super::{Backend, Session, StepResult};
use crate::record::Recorder;
use crate::record::event::TaskId;
use crate::world::World;
use crate::world::words::{Words, counted};
use std::mem;
use std::rc::Rc;
use thiserror::Error;

/// A turn where more than one task was ready.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Choice {
    pub(super) column: usize,
    pub(super) taken: u32,
    /// Of so many.
    pub(super) of: usize,
}

/// Why a schedule or a moment is not one of this run.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ReplayError {
    /// A choice of a task that was not ready.
    #[error(
        "the schedule does not fit: its choice {nth} asks for ready task {asked} at turn {turn}, \
         where {} ready: {ready}; the choices there are 0 to {}",
        counted(*count, "task is", "tasks are"), count - 1
    )]
    Choice {
        /// Which choice, counted from 1.
        nth: usize,
        /// The number that is written there.
        asked: u32,
        /// The turn.
        turn: u32,
        /// How many tasks are ready.
        count: usize,
        /// Which.
        ready: String,
    },
    /// More choices than the run has.
    #[error(
        "the schedule does not fit: it holds {written} choices, and the run ends after turn {turn} with {used}"
    )]
    Unused {
        /// How many are written.
        written: usize,
        /// How many the run has.
        used: usize,
        /// The last turn.
        turn: u32,
    },
    /// More choices than the run has used so far, and its end is not in sight.
    #[error(
        "the schedule does not fit: it holds {written} choices, and after turn {turn} the run has used {used}"
    )]
    Unreached {
        /// How many are written.
        written: usize,
        /// How many the run has used.
        used: usize,
        /// The last turn that was looked at.
        turn: u32,
    },
    /// A turn behind the end.
    #[error("there is no turn {asked}: the run ends after turn {last}")]
    Turn {
        /// The turn that was asked for.
        asked: u32,
        /// The last turn there is.
        last: u32,
    },
    /// A turn that a record of the greatest length does not come to.
    #[error(
        "turn {asked} is too far: after turn {last} the record is as long as it may get, and the run is not over"
    )]
    Full {
        /// The turn that was asked for.
        asked: u32,
        /// The last turn there is.
        last: u32,
    },
    /// An event behind the turn's last.
    #[error("turn {turn} has no event {asked}: it has {count}")]
    Event {
        /// The turn.
        turn: u32,
        /// The event that was asked for.
        asked: u32,
        /// How many there are.
        count: usize,
    },
    /// A choice where there is none.
    #[error("there is nothing to choose here: {0}")]
    NoChoice(String),
}

/// The error of a choice that the run does not have, in the world before it.
pub(super) fn no_such_choice(
    world: &World,
    record: &Recorder,
    nth: usize,
    asked: u32,
) -> ReplayError {
    let words = Words::new(world, record);
    let names: Vec<_> = world.ready.iter().map(|task| words.task(*task)).collect();
    let (turn, count, ready) = (world.turn + 1, names.len(), names.join(", "));
    ReplayError::Choice { nth: nth + 1, asked, turn, count, ready }
}

impl Session {
    pub(super) fn choices_before(&self, column: usize) -> usize {
        self.run.choices().partition_point(|choice| choice.column < column)
    }

    /// The tasks to choose from for the next turn, front first; fewer than two where there is no choice.
    #[must_use]
    pub fn ready_to_choose(&self) -> Vec<TaskId> {
        let can_reorder = self.program().capabilities().can_reorder;
        if can_reorder && self.is_between_steps() && self.world.running.is_none() {
            self.world.ready.iter().copied().collect()
        } else {
            Vec::new()
        }
    }

    /// The choice that was made in this column of the timeline, and of how many tasks, where there was one.
    #[must_use]
    pub fn choice_in(&self, column: usize) -> Option<(u32, usize)> {
        let choices = self.run.choices();
        let nth = choices.binary_search_by_key(&column, |choice| choice.column).ok()?;
        choices.get(nth).map(|choice| (choice.taken, choice.of))
    }

    /// Takes the `nth` ready task next instead of the front one, and steps. What was there before can be
    /// had back with [`Session::undo`].
    ///
    /// # Errors
    /// Where there is no such choice.
    pub fn choose(&mut self, nth: usize) -> Result<(), ReplayError> {
        let ready = self.ready_to_choose();
        if ready.len() < 2 {
            let why = match ready.len() {
                _ if !self.program().capabilities().can_reorder => "this run was read from a file",
                1 => "only one task is ready",
                _ if !self.is_between_steps() => "the turn is not over",
                _ => "no task is ready",
            };
            return Err(ReplayError::NoChoice(why.to_owned()));
        }
        let column = self.timeline().column_at(self.at) + 1;
        let kept = self.choices_before(column);
        let asked = u32::try_from(nth).unwrap_or(u32::MAX);
        if nth >= ready.len() {
            return Err(no_such_choice(&self.world, &self.record(), kept, asked));
        }
        let (schedule, at) = (self.schedule().fork(kept, asked), self.at);
        self.left.push((self.schedule().clone(), self.at));
        self.rerun(schedule, at);
        if self.is_waiting() {
            self.goal = Some(Goal::StepAfter(at));
        } else {
            self.forward();
        }
        Ok(())
    }

    /// Back to the order, and the place in it, from before the last [`Session::choose`].
    pub fn undo(&mut self) -> StepResult {
        let Some((schedule, at)) = self.left.pop() else { return StepResult::AtEdge };
        self.rerun(schedule, at);
        StepResult::Moved
    }

    /// Back to the loop's own order, as far as this moment's choices are concerned.
    pub fn reset(&mut self) {
        if !self.schedule().is_the_loops_own() {
            self.take_order(Schedule::default());
        }
    }

    /// Runs the program anew in this order and stands behind its set-up. What was there before can be had
    /// back with [`Session::undo`].
    pub fn take_order(&mut self, schedule: Schedule) {
        if schedule != *self.schedule() {
            self.left.push((self.schedule().clone(), self.at));
        }
        self.rerun(schedule, 0);
        self.to_start();
    }

    /// Goes to the `nth` moment at which there is a choice, counted from 0; `false`, and at the end, where
    /// the run does not have so many. It looks so many steps ahead at most.
    pub fn go_to_choice(&mut self, nth: usize, steps: usize) -> bool {
        let limit = self.timeline().columns.len().saturating_add(steps);
        while self.run.choices().len() <= nth
            && self.timeline().columns.len() < limit
            && self.grow() == Growth::More
        {}
        let before = self.run.choices().get(nth).map(|choice| choice.column.saturating_sub(1));
        let place = before
            .and_then(|column| self.timeline().columns.get(column).map(|column| column.events.end));
        self.go(place.unwrap_or(self.run.events()));
        place.is_some()
    }

    /// Runs the program anew in this order, as far as `at`, and stands there.
    fn rerun(&mut self, schedule: Schedule, at: usize) {
        if !self.program().capabilities().can_reorder {
            return;
        }
        let program = self.program().clone();
        let shared = self.run.shared_with(&schedule);
        let run = Rc::new(Trace::with_at_most(program, schedule, self.run.most()));
        let earlier = mem::replace(&mut self.run, run);
        self.run.set_waiting(self.waits);
        self.leave_the_place();
        // A program that is compiled in is compared with its look-ahead.
        self.earlier =
            matches!(self.program().backend, Backend::Process(_)).then_some((earlier, shared));
        self.compare_with_earlier(0);
        self.go_to_events(at);
    }

    /// Checks that the schedule fits this program, looking `steps` steps ahead at most. The look-ahead is the one
    /// that [`Session::look_ahead`] gives.
    ///
    /// # Errors
    /// The first choice that the run does not have.
    pub fn check_schedule(&self, steps: usize) -> Result<(), ReplayError> {
        if self.schedule().is_the_loops_own() {
            return Ok(());
        }
        self.look_ahead().check_schedule(steps)
    }
}

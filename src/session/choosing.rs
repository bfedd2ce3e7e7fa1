//! Choosing which ready task is polled next, undoing that, and checking a schedule.

use super::goal::Goal;
use super::schedule::Schedule;
use super::trace::{Growth, Trace};
use super::{Session, StepResult};
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
    /// The number of ready tasks.
    pub(super) of: usize,
}

/// Why a run has no such choice or moment.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ReplayError {
    /// The schedule chooses a task beyond the end of the ready queue.
    #[error(
        "this schedule doesn't fit the program: its choice {nth} asks for ready task {asked} at turn {turn}, \
         where {} ready: {ready}. The choices there are 0 to {}.",
        counted(*count, "task is", "tasks are"), count - 1
    )]
    Choice {
        /// Which choice, counted from 1.
        nth: usize,
        /// The choice in the schedule.
        asked: u32,
        /// The turn.
        turn: u32,
        /// How many tasks are ready.
        count: usize,
        /// Their names.
        ready: String,
    },
    /// The schedule has more choices than the run.
    #[error(
        "this schedule has {}, but the run ends after turn {turn} with only {used}. The schedule was probably \
         made for another version of the program.",
        counted(*written, "choice", "choices")
    )]
    Unused {
        /// How many are written.
        written: usize,
        /// How many the run has.
        used: usize,
        /// The last turn.
        turn: u32,
    },
    /// The schedule has more choices than the run has used up to the limit of the check.
    #[error(
        "this schedule has {}, but after turn {turn} the run has used only {used}. The schedule was probably \
         made for another version of the program.",
        counted(*written, "choice", "choices")
    )]
    Unreached {
        /// How many are written.
        written: usize,
        /// How many the run has used.
        used: usize,
        /// The last turn that was checked.
        turn: u32,
    },
    /// The turn is after the end of the run.
    #[error("there's no turn {asked}: this run has only {}", counted(*last as usize, "turn", "turns"))]
    Turn {
        /// The requested turn.
        asked: u32,
        /// The last turn there is.
        last: u32,
    },
    /// The turn is beyond the maximum length of a record.
    #[error(
        "there's no turn {asked}: the recording is full after turn {last}, and the run hasn't ended"
    )]
    Full {
        /// The requested turn.
        asked: u32,
        /// The last turn there is.
        last: u32,
    },
    /// The turn has fewer events.
    #[error("turn {turn} has no event {asked}: it has only {}", counted(*count, "event", "events"))]
    Event {
        /// The turn.
        turn: u32,
        /// The requested event.
        asked: u32,
        /// How many there are.
        count: usize,
    },
    /// There is nothing to choose at this moment.
    #[error("there's nothing to choose: {0}")]
    NoChoice(String),
}

/// Returns the error for a choice that the run doesn't have. `world` is the one before the choice.
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

    /// Returns the ready tasks, front first. If there are fewer than two, there is nothing to choose.
    #[must_use]
    pub fn ready_to_choose(&self) -> Vec<TaskId> {
        let can_reorder = self.program().capabilities().can_reorder;
        if can_reorder && self.is_between_steps() && self.world.running.is_none() {
            self.world.ready.iter().copied().collect()
        } else {
            Vec::new()
        }
    }

    /// Returns the choice in this column of the timeline and the number of ready tasks, if there was a choice.
    #[must_use]
    pub fn choice_in(&self, column: usize) -> Option<(u32, usize)> {
        let choices = self.run.choices();
        let nth = choices.binary_search_by_key(&column, |choice| choice.column).ok()?;
        choices.get(nth).map(|choice| (choice.taken, choice.of))
    }

    /// Chooses the `nth` ready task for the next turn, and steps. [`Session::undo`] returns to the order before.
    ///
    /// # Errors
    /// Fails if there is no such choice.
    pub fn choose(&mut self, nth: usize) -> Result<(), ReplayError> {
        let ready = self.ready_to_choose();
        if ready.len() < 2 {
            let why = match ready.len() {
                _ if !self.program().capabilities().can_reorder => "this is a recorded run",
                1 => "only one task is ready",
                _ if !self.is_between_steps() => "the poll hasn't returned yet",
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
        self.undo_stack.push((self.schedule().clone(), self.at));
        self.rerun(schedule, at);
        if self.is_waiting() {
            self.goal = Some(Goal::StepAfter(at));
        } else {
            self.forward();
        }
        Ok(())
    }

    /// Returns to the order and the position before the last [`Session::choose`].
    pub fn undo(&mut self) -> StepResult {
        let Some((schedule, at)) = self.undo_stack.pop() else { return StepResult::AtEdge };
        self.rerun(schedule, at);
        StepResult::Moved
    }

    /// Returns to the loop's default order.
    pub fn reset(&mut self) {
        if !self.schedule().is_default() {
            self.restart_with(Schedule::default());
        }
    }

    /// Runs the program again in this order, and moves to the position after its set-up. [`Session::undo`] returns to
    /// the order before.
    pub fn restart_with(&mut self, schedule: Schedule) {
        if schedule != *self.schedule() {
            self.undo_stack.push((self.schedule().clone(), self.at));
        }
        self.rerun(schedule, 0);
        self.to_start();
    }

    /// Moves to the `nth` moment at which there is a choice, counted from 0, by up to `steps` steps. Returns `false`
    /// if there is no such moment.
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

    /// Runs the program again in this order, and moves to position `at`.
    fn rerun(&mut self, schedule: Schedule, at: usize) {
        if !self.program().capabilities().can_reorder {
            return;
        }
        let program = self.program().clone();
        let shared = self.run.shared_with(&schedule);
        let run = Rc::new(Trace::with_at_most(program, schedule, self.run.most()));
        let earlier = mem::replace(&mut self.run, run);
        self.run.set_waiting(self.waits);
        self.reset_worlds();
        // A program that is compiled in is compared with its look-ahead instead.
        self.earlier = self.program().built_in().is_none().then_some((earlier, shared));
        self.compare_with_earlier(0);
        self.go_to_events(at);
    }

    /// Checks that the run has the choices of its schedule, by looking ahead up to `steps` steps with
    /// [`Session::look_ahead`].
    ///
    /// # Errors
    /// Fails with the first choice that the run doesn't have.
    pub fn check_schedule(&self, steps: usize) -> Result<(), ReplayError> {
        if self.schedule().is_default() {
            return Ok(());
        }
        self.look_ahead().check_schedule(steps)
    }
}

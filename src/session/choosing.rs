//! Choosing: another task than the front one, what was there before, and whether a schedule fits.

use super::schedule::Schedule;
use super::{Moved, Session, Source};
use crate::record::Recorder;
use crate::record::event::{Event, LoopEvent, TaskId};
use crate::world::World;
use crate::world::timeline::Timeline;
use crate::world::words::{Words, counted};
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
pub enum NoFit {
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

/// The choices that a record tells of: where more than one task was ready, which of them was taken.
pub(super) fn made(record: &Recorder, timeline: &Timeline) -> Vec<Choice> {
    let mut world = World::default();
    let mut choices = Vec::new();
    for event in record.events() {
        if let Event::Loop(LoopEvent::Turn { task, .. }) = event
            && world.ready.len() > 1
        {
            let taken = world.ready.iter().position(|ready| ready == task).unwrap_or(0);
            let taken = u32::try_from(taken).unwrap_or(0);
            let column = timeline.column_at(world.events + 1);
            choices.push(Choice { column, taken, of: world.ready.len() });
        }
        world.apply(event);
    }
    choices
}

impl Session {
    pub(super) fn choices_before(&self, column: usize) -> usize {
        self.choices.partition_point(|choice| choice.column < column)
    }

    /// The tasks to choose from for the next turn, front first; fewer than two where there is no choice.
    #[must_use]
    pub fn ready_to_choose(&self) -> Vec<TaskId> {
        let live = matches!(self.source, Source::Live { .. });
        if live && self.is_between_steps() && self.world.running.is_none() {
            self.world.ready.iter().copied().collect()
        } else {
            Vec::new()
        }
    }

    /// The choice that was made in this column of the timeline, and of how many tasks, where there was one.
    #[must_use]
    pub fn choice_in(&self, column: usize) -> Option<(u32, usize)> {
        let nth = self.choices.binary_search_by_key(&column, |choice| choice.column).ok()?;
        self.choices.get(nth).map(|choice| (choice.taken, choice.of))
    }

    /// Takes the `nth` ready task next instead of the front one, and steps. What was there before can be
    /// had back with [`Session::undo`].
    pub fn choose(&mut self, nth: usize) -> Result<(), NoFit> {
        let ready = self.ready_to_choose();
        if ready.len() < 2 {
            let why = match (&self.source, ready.len()) {
                (Source::Kept(_), _) => "this run was read from a file",
                (_, 1) => "only one task is ready",
                _ if !self.is_between_steps() => "the turn is not over",
                _ => "no task is ready",
            };
            return Err(NoFit::NoChoice(why.to_owned()));
        }
        let kept = self.choices_before(self.timeline().column_at(self.at) + 1);
        let asked = u32::try_from(nth).unwrap_or(u32::MAX);
        if nth >= ready.len() {
            let turn = self.world.turn + 1;
            return Err(self.no_such_choice(kept, asked, turn, &ready));
        }
        let (schedule, at) = (self.schedule.fork(kept, asked), self.at);
        self.left.push((self.schedule.clone(), self.at));
        self.rerun(schedule, at);
        self.forward();
        Ok(())
    }

    /// Back to the order, and the place in it, from before the last [`Session::choose`].
    pub fn undo(&mut self) -> Moved {
        let Some((schedule, at)) = self.left.pop() else { return Moved::Not };
        self.rerun(schedule, at);
        Moved::On
    }

    /// Back to the loop's own order, as far as this moment's choices are concerned.
    pub fn reset(&mut self) {
        if !self.schedule.is_the_loops_own() {
            self.take_order(Schedule::default());
        }
    }

    /// Runs the program anew in this order and stands behind its set-up. What was there before can be had
    /// back with [`Session::undo`].
    pub fn take_order(&mut self, schedule: Schedule) {
        if schedule != self.schedule {
            self.left.push((self.schedule.clone(), self.at));
        }
        self.rerun(schedule, 0);
        self.to_start();
    }

    /// Goes to the `nth` moment at which there is a choice, counted from 0; `false`, and at the end, where
    /// the run does not have so many. It looks so many steps ahead at most.
    pub fn go_to_choice(&mut self, nth: usize, steps: usize) -> bool {
        let limit = self.timeline().columns.len().saturating_add(steps);
        while self.choices.len() <= nth && self.timeline().columns.len() < limit && self.grow() {}
        let before = self.choices.get(nth).map(|choice| choice.column.saturating_sub(1));
        let column = before.and_then(|column| self.timeline().columns.get(column));
        let place = column.map(|column| column.events.end);
        self.go(place.unwrap_or(self.history.latest().events));
        place.is_some()
    }

    /// Runs the program anew in this order, as far as `at`, and stands there.
    fn rerun(&mut self, schedule: Schedule, at: usize) {
        let Source::Live { program, .. } = &self.source else { return };
        let left = std::mem::take(&mut self.left);
        *self = Session::with_schedule(program.clone(), schedule).with_at_most(self.most);
        self.left = left;
        while self.history.latest().events < at && self.grow() {}
        self.go(at);
    }

    /// Checks that the schedule fits this program, looking at most so many steps ahead in a run of its
    /// own.
    pub fn fit(&self, steps: usize) -> Result<(), NoFit> {
        let Source::Live { program, .. } = &self.source else { return Ok(()) };
        let mut ahead = Session::with_schedule(program.clone(), self.schedule.clone());
        for _ in 0..steps {
            let nth = ahead.choices.len();
            if nth >= self.schedule.written() {
                break;
            }
            let ready = &ahead.history.latest().ready;
            let taken = self.schedule.choice(nth);
            if ready.len() > 1 && taken as usize >= ready.len() {
                let (turn, ready) = (ahead.history.latest().turn + 1, Vec::from(ready.clone()));
                return Err(ahead.no_such_choice(nth, taken, turn, &ready));
            }
            if !ahead.grow() {
                break;
            }
        }
        let used = ahead.choices.len();
        if ahead.is_over && used < self.schedule.written() {
            let (written, turn) = (self.schedule.written(), ahead.history.latest().turn);
            return Err(NoFit::Unused { written, used, turn });
        }
        Ok(())
    }

    fn no_such_choice(&self, nth: usize, asked: u32, turn: u32, ready: &[TaskId]) -> NoFit {
        let record = self.record();
        let words = Words { world: self.history.latest(), record: &record };
        let names: Vec<_> = ready.iter().map(|task| words.task(*task)).collect();
        NoFit::Choice { nth: nth + 1, asked, turn, count: ready.len(), ready: names.join(", ") }
    }
}

//! What a run leaves behind: its steps, its lines of output, and the marks between the steps.
//!
//! A [`World`](super::World) is one moment and forgets. The timeline grows with the record and keeps, for
//! the whole run so far, where each step begins and ends. Whoever looks at an earlier moment looks at
//! the part of it that lies before.

#![deny(clippy::wildcard_enum_match_arm)]

use super::Step;
use crate::record::event::{
    ClockReason, CoroutineEvent, Event, LoopEvent, OutputEvent, ResourceEvent, TaskEvent, TaskId,
    TextId, Time, TimerEvent, Verdict, WakeEffect,
};
use std::ops::Range;

/// How a step ended for its task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It has not ended yet, or there is no task in it.
    Open,
    /// The task is suspended, or ready again.
    Pending,
    /// The task is finished.
    Ready,
    /// The task panicked.
    Panicked,
    /// The task was dropped.
    Cancelled,
}

/// One step of the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its events, as places in the record.
    pub events: Range<usize>,
    /// The number of its turn; of the turn before it, where it is none.
    pub turn: u32,
    /// What it does.
    pub step: Step,
    /// The clock at its end.
    pub clock: Time,
    /// How it ended for its task.
    pub outcome: Outcome,
    /// The event, as a place in the record, in which its task began to hold the thread, if it did.
    pub held: Option<usize>,
}

/// A line of output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Printed {
    /// The event's place in the record.
    pub event: usize,
    /// When.
    pub at: Time,
    /// By whom; `None` in the set-up.
    pub by: Option<TaskId>,
    /// What.
    pub text: TextId,
}

/// Something that happened to a task while another was running, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The event's place in the record.
    pub event: usize,
    /// The step it happened in, as a place in [`Timeline::columns`].
    pub column: usize,
    /// The task it happened to.
    pub task: TaskId,
    /// What happened.
    pub what: Happened,
}

/// What a [`Mark`] tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    /// It was spawned.
    Spawned,
    /// It was woken, with this effect.
    Woken(WakeEffect),
    /// Somebody asked to cancel it.
    CancelAsked,
    /// Its last waker went.
    Lost,
}

/// The steps of a run, its output and its marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    /// The steps; the first is the set-up.
    pub columns: Vec<Column>,
    /// The output.
    pub printed: Vec<Printed>,
    /// The marks.
    pub marks: Vec<Mark>,
}

impl Default for Timeline {
    fn default() -> Timeline {
        let (turn, step, clock) = (0, Step::SetUp, Time::default());
        let (outcome, held) = (Outcome::Open, None);
        let set_up = Column { events: 0..0, turn, step, clock, outcome, held };
        Timeline { columns: vec![set_up], printed: Vec::new(), marks: Vec::new() }
    }
}

impl Timeline {
    /// How many events it has seen.
    #[must_use]
    pub fn events(&self) -> usize {
        self.columns.last().map_or(0, |column| column.events.end)
    }

    /// The place in [`Timeline::columns`] of the step in which the moment behind so many events lies.
    #[must_use]
    pub fn column_at(&self, events: usize) -> usize {
        self.columns
            .partition_point(|column| column.events.end < events)
            .min(self.columns.len() - 1)
    }

    /// Takes in the next event.
    pub fn push(&mut self, event: &Event) {
        match *event {
            Event::Loop(event) => self.push_loop(&event),
            Event::Task(event) => self.push_task(&event),
            Event::Output(OutputEvent::Printed { text }) => {
                let event = self.take_in();
                let (at, by) = (self.last().clock, self.last().step.task());
                self.printed.push(Printed { event, at, by, text });
            }
            // These happen inside a step and leave nothing behind.
            Event::Coroutine(
                CoroutineEvent::Created { .. }
                | CoroutineEvent::Called { .. }
                | CoroutineEvent::Named { .. }
                | CoroutineEvent::Entered { .. }
                | CoroutineEvent::Continued { .. }
                | CoroutineEvent::Line { .. }
                | CoroutineEvent::Local { .. }
                | CoroutineEvent::Await { .. }
                | CoroutineEvent::Resumed { .. }
                | CoroutineEvent::Returned { .. }
                | CoroutineEvent::Dropped { .. },
            )
            | Event::Timer(
                TimerEvent::Set { .. } | TimerEvent::Fired { .. } | TimerEvent::Dropped { .. },
            )
            | Event::Resource(
                ResourceEvent::Made { .. }
                | ResourceEvent::Named { .. }
                | ResourceEvent::Changed { .. }
                | ResourceEvent::Waits { .. }
                | ResourceEvent::Leaves { .. }
                | ResourceEvent::Holds { .. }
                | ResourceEvent::Releases { .. }
                | ResourceEvent::Gone { .. },
            ) => {
                self.take_in();
            }
        }
    }

    fn push_loop(&mut self, event: &LoopEvent) {
        match *event {
            LoopEvent::Turn { turn, task, action } => self.open(turn, Step::of_turn(task, action)),
            LoopEvent::Clock { to, why: ClockReason::Idle } => {
                self.open(self.turn(), Step::Jump(to));
            }
            LoopEvent::End { how } if how != Verdict::Frozen => {
                self.open(self.turn(), Step::End(how));
            }
            LoopEvent::Clock { why: ClockReason::Cost | ClockReason::Block, .. }
            | LoopEvent::End { .. }
            | LoopEvent::Pending { .. }
            | LoopEvent::Ready { .. }
            | LoopEvent::Panicked { .. }
            | LoopEvent::Cancelled { .. } => {}
        }
        let at = self.take_in();
        let last = self.last();
        match *event {
            LoopEvent::Clock { to, why } => {
                last.clock = to;
                if why == ClockReason::Block {
                    last.held.get_or_insert(at);
                }
            }
            LoopEvent::Pending { .. } => last.outcome = Outcome::Pending,
            LoopEvent::Ready { .. } => last.outcome = Outcome::Ready,
            LoopEvent::Panicked { .. } => last.outcome = Outcome::Panicked,
            LoopEvent::Cancelled { .. } => last.outcome = Outcome::Cancelled,
            LoopEvent::Turn { .. } | LoopEvent::End { .. } => {}
        }
    }

    fn push_task(&mut self, event: &TaskEvent) {
        let at = self.take_in();
        let (task, what) = match *event {
            TaskEvent::Spawned { task, .. } => (task, Happened::Spawned),
            TaskEvent::Wake { task, effect, .. } => (task, Happened::Woken(effect)),
            TaskEvent::CancelAsked { task, .. } => (task, Happened::CancelAsked),
            TaskEvent::Lost { task } => (task, Happened::Lost),
            TaskEvent::Detached { .. } | TaskEvent::Joins { .. } => return,
        };
        self.marks.push(Mark { event: at, column: self.columns.len() - 1, task, what });
    }

    /// Lets the last step grow by one event, and returns the event's place in the record.
    fn take_in(&mut self) -> usize {
        let last = self.last();
        last.events.end += 1;
        last.events.end - 1
    }

    fn last(&mut self) -> &mut Column {
        let last = self.columns.len() - 1;
        &mut self.columns[last]
    }

    fn turn(&self) -> u32 {
        self.columns.last().map_or(0, |column| column.turn)
    }

    /// A damaged file may have turns that go back; the columns' numbers do not.
    fn open(&mut self, turn: u32, step: Step) {
        let turn = turn.max(self.turn());
        let at = self.events();
        let clock = self.columns.last().map_or(Time::default(), |column| column.clock);
        let (outcome, held) = (Outcome::Open, None);
        self.columns.push(Column { events: at..at, turn, step, clock, outcome, held });
    }
}

//! The history of a run: its steps, its lines of output, and what happened to tasks between their turns.
//!
//! A [`World`](super::World) is one moment, without the moments before it. The timeline grows with the record and says,
//! for the whole run so far, where each step begins and ends. An earlier moment is shown with the part of the
//! timeline that comes before it.

#![deny(clippy::wildcard_enum_match_arm)]

use super::StepKind;
use crate::record::event::{
    ClockReason, CoroutineEvent, Event, LoopEvent, OutputEvent, OutsideEvent, ResourceEvent,
    ResourceId, TaskEvent, TaskId, TextId, Time, TimerEvent, Transfer, WakeEffect,
};
use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;

/// How a step ended for its task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It hasn't ended yet, or no task runs in it.
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
    /// Its events, as indices into the record.
    pub events: Range<usize>,
    /// The number of its turn, or of the turn before if it isn't one.
    pub turn: u32,
    /// What it does.
    pub step: StepKind,
    /// The clock at its end.
    pub clock: Time,
    /// How it ended for its task.
    pub outcome: Outcome,
    /// The index of the event at which its task began to block the thread, if it did.
    pub held: Option<u32>,
}

impl Column {
    /// Returns whether the step is this task's, and not that of a task around it.
    fn is_of(&self, task: TaskId) -> bool {
        self.step.task() == Some(task)
    }
}

/// A line of output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Printed {
    /// The event's place in the record.
    pub event: usize,
    /// The time of it.
    pub at: Time,
    /// The task that printed it, or `None` for the set-up and for a job outside the loop.
    pub by: Option<TaskId>,
    /// The text.
    pub text: TextId,
}

/// Something that happened to a task while it wasn't running.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The event's place in the record. A run has a mark for nearly every turn, so it is small.
    pub event: u32,
    /// The step in which it happened, as an index into [`Timeline::columns`].
    pub column: u32,
    /// The task it happened to.
    pub task: TaskId,
    /// What happened.
    pub what: MarkKind,
}

/// What a [`Mark`] says about its task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkKind {
    /// It was spawned.
    Spawned,
    /// It was woken, with this effect.
    Woken(WakeEffect),
    /// It was cancelled, and will be dropped on its next turn.
    CancelAsked,
    /// Its last waker was dropped.
    Lost,
}

/// A message that a task sent to a channel, or received from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message {
    /// The event's place in the record.
    pub event: u32,
    /// The step in which it was passed, as an index into [`Timeline::columns`]. Its task passed it.
    pub column: u32,
    /// At which end it was passed.
    pub end: MessageEnd,
}

/// The end of a channel at which a [`Message`] was passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageEnd {
    /// The task sent it.
    Sent,
    /// The task received it from this one, or from the set-up.
    Received(Option<TaskId>),
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
    /// The messages, each twice: where it was sent, and where it was received.
    pub messages: Vec<Message>,
    /// The senders of the messages that are still in each channel.
    unreceived: BTreeMap<ResourceId, VecDeque<Option<TaskId>>>,
}

impl Default for Timeline {
    fn default() -> Timeline {
        let (turn, step, clock) = (0, StepKind::SetUp, Time::default());
        let (outcome, held) = (Outcome::Open, None);
        let set_up = Column { events: 0..0, turn, step, clock, outcome, held };
        Timeline {
            columns: vec![set_up],
            printed: Vec::new(),
            marks: Vec::new(),
            messages: Vec::new(),
            unreceived: BTreeMap::new(),
        }
    }
}

impl Timeline {
    /// Returns how many events were added.
    #[must_use]
    pub fn events(&self) -> usize {
        self.columns.last().map_or(0, |column| column.events.end)
    }

    /// Returns the index in [`Timeline::columns`] of the step with the moment after this many events.
    #[must_use]
    pub fn column_at(&self, events: usize) -> usize {
        self.columns
            .partition_point(|column| column.events.end < events)
            .min(self.columns.len() - 1)
    }

    /// Returns how many bytes an event takes here.
    #[must_use]
    pub fn bytes_of(event: &Event) -> usize {
        match event {
            Event::Loop(LoopEvent::Turn { .. }) => size_of::<Column>(),
            Event::Task(_) => size_of::<Mark>(),
            Event::Output(_) => size_of::<Printed>(),
            Event::Resource(ResourceEvent::Changed { transfer, .. }) if !transfer.is_none() => {
                size_of::<Message>() + size_of::<Option<TaskId>>()
            }
            Event::Loop(_)
            | Event::Coroutine(_)
            | Event::Timer(_)
            | Event::Resource(_)
            | Event::Outside(_) => 0,
        }
    }

    /// Adds the next event.
    pub fn push(&mut self, event: &Event) {
        match *event {
            Event::Loop(event) => self.push_loop(&event),
            Event::Task(event) => self.push_task(&event),
            Event::Output(OutputEvent::Printed { text }) => {
                let event = self.take_in();
                let last = self.last();
                // A job outside the loop may print after the poll has ended.
                let by = last.step.task().filter(|_| last.outcome == Outcome::Open);
                let at = last.clock;
                self.printed.push(Printed { event, at, by, text });
            }
            Event::Resource(ResourceEvent::Changed { resource, transfer, .. }) => {
                self.push_transfer(resource, transfer);
            }
            // These happen inside a step, and the timeline doesn't show them.
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
                | CoroutineEvent::Raised { .. }
                | CoroutineEvent::Returned { .. }
                | CoroutineEvent::Dropped { .. },
            )
            | Event::Timer(
                TimerEvent::Set { .. } | TimerEvent::Fired { .. } | TimerEvent::Dropped { .. },
            )
            | Event::Resource(
                ResourceEvent::Made { .. }
                | ResourceEvent::Named { .. }
                | ResourceEvent::Waits { .. }
                | ResourceEvent::Leaves { .. }
                | ResourceEvent::Holds { .. }
                | ResourceEvent::Releases { .. }
                | ResourceEvent::Gone { .. },
            )
            | Event::Outside(
                OutsideEvent::Opened { .. }
                | OutsideEvent::HandedOver { .. }
                | OutsideEvent::Named { .. }
                | OutsideEvent::Started { .. }
                | OutsideEvent::Awaited { .. }
                | OutsideEvent::Abandoned { .. }
                | OutsideEvent::Done { .. },
            ) => {
                self.take_in();
            }
        }
    }

    fn push_loop(&mut self, event: &LoopEvent) {
        match *event {
            LoopEvent::Turn { turn, task, action } => {
                self.open(turn, StepKind::of_turn(task, action));
            }
            LoopEvent::Clock { to, why: ClockReason::Idle } => {
                self.open(self.turn(), StepKind::Jump(to));
            }
            LoopEvent::End { how } if !how.is_inside_poll() => {
                self.open(self.turn(), StepKind::End(how));
            }
            LoopEvent::Clock { why: ClockReason::Cost | ClockReason::Block, .. }
            | LoopEvent::End { .. }
            | LoopEvent::Pending { .. }
            | LoopEvent::Ready { .. }
            | LoopEvent::Panicked { .. }
            | LoopEvent::Failed { .. }
            | LoopEvent::Nested { .. }
            | LoopEvent::Cancelled { .. } => {}
        }
        let at = self.take_in();
        let last = self.last();
        match *event {
            LoopEvent::Clock { to, why } => {
                last.clock = to;
                if why == ClockReason::Block {
                    last.held.get_or_insert(small(at));
                }
            }
            LoopEvent::Pending { task } if last.is_of(task) => last.outcome = Outcome::Pending,
            LoopEvent::Ready { task } if last.is_of(task) => last.outcome = Outcome::Ready,
            LoopEvent::Panicked { task, .. } | LoopEvent::Failed { task, .. }
                if last.is_of(task) =>
            {
                last.outcome = Outcome::Panicked;
            }
            LoopEvent::Cancelled { task } if last.is_of(task) => last.outcome = Outcome::Cancelled,
            // The end of a task that ran inside the step isn't the end of the step.
            LoopEvent::Pending { .. }
            | LoopEvent::Ready { .. }
            | LoopEvent::Panicked { .. }
            | LoopEvent::Failed { .. }
            | LoopEvent::Cancelled { .. }
            | LoopEvent::Nested { .. }
            | LoopEvent::Turn { .. }
            | LoopEvent::End { .. } => {}
        }
    }

    fn push_task(&mut self, event: &TaskEvent) {
        let at = self.take_in();
        let (task, what) = match *event {
            TaskEvent::Spawned { task, .. } => (task, MarkKind::Spawned),
            TaskEvent::Wake { task, effect, .. } => (task, MarkKind::Woken(effect)),
            TaskEvent::CancelAsked { task, .. } => (task, MarkKind::CancelAsked),
            TaskEvent::Lost { task } => (task, MarkKind::Lost),
            TaskEvent::Detached { .. } | TaskEvent::Joins { .. } => return,
        };
        let (event, column) = (small(at), small(self.columns.len() - 1));
        self.marks.push(Mark { event, column, task, what });
    }

    /// Pairs a message that is received with the task that sent it: a channel keeps their order.
    fn push_transfer(&mut self, resource: ResourceId, transfer: Transfer) {
        let event = small(self.take_in());
        let running = self.last().step.task();
        let end = match transfer {
            Transfer::None => return,
            Transfer::Sent => {
                self.unreceived.entry(resource).or_default().push_back(running);
                MessageEnd::Sent
            }
            Transfer::Received => {
                let senders = self.unreceived.get_mut(&resource);
                MessageEnd::Received(senders.and_then(VecDeque::pop_front).flatten())
            }
        };
        let column = small(self.columns.len() - 1);
        self.messages.push(Message { event, column, end });
    }

    /// Adds one event to the last step, and returns the event's index in the record.
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

    /// Begins a column. Its number is never lower than the one before, even if a damaged file says so.
    fn open(&mut self, turn: u32, step: StepKind) {
        let turn = turn.max(self.turn());
        let at = self.events();
        let clock = self.columns.last().map_or(Time::default(), |column| column.clock);
        let (outcome, held) = (Outcome::Open, None);
        self.columns.push(Column { events: at..at, turn, step, clock, outcome, held });
    }
}

/// Returns a place in a record, which has far fewer events than 2^32.
fn small(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::event::{Action, TaskId};

    fn timeline_of(events: &[LoopEvent]) -> Timeline {
        let mut timeline = Timeline::default();
        for event in events {
            timeline.push(&Event::Loop(*event));
        }
        timeline
    }

    fn turn(turn: u32) -> LoopEvent {
        LoopEvent::Turn { turn, task: TaskId(0), action: Action::Poll }
    }

    /// The number of a column is searched for, so it must not fall, whatever a file says.
    #[test]
    fn the_numbers_of_the_turns_never_fall() {
        let timeline = timeline_of(&[turn(5), turn(3), turn(6), turn(0)]);
        let turns: Vec<_> = timeline.columns.iter().map(|column| column.turn).collect();
        assert_eq!(turns, [0, 5, 5, 6, 6]);
    }

    #[test]
    fn a_step_that_blocks_twice_is_marked_at_the_first_block() {
        let block = |to| LoopEvent::Clock { to: Time(to), why: ClockReason::Block };
        let timeline = timeline_of(&[turn(1), block(7), block(9)]);
        let column = &timeline.columns[1];
        assert_eq!((column.held, column.clock), (Some(1), Time(9)));
    }
}

//! An **event** is one thing that happened in a run. All parts of the program share this vocabulary.
//!
//! Everything that is shown of a run, on the screen, as text or in a file, is a fold over its events. So an event holds
//! only what can't be worked out from the events before it, and takes up to 32 bytes: names, values and lines of
//! output are stored in the record, and an event refers to them by a [`TextId`].
//!
//! A run's events come in **steps**. Step 0 is the set-up. Every later step is one call of
//! [`Executor::turn`](crate::executor::Executor::turn), and opens with [`LoopEvent::Turn`], [`LoopEvent::Clock`]
//! because nothing was ready, or [`LoopEvent::End`]. What came from outside between two calls, such as a wake by
//! another thread, comes before that and belongs to the step before.

pub mod fields;
mod json;

use serde::{Deserialize, Serialize};
use std::fmt;
use std::time::Duration;

/// A text that the record stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TextId(pub u32);

/// A task, numbered from 0 in the order of spawning. Never used twice in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TaskId(pub u32);

/// A coroutine: one call of an observed function, numbered from 0 in the order of the calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CoroutineId(pub u32);

/// A timer, numbered from 0 in the order in which the timers were set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TimerId(pub u32);

/// A resource that tasks share or wait for: a promise, a lock, a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ResourceId(pub u32);

/// A job outside the loop, numbered from 0 in the order of the hand-overs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct JobId(pub u32);

/// A moment of the virtual clock: nanoseconds since the run began.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Time(pub u64);

impl Time {
    /// Returns the moment `length` later, or the latest possible one (584 years).
    #[must_use]
    pub fn after(self, length: Duration) -> Time {
        Time(self.0.saturating_add(u64::try_from(length.as_nanos()).unwrap_or(u64::MAX)))
    }
}

impl fmt::Display for Time {
    /// Writes the time in seconds, with as many decimals as it needs: `0 s`, `2.5 s`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.0 / 1_000_000_000, self.0 % 1_000_000_000);
        match format!("{part:09}").trim_end_matches('0') {
            "" => write!(f, "{whole} s"),
            decimals => write!(f, "{whole}.{decimals} s"),
        }
    }
}

/// The value of a local that was moved, in [`CoroutineEvent::Local`]. It is the last one until the local is assigned.
pub const MOVED: &str = "moved";

/// An event, by family. The comment of each event names the rule of the loop (R1 to R9) that explains it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The loop takes a turn, advances the clock or ends the run.
    Loop(LoopEvent),
    /// A task is spawned, awaited, cancelled, woken or lost.
    Task(TaskEvent),
    /// A coroutine is called, polled, or dropped, or runs a line.
    Coroutine(CoroutineEvent),
    /// A timer is set, fires or is dropped.
    Timer(TimerEvent),
    /// A resource changes, or the tasks that wait for it or hold it do.
    Resource(ResourceEvent),
    /// Work outside the loop is handed over, starts or ends.
    Outside(OutsideEvent),
    /// Something is printed.
    Output(OutputEvent),
}

/// An action of the loop. Each step starts with one of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the sentence above each variant speaks of its fields")]
pub enum LoopEvent {
    /// R3, R7: a numbered turn begins; the task leaves the ready queue to be polled, or to be dropped.
    Turn { turn: u32, task: TaskId, action: Action },
    /// R3: the poll ended, and the task is not finished.
    Pending { task: TaskId },
    /// R3: the poll ended, and the task is finished.
    Ready { task: TaskId },
    /// R3: the poll, or a drop handler, panicked. The task has ended; the loop continues.
    Panicked { task: TaskId, message: TextId },
    /// R3: an exception left the task's coroutine and ended the task; the loop continues.
    Failed { task: TaskId, message: TextId },
    /// R3: the task takes its first step at once, inside the step that creates it. It ends with an event of its own.
    Nested { task: TaskId },
    /// R7: the cancelled task has been dropped.
    Cancelled { task: TaskId },
    /// R6: the clock advanced.
    Clock { to: Time, why: ClockReason },
    /// R8: the run ended, or can never end.
    End { how: Verdict },
}

/// A change of a task outside its own poll.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the sentence above each variant speaks of its fields")]
pub enum TaskEvent {
    /// R2: the loop owns a new task, at the back of the ready queue.
    Spawned {
        task: TaskId,
        name: TextId,
        coroutine: Option<CoroutineId>,
        #[serde(default, skip_serializing_if = "EntryKind::is_task")]
        kind: EntryKind,
    },
    /// R2: its handle was dropped, so the task can't be awaited or cancelled any more.
    Detached { task: TaskId },
    /// R4: the task `waiter` awaits `task`, which stores its waker.
    Joins { task: TaskId, waiter: TaskId },
    /// R7: the task's cancellation was requested. On its next turn it is dropped, or an exception is raised in it.
    CancelAsked { task: TaskId, effect: CancelEffect },
    /// R5: a waker was called.
    Wake { task: TaskId, by: WakeCause, effect: WakeEffect },
    /// R4: the task is suspended and its last waker was dropped, so nothing can ever wake it.
    Lost { task: TaskId },
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// What happens to a call of an observed function, and inside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the sentence above each variant speaks of its fields")]
pub enum CoroutineEvent {
    /// R1: an observed `async fn` was called, on `line`. None of its code has run.
    Created {
        coroutine: CoroutineId,
        name: TextId,
        file: TextId,
        line: u32,
        by: Option<CoroutineId>,
    },
    /// R1: an observed function that is not `async` was called, on `line`, and runs at once.
    Called {
        coroutine: CoroutineId,
        name: TextId,
        file: TextId,
        line: u32,
        by: Option<CoroutineId>,
    },
    /// R1: the coroutine was bound to a variable, and is named after it.
    #[serde(rename = "coroutine_named")]
    Named { coroutine: CoroutineId, name: TextId },
    /// R1: the first poll reached the coroutine; `parent` is the one that awaits it. Its state has `size` bytes, or 0 if
    /// that isn't known.
    Entered {
        coroutine: CoroutineId,
        parent: Option<CoroutineId>,
        #[serde(default, skip_serializing_if = "is_zero")]
        size: u32,
    },
    /// R3: a later poll reached the coroutine, which continues at its await. Since its first poll, its state was found at
    /// another address `moves` times.
    Continued {
        coroutine: CoroutineId,
        #[serde(default, skip_serializing_if = "is_zero")]
        moves: u32,
    },
    /// R1: the statement on this line is about to run.
    Line { coroutine: CoroutineId, line: u32 },
    /// R1: a local variable was bound or assigned. It is in scope on the lines `from` to `until`.
    Local { coroutine: CoroutineId, name: TextId, value: TextId, from: u32, until: u32 },
    /// R4: an await begins: the source of what is awaited, its type and its size in bytes.
    Await {
        coroutine: CoroutineId,
        line: u32,
        what: TextId,
        #[serde(rename = "type")]
        of: TextId,
        size: u32,
    },
    /// R3: the await on this line has completed; the coroutine continues after it.
    Resumed { coroutine: CoroutineId, line: u32 },
    /// R7: an exception is raised in the coroutine on this line, or reaches it from what it called or awaits.
    Raised { coroutine: CoroutineId, line: u32, what: TextId },
    /// R1: the coroutine returned.
    Returned { coroutine: CoroutineId, value: TextId },
    /// R7: the coroutine was dropped before it returned.
    Dropped { coroutine: CoroutineId },
}

/// What happens to a timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the sentence above each variant speaks of its fields")]
pub enum TimerEvent {
    /// R6: the task sleeps until the deadline.
    #[serde(rename = "timer_set")]
    Set { timer: TimerId, task: Option<TaskId>, deadline: Time },
    /// R6: the deadline was reached, and the timer's waker is called.
    #[serde(rename = "timer_fired")]
    Fired { timer: TimerId },
    /// R7: the sleep was dropped, and its timer left the list.
    #[serde(rename = "timer_dropped")]
    Dropped { timer: TimerId },
}

/// A change of a resource that tasks share or wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the sentence above each variant speaks of its fields")]
pub enum ResourceEvent {
    /// R4: a resource was created.
    Made { resource: ResourceId, kind: ResourceKind, name: TextId, value: TextId },
    /// R4: the resource was bound to a variable, and is named after it.
    #[serde(rename = "resource_named")]
    Named { resource: ResourceId, name: TextId },
    /// R5: its state changed to this value.
    Changed {
        resource: ResourceId,
        value: TextId,
        #[serde(default, skip_serializing_if = "Transfer::is_none")]
        transfer: Transfer,
    },
    /// R4: the task waits for the resource, which stores the task's waker at the end of its wait list.
    Waits { resource: ResourceId, task: TaskId },
    /// R5: the resource no longer stores the task's waker.
    Leaves { resource: ResourceId, task: TaskId, why: LeaveReason },
    /// R5: the task holds the resource: a lock, a permit.
    Holds { resource: ResourceId, task: TaskId },
    /// R5: the task released the resource.
    Releases { resource: ResourceId, task: TaskId },
    /// R7: the last handle to the resource was dropped.
    Gone { resource: ResourceId },
}

/// What happens to a job that runs outside the loop. What the loop notices of it is a [`TaskEvent::Wake`] by
/// [`WakeCause::Outside`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the sentence above each variant speaks of its fields")]
pub enum OutsideEvent {
    /// R8: the pool or the stream that was just made can run jobs outside the loop, as many at a time as it has places.
    Opened { resource: ResourceId, places: u32 },
    /// R8: a job was handed over. It waits until a place is free.
    HandedOver { job: JobId, resource: ResourceId, name: TextId },
    /// R8: the job was bound to a variable, and is named after it.
    #[serde(rename = "job_named")]
    Named { job: JobId, name: TextId },
    /// R8: the job started in this place. The loop may learn of it only later than `at`.
    #[serde(rename = "job_started")]
    Started { job: JobId, place: u32, at: Time },
    /// R4: the task waits for the job, which stores the task's waker.
    #[serde(rename = "job_awaited")]
    Awaited { job: JobId, task: TaskId },
    /// R7: the future of the job was dropped. The job runs on, and nothing receives its result.
    #[serde(rename = "job_abandoned")]
    Abandoned { job: JobId },
    /// R5: the job ended, and the waker that it stores is called next. The loop may learn of it only later than `at`.
    #[serde(rename = "job_done")]
    Done { job: JobId, at: Time },
}

/// What the program prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the sentence above each variant speaks of its fields")]
pub enum OutputEvent {
    /// R3: a line was printed.
    #[serde(rename = "output")]
    Printed { text: TextId },
}

impl Event {
    /// Returns the event of the loop, if this is one.
    #[must_use]
    pub fn as_loop(&self) -> Option<&LoopEvent> {
        if let Event::Loop(event) = self { Some(event) } else { None }
    }

    /// Returns the event of a task, if this is one.
    #[must_use]
    pub fn as_task(&self) -> Option<&TaskEvent> {
        if let Event::Task(event) = self { Some(event) } else { None }
    }

    /// Returns the event of a coroutine, if this is one.
    #[must_use]
    pub fn as_coroutine(&self) -> Option<&CoroutineEvent> {
        if let Event::Coroutine(event) = self { Some(event) } else { None }
    }

    /// Returns the line of output, if this prints one.
    #[must_use]
    pub fn printed(&self) -> Option<TextId> {
        match self {
            Event::Output(OutputEvent::Printed { text }) => Some(*text),
            Event::Loop(_)
            | Event::Task(_)
            | Event::Coroutine(_)
            | Event::Timer(_)
            | Event::Resource(_)
            | Event::Outside(_) => None,
        }
    }

    /// Returns the source file, if this calls an observed function.
    #[must_use]
    pub fn called_file(&self) -> Option<TextId> {
        match self {
            Event::Coroutine(event) => match event {
                CoroutineEvent::Created { file, .. } | CoroutineEvent::Called { file, .. } => {
                    Some(*file)
                }
                CoroutineEvent::Named { .. }
                | CoroutineEvent::Entered { .. }
                | CoroutineEvent::Continued { .. }
                | CoroutineEvent::Line { .. }
                | CoroutineEvent::Local { .. }
                | CoroutineEvent::Await { .. }
                | CoroutineEvent::Resumed { .. }
                | CoroutineEvent::Raised { .. }
                | CoroutineEvent::Returned { .. }
                | CoroutineEvent::Dropped { .. } => None,
            },
            Event::Loop(_)
            | Event::Task(_)
            | Event::Timer(_)
            | Event::Resource(_)
            | Event::Outside(_)
            | Event::Output(_) => None,
        }
    }

    /// Returns whether this only says that a line was reached. The next event says what the line does.
    #[must_use]
    pub fn is_line(&self) -> bool {
        match self {
            Event::Coroutine(event) => match event {
                CoroutineEvent::Line { .. } => true,
                CoroutineEvent::Created { .. }
                | CoroutineEvent::Called { .. }
                | CoroutineEvent::Named { .. }
                | CoroutineEvent::Entered { .. }
                | CoroutineEvent::Continued { .. }
                | CoroutineEvent::Local { .. }
                | CoroutineEvent::Await { .. }
                | CoroutineEvent::Resumed { .. }
                | CoroutineEvent::Raised { .. }
                | CoroutineEvent::Returned { .. }
                | CoroutineEvent::Dropped { .. } => false,
            },
            Event::Loop(_)
            | Event::Task(_)
            | Event::Timer(_)
            | Event::Resource(_)
            | Event::Outside(_)
            | Event::Output(_) => false,
        }
    }
}

impl From<LoopEvent> for Event {
    fn from(event: LoopEvent) -> Event {
        Event::Loop(event)
    }
}

impl From<TaskEvent> for Event {
    fn from(event: TaskEvent) -> Event {
        Event::Task(event)
    }
}

impl From<CoroutineEvent> for Event {
    fn from(event: CoroutineEvent) -> Event {
        Event::Coroutine(event)
    }
}

impl From<TimerEvent> for Event {
    fn from(event: TimerEvent) -> Event {
        Event::Timer(event)
    }
}

impl From<ResourceEvent> for Event {
    fn from(event: ResourceEvent) -> Event {
        Event::Resource(event)
    }
}

impl From<OutsideEvent> for Event {
    fn from(event: OutsideEvent) -> Event {
        Event::Outside(event)
    }
}

impl From<OutputEvent> for Event {
    fn from(event: OutputEvent) -> Event {
        Event::Output(event)
    }
}

/// What a turn does with its task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Poll it once.
    Poll,
    /// Drop it, because it was cancelled.
    Drop,
    /// Raise the exception in it that cancels it. It may catch the exception and continue.
    Throw,
    /// Call it: it is a callback.
    Call,
}

/// What an entry of the ready queue is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// A task.
    #[default]
    Task,
    /// A callback: a function that the loop calls once.
    Callback,
}

impl EntryKind {
    /// Returns whether this is a task. A record leaves the field out then.
    #[must_use]
    pub fn is_task(&self) -> bool {
        *self == EntryKind::Task
    }
}

/// Whether a change of a channel passed a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transfer {
    /// It didn't.
    #[default]
    None,
    /// The running task sent one, which is behind all the others.
    Sent,
    /// The running task received the oldest one.
    Received,
}

impl Transfer {
    /// Returns whether no message was passed. A record leaves the field out then.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Transfer::None
    }
}

/// Why the clock advanced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockReason {
    /// Nothing was ready, so it jumped to the earliest deadline.
    Idle,
    /// A poll is set to cost time.
    Cost,
    /// A task blocked the thread for this long inside its poll.
    Block,
}

/// What called a waker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WakeCause {
    /// The code that ran before the loop started, or between two turns.
    #[default]
    SetUp,
    /// The task that was running.
    Task(TaskId),
    /// A timer.
    Clock,
    /// Another thread, or code that stored a waker and called it between two turns.
    Outside,
}

/// What a wake did to the ready queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WakeEffect {
    /// The task went to the back of the queue.
    Queued,
    /// It is in the queue already: nothing changed.
    Merged,
    /// It has ended: nothing changed.
    Ignored,
}

/// What a request to cancel a task did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelEffect {
    /// The task went to the back of the queue.
    Queued,
    /// It is in the queue already.
    Merged,
    /// It has ended: nothing changed.
    Ignored,
    /// What the task awaits is cancelled first. The task follows when that has ended.
    PassedOn,
    /// The task is running and cancels itself, which takes effect at its next await.
    Deferred,
}

/// Why a resource no longer stores a task's waker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeaveReason {
    /// It is the task's turn to get the resource: the waker is called next.
    Served,
    /// The future that waited was dropped.
    Gone,
}

/// The kind of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResourceKind {
    /// A slot for one later result.
    Promise,
    /// A value that several tasks can change.
    Shared,
    /// A lock: one task holds it at a time.
    Lock,
    /// A number of permits: that many tasks hold one at a time.
    Semaphore,
    /// A flag that wakes all waiting tasks when it is set.
    Event,
    /// A condition that tasks wait for.
    Condition,
    /// A notification for one waiting task, or none.
    Notify,
    /// A request to stop.
    Token,
    /// A point at which tasks wait for each other.
    Barrier,
    /// A queue of values.
    Queue,
    /// A queue of messages with two ends.
    Channel,
    /// Jobs that are handed out to workers until they acknowledge them.
    Broker,
    /// Work that is done outside the loop.
    Outside,
    /// A number of threads outside the loop, which run jobs.
    Pool,
    /// A list of work for a device, which does it in order.
    Stream,
    /// Values in the memory of a device.
    Memory,
    /// Tasks that are awaited together.
    Group,
}

impl ResourceKind {
    /// Returns whether this runs jobs outside the loop.
    #[must_use]
    pub fn is_outside(self) -> bool {
        matches!(self, ResourceKind::Pool | ResourceKind::Stream)
    }
}

/// How a run ended, or why it stopped for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// No task is left.
    Finished,
    /// Tasks are left, none is ready, and no timer is set.
    Stalled,
    /// No task is ready and no timer is set, but a waker exists outside the kit: something outside the loop, such as
    /// another thread, may call it. The run may continue.
    Waiting,
    /// For many turns, the ready tasks have only woken themselves. The run may continue.
    #[serde(alias = "livelock")] // what coroscope 0.1 called it
    NoProgress,
    /// The running poll can never return.
    Frozen,
    /// The record was full before the running poll returned, so the run was stopped inside it.
    CutOff,
    /// The program stopped the loop while tasks were left.
    Stopped,
}

impl Verdict {
    /// Returns whether it comes inside a poll, which hasn't returned.
    #[must_use]
    pub fn is_inside_poll(self) -> bool {
        matches!(self, Verdict::Frozen | Verdict::CutOff)
    }

    /// Returns whether nothing comes after it. Otherwise the run may continue.
    #[must_use]
    pub fn is_final(self) -> bool {
        match self {
            Verdict::Finished
            | Verdict::Stalled
            | Verdict::Frozen
            | Verdict::CutOff
            | Verdict::Stopped => true,
            Verdict::Waiting | Verdict::NoProgress => false,
        }
    }

    /// Returns the verdict in one word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Finished => "finished",
            Verdict::Stalled => "stalled",
            Verdict::Waiting => "waiting",
            Verdict::NoProgress => "no progress",
            Verdict::Frozen => "frozen",
            Verdict::CutOff => "cut off",
            Verdict::Stopped => "stopped",
        }
    }
}

const _: () = assert!(size_of::<Event>() <= 32, "an event is 32 bytes or less");

#[cfg(test)]
mod tests {
    use super::*;

    /// An event, the line that it prints, the file of the function that it calls, and whether it is only a line.
    #[test]
    fn an_event_knows_what_it_prints_which_file_it_calls_and_whether_it_is_a_line() {
        let (coroutine, text, name, file, by) =
            (CoroutineId(0), TextId(1), TextId(2), TextId(3), None);
        let rows: [(Event, Option<TextId>, Option<TextId>, bool); 5] = [
            (OutputEvent::Printed { text }.into(), Some(text), None, false),
            (
                CoroutineEvent::Created { coroutine, name, file, line: 4, by }.into(),
                None,
                Some(file),
                false,
            ),
            (
                CoroutineEvent::Called { coroutine, name, file, line: 4, by }.into(),
                None,
                Some(file),
                false,
            ),
            (CoroutineEvent::Line { coroutine, line: 4 }.into(), None, None, true),
            (CoroutineEvent::Resumed { coroutine, line: 4 }.into(), None, None, false),
        ];
        for (event, printed, called, is_line) in rows {
            assert_eq!(
                (event.printed(), event.called_file(), event.is_line()),
                (printed, called, is_line),
                "{event:?}"
            );
        }
    }
}

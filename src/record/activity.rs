//! What a run is doing now, for another thread to see.
//!
//! A poll that doesn't return blocks the thread that draws the screen. So after a call of [`start_watching`], each turn
//! and each line is noted here, and a watchdog on another thread can name the task and the line. Before that, an event
//! costs one branch.

#![deny(clippy::wildcard_enum_match_arm)]

use super::Recorder;
use super::event::{
    CoroutineEvent, Event, LoopEvent, OutputEvent, OutsideEvent, ResourceEvent, TaskEvent, TaskId,
    TimerEvent,
};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// A turn that has begun and has not ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenTurn {
    /// The value of `changes` when the turn began. No other turn has the same value, not even in another run.
    pub began: u64,
    /// The number of turns and lines that have started. If it doesn't change, the run has made no progress.
    pub changes: u64,
    /// The turn's number.
    pub turn: u32,
    /// The task's name.
    pub task: String,
    /// The line that it has reached, if its coroutine is observed.
    pub line: Option<u32>,
}

/// What keeps a program busy besides its own code. It ends with the next event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Busy {
    /// The `Debug` or `__repr__` of this type is running to record a value, that of this variable if it is known.
    Formats {
        /// The type.
        type_name: String,
        /// The name of the variable.
        variable: Option<String>,
    },
    /// It waits for a line of its standard input, with this prompt.
    Reads {
        /// The prompt, which may be empty.
        prompt: String,
    },
}

impl OpenTurn {
    /// Returns whether this is the same turn of the same run, whatever it has recorded meanwhile.
    #[must_use]
    pub fn is_same_turn(&self, other: &OpenTurn) -> bool {
        self.began == other.began
    }
}

static IS_WATCHED: AtomicBool = AtomicBool::new(false);
static ACTIVITY: Mutex<Activity> = Mutex::new(Activity::new());

/// Follows the events of a run, and knows the turn that has begun.
#[derive(Debug)]
pub struct Activity {
    names: BTreeMap<TaskId, String>,
    open: Option<OpenTurn>,
    busy: Option<Busy>,
    changes: u64,
}

impl Default for Activity {
    fn default() -> Activity {
        Activity::new()
    }
}

impl Activity {
    /// Returns the activity of a run that has no events yet.
    #[must_use]
    pub const fn new() -> Activity {
        Activity { names: BTreeMap::new(), open: None, busy: None, changes: 0 }
    }

    /// Returns the turn that has begun and has not ended, if there is one.
    #[must_use]
    pub fn open(&self) -> Option<&OpenTurn> {
        self.open.as_ref()
    }

    /// Returns what keeps the program busy besides its own code, if that is known.
    #[must_use]
    pub fn busy(&self) -> Option<&Busy> {
        self.busy.as_ref()
    }

    /// Notes what keeps the program busy from now on, until the next event.
    pub fn set_busy(&mut self, busy: Busy) {
        self.busy = Some(busy);
    }

    /// Adds the next event. `record` holds its texts.
    pub fn push(&mut self, event: &Event, record: &Recorder) {
        self.busy = None;
        match event {
            Event::Loop(event) => self.push_loop(event),
            Event::Task(event) => self.push_task(event, record),
            Event::Coroutine(event) => self.push_line(event),
            Event::Timer(
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
            )
            | Event::Outside(
                OutsideEvent::Opened { .. }
                | OutsideEvent::HandedOver { .. }
                | OutsideEvent::Named { .. }
                | OutsideEvent::Started { .. }
                | OutsideEvent::Awaited { .. }
                | OutsideEvent::Abandoned { .. }
                | OutsideEvent::Done { .. },
            )
            | Event::Output(OutputEvent::Printed { .. }) => {}
        }
    }

    fn push_loop(&mut self, event: &LoopEvent) {
        match *event {
            LoopEvent::Turn { turn, task, .. } => {
                self.changes += 1;
                let task = self.names.get(&task).cloned().unwrap_or_default();
                let (began, changes) = (self.changes, self.changes);
                self.open = Some(OpenTurn { began, changes, turn, task, ..OpenTurn::default() });
            }
            LoopEvent::Pending { .. } | LoopEvent::End { .. } => self.open = None,
            LoopEvent::Ready { task }
            | LoopEvent::Panicked { task, .. }
            | LoopEvent::Failed { task, .. }
            | LoopEvent::Cancelled { task } => {
                self.names.remove(&task);
                self.open = None;
            }
            LoopEvent::Clock { .. } | LoopEvent::Nested { .. } => {}
        }
    }

    fn push_task(&mut self, event: &TaskEvent, record: &Recorder) {
        match *event {
            TaskEvent::Spawned { task, name, .. } => {
                self.names.insert(task, record.text(name).to_owned());
            }
            TaskEvent::Detached { .. }
            | TaskEvent::Joins { .. }
            | TaskEvent::CancelAsked { .. }
            | TaskEvent::Wake { .. }
            | TaskEvent::Lost { .. } => {}
        }
    }

    fn push_line(&mut self, event: &CoroutineEvent) {
        match *event {
            CoroutineEvent::Line { line, .. } => {
                self.changes += 1;
                if let Some(turn) = &mut self.open {
                    (turn.line, turn.changes) = (Some(line), self.changes);
                }
            }
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
            | CoroutineEvent::Dropped { .. } => {}
        }
    }
}

/// Makes all runs of this process note their turns and lines from now on.
pub fn start_watching() {
    IS_WATCHED.store(true, Ordering::Relaxed);
}

/// Returns the turn that has begun and not ended, in any run of this process.
#[must_use]
pub fn open_turn() -> Option<OpenTurn> {
    ACTIVITY.lock().unwrap_or_else(PoisonError::into_inner).open.clone()
}

pub(super) fn note(event: &Event, record: &Recorder) {
    if IS_WATCHED.load(Ordering::Relaxed) {
        ACTIVITY.lock().unwrap_or_else(PoisonError::into_inner).push(event, record);
    }
}

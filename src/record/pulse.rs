//! What a run is doing right now, for another thread to see.
//!
//! A poll that does not come back holds the one thread that could say so. So, once somebody has asked for
//! it, each turn and each line leaves a mark here, and a thread that only watches can name the task and the
//! line. Nobody who did not ask pays more than a branch for an event.

#![deny(clippy::wildcard_enum_match_arm)]

use super::Recorder;
use super::event::{
    CoroutineEvent, Event, LoopEvent, OutputEvent, ResourceEvent, TaskEvent, TaskId, TimerEvent,
};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// A turn that has begun and has not ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenTurn {
    /// So many turns and lines were marked before: where two looks find the same number, nothing moved.
    pub marks: u64,
    /// The turn's number.
    pub turn: u32,
    /// The task's name.
    pub task: String,
    /// The line that it has reached, where its coroutine is observed.
    pub line: Option<u32>,
}

static IS_WATCHED: AtomicBool = AtomicBool::new(false);
static PULSE: Mutex<Pulse> = Mutex::new(Pulse::new());

/// The turn that a run is taking, as its events tell of it.
#[derive(Debug)]
pub struct Pulse {
    names: BTreeMap<TaskId, String>,
    open: Option<OpenTurn>,
    marks: u64,
}

impl Default for Pulse {
    fn default() -> Pulse {
        Pulse::new()
    }
}

impl Pulse {
    /// Returns the pulse of a run that has no events yet.
    #[must_use]
    pub const fn new() -> Pulse {
        Pulse { names: BTreeMap::new(), open: None, marks: 0 }
    }

    /// Returns the turn that has begun and has not ended, if there is one.
    #[must_use]
    pub fn open(&self) -> Option<&OpenTurn> {
        self.open.as_ref()
    }

    /// Takes in the next event. `record` holds its texts.
    pub fn mark(&mut self, event: &Event, record: &Recorder) {
        match event {
            Event::Loop(event) => self.mark_loop(event),
            Event::Task(event) => self.mark_task(event, record),
            Event::Coroutine(event) => self.mark_line(event),
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
            | Event::Output(OutputEvent::Printed { .. }) => {}
        }
    }

    fn mark_loop(&mut self, event: &LoopEvent) {
        match *event {
            LoopEvent::Turn { turn, task, .. } => {
                self.marks += 1;
                let task = self.names.get(&task).cloned().unwrap_or_default();
                self.open = Some(OpenTurn { marks: self.marks, turn, task, line: None });
            }
            LoopEvent::Pending { .. } | LoopEvent::End { .. } => self.open = None,
            LoopEvent::Ready { task }
            | LoopEvent::Panicked { task, .. }
            | LoopEvent::Cancelled { task } => {
                self.names.remove(&task);
                self.open = None;
            }
            LoopEvent::Clock { .. } => {}
        }
    }

    fn mark_task(&mut self, event: &TaskEvent, record: &Recorder) {
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

    fn mark_line(&mut self, event: &CoroutineEvent) {
        match *event {
            CoroutineEvent::Line { line, .. } => {
                self.marks += 1;
                if let Some(turn) = &mut self.open {
                    (turn.line, turn.marks) = (Some(line), self.marks);
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
            | CoroutineEvent::Returned { .. }
            | CoroutineEvent::Dropped { .. } => {}
        }
    }
}

/// From now on runs leave their marks.
pub fn watch() {
    IS_WATCHED.store(true, Ordering::Relaxed);
}

/// The turn that is being taken somewhere in this process, if one is.
#[must_use]
pub fn now() -> Option<OpenTurn> {
    PULSE.lock().unwrap_or_else(PoisonError::into_inner).open.clone()
}

pub(super) fn mark(event: &Event, record: &Recorder) {
    if IS_WATCHED.load(Ordering::Relaxed) {
        PULSE.lock().unwrap_or_else(PoisonError::into_inner).mark(event, record);
    }
}

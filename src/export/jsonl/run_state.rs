//! What a loop can have done after the events before: which tasks there are, which of them are queued or running, and
//! whether the run has ended.
//!
//! A Python script can reach past the tracer, for example from another thread, and then the record lacks an event of
//! it. So less is checked there: what the tracer writes must always be read.

#![deny(clippy::wildcard_enum_match_arm)]

use super::header::Header;
use crate::record::event::{
    CancelEffect, CoroutineEvent, CoroutineId, Event, JobId, LoopEvent, OutsideEvent,
    ResourceEvent, TaskEvent, TaskId, TimerEvent, Verdict, WakeCause, WakeEffect,
};
use crate::record::source::Language;
use std::collections::{BTreeMap, BTreeSet};

/// The state of a run while its events are read.
pub(super) struct RunState {
    is_complete: bool,
    tasks: BTreeMap<TaskId, TaskProgress>,
    coroutines: BTreeSet<CoroutineId>,
    jobs: BTreeMap<JobId, JobProgress>,
    ended: Option<Verdict>,
}

#[derive(Default)]
struct TaskProgress {
    is_queued: bool,
    is_running: bool,
    has_ended: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum JobProgress {
    Waiting,
    Running,
    Done,
}

impl RunState {
    pub fn new(header: &Header) -> RunState {
        // Records of scripts have been written with `rust` in their headers.
        let is_script = header.sources.first().is_some_and(|own| own.path.ends_with(".py"));
        RunState {
            is_complete: header.language == Language::Rust && !is_script,
            tasks: BTreeMap::new(),
            coroutines: BTreeSet::new(),
            jobs: BTreeMap::new(),
            ended: None,
        }
    }

    /// Takes in the next event, or says why it can't come here.
    pub fn apply(&mut self, event: &Event) -> Result<(), String> {
        self.check_end(event)?;
        if self.is_complete {
            self.check_names(event)?;
        }
        match event {
            Event::Loop(event) => self.apply_loop(event),
            Event::Task(event) => self.apply_task(event),
            Event::Coroutine(event) => {
                if let CoroutineEvent::Created { coroutine, .. }
                | CoroutineEvent::Called { coroutine, .. } = event
                    && !self.coroutines.insert(*coroutine)
                    && self.is_complete
                {
                    return Err(format!("coroutine {} was created already", coroutine.0));
                }
                Ok(())
            }
            Event::Outside(event) => self.apply_outside(event),
            Event::Timer(_) | Event::Resource(_) | Event::Output(_) => Ok(()),
        }
    }

    /// After the end nothing happens, except that another thread wakes a task of a run that had stalled.
    fn check_end(&mut self, event: &Event) -> Result<(), String> {
        let Some(how) = self.ended else { return Ok(()) };
        let is_from_outside =
            matches!(event, Event::Task(TaskEvent::Wake { .. } | TaskEvent::Lost { .. }));
        let continues = match how {
            Verdict::Stalled => self.is_complete && is_from_outside,
            // The run may continue.
            Verdict::Waiting | Verdict::NoProgress => true,
            Verdict::Finished | Verdict::Frozen | Verdict::CutOff | Verdict::Stopped => false,
        };
        if !continues {
            return Err(format!("the run has ended before it as {}", how.word()));
        }
        self.ended = None;
        Ok(())
    }

    /// Refuses an event about a task or a coroutine that there isn't.
    fn check_names(&self, event: &Event) -> Result<(), String> {
        let unknown = |task: &&TaskId| !self.tasks.contains_key(*task);
        if let Some(task) = tasks_in(event).iter().flatten().find(unknown) {
            return Err(format!("it names task {}, which was never spawned", task.0));
        }
        let unknown = |coroutine: &&CoroutineId| !self.coroutines.contains(*coroutine);
        if let Some(coroutine) = coroutines_in(event).iter().flatten().find(unknown) {
            return Err(format!("it names coroutine {}, which was never created", coroutine.0));
        }
        Ok(())
    }

    fn apply_loop(&mut self, event: &LoopEvent) -> Result<(), String> {
        match event {
            LoopEvent::Turn { turn, task, .. } => {
                let is_complete = self.is_complete;
                let progress = self.tasks.entry(*task).or_default();
                let task = task.0;
                if progress.has_ended {
                    return Err(format!("turn {turn} is for task {task}, which has ended"));
                }
                if is_complete && !progress.is_queued {
                    return Err(format!(
                        "turn {turn} is for task {task}, which isn't in the ready queue"
                    ));
                }
                (progress.is_queued, progress.is_running) = (false, true);
            }
            LoopEvent::Nested { task } => self.tasks.entry(*task).or_default().is_running = true,
            LoopEvent::Pending { task } => self.end_poll(*task)?.is_running = false,
            LoopEvent::Ready { task } => {
                let progress = self.end_poll(*task)?;
                (progress.is_running, progress.has_ended) = (false, true);
            }
            LoopEvent::Panicked { task, .. }
            | LoopEvent::Failed { task, .. }
            | LoopEvent::Cancelled { task } => {
                // In Python a callback is cancelled by the code that has its handle, also after it was called, and
                // an interrupt may end a turn but not its task.
                if self.is_complete {
                    let progress = self.end_poll(*task)?;
                    (progress.is_running, progress.has_ended) = (false, true);
                } else {
                    self.tasks.entry(*task).or_default().is_running = false;
                }
            }
            LoopEvent::End { how } => {
                self.check_verdict(*how)?;
                self.ended = Some(*how);
            }
            LoopEvent::Clock { .. } => {}
        }
        Ok(())
    }

    /// A job is handed over, starts and ends, each once and in this order.
    fn apply_outside(&mut self, event: &OutsideEvent) -> Result<(), String> {
        let (job, before, after) = match *event {
            OutsideEvent::Opened { .. } => return Ok(()),
            OutsideEvent::HandedOver { job, .. } => {
                let is_new = self.jobs.insert(job, JobProgress::Waiting).is_none();
                return self.check(is_new, || format!("job {} was handed over already", job.0));
            }
            OutsideEvent::Started { job, .. } => (job, JobProgress::Waiting, JobProgress::Running),
            OutsideEvent::Done { job, .. } => (job, JobProgress::Running, JobProgress::Done),
            OutsideEvent::Named { job, .. }
            | OutsideEvent::Awaited { job, .. }
            | OutsideEvent::Abandoned { job } => {
                let is_known = self.jobs.contains_key(&job);
                return self.check(is_known, || {
                    format!("it names job {}, which was never handed over", job.0)
                });
            }
        };
        let is_next = self.jobs.insert(job, after) == Some(before);
        self.check(is_next, || format!("job {} can't start or end here", job.0))
    }

    /// Refuses what isn't so, in a complete record.
    fn check(&self, is_so: bool, why: impl FnOnce() -> String) -> Result<(), String> {
        if is_so || !self.is_complete { Ok(()) } else { Err(why()) }
    }

    /// Returns the progress of the task whose poll ends, if it is being polled.
    fn end_poll(&mut self, task: TaskId) -> Result<&mut TaskProgress, String> {
        let running = self.tasks.get_mut(&task).filter(|progress| progress.is_running);
        running.ok_or_else(|| format!("it ends a turn of task {}, which isn't running", task.0))
    }

    /// A script may lose a task that nothing refers to, and its loop may wait without one.
    fn check_verdict(&self, how: Verdict) -> Result<(), String> {
        let left = self.tasks.iter().find(|(_, progress)| !progress.has_ended);
        match (how, left) {
            (Verdict::Finished, Some((task, _))) if self.is_complete => {
                Err(format!("the run ends as finished, but task {} hasn't ended", task.0))
            }
            (Verdict::Stalled, None) if self.is_complete => {
                Err("the run ends as stalled, but every task has ended".to_owned())
            }
            _ => Ok(()),
        }
    }

    fn apply_task(&mut self, event: &TaskEvent) -> Result<(), String> {
        match event {
            TaskEvent::Spawned { task, .. } => {
                let progress = TaskProgress { is_queued: true, ..TaskProgress::default() };
                if self.tasks.insert(*task, progress).is_some() && self.is_complete {
                    return Err(format!("task {} was spawned already", task.0));
                }
            }
            TaskEvent::Wake { task, effect: WakeEffect::Queued, .. }
            | TaskEvent::CancelAsked { task, effect: CancelEffect::Queued } => {
                self.tasks.entry(*task).or_default().is_queued = true;
            }
            TaskEvent::Wake { .. }
            | TaskEvent::CancelAsked { .. }
            | TaskEvent::Detached { .. }
            | TaskEvent::Joins { .. }
            | TaskEvent::Lost { .. } => {}
        }
        Ok(())
    }
}

/// Returns the tasks that an event names and that must be there before it.
fn tasks_in(event: &Event) -> [Option<TaskId>; 2] {
    match event {
        Event::Loop(event) => match event {
            LoopEvent::Turn { task, .. }
            | LoopEvent::Pending { task }
            | LoopEvent::Ready { task }
            | LoopEvent::Panicked { task, .. }
            | LoopEvent::Failed { task, .. }
            | LoopEvent::Nested { task }
            | LoopEvent::Cancelled { task } => [Some(*task), None],
            LoopEvent::Clock { .. } | LoopEvent::End { .. } => [None, None],
        },
        Event::Task(event) => match event {
            TaskEvent::Spawned { .. } => [None, None],
            TaskEvent::Joins { task, waiter } => [Some(*task), Some(*waiter)],
            TaskEvent::Wake { task, by: WakeCause::Task(by), .. } => [Some(*task), Some(*by)],
            TaskEvent::Wake { task, .. }
            | TaskEvent::Detached { task }
            | TaskEvent::CancelAsked { task, .. }
            | TaskEvent::Lost { task } => [Some(*task), None],
        },
        Event::Timer(event) => match event {
            TimerEvent::Set { task, .. } => [*task, None],
            TimerEvent::Fired { .. } | TimerEvent::Dropped { .. } => [None, None],
        },
        Event::Resource(event) => match event {
            ResourceEvent::Waits { task, .. }
            | ResourceEvent::Leaves { task, .. }
            | ResourceEvent::Holds { task, .. }
            | ResourceEvent::Releases { task, .. } => [Some(*task), None],
            ResourceEvent::Made { .. }
            | ResourceEvent::Named { .. }
            | ResourceEvent::Changed { .. }
            | ResourceEvent::Gone { .. } => [None, None],
        },
        Event::Outside(event) => match event {
            OutsideEvent::Awaited { task, .. } => [Some(*task), None],
            OutsideEvent::Opened { .. }
            | OutsideEvent::HandedOver { .. }
            | OutsideEvent::Named { .. }
            | OutsideEvent::Started { .. }
            | OutsideEvent::Abandoned { .. }
            | OutsideEvent::Done { .. } => [None, None],
        },
        Event::Coroutine(_) | Event::Output(_) => [None, None],
    }
}

/// Returns the coroutines that an event names and that must be there before it.
fn coroutines_in(event: &Event) -> [Option<CoroutineId>; 2] {
    match event {
        Event::Coroutine(event) => match event {
            CoroutineEvent::Created { by, .. } | CoroutineEvent::Called { by, .. } => [*by, None],
            CoroutineEvent::Entered { coroutine, parent, .. } => [Some(*coroutine), *parent],
            CoroutineEvent::Named { coroutine, .. }
            | CoroutineEvent::Continued { coroutine, .. }
            | CoroutineEvent::Line { coroutine, .. }
            | CoroutineEvent::Local { coroutine, .. }
            | CoroutineEvent::Await { coroutine, .. }
            | CoroutineEvent::Resumed { coroutine, .. }
            | CoroutineEvent::Raised { coroutine, .. }
            | CoroutineEvent::Returned { coroutine, .. }
            | CoroutineEvent::Dropped { coroutine } => [Some(*coroutine), None],
        },
        Event::Task(TaskEvent::Spawned { coroutine, .. }) => [*coroutine, None],
        Event::Task(_)
        | Event::Loop(_)
        | Event::Timer(_)
        | Event::Resource(_)
        | Event::Outside(_)
        | Event::Output(_) => [None, None],
    }
}

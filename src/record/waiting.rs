//! Determines what the tasks of a run await.
//!
//! The loop only knows that a suspended task isn't in its queue. But the record has the innermost await of each task
//! that has started and hasn't completed.

use super::Recorder;
use super::event::{CoroutineEvent, CoroutineId, Event, LoopEvent, TaskId, TextId};
use std::collections::BTreeMap;

struct OpenAwait {
    began: usize,
    task: TaskId,
    line: u32,
    what: TextId,
}

impl Recorder {
    /// Returns the source of what each task awaits, for the tasks whose coroutines are observed.
    #[must_use]
    pub fn awaits(&self) -> BTreeMap<TaskId, &str> {
        let mut open = BTreeMap::<CoroutineId, Vec<OpenAwait>>::new();
        let mut running = None;
        for (began, event) in self.events().iter().enumerate() {
            match *event {
                Event::Loop(LoopEvent::Turn { task, .. }) => running = Some(task),
                Event::Coroutine(CoroutineEvent::Await { coroutine, line, what, .. }) => {
                    let Some(task) = running else { continue };
                    open.entry(coroutine).or_default().push(OpenAwait { began, task, line, what });
                }
                Event::Coroutine(CoroutineEvent::Resumed { coroutine, line }) => {
                    if let Some(awaits) = open.get_mut(&coroutine) {
                        awaits.retain(|one| one.line != line);
                    }
                }
                Event::Coroutine(
                    CoroutineEvent::Returned { coroutine, .. }
                    | CoroutineEvent::Dropped { coroutine },
                ) => {
                    open.remove(&coroutine);
                }
                _ => {}
            }
        }
        let mut innermost = BTreeMap::<TaskId, (usize, TextId)>::new();
        for OpenAwait { began, task, what, .. } in open.into_values().flatten() {
            let last = innermost.entry(task).or_insert((began, what));
            *last = (*last).max((began, what));
        }
        innermost.into_iter().map(|(task, (_, what))| (task, self.text(what))).collect()
    }
}

//! Where the run is in a source: the line that has just run, and the lines at which tasks are.

use super::App;
use super::pane::Pane;
use super::sources::SourceTab;
use crate::course::executor_source::{EXECUTOR, marker_of};
use crate::record::event::{CoroutineEvent, CoroutineId, Event, TaskId};
use crate::world::{Coroutine, CoroutineStage, TaskStage};
use std::collections::BTreeMap;

/// A line of the source at which a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskPosition {
    /// The task.
    pub task: TaskId,
    /// Its line.
    pub line: u32,
    /// The state of the task.
    pub state: TaskStage,
    /// Whether this is the innermost line of the task's await chain.
    pub is_leaf: bool,
}

impl App {
    /// Returns the line that has just run and the lines at which tasks are, as lines of this source. In the executor's
    /// own source that is the line that the loop is at, with the task whose turn it is.
    #[must_use]
    pub fn source_position(&self, tab: SourceTab) -> (Option<u32>, Vec<TaskPosition>) {
        if tab == SourceTab::Executor {
            let ran = self.executor_line_just_run();
            return (ran, ran.and_then(|line| self.turn_at(line)).into_iter().collect());
        }
        if tab.is_beside_the_run() {
            return (None, Vec::new());
        }
        let sources = &self.open.sources;
        let ran = self.lines_just_run(tab).into_iter().find_map(|line| sources.line_in(tab, line));
        let of_tab = |place: TaskPosition| {
            Some(TaskPosition { line: sources.line_in(tab, place.line)?, ..place })
        };
        (ran, self.task_positions(tab).into_iter().filter_map(of_tab).collect())
    }

    /// Returns the line of the loop that recorded the latest event.
    fn executor_line_just_run(&self) -> Option<u32> {
        let session = &self.open.session;
        let last = session.position().checked_sub(1)?;
        let record = session.record();
        let event = record.events().get(last)?;
        EXECUTOR.line_of(marker_of(event, &session.world_at(last))?).ok()
    }

    /// Returns the task whose turn it is, if the loop is at this line.
    fn turn_at(&self, line: u32) -> Option<TaskPosition> {
        let now = self.open.session.world();
        let task = now.step.task()?;
        let state = now.tasks.get(&task)?.state;
        Some(TaskPosition { task, line, state, is_leaf: true })
    }

    fn task_positions(&self, tab: SourceTab) -> Vec<TaskPosition> {
        let now = self.open.session.world();
        let mut places = Vec::new();
        let mut files = BTreeMap::new();
        for (task, state) in now.unfinished_tasks().map(|(id, task)| (id, task.state)) {
            let leaves = now.leaves(task);
            let is_open = |coroutine: &Coroutine| {
                matches!(coroutine.stage, CoroutineStage::Running | CoroutineStage::Suspended)
            };
            let open = now.coroutines_of(task).filter(|(_, coroutine)| is_open(coroutine));
            for (id, coroutine) in open {
                let is_here = files.entry(coroutine.file);
                if !*is_here.or_insert_with(|| self.is_in_source(id, tab)) {
                    continue;
                }
                if let Some(line) = coroutine.line {
                    // They are in the order of their calls.
                    let is_leaf = leaves.binary_search(&id).is_ok();
                    places.push(TaskPosition { task, line, state, is_leaf });
                }
            }
        }
        places
    }

    /// Returns whether the coroutine's function is in the file of this tab, or in the recipe of a lesson's tab.
    fn is_in_source(&self, id: CoroutineId, tab: SourceTab) -> bool {
        let session = &self.open.session;
        let Some(coroutine) = session.world().coroutines.get(&id) else { return false };
        let record = session.record();
        let file = record.text(coroutine.file);
        match tab {
            SourceTab::File(_) => *self.open.sources.text(tab).file == *file,
            SourceTab::Real(_) => false,
            SourceTab::Rust | SourceTab::Python | SourceTab::Executor => {
                file.replace('\\', "/").ends_with(&*self.open.subject.source().file)
            }
        }
    }

    /// Shows the file of a Python program in which the step has just run, if it is in one of its files.
    pub(in crate::app) fn follow_file(&mut self) {
        let sources = &self.open.sources;
        if !matches!(self.source_tab, SourceTab::File(_)) {
            return;
        }
        let session = &self.open.session;
        let record = session.record();
        let latest = self.latest_places().into_iter().find_map(|(coroutine, _)| {
            let coroutine = session.world().coroutines.get(&coroutine)?;
            sources.tab_of_file(record.text(coroutine.file))
        });
        if let Some(tab) = latest.filter(|tab| *tab != self.source_tab) {
            self.source_tab = tab;
            self.scroll_offsets.remove(&Pane::Source);
        }
    }

    /// Returns the lines of this tab's program that this step ran, the latest first.
    fn lines_just_run(&self, tab: SourceTab) -> Vec<u32> {
        let mut lines = Vec::new();
        for (coroutine, line) in self.latest_places() {
            if !lines.contains(&line) && self.is_in_source(coroutine, tab) {
                lines.push(line);
            }
        }
        lines
    }

    /// Returns the lines that this step ran, with their coroutines, the latest first.
    fn latest_places(&self) -> Vec<(CoroutineId, u32)> {
        let session = &self.open.session;
        let (record, before) = (session.record(), session.before());
        let step = record.events().get(session.column().events.start..session.position());
        let mut lines = Vec::new();
        for event in step.unwrap_or(&[]).iter().rev() {
            let Event::Coroutine(event) = *event else { continue };
            let (coroutine, line) = match event {
                CoroutineEvent::Line { coroutine, line }
                | CoroutineEvent::Await { coroutine, line, .. }
                | CoroutineEvent::Resumed { coroutine, line }
                | CoroutineEvent::Raised { coroutine, line, .. } => (coroutine, Some(line)),
                // The end of a coroutine has no line of its own, so the latest one stays lit.
                CoroutineEvent::Dropped { coroutine } => {
                    let stood = before.coroutines.get(&coroutine);
                    (coroutine, stood.and_then(|coroutine| coroutine.line))
                }
                // The line of a call is in the caller, where it is lit already; the others have none.
                CoroutineEvent::Created { .. }
                | CoroutineEvent::Called { .. }
                | CoroutineEvent::Named { .. }
                | CoroutineEvent::Entered { .. }
                | CoroutineEvent::Continued { .. }
                | CoroutineEvent::Local { .. }
                | CoroutineEvent::Returned { .. } => continue,
            };
            lines.extend(line.map(|line| (coroutine, line)));
        }
        lines
    }
}

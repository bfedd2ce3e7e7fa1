//! What a step does, in names that mean the same in both runs.

use crate::course::lesson::markers::LessonFile;
use crate::limits::MAX_COMPARED_STEPS;
use crate::record::Recorder;
use crate::record::event::{CoroutineEvent, Event, TaskId, Time, Verdict};
use crate::session::Trace;
use crate::world::timeline::Outcome;
use crate::world::{StepKind, World};
use std::collections::BTreeMap;
use std::ops::Range;

/// A task: its name, and how many tasks before it had the same name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TaskName {
    pub name: String,
    nth: usize,
}

/// What a step is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    SetUp,
    /// The step of a task.
    Turn(TaskName),
    /// The call of a callback.
    Call(TaskName),
    /// The clock jumps.
    Jump,
    End(Verdict),
}

/// What a step does.
#[derive(Clone, Debug)]
pub(super) struct StepFacts {
    pub kind: Kind,
    /// Its events, as indices into the record.
    pub events: Range<usize>,
    /// The names of the marked lines that ran, in the order of their first runs.
    pub marks: Vec<String>,
    /// The markers of the line on which the task was spawned.
    pub spawned_at: Vec<String>,
    /// The lines that were printed.
    pub printed: Vec<String>,
    pub outcome: Outcome,
    /// The names of the tasks in the ready queue after it.
    pub ready: Vec<String>,
    /// The clock after it.
    pub clock: Time,
}

impl StepFacts {
    /// Returns how alike the steps are, or `None` if they can't correspond.
    pub(super) fn likeness(&self, other: &StepFacts) -> Option<u32> {
        let can_pair = match (&self.kind, &other.kind) {
            (Kind::End(_), Kind::End(_)) => true,
            (kind, other) => kind == other,
        };
        let shared = self.marks.iter().filter(|mark| other.marks.contains(mark)).count();
        let shared = u32::try_from(shared.min(8)).unwrap_or(8);
        let same = [
            (self.printed == other.printed, if self.printed.is_empty() { 1 } else { 6 }),
            (self.outcome == other.outcome, 2),
            (self.ready == other.ready, 1),
            (self.clock == other.clock, 2),
        ];
        let same: u32 =
            same.into_iter().filter(|(is_same, _)| *is_same).map(|(_, score)| score).sum();
        can_pair.then_some(10 + 2 * shared + same)
    }

    /// Returns the task whose step it is.
    pub(super) fn task(&self) -> Option<&TaskName> {
        match &self.kind {
            Kind::Turn(task) | Kind::Call(task) => Some(task),
            Kind::SetUp | Kind::Jump | Kind::End(_) => None,
        }
    }
}

/// Returns the steps of a run. `source` has the markers of its lines.
pub(super) fn steps(run: &Trace, source: &LessonFile) -> Vec<StepFacts> {
    let record = run.record();
    let columns = run.timeline().columns.clone();
    let markers = source.markers();
    let marker_at = |line: u32| {
        let found = markers.iter().find(|marker| marker.line == line);
        found.map(|marker| marker.name.to_owned())
    };
    let mut world = World::default();
    let mut names = Names::default();
    let mut latest = None;
    let mut steps = Vec::new();
    for column in columns.into_iter().take(MAX_COMPARED_STEPS) {
        let mut marks = Vec::new();
        let mut printed = Vec::new();
        for event in &record.events()[column.events.clone()] {
            world.apply(event);
            if let Some(line) = line_of(event) {
                latest = marker_at(line);
                marks.extend(latest.clone().filter(|mark| !marks.contains(mark)));
            }
            names.note(&world, &record, latest.as_ref());
            printed.extend(event.printed().map(|text| record.text(text).to_owned()));
        }
        let ready = world.ready.iter().map(|task| names.of(*task).name.clone()).collect();
        let kind = match column.step {
            StepKind::SetUp => Kind::SetUp,
            StepKind::Poll(task) | StepKind::Drop(task) | StepKind::Throw(task) => {
                Kind::Turn(names.of(task).clone())
            }
            StepKind::Call(task) => Kind::Call(names.of(task).clone()),
            StepKind::Jump(_) => Kind::Jump,
            StepKind::End(how) => Kind::End(how),
        };
        let spawned_at = column.step.task().and_then(|task| names.spawned_at(task));
        steps.push(StepFacts {
            kind,
            events: column.events,
            marks,
            spawned_at: spawned_at.into_iter().collect(),
            printed,
            outcome: column.outcome,
            ready,
            clock: column.clock,
        });
    }
    steps
}

/// Returns the line that an event is about.
fn line_of(event: &Event) -> Option<u32> {
    match event.as_coroutine()? {
        CoroutineEvent::Created { line, .. }
        | CoroutineEvent::Called { line, .. }
        | CoroutineEvent::Line { line, .. }
        | CoroutineEvent::Await { line, .. }
        | CoroutineEvent::Resumed { line, .. }
        | CoroutineEvent::Raised { line, .. } => Some(*line),
        CoroutineEvent::Named { .. }
        | CoroutineEvent::Entered { .. }
        | CoroutineEvent::Continued { .. }
        | CoroutineEvent::Local { .. }
        | CoroutineEvent::Returned { .. }
        | CoroutineEvent::Dropped { .. } => None,
    }
}

/// The names of the tasks so far.
#[derive(Default)]
struct Names {
    tasks: BTreeMap<TaskId, (TaskName, Option<String>)>,
    counts: BTreeMap<String, usize>,
    nobody: TaskName,
}

impl Default for TaskName {
    fn default() -> TaskName {
        TaskName { name: "?".to_owned(), nth: 0 }
    }
}

impl Names {
    /// Notes the tasks that the latest event has created. `marker` is that of the line that is running.
    fn note(&mut self, world: &World, record: &Recorder, marker: Option<&String>) {
        let new = world.tasks.range(TaskId(u32::try_from(self.tasks.len()).unwrap_or(u32::MAX))..);
        for (id, task) in new {
            let name = record.text(task.name).to_owned();
            let nth = self.counts.entry(name.clone()).or_default();
            let of_task = TaskName { name, nth: *nth };
            *nth += 1;
            self.tasks.insert(*id, (of_task, marker.cloned()));
        }
    }

    fn of(&self, task: TaskId) -> &TaskName {
        self.tasks.get(&task).map_or(&self.nobody, |(name, _)| name)
    }

    fn spawned_at(&self, task: TaskId) -> Option<String> {
        self.tasks.get(&task).and_then(|(_, marker)| marker.clone())
    }
}

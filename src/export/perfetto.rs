//! The run as Chrome trace events, which [Perfetto](https://ui.perfetto.dev) and `chrome://tracing` open.
//!
//! ```text
//!   the loop     │ set-up │                    │ idle ─────────│ timers │
//!   A waiter     │        │ poll 1 ───│     ╭──▶ poll 2 ─│
//!                │        │  waiter ──│     │  │  waiter │
//!   B answerer   │        │           │ poll 1 ─│
//!                │        │           │ answerer│
//! ```
//!
//! Each task has a track, and the loop has one for what belongs to no task. A poll is a slice, with a slice in it for
//! each coroutine that it went through. An arrow leads from where a waker was called, or a task was spawned, to the
//! poll that follows from it. Names are written once, by metadata events.
//!
//! The time is the virtual clock's. But most polls take no virtual time, and a slice without a width can't be seen. So
//! such a poll gets a nominal width, small enough for all polls of an instant to fit into half of the time up to the
//! next instant. The file has it under `otherData`. Inside a poll, events are spread evenly.

#![deny(clippy::wildcard_enum_match_arm)]

use crate::course::tour::opening::SceneSession;
use crate::record::event::{
    Action, CancelEffect, CoroutineEvent, CoroutineId, Event, JobId, LoopEvent, OutputEvent,
    OutsideEvent, ResourceEvent, ResourceId, TaskEvent, TaskId, Time, TimerEvent, WakeCause,
    WakeEffect,
};
use crate::record::source::Language;
use crate::session::Session;
use crate::world::timeline::{Column, Outcome};
use crate::world::words::Words;
use crate::world::{StepKind, World};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The width of a poll if the run has only one instant: a millisecond, in nanoseconds.
const WIDTH: u64 = 1_000_000;

/// The loop's track. A task's track is its number plus 2.
const LOOP: u32 = 1;

/// The number of the only process.
const PROCESS: u32 = 1;

/// Writes the run up to the position of the session.
pub fn write(out: &mut dyn Write, visit: &SceneSession) -> io::Result<()> {
    let session = &visit.session;
    let width = nominal_width(session);
    let mut trace = Trace { width, language: session.record().language(), ..Trace::default() };
    let polls = format!(
        "Time is virtual. A {} that takes no virtual time is drawn {} wide, so that it is seen.",
        Words::new(session.world(), &session.record()).poll_noun(),
        Time(width)
    );
    let about = json!({
        "made by": "coroscope",
        "run": visit.subject.heading(),
        "address": visit.address().to_string(),
        "time": polls,
        "nominal width in nanoseconds": width,
    });
    // The events are written step by step, because those of a long run would take gigabytes.
    write!(out, "{{\"displayTimeUnit\":\"ms\",\"otherData\":{about},\"traceEvents\":[")?;
    let mut is_first = true;
    write_all(out, names(session), &mut is_first)?;
    let timeline = session.timeline();
    let is_shown = |column: &&Column| column.events.start < session.position().max(1);
    for column in timeline.columns.iter().take_while(is_shown) {
        trace.step(session, column);
        write_all(out, trace.events.drain(..), &mut is_first)?;
    }
    writeln!(out, "]}}")
}

/// Writes these events, with a comma before each but the first.
fn write_all(
    out: &mut dyn Write,
    events: impl IntoIterator<Item = Value>,
    is_first: &mut bool,
) -> io::Result<()> {
    for event in events {
        if !std::mem::take(is_first) {
            out.write_all(b",")?;
        }
        serde_json::to_writer(&mut *out, &event)?;
    }
    Ok(())
}

/// Returns the width at which all polls of an instant fit into half of the time up to the next one, in nanoseconds.
fn nominal_width(session: &Session) -> u64 {
    let mut instants = BTreeMap::<u64, u64>::new();
    for column in &session.timeline().columns {
        *instants.entry(column.clock.0).or_default() += 1;
    }
    let next = instants.keys().skip(1);
    let rooms = instants.iter().zip(next).map(|((at, count), next)| (next - at) / (2 * count));
    let room = rooms.min().unwrap_or(WIDTH).max(1);
    // A round number reads better: the power of ten below.
    10_u64.pow(room.ilog10())
}

/// An open slice: its name, its arguments, and where it began.
struct Open {
    track: u32,
    name: String,
    about: Value,
    from: u64,
}

/// An arrow that has no end yet: its name, and where it begins.
struct Arrow {
    name: &'static str,
    track: u32,
    from: u64,
}

#[derive(Default)]
struct Trace {
    width: u64,
    /// The language of the program, on which the words depend.
    language: Language,
    events: Vec<Value>,
    /// The time up to which the tracks are filled.
    end: u64,
    world: World,
    open: Vec<Open>,
    arrows: BTreeMap<TaskId, Arrow>,
    /// The slices of the jobs that run outside the loop.
    jobs: BTreeMap<JobId, Open>,
    number: u32,
}

/// Returns a number of nanoseconds in microseconds, the unit of the format.
#[expect(
    clippy::cast_precision_loss,
    reason = "beyond 2^53 ns, or 104 days, nobody sees the rounding"
)]
fn micros(nanos: u64) -> Value {
    if nanos.is_multiple_of(1000) { json!(nanos / 1000) } else { json!(nanos as f64 / 1000.0) }
}

fn track(task: TaskId) -> u32 {
    task.0.saturating_add(2)
}

/// Returns the track of a place outside the loop. They come after those of the tasks.
fn track_of_place(of: ResourceId, place: u32) -> u32 {
    const FIRST: u32 = 1_000_000_000;
    FIRST.saturating_add(of.0.saturating_mul(1000)).saturating_add(place.min(999))
}

impl Trace {
    fn step(&mut self, session: &Session, column: &Column) {
        let before = self.world.clock.0;
        let from = self.end.max(before);
        // If the clock moves inside a poll, that is the poll's width. A jump is a step of its own.
        let (start, until) = match column.step {
            StepKind::Jump(to) => {
                let to = to.0.max(from);
                self.slice(&Open::new(LOOP, "idle", json!({}), from), to);
                (to, to.saturating_add(self.width))
            }
            StepKind::SetUp
            | StepKind::Poll(_)
            | StepKind::Drop(_)
            | StepKind::Throw(_)
            | StepKind::Call(_)
            | StepKind::End(_)
                if column.clock.0 > before =>
            {
                (from, column.clock.0.max(from.saturating_add(1)))
            }
            StepKind::SetUp
            | StepKind::Poll(_)
            | StepKind::Drop(_)
            | StepKind::Throw(_)
            | StepKind::Call(_)
            | StepKind::End(_) => (from, from.saturating_add(self.width)),
        };
        let record = session.record();
        let to = column.events.end.min(session.position());
        let events = record.events().get(column.events.start..to).unwrap_or(&[]);
        let places = u64::try_from(events.len()).unwrap_or(u64::MAX).saturating_add(1);
        for (event, place) in events.iter().zip(1_u64..) {
            let inside = u128::from(until - start) * u128::from(place) / u128::from(places);
            let at = start + u64::try_from(inside).unwrap_or(0);
            let words = Words::new(&self.world, &record);
            let opened = self.opened(words, event, start, column);
            let note = note(words, event);
            self.open.extend(opened);
            let frames = self.world.stack().to_vec();
            self.world.apply(event);
            self.arrow(event, at, start);
            self.job(event, at, session);
            self.frames(&frames, session, at);
            if let Some((name, track)) = note {
                self.events.push(json!({
                    "ph": "i", "s": "t", "name": name, "cat": "said",
                    "pid": PROCESS, "tid": track, "ts": micros(at),
                }));
            }
        }
        while let Some(open) = self.open.pop() {
            self.slice(&open, until);
        }
        self.end = until;
    }

    /// Returns the slice of a step, which its first event opens.
    fn opened(&self, words: Words<'_>, event: &Event, start: u64, column: &Column) -> Option<Open> {
        if !self.open.is_empty() {
            return None;
        }
        let open = match (column.step, event) {
            (
                StepKind::Poll(task)
                | StepKind::Drop(task)
                | StepKind::Throw(task)
                | StepKind::Call(task),
                Event::Loop(LoopEvent::Turn { turn, action, .. }),
            ) => {
                let polls = self.world.tasks.get(&task).map_or(0, |task| task.polls) + 1;
                let name = match action {
                    Action::Poll => format!("{} {polls}", words.poll_noun()),
                    Action::Drop => "drop".to_owned(),
                    Action::Throw => format!("{} {polls}: CancelledError", words.poll_noun()),
                    Action::Call => "call".to_owned(),
                };
                let clock = self.world.clock.to_string();
                let how = self.outcome(column);
                let about =
                    json!({ "turn": turn, "clock": clock, "ends": how, "task": words.task(task) });
                Open { track: track(task), name, about, from: start }
            }
            (StepKind::SetUp, _) => Open::new(LOOP, "set-up", json!({}), start),
            (StepKind::Jump(to), _) => {
                Open::new(LOOP, "timers", json!({ "clock": to.to_string() }), start)
            }
            (StepKind::End(_), _) => Open::new(LOOP, "end", json!({}), start),
            _ => return None,
        };
        Some(open)
    }

    /// Opens and closes the slices of coroutines to match the stack of the poll.
    fn frames(&mut self, before: &[CoroutineId], session: &Session, at: u64) {
        let now = self.world.stack();
        let same = before.iter().zip(now).take_while(|(one, other)| one == other).count();
        // The first open slice is the step's own.
        let closed = self.open.split_off(self.open.len().min(1 + same));
        let record = session.record();
        let words = Words::new(&self.world, &record);
        let track = self.open.first().map_or(LOOP, |step| step.track);
        let opened: Vec<_> = now[same..]
            .iter()
            .map(|id| {
                let line = self.world.coroutines.get(id).and_then(|coroutine| coroutine.line);
                let about = line.map_or(json!({}), |line| json!({ "line": line }));
                Open { track, name: words.coroutine(*id).to_owned(), about, from: at }
            })
            .collect();
        for open in closed.iter().rev() {
            self.slice(open, at);
        }
        self.open.extend(opened);
    }

    /// Returns how a step ended, in a word.
    fn outcome(&self, column: &Column) -> String {
        if self.language == Language::Rust {
            return format!("{:?}", column.outcome);
        }
        let word = match column.outcome {
            Outcome::Open => "still running",
            Outcome::Pending => "waits",
            Outcome::Ready => "done",
            Outcome::Panicked => "raised an exception",
            Outcome::Cancelled => "cancelled",
        };
        word.to_owned()
    }

    /// Opens the slice of a job when it starts, and closes it when it ends.
    fn job(&mut self, event: &Event, at: u64, session: &Session) {
        match *event {
            Event::Outside(OutsideEvent::Started { job, place, .. }) => {
                let Some(of) = self.world.jobs.get(&job).map(|job| job.of) else { return };
                let record = session.record();
                let name = Words::new(&self.world, &record).job(job).to_owned();
                let about = json!({ "job": job.0 });
                let open = Open { track: track_of_place(of, place), name, about, from: at };
                self.jobs.insert(job, open);
            }
            Event::Outside(OutsideEvent::Done { job, .. }) => {
                if let Some(open) = self.jobs.remove(&job) {
                    self.slice(&open, at);
                }
            }
            Event::Outside(
                OutsideEvent::Opened { .. }
                | OutsideEvent::HandedOver { .. }
                | OutsideEvent::Named { .. }
                | OutsideEvent::Awaited { .. }
                | OutsideEvent::Abandoned { .. },
            )
            | Event::Loop(_)
            | Event::Task(_)
            | Event::Coroutine(_)
            | Event::Timer(_)
            | Event::Resource(_)
            | Event::Output(_) => {}
        }
    }

    /// Begins an arrow when a task is put into the ready queue, and ends it when its turn begins.
    fn arrow(&mut self, event: &Event, at: u64, start: u64) {
        let (task, name, by) = match *event {
            Event::Loop(LoopEvent::Turn { task, .. }) => {
                if let Some(arrow) = self.arrows.remove(&task) {
                    self.pair(&arrow, task, start);
                }
                return;
            }
            Event::Task(TaskEvent::Wake { task, by, effect: WakeEffect::Queued }) => {
                (task, "wake", by)
            }
            Event::Task(TaskEvent::CancelAsked { task, effect: CancelEffect::Queued }) => {
                (task, "cancel", self.running())
            }
            Event::Task(TaskEvent::Spawned { task, .. }) => {
                let name = if self.language == Language::Python { "create" } else { "spawn" };
                (task, name, self.running())
            }
            // Nothing else puts a task into the ready queue.
            Event::Task(
                TaskEvent::Wake { effect: WakeEffect::Merged | WakeEffect::Ignored, .. }
                | TaskEvent::CancelAsked { .. }
                | TaskEvent::Detached { .. }
                | TaskEvent::Joins { .. }
                | TaskEvent::Lost { .. },
            )
            | Event::Loop(
                LoopEvent::Pending { .. }
                | LoopEvent::Ready { .. }
                | LoopEvent::Panicked { .. }
                | LoopEvent::Failed { .. }
                | LoopEvent::Nested { .. }
                | LoopEvent::Cancelled { .. }
                | LoopEvent::Clock { .. }
                | LoopEvent::End { .. },
            )
            | Event::Coroutine(_)
            | Event::Timer(_)
            | Event::Resource(_)
            | Event::Outside(_)
            | Event::Output(_) => return,
        };
        let track = match by {
            WakeCause::Task(task) => track(task),
            WakeCause::SetUp | WakeCause::Clock | WakeCause::Outside => LOOP,
        };
        // An arrow must begin in a slice of its track.
        if self.open.first().is_some_and(|step| step.track == track) {
            self.arrows.insert(task, Arrow { name, track, from: at });
        }
    }

    fn running(&self) -> WakeCause {
        self.world.running.map_or(WakeCause::SetUp, WakeCause::Task)
    }

    fn pair(&mut self, arrow: &Arrow, to: TaskId, at: u64) {
        self.number += 1;
        let Arrow { name, track: from_track, from } = arrow;
        let ends = [("s", *from_track, *from), ("f", track(to), at)];
        for (phase, track, at) in ends {
            let mut event = json!({
                "ph": phase, "id": self.number, "name": name, "cat": "wake",
                "pid": PROCESS, "tid": track, "ts": micros(at),
            });
            if phase == "f" {
                event["bp"] = json!("e");
            }
            self.events.push(event);
        }
    }

    fn slice(&mut self, open: &Open, to: u64) {
        let Open { track, name, about, from } = open;
        if to > *from {
            self.events.push(json!({
                "ph": "X", "name": name, "cat": "run", "pid": PROCESS, "tid": track,
                "ts": micros(*from), "dur": micros(to - from), "args": about,
            }));
        }
    }
}

/// Returns the names of the process and of the tracks, in their order.
fn names(session: &Session) -> Vec<Value> {
    let record = session.record();
    let words = Words::new(session.world(), &record);
    let name = |what: &str, track: u32, args: Value| json!({ "ph": "M", "name": what, "pid": PROCESS, "tid": track, "args": args });
    let mut names = vec![name("process_name", LOOP, json!({ "name": "coroscope" }))];
    let tasks = words.world.tasks.keys().map(|task| (track(*task), words.task(*task)));
    let places = words.world.places.iter().flat_map(|(id, count)| {
        (0..(*count).min(1000)).map(|place| {
            let name = words.resource(*id);
            let text = if *count == 1 { name } else { format!("{name}, place {}", place + 1) };
            (track_of_place(*id, place), text)
        })
    });
    let tracks = std::iter::once((LOOP, "the loop".to_owned())).chain(tasks).chain(places);
    for (track, text) in tracks {
        names.push(name("thread_name", track, json!({ "name": text })));
        names.push(name("thread_sort_index", track, json!({ "sort_index": track })));
    }
    names
}

impl Open {
    fn new(track: u32, name: &str, about: Value, from: u64) -> Open {
        Open { track, name: name.to_owned(), about, from }
    }
}

/// Returns the note that an event leaves on a track, and the track: a line of output, or how the run ends.
fn note(words: Words<'_>, event: &Event) -> Option<(String, u32)> {
    match *event {
        Event::Output(OutputEvent::Printed { text }) => {
            Some((words.text(text).to_owned(), words.world.running.map_or(LOOP, track)))
        }
        Event::Loop(LoopEvent::End { how }) => Some((how.word().to_owned(), LOOP)),
        // The poll's slice ends with them, and its arguments say how.
        Event::Loop(
            LoopEvent::Turn { .. }
            | LoopEvent::Pending { .. }
            | LoopEvent::Ready { .. }
            | LoopEvent::Panicked { .. }
            | LoopEvent::Failed { .. }
            | LoopEvent::Nested { .. }
            | LoopEvent::Cancelled { .. }
            | LoopEvent::Clock { .. },
        )
        // An arrow is drawn for those that queue a task.
        | Event::Task(
            TaskEvent::Spawned { .. }
            | TaskEvent::Detached { .. }
            | TaskEvent::Joins { .. }
            | TaskEvent::CancelAsked { .. }
            | TaskEvent::Wake { .. }
            | TaskEvent::Lost { .. },
        )
        // The frames of coroutines are slices of their own.
        | Event::Coroutine(
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
            | ResourceEvent::Changed { .. }
            | ResourceEvent::Waits { .. }
            | ResourceEvent::Leaves { .. }
            | ResourceEvent::Holds { .. }
            | ResourceEvent::Releases { .. }
            | ResourceEvent::Gone { .. },
        )
        // A job is a slice on the track of its place.
        | Event::Outside(
            OutsideEvent::Opened { .. }
            | OutsideEvent::HandedOver { .. }
            | OutsideEvent::Named { .. }
            | OutsideEvent::Started { .. }
            | OutsideEvent::Awaited { .. }
            | OutsideEvent::Abandoned { .. }
            | OutsideEvent::Done { .. },
        ) => None,
    }
}

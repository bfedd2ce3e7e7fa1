//! Runs that are written by hand: a list of events in words, for tests of whatever reads a record.
//!
//! ```text
//!   spawn waiter; spawn bell; | ; poll waiter; waits waiter answer; pending waiter; poll bell; wake waiter
//! ```
//!
//! A semicolon ends an event, and `|` ends the set-up; without one, the set-up has no events. The position after
//! the first event is 1. Nothing checks that an executor could have recorded these events: a table may hold the one
//! event that matters.

use coroscope::course::story::Story;
use coroscope::executor::Recorder;
use coroscope::record::event::{
    Action, CancelEffect, ClockReason, CoroutineEvent, CoroutineId, EntryKind, Event, JobId,
    LeaveReason, LoopEvent, OutputEvent, OutsideEvent, ResourceEvent, ResourceId, ResourceKind,
    TaskEvent, TaskId, Time, TimerEvent, TimerId, Transfer, Verdict, WakeCause, WakeEffect,
};

/// The story of a run that is written by hand.
#[track_caller]
pub fn story(script: &str) -> Story {
    let (record, set_up) = record(script);
    Story::from_record(&record, set_up)
}

/// The record of a run that is written by hand, and how many of its events come before `|`.
#[track_caller]
pub fn record(script: &str) -> (Recorder, usize) {
    let mut writer = Writer::default();
    let mut set_up = 0;
    for line in script.split(';').map(str::trim).filter(|line| !line.is_empty()) {
        if line == "|" {
            set_up = writer.record.events().len();
        } else {
            let event = writer.event(line).unwrap_or_else(|| panic!("`{line}` is no event"));
            writer.record.push(event);
        }
    }
    (writer.record, set_up)
}

#[derive(Default)]
struct Writer {
    record: Recorder,
    tasks: Vec<String>,
    coroutines: Vec<String>,
    things: Vec<String>,
    timers: Vec<String>,
    jobs: Vec<String>,
    turn: u32,
}

/// The place of a name in a list; the latest one, where it is there twice.
fn place(names: &[String], name: &str) -> Option<u32> {
    names.iter().rposition(|one| one == name).and_then(|nth| u32::try_from(nth).ok())
}

fn next(names: &mut Vec<String>, name: &str) -> Option<u32> {
    names.push(name.to_owned());
    place(names, name)
}

/// `2` or `2.5` as virtual seconds.
fn time(text: &str) -> Option<Time> {
    let seconds: f64 = text.parse().ok()?;
    u64::try_from(std::time::Duration::from_secs_f64(seconds).as_nanos()).ok().map(Time)
}

fn effect(name: &str) -> Option<WakeEffect> {
    Some(match name {
        "queued" => WakeEffect::Queued,
        "merged" => WakeEffect::Merged,
        "ignored" => WakeEffect::Ignored,
        _ => return None,
    })
}

impl Writer {
    fn task(&self, name: &str) -> Option<TaskId> {
        place(&self.tasks, name).map(TaskId)
    }

    fn coroutine(&self, name: &str) -> Option<CoroutineId> {
        place(&self.coroutines, name).map(CoroutineId)
    }

    fn job(&self, name: &str) -> Option<JobId> {
        place(&self.jobs, name).map(JobId)
    }

    /// A shared thing; the first event that names one makes it known.
    fn thing(&mut self, name: &str) -> Option<ResourceId> {
        place(&self.things, name).map(ResourceId)
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each kind of line")]
    fn event(&mut self, line: &str) -> Option<Event> {
        let words: Vec<&str> = line.split_whitespace().collect();
        // What follows the first two words, for texts with spaces.
        let rest = || words.get(2..).map(|words| words.join(" "));
        Some(match *words {
            ["spawn", name] => {
                let name_id = self.record.text_id(name);
                let task = TaskId(next(&mut self.tasks, name)?);
                TaskEvent::Spawned { task, name: name_id, coroutine: None, kind: EntryKind::Task }
                    .into()
            }
            ["call-back", name] => {
                let name_id = self.record.text_id(name);
                let task = TaskId(next(&mut self.tasks, name)?);
                let kind = EntryKind::Callback;
                TaskEvent::Spawned { task, name: name_id, coroutine: None, kind }.into()
            }
            ["nested", name] => LoopEvent::Nested { task: self.task(name)? }.into(),
            ["failed", name] => {
                let message = self.record.text_id("an error");
                LoopEvent::Failed { task: self.task(name)?, message }.into()
            }
            ["raise", name, line, what] => {
                let what = self.record.text_id(what);
                let line = line.parse().ok()?;
                CoroutineEvent::Raised { coroutine: self.coroutine(name)?, line, what }.into()
            }
            ["poll" | "drop" | "throw" | "run", name] => {
                self.turn += 1;
                let action = match words[0] {
                    "poll" => Action::Poll,
                    "throw" => Action::Throw,
                    "run" => Action::Call,
                    _ => Action::Drop,
                };
                LoopEvent::Turn { turn: self.turn, task: self.task(name)?, action }.into()
            }
            ["pending", name] => LoopEvent::Pending { task: self.task(name)? }.into(),
            ["ready", name] => LoopEvent::Ready { task: self.task(name)? }.into(),
            ["panicked", name] => {
                let message = self.record.text_id("a panic");
                LoopEvent::Panicked { task: self.task(name)?, message }.into()
            }
            ["cancelled", name] => LoopEvent::Cancelled { task: self.task(name)? }.into(),
            ["cancel", name] => {
                TaskEvent::CancelAsked { task: self.task(name)?, effect: CancelEffect::Queued }
                    .into()
            }
            ["cancel", name, how] => {
                let effect = match how {
                    "passed" => CancelEffect::PassedOn,
                    "deferred" => CancelEffect::Deferred,
                    _ => match effect(how)? {
                        WakeEffect::Queued => CancelEffect::Queued,
                        WakeEffect::Merged => CancelEffect::Merged,
                        WakeEffect::Ignored => CancelEffect::Ignored,
                    },
                };
                TaskEvent::CancelAsked { task: self.task(name)?, effect }.into()
            }
            ["detach", name] => TaskEvent::Detached { task: self.task(name)? }.into(),
            ["joins", waiter, task] => {
                TaskEvent::Joins { task: self.task(task)?, waiter: self.task(waiter)? }.into()
            }
            ["wake", name] => self.wake(name, WakeEffect::Queued)?,
            ["wake", name, "merged"] => self.wake(name, WakeEffect::Merged)?,
            ["wake", name, "ignored"] => self.wake(name, WakeEffect::Ignored)?,
            ["wake", name, "outside"] => TaskEvent::Wake {
                task: self.task(name)?,
                by: WakeCause::Outside,
                effect: WakeEffect::Queued,
            }
            .into(),
            ["wake", name, "merged", "outside"] => TaskEvent::Wake {
                task: self.task(name)?,
                by: WakeCause::Outside,
                effect: WakeEffect::Merged,
            }
            .into(),
            ["wake", name, "by", by] => TaskEvent::Wake {
                task: self.task(name)?,
                by: WakeCause::Task(self.task(by)?),
                effect: WakeEffect::Queued,
            }
            .into(),
            ["lost", name] => TaskEvent::Lost { task: self.task(name)? }.into(),
            ["clock", at, why] => LoopEvent::Clock {
                to: time(at)?,
                why: match why {
                    "idle" => ClockReason::Idle,
                    "cost" => ClockReason::Cost,
                    "block" => ClockReason::Block,
                    _ => return None,
                },
            }
            .into(),
            ["end", how] => LoopEvent::End {
                how: match how {
                    "finished" => Verdict::Finished,
                    "stalled" => Verdict::Stalled,
                    "waiting" => Verdict::Waiting,
                    "no-progress" => Verdict::NoProgress,
                    "frozen" => Verdict::Frozen,
                    "cut-off" => Verdict::CutOff,
                    _ => return None,
                },
            }
            .into(),
            ["call", name] => {
                let (name_id, file) = (self.record.text_id(name), self.record.text_id("lib.rs"));
                let coroutine = CoroutineId(next(&mut self.coroutines, name)?);
                CoroutineEvent::Created { coroutine, name: name_id, file, line: 1, by: None }.into()
            }
            ["function", name] => {
                let (name_id, file) = (self.record.text_id(name), self.record.text_id("lib.rs"));
                let coroutine = CoroutineId(next(&mut self.coroutines, name)?);
                CoroutineEvent::Called { coroutine, name: name_id, file, line: 1, by: None }.into()
            }
            ["line", name, line] => {
                let coroutine = self.coroutine(name)?;
                CoroutineEvent::Line { coroutine, line: line.parse().ok()? }.into()
            }
            ["resume", name, line] => {
                let coroutine = self.coroutine(name)?;
                CoroutineEvent::Resumed { coroutine, line: line.parse().ok()? }.into()
            }
            ["scoped", coroutine, from, until, name, value] => CoroutineEvent::Local {
                coroutine: self.coroutine(coroutine)?,
                name: self.record.text_id(name),
                value: self.record.text_id(value),
                from: from.parse().ok()?,
                until: until.parse().ok()?,
            }
            .into(),
            ["bind", name, variable] => {
                let coroutine = self.coroutine(name)?;
                variable.clone_into(self.coroutines.get_mut(coroutine.0 as usize)?);
                CoroutineEvent::Named { coroutine, name: self.record.text_id(variable) }.into()
            }
            ["enter", name] => {
                CoroutineEvent::Entered { coroutine: self.coroutine(name)?, parent: None, size: 0 }
                    .into()
            }
            ["enter", name, parent] => {
                let parent = Some(self.coroutine(parent)?);
                CoroutineEvent::Entered { coroutine: self.coroutine(name)?, parent, size: 0 }.into()
            }
            ["continue", name] => {
                CoroutineEvent::Continued { coroutine: self.coroutine(name)?, moves: 0 }.into()
            }
            ["await", name] => {
                let (what, of) = (self.record.text_id("x"), self.record.text_id("X"));
                CoroutineEvent::Await {
                    coroutine: self.coroutine(name)?,
                    line: 2,
                    what,
                    of,
                    size: 8,
                }
                .into()
            }
            ["return", name] => {
                let value = self.record.text_id("()");
                CoroutineEvent::Returned { coroutine: self.coroutine(name)?, value }.into()
            }
            ["discard", name] => {
                CoroutineEvent::Dropped { coroutine: self.coroutine(name)? }.into()
            }
            ["local", coroutine, name, ref value @ ..] => {
                let coroutine = self.coroutine(coroutine)?;
                let (name, value) =
                    (self.record.text_id(name), self.record.text_id(&value.join(" ")));
                CoroutineEvent::Local { coroutine, name, value, from: 1, until: 9 }.into()
            }
            ["timer", name, at] => {
                let timer = TimerId(next(&mut self.timers, name)?);
                TimerEvent::Set { timer, task: Some(self.task(name)?), deadline: time(at)? }.into()
            }
            ["fire", name] => {
                TimerEvent::Fired { timer: TimerId(place(&self.timers, name)?) }.into()
            }
            ["unset", name] => {
                TimerEvent::Dropped { timer: TimerId(place(&self.timers, name)?) }.into()
            }
            ["name", thing, variable] => {
                let resource = self.thing(thing)?;
                ResourceEvent::Named { resource, name: self.record.text_id(variable) }.into()
            }
            ["leaves", task, thing, why] => ResourceEvent::Leaves {
                resource: self.thing(thing)?,
                task: self.task(task)?,
                why: match why {
                    "served" => LeaveReason::Served,
                    "gone" => LeaveReason::Gone,
                    _ => return None,
                },
            }
            .into(),
            ["gone", thing] => ResourceEvent::Gone { resource: self.thing(thing)? }.into(),
            ["make", name] | ["make", "lock" | "notifier", name] => {
                let kind = match words[1] {
                    "lock" if words.len() == 3 => ResourceKind::Lock,
                    "notifier" if words.len() == 3 => ResourceKind::Notify,
                    _ => ResourceKind::Promise,
                };
                let (name_id, value) = (self.record.text_id(name), self.record.text_id("empty"));
                let resource = ResourceId(next(&mut self.things, name)?);
                ResourceEvent::Made { resource, kind, name: name_id, value }.into()
            }
            ["change", thing, ..] => {
                let value = self.record.text_id(&rest()?);
                let resource = self.thing(thing)?;
                ResourceEvent::Changed { resource, value, transfer: Transfer::None }.into()
            }
            ["waits", task, thing] => {
                ResourceEvent::Waits { resource: self.thing(thing)?, task: self.task(task)? }.into()
            }
            ["holds", task, thing] => {
                ResourceEvent::Holds { resource: self.thing(thing)?, task: self.task(task)? }.into()
            }
            ["releases", task, thing] => {
                ResourceEvent::Releases { resource: self.thing(thing)?, task: self.task(task)? }
                    .into()
            }
            ["hand", job, thing] => {
                let (resource, name) = (self.thing(thing)?, self.record.text_id(job));
                let job = JobId(next(&mut self.jobs, job)?);
                OutsideEvent::HandedOver { job, resource, name }.into()
            }
            ["open", thing, places] => {
                let (resource, places) = (self.thing(thing)?, places.parse().ok()?);
                OutsideEvent::Opened { resource, places }.into()
            }
            ["job", "name", job, name] => {
                OutsideEvent::Named { job: self.job(job)?, name: self.record.text_id(name) }.into()
            }
            ["job", "start", job, at] => {
                let (job, at) = (self.job(job)?, time(at)?);
                OutsideEvent::Started { job, place: 0, at }.into()
            }
            ["job", "await", task, job] => {
                OutsideEvent::Awaited { job: self.job(job)?, task: self.task(task)? }.into()
            }
            ["job", "abandon", job] => OutsideEvent::Abandoned { job: self.job(job)? }.into(),
            ["job", "end", job, at] => {
                OutsideEvent::Done { job: self.job(job)?, at: time(at)? }.into()
            }
            ["print", ..] => {
                OutputEvent::Printed { text: self.record.text_id(&words[1..].join(" ")) }.into()
            }
            _ => return None,
        })
    }

    fn wake(&self, name: &str, effect: WakeEffect) -> Option<Event> {
        Some(TaskEvent::Wake { task: self.task(name)?, by: WakeCause::Clock, effect }.into())
    }
}

//! The run as a Mermaid sequence diagram, for Markdown pages that draw them.
//!
//! The loop, the timers, the tasks and the shared things are the participants. Polls, waits and wakes are the arrows.
//! An open arrow leads to a task that doesn't run yet. A long diagram can't be read, so it stops after
//! [`MAX_MERMAID_TURNS`] and says so.

#![deny(clippy::wildcard_enum_match_arm)]

use crate::course::tour::opening::SceneSession;
use crate::limits::{MAX_MERMAID_BYTES, MAX_MERMAID_TURNS};
use crate::record::event::{
    Action, ClockReason, CoroutineEvent, Event, JobId, LeaveReason, LoopEvent, OutputEvent,
    OutsideEvent, ResourceEvent, ResourceId, TaskEvent, TaskId, TimerEvent, WakeCause, WakeEffect,
};
use crate::world::words::{Words, counted, letter};
use crate::world::{WakerOwner, World};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Writes the run up to the position of the session, or its first turns.
pub fn write(out: &mut dyn Write, visit: &SceneSession) -> io::Result<()> {
    let session = &visit.session;
    let record = session.record();
    let events = &record.events()[..session.position()];
    let (mut drawing, mut world) = (Drawing::default(), World::default());
    let mut is_whole = true;
    for event in events {
        if let Event::Loop(LoopEvent::Turn { turn, .. }) = event
            && (*turn > MAX_MERMAID_TURNS || drawing.lines.len() > MAX_MERMAID_BYTES)
        {
            is_whole = false;
            break;
        }
        let words = Words::new(&world, &record);
        let drawn = drawing.statement(words, event);
        drawing.add_participants(words, event);
        world.apply(event);
        if let Some(line) = drawn {
            let _a_string_takes_all = writeln!(drawing.lines, "    {line}");
        }
    }
    writeln!(out, "sequenceDiagram")?;
    writeln!(out, "    title {}", escaped(&visit.subject.heading()))?;
    writeln!(out, "    participant {LOOP} as the loop")?;
    if drawing.has_timers {
        writeln!(out, "    participant {TIMERS} as timers")?;
    }
    for (id, name) in drawing.tasks.iter().map(|(id, name)| (of_task(*id), name)) {
        writeln!(out, "    participant {id} as {}", escaped(name))?;
    }
    for (id, name) in drawing.resources.iter().map(|(id, name)| (of_resource(*id), name)) {
        writeln!(out, "    participant {id} as {}", escaped(name))?;
    }
    out.write_all(drawing.lines.as_bytes())?;
    if !is_whole {
        let turns = counted(world.turn as usize, "turn", "turns");
        let words = format!("The diagram stops here, after {turns}. The run continues.");
        writeln!(out, "    Note over {LOOP}: {}", escaped(&words))?;
    }
    Ok(())
}

const LOOP: &str = "executor";
const TIMERS: &str = "timers";

fn of_task(task: TaskId) -> String {
    format!("task{}", task.0)
}

fn of_resource(resource: ResourceId) -> String {
    format!("thing{}", resource.0)
}

#[derive(Default)]
struct Drawing {
    lines: String,
    has_timers: bool,
    tasks: BTreeMap<TaskId, String>,
    resources: BTreeMap<ResourceId, String>,
}

impl Drawing {
    /// Adds the tasks and shared things of an event. A thing has the last name that it got.
    fn add_participants(&mut self, words: Words<'_>, event: &Event) {
        match event {
            Event::Loop(LoopEvent::Turn { task, .. }) => self.add_task(words, *task),
            Event::Loop(
                LoopEvent::Pending { .. }
                | LoopEvent::Ready { .. }
                | LoopEvent::Panicked { .. }
                | LoopEvent::Failed { .. }
                | LoopEvent::Nested { .. }
                | LoopEvent::Cancelled { .. }
                | LoopEvent::Clock { .. }
                | LoopEvent::End { .. },
            )
            | Event::Timer(TimerEvent::Fired { .. } | TimerEvent::Dropped { .. })
            | Event::Coroutine(_)
            | Event::Outside(_)
            | Event::Output(_) => {}
            Event::Task(event) => self.add_task_of(words, event),
            Event::Timer(TimerEvent::Set { .. }) => self.has_timers = true,
            Event::Resource(event) => self.add_resource_of(words, event),
        }
    }

    fn add_task(&mut self, words: Words<'_>, task: TaskId) {
        self.tasks.entry(task).or_insert_with(|| words.task(task));
    }

    fn add_task_of(&mut self, words: Words<'_>, event: &TaskEvent) {
        match *event {
            TaskEvent::Spawned { task, name, .. } => {
                self.tasks.insert(task, format!("{} {}", letter(task), words.text(name)));
            }
            TaskEvent::Wake { task, .. } | TaskEvent::CancelAsked { task, .. } => {
                self.add_task(words, task);
            }
            TaskEvent::Detached { .. } | TaskEvent::Joins { .. } | TaskEvent::Lost { .. } => {}
        }
    }

    fn add_resource_of(&mut self, words: Words<'_>, event: &ResourceEvent) {
        match *event {
            ResourceEvent::Made { resource, kind, name, .. } => {
                let name = words.text(name);
                let kind = words.kind_name(kind);
                let name = if name == kind { kind.to_owned() } else { format!("{name}, {kind}") };
                self.resources.insert(resource, name);
            }
            ResourceEvent::Named { resource, name } => {
                let kind = words.world.resources.get(&resource).map(|it| words.kind_name(it.kind));
                let kind = kind.map_or(String::new(), |kind| format!(", {kind}"));
                self.resources.insert(resource, format!("{}{kind}", words.text(name)));
            }
            ResourceEvent::Waits { resource, .. } | ResourceEvent::Changed { resource, .. } => {
                let name = || words.resource(resource);
                self.resources.entry(resource).or_insert_with(name);
            }
            ResourceEvent::Leaves { .. }
            | ResourceEvent::Holds { .. }
            | ResourceEvent::Releases { .. }
            | ResourceEvent::Gone { .. } => {}
        }
    }

    /// Returns the statement that draws the event, if it is drawn.
    fn statement(&self, words: Words<'_>, event: &Event) -> Option<String> {
        match event {
            Event::Loop(event) => of_loop(words, event),
            Event::Task(event) => self.of_task_event(words, event),
            Event::Coroutine(
                // A diagram shows tasks, not the coroutines inside them.
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
            // The arrow is drawn for the wake. A dropped sleep isn't drawn.
            | Event::Timer(TimerEvent::Fired { .. } | TimerEvent::Dropped { .. }) => None,
            Event::Timer(TimerEvent::Set { task, deadline, .. }) => {
                let from = task.map_or_else(|| running(words), of_task);
                Some(arrow(&from, "->>", TIMERS, &format!("until {deadline}")))
            }
            Event::Resource(event) => of_resource_event(words, event),
            Event::Outside(event) => of_outside_event(words, event),
            Event::Output(OutputEvent::Printed { text }) => {
                Some(format!("Note over {}: {}", running(words), escaped(words.text(*text))))
            }
        }
    }

    fn of_task_event(&self, words: Words<'_>, event: &TaskEvent) -> Option<String> {
        Some(match *event {
            TaskEvent::Spawned { task, .. } => {
                let by_task = words.world.running.is_some();
                let what = words.spawn_sign(by_task);
                arrow(&running(words), "-)", &of_task(task), what)
            }
            TaskEvent::Wake { task, by, effect } => {
                let from = match by {
                    WakeCause::Task(by) => of_task(by),
                    WakeCause::Clock if self.has_timers => TIMERS.to_owned(),
                    WakeCause::Outside => match words.world.waker_owner(task) {
                        Some(WakerOwner::Job(job)) => of_job(words, job),
                        _ => LOOP.to_owned(),
                    },
                    WakeCause::Clock | WakeCause::SetUp => LOOP.to_owned(),
                };
                let what = match effect {
                    WakeEffect::Queued => "wakes",
                    WakeEffect::Merged => "wakes (already queued)",
                    WakeEffect::Ignored => "wakes (has ended)",
                };
                arrow(&from, "-)", &of_task(task), what)
            }
            TaskEvent::CancelAsked { task, .. } => {
                arrow(&running(words), "-x", &of_task(task), "cancels")
            }
            TaskEvent::Joins { task, waiter } => {
                arrow(&of_task(waiter), "->>", &of_task(task), "waits for it to finish")
            }
            TaskEvent::Lost { task } => {
                format!("Note over {}: nothing can wake it", of_task(task))
            }
            TaskEvent::Detached { .. } => return None,
        })
    }
}

fn running(words: Words<'_>) -> String {
    words.world.running.map_or(LOOP.to_owned(), of_task)
}

fn arrow(from: &str, arrow: &str, to: &str, text: &str) -> String {
    format!("{from}{arrow}{to}: {}", escaped(text))
}

fn of_loop(words: Words<'_>, event: &LoopEvent) -> Option<String> {
    Some(match *event {
        LoopEvent::Turn { turn, task, action } => {
            let what = match action {
                Action::Poll => format!("turn {turn}: {}", words.poll_noun()),
                Action::Drop => format!("turn {turn}: drop"),
                Action::Throw => format!("turn {turn}: CancelledError"),
                Action::Call => format!("turn {turn}: call"),
            };
            arrow(LOOP, "->>+", &of_task(task), &what)
        }
        LoopEvent::Pending { task } => arrow(&of_task(task), "-->>-", LOOP, words.suspended_sign()),
        LoopEvent::Ready { task } => arrow(&of_task(task), "-->>-", LOOP, words.finished_sign()),
        LoopEvent::Cancelled { task } => arrow(&of_task(task), "--x-", LOOP, "cancelled"),
        LoopEvent::Panicked { task, message } => {
            let what = format!("panicked: {}", words.text(message));
            arrow(&of_task(task), "--x-", LOOP, &what)
        }
        LoopEvent::Failed { task, message } => {
            let what = format!("raised {}", words.text(message));
            arrow(&of_task(task), "--x-", LOOP, &what)
        }
        LoopEvent::Nested { task } => arrow(&running(words), "->>+", &of_task(task), "first step"),
        LoopEvent::Clock { to, why: ClockReason::Idle } => {
            format!("Note over {LOOP}: the clock jumps to {to}")
        }
        LoopEvent::Clock { why: ClockReason::Cost | ClockReason::Block, .. } => return None,
        LoopEvent::End { how } => format!("Note over {LOOP}: {}", how.word()),
    })
}

fn of_resource_event(words: Words<'_>, event: &ResourceEvent) -> Option<String> {
    Some(match *event {
        ResourceEvent::Waits { resource, task } => {
            arrow(&of_task(task), "->>", &of_resource(resource), "waits")
        }
        ResourceEvent::Leaves { resource, task, why: LeaveReason::Gone } => {
            arrow(&of_task(task), "-x", &of_resource(resource), "waits no longer")
        }
        ResourceEvent::Changed { resource, value, .. } => {
            arrow(&running(words), "->>", &of_resource(resource), words.text(value))
        }
        ResourceEvent::Made { .. }
        | ResourceEvent::Named { .. }
        | ResourceEvent::Leaves { why: LeaveReason::Served, .. }
        | ResourceEvent::Holds { .. }
        | ResourceEvent::Releases { .. }
        | ResourceEvent::Gone { .. } => return None,
    })
}

fn of_outside_event(words: Words<'_>, event: &OutsideEvent) -> Option<String> {
    Some(match *event {
        OutsideEvent::HandedOver { resource, name, .. } => {
            let what = format!("job {}", words.text(name));
            arrow(&running(words), "-)", &of_resource(resource), &what)
        }
        OutsideEvent::Started { job, .. } => {
            let what = format!("{} starts", words.job(job));
            format!("Note over {}: {}", of_job(words, job), escaped(&what))
        }
        OutsideEvent::Awaited { job, task } => {
            let what = format!("waits for {}", words.job(job));
            arrow(&of_task(task), "->>", &of_job(words, job), &what)
        }
        OutsideEvent::Abandoned { job } => {
            let what = format!("gives up {}", words.job(job));
            arrow(&running(words), "-x", &of_job(words, job), &what)
        }
        OutsideEvent::Done { job, .. } => {
            let what = format!("{} ends", words.job(job));
            format!("Note over {}: {}", of_job(words, job), escaped(&what))
        }
        OutsideEvent::Opened { .. } | OutsideEvent::Named { .. } => return None,
    })
}

/// Returns the participant of the pool or the stream that has this job.
fn of_job(words: Words<'_>, job: JobId) -> String {
    words.world.jobs.get(&job).map_or(LOOP.to_owned(), |job| of_resource(job.of))
}

/// Returns a text for a diagram. A `;` would end the statement, and a `#` would begin an escape, so every sign that may
/// mean something to Mermaid, or to the page with the diagram, is written as its number.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        let is_plain = letter.is_ascii_alphanumeric() || " .,()'=+-_/:!?".contains(letter);
        if is_plain || (!letter.is_ascii() && !letter.is_control()) {
            escaped.push(letter);
        } else if !letter.is_control() {
            let _a_string_takes_all = write!(escaped, "#{};", u32::from(letter));
        }
    }
    if escaped.trim().is_empty() { "#160;".to_owned() } else { escaped }
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn signs_with_a_meaning_are_escaped() {
        assert_eq!(escaped("a; b # c"), "a#59; b #35; c");
        assert_eq!(escaped("<b>\n%%{x}"), "#60;b#62;#37;#37;#123;x#125;");
        assert_eq!(escaped(""), "#160;");
        assert_eq!(escaped("größer → 42"), "größer → 42");
    }
}

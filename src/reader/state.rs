//! The state of everything at a moment, and why the step happened.

use super::Reader;
use super::narration::capped;
use super::wording::{sentences, spoken};
use crate::app::pane::Pane;
use crate::record::event::{CoroutineId, TaskId, Verdict};
use crate::world::words::{Words, letter, listed};
use crate::world::{Coroutine, CoroutineStage, JobStage, Task, TaskStage};

impl Reader {
    /// Returns what the step did, its rule, and its events one by one.
    pub(super) fn why(&self) -> Vec<String> {
        let language = self.app.open.session.record().language();
        let explained = self.app.explain_step();
        let mut lines = sentences("What changed:", &explained.sentence);
        if let Some(rule) = explained.rule {
            let label = format!("Rule R{}:", rule.number());
            lines.extend(sentences(&label, rule.text_in(language)));
        }
        let events = explained.events.into_iter().map(|event| {
            let rule = event.rule.map_or(String::new(), |rule| format!(" (R{})", rule.number()));
            let label = self.event_label(event.number);
            spoken(&format!("{label} {}{rule}.", event.sentence.trim_end_matches('.')))
        });
        lines.extend(capped(events.collect(), "event", "events"));
        lines
    }

    /// Returns the state of everything that the lessons have introduced so far.
    pub(super) fn state(&self) -> Vec<String> {
        let app = &self.app;
        let session = &app.open.session;
        let (world, record) = (session.world(), session.record());
        let words = app.words(world, &record);
        let has = |pane: Pane| app.open.preview.panes.contains(&pane);
        let mut lines = vec![format!("This moment is {}.", app.address())];
        if app.open.preview.has_timers {
            lines.push(format!("The clock says {}.", world.clock));
        }
        if let Some(verdict) = world.verdict {
            lines.push(format!("The run has ended: {}.", verdict.word()));
        }
        if has(Pane::Loop) {
            if let Some(task) = world.running {
                lines.push(spoken(&format!("Running: {}.", words.task(task))));
            }
            lines.extend(self.ready_queue());
        }
        if app.open.preview.has_timers {
            lines.extend(timers(words));
        }
        if has(Pane::Coroutines) {
            lines.extend(capped(self.coroutines(words), "coroutine", "coroutines"));
        }
        if has(Pane::Tasks) {
            let tasks = world.tasks.iter().flat_map(|(id, task)| task_lines(words, *id, task));
            lines.extend(capped(tasks.collect(), "line", "lines"));
        }
        if has(Pane::Futures) {
            lines.extend(capped(futures(words), "future", "futures"));
        }
        if has(Pane::Outside) {
            lines.extend(capped(jobs(words), "job", "jobs"));
        }
        if world.verdict == Some(Verdict::Stalled) {
            let waiting = world.unfinished_tasks().map(|(id, _)| words.is_waiting_for(id));
            let waiting = waiting.map(|text| spoken(&format!("{}.", text.trim_end_matches('.'))));
            lines.extend(capped(waiting.collect(), "task", "tasks"));
        }
        if world.verdict == Some(Verdict::Finished)
            && let Some(orders) = world.opposite_lock_orders()
        {
            let order = orders.map(|order| {
                let [first, second] = [order.first, order.second].map(|lock| words.resource(lock));
                format!("{} acquired `{first}`, then `{second}`", words.task(order.task))
            });
            let order = order.join("; ");
            lines.push(spoken(&format!("Locks were acquired in opposite orders: {order}.")));
        }
        lines.extend(self.output());
        lines
    }

    fn coroutines(&self, words: Words<'_>) -> Vec<String> {
        let coroutine = |(id, coroutine): (CoroutineId, &Coroutine)| {
            let made = words.line_of_call(id);
            let made = made.map_or(String::new(), |line| format!(", made on line {line}"));
            let (name, polls) = (words.text(coroutine.name), words.polls(coroutine.polls));
            spoken(&format!(
                "Coroutine {name}: {}, {polls}{made}.",
                words.coroutine_stage(coroutine.stage)
            ))
        };
        self.app.listed_coroutines().into_iter().map(coroutine).collect()
    }

    fn output(&self) -> Vec<String> {
        let session = &self.app.open.session;
        let (timeline, record) = (session.timeline(), session.record());
        let printed = timeline.printed.iter().take_while(|line| line.event < session.position());
        let printed = printed.map(|line| {
            let by = line.by.map_or(String::new(), |task| format!(" by {}", letter(task)));
            let at = if self.app.open.preview.has_timers {
                format!(" at {}", line.at)
            } else {
                String::new()
            };
            spoken(&format!("Printed{by}{at}: {}", record.text(line.text)))
        });
        let lines: Vec<String> = printed.collect();
        if lines.is_empty() {
            vec!["Nothing has been printed.".to_owned()]
        } else {
            capped(lines, "printed line", "printed lines")
        }
    }
}

fn timers(words: Words<'_>) -> Vec<String> {
    let timers = words.world.timers.iter().map(|((at, _), task)| match task {
        Some(task) => spoken(&format!("Timer: at {at}, it wakes {}.", words.task(*task))),
        None => format!("Timer: at {at}, it wakes no task."),
    });
    let lines: Vec<String> = timers.collect();
    if lines.is_empty() {
        vec!["No timer is set.".to_owned()]
    } else {
        capped(lines, "timer", "timers")
    }
}

/// Returns a task's state, where it is and what it waits for, and on a line of their own its locals.
fn task_lines(words: Words<'_>, id: TaskId, task: &Task) -> Vec<String> {
    let mut parts = vec![words.state(task.state).to_owned(), words.polls(task.polls)];
    if let Some(line) = words.innermost_await(id).filter(|_| !task.has_ended()) {
        parts.push(format!("at line {line}"));
    }
    if matches!(task.state, TaskStage::Suspended | TaskStage::Lost) {
        parts.push(format!("waiting for {}", words.waits_for(id)));
    }
    if task.cancel_asked && !task.has_ended() {
        parts.push("being cancelled".to_owned());
    }
    let result = task.result.map(|result| words.text(result)).filter(|text| *text != "()");
    parts.extend(result.map(|result| format!("its result is {result}")));
    if let TaskStage::Panicked(message) | TaskStage::Failed(message) = task.state {
        parts.push(format!("with the message {}", words.text(message)));
    }
    let mut lines = vec![spoken(&format!("Task {}: {}.", words.task(id), parts.join(", ")))];
    let coroutines = words.world.coroutines.values();
    let own = coroutines.filter(|one| one.task == Some(id) && !one.has_ended() && one.polls > 0);
    for coroutine in own.filter(|_| !task.has_ended()) {
        let locals = words.world.shown_locals(words.record, coroutine);
        let locals = locals
            .map(|local| format!("{} is {}", words.text(local.name), words.text(local.value)));
        let locals: Vec<_> = locals.collect();
        if !locals.is_empty() {
            let name = words.text(coroutine.name);
            lines.push(spoken(&format!("In {name}, {}.", locals.join(", "))));
        }
    }
    lines
}

/// Returns the shared things, with the tasks that hold them and those that wait.
/// Returns the jobs outside the loop: what runs, what has just ended, and what waits for a place.
fn jobs(words: Words<'_>) -> Vec<String> {
    let line = words.world.jobs.iter().map(|(id, job)| {
        let (name, of) = (words.job(*id), words.resource(job.of));
        let stage = match job.stage {
            JobStage::Waiting => "waits for a place".to_owned(),
            JobStage::Running(_, since) => format!("runs since {since}"),
            JobStage::Done(_, at) => format!("ended at {at}"),
        };
        let waiter = match job.waiter {
            Some(task) => format!("; {} waits for it", words.task(task)),
            None if job.is_abandoned => "; given up".to_owned(),
            None => String::new(),
        };
        spoken(&format!("Job {name} of {of}: {stage}{waiter}."))
    });
    line.collect()
}

fn futures(words: Words<'_>) -> Vec<String> {
    let names = |tasks: &[TaskId]| {
        let names: Vec<_> = tasks.iter().map(|task| words.task(*task)).collect();
        listed(&names)
    };
    let resources = words.world.resources.values().filter(|of| !of.kind.is_outside());
    let line = resources.map(|resource| {
        let kind = words.kind_name(resource.kind);
        let text = format!("{}, {kind}: {}", words.text(resource.name), words.text(resource.value));
        let stage = words.coroutine_stage(CoroutineStage::Dropped);
        let gone = if resource.gone { format!(", {stage}") } else { String::new() };
        let tasks = |label: &str, tasks: &[TaskId]| match tasks {
            [] => String::new(),
            tasks => format!("; {label} {}", names(tasks)),
        };
        let held = tasks("held by", &resource.holders);
        let waiting = tasks("waiting:", &resource.waiting);
        spoken(&format!("Future {text}{gone}{held}{waiting}."))
    });
    line.collect()
}

//! A whole step in one sentence, with the rule that explains it.
//!
//! [`Words::sentence`] describes one event. A turn is a handful of them, and most readers want the turn:
//! what was polled, what it did to other tasks, and how the poll ended. So the events become clauses, and
//! an event that means little by itself, such as a line that was passed, is left out.

#![deny(clippy::wildcard_enum_match_arm)]

mod whole;

use super::rule::Rule;
use super::words::{Words, counted, letter, listed};
use super::{CoroutineStage, Step, World};
use crate::limits::MAX_QUOTED_LETTERS;
use crate::record::Recorder;
use crate::record::event::{
    Action, ClockReason, CoroutineEvent, CoroutineId, Event, LoopEvent, OutputEvent, ResourceEvent,
    ResourceId, TaskEvent, TaskId, TextId, TimerEvent, WakeCause, WakeEffect,
};

/// What a step did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The rule that explains it.
    pub rule: Rule,
    /// One sentence, or two.
    pub sentence: String,
}

/// Returns the summary of the step that these events are. `before` is the moment before the first of them.
#[must_use]
pub fn step_summary(before: &World, record: &Recorder, events: &[Event]) -> Summary {
    let mut summary = SummaryBuilder::new(before.clone(), record);
    for event in events {
        summary.push(event);
    }
    summary.finish()
}

/// A part of the sentence. Things of one kind that happened in a row share a clause.
enum Clause {
    Text(String),
    Prints(Vec<TextId>),
    Makes(Vec<String>),
    Spawns(Vec<String>),
    Wakes(Vec<String>, &'static str),
}

struct SummaryBuilder<'a> {
    world: World,
    record: &'a Recorder,
    polls: u32,
    chosen: bool,
    clauses: Vec<Clause>,
    ending: Option<String>,
    due: Vec<String>,
    outside: Vec<String>,
    rule: Option<Rule>,
    own_tasks: Vec<TaskId>,
    own_drops: Vec<CoroutineId>,
    /// The last resource that was made before this step.
    last_before: Option<ResourceId>,
}

impl<'a> SummaryBuilder<'a> {
    fn new(world: World, record: &'a Recorder) -> SummaryBuilder<'a> {
        let last_before = world.resources.keys().next_back().copied();
        SummaryBuilder {
            last_before,
            world,
            record,
            polls: 0,
            chosen: false,
            clauses: Vec::new(),
            ending: None,
            due: Vec::new(),
            outside: Vec::new(),
            rule: None,
            own_tasks: Vec::new(),
            own_drops: Vec::new(),
        }
    }

    fn words(&self) -> Words<'_> {
        Words { world: &self.world, record: self.record }
    }

    fn add(&mut self, clause: impl Into<String>) {
        self.clauses.push(Clause::Text(clause.into()));
    }

    /// Sets the rule of the step, unless it has one: a wake says more about a turn than how the turn ended.
    fn explain_by(&mut self, rule: Rule) {
        self.rule.get_or_insert(rule);
    }

    fn push(&mut self, event: &Event) {
        match event {
            Event::Loop(event) => self.push_loop(event),
            Event::Task(event) => self.push_task(event),
            Event::Coroutine(event) => self.push_coroutine(event),
            Event::Timer(event) => self.push_timer(event),
            Event::Resource(event) => self.push_resource(event),
            Event::Output(event) => self.push_output(*event),
        }
        self.world.apply(event);
    }

    fn push_output(&mut self, event: OutputEvent) {
        match event {
            OutputEvent::Printed { text } => match self.clauses.last_mut() {
                Some(Clause::Prints(texts)) => texts.push(text),
                _ => self.clauses.push(Clause::Prints(vec![text])),
            },
        }
    }

    fn push_timer(&mut self, event: &TimerEvent) {
        match *event {
            TimerEvent::Set { deadline, .. } => self.add(format!("sets a timer for {deadline}")),
            TimerEvent::Fired { .. } => {} // the clause of its wake says so
            TimerEvent::Dropped { .. } => self.add("takes its timer off the list"),
        }
    }

    fn push_loop(&mut self, event: &LoopEvent) {
        match *event {
            LoopEvent::Turn { task, action, .. } => {
                self.chosen = self.world.ready.front().is_some_and(|front| *front != task);
                self.polls = self.world.tasks.get(&task).map_or(0, |task| task.polls);
                self.polls += u32::from(action == Action::Poll);
            }
            LoopEvent::Clock { why: ClockReason::Idle, .. } => {} // the sentence of a jump says so
            LoopEvent::Clock { to, why: ClockReason::Cost | ClockReason::Block } => {
                self.add(format!("holds the thread until {to}"));
            }
            LoopEvent::Pending { task } => {
                let words = self.words();
                let ending = if self.world.ready.contains(&task) {
                    let is_cancelled = self.world.is_cancelled(task);
                    let why =
                        if is_cancelled { "to be dropped" } else { "in the ready queue again" };
                    format!("ends Pending, {why}")
                } else {
                    let leaf = words.innermost_await(task);
                    let at = leaf.map_or(String::new(), |line| format!(" at line {line}"));
                    format!("ends Pending: suspended{at}, in no queue")
                };
                self.end_with(ending, Rule::R4);
            }
            LoopEvent::Ready { task } => {
                let result = self.world.tasks.get(&task).and_then(|task| task.result);
                let ending = match result.map_or("()", |result| self.words().text(result)) {
                    "()" => "comes to its end: Ready".to_owned(),
                    value => format!("comes to its end with {value}: Ready"),
                };
                self.end_with(ending, Rule::of(&Event::Loop(*event)));
            }
            LoopEvent::Panicked { message, .. } => {
                let message = self.words().text(message);
                if let Step::Drop(_) = self.world.step {
                    let clause = format!("panics in a drop handler: {message}");
                    self.add(clause);
                    self.explain_by(Rule::of(&Event::Loop(*event)));
                } else {
                    let ending =
                        format!("panics: {message}. The task is over, and the loop goes on");
                    self.end_with(ending, Rule::of(&Event::Loop(*event)));
                }
            }
            LoopEvent::Cancelled { .. } => {
                self.end_with("is gone: cancelled".to_owned(), Rule::of(&Event::Loop(*event)));
            }
            LoopEvent::End { .. } => {
                let event = Event::Loop(*event);
                let sentence = self.words().sentence(&event);
                self.end_with(sentence.trim_end_matches('.').to_owned(), Rule::of(&event));
            }
        }
    }

    /// Notes how the step ended.
    fn end_with(&mut self, ending: String, rule: Rule) {
        self.ending = Some(ending);
        self.explain_by(rule);
    }

    fn push_task(&mut self, event: &TaskEvent) {
        let words = self.words();
        match *event {
            TaskEvent::Spawned { task, name, .. } => {
                let name = format!("{} {}", letter(task), words.text(name));
                match self.clauses.last_mut() {
                    Some(Clause::Spawns(names)) => names.push(name),
                    _ => self.clauses.push(Clause::Spawns(vec![name])),
                }
                self.own_tasks.push(task);
                if self.world.step != Step::SetUp {
                    self.explain_by(Rule::R2);
                }
            }
            // Nearly every program drops the handle of a new task at once, so it isn't worth a clause.
            TaskEvent::Detached { task } if !self.own_tasks.contains(&task) => {
                let ends = self.world.is_cancelled(task);
                let on = if ends { "" } else { ", which goes on" };
                let clause = format!("drops the handle of {}{on}", words.task(task));
                self.add(clause);
            }
            TaskEvent::Joins { task, .. } => {
                let clause =
                    format!("leaves its waker with {}, whose end it awaits", words.task(task));
                self.add(clause);
            }
            TaskEvent::CancelAsked { task, effect } => {
                let name = words.task(task);
                self.add(match effect {
                    WakeEffect::Queued => {
                        format!("cancels {name}, which joins the queue to be dropped")
                    }
                    WakeEffect::Merged => format!("cancels {name}, which is dropped on its turn"),
                    WakeEffect::Ignored => format!("cancels {name}, which has ended: ignored"),
                });
                self.explain_by(Rule::R7);
            }
            TaskEvent::Wake { task, by, effect } => self.push_wake(task, by, effect),
            TaskEvent::Lost { task } => {
                let clause = format!("lets go of the last waker of {}", words.task(task));
                self.add(clause);
                self.explain_by(Rule::R4);
            }
            TaskEvent::Detached { .. } => {}
        }
    }

    fn push_wake(&mut self, task: TaskId, by: WakeCause, effect: WakeEffect) {
        if by == WakeCause::Clock && self.world.step.task().is_some() {
            if effect == WakeEffect::Queued {
                self.due.push(self.words().task(task));
            }
            return;
        }
        let name =
            if by == WakeCause::Task(task) { "itself".to_owned() } else { self.words().task(task) };
        let how = match effect {
            WakeEffect::Queued => "to the back of the ready queue",
            WakeEffect::Merged => "in the queue already: merged",
            WakeEffect::Ignored => "ended already: ignored",
        };
        if by == WakeCause::Outside {
            self.outside.push(format!("{name} ({how})"));
            return self.explain_by(Rule::R5);
        }
        match self.clauses.last_mut() {
            Some(Clause::Wakes(names, same)) if *same == how => names.push(name),
            _ => self.clauses.push(Clause::Wakes(vec![name], how)),
        }
        if !matches!(self.world.step, Step::Jump(_)) {
            self.explain_by(Rule::R5);
        }
    }

    fn push_coroutine(&mut self, event: &CoroutineEvent) {
        let words = self.words();
        match *event {
            CoroutineEvent::Named { name, .. } => {
                let name = format!("`{}`", words.text(name));
                match self.clauses.last_mut() {
                    Some(Clause::Makes(names)) => names.push(name),
                    _ => self.clauses.push(Clause::Makes(vec![name])),
                }
            }
            CoroutineEvent::Entered { coroutine, parent: Some(_) } => {
                let clause = format!("enters `{}`", words.coroutine(coroutine));
                self.add(clause);
            }
            CoroutineEvent::Resumed { line, .. } if self.polls > 1 && self.clauses.is_empty() => {
                self.add(format!("goes on behind the await of line {line}"));
            }
            CoroutineEvent::Returned { coroutine, .. } => {
                let inner = self.world.coroutines.get(&coroutine).filter(|c| c.parent.is_some());
                if inner.is_some() {
                    let clause = format!("comes to the end of `{}`", words.coroutine(coroutine));
                    self.add(clause);
                }
            }
            CoroutineEvent::Dropped { coroutine } if !self.own_drops.contains(&coroutine) => {
                let Some(dropped) = self.world.coroutines.get(&coroutine) else { return };
                let name = words.coroutine(coroutine);
                let clause = match (dropped.stage, dropped.line) {
                    (CoroutineStage::Created, _) => {
                        format!("drops `{name}`, which was never polled")
                    }
                    (_, Some(line)) => format!("drops `{name}` at line {line}"),
                    (_, None) => format!("drops `{name}`"),
                };
                let rule =
                    if dropped.stage == CoroutineStage::Created { Rule::R1 } else { Rule::R7 };
                self.add(clause);
                self.explain_by(rule);
                self.own_drops.push(coroutine);
            }
            // These happen in every poll, or say nothing that the other clauses don't.
            CoroutineEvent::Created { .. }
            | CoroutineEvent::Called { .. }
            | CoroutineEvent::Entered { parent: None, .. }
            | CoroutineEvent::Continued { .. }
            | CoroutineEvent::Line { .. }
            | CoroutineEvent::Local { .. }
            | CoroutineEvent::Await { .. }
            | CoroutineEvent::Resumed { .. }
            | CoroutineEvent::Dropped { .. } => {}
        }
    }

    fn push_resource(&mut self, event: &ResourceEvent) {
        let words = self.words();
        let clause = match *event {
            // If it was made in an earlier step, it was only bound to a variable.
            ResourceEvent::Named { resource, .. } if Some(resource) <= self.last_before => {
                return;
            }
            ResourceEvent::Named { resource, name } => {
                let made = self.world.resources.get(&resource);
                let state = made.map_or("", |made| words.text(made.value));
                format!("makes `{}` ({state})", words.text(name))
            }
            ResourceEvent::Changed { resource, value } => {
                let (name, value) = (words.resource(resource), words.text(value));
                match value.strip_prefix("full: ") {
                    Some(value) => format!("fills `{name}` with {value}"),
                    None => format!("turns `{name}` to {value}"),
                }
            }
            ResourceEvent::Waits { resource, .. } => {
                format!("leaves its waker with `{}`", words.resource(resource))
            }
            ResourceEvent::Holds { resource, task } => match self.world.running {
                Some(running) if running != task => {
                    format!("hands `{}` to {}", words.resource(resource), words.task(task))
                }
                _ => format!("takes `{}`", words.resource(resource)),
            },
            ResourceEvent::Releases { resource, .. } => {
                format!("gives back `{}`", words.resource(resource))
            }
            // The clause of the wake says that a waker was called, and the one of the name that a thing was made.
            ResourceEvent::Made { .. }
            | ResourceEvent::Leaves { .. }
            | ResourceEvent::Gone { .. } => return,
        };
        self.add(clause);
    }

    fn clause(&self, clause: &Clause) -> String {
        match clause {
            Clause::Text(text) => text.clone(),
            Clause::Prints(texts) => match texts.as_slice() {
                [only] => format!("prints \u{201c}{}\u{201d}", short(self.record.text(*only))),
                all => format!("prints {}", counted(all.len(), "line", "lines")),
            },
            Clause::Makes(names) if names.len() == 1 => format!("makes the coroutine {}", names[0]),
            Clause::Makes(names) => format!("makes the coroutines {}", listed(names)),
            Clause::Spawns(names) => {
                let what = if names.len() == 1 { "task" } else { "tasks" };
                format!("makes the {what} {}, at the back of the ready queue", listed(names))
            }
            Clause::Wakes(names, how) => format!("wakes {} ({how})", listed(names)),
        }
    }
}

fn short(text: &str) -> String {
    if text.chars().count() <= MAX_QUOTED_LETTERS {
        return text.to_owned();
    }
    text.chars().take(MAX_QUOTED_LETTERS).chain(['\u{2026}']).collect()
}

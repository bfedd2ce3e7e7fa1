//! A whole step in one sentence, with the rule that explains it.
//!
//! [`Words::sentence`] tells one event. A turn is a handful of them, and most readers want the turn:
//! what was polled, what it did to others, and how the poll ended. So the events become clauses, and
//! what tells nothing by itself, such as the lines that were passed, is left out.

mod whole;

use super::rule::Rule;
use super::words::{Words, counted, letter, listed};
use super::{Stage, Step, World};
use crate::record::Recorder;
use crate::record::event::{
    Action, ClockReason, CoroutineEvent, Event, LoopEvent, OutputEvent, ResourceEvent, ResourceId,
    TaskEvent, TaskId, TextId, TimerEvent, WakeCause, WakeEffect,
};

/// What a step did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The rule that explains it.
    pub rule: Rule,
    /// One sentence, or two.
    pub sentence: String,
}

/// Tells the step that these events are. `before` is the moment before the first of them.
#[must_use]
pub fn summary(before: &World, record: &Recorder, events: &[Event]) -> Summary {
    let mut telling = Telling::new(before.clone(), record);
    for event in events {
        telling.hear(event);
    }
    telling.end()
}

/// Things of one kind that happened in a row, told in one clause.
enum Clause {
    Said(String),
    Prints(Vec<TextId>),
    Makes(Vec<String>),
    Spawns(Vec<String>),
    Wakes(Vec<String>, &'static str),
}

struct Telling<'a> {
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
    own_drops: Vec<crate::record::event::CoroutineId>,
    /// The last thing that was there before this step.
    last_before: Option<ResourceId>,
}

impl<'a> Telling<'a> {
    fn new(world: World, record: &'a Recorder) -> Telling<'a> {
        let last_before = world.resources.keys().next_back().copied();
        Telling {
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

    fn say(&mut self, clause: impl Into<String>) {
        self.clauses.push(Clause::Said(clause.into()));
    }

    /// The first of the weightier rules wins: a wake says more about a turn than how the turn ended.
    fn by(&mut self, rule: Rule) {
        self.rule.get_or_insert(rule);
    }

    fn hear(&mut self, event: &Event) {
        match *event {
            Event::Loop(LoopEvent::Turn { task, action, .. }) => {
                self.chosen = self.world.ready.front().is_some_and(|front| *front != task);
                self.polls = self.world.tasks.get(&task).map_or(0, |task| task.polls);
                self.polls += u32::from(action == Action::Poll);
            }
            Event::Output(OutputEvent::Printed { text }) => match self.clauses.last_mut() {
                Some(Clause::Prints(texts)) => texts.push(text),
                _ => self.clauses.push(Clause::Prints(vec![text])),
            },
            Event::Loop(
                LoopEvent::Pending { .. }
                | LoopEvent::Ready { .. }
                | LoopEvent::Panicked { .. }
                | LoopEvent::Cancelled { .. }
                | LoopEvent::End { .. },
            ) => self.hear_end(event),
            Event::Loop(LoopEvent::Clock { to, why }) if why != ClockReason::Idle => {
                self.say(format!("holds the thread until {to}"));
            }
            Event::Task(
                TaskEvent::Spawned { .. }
                | TaskEvent::Detached { .. }
                | TaskEvent::Joins { .. }
                | TaskEvent::CancelAsked { .. }
                | TaskEvent::Wake { .. }
                | TaskEvent::Lost { .. },
            ) => self.hear_of_task(event),
            Event::Coroutine(
                CoroutineEvent::Named { .. }
                | CoroutineEvent::Entered { .. }
                | CoroutineEvent::Resumed { .. }
                | CoroutineEvent::Returned { .. }
                | CoroutineEvent::Dropped { .. },
            ) => self.hear_of_coroutine(event),
            Event::Timer(TimerEvent::Set { deadline, .. }) => {
                self.say(format!("sets a timer for {deadline}"));
            }
            Event::Timer(TimerEvent::Dropped { .. }) => {
                self.say("takes its timer off the list");
            }
            _ => self.hear_of_resource(event),
        }
        self.world.apply(event);
    }

    fn hear_end(&mut self, event: &Event) {
        let words = self.words();
        if let (Event::Loop(LoopEvent::Panicked { message, .. }), Step::Drop(_)) =
            (event, self.world.step)
        {
            self.say(format!("panics in a drop handler: {}", words.text(*message)));
            return self.by(Rule::of(event));
        }
        self.ending = Some(match *event {
            Event::Loop(LoopEvent::Pending { task }) if self.world.ready.contains(&task) => {
                let ends = self.world.is_cancelled(task);
                let why = if ends { "to be dropped" } else { "in the ready queue again" };
                format!("ends Pending, {why}")
            }
            Event::Loop(LoopEvent::Pending { task }) => {
                let leaf = words.innermost_await(task);
                let at = leaf.map_or(String::new(), |line| format!(" at line {line}"));
                format!("ends Pending: suspended{at}, in no queue")
            }
            Event::Loop(LoopEvent::Ready { task }) => {
                let result = self.world.tasks.get(&task).and_then(|task| task.result);
                match result.map_or("()", |result| words.text(result)) {
                    "()" => "comes to its end: Ready".to_owned(),
                    value => format!("comes to its end with {value}: Ready"),
                }
            }
            Event::Loop(LoopEvent::Panicked { message, .. }) => {
                format!("panics: {}. The task is over, and the loop goes on", words.text(message))
            }
            Event::Loop(LoopEvent::Cancelled { .. }) => "is gone: cancelled".to_owned(),
            _ => words.sentence(event).trim_end_matches('.').to_owned(),
        });
        let rule = match event {
            Event::Loop(LoopEvent::Pending { .. }) => Rule::R4,
            event => Rule::of(event),
        };
        self.by(rule);
    }

    fn hear_of_task(&mut self, event: &Event) {
        let words = self.words();
        match *event {
            Event::Task(TaskEvent::Spawned { task, name, .. }) => {
                let name = format!("{} {}", letter(task), words.text(name));
                match self.clauses.last_mut() {
                    Some(Clause::Spawns(names)) => names.push(name),
                    _ => self.clauses.push(Clause::Spawns(vec![name])),
                }
                self.own_tasks.push(task);
                if self.world.step != Step::SetUp {
                    self.by(Rule::R2);
                }
            }
            // Of a task that was just made, nearly every program lets go at once.
            Event::Task(TaskEvent::Detached { task }) if !self.own_tasks.contains(&task) => {
                let ends = self.world.is_cancelled(task);
                let on = if ends { "" } else { ", which goes on" };
                let clause = format!("drops the handle of {}{on}", words.task(task));
                self.say(clause);
            }
            Event::Task(TaskEvent::Joins { task, .. }) => {
                let clause =
                    format!("leaves its waker with {}, whose end it awaits", words.task(task));
                self.say(clause);
            }
            Event::Task(TaskEvent::CancelAsked { task, effect }) => {
                let name = words.task(task);
                self.say(match effect {
                    WakeEffect::Queued => {
                        format!("cancels {name}, which joins the queue to be dropped")
                    }
                    WakeEffect::Merged => format!("cancels {name}, which is dropped on its turn"),
                    WakeEffect::Ignored => format!("cancels {name}, which has ended: ignored"),
                });
                self.by(Rule::R7);
            }
            Event::Task(TaskEvent::Wake { task, by, effect }) => self.hear_wake(task, by, effect),
            Event::Task(TaskEvent::Lost { task }) => {
                let clause = format!("lets go of the last waker of {}", words.task(task));
                self.say(clause);
                self.by(Rule::R4);
            }
            _ => {}
        }
    }

    fn hear_wake(&mut self, task: TaskId, by: WakeCause, effect: WakeEffect) {
        if by == WakeCause::Clock && matches!(self.world.step, Step::Poll(_) | Step::Drop(_)) {
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
            return self.by(Rule::R5);
        }
        match self.clauses.last_mut() {
            Some(Clause::Wakes(names, same)) if *same == how => names.push(name),
            _ => self.clauses.push(Clause::Wakes(vec![name], how)),
        }
        if !matches!(self.world.step, Step::Jump(_)) {
            self.by(Rule::R5);
        }
    }

    fn hear_of_coroutine(&mut self, event: &Event) {
        let words = self.words();
        match *event {
            Event::Coroutine(CoroutineEvent::Named { name, .. }) => {
                let name = format!("`{}`", words.text(name));
                match self.clauses.last_mut() {
                    Some(Clause::Makes(names)) => names.push(name),
                    _ => self.clauses.push(Clause::Makes(vec![name])),
                }
            }
            Event::Coroutine(CoroutineEvent::Entered { coroutine, parent: Some(_) }) => {
                let clause = format!("enters `{}`", words.coroutine(coroutine));
                self.say(clause);
            }
            Event::Coroutine(CoroutineEvent::Resumed { line, .. })
                if self.polls > 1 && self.clauses.is_empty() =>
            {
                self.say(format!("goes on behind the await of line {line}"));
            }
            Event::Coroutine(CoroutineEvent::Returned { coroutine, .. }) => {
                let inner = self.world.coroutines.get(&coroutine).filter(|c| c.parent.is_some());
                if inner.is_some() {
                    let clause = format!("comes to the end of `{}`", words.coroutine(coroutine));
                    self.say(clause);
                }
            }
            Event::Coroutine(CoroutineEvent::Dropped { coroutine })
                if !self.own_drops.contains(&coroutine) =>
            {
                let Some(dropped) = self.world.coroutines.get(&coroutine) else { return };
                let name = words.coroutine(coroutine);
                let clause = match (dropped.stage, dropped.line) {
                    (Stage::Fresh, _) => format!("drops `{name}`, which was never polled"),
                    (_, Some(line)) => format!("drops `{name}` at line {line}"),
                    (_, None) => format!("drops `{name}`"),
                };
                let rule = if dropped.stage == Stage::Fresh { Rule::R1 } else { Rule::R7 };
                self.say(clause);
                self.by(rule);
                self.own_drops.push(coroutine);
            }
            _ => {}
        }
    }

    fn hear_of_resource(&mut self, event: &Event) {
        let words = self.words();
        let clause = match *event {
            // A thing of an earlier step was only bound to a variable.
            Event::Resource(ResourceEvent::Named { resource, .. })
                if Some(resource) <= self.last_before =>
            {
                return;
            }
            Event::Resource(ResourceEvent::Named { resource, name }) => {
                let made = self.world.resources.get(&resource);
                let state = made.map_or("", |made| words.text(made.value));
                format!("makes `{}` ({state})", words.text(name))
            }
            Event::Resource(ResourceEvent::Changed { resource, value }) => {
                let (name, value) = (words.resource(resource), words.text(value));
                match value.strip_prefix("full: ") {
                    Some(value) => format!("fills `{name}` with {value}"),
                    None => format!("turns `{name}` to {value}"),
                }
            }
            Event::Resource(ResourceEvent::Waits { resource, .. }) => {
                format!("leaves its waker with `{}`", words.resource(resource))
            }
            Event::Resource(ResourceEvent::Holds { resource, task }) => match self.world.running {
                Some(running) if running != task => {
                    format!("hands `{}` to {}", words.resource(resource), words.task(task))
                }
                _ => format!("takes `{}`", words.resource(resource)),
            },
            Event::Resource(ResourceEvent::Releases { resource, .. }) => {
                format!("gives back `{}`", words.resource(resource))
            }
            _ => return,
        };
        self.say(clause);
    }

    fn clause(&self, clause: &Clause) -> String {
        match clause {
            Clause::Said(text) => text.clone(),
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

/// So many letters of a line of output are quoted.
const QUOTED: usize = 48;

fn short(text: &str) -> String {
    if text.chars().count() <= QUOTED {
        return text.to_owned();
    }
    text.chars().take(QUOTED).chain(['\u{2026}']).collect()
}

//! A whole step in one sentence, with the rule that explains it.
//!
//! [`Words::sentence`] describes one event. A turn is a handful of them, and most readers want the turn:
//! what was polled, what it did to other tasks, and how the poll ended. So the events become clauses, and
//! an event that means little by itself, such as a line that was passed, is left out.

#![deny(clippy::wildcard_enum_match_arm)]

mod whole;

use super::phrasebook::{self as phrase, Column};
use super::rule::Rule;
use super::words::{WakerChange, Words, letter, listed, truncated};
use super::{CoroutineStage, StepKind, WakerOwner, World};
use crate::limits::MAX_QUOTED_LETTERS;
use crate::record::Recorder;
use crate::record::event::{
    Action, CancelEffect, ClockReason, CoroutineEvent, CoroutineId, EntryKind, Event, JobId,
    LoopEvent, OutputEvent, OutsideEvent, ResourceEvent, ResourceId, ResourceKind, TaskEvent,
    TaskId, TextId, Time, TimerEvent, Verdict, WakeCause, WakeEffect,
};
use std::collections::BTreeSet;

/// What a step did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// The rules that explain it, the best one first. There may be none.
    pub rules: Vec<Rule>,
    /// One sentence, or two.
    pub sentence: String,
}

impl Summary {
    /// Returns the summary of a moment inside a step: its latest event. `words` are those of the moment before it.
    #[must_use]
    pub fn of_event(words: Words<'_>, event: &Event) -> Summary {
        let rules = Rule::of(event, words.world).to_vec();
        Summary { rules, sentence: words.sentence(event) }
    }

    /// Returns the summary of the moment before the first event.
    #[must_use]
    pub fn of_beginning(record: &Recorder) -> Summary {
        let sentence = phrase::nothing_yet(record.language().into()).to_owned();
        Summary { rules: Vec::new(), sentence }
    }

    /// Returns the best rule that the learner knows, if one explains the step.
    #[must_use]
    pub fn rule(&self, is_known: impl Fn(Rule) -> bool) -> Option<Rule> {
        self.rules.iter().copied().find(|rule| is_known(*rule))
    }
}

/// Returns the summary of the step that these events are. `before` is the moment before the first of them.
#[must_use]
pub fn step_summary(before: &World, record: &Recorder, events: &[Event]) -> Summary {
    summary_in(Words::new(before, record), events)
}

/// Returns the summary of the step that these events are. `before` has the words for the moment before the first of
/// them.
#[must_use]
pub fn summary_in(before: Words<'_>, events: &[Event]) -> Summary {
    let mut summary = SummaryBuilder::new(before);
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
    Wakes(Vec<String>, WakeEffect),
    HandsOver(Vec<JobId>, ResourceId),
}

struct SummaryBuilder<'a> {
    world: World,
    first: Words<'a>,
    polls: u32,
    chosen: bool,
    clauses: Vec<Clause>,
    ending: Option<String>,
    /// Says that the run ended inside the step.
    end_of_run: Option<String>,
    /// The clock after a poll that is set to cost time.
    cost: Option<Time>,
    due: Vec<String>,
    outside: Vec<String>,
    /// What the jobs outside the loop did.
    jobs: Vec<String>,
    own_jobs: BTreeSet<JobId>,
    rules: Vec<Rule>,
    own_tasks: BTreeSet<TaskId>,
    own_drops: Vec<CoroutineId>,
    /// The exception that was raised last.
    raised: Option<TextId>,
    /// The last resource that was made before this step.
    last_before: Option<ResourceId>,
}

impl<'a> SummaryBuilder<'a> {
    fn new(first: Words<'a>) -> SummaryBuilder<'a> {
        SummaryBuilder {
            last_before: first.world.resources.keys().next_back().copied(),
            world: first.world.clone(),
            first,
            polls: 0,
            chosen: false,
            clauses: Vec::new(),
            ending: None,
            end_of_run: None,
            cost: None,
            due: Vec::new(),
            outside: Vec::new(),
            jobs: Vec::new(),
            own_jobs: BTreeSet::new(),
            rules: Vec::new(),
            own_tasks: BTreeSet::new(),
            own_drops: Vec::new(),
            raised: None,
        }
    }

    fn words(&self) -> Words<'_> {
        self.first.at(&self.world)
    }

    fn column(&self) -> Column {
        self.first.column()
    }

    fn add(&mut self, clause: impl Into<String>) {
        self.clauses.push(Clause::Text(clause.into()));
    }

    /// Adds rules that explain the step. Those that come first explain it best: a wake says more about a turn than how
    /// the turn ended.
    fn explain_by(&mut self, rules: &[Rule]) {
        for rule in rules {
            if !self.rules.contains(rule) {
                self.rules.push(*rule);
            }
        }
    }

    fn push(&mut self, event: &Event) {
        match event {
            Event::Loop(event) => self.push_loop(event),
            Event::Task(event) => self.push_task(event),
            Event::Coroutine(event) => self.push_coroutine(event),
            Event::Timer(event) => self.push_timer(event),
            Event::Resource(event) => self.push_resource(event),
            Event::Outside(event) => self.push_outside(event),
            Event::Output(event) => self.push_output(*event),
        }
        self.world.apply(event);
    }

    /// Returns whether it's a job outside the loop that acts now.
    fn is_outside(&self) -> bool {
        self.world.running.is_none() && self.world.has_running_jobs()
    }

    fn push_outside(&mut self, event: &OutsideEvent) {
        let (column, words) = (self.column(), self.words());
        match *event {
            OutsideEvent::HandedOver { job, resource, .. } => {
                self.own_jobs.insert(job);
                match self.clauses.last_mut() {
                    Some(Clause::HandsOver(jobs, of)) if *of == resource => jobs.push(job),
                    _ => self.clauses.push(Clause::HandsOver(vec![job], resource)),
                }
            }
            OutsideEvent::Awaited { job, .. } => {
                self.add(phrase::waits_on_job(column, &words.job(job)));
            }
            OutsideEvent::Abandoned { job } => {
                self.add(phrase::gives_up_job(column, &words.job(job)));
                self.explain_by(&[Rule::R7]);
            }
            OutsideEvent::Started { job, .. } => {
                if !self.own_jobs.contains(&job) {
                    let clause = phrase::job_starts(column, &words.job(job));
                    self.jobs.push(clause);
                }
            }
            OutsideEvent::Done { job, .. } => {
                let clause = phrase::job_ended(column, &words.job(job));
                self.jobs.push(clause);
            }
            // The clause that creates the pool, or hands over the job, says it.
            OutsideEvent::Opened { .. } | OutsideEvent::Named { .. } => {}
        }
    }

    fn push_output(&mut self, event: OutputEvent) {
        match event {
            OutputEvent::Printed { text } if self.is_outside() => {
                let text = short(self.first.text(text));
                let clause = phrase::outside_prints(self.column(), &text);
                self.jobs.push(clause);
            }
            OutputEvent::Printed { text } => match self.clauses.last_mut() {
                Some(Clause::Prints(texts)) => texts.push(text),
                _ => self.clauses.push(Clause::Prints(vec![text])),
            },
        }
    }

    fn push_timer(&mut self, event: &TimerEvent) {
        match *event {
            TimerEvent::Set { deadline, .. } => {
                self.add(phrase::sets_timer(self.column(), &deadline));
            }
            TimerEvent::Fired { .. } => {} // the clause of its wake says so
            TimerEvent::Dropped { .. } => self.add(phrase::removes_timer(self.column())),
        }
    }

    fn push_loop(&mut self, event: &LoopEvent) {
        let column = self.column();
        let rules = Rule::of(&Event::Loop(*event), &self.world);
        match *event {
            LoopEvent::Turn { task, action, .. } => {
                self.chosen = self.world.ready.front().is_some_and(|front| *front != task);
                self.polls = self.world.tasks.get(&task).map_or(0, |task| task.polls);
                self.polls += u32::from(action != Action::Drop);
                if action == Action::Throw {
                    self.explain_by(rules);
                }
            }
            LoopEvent::Clock { why: ClockReason::Idle, .. } => {} // the sentence of a jump says so
            LoopEvent::Clock { to, why: ClockReason::Block } => {
                let (length, on) = self.words().blocked_time(to);
                self.add(phrase::blocks(column, &length, &on, &to));
            }
            LoopEvent::Clock { to, why: ClockReason::Cost } => self.cost = Some(to),
            LoopEvent::Pending { task } => {
                let at = self.words().at_innermost_await(task);
                let ending = if !self.world.ready.contains(&task) {
                    phrase::ends_suspended(column, &at)
                } else if self.world.is_cancelled(task) {
                    phrase::ends_queued_cancelled(column, &at)
                } else {
                    phrase::ends_queued(column, &at)
                };
                self.end_with(ending, rules);
            }
            LoopEvent::Ready { task } if self.words().is_callback(task) => {
                self.end_with(phrase::callback_ends(column).to_owned(), rules);
            }
            LoopEvent::Failed { task, message } => {
                let message = self.first.text(message);
                let ending = if self.words().is_callback(task) {
                    phrase::callback_fails(column, &message)
                } else {
                    phrase::fails(column, &message)
                };
                self.end_with(ending, rules);
            }
            LoopEvent::Nested { task } => {
                let name = self.words().task(task);
                self.add(phrase::starts_at_once(column, &name));
            }
            LoopEvent::Ready { task } => {
                let result = self.world.tasks.get(&task).and_then(|task| task.result);
                let words = self.words();
                let ending = match result.filter(|result| !words.returns_nothing(*result)) {
                    None => phrase::ends(column).to_owned(),
                    Some(value) => match words.value(value) {
                        Some(value) => phrase::ends_with(column, &value),
                        None => phrase::ends(column).to_owned(),
                    },
                };
                self.end_with(ending, rules);
            }
            LoopEvent::Panicked { message, .. } => {
                let message = self.first.text(message);
                if let StepKind::Drop(_) = self.world.step {
                    self.add(phrase::panics_in_drop(column, &message));
                    self.explain_by(rules);
                } else {
                    self.end_with(phrase::panics(column, &message), rules);
                }
            }
            LoopEvent::Cancelled { .. } => {
                self.end_with(phrase::ends_cancelled(column).to_owned(), rules);
            }
            LoopEvent::End { how } => {
                let sentence = self.words().sentence(&Event::Loop(*event));
                if !how.is_inside_poll() {
                    self.end_with(sentence.trim_end_matches('.').to_owned(), rules);
                    return;
                }
                self.end_of_run = Some(sentence);
                if how == Verdict::Frozen {
                    self.end_with(phrase::blocks_forever(column).to_owned(), rules);
                }
            }
        }
    }

    /// Notes how the step ended.
    fn end_with(&mut self, ending: String, rules: &[Rule]) {
        self.ending = Some(ending);
        self.explain_by(rules);
    }

    fn push_task(&mut self, event: &TaskEvent) {
        let (column, words) = (self.column(), self.words());
        match *event {
            TaskEvent::Spawned { name, kind: EntryKind::Callback, .. } => {
                self.add(phrase::queues_callback(column, &words.text(name)));
            }
            TaskEvent::Spawned { task, name, kind: EntryKind::Task, .. } => {
                let name = format!("{} {}", letter(task), words.text(name));
                match self.clauses.last_mut() {
                    Some(Clause::Spawns(names)) => names.push(name),
                    _ => self.clauses.push(Clause::Spawns(vec![name])),
                }
                self.own_tasks.insert(task);
                if self.world.step != StepKind::SetUp {
                    self.explain_by(&[Rule::R2]);
                }
            }
            // Nearly every program drops the handle of a new task at once, so it isn't worth a clause.
            TaskEvent::Detached { task } if !self.own_tasks.contains(&task) => {
                let name = words.task(task);
                let clause = if self.world.is_cancelled(task) {
                    phrase::drops_handle_of_ended(column, &name)
                } else {
                    phrase::drops_handle(column, &name)
                };
                self.add(clause);
            }
            TaskEvent::Joins { task, .. } => {
                self.add(phrase::awaits_task(column, &words.task(task)));
            }
            TaskEvent::CancelAsked { task, effect } => {
                let name = words.task(task);
                let is_own = self.world.running == Some(task);
                self.add(match effect {
                    _ if is_own => phrase::cancels_itself(column).to_owned(),
                    CancelEffect::Queued => phrase::cancels(column, &name),
                    CancelEffect::Merged => phrase::cancels_merged(column, &name),
                    CancelEffect::Ignored => phrase::cancels_ignored(column, &name),
                    CancelEffect::PassedOn => phrase::cancels_passed_on(column, &name),
                    CancelEffect::Deferred => phrase::cancels_itself(column).to_owned(),
                });
                self.explain_by(&[Rule::R7]);
            }
            TaskEvent::Wake { task, by, effect } => self.push_wake(task, by, effect),
            TaskEvent::Lost { task } => {
                self.add(match self.world.running {
                    Some(running) if running == task => {
                        phrase::drops_own_last_waker(column).to_owned()
                    }
                    _ => phrase::drops_last_waker(column, &words.task(task)),
                });
                self.explain_by(&[Rule::R4]);
            }
            TaskEvent::Detached { .. } => {}
        }
    }

    fn push_wake(&mut self, task: TaskId, by: WakeCause, effect: WakeEffect) {
        let column = self.column();
        let name = self.words().task(task);
        if by == WakeCause::Clock && self.world.step.task().is_some() {
            if effect == WakeEffect::Queued {
                self.due.push(name);
            }
            return;
        }
        if by == WakeCause::Outside
            && let Some(WakerOwner::Job(job)) = self.world.waker_owner(task)
        {
            let wakes = match effect {
                WakeEffect::Queued => phrase::outside_queued(column, &name),
                WakeEffect::Merged => phrase::outside_merged(column, &name),
                WakeEffect::Ignored => phrase::outside_ignored(column, &name),
            };
            // It has just ended.
            self.jobs.pop();
            let clause = phrase::job_ended_and_wakes(column, &self.words().job(job), &wakes);
            self.jobs.push(clause);
            return self.explain_by(&[Rule::R5]);
        }
        if by == WakeCause::Outside {
            self.outside.push(match effect {
                WakeEffect::Queued => phrase::outside_queued(column, &name),
                WakeEffect::Merged => phrase::outside_merged(column, &name),
                WakeEffect::Ignored => phrase::outside_ignored(column, &name),
            });
            return self.explain_by(&[Rule::R5]);
        }
        if by == WakeCause::Task(task) {
            // Beside the twin, the end of the sentence says that the task is back in the queue.
            if column != Column::Twin {
                self.add(match effect {
                    WakeEffect::Queued => phrase::wakes_itself(column),
                    WakeEffect::Merged | WakeEffect::Ignored => phrase::wakes_itself_merged(column),
                });
            }
        } else {
            match self.clauses.last_mut() {
                Some(Clause::Wakes(names, same)) if *same == effect => names.push(name),
                _ => self.clauses.push(Clause::Wakes(vec![name], effect)),
            }
        }
        if !matches!(self.world.step, StepKind::Jump(_)) {
            self.explain_by(&[Rule::R5]);
        }
    }

    fn push_coroutine(&mut self, event: &CoroutineEvent) {
        let (column, words) = (self.column(), self.words());
        match *event {
            CoroutineEvent::Named { name, .. } => {
                let name = format!("`{}`", words.text(name));
                match self.clauses.last_mut() {
                    Some(Clause::Makes(names)) => names.push(name),
                    _ => self.clauses.push(Clause::Makes(vec![name])),
                }
            }
            CoroutineEvent::Entered { coroutine, parent: Some(_), .. } => {
                self.add(phrase::starts(column, &words.coroutine(coroutine)));
            }
            CoroutineEvent::Resumed { coroutine, line }
                if self.polls > 1 && self.clauses.is_empty() =>
            {
                let on = words.on_line(coroutine, line);
                let inner = self.world.coroutines.get(&coroutine).filter(|c| c.parent.is_some());
                // The line is that of a coroutine that the task awaits, and not one of the task's own.
                self.add(match inner {
                    Some(_) => phrase::continues_in(column, &words.coroutine(coroutine), &on),
                    None => phrase::continues(column, &on),
                });
            }
            // An exception that propagates is mentioned where it is raised, and again when the task ends.
            CoroutineEvent::Raised { coroutine, line, what } if self.raised != Some(what) => {
                let (name, on) = (words.coroutine(coroutine), words.on_line(coroutine, line));
                let clause = phrase::raises_inside(column, &words.text(what), &name, &on);
                if !matches!(self.world.step, StepKind::Throw(_)) {
                    self.add(clause);
                }
                self.raised = Some(what);
            }
            CoroutineEvent::Dropped { .. } if self.raised.is_some() => {}
            // Its counterpart in the twin, a generator, has yielded: it hasn't returned, and the end of the sentence says
            // where the step ends.
            CoroutineEvent::Returned { coroutine, value }
                if words.coroutine(coroutine) == "__await__" && words.text(value) == "Pending" => {}
            CoroutineEvent::Returned { coroutine, .. } => {
                let inner = self.world.coroutines.get(&coroutine).filter(|c| c.parent.is_some());
                if inner.is_some() {
                    self.add(phrase::inner_ends(column, &words.coroutine(coroutine)));
                }
            }
            CoroutineEvent::Dropped { coroutine } if !self.own_drops.contains(&coroutine) => {
                let Some(dropped) = self.world.coroutines.get(&coroutine) else { return };
                let name = words.coroutine(coroutine);
                let on = |line| words.on_line(coroutine, line);
                let task = self.world.running.and_then(|task| self.world.tasks.get(&task));
                let is_own = task.is_some_and(|task| task.coroutine == Some(coroutine));
                let clause = match (dropped.stage, dropped.awaits, dropped.line) {
                    // The sentence says that the task is dropped.
                    (CoroutineStage::Created, ..) if is_own => return self.explain_by(&[Rule::R7]),
                    (CoroutineStage::Suspended, Some(awaits), _) if is_own => {
                        phrase::ends_at_await(column, &on(awaits.line))
                    }
                    (CoroutineStage::Created, ..) => phrase::drops_unstarted(column, &name),
                    (_, Some(awaits), _) => phrase::drops_at_await(column, &name, &on(awaits.line)),
                    (_, None, line) => {
                        phrase::drops_on_line(column, &name, &line.map(on).unwrap_or_default())
                    }
                };
                let rules = Rule::of(&Event::Coroutine(*event), &self.world);
                self.add(clause);
                self.explain_by(rules);
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
            | CoroutineEvent::Raised { .. }
            | CoroutineEvent::Dropped { .. } => {}
        }
    }

    fn push_resource(&mut self, event: &ResourceEvent) {
        let (column, words) = (self.column(), self.words());
        let clause = match *event {
            // If it was made in an earlier step, it was only bound to a variable.
            ResourceEvent::Named { resource, .. } if Some(resource) <= self.last_before => {
                return;
            }
            ResourceEvent::Named { resource, name } => {
                let made = self.world.resources.get(&resource);
                let state = made.map_or(String::new(), |made| words.resource_value(made));
                let name = words.text(name);
                if state.is_empty() {
                    phrase::creates_plain(column, &name)
                } else {
                    phrase::creates(column, &name, &state)
                }
            }
            ResourceEvent::Changed { resource, value, .. } if self.is_outside() => {
                if let Some(value) = words.value(value) {
                    let name = words.resource(resource);
                    let clause = phrase::outside_changes(column, &name, &value);
                    self.jobs.push(clause);
                }
                return;
            }
            ResourceEvent::Changed { resource, value, .. } => match self.change(resource, value) {
                Some(clause) => clause,
                None => return,
            },
            ResourceEvent::Waits { resource, .. } => {
                phrase::waits_on(column, &words.resource(resource))
            }
            ResourceEvent::Holds { resource, task } => {
                let name = words.resource(resource);
                let is_permit = words.kind(resource) == Some(ResourceKind::Semaphore);
                match self.world.running {
                    Some(running) if running != task => {
                        let clause = phrase::hands(column, &name, &words.task(task));
                        // It says that the lock is released.
                        let released = phrase::gives_back(column, &name);
                        if let Some(Clause::Text(last)) = self.clauses.last()
                            && *last == released
                        {
                            self.clauses.pop();
                        }
                        clause
                    }
                    _ if is_permit => phrase::takes_permit(column, &name),
                    _ => phrase::takes(column, &name),
                }
            }
            ResourceEvent::Releases { resource, .. } => {
                phrase::gives_back(column, &words.resource(resource))
            }
            // The clause of the wake says that a waker was called, and the one of the name that a thing was made.
            ResourceEvent::Made { .. }
            | ResourceEvent::Leaves { .. }
            | ResourceEvent::Gone { .. } => return,
        };
        self.add(clause);
    }

    /// Returns the clause for a new value, unless another clause says the same.
    fn change(&self, resource: ResourceId, value: TextId) -> Option<String> {
        let (column, words) = (self.column(), self.words());
        let name = words.resource(resource);
        match words.waker_change(resource, value) {
            Some(WakerChange::Stored(_)) => return Some(phrase::stores_waker_in(column, &name)),
            Some(WakerChange::TakenOut) => return Some(phrase::takes_waker_out(column, &name)),
            None => {}
        }
        if words.is_missed_pulse(resource, value) {
            return Some(phrase::sends_missed_pulse(column, &name));
        }
        let text = words.value(value)?;
        match words.kind(resource) {
            // It was acquired or released.
            Some(ResourceKind::Lock | ResourceKind::Semaphore) => None,
            Some(ResourceKind::Token) => Some(phrase::cancels_token(column, &name)),
            Some(ResourceKind::Queue | ResourceKind::Channel) => {
                Some(phrase::changes(column, &name, &text))
            }
            Some(ResourceKind::Event) if text == "set" => Some(phrase::sets_event(column, &name)),
            Some(ResourceKind::Event) if text == "not set" => {
                Some(phrase::clears_event(column, &name))
            }
            _ => Some(match text.strip_prefix("full: ") {
                Some(value) => phrase::fills(column, &name, &value),
                None => phrase::sets(column, &name, &text),
            }),
        }
    }

    /// Returns whether a sentence has room for both of these printed lines.
    fn fits_with(&self, first: TextId, second: TextId) -> bool {
        let letters = |text| self.first.text(text).chars().count();
        letters(first) + letters(second) <= MAX_QUOTED_LETTERS
    }

    fn clause(&self, clause: &Clause) -> String {
        let column = self.column();
        match clause {
            Clause::Text(text) => text.clone(),
            Clause::Prints(texts) => match texts.as_slice() {
                [only] => phrase::prints(column, &short(self.first.text(*only))),
                [first, second] if self.fits_with(*first, *second) => {
                    phrase::prints_two(column, &self.first.text(*first), &self.first.text(*second))
                }
                all => phrase::prints_lines(column, &all.len()),
            },
            Clause::Makes(names) => match names.as_slice() {
                [only] => phrase::makes_coroutine(column, only),
                all => phrase::makes_coroutines(column, &listed(all)),
            },
            Clause::Spawns(names) => match names.as_slice() {
                [only] => phrase::spawns(column, only),
                all => phrase::spawns_several(column, &listed(all)),
            },
            Clause::HandsOver(jobs, of) => {
                let (words, of) = (self.words(), self.words().resource(*of));
                let names: Vec<_> =
                    jobs.iter().map(|job| format!("`{}`", words.job(*job))).collect();
                phrase::hands_over_jobs(column, &listed(&names), &of)
            }
            Clause::Wakes(names, effect) => {
                let all = listed(names);
                match (effect, names.len()) {
                    (WakeEffect::Queued, 1) => phrase::wakes(column, &all),
                    (WakeEffect::Merged, 1) => phrase::wakes_merged(column, &all),
                    (WakeEffect::Ignored, 1) => phrase::wakes_ignored(column, &all),
                    (WakeEffect::Queued, _) => phrase::wakes_several(column, &all),
                    (WakeEffect::Merged, _) => phrase::wakes_several_merged(column, &all),
                    (WakeEffect::Ignored, _) => phrase::wakes_several_ignored(column, &all),
                }
            }
        }
    }
}

fn short(text: &str) -> String {
    truncated(text, MAX_QUOTED_LETTERS)
}

//! A **query** is a question that a run can answer. A lesson names the query, and never contains the answer.
//!
//! A query is evaluated at a position of a story. A query about what comes next searches after the position. Counts,
//! values and states are those from the start of the run. The cue `until` ends the search, except for queries about the
//! whole run.

#![deny(clippy::wildcard_enum_match_arm)]

use crate::course::question::answer::{Answer, in_code};
use crate::course::question::cue::{Cue, seconds};
use crate::course::story::{NamedEvent, Story};
use crate::record::event::{
    Action, CoroutineEvent, Event, LoopEvent, ResourceEvent, TaskEvent, Time, Verdict, WakeEffect,
};
use serde::Deserialize;
use std::collections::BTreeSet;

/// The arguments of a query in a lesson.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Arguments {
    /// A task, a coroutine or a variable.
    pub of: Option<String>,
    /// A line of output.
    pub line: Option<String>,
    /// The cue at which the search ends.
    pub until: Option<String>,
    /// Only at this time, in seconds.
    pub at: Option<String>,
}

/// The kind of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "QUERY_KINDS says of each what it asks")]
pub enum QueryKind {
    NextTask,
    ResultOfPoll,
    QueueAfter,
    LineNext,
    OrderOfLines(Option<Time>),
    ClockAtEnd,
    ClockWhen(String),
    Polls(String),
    Turns,
    Value(String),
    State(String),
    EndState,
    WhoIsWoken,
    OrderOfFinishing,
    NumberOfLines,
    MostPolledAtOnce,
    IsPrinted(String),
}

/// Each kind: its name, its question, and the panels that show the necessary facts, any one of which is enough.
pub const QUERY_KINDS: [(&str, &str, &[&str]); 17] = [
    ("next_task", "which task is polled next", &["Ready queue"]),
    ("result_of_poll", "how the poll ends", &["Source"]),
    ("queue_after", "which tasks are in the ready queue after this step", &["Ready queue"]),
    ("line_next", "which line is printed next", &["Source"]),
    ("order_of_lines", "which lines are printed, in order", &["Source"]),
    ("clock_at_end", "what the clock says at the end", &["Timers", "Source"]),
    ("clock_when", "what the clock says when this `line` is printed", &["Timers", "Source"]),
    ("polls", "how often `of` is polled", &["Tasks", "Coroutines"]),
    ("turns", "how many turns the run takes", &["Tasks"]),
    ("value", "the value of the variable `of`", &["Source"]),
    ("state", "where the task `of` stands, or the state that its code shows", &["Tasks"]),
    ("end_state", "how the run ends", &["Tasks", "Ready queue"]),
    ("who_is_woken", "which task is woken next", &["Futures", "Wakers", "Timers"]),
    ("order_of_finishing", "which tasks finish, in order", &["Tasks"]),
    ("number_of_lines", "how many lines are printed", &["Output"]),
    ("most_polled_at_once", "how many tasks are polled at one time, at most", &["Tasks"]),
    ("is_printed", "whether this `line` is printed", &["Source"]),
];

/// A kind, and where its search ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    kind: QueryKind,
    until: Option<Cue>,
}

impl Query {
    /// Parses a query's name and its arguments. Fails with a message that says what to write instead.
    pub fn new(name: &str, arguments: &Arguments) -> Result<Query, String> {
        let Arguments { of, line, until, at } = arguments.clone();
        let of = |what: &str| of.clone().ok_or(format!("`{name}` needs `of`, the name of {what}"));
        let line = || line.clone().ok_or(format!("`{name}` needs `line`, a line of output"));
        let at = match at {
            None => None,
            Some(at) => {
                Some(seconds(&at).ok_or(format!("`{at}` isn't a time; write `at = \"3\"`"))?)
            }
        };
        let kind = match name {
            "next_task" => QueryKind::NextTask,
            "result_of_poll" => QueryKind::ResultOfPoll,
            "queue_after" => QueryKind::QueueAfter,
            "line_next" => QueryKind::LineNext,
            "order_of_lines" => QueryKind::OrderOfLines(at),
            "clock_at_end" => QueryKind::ClockAtEnd,
            "clock_when" => QueryKind::ClockWhen(line()?),
            "polls" => QueryKind::Polls(of("a task or a coroutine")?),
            "turns" => QueryKind::Turns,
            "value" => QueryKind::Value(of("a variable")?),
            "state" => QueryKind::State(of("a task")?),
            "end_state" => QueryKind::EndState,
            "who_is_woken" => QueryKind::WhoIsWoken,
            "order_of_finishing" => QueryKind::OrderOfFinishing,
            "number_of_lines" => QueryKind::NumberOfLines,
            "most_polled_at_once" => QueryKind::MostPolledAtOnce,
            "is_printed" => QueryKind::IsPrinted(line()?),
            _ => {
                let names: Vec<_> = QUERY_KINDS.iter().map(|(name, ..)| *name).collect();
                return Err(format!(
                    "there is no query `{name}`; the queries are {}",
                    names.join(", ")
                ));
            }
        };
        let until = until.map(|cue| cue.parse::<Cue>().map_err(|error| error.to_string()));
        Ok(Query { kind, until: until.transpose()? })
    }

    /// Returns its kind.
    #[must_use]
    pub fn kind(&self) -> &QueryKind {
        &self.kind
    }

    /// Returns the answer of this story at this position, if there is one.
    #[must_use]
    pub fn ask(&self, story: &Story, from: usize) -> Option<Answer> {
        let until = match &self.until {
            Some(cue) => cue.next(story, Some(from))?,
            None => story.end(),
        };
        let mut rest = story.since(from).filter(|one| one.position <= until);
        let lines = || story.lines().filter(|(place, ..)| *place > from && *place <= until);
        Some(match &self.kind {
            QueryKind::NextTask => {
                let task = rest.find_map(NamedEvent::task_of_turn);
                task.map_or(Answer::Nobody, |task| Answer::Name(task.clone()))
            }
            QueryKind::ResultOfPoll => Answer::Word(rest.find_map(result_of_poll)?.to_owned()),
            QueryKind::QueueAfter => {
                let place = if self.until.is_some() { until } else { story.step_ends(from) };
                Answer::Queue(story.ready_at(place))
            }
            QueryKind::LineNext => {
                lines().next().map_or(Answer::NoLine, |(.., line)| Answer::Line(line.to_owned()))
            }
            QueryKind::OrderOfLines(at) => {
                let then = lines().filter(|(_, time, _)| at.is_none_or(|at| at == *time));
                Answer::Lines(then.map(|(.., line)| line.to_owned()).collect())
            }
            QueryKind::ClockAtEnd => Answer::Time(story.clock),
            QueryKind::ClockWhen(line) => {
                let printed = story.lines().find(|(.., text)| text == line);
                printed.map_or(Answer::Never, |(_, time, _)| Answer::Time(time))
            }
            QueryKind::Polls(of) => Answer::Count(polls(story, of, until)?),
            QueryKind::Turns => Answer::Count(turns(story, until)),
            QueryKind::Value(of) => Answer::Word(value(story, of, until)?),
            QueryKind::State(of) => Answer::Word(state(story, of, until)?),
            QueryKind::EndState => Answer::Word(end_state(story)),
            QueryKind::WhoIsWoken => {
                let task = rest.find_map(woken_task);
                task.map_or(Answer::Nobody, |task| Answer::Name(task.clone()))
            }
            QueryKind::OrderOfFinishing => Answer::Names(finishers(story)),
            QueryKind::NumberOfLines => {
                let printed = story.lines().filter(|(place, ..)| *place <= until).count();
                Answer::Count(printed as u64)
            }
            QueryKind::MostPolledAtOnce => Answer::Count(most_at_once(story)),
            QueryKind::IsPrinted(line) => {
                let is = story.lines().any(|(place, _, text)| place > from && text == line);
                Answer::Word(if is { "it's printed" } else { "it's never printed" }.to_owned())
            }
        })
    }

    /// Returns the position at which the screen shows the answer.
    #[must_use]
    pub fn settled_at(&self, story: &Story, from: usize) -> usize {
        let until = self.until.as_ref().and_then(|cue| cue.next(story, Some(from)));
        let next = |is_it: &dyn Fn(&NamedEvent) -> bool| {
            story.since(from).find(|one| is_it(one)).map(|found| found.position)
        };
        let near = match &self.kind {
            QueryKind::NextTask => next(&|one| one.task_of_turn().is_some()),
            QueryKind::ResultOfPoll => next(&|one| result_of_poll(one).is_some()),
            QueryKind::LineNext => next(&|one| one.printed_line().is_some()),
            QueryKind::ClockWhen(line) | QueryKind::IsPrinted(line) => {
                next(&|one| one.printed_line() == Some(line))
            }
            QueryKind::WhoIsWoken => next(&|one| woken_task(one).is_some()),
            QueryKind::QueueAfter => Some(story.step_ends(from)),
            QueryKind::OrderOfLines(at) => {
                let is_then = |time| at.is_none_or(|at| at == time);
                last_line(story, |place, time| place > from && is_then(time))
            }
            QueryKind::NumberOfLines => last_line(story, |place, _| place > from),
            QueryKind::Polls(of) => end_of(story, of),
            QueryKind::OrderOfFinishing => {
                let finished = |one: &&NamedEvent| result_of_poll(one) == Some("Ready");
                story.events.iter().rfind(finished).map(|one| one.position)
            }
            QueryKind::ClockAtEnd
            | QueryKind::Turns
            | QueryKind::Value(_)
            | QueryKind::State(_)
            | QueryKind::EndState
            | QueryKind::MostPolledAtOnce => None,
        };
        until.or(near).unwrap_or(story.end())
    }

    /// Returns the nearest position at which the screen shows the reason for the answer: no later than the answer is
    /// settled. The last jump of the clock tells what the clock says at the end, and the last turn tells how many there
    /// are.
    #[must_use]
    pub fn shown_at(&self, story: &Story, from: usize) -> usize {
        let settled = self.settled_at(story, from);
        let is_it = |one: &&NamedEvent| match &self.kind {
            QueryKind::ClockAtEnd => {
                matches!(one.event.as_loop(), Some(LoopEvent::Clock { .. }))
            }
            QueryKind::Turns => one.task_of_turn().is_some(),
            QueryKind::NextTask
            | QueryKind::ResultOfPoll
            | QueryKind::QueueAfter
            | QueryKind::LineNext
            | QueryKind::OrderOfLines(_)
            | QueryKind::ClockWhen(_)
            | QueryKind::Polls(_)
            | QueryKind::Value(_)
            | QueryKind::State(_)
            | QueryKind::EndState
            | QueryKind::WhoIsWoken
            | QueryKind::OrderOfFinishing
            | QueryKind::NumberOfLines
            | QueryKind::MostPolledAtOnce
            | QueryKind::IsPrinted(_) => false,
        };
        let near = story.events.iter().rfind(is_it).map(|one| one.position);
        near.filter(|_| self.until.is_none()).map_or(settled, |at| at.max(from).min(settled))
    }

    /// Returns whether the answer is a printed line, or is about printed lines.
    #[must_use]
    pub fn is_about_output(&self) -> bool {
        matches!(
            self.kind,
            QueryKind::LineNext
                | QueryKind::OrderOfLines(_)
                | QueryKind::ClockWhen(_)
                | QueryKind::NumberOfLines
                | QueryKind::IsPrinted(_)
        )
    }
}

/// Returns how the poll ends here, as the word of an answer.
fn result_of_poll(one: &NamedEvent) -> Option<&'static str> {
    match one.event.as_loop()? {
        LoopEvent::Pending { .. } => Some("Pending"),
        LoopEvent::Ready { .. } => Some("Ready"),
        LoopEvent::Panicked { .. } => Some("a panic"),
        LoopEvent::Failed { .. } => Some("an exception"),
        LoopEvent::Turn { .. }
        | LoopEvent::Nested { .. }
        | LoopEvent::Cancelled { .. }
        | LoopEvent::Clock { .. }
        | LoopEvent::End { .. } => None,
    }
}

/// Returns the task whose waker is called here, whatever its effect.
fn woken_task(one: &NamedEvent) -> Option<&String> {
    match one.event.as_task()? {
        TaskEvent::Wake { .. } => one.names.task.as_ref(),
        TaskEvent::Spawned { .. }
        | TaskEvent::Detached { .. }
        | TaskEvent::Joins { .. }
        | TaskEvent::CancelAsked { .. }
        | TaskEvent::Lost { .. } => None,
    }
}

/// Returns whether this task is spawned here.
fn spawns(one: &NamedEvent, name: &str) -> bool {
    let Some(event) = one.event.as_task() else { return false };
    match event {
        TaskEvent::Spawned { .. } => one.names.task.as_deref() == Some(name),
        TaskEvent::Wake { .. }
        | TaskEvent::Detached { .. }
        | TaskEvent::Joins { .. }
        | TaskEvent::CancelAsked { .. }
        | TaskEvent::Lost { .. } => false,
    }
}

/// The effect of an event on the polls of a coroutine.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CoroutineCount {
    Known,
    Polled,
}

fn coroutine_count(event: &Event) -> Option<CoroutineCount> {
    match event.as_coroutine()? {
        CoroutineEvent::Created { .. } | CoroutineEvent::Named { .. } => {
            Some(CoroutineCount::Known)
        }
        CoroutineEvent::Entered { .. } | CoroutineEvent::Continued { .. } => {
            Some(CoroutineCount::Polled)
        }
        CoroutineEvent::Called { .. }
        | CoroutineEvent::Line { .. }
        | CoroutineEvent::Local { .. }
        | CoroutineEvent::Await { .. }
        | CoroutineEvent::Resumed { .. }
        | CoroutineEvent::Raised { .. }
        | CoroutineEvent::Returned { .. }
        | CoroutineEvent::Dropped { .. } => None,
    }
}

/// Returns how often the task `of` was polled, or how often a poll reached the coroutine `of`. `None` if it doesn't
/// exist yet.
fn polls(story: &Story, of: &str, until: usize) -> Option<u64> {
    let before = || story.up_to(until);
    if before().any(|one| spawns(one, of)) {
        let polls = before().filter(|one| one.polled_task().is_some_and(|task| task == of));
        return Some(polls.count() as u64);
    }
    let is = |one: &NamedEvent, count| {
        one.names.coroutine.as_deref() == Some(of) && coroutine_count(&one.event) == Some(count)
    };
    let is_known = before().any(|one| is(one, CoroutineCount::Known));
    is_known.then(|| before().filter(|one| is(one, CoroutineCount::Polled)).count() as u64)
}

/// Returns where the task or the coroutine `of` ends, after which it isn't polled. `None` if it never does.
fn end_of(story: &Story, of: &str) -> Option<usize> {
    let is_end = |one: &&NamedEvent| match &one.event {
        Event::Loop(event) => match event {
            LoopEvent::Ready { .. }
            | LoopEvent::Cancelled { .. }
            | LoopEvent::Panicked { .. }
            | LoopEvent::Failed { .. } => one.names.task.as_deref() == Some(of),
            LoopEvent::Turn { .. }
            | LoopEvent::Nested { .. }
            | LoopEvent::Pending { .. }
            | LoopEvent::Clock { .. }
            | LoopEvent::End { .. } => false,
        },
        Event::Coroutine(event) => match event {
            CoroutineEvent::Returned { .. } | CoroutineEvent::Dropped { .. } => {
                one.names.coroutine.as_deref() == Some(of)
            }
            CoroutineEvent::Created { .. }
            | CoroutineEvent::Called { .. }
            | CoroutineEvent::Named { .. }
            | CoroutineEvent::Entered { .. }
            | CoroutineEvent::Continued { .. }
            | CoroutineEvent::Line { .. }
            | CoroutineEvent::Local { .. }
            | CoroutineEvent::Await { .. }
            | CoroutineEvent::Resumed { .. }
            | CoroutineEvent::Raised { .. } => false,
        },
        Event::Task(_)
        | Event::Timer(_)
        | Event::Resource(_)
        | Event::Outside(_)
        | Event::Output(_) => false,
    };
    story.events.iter().rfind(is_end).map(|one| one.position)
}

/// Returns where the last of the lines is printed that are chosen by their position and time.
fn last_line(story: &Story, is_one: impl Fn(usize, Time) -> bool) -> Option<usize> {
    let lines = story.lines().filter(|(place, time, _)| is_one(*place, *time));
    lines.last().map(|(place, ..)| place)
}

fn turns(story: &Story, until: usize) -> u64 {
    let turns = story.up_to(until).filter(|one| one.task_of_turn().is_some());
    // Polls that start together, which happens only in a mental model, are one turn.
    turns.map(|turn| turn.position).collect::<BTreeSet<_>>().len() as u64
}

/// Returns the name and the new value of a variable or a resource that changes here.
fn new_value(one: &NamedEvent) -> Option<(&str, &str)> {
    let name = match &one.event {
        Event::Coroutine(event) => match event {
            CoroutineEvent::Local { .. } => &one.names.variable,
            CoroutineEvent::Created { .. }
            | CoroutineEvent::Called { .. }
            | CoroutineEvent::Named { .. }
            | CoroutineEvent::Entered { .. }
            | CoroutineEvent::Continued { .. }
            | CoroutineEvent::Line { .. }
            | CoroutineEvent::Await { .. }
            | CoroutineEvent::Resumed { .. }
            | CoroutineEvent::Raised { .. }
            | CoroutineEvent::Returned { .. }
            | CoroutineEvent::Dropped { .. } => return None,
        },
        Event::Resource(event) => match event {
            ResourceEvent::Changed { .. } => &one.names.resource,
            ResourceEvent::Made { .. }
            | ResourceEvent::Named { .. }
            | ResourceEvent::Waits { .. }
            | ResourceEvent::Leaves { .. }
            | ResourceEvent::Holds { .. }
            | ResourceEvent::Releases { .. }
            | ResourceEvent::Gone { .. } => return None,
        },
        Event::Loop(_)
        | Event::Task(_)
        | Event::Timer(_)
        | Event::Outside(_)
        | Event::Output(_) => return None,
    };
    Some((name.as_deref()?, one.names.text.as_deref()?))
}

fn value(story: &Story, of: &str, until: usize) -> Option<String> {
    let values = story.up_to(until).filter_map(new_value).filter(|(name, _)| *name == of);
    values.last().map(|(_, value)| value.to_owned())
}

/// Returns the value of the task's local `state`, if it has one, or else the state of the task.
fn state(story: &Story, of: &str, until: usize) -> Option<String> {
    let (mut running, mut shown, mut stands) = (None, None, None);
    for one in story.up_to(until) {
        running = one.polled_task().or(running);
        if one.names.variable.as_deref() == Some("state") && running.is_some_and(|task| task == of)
        {
            shown.clone_from(&one.names.text);
        }
        if one.names.task.as_deref() == Some(of) {
            stands = new_state(story, one).or(stands);
        }
    }
    shown.or(stands.map(str::to_owned))
}

/// Returns the state of the event's task after this event. `None` if it doesn't change.
fn new_state(story: &Story, one: &NamedEvent) -> Option<&'static str> {
    match &one.event {
        Event::Loop(event) => match event {
            LoopEvent::Turn { action: Action::Poll | Action::Throw | Action::Call, .. }
            | LoopEvent::Nested { .. } => Some("running"),
            LoopEvent::Pending { .. } => {
                // A task that woke itself during its poll is already in the queue.
                let queue = story.ready_at(one.position);
                let is_queued = one.names.task.as_ref().is_some_and(|task| queue.contains(task));
                Some(if is_queued { "ready" } else { "suspended" })
            }
            LoopEvent::Ready { .. } => Some("finished"),
            LoopEvent::Cancelled { .. } => Some("cancelled"),
            LoopEvent::Panicked { .. } => Some("panicked"),
            LoopEvent::Failed { .. } => Some("failed"),
            LoopEvent::Turn { action: Action::Drop, .. }
            | LoopEvent::Clock { .. }
            | LoopEvent::End { .. } => None,
        },
        Event::Task(event) => match event {
            TaskEvent::Spawned { .. } | TaskEvent::Wake { effect: WakeEffect::Queued, .. } => {
                Some("ready")
            }
            TaskEvent::Wake { effect: WakeEffect::Merged | WakeEffect::Ignored, .. }
            | TaskEvent::Detached { .. }
            | TaskEvent::Joins { .. }
            | TaskEvent::CancelAsked { .. }
            | TaskEvent::Lost { .. } => None,
        },
        Event::Coroutine(_)
        | Event::Timer(_)
        | Event::Resource(_)
        | Event::Outside(_)
        | Event::Output(_) => None,
    }
}

fn end_state(story: &Story) -> String {
    match story.verdict {
        Some(Verdict::Finished) => "it finishes".to_owned(),
        Some(Verdict::Stalled) => {
            let left = story.alive.last().map_or(Vec::new(), |(_, left)| in_code(left));
            let left = match left.split_last() {
                Some((last, [])) => last.clone(),
                Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
                None => return "it stalls".to_owned(),
            };
            format!("it stalls, with {left} still waiting")
        }
        Some(Verdict::Waiting) => "it waits for something outside the loop".to_owned(),
        Some(Verdict::NoProgress) => "the loop keeps polling without progress".to_owned(),
        Some(Verdict::Frozen) => "it freezes inside a poll".to_owned(),
        Some(Verdict::CutOff) => "it's cut off inside a poll".to_owned(),
        Some(Verdict::Stopped) => "it's stopped, with tasks left".to_owned(),
        None => "the loop keeps polling".to_owned(),
    }
}

fn finishers(story: &Story) -> Vec<String> {
    let finished = story.events.iter().filter(|one| result_of_poll(one) == Some("Ready"));
    finished.filter_map(|one| one.names.task.clone()).collect()
}

fn most_at_once(story: &Story) -> u64 {
    let mut open = BTreeSet::new();
    let mut most = 0;
    for one in &story.events {
        open.extend(one.polled_task());
        if let Some(ended) = one.task_of_ended_poll() {
            open.remove(ended);
        }
        most = most.max(open.len());
    }
    most as u64
}

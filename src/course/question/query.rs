//! A **query** is a question that a run can answer. A lesson names one; the answer is never written down.
//!
//! A query is asked at a position of a story. What comes next is looked for after it; what is counted, and
//! values and states, go by the run from its beginning. `until`, a cue, ends the look; questions about the
//! whole run do not stop there.

use crate::course::question::answer::Answer;
use crate::course::question::cue::{Cue, seconds};
use crate::course::story::{Story, What};
use crate::record::event::{Time, Verdict, WakeEffect};
use serde::Deserialize;
use std::collections::BTreeSet;

/// The arguments of a query, as a lesson writes them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Arguments {
    /// A task, a coroutine or a variable.
    pub of: Option<String>,
    /// A line of output.
    pub line: Option<String>,
    /// Look no farther than this cue.
    pub until: Option<String>,
    /// Only at this time, in seconds.
    pub at: Option<String>,
}

/// What a lesson may ask about a run.
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

/// Each kind: its name, what it asks, and the panels that show the facts it needs. One of them is enough.
pub const QUERY_KINDS: [(&str, &str, &[&str]); 17] = [
    ("next_task", "which task is polled next", &["Ready queue"]),
    ("result_of_poll", "how the poll ends", &["Source"]),
    ("queue_after", "who stands in the ready queue behind this step", &["Ready queue"]),
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

/// A kind, and how far it looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    kind: QueryKind,
    until: Option<Cue>,
}

impl Query {
    /// Reads a query's name and its arguments; where it cannot, says what to write instead.
    pub fn new(name: &str, arguments: &Arguments) -> Result<Query, String> {
        let Arguments { of, line, until, at } = arguments.clone();
        let of = |what: &str| of.clone().ok_or(format!("`{name}` needs `of`, the name of {what}"));
        let line = || line.clone().ok_or(format!("`{name}` needs `line`, a line of output"));
        let at = match at {
            None => None,
            Some(at) => Some(seconds(&at).ok_or(format!("`{at}` is no time; write `at = \"3\"`"))?),
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
                return Err(format!("`{name}` is no query; there are {}", names.join(", ")));
            }
        };
        let until = until.map(|cue| cue.parse::<Cue>().map_err(|error| error.to_string()));
        Ok(Query { kind, until: until.transpose()? })
    }

    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> &QueryKind {
        &self.kind
    }

    /// What this story answers at this position; `None` where it has no answer.
    #[must_use]
    pub fn ask(&self, story: &Story, from: usize) -> Option<Answer> {
        let until = match &self.until {
            Some(cue) => cue.next(story, Some(from))?,
            None => story.end(),
        };
        let mut rest = story.since(from).filter(|happening| happening.position <= until);
        let lines = || story.lines().filter(|(place, ..)| *place > from && *place <= until);
        Some(match &self.kind {
            QueryKind::NextTask => {
                let polled = rest.find_map(|happening| match &happening.what {
                    What::Poll { who, .. } | What::DropTurn(who) => Some(who.clone()),
                    _ => None,
                });
                polled.map_or(Answer::Nobody, Answer::Name)
            }
            QueryKind::ResultOfPoll => rest.find_map(|happening| match happening.what {
                What::Pending(_) => Some(Answer::Word("Pending".to_owned())),
                What::Ready(_) => Some(Answer::Word("Ready".to_owned())),
                What::Panicked(_) => Some(Answer::Word("a panic".to_owned())),
                _ => None,
            })?,
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
                let woken = rest.find_map(|happening| match &happening.what {
                    What::Wake { who, .. } => Some(who.clone()),
                    _ => None,
                });
                woken.map_or(Answer::Nobody, Answer::Name)
            }
            QueryKind::OrderOfFinishing => Answer::Names(finishers(story)),
            QueryKind::NumberOfLines => {
                let printed = story.lines().filter(|(place, ..)| *place <= until).count();
                Answer::Count(printed as u64)
            }
            QueryKind::MostPolledAtOnce => Answer::Count(most_at_once(story)),
            QueryKind::IsPrinted(line) => {
                let is = story.lines().any(|(place, _, text)| place > from && text == line);
                Answer::Word(if is { "yes" } else { "no" }.to_owned())
            }
        })
    }

    /// The position that settles it: where the screen shows the answer.
    #[must_use]
    pub fn settled_at(&self, story: &Story, from: usize) -> usize {
        let until = self.until.as_ref().and_then(|cue| cue.next(story, Some(from)));
        let next = |is_it: &dyn Fn(&What) -> bool| {
            story.since(from).find(|happening| is_it(&happening.what)).map(|found| found.position)
        };
        let near = match &self.kind {
            QueryKind::NextTask => {
                next(&|what| matches!(what, What::Poll { .. } | What::DropTurn(_)))
            }
            QueryKind::ResultOfPoll => {
                next(&|what| matches!(what, What::Pending(_) | What::Ready(_) | What::Panicked(_)))
            }
            QueryKind::LineNext => next(&|what| matches!(what, What::Output { .. })),
            QueryKind::ClockWhen(line) | QueryKind::IsPrinted(line) => {
                next(&|what| matches!(what, What::Output { text, .. } if text == line))
            }
            QueryKind::WhoIsWoken => next(&|what| matches!(what, What::Wake { .. })),
            QueryKind::QueueAfter => Some(story.step_ends(from)),
            _ => None,
        };
        until.or(near).unwrap_or(story.end())
    }
}

fn polls(story: &Story, of: &str, until: usize) -> Option<u64> {
    let before = || story.happenings.iter().filter(|happening| happening.position <= until);
    let known = |is_it: &dyn Fn(&What) -> bool| before().any(|happening| is_it(&happening.what));
    let count = |is_it: &dyn Fn(&What) -> bool| {
        Some(before().filter(|happening| is_it(&happening.what)).count() as u64)
    };
    if known(&|what| matches!(what, What::Spawned(who) if who == of)) {
        return count(&|what| matches!(what, What::Poll { who, .. } if who == of));
    }
    if known(&|what| matches!(what, What::Created(who) if who == of)) {
        return count(&|what| match what {
            What::Entered { who, .. } | What::Continued(who) => who == of,
            _ => false,
        });
    }
    None
}

fn turns(story: &Story, until: usize) -> u64 {
    let is_turn = |what: &What| matches!(what, What::Poll { .. } | What::DropTurn(_));
    let before = story.happenings.iter().filter(|happening| happening.position <= until);
    // Polls that begin together, as only a wrong loop has them, are one turn.
    let turns = before.filter(|happening| is_turn(&happening.what)).map(|turn| turn.position);
    turns.collect::<BTreeSet<_>>().len() as u64
}

fn value(story: &Story, of: &str, until: usize) -> Option<String> {
    let before = story.happenings.iter().filter(|happening| happening.position <= until);
    let mut values = before.filter_map(|happening| match &happening.what {
        What::Local { name, value, .. } if name == of => Some(value.clone()),
        What::Changed { thing, value } if thing == of => Some(value.clone()),
        _ => None,
    });
    values.next_back()
}

/// Returns the value of the task's local `state`, if it has one, or else the state of the task.
fn state(story: &Story, of: &str, until: usize) -> Option<String> {
    let (mut running, mut shown, mut stands) = (None, None, None);
    for happening in story.happenings.iter().filter(|happening| happening.position <= until) {
        match &happening.what {
            What::Poll { who, .. } => running = Some(who),
            What::Local { name, value, .. }
                if name == "state" && running.is_some_and(|w| w == of) =>
            {
                shown = Some(value.clone());
            }
            _ => {}
        }
        stands = match &happening.what {
            What::Spawned(who) if who == of => Some("ready"),
            What::Wake { who, effect: WakeEffect::Queued, .. } if who == of => Some("ready"),
            What::Poll { who, .. } if who == of => Some("running"),
            // A task that woke itself in its poll stands in the queue already.
            What::Pending(who)
                if who == of && !story.ready_at(happening.position).contains(who) =>
            {
                Some("suspended")
            }
            What::Pending(who) if who == of => Some("ready"),
            What::Ready(who) if who == of => Some("finished"),
            What::Cancelled(who) if who == of => Some("cancelled"),
            What::Panicked(who) if who == of => Some("panicked"),
            _ => stands,
        };
    }
    shown.or(stands.map(str::to_owned))
}

fn end_state(story: &Story) -> String {
    match story.verdict {
        Some(Verdict::Finished) => "finished".to_owned(),
        Some(Verdict::Stalled) => {
            let left = story.alive.last().map_or(String::new(), |(_, left)| left.join(" and "));
            format!("stalled, with {left} left")
        }
        Some(Verdict::Livelock) => "livelock: it never ends".to_owned(),
        Some(Verdict::Frozen) => "frozen inside a poll".to_owned(),
        None => "it goes on and on".to_owned(),
    }
}

fn finishers(story: &Story) -> Vec<String> {
    let ready = story.happenings.iter().filter_map(|happening| match &happening.what {
        What::Ready(who) => Some(who.clone()),
        _ => None,
    });
    ready.collect()
}

fn most_at_once(story: &Story) -> u64 {
    let mut open = BTreeSet::new();
    let mut most = 0;
    for happening in &story.happenings {
        match &happening.what {
            What::Poll { who, .. } => _ = open.insert(who),
            What::Pending(who) | What::Ready(who) | What::Panicked(who) => _ = open.remove(who),
            _ => {}
        }
        most = most.max(open.len());
    }
    most as u64
}

//! A **cue** determines when a beat is shown: it is a predicate on events, never a turn number.
//!
//! ```text
//!   pending waiter                 the poll of waiter ends, and it is not finished
//!   poll waiter #2                 the second poll of waiter begins
//!   out "answer set"               this line is printed
//!   wake main then clock 2         the first 2 s after the first wake of main
//! ```
//!
//! So a beat stays correct when the learner changes the order: it is shown where its event happens, and if that doesn't
//! happen, the beat is listed as *did not happen this time*. A cue fires at its first match after
//! the previous beat. The names are those of tasks, coroutines and resources on the screen.

#![deny(clippy::wildcard_enum_match_arm)]

use crate::course::story::{NamedEvent, Names, Story};
use crate::record::event::{
    Action, ClockReason, CoroutineEvent, Event, LoopEvent, OutputEvent, OutsideEvent,
    ResourceEvent, TaskEvent, Time, TimerEvent, Verdict, WakeEffect,
};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// One condition, or several that follow each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cue {
    text: String,
    chain: Vec<Condition>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Condition {
    Start,
    SetUpDone,
    Of(Verb, String),
    Poll(String, Option<u32>),
    Out(String),
    Wake(String, Option<WakeEffect>),
    Thing(ThingVerb, Option<String>, String),
    Clock(Time),
    Idle,
    Local(String, Option<String>),
    End(Verdict),
}

/// An event of something with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verb {
    Created,
    Enter,
    Continue,
    Await,
    Returns,
    Pending,
    Ready,
    Spawn,
    Cancel,
    Cancelled,
    Drop,
    Dropped,
    Lost,
    Timer,
    Fired,
    Panicked,
    HandedOver,
    Started,
    Done,
    Abandoned,
}

/// An event between a task and a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ThingVerb {
    Waits,
    Changed,
    Holds,
    Releases,
    Joins,
}

const VERBS: [(&str, Verb); 20] = [
    ("created", Verb::Created),
    ("enter", Verb::Enter),
    ("continue", Verb::Continue),
    ("await", Verb::Await),
    ("returns", Verb::Returns),
    ("pending", Verb::Pending),
    ("ready", Verb::Ready),
    ("spawn", Verb::Spawn),
    ("cancel", Verb::Cancel),
    ("cancelled", Verb::Cancelled),
    ("drop", Verb::Drop),
    ("dropped", Verb::Dropped),
    ("lost", Verb::Lost),
    ("timer", Verb::Timer),
    ("fired", Verb::Fired),
    ("panicked", Verb::Panicked),
    ("handed-over", Verb::HandedOver),
    ("started", Verb::Started),
    ("done", Verb::Done),
    ("abandoned", Verb::Abandoned),
];

const RESOURCE_VERBS: [(&str, ThingVerb); 4] = [
    ("waits", ThingVerb::Waits),
    ("holds", ThingVerb::Holds),
    ("releases", ThingVerb::Releases),
    ("joins", ThingVerb::Joins),
];

const ENDS: [(&str, Verdict); 6] = [
    ("finished", Verdict::Finished),
    ("stalled", Verdict::Stalled),
    ("waiting", Verdict::Waiting),
    ("no-progress", Verdict::NoProgress),
    ("frozen", Verdict::Frozen),
    ("cut-off", Verdict::CutOff),
];

/// Why a text isn't a cue.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum CueError {
    /// The text is empty.
    #[error("the cue is empty; write what must happen, such as `pending waiter`")]
    Empty,
    /// The first word is unknown.
    #[error("there is no cue `{0}`; the words are {1}")]
    Word(String, String),
    /// The words after the first don't fit.
    #[error("`{0}` isn't a cue; write it as `{1}`")]
    Form(String, &'static str),
}

impl FromStr for Cue {
    type Err = CueError;

    fn from_str(text: &str) -> Result<Cue, CueError> {
        if text.matches('"').count() % 2 == 1 {
            return Err(CueError::Form(text.trim().to_owned(), "out \"a line\""));
        }
        let mut chain = Vec::new();
        for words in split(text).split(|word| word == "then") {
            chain.push(Condition::parse(words)?);
        }
        Ok(Cue { text: text.trim().to_owned(), chain })
    }
}

impl fmt::Display for Cue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Splits a text into words. A quoted text is one word, including its opening quotation mark.
fn split(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (nth, part) in text.split('"').enumerate() {
        if nth % 2 == 1 {
            words.push(format!("\"{part}"));
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

impl Condition {
    fn parse(words: &[String]) -> Result<Condition, CueError> {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let form = |form| CueError::Form(words.join(" "), form);
        let (verb, rest) = words.split_first().ok_or(CueError::Empty)?;
        if let Some((name, how)) = ENDS.iter().find(|(name, _)| name == verb) {
            return if rest.is_empty() { Ok(Condition::End(*how)) } else { Err(form(name)) };
        }
        if let Some((_, what)) = VERBS.iter().find(|(name, _)| name == verb) {
            let [who] = rest else { return Err(form("pending waiter")) };
            return Ok(Condition::Of(*what, (*who).to_owned()));
        }
        if let Some((_, what)) = RESOURCE_VERBS.iter().find(|(name, _)| name == verb) {
            let [who, thing] = rest else { return Err(form("holds worker lock")) };
            return Ok(Condition::Thing(*what, Some((*who).to_owned()), (*thing).to_owned()));
        }
        match (*verb, rest) {
            ("start", []) => Ok(Condition::Start),
            ("setup", ["done"]) => Ok(Condition::SetUpDone),
            ("setup", _) => Err(form("setup done")),
            ("idle", []) => Ok(Condition::Idle),
            ("poll", [who]) => Ok(Condition::Poll((*who).to_owned(), None)),
            ("poll", [who, nth]) => {
                let nth = nth.strip_prefix('#').and_then(|nth| nth.parse().ok());
                nth.map(|nth| Condition::Poll((*who).to_owned(), Some(nth)))
                    .ok_or_else(|| form("poll waiter #2"))
            }
            ("out", [line]) => {
                let line = line.strip_prefix('"').unwrap_or(line);
                Ok(Condition::Out(line.to_owned()))
            }
            ("wake", [who]) => Ok(Condition::Wake((*who).to_owned(), None)),
            ("wake", [who, "merged"]) => {
                Ok(Condition::Wake((*who).to_owned(), Some(WakeEffect::Merged)))
            }
            ("wake", [who, "ignored"]) => {
                Ok(Condition::Wake((*who).to_owned(), Some(WakeEffect::Ignored)))
            }
            ("changed", [thing]) => {
                Ok(Condition::Thing(ThingVerb::Changed, None, (*thing).to_owned()))
            }
            ("clock", [at]) => seconds(at).map(Condition::Clock).ok_or_else(|| form("clock 2")),
            ("local", [name]) => Ok(Condition::Local((*name).to_owned(), None)),
            ("local", [name, value]) => {
                let value = value.strip_prefix('"').unwrap_or(value);
                Ok(Condition::Local((*name).to_owned(), Some(value.to_owned())))
            }
            ("out", _) => Err(form("out \"a line\"")),
            ("wake", _) => Err(form("wake waiter` or `wake waiter merged")),
            ("poll", _) => Err(form("poll waiter #2")),
            ("changed", _) => Err(form("changed answer")),
            ("clock", _) => Err(form("clock 2")),
            ("local", _) => Err(form("local f")),
            ("start", _) => Err(form("start")),
            ("idle", _) => Err(form("idle")),
            _ => Err(CueError::Word((*verb).to_owned(), known_words())),
        }
    }

    /// Returns whether the event matches this condition.
    fn is_met_by(&self, one: &NamedEvent) -> bool {
        let names = &one.names;
        match &one.event {
            Event::Loop(event) => self.is_met_by_loop_event(event, names),
            Event::Task(event) => self.is_met_by_task_event(event, names),
            Event::Coroutine(event) => self.is_met_by_coroutine_event(event, names),
            Event::Timer(event) => match event {
                TimerEvent::Set { .. } => self.is_verb(Verb::Timer, names.task.as_ref()),
                TimerEvent::Fired { .. } => self.is_verb(Verb::Fired, names.task.as_ref()),
                TimerEvent::Dropped { .. } => false,
            },
            Event::Resource(event) => self.is_met_by_resource_event(event, names),
            Event::Outside(event) => self.is_met_by_outside_event(event, names),
            Event::Output(OutputEvent::Printed { .. }) => {
                matches!(self, Condition::Out(line) if names.text.as_ref() == Some(line))
            }
        }
    }

    fn is_met_by_loop_event(&self, event: &LoopEvent, names: &Names) -> bool {
        let is = |verb| self.is_verb(verb, names.task.as_ref());
        match *event {
            LoopEvent::Turn { action: Action::Poll | Action::Throw | Action::Call, .. }
            | LoopEvent::Nested { .. } => {
                matches!(self, Condition::Poll(task, nth) if names.task.as_ref() == Some(task)
                    && nth.is_none_or(|nth| nth == names.polls))
            }
            LoopEvent::Turn { action: Action::Drop, .. } => is(Verb::Drop),
            LoopEvent::Pending { .. } => is(Verb::Pending),
            LoopEvent::Ready { .. } => is(Verb::Ready),
            LoopEvent::Panicked { .. } | LoopEvent::Failed { .. } => is(Verb::Panicked),
            LoopEvent::Cancelled { .. } => is(Verb::Cancelled),
            LoopEvent::Clock { to, why } => {
                let is_idle = *self == Condition::Idle && why == ClockReason::Idle;
                is_idle || *self == Condition::Clock(to)
            }
            LoopEvent::End { how } => *self == Condition::End(how),
        }
    }

    fn is_met_by_task_event(&self, event: &TaskEvent, names: &Names) -> bool {
        let is = |verb| self.is_verb(verb, names.task.as_ref());
        match *event {
            TaskEvent::Spawned { .. } => is(Verb::Spawn),
            TaskEvent::Joins { .. } => {
                self.is_thing_verb(ThingVerb::Joins, names.waiter.as_ref(), names.task.as_ref())
            }
            TaskEvent::CancelAsked { .. } => is(Verb::Cancel),
            TaskEvent::Wake { effect, .. } => {
                matches!(self, Condition::Wake(task, wanted) if names.task.as_ref() == Some(task)
                    && effect == wanted.unwrap_or(WakeEffect::Queued))
            }
            TaskEvent::Lost { .. } => is(Verb::Lost),
            TaskEvent::Detached { .. } => false,
        }
    }

    fn is_met_by_coroutine_event(&self, event: &CoroutineEvent, names: &Names) -> bool {
        let is = |verb| self.is_verb(verb, names.coroutine.as_ref());
        match event {
            CoroutineEvent::Created { .. } | CoroutineEvent::Named { .. } => is(Verb::Created),
            CoroutineEvent::Entered { .. } => is(Verb::Enter),
            CoroutineEvent::Continued { .. } => is(Verb::Continue),
            CoroutineEvent::Await { .. } => is(Verb::Await),
            CoroutineEvent::Returned { .. } => is(Verb::Returns),
            CoroutineEvent::Dropped { .. } => is(Verb::Dropped),
            CoroutineEvent::Local { .. } => {
                matches!(self, Condition::Local(variable, value) if names.variable.as_ref() == Some(variable)
                    && (value.is_none() || names.text == *value))
            }
            CoroutineEvent::Called { .. }
            | CoroutineEvent::Line { .. }
            | CoroutineEvent::Resumed { .. }
            | CoroutineEvent::Raised { .. } => false,
        }
    }

    fn is_met_by_resource_event(&self, event: &ResourceEvent, names: &Names) -> bool {
        let is = |verb| self.is_thing_verb(verb, names.task.as_ref(), names.resource.as_ref());
        match event {
            ResourceEvent::Waits { .. } => is(ThingVerb::Waits),
            ResourceEvent::Changed { .. } => is(ThingVerb::Changed),
            ResourceEvent::Holds { .. } => is(ThingVerb::Holds),
            ResourceEvent::Releases { .. } => is(ThingVerb::Releases),
            ResourceEvent::Made { .. }
            | ResourceEvent::Named { .. }
            | ResourceEvent::Leaves { .. }
            | ResourceEvent::Gone { .. } => false,
        }
    }

    fn is_met_by_outside_event(&self, event: &OutsideEvent, names: &Names) -> bool {
        let is = |verb| self.is_verb(verb, names.resource.as_ref());
        match event {
            OutsideEvent::HandedOver { .. } | OutsideEvent::Named { .. } => is(Verb::HandedOver),
            OutsideEvent::Started { .. } => is(Verb::Started),
            OutsideEvent::Awaited { .. } => {
                self.is_thing_verb(ThingVerb::Waits, names.task.as_ref(), names.resource.as_ref())
            }
            OutsideEvent::Abandoned { .. } => is(Verb::Abandoned),
            OutsideEvent::Done { .. } => is(Verb::Done),
            OutsideEvent::Opened { .. } => false,
        }
    }

    /// Returns whether this condition is that verb with that name.
    fn is_verb(&self, verb: Verb, name: Option<&String>) -> bool {
        matches!(self, Condition::Of(wanted, of) if *wanted == verb && name == Some(of))
    }

    /// Returns whether this condition is this verb between this task and this resource. `changed` names no task.
    fn is_thing_verb(
        &self,
        verb: ThingVerb,
        task: Option<&String>,
        thing: Option<&String>,
    ) -> bool {
        matches!(self, Condition::Thing(wanted, who, what) if *wanted == verb
            && thing == Some(what) && (who.is_none() || task == who.as_ref()))
    }
}

impl Cue {
    /// Returns the first position after `after` at which the cue fires, or from the beginning with `None`.
    #[must_use]
    pub fn next(&self, story: &Story, after: Option<usize>) -> Option<usize> {
        let mut place = after;
        for condition in &self.chain {
            let is_later = |position: usize| place.is_none_or(|place| position > place);
            place = Some(match condition {
                Condition::Start if place.is_none() => 0,
                Condition::Start => return None,
                Condition::SetUpDone => story.set_up_end.filter(|end| is_later(*end))?,
                Condition::Of(..)
                | Condition::Poll(..)
                | Condition::Out(_)
                | Condition::Wake(..)
                | Condition::Thing(..)
                | Condition::Clock(_)
                | Condition::Idle
                | Condition::Local(..)
                | Condition::End(_) => {
                    let mut events = story.events.iter();
                    events.find(|one| is_later(one.position) && condition.is_met_by(one))?.position
                }
            });
        }
        place
    }
}

fn known_words() -> String {
    let verbs = VERBS.iter().map(|(name, _)| *name);
    let resource_verbs = RESOURCE_VERBS.iter().map(|(name, _)| *name);
    let ends = ENDS.iter().map(|(name, _)| *name);
    let others =
        ["start", "setup done", "poll", "out", "wake", "changed", "clock", "idle", "local"];
    others.into_iter().chain(verbs).chain(resource_verbs).chain(ends).collect::<Vec<_>>().join(", ")
}

/// `2` or `2.5` as a time.
#[must_use]
pub fn seconds(text: &str) -> Option<Time> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(part) || part.len() > 9 {
        return None;
    }
    let nanos = format!("{part:0<9}").parse::<u64>().ok()?;
    whole.parse::<u64>().ok()?.checked_mul(1_000_000_000)?.checked_add(nanos).map(Time)
}

/// Returns the positions of a scene's beats in this story: the longest sequence of beats that fire in order.
///
/// In the loop's default order all of them fire. In another order, a beat is `None` if its cue never fires, or fires
/// only at a position that would exclude later beats.
#[must_use]
pub fn locate_beats(cues: &[&Cue], story: &Story) -> Vec<Option<usize>> {
    fn best(cues: &[&Cue], story: &Story, after: Option<usize>) -> Vec<Option<usize>> {
        let Some((first, rest)) = cues.split_first() else { return Vec::new() };
        let with = first.next(story, after).map(|place| {
            let mut line = vec![Some(place)];
            line.extend(best(rest, story, Some(place)));
            line
        });
        let count = |line: &Vec<Option<usize>>| line.iter().flatten().count();
        if let Some(line) = with.as_ref().filter(|line| count(line) == cues.len()) {
            return line.clone(); // no sequence can be longer
        }
        let mut without = vec![None];
        without.extend(best(rest, story, after));
        match with {
            Some(line) if count(&line) >= count(&without) => line,
            _ => without,
        }
    }
    best(cues, story, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cues_survive_a_round_trip() {
        for text in [
            "start",
            "setup done",
            "created early",
            "poll waiter #2",
            "out \"two coroutines made\"",
            "waits waiter answer",
            "wake waiter merged",
            "clock 2.5",
            "wake main then clock 2",
            "local f 6",
            "finished",
        ] {
            assert_eq!(text.parse::<Cue>().expect(text).to_string(), text);
        }
    }

    #[test]
    fn an_invalid_cue_is_rejected_with_the_expected_form() {
        let refusal = |text: &str| text.parse::<Cue>().expect_err(text).to_string();
        assert_eq!(
            refusal(""),
            "the cue is empty; write what must happen, such as `pending waiter`"
        );
        assert!(
            refusal("turn 3")
                .starts_with("there is no cue `turn`; the words are start, setup done,")
        );
        assert_eq!(
            refusal("poll waiter twice"),
            "`poll waiter twice` isn't a cue; write it as `poll waiter #2`"
        );
        assert_eq!(refusal("clock soon"), "`clock soon` isn't a cue; write it as `clock 2`");
        assert_eq!(refusal("pending"), "`pending` isn't a cue; write it as `pending waiter`");
        assert_eq!(
            refusal("out \"a line"),
            "`out \"a line` isn't a cue; write it as `out \"a line\"`"
        );
        assert!(refusal("start then").starts_with("the cue is empty"));
    }

    #[test]
    fn seconds_are_read_exactly() {
        assert_eq!(seconds("2.5"), Some(Time(2_500_000_000)));
        assert_eq!(seconds("0"), Some(Time(0)));
        for wrong in ["", "-1", "1.", ".5", "1e9", "1.1234567890", "99999999999999"] {
            assert_eq!(seconds(wrong), None, "{wrong}");
        }
    }
}

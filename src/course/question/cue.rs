//! A **cue** says when a beat's words belong on the screen: a predicate on events, never a turn number.
//!
//! ```text
//!   pending waiter                 the poll of waiter ends, and it is not finished
//!   poll waiter #2                 the second poll of waiter begins
//!   out "answer set"               this line is printed
//!   wake main then clock 2         the first 2 s after the first wake of main
//! ```
//!
//! So the words stay true when the learner changes the order: where the thing happens, they are said, and
//! where it does not, they are listed as *did not happen this time*. A cue fires at its first match after
//! the beat before it. The names are those of tasks, coroutines and shared things, as the screen has
//! them.

use crate::course::story::{Story, What};
use crate::record::event::{Time, Verdict, WakeEffect};
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

/// What may happen to one that has a name.
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
}

/// What may happen between one and a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ThingVerb {
    Waits,
    Changed,
    Holds,
    Releases,
    Joins,
}

const VERBS: [(&str, Verb); 16] = [
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
];

const THING_VERBS: [(&str, ThingVerb); 4] = [
    ("waits", ThingVerb::Waits),
    ("holds", ThingVerb::Holds),
    ("releases", ThingVerb::Releases),
    ("joins", ThingVerb::Joins),
];

const ENDS: [(&str, Verdict); 4] = [
    ("finished", Verdict::Finished),
    ("stalled", Verdict::Stalled),
    ("livelock", Verdict::Livelock),
    ("frozen", Verdict::Frozen),
];

/// A text is no cue.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum CueError {
    /// Nothing is written.
    #[error("the cue is empty; write what must happen, such as `pending waiter`")]
    Empty,
    /// The first word is none of the known ones.
    #[error("`{0}` is no cue; the words are {1}")]
    Word(String, String),
    /// The words after it do not fit.
    #[error("`{0}` is no cue; write it as `{1}`")]
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

/// Splits into words; a quoted text is one word, and keeps the mark at its beginning.
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
        if let Some((_, what)) = THING_VERBS.iter().find(|(name, _)| name == verb) {
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

    fn holds(&self, what: &What) -> bool {
        match (self, what) {
            (Condition::SetUpDone, What::SetUpDone) => true,
            (Condition::Of(verb, who), what) => verb.is(what) == Some(who),
            (Condition::Poll(who, nth), What::Poll { who: polled, nth: n }) => {
                who == polled && nth.is_none_or(|nth| nth == *n)
            }
            (Condition::Out(line), What::Output { text, .. }) => line == text,
            (Condition::Wake(who, wanted), What::Wake { who: woken, effect, .. }) => {
                who == woken && *effect == wanted.unwrap_or(WakeEffect::Queued)
            }
            (Condition::Thing(verb, who, thing), what) => {
                let found = verb.is(what);
                found.is_some_and(|(w, t)| t == thing && (who.is_none() || w == who.as_ref()))
            }
            (Condition::Clock(at), What::Clock { to, .. }) => at == to,
            (Condition::Idle, What::Clock { idle, .. }) => *idle,
            (Condition::Local(local, wanted), What::Local { name, value, .. }) => {
                local == name && wanted.as_ref().is_none_or(|wanted| wanted == value)
            }
            (Condition::End(how), What::End(end)) => how == end,
            _ => false,
        }
    }
}

impl Verb {
    /// Returns the name that the happening is about, if it is of this kind.
    fn is(self, what: &What) -> Option<&String> {
        match (self, what) {
            (Verb::Created, What::Created(who))
            | (Verb::Enter, What::Entered { who, .. })
            | (Verb::Continue, What::Continued(who))
            | (Verb::Await, What::Awaits(who))
            | (Verb::Returns, What::Returned(who))
            | (Verb::Pending, What::Pending(who))
            | (Verb::Ready, What::Ready(who))
            | (Verb::Spawn, What::Spawned(who))
            | (Verb::Cancel, What::CancelAsked(who))
            | (Verb::Cancelled, What::Cancelled(who))
            | (Verb::Drop, What::DropTurn(who))
            | (Verb::Dropped, What::CoroutineDropped(who))
            | (Verb::Lost, What::Lost(who))
            | (Verb::Timer, What::TimerSet(who))
            | (Verb::Fired, What::TimerFired(who))
            | (Verb::Panicked, What::Panicked(who)) => Some(who),
            _ => None,
        }
    }
}

impl ThingVerb {
    fn is(self, what: &What) -> Option<(Option<&String>, &String)> {
        match (self, what) {
            (ThingVerb::Waits, What::Waits { who, thing })
            | (ThingVerb::Holds, What::Holds { who, thing })
            | (ThingVerb::Releases, What::Releases { who, thing })
            | (ThingVerb::Joins, What::Joins { who, whom: thing }) => Some((Some(who), thing)),
            (ThingVerb::Changed, What::Changed { thing, .. }) => Some((None, thing)),
            _ => None,
        }
    }
}

impl Cue {
    /// Returns the first position after `after` at which the cue fires, or from the beginning with `None`.
    #[must_use]
    pub fn next(&self, story: &Story, after: Option<usize>) -> Option<usize> {
        let mut place = after;
        for condition in &self.chain {
            place = Some(match condition {
                Condition::Start if place.is_none() => 0,
                Condition::Start => return None,
                _ => {
                    let mut rest = story.happenings.iter();
                    let found = rest.find(|happening| {
                        place.is_none_or(|place| happening.position > place)
                            && condition.holds(&happening.what)
                    });
                    found?.position
                }
            });
        }
        place
    }
}

fn known_words() -> String {
    let verbs = VERBS.iter().map(|(name, _)| *name);
    let things = THING_VERBS.iter().map(|(name, _)| *name);
    let ends = ENDS.iter().map(|(name, _)| *name);
    let others =
        ["start", "setup done", "poll", "out", "wake", "changed", "clock", "idle", "local"];
    others.into_iter().chain(verbs).chain(things).chain(ends).collect::<Vec<_>>().join(", ")
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

/// Which beats of a scene fire in this story, and where: the longest line of beats that do, in order.
///
/// In the loop's own order all of them do. In another, a beat whose thing never happens, or only where it
/// would push later ones out, is `None`.
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
            return line.clone(); // nothing can be better
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
    fn cues_are_read_and_written_back() {
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
    fn what_is_no_cue_is_refused_with_its_form() {
        let refusal = |text: &str| text.parse::<Cue>().expect_err(text).to_string();
        assert_eq!(
            refusal(""),
            "the cue is empty; write what must happen, such as `pending waiter`"
        );
        assert!(
            refusal("turn 3").starts_with("`turn` is no cue; the words are start, setup done,")
        );
        assert_eq!(
            refusal("poll waiter twice"),
            "`poll waiter twice` is no cue; write it as `poll waiter #2`"
        );
        assert_eq!(refusal("clock soon"), "`clock soon` is no cue; write it as `clock 2`");
        assert_eq!(refusal("pending"), "`pending` is no cue; write it as `pending waiter`");
        assert!(refusal("start then").starts_with("the cue is empty"));
    }

    #[test]
    fn seconds_are_read_exactly() {
        assert_eq!(seconds("2.5"), Some(Time(2_500_000_000)));
        assert_eq!(seconds("0"), Some(Time(0)));
        for wrong in ["", "-1", "1.", ".5", "1e9", "99999999999999"] {
            assert_eq!(seconds(wrong), None, "{wrong}");
        }
    }
}

//! The live run beside the one that was looked ahead in: the same, or not.
//!
//! Both were made by one program and one schedule, so they should be the same event by event. Where they are not, the
//! program has decided by something else, and what the lesson says of the run to come may be wrong. What a value
//! prints as is left out: an address in memory may differ in two runs that do the same.

use super::trace::Trace;
use crate::record::Recorder;
use crate::record::event::{Event, TextId};
use serde_json::Value;
use thiserror::Error;

/// Where two runs of one program in one order were first seen to differ.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error(
    "turn {turn} did something else than {}: the program is not the same each time; it probably uses random numbers, \
     the time of day, the order of a `HashMap`, or something that outlives a run",
    if *.is_rerun { "in the run before" } else { "when this run was looked ahead" }
)]
pub struct Divergence {
    /// The turn.
    pub turn: u32,
    /// The event, as a place in the record.
    pub event: usize,
    /// Whether the other run was on the screen before, and not only looked ahead in.
    pub is_rerun: bool,
}

/// The fields that hold what a value prints as.
const VALUES: [&str; 1] = ["value"];

/// The comparison of two runs, as far as it has come.
#[derive(Debug, Default)]
pub(super) struct Comparison {
    /// So many texts, from the first, have the same number in both records.
    texts: usize,
}

impl Comparison {
    /// The first difference from event `from` on, as far as both runs are known.
    pub(super) fn find(&mut self, live: &Trace, ahead: &Trace, from: usize) -> Option<Divergence> {
        let (one, other) = (live.record(), ahead.record());
        let texts = one.texts().iter().zip(other.texts()).skip(self.texts);
        self.texts += texts.take_while(|(text, same)| text == same).count();
        let has_same_texts = self.texts == one.texts().len();
        let until = one.events().len().min(other.events().len());
        let differs = |nth: &usize| {
            let (Some(first), Some(second)) = (one.events().get(*nth), other.events().get(*nth))
            else {
                return true;
            };
            if has_same_texts && first == second {
                return false;
            }
            let event = |event: &Event| serde_json::to_value(event).unwrap_or_default();
            !are_alike(&event(first), &one, &event(second), &other)
        };
        let event = (from..until).find(differs).or_else(|| {
            // The run that was looked ahead in has ended, and this one goes on.
            (ahead.is_over() && one.events().len() > until).then_some(until)
        })?;
        let timeline = live.timeline();
        let turn = timeline.columns[timeline.column_at(event + 1)].turn;
        Some(Divergence { turn, event, is_rerun: false })
    }
}

fn are_alike(first: &Value, one: &Recorder, second: &Value, other: &Recorder) -> bool {
    let (Value::Object(first), Value::Object(second)) = (first, second) else {
        return first == second;
    };
    first.len() == second.len()
        && first.iter().zip(second).all(|((name, first), (same, second))| {
            if name != same {
                false
            } else if VALUES.contains(&name.as_str()) {
                true
            } else if Event::TEXT_FIELDS.contains(&name.as_str()) {
                text(first, one) == text(second, other)
            } else {
                are_alike(first, one, second, other)
            }
        })
}

fn text<'a>(id: &Value, record: &'a Recorder) -> Option<&'a str> {
    let id = id.as_u64().and_then(|id| u32::try_from(id).ok())?;
    Some(record.text(TextId(id)))
}

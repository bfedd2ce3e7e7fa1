//! Compares the live run with its look-ahead.
//!
//! Both have the same program and the same schedule, so they should have the same events. If they differ, the program
//! depends on something else, and the lesson may be wrong about what comes next. The texts of values aren't compared,
//! because a memory address may differ between two otherwise equal runs.

use super::trace::Trace;
use crate::record::Recorder;
use crate::record::event::{Event, TextId};
use serde_json::Value;
use thiserror::Error;

/// The first difference between two runs of one program in one order.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error(
    "turn {turn} was different {}: the program doesn't do the same each time. It probably uses random numbers, \
     the order of a `HashMap`, the real clock, threads, or data that outlives a run",
    if *.is_rerun { "in the run before" } else { "when coroscope ran it ahead" }
)]
pub struct Divergence {
    /// The turn.
    pub turn: u32,
    /// The index of the event in the record.
    pub event: usize,
    /// Whether the other run was on the screen earlier. Otherwise it is the look-ahead.
    pub is_rerun: bool,
}

/// The fields of an event that have the text of a value.
const VALUES: [&str; 1] = ["value"];

/// The comparison of two runs up to now.
#[derive(Debug, Default)]
pub(super) struct Comparison {
    /// The number of texts, from the first, that have the same number in both records.
    texts: usize,
}

impl Comparison {
    /// Returns the first difference starting at event `from`, among the events that both runs have.
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
            // The look-ahead has ended, but this run continues.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::{Shared, say, spawn, yield_now};
    use crate::session::program::Program;
    use crate::session::schedule::Schedule;
    use std::sync::atomic::{AtomicU32, Ordering};

    fn whole(program: Program) -> Trace {
        let trace = Trace::new(program, Schedule::default());
        trace.grow_to(100);
        trace
    }

    fn says(lines: &'static [&'static str]) -> Trace {
        let set_up = move || {
            spawn(async move {
                for line in lines {
                    say!("{line}");
                    yield_now().await;
                }
            })
            .detach();
        };
        whole(Program::new(set_up))
    }

    #[test]
    fn the_first_difference_is_found_with_its_turn() {
        let live = says(&["one", "two", "three"]);
        let found = |other: &Trace| Comparison::default().find(&live, other, 0);
        assert_eq!(found(&says(&["one", "two", "three"])), None);
        for (other, turn) in
            [(says(&["ONE", "two", "three"]), 1), (says(&["one", "TWO", "three"]), 2)]
        {
            assert_eq!(found(&other).expect("a line is different").turn, turn);
        }
    }

    /// The other run is a record that ends after turn 1, so the first difference is the first event of turn 2.
    #[test]
    fn a_run_that_continues_after_the_other_has_ended_differs_in_its_next_turn() {
        let live = says(&["one", "two"]);
        let end = live.timeline().columns[1].events.end;
        let mut record = Recorder::default();
        for text in live.record().texts() {
            record.text_id(text);
        }
        for event in &live.record().events()[..end] {
            record.push(*event);
        }
        let shorter = whole(Program::from_record("shorter", record));
        let found = Comparison::default().find(&live, &shorter, 0).expect("it is shorter");
        assert_eq!((found.turn, found.event), (2, end));
    }

    /// A value may show an address in memory, which is another one in each run.
    #[test]
    fn a_difference_in_the_text_of_a_value_is_none() {
        let runs = AtomicU32::new(0);
        let program = Program::new(move || {
            let value = Shared::new(runs.fetch_add(1, Ordering::Relaxed));
            spawn(async move { value.update(|value| *value += 10) }).detach();
        });
        let (one, other) = (whole(program.clone()), whole(program));
        assert_ne!(one.record().texts(), other.record().texts());
        assert_eq!(Comparison::default().find(&one, &other, 0), None);
    }
}

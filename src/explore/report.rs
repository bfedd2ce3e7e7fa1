//! Merges similar groups of orders into a short list, and describes the shortest run of each.

use super::count::Count;
use super::orders::{Group, Orders};
use crate::limits::{MAX_LISTED_GROUPS, MAX_TURNS_PER_RUN};
use crate::record::event::{Event, LoopEvent, OutputEvent};
use crate::session::Session;
use crate::session::schedule::Schedule;
use crate::world::words::Words;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Groups that are listed as one, because they print the same lines in different orders.
#[derive(Clone, Debug)]
pub struct MergedGroup<'a> {
    /// The group with the shortest run.
    pub first: &'a Group,
    /// How many groups there are.
    pub groups: usize,
    /// How many orders they have together.
    pub orders: Count,
}

/// What can be seen at the end of one run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunReport {
    /// The choices of the run.
    pub schedule: Schedule,
    /// The tasks that are left, and what each waits for.
    pub waits: Vec<String>,
    /// The tasks that panicked, with their messages.
    pub panics: Vec<String>,
    /// The lines that were printed, with control characters escaped.
    pub prints: Vec<String>,
}

impl Orders {
    /// Returns the singular and plural of what is counted. See [`Coverage::noun`](super::Coverage::noun).
    #[must_use]
    pub fn noun(&self) -> (&'static str, &'static str) {
        self.coverage.noun()
    }

    /// Returns the groups. If there are more than [`MAX_LISTED_GROUPS`], those that print the same lines in a different
    /// order are merged.
    #[must_use]
    pub fn merged_groups(&self) -> Vec<MergedGroup<'_>> {
        let is_long = self.groups.len() > MAX_LISTED_GROUPS;
        let mut merged_groups = Vec::<MergedGroup<'_>>::new();
        let mut known = BTreeMap::new();
        for group in &self.groups {
            let end = &group.outcome;
            let mut lines = end.printed().to_vec();
            lines.sort();
            let key = (end.kind(), end.clock(), end.tasks_left(), end.panics(), lines);
            let next = merged_groups.len();
            let index = if is_long { *known.entry(key).or_insert(next) } else { next };
            if index == next {
                merged_groups.push(MergedGroup {
                    first: group,
                    groups: 0,
                    orders: Count::default(),
                });
            }
            let merged = &mut merged_groups[index];
            merged.groups += 1;
            merged.orders += group.orders;
            if end.turns() < merged.first.outcome.turns() {
                merged.first = group;
            }
        }
        merged_groups
    }

    /// Records the shortest run of a group, and reports what can be seen at its end.
    #[must_use]
    pub fn report(&self, group: &Group) -> RunReport {
        self.report_of(self.schedule(group))
    }

    /// Records the run with these choices, and reports what can be seen at its end.
    #[must_use]
    pub fn report_of(&self, schedule: Schedule) -> RunReport {
        let mut session = Session::with_schedule(self.program().clone(), schedule.clone());
        session.finish(2 * MAX_TURNS_PER_RUN as usize);
        let record = session.record();
        let words = Words::new(session.world(), &record);
        let mut report =
            RunReport { schedule, waits: Vec::new(), panics: Vec::new(), prints: Vec::new() };
        for event in record.events() {
            match *event {
                Event::Output(OutputEvent::Printed { text }) => {
                    report.prints.push(words.text(text).to_owned());
                }
                Event::Loop(LoopEvent::Panicked { task, message }) => {
                    let message = words.text(message);
                    report.panics.push(format!("{} panics: {message}", words.task(task)));
                }
                _ => {}
            }
        }

        let waits = words.world.unfinished_tasks().map(|(task, _)| words.is_waiting_for(task));
        report.waits.extend(waits);
        report
    }
}

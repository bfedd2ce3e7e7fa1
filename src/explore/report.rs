//! A report for a reader: few enough groups to look at, each with a run to open.

use super::MAX_TURNS_PER_RUN;
use super::count::Count;
use super::orders::{Group, Orders};
use crate::record::event::{Event, LoopEvent, OutputEvent};
use crate::session::Session;
use crate::session::schedule::Schedule;
use crate::world::words::Words;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub use crate::limits::MAX_LISTED_GROUPS;

/// Groups that are listed as one.
#[derive(Clone, Debug)]
pub struct MergedGroup<'a> {
    /// The group with the shortest run.
    pub first: &'a Group,
    /// How many groups there are.
    pub groups: usize,
    /// How many orders they have together.
    pub orders: Count,
}

/// What one run shows at its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunReport {
    /// The choices of the run.
    pub schedule: Schedule,
    /// The tasks that are left, and what each waits for.
    pub waits: Vec<String>,
    /// The tasks that panicked, with their messages.
    pub panics: Vec<String>,
    /// The lines that were printed, as they can be shown.
    pub prints: Vec<String>,
}

impl Orders {
    /// What is counted, one and many: an order that was drawn may have been drawn twice.
    #[must_use]
    pub fn noun(&self) -> (&'static str, &'static str) {
        self.coverage.noun()
    }

    /// Returns the groups. Where they are too many to be read, those that print the same lines in another order are
    /// merged.
    #[must_use]
    pub fn merged_groups(&self) -> Vec<MergedGroup<'_>> {
        let is_much = self.groups.len() > MAX_LISTED_GROUPS;
        let mut merged_groups = Vec::<MergedGroup<'_>>::new();
        let mut known = BTreeMap::new();
        for group in &self.groups {
            let end = &group.outcome;
            let mut lines = end.printed().to_vec();
            lines.sort();
            let key = (end.kind(), end.clock(), end.tasks_left(), end.panics(), lines);
            let fresh = merged_groups.len();
            let place = if is_much { *known.entry(key).or_insert(fresh) } else { fresh };
            if place == fresh {
                merged_groups.push(MergedGroup {
                    first: group,
                    groups: 0,
                    orders: Count::default(),
                });
            }
            let kind = &mut merged_groups[place];
            kind.groups += 1;
            kind.orders += group.orders;
            if end.turns() < kind.first.outcome.turns() {
                kind.first = group;
            }
        }
        merged_groups
    }

    /// Runs the shortest run of a group again, recorded, and reports what it shows at its end.
    #[must_use]
    pub fn report(&self, group: &Group) -> RunReport {
        self.report_of(self.schedule(group))
    }

    /// Runs the program with these choices, recorded, and reports what it shows at its end.
    #[must_use]
    pub fn report_of(&self, schedule: Schedule) -> RunReport {
        let mut session = Session::with_schedule(self.program().clone(), schedule.clone());
        session.to_end(2 * MAX_TURNS_PER_RUN as usize);
        let record = session.record();
        let words = Words::new(session.world(), &record);
        let mut sight =
            RunReport { schedule, waits: Vec::new(), panics: Vec::new(), prints: Vec::new() };
        for event in record.events() {
            match *event {
                Event::Output(OutputEvent::Printed { text }) => {
                    sight.prints.push(words.text(text).to_owned());
                }
                Event::Loop(LoopEvent::Panicked { task, message }) => {
                    let message = words.text(message);
                    sight.panics.push(format!("{} panics: {message}", words.task(task)));
                }
                _ => {}
            }
        }
        // Of tasks that are left. Where the run is finished, there are none.
        let waits = words.world.unfinished_tasks().map(|(task, _)| words.is_waiting_for(task));
        sight.waits.extend(waits);
        sight
    }
}

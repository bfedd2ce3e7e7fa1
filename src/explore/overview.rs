//! What an exploration found, as plain data: it can be shown where the program itself cannot be run.

use super::count::Count;
use super::orders::{Coverage, Method, Orders, write_summary};
use super::outcome::Outcome;
use super::report::RunReport;
use crate::limits::MAX_LISTED_GROUPS;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The orders of a program, without the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// How they were searched.
    pub method: Method,
    /// How much was searched.
    pub coverage: Coverage,
    /// How many orders were found.
    pub total: Count,
    /// How many groups of orders end in the same way and print the same.
    pub groups: usize,
    /// How many kinds of ends there are.
    pub kinds: usize,
    /// The first kinds, the worst end first, or every group where that was asked for.
    pub rows: Vec<OverviewRow>,
}

/// Orders that are shown together, and what their shortest run shows at its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverviewRow {
    /// How the shortest run ends.
    pub outcome: Outcome,
    /// How many orders end so.
    pub orders: Count,
    /// How many groups these are.
    pub groups: usize,
    /// What is to be seen at the end of the shortest run.
    pub run: RunReport,
}

impl Orders {
    /// Returns what was found as plain data: of every group, or of the first kinds of ends. Each row takes one run.
    #[must_use]
    pub fn overview(&self, is_whole: bool) -> Overview {
        let kinds = self.merged_groups();
        let rows = if is_whole {
            let row = |group: &super::Group| OverviewRow {
                outcome: group.outcome.clone(),
                orders: group.orders,
                groups: 1,
                run: self.report(group),
            };
            self.groups.iter().map(row).collect()
        } else {
            let row = |kind: &super::MergedGroup<'_>| OverviewRow {
                outcome: kind.first.outcome.clone(),
                orders: kind.orders,
                groups: kind.groups,
                run: self.report(kind.first),
            };
            kinds.iter().take(MAX_LISTED_GROUPS).map(row).collect()
        };
        Overview {
            method: self.method,
            coverage: self.coverage,
            total: self.total,
            groups: self.groups.len(),
            kinds: kinds.len(),
            rows,
        }
    }
}

impl Overview {
    /// Returns what is counted, one and many; see [`Orders::noun`].
    #[must_use]
    pub fn noun(&self) -> (&'static str, &'static str) {
        self.coverage.noun()
    }

    /// Returns how many kinds of ends are not among the rows.
    #[must_use]
    pub fn more_kinds(&self) -> usize {
        self.kinds.saturating_sub(self.rows.len())
    }
}

impl fmt::Display for Overview {
    /// One line: how many, and how that is known.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_summary(f, self.total, self.coverage, self.method)
    }
}

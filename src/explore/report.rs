//! What an exploration found, as plain data: it can be shown where the program itself cannot be run.

use super::count::Count;
use super::end::End;
use super::kinds::{MOST_KINDS, Sight};
use super::orders::{Coverage, Method, Orders, write_summary};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The orders of a program, without the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
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
    pub rows: Vec<Row>,
}

/// Orders that are shown together, and what their shortest run shows at its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// How the shortest run ends.
    pub end: End,
    /// How many orders end so.
    pub orders: Count,
    /// How many groups these are.
    pub groups: usize,
    /// What is to be seen at the end of the shortest run.
    pub sight: Sight,
}

impl Orders {
    /// Returns what was found as plain data: of every group, or of the first kinds of ends. Each row takes one run.
    #[must_use]
    pub fn report(&self, is_whole: bool) -> Report {
        let kinds = self.kinds();
        let rows = if is_whole {
            let row = |group: &super::Group| Row {
                end: group.end.clone(),
                orders: group.orders,
                groups: 1,
                sight: self.sight(group),
            };
            self.groups.iter().map(row).collect()
        } else {
            let row = |kind: &super::Kind<'_>| Row {
                end: kind.first.end.clone(),
                orders: kind.orders,
                groups: kind.groups,
                sight: self.sight(kind.first),
            };
            kinds.iter().take(MOST_KINDS).map(row).collect()
        };
        Report {
            method: self.method,
            coverage: self.coverage,
            total: self.total,
            groups: self.groups.len(),
            kinds: kinds.len(),
            rows,
        }
    }
}

impl Report {
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

impl fmt::Display for Report {
    /// One line: how many, and how that is known.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_summary(f, self.total, self.coverage, self.method)
    }
}

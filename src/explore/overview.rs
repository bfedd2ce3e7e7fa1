//! The result of an exploration as plain data, which can be displayed where the program itself can't run.

use super::count::Count;
use super::orders::{Coverage, Method, Orders, write_summary};
use super::outcome::Outcome;
use super::report::RunReport;
use crate::limits::MAX_LISTED_GROUPS;
use crate::record::source::Language;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The orders of a program, without the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// How they were searched.
    pub method: Method,
    /// How many of them were searched.
    pub coverage: Coverage,
    /// How many orders were found.
    pub total: Count,
    /// How many of them were stopped, or wait for something outside the loop. What they would do next isn't known.
    #[serde(default)] // a search outside this crate may not count them
    pub unknown_ends: Count,
    /// How many groups of orders there are: those of a group end in the same way and print the same lines.
    pub groups: usize,
    /// How many merged groups there are.
    pub kinds: usize,
    /// The first merged groups, or every group, with the worst outcome first.
    pub rows: Vec<OverviewRow>,
}

/// Orders that are listed as one, and what can be seen at the end of their shortest run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverviewRow {
    /// How the shortest run ends.
    pub outcome: Outcome,
    /// How many orders the row stands for.
    pub orders: Count,
    /// How many groups were merged.
    pub groups: usize,
    /// What can be seen at the end of the shortest run.
    pub run: RunReport,
}

impl Orders {
    /// Returns the result as plain data, with a row for every group or for the first merged groups. Each row requires
    /// one more run.
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
            unknown_ends: self.unknown_ends(),
            groups: self.groups.len(),
            kinds: kinds.len(),
            rows,
        }
    }
}

impl Overview {
    /// Returns the singular and plural of what is counted. See [`Coverage::noun`].
    #[must_use]
    pub fn noun(&self) -> (&'static str, &'static str) {
        self.coverage.noun()
    }

    /// Returns how many orders there are, or were tried, and how many outcomes they lead to, for a reader.
    #[must_use]
    pub fn headline(&self, language: Language) -> String {
        // Some outcomes are listed as one, if they differ only in the order of the printed lines.
        let apart =
            if self.kinds < self.groups { ", if you ignore the order of the lines" } else { "" };
        let outcomes = match self.kinds {
            1 => "one outcome".to_owned(),
            kinds => format!("{} outcomes", Count::from(kinds as u128)),
        };
        let runs = |runs: usize| Count::from(runs as u128);
        match self.coverage {
            Coverage::All if self.unknown_ends > Count::default() => {
                if self.total == Count::ONE {
                    return "There was one order to try, and it isn't known how it would end:"
                        .to_owned();
                }
                let which = if self.unknown_ends == self.total {
                    "they".to_owned()
                } else {
                    format!("{} of them", self.unknown_ends)
                };
                format!(
                    "{} orders were tried, and it isn't known how {which} would end. Up to there, they led to \
                     {outcomes}{apart}; there may be more:",
                    self.total
                )
            }
            Coverage::All if self.total == Count::ONE => {
                "Only one order is possible: there's never more than one task to choose from."
                    .to_owned()
            }
            Coverage::All => {
                let total = self.total;
                let turns = match language {
                    Language::Rust => "polls",
                    Language::Python => "steps",
                };
                let lead = if self.kinds == 1 { "They all lead" } else { "They lead" };
                format!(
                    "There are {total} ways to order this program's {turns}. {lead} to {outcomes}{apart}:"
                )
            }
            Coverage::Part { runs: number } => format!(
                "Stopped after {} runs. The orders so far led to {outcomes}{apart}; there may be more:",
                runs(number)
            ),
            Coverage::Sampled { runs: number, beyond, .. } => {
                let why = match beyond {
                    Some(_) => "There are too many orders to try them all. ",
                    None => "",
                };
                let noun = if number == 1 { "order" } else { "orders" };
                format!(
                    "{why}{} random {noun} led to {outcomes}{apart}; there may be more:",
                    runs(number)
                )
            }
        }
    }

    /// Returns how many of all orders a row has, as `in 2 of 4 orders`.
    #[must_use]
    pub fn share(&self, orders: Count) -> String {
        let (one, many) = self.noun();
        if self.coverage == Coverage::All && self.total == Count::ONE {
            let is_known = self.unknown_ends == Count::default();
            return if is_known { "in the only order" } else { "in the order that was tried" }
                .to_owned();
        }
        let all = match self.coverage {
            Coverage::Sampled { runs, .. } => Count::from(runs as u128),
            Coverage::All | Coverage::Part { .. } => self.total,
        };
        format!("in {orders} of {all} {}", if all == Count::ONE { one } else { many })
    }

    /// Returns how many merged groups aren't among the rows.
    #[must_use]
    pub fn more_kinds(&self) -> usize {
        self.kinds.saturating_sub(self.rows.len())
    }
}

impl fmt::Display for Overview {
    /// Writes one line: how many orders, and how that is known.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_summary(f, self.total, self.unknown_ends, self.coverage, self.method)
    }
}

//! Exploring a program in the process that runs it.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::time::Duration;

/// How far to explore.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SearchLimits {
    /// The maximum number of runs or states before orders are sampled. `None` is the default.
    pub runs: Option<usize>,
    /// Sample this many orders, and don't try to run all.
    pub sample: Option<usize>,
    /// The seed for sampling. `None` is the default.
    pub seed: Option<u64>,
    /// Report every group of orders instead of the first merged groups.
    pub is_whole: bool,
}

/// An exploration in another process.
pub trait RemoteSearch {
    /// Returns what is new, without waiting.
    fn poll(&mut self) -> SearchNews;

    /// Waits until there is something new, for up to `patience`.
    fn wait(&mut self, patience: Duration);

    /// Stops the exploration early. It then reports what it has found.
    fn stop(&mut self);
}

/// A report from an exploration.
#[derive(Clone, Debug, PartialEq)]
pub enum SearchNews {
    /// Nothing new.
    Pending,
    /// The exploration isn't done yet.
    Progress(SearchProgress),
    /// The exploration is done. The result is an `explore::Overview` as JSON.
    Found(Value),
    /// The exploration failed for this reason.
    Failed(String),
}

/// The progress of an exploration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchProgress {
    /// The number of runs or states up to now.
    pub runs: usize,
    /// Whether it samples orders, because there are too many to run them all.
    pub is_drawing: bool,
    /// The number of states, once all are known and the orders are being counted.
    pub states: Option<usize>,
    /// For how many seconds one call into the program hasn't returned, if that is unusually long, and otherwise 0.
    #[serde(default)]
    pub stuck_for: u64,
}

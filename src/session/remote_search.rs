//! Exploring a program where it runs: its set-up and its tasks are not here.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::time::Duration;

/// How far to explore.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SearchLimits {
    /// The most runs, or states, before orders are drawn; `None` is the usual limit.
    pub runs: Option<usize>,
    /// Draw this many orders, and do not try to run all.
    pub sample: Option<usize>,
    /// The seed to draw from; `None` is the usual one.
    pub seed: Option<u64>,
    /// Report every group of orders, and not only the first kinds.
    pub is_whole: bool,
}

/// An exploration that goes on elsewhere.
pub trait RemoteSearch {
    /// Returns what is new, without waiting.
    fn poll(&mut self) -> SearchNews;

    /// Waits until there is something new, for `patience` at most.
    fn wait(&mut self, patience: Duration);

    /// Asks it to end early, with what it knows.
    fn stop(&mut self);
}

/// What came from an exploration.
#[derive(Clone, Debug, PartialEq)]
pub enum SearchNews {
    /// Nothing new.
    Pending,
    /// It has come this far.
    Progress(SearchProgress),
    /// It has ended, and found this: an `explore::Overview` as JSON.
    Found(Value),
    /// It could not be carried out, and why.
    Failed(String),
}

/// How far an exploration is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchProgress {
    /// The number of runs, or states, so far.
    pub runs: usize,
    /// Whether orders are drawn by now, because there are too many to run.
    pub is_drawing: bool,
    /// The number of states, once all are known and only counting is left.
    pub states: Option<usize>,
}

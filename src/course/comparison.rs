//! **Compares** two runs of the same program in two languages, step by step: a recipe and its twin.
//!
//! ```text
//!   recipe  ──▶ StepFacts, StepFacts, …  ─┐
//!                                          ├─ align ──▶ Row { mark, rust, python, reason }, …
//!   twin    ──▶ StepFacts, StepFacts, …  ─┘
//! ```
//!
//! A step of one run corresponds to a step of the other if both are turns of the task with the same name, jumps of the
//! clock, or the end. Of all ways to pair the steps in their order, the one is taken in which most pairs run the same
//! marked lines, print the same and end alike. A step without a counterpart has a row of its own.

mod facts;
mod mark;
mod reason;

use super::catalog::Scene;
use super::lesson::front_matter::FrontMatter;
use crate::limits::MAX_COMPARED_STEPS;
use crate::session::Trace;
use facts::{StepFacts, steps};
use std::ops::Range;

pub use mark::Mark;

/// A step of the recipe beside the corresponding step of the twin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// How they compare.
    pub mark: Mark,
    /// The events of the recipe's step; empty, at the position of the run, if it takes none here.
    pub rust: Range<usize>,
    /// The events of the twin's step; empty, at the position of the run, if it takes none here.
    pub python: Range<usize>,
    /// Why they differ, in a sentence or two. Empty if they don't.
    pub reason: String,
    /// Whether the reason is a note of the lesson, and not only what the two runs show.
    pub is_noted: bool,
}

impl Row {
    /// Returns whether the recipe takes a step here.
    #[must_use]
    pub fn has_rust(&self) -> bool {
        !self.rust.is_empty()
    }

    /// Returns whether the twin takes a step here.
    #[must_use]
    pub fn has_python(&self) -> bool {
        !self.python.is_empty()
    }
}

/// Returns the rows of a scene's recipe and its twin, from these runs. `scene` is counted from 1.
///
/// Of a run that never ends, only the first steps are compared.
#[must_use]
pub fn compare(
    (scene, number): (&Scene, usize),
    front: &FrontMatter,
    rust: &Trace,
    python: &Trace,
) -> Vec<Row> {
    let (rust, python) = (steps(rust, &scene.rust), steps(python, &scene.twin));
    let mut rows = Vec::new();
    let (mut at_rust, mut at_python) = (0, 0);
    let mut reasons = reason::Reasons::new((scene, number), front, &rust, &python);
    for (nth_rust, nth_python) in align(&rust, &python) {
        let pair = (nth_rust.map(|nth| &rust[nth]), nth_python.map(|nth| &python[nth]));
        let (mark, reason, is_noted) = reasons.of(pair);
        let events = |step: Option<&StepFacts>, at: &mut usize| {
            let events = step.map_or(*at..*at, |step| step.events.clone());
            *at = events.end;
            events
        };
        let (rust, python) = (events(pair.0, &mut at_rust), events(pair.1, &mut at_python));
        rows.push(Row { mark, rust, python, reason, is_noted });
    }
    rows
}

/// Returns the pairs of steps, as indices, in their order.
fn align(rust: &[StepFacts], python: &[StepFacts]) -> Vec<(Option<usize>, Option<usize>)> {
    let rust = &rust[..rust.len().min(MAX_COMPARED_STEPS)];
    let python = &python[..python.len().min(MAX_COMPARED_STEPS)];
    // best[i][j] is the most that the steps from i and from j on can score.
    let width = python.len() + 1;
    let mut best = vec![0_u32; (rust.len() + 1) * width];
    for i in (0..rust.len()).rev() {
        for j in (0..python.len()).rev() {
            let apart = best[(i + 1) * width + j].max(best[i * width + j + 1]);
            let paired = rust[i].likeness(&python[j]);
            let paired = paired.map_or(0, |likeness| likeness + best[(i + 1) * width + j + 1]);
            best[i * width + j] = apart.max(paired);
        }
    }
    let mut pairs = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < rust.len() || j < python.len() {
        let here = best[i * width + j];
        let paired = (i < rust.len() && j < python.len())
            .then(|| rust[i].likeness(&python[j]))
            .flatten()
            .is_some_and(|likeness| likeness + best[(i + 1) * width + j + 1] == here);
        if paired {
            pairs.push((Some(i), Some(j)));
            (i, j) = (i + 1, j + 1);
        } else if i < rust.len() && (j == python.len() || best[(i + 1) * width + j] == here) {
            pairs.push((Some(i), None));
            i += 1;
        } else {
            pairs.push((None, Some(j)));
            j += 1;
        }
    }
    pairs
}

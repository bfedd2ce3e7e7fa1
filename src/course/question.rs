//! The questions of a lesson, and their answers from a run.
//!
//! A [`cue`] finds a position in a run, a [`query`] gets an [`answer`] from a run, and a [`prediction`] asks the learner
//! the query, with the answers of wrong [`mental_model`]s as the other options.

pub mod answer;
pub mod cue;
pub mod mental_model;
pub mod misconception;
pub mod prediction;
pub mod query;
pub mod result_sentence;

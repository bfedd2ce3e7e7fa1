//! What a lesson asks, and how a run answers it.
//!
//! A [`cue`] finds a place in a run, a [`query`] asks a run for an [`answer`], and a [`prediction`] puts the
//! query to the learner, with the answers of wrong [`mental_model`]s as the other options.

pub mod answer;
pub mod cue;
pub mod mental_model;
pub mod misconception;
pub mod prediction;
pub mod query;

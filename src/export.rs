//! Taking a run along: one file a format.

pub mod jsonl;

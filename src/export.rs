//! Writes a run in formats that other programs open. Each format has a file of its own.
//!
//! | format | is | opens in |
//! |---|---|---|
//! | [`html`] | the run as a page with steps, words and sources | a browser, on paper |
//! | [`svg`] | one moment's screen, cell for cell | slides, pages |
//! | [`cast`] | the screen step by step, with a marker for each turn | the asciinema player |
//! | [`perfetto`] | a track for each task, arrows from wakers to the woken | ui.perfetto.dev |
//! | [`mermaid`] | polls, waits and wakes as a sequence diagram | Markdown pages |
//! | [`jsonl`] | the record itself | programs, and coroscope again |
//!
//! All of them are folds over the record, as the screen is. So they work for a lesson, a program of your own, and a
//! record that was read.

#[cfg(feature = "screen")]
pub mod cast;
#[cfg(feature = "screen")]
pub mod html;
pub mod jsonl;
#[cfg(feature = "screen")]
pub mod mermaid;
#[cfg(feature = "screen")]
pub mod perfetto;
#[cfg(feature = "screen")]
pub mod steps;
#[cfg(feature = "screen")]
pub mod styled_run;
#[cfg(feature = "screen")]
pub mod svg;

//! How long a lesson takes: counted, never written down.

use crate::course::catalog::Lesson;
use crate::course::lesson::inline::{self, SourceLanguage};
use crate::course::lesson::page::Page;

/// Words a minute. Prose is read at about 240; here each paragraph is held against code and panes beside it.
const WORDS_PER_MINUTE: usize = 120;

/// Seconds for a question: to read it with its options, to look for the answer in the panes, and to read the
/// feedback.
const SECONDS_PER_QUESTION: usize = 40;

/// Seconds for a step of the run: to read the step line, and to see what has changed.
const SECONDS_PER_STEP: usize = 5;

/// Returns the minutes, rounded up. What is beside the way through the lesson, such as its changes, is not counted.
#[must_use]
pub fn minutes(lesson: &Lesson) -> usize {
    let Ok(page) = &lesson.page else { return 0 };
    let questions: usize = page.beats.iter().map(|beat| beat.questions.len()).sum();
    let seconds = words(page) * 60 / WORDS_PER_MINUTE
        + questions * SECONDS_PER_QUESTION
        + steps(lesson) * SECONDS_PER_STEP;
    seconds.div_ceil(60)
}

fn words(page: &Page) -> usize {
    let count =
        |text: &String| inline::draft(text, SourceLanguage::Rust).split_whitespace().count();
    let beats = page.beats.iter().map(|beat| &beat.text);
    page.opening.iter().chain(beats).chain(page.after.iter().map(|(_, text)| text)).map(count).sum()
}

/// Returns the steps of the scenes that have words: the paragraphs of their kept traces. There a loop that never
/// ends takes one.
fn steps(lesson: &Lesson) -> usize {
    let steps = |text: &str| text.lines().filter(|line| !line.trim().is_empty()).count();
    lesson.scenes_with_beats().iter().map(|scene| steps(&scene.trace.text)).sum()
}

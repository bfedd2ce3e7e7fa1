//! What a class is shown: whether there is one, which questions it was asked, and how it voted.
//!
//! ```text
//!                  ┌── v, counts, Enter ──┐
//!                  ▼                      │
//!   step ──▶ the question ────────────────┘
//!             │        ▲
//!             │ step   │ v: the same question, a second vote
//!             ▼        │
//!   open until the run shows it ── step, step ──▶ the answer, with the counts
//! ```
//!
//! Nothing of it is a learner's progress, and nothing is saved.

use crate::course::tour::{QuestionId, Reply};
use crate::limits::MAX_VOTES;
use crate::progress::{LessonProgress, Milestone};
use std::collections::BTreeMap;

/// A class, and what it was asked.
#[derive(Clone, Debug, Default)]
pub struct Presentation {
    /// Whether the screen is shown to a class now.
    pub is_on: bool,
    /// The votes on each question, by the slug of its lesson.
    votes: BTreeMap<(String, QuestionId), Votes>,
    /// The questions that were put in each lesson, as if each was answered.
    put: BTreeMap<String, LessonProgress>,
    /// The question that was put last.
    last: Option<(String, QuestionId)>,
}

/// The votes on a question: how many chose each option, before and after the class discussed it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Votes {
    /// The first vote.
    pub before: Option<Vec<u32>>,
    /// The vote after the discussion.
    pub after: Option<Vec<u32>>,
}

impl Votes {
    /// Takes in the counts of a round: the first one, or the one after it. No counts clear the latest round.
    fn store(&mut self, counts: Option<Vec<u32>>) {
        match counts {
            Some(counts) if self.before.is_none() => self.before = Some(counts),
            Some(counts) => self.after = Some(counts),
            None if self.after.take().is_none() => self.before = None,
            None => {}
        }
    }

    /// The rounds that were counted, in order.
    #[must_use]
    pub fn rounds(&self) -> Vec<&[u32]> {
        self.before.iter().chain(&self.after).map(Vec::as_slice).collect()
    }
}

impl Presentation {
    /// The votes on a question.
    #[must_use]
    pub fn votes(&self, slug: &str, id: QuestionId) -> Option<&Votes> {
        self.votes.get(&(slug.to_owned(), id))
    }

    /// Stores the counts of a vote, or clears the latest ones.
    pub(super) fn store(&mut self, slug: &str, id: QuestionId, counts: Option<Vec<u32>>) {
        self.votes.entry((slug.to_owned(), id)).or_default().store(counts);
    }

    /// Notes that a question is on the screen.
    pub(super) fn note_question(&mut self, slug: &str, id: QuestionId) {
        self.last = Some((slug.to_owned(), id));
    }

    /// Notes that a class was asked a question, and has answered it or left it to the run.
    pub(super) fn note_asked(&mut self, slug: &str, id: QuestionId) {
        if matches!(id, QuestionId::Beat(..)) {
            let put = self.put.entry(slug.to_owned()).or_default();
            put.reach(&Milestone::Answer(slug.to_owned(), id, Reply::Given(0, true)));
        }
    }

    /// The question of this lesson that was put last.
    #[must_use]
    pub fn last_question(&self, slug: &str) -> Option<QuestionId> {
        self.last.as_ref().filter(|(of, _)| of == slug).map(|(_, id)| *id)
    }

    /// The questions of a lesson that were put, as if each was answered right.
    #[must_use]
    pub fn put_in(&self, slug: &str) -> Option<&LessonProgress> {
        self.put.get(slug)
    }
}

/// Parses the counts of a vote, one for each option, with spaces or commas between them: `3 12 0 5`. `None` for an
/// empty text.
///
/// # Errors
/// Returns the sentence that says what isn't a count.
pub fn parse_votes(text: &str, options: usize) -> Result<Option<Vec<u32>>, String> {
    let words = text.split(|letter: char| letter.is_whitespace() || letter == ',');
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    let mut counts = Vec::new();
    for word in &words {
        let count = word.parse::<u32>().ok().filter(|_| word.bytes().all(|b| b.is_ascii_digit()));
        let Some(count) = count.filter(|count| *count <= MAX_VOTES) else {
            return Err(format!(
                "{word} isn't a count from 0 to {MAX_VOTES}. Type {options} counts, with spaces between them."
            ));
        };
        counts.push(count);
    }
    match counts.len() {
        0 => Ok(None),
        count if count == options => Ok(Some(counts)),
        1 => Err(format!("There are {options} options, but only 1 count.")),
        count if count < options => {
            Err(format!("There are {options} options, but only {count} counts."))
        }
        count => Err(format!("There are only {options} options, but {count} counts.")),
    }
}

//! The **score** of a lesson: which of its questions were answered right, and which were missed.

use crate::course::catalog::Lesson;
use crate::course::lesson::page::QuestionKind;
use crate::course::tour::QuestionId;
use crate::progress::{AnswerResult, LessonProgress};
use crate::world::words::counted;

/// How a lesson's questions were answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// How many questions the lesson asks.
    pub count: usize,
    /// How many of them were answered correctly.
    pub right: usize,
    /// The questions that weren't answered right.
    pub missed: Vec<MissedQuestion>,
    /// How many of those weren't asked.
    pub not_asked: usize,
}

/// A question that was answered wrong, was skipped, or was never reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissedQuestion {
    /// Its place among all questions of the lesson, counted from 1.
    pub number: usize,
    /// Its identity in the lesson and in the stored progress.
    pub id: QuestionId,
    /// What it asks.
    pub ask: String,
}

/// Questions that are asked again, before the card at the lesson's end comes back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Retry {
    /// The questions that come after the open one.
    pub(super) rest: Vec<QuestionId>,
}

impl Score {
    /// Counts the questions of the lesson's scenes with beats. The best answer to each counts.
    #[must_use]
    pub fn of(lesson: &Lesson, progress: Option<&LessonProgress>) -> Score {
        let Ok(page) = &lesson.page else { return Score::default() };
        let scenes = lesson.scenes_with_beats();
        let has_beats = |scene: usize| {
            let scene = lesson.scenes.get(scene);
            scene.is_some_and(|scene| scenes.iter().any(|one| one.name == scene.name))
        };
        let mut score = Score::default();
        for (nth, beat) in page.beats.iter().enumerate().filter(|(_, beat)| has_beats(beat.scene)) {
            for (which, question) in beat.questions.iter().enumerate() {
                score.count += 1;
                let id = QuestionId::Beat(nth, which);
                if progress.and_then(|done| done.answer(id)) == Some(AnswerResult::Right) {
                    score.right += 1;
                    continue;
                }
                score.not_asked +=
                    usize::from(progress.is_none_or(|done| done.answer(id).is_none()));
                let ask = match &question.kind {
                    QuestionKind::Predicted(predict) => predict.ask.clone(),
                    QuestionKind::Authored(question) => question.ask.clone(),
                };
                score.missed.push(MissedQuestion { number: score.count, id, ask });
            }
        }
        score
    }

    /// Says how many questions a class was asked, and which keys ask the others.
    #[must_use]
    pub fn sentence_for_class(&self) -> String {
        let asked = format!("{} of {} questions were asked.", self.right, self.count);
        match self.missed.as_slice() {
            [] => asked,
            [one] => format!("{asked} Press 1 to ask question {} now.", one.number),
            many => format!("{asked} Press 1-{} to ask one of the others now.", many.len().min(9)),
        }
    }

    /// Formats how many were right, which were missed, and which keys ask them again.
    #[must_use]
    pub fn sentence(&self) -> String {
        let counted = format!("{} of {} right.", self.right, self.count);
        if self.not_asked > 0 {
            return self.sentence_with_not_asked(&counted);
        }
        let numbers: Vec<_> = self.missed.iter().map(|one| one.number.to_string()).collect();
        match numbers.as_slice() {
            [] => counted,
            [one] => format!("{counted} You missed question {one}. Press 1 to try it again."),
            many => {
                let (missed, keys) = (many.len(), self.keys());
                format!("{counted} You missed {missed} questions. Press {keys} to try one again.")
            }
        }
    }

    /// The same where some of the questions weren't asked: those weren't missed.
    fn sentence_with_not_asked(&self, counted: &str) -> String {
        let keys = self.keys();
        let remedy = match self.missed.len() {
            1 => "Press 1 to answer it now.".to_owned(),
            _ => format!("Press {keys} to answer one now."),
        };
        let left = counted_questions(self.not_asked);
        let were_not = if self.not_asked == 1 { "wasn't" } else { "weren't" };
        match self.missed.len() - self.not_asked {
            0 if self.not_asked == self.count => {
                let all = if self.count == 1 { "question" } else { "questions" };
                format!("The lesson's {all} {were_not} asked. {remedy}")
            }
            0 => format!("{counted} {left} {were_not} asked. {remedy}"),
            missed => {
                let missed = counted_questions(missed);
                format!("{counted} You missed {missed}, and {left} {were_not} asked. {remedy}")
            }
        }
    }

    /// The keys of the questions that weren't answered right.
    fn keys(&self) -> String {
        match self.missed.len() {
            2 => "1 or 2".to_owned(),
            missed => format!("1-{}", missed.min(9)),
        }
    }
}

fn counted_questions(count: usize) -> String {
    counted(count, "question", "questions")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_asked_was_not_missed() {
        let score = |right: usize, missed: usize, not_asked: usize| {
            let one = MissedQuestion { number: 2, id: QuestionId::Beat(0, 0), ask: String::new() };
            let missed = vec![one; missed];
            Score { count: right + missed.len(), right, missed, not_asked }.sentence()
        };
        let table = [
            (score(4, 0, 0), "4 of 4 right."),
            (score(0, 4, 4), "The lesson's questions weren't asked. Press 1-4 to answer one now."),
            (score(0, 1, 1), "The lesson's question wasn't asked. Press 1 to answer it now."),
            (score(3, 1, 1), "3 of 4 right. 1 question wasn't asked. Press 1 to answer it now."),
            (
                score(1, 3, 2),
                "1 of 4 right. You missed 1 question, and 2 questions weren't asked. Press 1-3 to answer one now.",
            ),
            (score(3, 1, 0), "3 of 4 right. You missed question 2. Press 1 to try it again."),
        ];
        for (said, expected) in table {
            assert_eq!(said, expected);
        }
    }
}

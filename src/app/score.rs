//! The **score** of a lesson: which of its questions were answered right, and which were missed.

use crate::course::catalog::Lesson;
use crate::course::lesson::page::QuestionKind;
use crate::course::tour::QuestionId;
use crate::progress::{AnswerResult, LessonProgress};

/// How a lesson's questions were answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// How many questions the lesson asks.
    pub count: usize,
    /// How many of them were answered right.
    pub right: usize,
    /// The questions that weren't answered right.
    pub missed: Vec<MissedQuestion>,
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
        let numbers: Vec<_> = self.missed.iter().map(|one| one.number.to_string()).collect();
        match numbers.as_slice() {
            [] => counted,
            [one] => format!("{counted} You missed question {one}. Press 1 to try it again."),
            many => {
                let missed = many.len();
                let keys =
                    if missed == 2 { "1 or 2".to_owned() } else { format!("1-{}", missed.min(9)) };
                format!("{counted} You missed {missed} questions. Press {keys} to try one again.")
            }
        }
    }
}

//! The end of a lesson: its card, the questions that are asked again from it, and the next lesson.

use crate::app::App;
use crate::app::message::{LessonMessage, Message, StepMessage};
use crate::app::overlay::{LessonMenu, Overlay};
use crate::app::score::{Retry, Score};
use crate::course::catalog::Lesson;
use crate::course::tour::QuestionId;
use crate::limits::MAX_STEPS_TO_END;
use std::sync::Arc;

impl App {
    /// Opens the card at the end of a lesson.
    pub(super) fn open_end_card(&mut self) {
        self.retry = None;
        self.is_playing = false;
        self.overlay = Some(Overlay::EndCard(0));
    }

    /// Returns the score of the lesson that is open.
    #[must_use]
    pub fn score(&self) -> Score {
        self.open.subject.lesson().map_or(Score::default(), |lesson| self.score_of(lesson))
    }

    /// Returns the score of a lesson.
    #[must_use]
    pub fn score_of(&self, lesson: &Lesson) -> Score {
        let progress = if self.is_presenting() {
            self.presentation.put_in(&lesson.slug)
        } else {
            self.lesson_progress.get(&lesson.slug)
        };
        Score::of(lesson, progress)
    }

    /// Returns the lesson after the one that is open.
    #[must_use]
    pub fn next_lesson(&self) -> Option<&Arc<Lesson>> {
        let slug = &self.open.subject.lesson()?.slug;
        let lessons = self.catalog.lessons();
        let here = lessons.iter().position(|lesson| lesson.slug == *slug)?;
        lessons.get(here + 1)
    }

    pub(super) fn open_next_lesson(&mut self) {
        if let Some(lesson) = self.next_lesson().cloned()
            && let Some(scene) = lesson.scenes.first()
        {
            self.visit(&lesson, scene);
        }
    }

    /// Opens the lesson again, from its start.
    pub(super) fn replay(&mut self) {
        if let Some(lesson) = self.open.subject.lesson().cloned()
            && let Some(scene) = lesson.scenes.first()
        {
            self.visit(&lesson, scene);
        }
    }

    /// Asks the missed question with this number on the card again.
    pub(super) fn try_again(&mut self, nth: usize) {
        let Some(lesson) = self.open.subject.lesson().cloned() else { return };
        if let Some(missed) = self.score().missed.get(nth) {
            self.overlay = None;
            self.ask_again(&lesson, vec![missed.id]);
        }
    }

    /// Asks all missed questions of the marked lesson again.
    pub(super) fn try_missed(&mut self) {
        let Some(lesson) = self.marked_lesson().cloned() else { return };
        let missed: Vec<_> = self.score_of(&lesson).missed.into_iter().map(|one| one.id).collect();
        if missed.is_empty() {
            self.notice = Some("You answered every question of this lesson.".to_owned());
        } else {
            self.overlay = None;
            self.ask_again(&lesson, missed);
        }
    }

    /// Returns the lesson that is marked in the menu.
    #[must_use]
    pub fn marked_lesson(&self) -> Option<&Arc<Lesson>> {
        let Some(Overlay::Lessons(menu)) = &self.overlay else { return None };
        let LessonMenu { marked, .. } = menu;
        menu.entries(&self.catalog).get(*marked).map(|(lesson, _)| *lesson)
    }

    /// Goes to the first of these questions and asks it; the others come after it.
    fn ask_again(&mut self, lesson: &Arc<Lesson>, mut questions: Vec<QuestionId>) {
        while !questions.is_empty() {
            let id = questions.remove(0);
            if self.ask_one_again(lesson, id) {
                // A class is led on from there.
                self.retry = (!self.is_presenting()).then_some(Retry { rest: questions });
                return;
            }
        }
        self.return_to_end_card();
    }

    fn ask_one_again(&mut self, lesson: &Arc<Lesson>, id: QuestionId) -> bool {
        let (Ok(page), QuestionId::Beat(beat, _)) = (&lesson.page, id) else { return false };
        let beat = page.beats.get(beat);
        let Some(scene) = beat.and_then(|beat| lesson.scenes.get(beat.scene)) else { return false };
        self.visit(lesson, scene);
        let Some(guide) = &mut self.guide else { return false };
        let session = &mut self.open.session;
        if !guide.tour.ask_again(session, id) {
            return false;
        }
        guide.ask(session);
        guide.question.is_some()
    }

    /// Continues after a question that was asked again: with the next one, or with the card. Returns whether there was
    /// one.
    pub(super) fn continues_retry(&mut self, message: &Message) -> bool {
        let is_answered = self.guide.as_ref().is_some_and(super::super::guide::Guide::is_answered);
        let continues = match message {
            Message::Step(StepMessage::Next | StepMessage::Forward | StepMessage::ForwardEvent)
            | Message::Lesson(LessonMessage::NextBeat) => is_answered,
            _ => false,
        };
        continues && self.finish_retry()
    }

    /// Leaves the questions that are asked again, and returns to the card.
    pub(super) fn leave_retry(&mut self) {
        if self.retry.take().is_some() {
            self.return_to_end_card();
        }
    }

    /// Goes to the end of the lesson, where the questions that were asked again have been left, and opens the card.
    fn return_to_end_card(&mut self) {
        if let Some(lesson) = self.open.subject.lesson().cloned()
            && let Some(scene) = lesson.scenes_with_beats().last()
        {
            self.visit(&lesson, scene);
            let session = &mut self.open.session;
            session.to_end(MAX_STEPS_TO_END);
            if let Some(guide) = &mut self.guide {
                guide.tour.end_opening();
                guide.tour.close_questions(session);
            }
            self.refresh_guide();
        }
        self.open_end_card();
    }

    /// Leaves the question that was asked again. Returns whether there was one.
    pub(super) fn finish_retry(&mut self) -> bool {
        let Some(retry) = self.retry.take() else { return false };
        match self.open.subject.lesson().cloned() {
            Some(lesson) => self.ask_again(&lesson, retry.rest),
            None => self.open_end_card(),
        }
        true
    }
}

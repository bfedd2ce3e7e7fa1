//! Before a class: showing the screen to it, putting a question, counting votes, and asking again.

use crate::app::App;
use crate::app::guide::Question;
use crate::app::message::{LessonMessage, Message, StepMessage};
use crate::app::overlay::{Overlay, TextInput};
use crate::app::presentation::{Votes, parse_votes};
use crate::course::tour::QuestionId;

impl App {
    /// Returns whether the screen is shown to a class.
    #[must_use]
    pub fn is_presenting(&self) -> bool {
        self.presentation.is_on
    }

    /// Starts or stops presenting. An open question stays open, without its hints. One that was answered in private is
    /// left, because its card shows the answer before the run does.
    pub fn present(&mut self, is_on: bool) {
        if is_on && !self.is_presenting() {
            self.retry = None;
            if let Some(guide) = &mut self.guide {
                guide.hide_private_answer(&mut self.open.session);
            }
        }
        self.presentation.is_on = is_on;
        self.is_zoomed = false;
        self.scroll_offsets.clear();
    }

    /// The votes on the question that is open.
    #[must_use]
    pub fn votes(&self) -> Option<&Votes> {
        let guide = self.guide.as_ref()?;
        let id = guide.question.as_ref()?.id;
        self.presentation.votes(&guide.tour.lesson().slug, id)
    }

    /// Leaves an open question to the run, if the message steps forward before a class. Returns whether that is all:
    /// the run had shown the answer already.
    pub(super) fn leaves_question_to_run(&mut self, message: &Message) -> bool {
        let is_step = match message {
            Message::Step(step) => {
                matches!(step, StepMessage::Next | StepMessage::Forward | StepMessage::ForwardEvent)
            }
            Message::Lesson(lesson) => *lesson == LessonMessage::NextBeat,
            _ => false,
        };
        if !is_step || !self.is_presenting() {
            return false;
        }
        let Some(guide) = self.guide.as_mut().filter(|guide| guide.is_asking()) else {
            return false;
        };
        let Some(id) = guide.question.as_ref().map(|question| question.id) else { return false };
        let slug = guide.tour.lesson().slug.clone();
        self.notice = None;
        self.scroll_offsets.clear();
        let is_shown = guide.leave_to_run(&self.open.session);
        self.presentation.note_asked(&slug, id);
        is_shown
    }

    /// Opens the line in which the counts of a vote are typed.
    pub(super) fn open_votes(&mut self) {
        let is_asked = self.guide.as_ref().is_some_and(|guide| guide.question.is_some());
        if is_asked && self.is_presenting() {
            let after = self.votes().and_then(|votes| votes.after.as_ref());
            let counts = after.into_iter().flatten().map(ToString::to_string);
            let text = counts.collect::<Vec<_>>().join(" ");
            self.overlay = Some(Overlay::Votes(TextInput { text, fault: None }));
        }
    }

    /// Stores the counts that were typed. What can't be read stays in the line, with the reason.
    pub(super) fn take_votes(&mut self, mut input: TextInput) {
        let question = self.guide.as_ref().and_then(|guide| guide.question.as_ref());
        let Some(Question { id, asked, .. }) = question else { return };
        let (id, options) = (*id, asked.options.len());
        let slug = self.guide.as_ref().map(|guide| guide.tour.lesson().slug.clone());
        match parse_votes(&input.text, options) {
            Ok(counts) => self.presentation.store(&slug.unwrap_or_default(), id, counts),
            Err(why) => {
                input.fault = Some(why);
                self.overlay = Some(Overlay::Votes(input));
            }
        }
    }

    /// Asks the open question again, or the one that was put last: from its own place, for a second vote.
    pub(super) fn ask_class_again(&mut self) {
        if !self.is_presenting() {
            return;
        }
        let Some(guide) = &self.guide else { return };
        let slug = guide.tour.lesson().slug.clone();
        let open = guide.question.as_ref().map(|question| question.id);
        let Some(id) = open.or_else(|| self.presentation.last_question(&slug)) else {
            self.notice = Some("No question of this lesson was asked yet.".to_owned());
            return;
        };
        self.scroll_offsets.clear();
        if !self.ask_here(id) && !self.ask_in_its_scene(id) {
            self.notice = Some("This run doesn't ask that question.".to_owned());
        }
    }

    fn ask_here(&mut self, id: QuestionId) -> bool {
        let session = &mut self.open.session;
        self.guide.as_mut().is_some_and(|guide| guide.ask_again(session, id))
    }

    fn ask_in_its_scene(&mut self, id: QuestionId) -> bool {
        let Some(lesson) = self.open.subject.lesson().cloned() else { return false };
        let scene = self.guide.as_ref().map(|guide| guide.tour.scene_of(id));
        let is_of_beat = matches!(id, QuestionId::Beat(..));
        let Some(scene) = scene.and_then(|scene| lesson.scenes.get(scene)) else { return false };
        if !is_of_beat {
            return false;
        }
        self.visit(&lesson, scene);
        self.ask_here(id)
    }
}

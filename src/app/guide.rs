//! The lesson beside the run: its words at this moment, and the question that holds the step.
//!
//! A [`Tour`] works them out; here they are kept ready to be drawn, because drawing changes nothing.
//!
//! ```text
//!   step ──▶ a question is open ──▶ Asking ── letter ──▶ Answered ── step ──▶ on
//!                                      └───── s ─────────────────────────────▶ on
//! ```

use super::open_scene::OpenScene;
use super::pane::Pane;
use crate::course::lesson::goal::{Goal, GoalStatus};
use crate::course::lesson::page::{Beat, Elsewhere, Variant};
use crate::course::question::prediction::{Feedback, PreparedQuestion};
use crate::course::tour::opening::Subject;
use crate::course::tour::plan::is_changed;
use crate::course::tour::{BeatStatus, Narration, Tour, TourStep};
use crate::session::Session;

/// A question on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What is asked.
    pub asked: PreparedQuestion,
    /// The hints so far.
    pub hints: Vec<String>,
    /// What is said to the answer, and which it was.
    pub answered: Option<(usize, Feedback)>,
}

/// What there is to be said at a moment.
#[derive(Clone, Debug, Default)]
pub struct GuideText {
    /// The beat, by its place in the lesson, and its words.
    pub beat: Option<(usize, Beat)>,
    /// Its number and that of all beats of the scene.
    pub number: (usize, usize),
    /// Its words, as Markdown.
    pub words: Option<String>,
    /// Is this another run than that for which the words were written?
    pub is_changed: bool,
    /// The moment that it was written for, where the session has gone on since.
    pub since: Option<String>,
    /// Does a question wait here?
    pub has_question: bool,
    /// At the end of the run: the titles of the beats that it did not come to.
    pub missing: Vec<String>,
    /// Is the run over?
    pub is_over: bool,
}

impl GuideText {
    /// The pane to look at, as the beat has it.
    #[must_use]
    pub fn pane(&self) -> Option<Pane> {
        let (_, beat) = self.beat.as_ref()?;
        Pane::of_panel(&beat.anchor.as_ref()?.panel)
    }
}

/// A lesson being taken.
pub struct Guide {
    pub(super) tour: Tour,
    /// What is to be said at this moment.
    pub text: GuideText,
    /// The question that holds the step.
    pub question: Option<Question>,
    /// Which of the lesson's changes is made.
    pub applied_change: Option<Variant>,
    /// What the learner is to make this scene do.
    pub goal: Option<Goal>,
    /// How far that is.
    pub goal_state: GoalStatus,
    /// Where the question was opened.
    asked_at: usize,
}

impl Guide {
    /// The lesson of what is open. `None` where it has no words.
    #[must_use]
    pub fn new(open: &mut OpenScene) -> Option<Guide> {
        let Subject::Scene(lesson, scene) = open.subject.clone() else { return None };
        let at = open.session.position();
        let tour = Tour::new(&lesson, scene, &mut open.session);
        open.session.go(at);
        let words = lesson.page.as_ref().ok().and_then(|page| page.front.scenes.get(scene));
        let mut guide = Guide {
            tour: tour?,
            text: GuideText::default(),
            question: None,
            applied_change: None,
            goal: words.and_then(|words| words.goal.clone()),
            goal_state: GoalStatus::NotYet,
            asked_at: 0,
        };
        guide.refresh(&open.session);
        Some(guide)
    }

    /// The words before the first beat: of the lesson's first scene its opening, of another the title.
    #[must_use]
    pub fn opening(&self) -> String {
        match self.tour.scene() {
            _ if self.applied_change.is_some() => String::new(),
            0 => self.tour.page().opening.join("\n\n"),
            scene => self.tour.lesson().scenes.get(scene).map_or("", |scene| &scene.title).into(),
        }
    }

    /// What can be changed.
    #[must_use]
    pub fn changes(&self) -> &[Variant] {
        self.tour.variants()
    }

    /// Which change is in force, counted from 1.
    #[must_use]
    pub fn applied_change_number(&self) -> Option<usize> {
        let now = self.applied_change.as_ref()?;
        self.changes().iter().position(|one| one == now).map(|nth| nth + 1)
    }

    /// What other runtimes do.
    #[must_use]
    pub fn elsewhere(&self) -> &[Elsewhere] {
        &self.tour.page().elsewhere
    }

    /// The rules that are known.
    #[must_use]
    pub fn rules(&self) -> Vec<String> {
        self.tour.rules()
    }

    /// How much is said.
    #[must_use]
    pub fn narration(&self) -> Narration {
        self.tour.narration
    }

    /// Says more or less.
    pub fn set_narration(&mut self, narration: Narration) {
        self.tour.narration = narration;
    }

    /// Does a question wait for its answer, on the screen?
    #[must_use]
    pub fn is_asking(&self) -> bool {
        self.question.as_ref().is_some_and(|question| question.answered.is_none())
    }

    /// On to the next beat, question or end of the step. Where a question waits, it is put instead.
    pub fn read_on(&mut self, session: &mut Session) -> TourStep {
        self.question = None;
        let stepped = self.tour.read_on(session);
        self.hold(stepped, session)
    }

    /// One step on. Where a question waits, it is put instead.
    pub fn step(&mut self, session: &mut Session) -> TourStep {
        self.question = None;
        let stepped = self.tour.step(session);
        self.hold(stepped, session)
    }

    pub(super) fn hold(&mut self, stepped: TourStep, session: &Session) -> TourStep {
        if stepped == TourStep::Held {
            self.asked_at = session.position();
            let open = self.tour.question(session);
            self.question =
                open.map(|(_, asked)| Question { asked, hints: Vec::new(), answered: None });
        }
        stepped
    }

    /// Does a beat begin where the session stands, or a question wait there?
    pub fn has_words_at(&mut self, session: &mut Session) -> bool {
        let at = session.position();
        let here = self.tour.beat(session).map(|(nth, _)| nth);
        if self.tour.question(session).is_some() {
            return true;
        }
        session.go(at.saturating_sub(1));
        let before = self.tour.beat(session).map(|(nth, _)| nth);
        session.go(at);
        here != before
    }

    /// Puts the question away, unanswered. `false` where there was none.
    pub fn close(&mut self) -> bool {
        self.question.take().is_some()
    }

    /// Makes ready what is to be said where the session stands.
    pub(super) fn refresh(&mut self, session: &Session) {
        if self.question.is_some() && self.asked_at != session.position() {
            self.question = None;
        }
        self.goal_state =
            self.goal.as_ref().map_or(GoalStatus::NotYet, |goal| goal.reached(session));
        let beat = self.tour.beat(session);
        let beats = self.tour.beats(session);
        let here = beats.iter().position(|(.., standing)| *standing == BeatStatus::Here);
        let is_over = session.world().verdict.is_some();
        let missing = if is_over { self.tour.did_not_happen(session) } else { Vec::new() };
        let begun = self.tour.beat_at(session).filter(|at| *at != session.position());
        let since = begun.map(|at| format!("@{}", session.moment_at(at)));
        self.text = GuideText {
            beat,
            is_changed: is_changed(self.tour.page(), self.tour.scene(), session),
            since,
            number: (here.map_or(0, |nth| nth + 1), beats.len()),
            words: self.tour.words(session),
            has_question: self.tour.question(session).is_some(),
            missing: missing.into_iter().map(|beat| beat.title).collect(),
            is_over,
        };
    }
}

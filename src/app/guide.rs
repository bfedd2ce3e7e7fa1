//! The lesson beside the run: its words at this moment, and the question that holds the step.
//!
//! A [`Tour`] works them out; here they are kept ready to be drawn, because drawing changes nothing.
//!
//! ```text
//!                                                         ┌── Enter ──▶ the moment that shows the reason
//!                                                         ▼                        │
//!   step ──▶ a question is open ──▶ Asking ── digit ──▶ Answered ◀── step, Enter ──┘
//!                                      │                  └── step ──▶ on
//!                                      └──── s ──────────────────────▶ on
//! ```
//!
//! A step from the moment that shows the reason first returns to the question's place, so that no beat is missed.

mod reveal;

use super::open_scene::OpenScene;
use super::pane::Pane;
use crate::course::lesson::goal::{Goal, GoalStatus};
use crate::course::lesson::page::{Beat, Elsewhere, Page, Variant};
use crate::course::question::prediction::{Feedback, PreparedQuestion, panels_in};
use crate::course::tour::opening::Subject;
use crate::course::tour::plan::is_changed;
use crate::course::tour::{BeatStatus, Narration, QuestionId, Tour, TourStep};
use crate::session::schedule::Schedule;
use crate::session::{Session, StepResult};

/// A question on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Which question of the lesson it is.
    pub id: QuestionId,
    /// What is asked.
    pub asked: PreparedQuestion,
    /// The hints so far.
    pub hints: Vec<String>,
    /// What is said to the answer, and which it was.
    pub answered: Option<(usize, Feedback)>,
    /// Whether nobody answered it here: the run has shown the answer to a class.
    pub is_revealed: bool,
}

impl Question {
    /// The panes to look at, once a hint was given or the question was answered. Output is one from the start where it
    /// is one at all, and the first: what was printed so far is part of such a question.
    #[must_use]
    pub fn panes(&self) -> Vec<Pane> {
        let looked_at = self.asked.panels_to_look_at().into_iter().filter_map(Pane::of_panel);
        let (output, mut others): (Vec<_>, Vec<_>) =
            looked_at.partition(|pane| *pane == Pane::Output);
        if self.hints.is_empty() && self.answered.is_none() {
            others.clear();
        }
        output.into_iter().chain(others).collect()
    }
}

/// A question that a class has left to the run.
#[derive(Clone, Debug)]
struct OpenQuestion {
    question: Question,
    /// The order in which the run answers it there.
    schedule: Schedule,
    asked_at: usize,
    settled_at: usize,
}

/// What there is to be said at a moment.
#[derive(Clone, Debug, Default)]
pub struct GuideText {
    /// The paragraph of the opening that is read, by its place.
    pub paragraph: Option<usize>,
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
    /// The panes to look at: that of the beat's anchor, and then those that its text names.
    #[must_use]
    pub fn panes(&self) -> Vec<Pane> {
        let Some((_, beat)) = &self.beat else { return Vec::new() };
        let anchor = beat.anchor.as_ref().map(|anchor| anchor.panel.as_str());
        anchor.into_iter().chain(panels_in(&beat.text)).filter_map(Pane::of_panel).collect()
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
    /// The scene and the position from which the first change was made.
    pub(super) came_from: Option<(usize, usize)>,
    /// What the learner is to make this scene do.
    pub goal: Option<Goal>,
    /// How far that is.
    pub goal_state: GoalStatus,
    /// Whether it shows the moment that gives the reason for an answer, or one near it.
    pub is_showing_reason: bool,
    /// Where the question was opened.
    asked_at: usize,
    /// The questions that a class has left to the run.
    open_questions: Vec<OpenQuestion>,
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
            came_from: None,
            goal: words.and_then(|words| words.goal.clone()),
            goal_state: GoalStatus::NotYet,
            is_showing_reason: false,
            asked_at: 0,
            open_questions: Vec::new(),
        };
        guide.refresh(&open.session);
        Some(guide)
    }

    /// The paragraphs before the first beat: of the lesson's first scene its opening, of another the title.
    #[must_use]
    pub fn opening(&self) -> Vec<&str> {
        match self.tour.scene() {
            _ if self.applied_change.is_some() => Vec::new(),
            0 => self.page().opening.iter().map(String::as_str).collect(),
            scene => {
                let scene = self.tour.lesson().scenes.get(scene);
                scene.map(|scene| scene.title.as_str()).into_iter().collect()
            }
        }
    }

    /// The paragraphs of the opening that were shown so far.
    #[must_use]
    pub fn opening_so_far(&self) -> Vec<&str> {
        let count = self.text.paragraph.map_or(usize::MAX, |nth| nth + 1);
        self.opening().into_iter().take(count).collect()
    }

    /// The lesson's name.
    #[must_use]
    pub fn slug(&self) -> &str {
        &self.tour.lesson().slug
    }

    /// The lesson's text.
    #[must_use]
    pub fn page(&self) -> &Page {
        self.tour.page()
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

    /// Was the question answered, and is the feedback on the screen?
    #[must_use]
    pub fn is_answered(&self) -> bool {
        self.question.as_ref().is_some_and(|question| question.answered.is_some())
    }

    /// On to the next beat, question or end of the step. Where a question waits, it is put instead.
    pub fn read_on(&mut self, session: &mut Session) -> TourStep {
        self.advance(session, |tour, session| match tour.narration {
            // Without words there is nothing to read at a beat.
            Narration::Off => {
                tour.end_opening();
                tour.step(session)
            }
            Narration::Full | Narration::Short => tour.read_on(session),
        })
    }

    /// On to the next beat, question or end of the step, for a class, which sees the title of each beat at least.
    pub fn read_on_for_class(&mut self, session: &mut Session) -> TourStep {
        self.advance(session, |tour, session| {
            if tour.narration == Narration::Off {
                tour.end_opening();
            }
            tour.read_on(session)
        })
    }

    /// One step on. Where a question waits, it is put instead.
    pub fn step(&mut self, session: &mut Session) -> TourStep {
        self.advance(session, |tour, session| {
            if tour.ends_opening_at_a_beat(session) { TourStep::On } else { tour.step(session) }
        })
    }

    /// On to the next beat. Where a question waits, it is put instead.
    pub fn next_beat(&mut self, session: &mut Session) -> TourStep {
        self.advance(session, Tour::next_beat)
    }

    /// Goes forward from the question's place, and puts the question that it comes to.
    pub(super) fn advance(
        &mut self,
        session: &mut Session,
        by: impl FnOnce(&mut Tour, &mut Session) -> TourStep,
    ) -> TourStep {
        let was_revealed = self.is_revealed();
        self.leave_question(session);
        if was_revealed {
            // The moment that shows the answer is looked at first.
            return TourStep::On;
        }
        let from = session.position();
        let before = self.tour.beat_at(session);
        let stepped = by(&mut self.tour, session);
        if let Some(at) = self.next_reveal(session, from) {
            session.go(at);
        }
        if self.reveal(session, from) {
            return TourStep::Held;
        }
        // What belongs to a new beat is read first. A question of the old one is put at once.
        let is_old = stepped == TourStep::On && self.tour.beat_at(session) == before;
        if stepped == TourStep::Held || is_old && self.tour.question(session).is_some() {
            self.ask(session);
            return TourStep::Held;
        }
        stepped
    }

    /// Puts the question that waits where the session stands.
    pub(super) fn ask(&mut self, session: &Session) {
        self.asked_at = session.position();
        let open = self.tour.question(session);
        self.question = open.map(|(id, asked)| Question {
            id,
            asked,
            hints: Vec::new(),
            answered: None,
            is_revealed: false,
        });
    }

    /// Puts the question away, and returns from the moment that shows its reason.
    fn leave_question(&mut self, session: &mut Session) {
        if std::mem::take(&mut self.is_showing_reason) {
            session.go(self.asked_at);
        }
        self.question = None;
    }

    /// Goes to the moment that shows the reason for the answer, or from there back to the question. What the beat
    /// itself shows is seen when the question is put away.
    pub(super) fn toggle_reason(&mut self, session: &mut Session) {
        let Some(question) = self.question.as_ref().filter(|one| one.answered.is_some()) else {
            return;
        };
        if std::mem::take(&mut self.is_showing_reason) {
            session.go(self.asked_at);
            return;
        }
        match Some(question.asked.reason_at).filter(|at| *at != self.asked_at) {
            Some(at) => {
                while session.position() < at && session.forward() == StepResult::Moved {}
                session.go(at);
                self.is_showing_reason = true;
            }
            None => self.question = None,
        }
    }

    /// Puts the question away. `false` where there was none.
    pub fn close(&mut self) -> bool {
        self.is_showing_reason = false;
        self.question.take().is_some()
    }

    /// Makes ready what is to be said where the session stands.
    pub(super) fn refresh(&mut self, session: &Session) {
        if self.asked_at != session.position() && !self.is_showing_reason {
            self.question = None;
        }
        self.goal_state =
            self.goal.as_ref().map_or(GoalStatus::NotYet, |goal| goal.reached(session));
        let paragraph = self.tour.opening_paragraph(session);
        let beat = self.tour.beat(session);
        let beats = self.tour.beats(session);
        let here = beats.iter().position(|(.., standing)| *standing == BeatStatus::Here);
        let is_over = session.world().verdict.is_some();
        let missing = if is_over { self.tour.did_not_happen(session) } else { Vec::new() };
        let begun = self.tour.beat_at(session).filter(|at| *at != session.position());
        let since = begun.map(|at| format!("@{}", session.moment_at(at)));
        self.text = GuideText {
            paragraph,
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

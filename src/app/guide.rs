//! The lesson beside the run: its text at this moment, and the open question, which must be answered before the next
//! step.
//!
//! A [`Tour`] computes both. They are stored here, because drawing can't change the app.
//!
//! ```text
//!                                                         ┌── Enter ──▶ the moment that shows the reason
//!                                                         ▼                        │
//!   step ──▶ a question is open ──▶ Asking ── digit ──▶ Answered ◀── space, Enter ─┘
//!                                      │                  └── step ──▶ next moment
//!                                      └──── s ──────────────────────▶ next moment
//! ```
//!
//! Another step from the moment that shows the reason begins at the question's place, so that no beat is missed.

mod reveal;

use super::open_scene::OpenScene;
use super::pane::Pane;
use crate::course::lesson::goal::{Goal, GoalStatus};
use crate::course::lesson::inline::{self, SourceLanguage};
use crate::course::lesson::page::{Beat, Elsewhere, Page, Variant};
use crate::course::question::prediction::{Feedback, PreparedQuestion, panels_in};
use crate::course::tour::opening::Subject;
use crate::course::tour::plan::is_changed;
use crate::course::tour::{BeatStatus, Narration, QuestionId, Reply, Tour, TourStep};
use crate::session::schedule::Schedule;
use crate::session::{Session, StepResult};
use std::collections::BTreeMap;

/// What can be done at the end of the run of a change.
pub const END_OF_CHANGE: &str =
    "Press space to go back to the lesson's program, or press b to make another change.";

/// A question on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Which question of the lesson it is.
    pub id: QuestionId,
    /// What is asked.
    pub asked: PreparedQuestion,
    /// The hints so far.
    pub hints: Vec<String>,
    /// The feedback to the answer, and which answer it was.
    pub answered: Option<(usize, Feedback)>,
    /// Whether nobody answered it here: the run has shown the answer to a class.
    pub is_revealed: bool,
}

impl Question {
    /// The panes to look at, once a hint was given or the question was answered. The output is the first of them, and
    /// is there from the start: a question about it asks what is printed next.
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

    /// Returns the panes that show the reason for the answer, the best first: a printed line is in the output.
    #[must_use]
    pub fn reason_panes(&self) -> Vec<Pane> {
        let output = Some(Pane::Output).filter(|_| self.asked.is_about_output);
        output.into_iter().chain(self.panes()).collect()
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

/// The lesson's text at one moment.
#[derive(Clone, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one thing that is so or not at this moment"
)]
pub struct GuideText {
    /// The paragraph of the opening that is read, by its place.
    pub paragraph: Option<usize>,
    /// The beat, by its place in the lesson, and its words.
    pub beat: Option<(usize, Beat)>,
    /// Its number, and the number of beats in the scene.
    pub number: (usize, usize),
    /// Its words, as Markdown.
    pub words: Option<String>,
    /// Whether this run isn't the one that the words were written for.
    pub is_changed: bool,
    /// When the words belonged to the screen, if the session has moved past it: `Earlier in this turn`, `In turn 4`.
    pub since: Option<String>,
    /// Whether the words aren't shown any more: the turn that they belong to has ended.
    pub is_gone: bool,
    /// The position at which the beat's words belong to the screen.
    pub position: Option<usize>,
    /// Whether the beat quotes a line that has been printed.
    pub quotes_output: bool,
    /// Whether a question is asked here.
    pub has_question: bool,
    /// Whether the run has ended.
    pub is_over: bool,
    /// The panes that show what a change does, while one is applied.
    pub panes_of_change: Vec<Pane>,
    /// At the end of a changed run: what the change did and why.
    pub effect_of_change: Option<String>,
}

impl GuideText {
    /// The panes to look at: that of the beat's anchor, then those that its text names, and the output if its text quotes
    /// a line of it. In a changed run, which the text isn't about, and where the result of a change is shown instead of
    /// the text, they are those that show the change.
    #[must_use]
    pub fn panes(&self) -> Vec<Pane> {
        let is_about_change = self.is_changed || self.effect_of_change.is_some();
        let Some((_, beat)) = self.beat.as_ref().filter(|_| !is_about_change) else {
            return self.panes_of_change.clone();
        };
        let anchor = beat.anchor.as_ref().map(|anchor| anchor.panel.as_str());
        let named = anchor.into_iter().chain(panels_in(&beat.text)).filter_map(Pane::of_panel);
        named.chain(self.quotes_output.then_some(Pane::Output)).collect()
    }
}

/// Where the learner was when the program was changed.
#[derive(Clone, Debug)]
pub(super) struct ReturnPoint {
    pub(super) scene: usize,
    pub(super) position: usize,
    pub(super) replies: BTreeMap<QuestionId, Reply>,
}

/// A lesson being taken.
pub struct Guide {
    pub(super) tour: Tour,
    /// The text at this moment.
    pub text: GuideText,
    /// The open question.
    pub question: Option<Question>,
    /// Which of the lesson's changes is applied.
    pub applied_change: Option<Variant>,
    /// Where the first change was made.
    pub(super) came_from: Option<ReturnPoint>,
    /// What the learner should make this scene do.
    pub goal: Option<Goal>,
    /// Whether the run reaches the goal.
    pub goal_state: GoalStatus,
    /// Whether it shows the moment that gives the reason for an answer, or one near it.
    pub is_showing_reason: bool,
    /// The beat and the end of the run, as they were noted last: a visit to the reason for an answer notes nothing.
    noted: (Option<usize>, bool),
    /// Where the question was opened.
    asked_at: usize,
    /// The questions that a class has left to the run.
    open_questions: Vec<OpenQuestion>,
    /// How many letters the longest text of the scene's beats has, beside either source.
    longest_text: usize,
}

impl Guide {
    /// Returns the guide of the open scene, or `None` if it has no words.
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
            noted: (None, false),
            asked_at: 0,
            open_questions: Vec::new(),
            longest_text: 0,
        };
        guide.longest_text = longest_text(guide.page(), scene);
        guide.refresh(&open.session);
        guide.note();
        Some(guide)
    }

    /// Returns the paragraphs before the first beat: the opening in the lesson's first scene, the title in another one.
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

    /// Returns the paragraphs of the opening up to the current one.
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

    /// Returns the lesson's page.
    #[must_use]
    pub fn page(&self) -> &Page {
        self.tour.page()
    }

    /// Returns the changes that the lesson offers.
    #[must_use]
    pub fn changes(&self) -> &[Variant] {
        self.tour.variants()
    }

    /// Returns which change is applied, counted from 1.
    #[must_use]
    pub fn applied_change_number(&self) -> Option<usize> {
        let now = self.applied_change.as_ref()?;
        self.changes().iter().position(|one| one == now).map(|nth| nth + 1)
    }

    /// Returns the notes on what other runtimes do.
    #[must_use]
    pub fn elsewhere(&self) -> &[Elsewhere] {
        &self.tour.page().elsewhere
    }

    /// Returns how many letters the longest text of the scene's beats has.
    #[must_use]
    pub fn longest_text(&self) -> usize {
        self.longest_text
    }

    /// Returns whether no other scene of the lesson is still to be read.
    #[must_use]
    pub fn is_in_last_scene(&self) -> bool {
        let lesson = self.tour.lesson();
        let last = lesson.scenes_with_beats().last().map(|scene| &scene.name);
        let here = lesson.scenes.get(self.tour.scene()).map(|scene| &scene.name);
        last.is_none() || last == here
    }

    /// Returns the rules that the lessons have introduced.
    #[must_use]
    pub fn rules(&self) -> Vec<String> {
        self.tour.rules()
    }

    /// Returns how much of the lesson's text is shown.
    #[must_use]
    pub fn narration(&self) -> Narration {
        self.tour.narration
    }

    /// Sets how much of the lesson's text is shown.
    pub fn set_narration(&mut self, narration: Narration) {
        self.tour.narration = narration;
    }

    /// Returns whether a question is on the screen and unanswered.
    #[must_use]
    pub fn is_asking(&self) -> bool {
        self.question.as_ref().is_some_and(|question| question.answered.is_none())
    }

    /// Returns whether the question was answered and its feedback is on the screen.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        self.question.as_ref().is_some_and(|question| question.answered.is_some())
    }

    /// Moves to the next beat, question or end of a step. If a question is due here, it is asked instead.
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

    /// Takes one step. If a question is due here, it is asked instead.
    pub fn step(&mut self, session: &mut Session) -> TourStep {
        self.advance(session, |tour, session| {
            if tour.ends_opening_at_a_beat(session) { TourStep::On } else { tour.step(session) }
        })
    }

    /// Moves to the next beat. If a question is due here, it is asked instead.
    pub fn next_beat(&mut self, session: &mut Session) -> TourStep {
        self.advance(session, Tour::next_beat)
    }

    /// Moves forward from the question's place, and asks the question that is due there.
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
        // One moment may settle several questions.
        if self.reveal(session, from) {
            return TourStep::Held;
        }
        let before = self.tour.beat_at(session);
        let stepped = by(&mut self.tour, session);
        if let Some(at) = self.next_reveal(session, from) {
            session.go(at);
        }
        if self.reveal(session, from) {
            return TourStep::Held;
        }
        // The text of a new beat is read before its question. A question of the old beat is asked at once.
        let is_old = stepped == TourStep::On && self.tour.beat_at(session) == before;
        if stepped == TourStep::Held || is_old && self.tour.question(session).is_some() {
            self.ask(session);
            return TourStep::Held;
        }
        stepped
    }

    /// Asks the question that is due at the session's position.
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

    /// Closes the question, and returns from the moment that shows its reason.
    fn leave_question(&mut self, session: &mut Session) {
        if std::mem::take(&mut self.is_showing_reason) {
            session.go(self.asked_at);
        }
        self.question = None;
    }

    /// Leaves a question that was answered, and takes the hints from one that wasn't.
    pub(super) fn hide_private_answer(&mut self, session: &mut Session) {
        if self.is_answered() {
            self.leave_question(session);
        } else if let Some(question) = &mut self.question {
            question.hints.clear();
        }
    }

    /// Goes to the moment that shows the reason for the answer, or from there back to the question.
    pub(super) fn toggle_reason(&mut self, session: &mut Session) {
        let Some(question) = self.question.as_ref().filter(|one| one.answered.is_some()) else {
            return;
        };
        if std::mem::take(&mut self.is_showing_reason) {
            session.go(self.asked_at);
            return;
        }
        let at = question.asked.reason_at;
        while session.position() < at && session.forward() == StepResult::Moved {}
        session.go(at);
        self.is_showing_reason = true;
    }

    /// Returns whether the moment that shows the reason is on the screen, and whether it is another than the
    /// question's.
    #[must_use]
    pub fn shown_reason(&self) -> Option<bool> {
        let question = self.question.as_ref().filter(|_| self.is_showing_reason)?;
        Some(question.asked.reason_at != self.asked_at)
    }

    /// Closes the question. Returns whether one was open.
    pub fn close(&mut self) -> bool {
        self.is_showing_reason = false;
        self.question.take().is_some()
    }

    /// Notes the beat and whether the run has ended, and returns what was noted before.
    pub(super) fn note(&mut self) -> (Option<usize>, bool) {
        let here = self.text.beat.as_ref().map(|(nth, _)| *nth);
        std::mem::replace(&mut self.noted, (here, self.text.is_over))
    }

    /// Computes the text and the goal's status at the session's position.
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
        let position = self.tour.beat_at(session);
        let passed = position.filter(|at| *at != session.position());
        let since = passed.map(|at| earlier(session, at));
        // At the end of the turn the state may be another one than that which the words are about.
        let is_gone = passed.is_some_and(|at| {
            session.is_between_steps() || session.moment_at(at).turn != session.moment().turn
        });
        let look = self.applied_change.as_ref().map(|change| change.look.as_str());
        let panes_of_change = panels_in(look.unwrap_or_default()).into_iter();
        let quotes_output = beat.as_ref().is_some_and(|(_, beat)| quotes_output(beat, session));
        self.text = GuideText {
            quotes_output,
            paragraph,
            beat,
            is_changed: is_changed(self.tour.page(), self.tour.scene(), session),
            words: self.tour.words(session).filter(|_| !is_gone),
            is_gone,
            since,
            position,
            number: (here.map_or(0, |nth| nth + 1), beats.len()),
            has_question: self.tour.question(session).is_some(),
            is_over,
            panes_of_change: panes_of_change.filter_map(Pane::of_panel).collect(),
            effect_of_change: if is_over { self.effect_of_change(session) } else { None },
        };
    }

    /// Returns what the applied change does and why, once the run has shown it. In another order that the learner has
    /// chosen, something else may have happened.
    fn effect_of_change(&mut self, session: &Session) -> Option<String> {
        let nth = self.applied_change_number()?.checked_sub(1)?;
        let of_change = self.applied_change.as_ref()?.schedule.parse::<Schedule>().ok()?;
        if of_change != *session.schedule() {
            return None;
        }
        let asked = self.tour.prepared_question(session, QuestionId::Break(nth))?;
        asked.result_and_reason()
    }
}

/// Returns how many letters the longest text of a scene's beats has, beside either source.
fn longest_text(page: &Page, scene: usize) -> usize {
    let beats = page.beats.iter().filter(|beat| beat.scene == scene);
    let lengths = beats.flat_map(|beat| {
        SourceLanguage::ALL.map(|language| inline::draft(&beat.text, language).chars().count())
    });
    lengths.max().unwrap_or(0)
}

/// Returns in words that a moment of the run is an earlier one.
fn earlier(session: &Session, at: usize) -> String {
    let (then, now) = (session.moment_at(at).turn, session.moment().turn);
    match then {
        0 => "Before the first turn".to_owned(),
        then if then == now => "Earlier in this turn".to_owned(),
        then => format!("In turn {then}"),
    }
}

/// Returns whether the beat's text has, in code style, a line that has been printed up to here.
fn quotes_output(beat: &Beat, session: &Session) -> bool {
    let record = session.record();
    let timeline = session.timeline();
    let printed = timeline.printed.iter().take_while(|line| line.event < session.position());
    let printed: Vec<_> = printed.map(|line| record.text(line.text)).collect();
    beat.text.split('`').skip(1).step_by(2).any(|code| printed.contains(&code))
}

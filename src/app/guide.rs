//! The lesson beside the run: its words at this moment, and the question that holds the step.
//!
//! A [`Tour`] works them out; here they are kept ready to be drawn, because drawing changes nothing.
//!
//! ```text
//!   step ──▶ a question is open ──▶ Asking ── letter ──▶ Answered ── step ──▶ on
//!                                      └───── s ─────────────────────────────▶ on
//! ```

use super::message::Message;
use super::overlay::Overlay;
use super::pane::Pane;
use super::{App, Open, Presenting};
use crate::course::lesson::goal::{Goal, GoalStatus};
use crate::course::lesson::page::{Beat, Elsewhere, Variant};
use crate::course::question::prediction::{Feedback, PreparedQuestion};
use crate::course::tour::opening::Visit;
use crate::course::tour::plan::is_changed;
use crate::course::tour::{BeatStatus, Narration, Reply, Stepped, Tour};
use crate::progress::Milestone;
use crate::session::Session;

/// What is said at the end of a run.
const END: &str = "This is the end of the run. Home goes to its start, m to the lessons.";

/// The same, where the lesson goes on.
const END_OF_SCENE: &str =
    "This is the end of the scene. ] goes on to the next one, Home to the start.";

/// What is said where a question is held already.
pub(super) const FIRST_THE_QUESTION: &str =
    "First the question: answer it, or pass over it with s.";

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
pub struct Said {
    /// The beat, by its place in the lesson, and its words.
    pub beat: Option<(usize, &'static Beat)>,
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
    pub missing: Vec<&'static str>,
    /// Is the run over?
    pub is_over: bool,
}

impl Said {
    /// The pane to look at, as the beat has it.
    #[must_use]
    pub fn pane(&self) -> Option<Pane> {
        let (_, beat) = self.beat?;
        Pane::of_panel(&beat.anchor.as_ref()?.panel)
    }
}

/// A lesson being taken.
pub struct Guide {
    pub(super) tour: Tour,
    /// What is to be said at this moment.
    pub said: Said,
    /// The question that holds the step.
    pub question: Option<Question>,
    /// Which of the lesson's changes is made.
    pub broken: Option<&'static Variant>,
    /// What the learner is to make this scene do.
    pub goal: Option<&'static Goal>,
    /// How far that is.
    pub reached: GoalStatus,
    /// Where the question was opened.
    asked_at: usize,
}

impl Guide {
    /// The lesson of what is open. `None` where it has no words.
    #[must_use]
    pub fn new(open: &mut Open) -> Option<Guide> {
        let scene = open.lesson.scenes.iter().position(|one| one.name == open.scene.name)?;
        let at = open.session.position();
        let tour = Tour::new(open.lesson, scene, &mut open.session);
        open.session.go(at);
        let words = open.lesson.page.as_ref().ok().and_then(|page| page.front.scenes.get(scene));
        let mut guide = Guide {
            tour: tour?,
            said: Said::default(),
            question: None,
            broken: None,
            goal: words.and_then(|words| words.goal.as_ref()),
            reached: GoalStatus::NotYet,
            asked_at: 0,
        };
        guide.follow(&open.session);
        Some(guide)
    }

    /// The words before the first beat: of the lesson's first scene its opening, of another the title.
    #[must_use]
    pub fn opening(&self) -> &'static str {
        match self.tour.scene() {
            _ if self.broken.is_some() => "",
            0 => &self.tour.page().opening,
            scene => self.tour.lesson().scenes[scene].title,
        }
    }

    /// What can be changed.
    #[must_use]
    pub fn breaks(&self) -> &'static [Variant] {
        self.tour.variants()
    }

    /// Which change is in force, counted from 1.
    #[must_use]
    pub fn change(&self) -> Option<usize> {
        let now = self.broken?;
        self.breaks().iter().position(|one| one == now).map(|nth| nth + 1)
    }

    /// What other runtimes do.
    #[must_use]
    pub fn elsewhere(&self) -> &'static [Elsewhere] {
        &self.tour.page().elsewhere
    }

    /// The rules that are known.
    #[must_use]
    pub fn rules(&self) -> Vec<&'static str> {
        self.tour.rules()
    }

    /// How much is said.
    #[must_use]
    pub fn narration(&self) -> Narration {
        self.tour.narration
    }

    /// Says more or less.
    pub fn narrate(&mut self, narration: Narration) {
        self.tour.narration = narration;
    }

    /// Does a question wait for its answer, on the screen?
    #[must_use]
    pub fn is_asking(&self) -> bool {
        self.question.as_ref().is_some_and(|question| question.answered.is_none())
    }

    /// On to the next beat, question or end of the step. Where a question waits, it is put instead.
    pub fn read_on(&mut self, session: &mut Session) -> Stepped {
        self.question = None;
        let stepped = self.tour.read_on(session);
        self.put(stepped, session)
    }

    /// One step on. Where a question waits, it is put instead.
    pub fn step(&mut self, session: &mut Session) -> Stepped {
        self.question = None;
        let stepped = self.tour.step(session);
        self.put(stepped, session)
    }

    fn put(&mut self, stepped: Stepped, session: &Session) -> Stepped {
        if stepped == Stepped::Held {
            self.asked_at = session.position();
            let open = self.tour.question(session);
            self.question =
                open.map(|(_, asked)| Question { asked, hints: Vec::new(), answered: None });
        }
        stepped
    }

    /// Does a beat begin where the session stands, or a question wait there?
    pub fn speaks_at(&mut self, session: &mut Session) -> bool {
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
    fn follow(&mut self, session: &Session) {
        if self.question.is_some() && self.asked_at != session.position() {
            self.question = None;
        }
        self.reached = self.goal.map_or(GoalStatus::NotYet, |goal| goal.reached(session));
        let beat = self.tour.beat(session);
        let beats = self.tour.beats(session);
        let here = beats.iter().position(|(.., standing)| *standing == BeatStatus::Here);
        let is_over = session.world().verdict.is_some();
        let missing = if is_over { self.tour.did_not_happen(session) } else { Vec::new() };
        let begun = self.tour.beat_at(session).filter(|at| *at != session.position());
        let since = begun.map(|at| format!("@{}", session.moment_at(at)));
        self.said = Said {
            beat,
            is_changed: is_changed(self.tour.page(), self.tour.scene(), session),
            since,
            number: (here.map_or(0, |nth| nth + 1), beats.len()),
            words: self.tour.words(session),
            has_question: self.tour.question(session).is_some(),
            missing: missing.into_iter().map(|beat| beat.title.as_str()).collect(),
            is_over,
        };
    }
}

impl App {
    /// After each message: the lesson goes where the run went.
    pub(super) fn follow_guide(&mut self) {
        let Some(guide) = &mut self.guide else { return };
        let before = guide.said.beat.map(|(nth, _)| nth);
        let (was_over, reached) = (guide.said.is_over, guide.reached);
        guide.follow(&self.open.session);
        if let Some(goal) =
            guide.goal.filter(|_| guide.reached == GoalStatus::Met && reached != GoalStatus::Met)
        {
            self.is_playing = false;
            self.notice = Some(format!("Goal met: {}. {}", goal.ask, goal.met).replace('`', ""));
        }
        let slug = self.open.lesson.slug;
        if guide.broken.is_some() {
            return;
        }
        if let Some((nth, _)) = guide.said.beat.filter(|(nth, _)| Some(*nth) != before) {
            self.is_playing = false;
            self.reached.push(Milestone::Beat(slug, guide.tour.scene(), nth));
        }
        // A lesson is done with its last scene.
        if guide.said.is_over && !was_over && self.next_scene().is_none() {
            self.reached.push(Milestone::Finish(slug));
        }
    }

    /// Straight to a beat, such as the last one of a day before.
    pub fn go_to_beat(&mut self, beat: usize) {
        if let Some(guide) = &mut self.guide {
            guide.tour.go_to_beat(&mut self.open.session, beat);
        }
        self.follow_guide();
    }

    /// Straight to the place behind the first `events` events, with the words that belong there.
    pub fn go(&mut self, events: usize) {
        self.open.session.go(events);
        self.follow_guide();
    }

    /// What has to do with the lesson's words and questions.
    pub(super) fn learn(&mut self, message: &Message) {
        self.is_playing = false;
        let Some(guide) = &mut self.guide else {
            self.notice = Some("This lesson has no words yet.".to_owned());
            return;
        };
        let session = &mut self.open.session;
        let stepped = match message {
            Message::NextBeat => {
                if guide.is_asking() {
                    self.notice = Some(FIRST_THE_QUESTION.to_owned());
                }
                guide.question = None;
                let mut stepped = guide.tour.next_beat(session);
                // Before a class the teacher asks.
                let is_shown = self.presenting != Presenting::Off;
                while is_shown && stepped == Stepped::Held && guide.tour.skip(session) {
                    stepped = guide.tour.next_beat(session);
                }
                guide.put(stepped, session)
            }
            Message::PreviousBeat => guide.tour.previous_beat(session),
            Message::Answer(option) => {
                self.answer(*option);
                return;
            }
            Message::Skip => {
                let open = guide.tour.question(session);
                if guide.tour.skip(session)
                    && let Some((id, _)) = open
                {
                    let slug = self.open.lesson.slug;
                    self.reached.push(Milestone::Answer(slug, id, Reply::Skipped));
                }
                guide.step(session)
            }
            Message::Hint => {
                if let (Some(hint), Some(question)) =
                    (guide.tour.hint(session), &mut guide.question)
                    && !question.hints.contains(&hint)
                {
                    question.hints.push(hint);
                }
                return;
            }
            _ => {
                let count = guide.breaks().len() + 1;
                let first = usize::from(count > 1);
                self.overlay = Some(Overlay::Break(count, guide.change().unwrap_or(first)));
                return;
            }
        };
        if stepped == Stepped::Held {
            self.is_zoomed = false;
        }
        if stepped == Stepped::End {
            let words = match (message, self.next_scene()) {
                (Message::PreviousBeat, _) => match self.scene_before() {
                    Some(scene) => return self.reopen_at_its_end(scene),
                    None => "There is no beat before.",
                },
                (Message::NextBeat, Some(scene)) => {
                    return self.reopen(Visit::new(self.open.lesson, scene));
                }
                (Message::NextBeat, None) => "There is no further beat.",
                _ => self.end(),
            };
            self.notice = Some(words.to_owned());
        }
        self.scrolled.clear();
    }

    /// What is said where nothing is left to step to.
    pub(super) fn end(&self) -> &'static str {
        if self.next_scene().is_some() { END_OF_SCENE } else { END }
    }

    fn answer(&mut self, option: usize) {
        let Some(guide) = &mut self.guide else { return };
        let session = &self.open.session;
        let Some((id, asked)) = guide.tour.question(session) else { return };
        let Some(feedback) = guide.tour.answer(session, option) else {
            self.notice = Some("No option has that letter.".to_owned());
            return;
        };
        let reply = Reply::Given(option, feedback.is_right);
        self.reached.push(Milestone::Answer(self.open.lesson.slug, id, reply));
        let hints = Vec::new();
        guide.question = Some(Question { asked, hints, answered: Some((option, feedback)) });
    }

    /// Full, short, off.
    pub(super) fn narrate(&mut self) {
        let Some(guide) = &mut self.guide else { return };
        let next = guide.narration().next();
        guide.narrate(next);
        let words = match next {
            Narration::Full => "All of the lesson's words.",
            Narration::Short => "The first sentence of each beat.",
            Narration::Off => "No words: a step is a whole turn. Questions stay.",
        };
        self.notice = Some(words.to_owned());
    }
}

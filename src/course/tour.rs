//! A **tour** leads a learner through a lesson: it is a session that also knows which beat belongs to the current
//! position, which question is open, and how far a step goes.
//!
//! ```text
//!            ┌────────── continue ───────────┐
//!            ▼                               │
//!   reading a beat ── a question here? ── waiting ── answered or skipped
//!            │
//!            └── no ──▶ moves to the next beat, question or end of the step, whichever is first
//! ```
//!
//! It doesn't draw and never blocks. The beat of a position is computed from the look-ahead run, so going back, jumping
//! and choosing another order need no special code: a beat whose cue doesn't fire in that order *did not happen
//! this time*.

pub mod opening;
pub mod plan;
pub mod variant;

use crate::course::catalog::{self, Lesson};
use crate::course::lesson::page::{ALWAYS, Beat, PANELS, Page, Variant};
use crate::course::question::prediction::{
    self, Feedback, PreparedQuestion, QuestionContext, QuestionError,
};
use crate::course::story::Story;
use crate::session::schedule::Schedule;
use crate::session::{Session, StepResult};
use plan::{Plan, PlannedBeat, PlannedQuestion};
use std::collections::BTreeMap;
use std::sync::Arc;
use variant::VariantRun;

pub use plan::{QuestionId, question_position};

/// How much of the lesson's text is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Narration {
    /// All of it.
    #[default]
    Full,
    /// The first sentence of each beat.
    Short,
    /// Nothing but the questions.
    Off,
}

impl Narration {
    /// Returns the next setting in the cycle.
    #[must_use]
    pub fn next(self) -> Narration {
        match self {
            Narration::Full => Narration::Short,
            Narration::Short => Narration::Off,
            Narration::Off => Narration::Full,
        }
    }
}

/// The learner's reply to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// The learner chose this option, which was right or wrong.
    Given(usize, bool),
    /// It was skipped.
    Skipped,
}

/// The result of a step of the tour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TourStep {
    /// The tour moved.
    On,
    /// A question is open.
    Held,
    /// There is nothing more.
    End,
    /// The program runs in another process, and its next turn hasn't arrived.
    Waiting,
}

/// The state of a beat relative to the session's position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BeatStatus {
    /// It was shown before.
    Passed,
    /// It is the current beat.
    Here,
    /// It is still to come.
    Ahead,
    /// Its cue does not fire in this run.
    DidNotHappen,
}

/// A tour of a lesson, in one of its scenes.
pub struct Tour {
    lesson: Arc<Lesson>,
    page: Page,
    scene: usize,
    plan: Plan,
    replies: BTreeMap<QuestionId, Reply>,
    hints: BTreeMap<QuestionId, usize>,
    prepared: BTreeMap<(Schedule, QuestionId), Result<PreparedQuestion, QuestionError>>,
    /// How much of the lesson's text is shown.
    pub narration: Narration,
}

impl Tour {
    /// Returns a tour at the position before the set-up, or `None` if the lesson's text can't be parsed.
    #[must_use]
    pub fn new(lesson: &Arc<Lesson>, scene: usize, session: &mut Session) -> Option<Tour> {
        let page = lesson.page.clone().ok()?;
        session.go(0);
        let plan = Plan::of(&page, scene, session);
        let (replies, hints, prepared) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Some(Tour {
            lesson: Arc::clone(lesson),
            page,
            scene,
            plan,
            replies,
            hints,
            prepared,
            narration: Narration::Full,
        })
    }

    /// The lesson.
    #[must_use]
    pub fn lesson(&self) -> &Arc<Lesson> {
        &self.lesson
    }

    /// The lesson's text.
    #[must_use]
    pub fn page(&self) -> &Page {
        &self.page
    }

    /// The scene, counted from 0.
    #[must_use]
    pub fn scene(&self) -> usize {
        self.scene
    }

    /// Makes a new plan if the session has switched to another order.
    fn follow(&mut self, session: &Session) {
        if self.plan.schedule != *session.schedule() {
            self.plan = Plan::of(&self.page, self.scene, session);
        }
    }

    /// Returns the beat of the session's position, with its index in [`Page::beats`].
    pub fn beat(&mut self, session: &Session) -> Option<(usize, Beat)> {
        let (beat, _) = self.begun(session)?;
        Some((beat, self.page.beats[beat].clone()))
    }

    /// Returns the moment at which that beat starts.
    pub fn beat_at(&mut self, session: &Session) -> Option<usize> {
        self.begun(session).map(|(_, at)| at)
    }

    fn begun(&mut self, session: &Session) -> Option<(usize, usize)> {
        self.follow(session);
        let at = session.position();
        let begun = |beat: &PlannedBeat| Some((beat.beat, beat.at.filter(|place| *place <= at)?));
        self.plan.beats.iter().rev().find_map(begun)
    }

    /// Returns the Markdown for the session's position, as much of it as the narration setting allows.
    pub fn words(&mut self, session: &Session) -> Option<String> {
        let narration = self.narration;
        let (_, beat) = self.beat(session)?;
        match narration {
            Narration::Full => Some(beat.text.clone()),
            Narration::Short => {
                let sentence = beat.text.split_inclusive(". ").next()?;
                Some(sentence.trim_end().to_owned())
            }
            Narration::Off => None,
        }
    }

    /// Returns all beats of this scene: their indices in [`Page::beats`], and their states.
    pub fn beats(&mut self, session: &Session) -> Vec<(usize, Beat, BeatStatus)> {
        let here = self.beat(session).map(|(nth, _)| nth);
        let at = session.position();
        let standing = |planned: &PlannedBeat| match planned.at {
            None => BeatStatus::DidNotHappen,
            Some(_) if here == Some(planned.beat) => BeatStatus::Here,
            Some(place) if place <= at => BeatStatus::Passed,
            Some(_) => BeatStatus::Ahead,
        };
        let beats = self.plan.beats.iter();
        beats.map(|beat| (beat.beat, self.page.beats[beat.beat].clone(), standing(beat))).collect()
    }

    /// Returns the beats whose cues don't fire in this order.
    pub fn did_not_happen(&mut self, session: &Session) -> Vec<Beat> {
        let beats = self.beats(session).into_iter();
        beats.filter(|(.., s)| *s == BeatStatus::DidNotHappen).map(|(_, beat, _)| beat).collect()
    }

    fn open_ask(&mut self, session: &Session) -> Option<(QuestionId, usize)> {
        self.follow(session);
        let at = session.position();
        let open = |ask: &&PlannedQuestion| ask.at == at && !self.replies.contains_key(&ask.id);
        self.plan.questions.iter().find(open).map(|ask| (ask.id, ask.at))
    }

    /// Returns the open question at this position.
    pub fn question(&mut self, session: &Session) -> Option<(QuestionId, PreparedQuestion)> {
        while let Some((id, from)) = self.open_ask(session) {
            match self.prepare(id, from, session) {
                Ok(asked) => return Some((id, asked)),
                // In another order a question may have no answer or too few options. Then it is skipped.
                Err(_) => _ = self.replies.insert(id, Reply::Skipped),
            }
        }
        None
    }

    /// Prepares a question, once for each order. This runs its mental models.
    fn prepare(
        &mut self,
        id: QuestionId,
        from: usize,
        session: &Session,
    ) -> Result<PreparedQuestion, QuestionError> {
        let key = (self.plan.schedule.clone(), id);
        if let Some(prepared) = self.prepared.get(&key) {
            return prepared.clone();
        }
        let ask = &self.page.beats[id.0].questions[id.1];
        let (lesson, page, scene, story) =
            (&*self.lesson, &self.page, self.scene, &self.plan.story);
        let prepared =
            prediction::prepare(ask, QuestionContext { lesson, page, scene, session, story, from });
        self.prepared.insert(key, prepared.clone());
        prepared
    }

    /// Answers the open question with the option at this index.
    pub fn answer(&mut self, session: &Session, option: usize) -> Option<Feedback> {
        let (id, asked) = self.question(session)?;
        let feedback = asked.options.get(option).map(|_| asked.feedback(option))?;
        self.replies.insert(id, Reply::Given(option, feedback.is_right));
        Some(feedback)
    }

    /// Skips the open question. Returns `false` if there is none.
    pub fn skip(&mut self, session: &Session) -> bool {
        let open = self.question(session);
        open.map(|(id, _)| self.replies.insert(id, Reply::Skipped)).is_some()
    }

    /// Returns the next hint for the open question: where to look, then the rule, then the answer. After that it
    /// repeats the answer.
    pub fn hint(&mut self, session: &Session) -> Option<String> {
        let (id, asked) = self.question(session)?;
        let given = self.hints.entry(id).or_insert(0);
        let hint = asked.hint(*given)?;
        let is_last = *given == 2;
        *given = (*given + 1).min(2);
        let settled = asked.settled_at.filter(|_| is_last);
        Some(match settled {
            Some(at) => format!("{hint} {}", shown_at(&self.plan.story, at)),
            None => hint,
        })
    }

    /// Returns the replies up to now.
    #[must_use]
    pub fn replies(&self) -> &BTreeMap<QuestionId, Reply> {
        &self.replies
    }

    /// Moves forward by one step of the loop, such as a poll or a jump of the clock. Only a question stops it earlier.
    /// The set-up isn't a step of the loop, so this moves through it beat by beat.
    pub fn step(&mut self, session: &mut Session) -> TourStep {
        self.go_on(session, false)
    }

    /// Moves to the next beat, the next question or the end of the loop's step, whichever is first.
    pub fn read_on(&mut self, session: &mut Session) -> TourStep {
        self.go_on(session, true)
    }

    fn go_on(&mut self, session: &mut Session, at_beats: bool) -> TourStep {
        if self.question(session).is_some() {
            return TourStep::Held;
        }
        let from = session.position();
        let at_beats = at_beats || from < session.timeline().columns[0].events.end;
        let stops = |plan: &Plan, until: usize| {
            let beats = plan.beats.iter().filter_map(|beat| beat.at.filter(|_| at_beats));
            let questions = plan.questions.iter().map(|ask| ask.at);
            beats.chain(questions).filter(|at| *at > from && *at <= until).min()
        };
        // The session may be in the middle of a step, or before the set-up.
        let end = session.column().events.end;
        let until = if from < end {
            end
        } else {
            match session.forward() {
                StepResult::Moved => {}
                StepResult::AtEdge => return TourStep::End,
                StepResult::Waiting => return TourStep::Waiting,
            }
            session.position()
        };
        session.go(stops(&self.plan, until).unwrap_or(until));
        TourStep::On
    }

    /// Moves to the next beat or to the end. A question on the way stops it.
    pub fn next_beat(&mut self, session: &mut Session) -> TourStep {
        let here = self.beat(session).map(|(nth, _)| nth);
        loop {
            match self.read_on(session) {
                TourStep::On if self.beat(session).map(|(nth, _)| nth) == here => {}
                other => return other,
            }
        }
    }

    /// Moves back to the start of this beat, or of the previous one if the session is there already.
    pub fn previous_beat(&mut self, session: &mut Session) -> TourStep {
        self.follow(session);
        let at = session.position();
        let before = self.plan.beats.iter().filter_map(|beat| beat.at).filter(|p| *p < at).max();
        let Some(place) = before else { return TourStep::End };
        session.go(place);
        TourStep::On
    }

    /// Jumps to a beat, by its index in [`Page::beats`]. Questions on the way stay unanswered.
    pub fn go_to_beat(&mut self, session: &mut Session, beat: usize) -> TourStep {
        self.follow(session);
        let planned = self.plan.beats.iter().find(|planned| planned.beat == beat);
        let Some(place) = planned.and_then(|planned| planned.at) else { return TourStep::End };
        while session.position() < place && session.forward() == StepResult::Moved {}
        session.go(place);
        TourStep::On
    }

    /// Jumps to the last beat of the scene. Questions on the way stay unanswered.
    pub fn go_to_last_beat(&mut self, session: &mut Session) {
        self.follow(session);
        let last = self.plan.beats.iter().rfind(|planned| planned.at.is_some());
        if let Some(last) = last.map(|planned| planned.beat) {
            self.go_to_beat(session, last);
        }
    }

    /// Returns the changes that this lesson offers.
    #[must_use]
    pub fn variants(&self) -> &[Variant] {
        &self.page.variants
    }

    /// Applies one of the changes, and returns a session before its first event. `None` if the change
    /// doesn't fit the lesson.
    #[must_use]
    pub fn change(&self, nth: usize) -> Option<VariantRun> {
        variant::open(&self.lesson, self.page.variants.get(nth)?)
    }

    /// Returns the rules that are unlocked in this lesson: those of the lessons before it, and its own.
    #[must_use]
    pub fn rules(&self) -> Vec<String> {
        unlocked(&self.lesson, |page| &page.front.rules)
    }

    /// Returns the panels that are shown in this lesson.
    #[must_use]
    pub fn panels(&self) -> Vec<String> {
        let always = PANELS.iter().take(ALWAYS).map(|panel| (*panel).to_owned());
        always.chain(unlocked(&self.lesson, |page| &page.front.panels)).collect()
    }
}

/// Returns what the lessons up to this one unlock, in order, without duplicates. A lesson from a folder comes after the
/// whole course.
#[must_use]
pub fn unlocked(lesson: &Lesson, of: fn(&Page) -> &Vec<String>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let lessons = catalog::lessons().iter().map(|one| &**one);
    let before = lessons.filter(|one| one.comes_before(lesson));
    for page in before.chain([lesson]).flat_map(|one| &one.page) {
        for name in of(page) {
            if !all.contains(name) {
                all.push(name.clone());
            }
        }
    }
    all
}

fn shown_at(story: &Story, position: usize) -> String {
    let column = &story.columns()[story.step_at(position)];
    if column.turn == 0 {
        "The set-up shows it.".to_owned()
    } else {
        format!("Turn {} shows it.", column.turn)
    }
}

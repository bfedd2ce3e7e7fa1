//! A **tour** is the taking of a lesson: a session, and on top of it which words belong here, which
//! question is open, and how far a step goes.
//!
//! ```text
//!            ┌─────────── read on ───────────┐
//!            ▼                               │
//!   reading a beat ── a question here? ──▶ held ── answer, skip ──▶ reading on
//!            │                               │
//!            └── no ──▶ on to the next beat, question or end of the step, whichever is first
//! ```
//!
//! It draws nothing and waits for nothing. Which beat belongs to a position is computed from the run
//! ahead, so that going back, jumping and choosing another order need no care: a beat whose cue does not
//! fire in that order *did not happen this time*.

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

/// How many of the lesson's words are shown.
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
    /// The next one, in turn.
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
    /// This option was taken, and it was right or not.
    Given(usize, bool),
    /// It was skipped.
    Skipped,
}

/// The result of a step of the tour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TourStep {
    /// It went on.
    On,
    /// A question waits for an answer.
    Held,
    /// There is nothing more.
    End,
    /// The program runs elsewhere, and its next turn has not arrived.
    Waiting,
}

/// Whether a beat was shown, as seen from the session's position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BeatStatus {
    /// It was shown before.
    Passed,
    /// It is the one that belongs here.
    Here,
    /// It is still to come.
    Ahead,
    /// Its cue does not fire in this run.
    DidNotHappen,
}

/// A lesson being taken, in one of its scenes.
pub struct Tour {
    lesson: Arc<Lesson>,
    page: Page,
    scene: usize,
    plan: Plan,
    replies: BTreeMap<QuestionId, Reply>,
    hints: BTreeMap<QuestionId, usize>,
    prepared: BTreeMap<(Schedule, QuestionId), Result<PreparedQuestion, QuestionError>>,
    /// How many of the lesson's words are shown.
    pub narration: Narration,
}

impl Tour {
    /// Begins at the beginning: before the set-up. `None` where the lesson's text cannot be read.
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

    /// Makes a new plan where the session has gone into another order.
    fn follow(&mut self, session: &Session) {
        if self.plan.schedule != *session.schedule() {
            self.plan = Plan::of(&self.page, self.scene, session);
        }
    }

    /// The beat that belongs to the session's place, with its place in [`Page::beats`].
    pub fn beat(&mut self, session: &Session) -> Option<(usize, Beat)> {
        let (beat, _) = self.begun(session)?;
        Some((beat, self.page.beats[beat].clone()))
    }

    /// The moment at which that beat begins.
    pub fn beat_at(&mut self, session: &Session) -> Option<usize> {
        self.begun(session).map(|(_, at)| at)
    }

    /// Does a beat begin where the session stands, or is a question put there, answered or not?
    pub fn has_words_at(&mut self, session: &Session) -> bool {
        let at = session.position();
        self.beat_at(session) == Some(at) || self.plan.questions.iter().any(|ask| ask.at == at)
    }

    fn begun(&mut self, session: &Session) -> Option<(usize, usize)> {
        self.follow(session);
        let at = session.position();
        let begun = |beat: &PlannedBeat| Some((beat.beat, beat.at.filter(|place| *place <= at)?));
        self.plan.beats.iter().rev().find_map(begun)
    }

    /// Returns the words for the session's position: Markdown, as much as the narration asks for.
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

    /// All beats of this scene: their place in [`Page::beats`], and where they stand.
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

    /// The beats whose thing does not happen in this order.
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

    /// The question that waits here for an answer.
    pub fn question(&mut self, session: &Session) -> Option<(QuestionId, PreparedQuestion)> {
        while let Some((id, from)) = self.open_ask(session) {
            match self.prepare(id, from, session) {
                Ok(asked) => return Some((id, asked)),
                // In another order a question may have no answer, or too few options: it is passed over.
                Err(_) => _ = self.replies.insert(id, Reply::Skipped),
            }
        }
        None
    }

    /// Makes a question ready, once for each order: its wrong loops are run for it.
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

    /// Answers the open question with the option at this place.
    pub fn answer(&mut self, session: &Session, option: usize) -> Option<Feedback> {
        let (id, asked) = self.question(session)?;
        let feedback = asked.options.get(option).map(|_| asked.feedback(option))?;
        self.replies.insert(id, Reply::Given(option, feedback.is_right));
        Some(feedback)
    }

    /// Passes over the open question. `false` where there is none.
    pub fn skip(&mut self, session: &Session) -> bool {
        let open = self.question(session);
        open.map(|(id, _)| self.replies.insert(id, Reply::Skipped)).is_some()
    }

    /// The next hint for the open question: where to look, then the rule, then the answer, again and
    /// again the answer.
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

    /// What became of each question so far.
    #[must_use]
    pub fn replies(&self) -> &BTreeMap<QuestionId, Reply> {
        &self.replies
    }

    /// One step of the loop on: a whole poll, a jump of the clock. Only a question holds it on the way. The
    /// set-up is no step of the loop: it is read beat by beat.
    pub fn step(&mut self, session: &mut Session) -> TourStep {
        self.go_on(session, false)
    }

    /// Reads on: as far as the next beat, the next question or the end of the loop's step.
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
        // The session may stand in the middle of a step, or the set-up may lie ahead of it.
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

    /// On to the next beat, or to the end; a question on the way holds.
    pub fn next_beat(&mut self, session: &mut Session) -> TourStep {
        let here = self.beat(session).map(|(nth, _)| nth);
        loop {
            match self.read_on(session) {
                TourStep::On if self.beat(session).map(|(nth, _)| nth) == here => {}
                other => return other,
            }
        }
    }

    /// Back to the beginning of this beat, or to the one before where the session stands there already.
    pub fn previous_beat(&mut self, session: &mut Session) -> TourStep {
        self.follow(session);
        let at = session.position();
        let before = self.plan.beats.iter().filter_map(|beat| beat.at).filter(|p| *p < at).max();
        let Some(place) = before else { return TourStep::End };
        session.go(place);
        TourStep::On
    }

    /// Straight to a beat, by its place in [`Page::beats`]; questions on the way stay open.
    pub fn go_to_beat(&mut self, session: &mut Session, beat: usize) -> TourStep {
        self.follow(session);
        let planned = self.plan.beats.iter().find(|planned| planned.beat == beat);
        let Some(place) = planned.and_then(|planned| planned.at) else { return TourStep::End };
        while session.position() < place && session.forward() == StepResult::Moved {}
        session.go(place);
        TourStep::On
    }

    /// Straight to where a question is put, so that it is asked again, and no other question there. `false` where this
    /// run doesn't ask it.
    pub fn go_to_question(&mut self, session: &mut Session, id: QuestionId) -> bool {
        self.follow(session);
        let Some(at) = self.plan.questions.iter().find(|ask| ask.id == id).map(|ask| ask.at) else {
            return false;
        };
        while session.position() < at && session.forward() == StepResult::Moved {}
        session.go(at);
        for other in self.plan.questions.iter().filter(|ask| ask.at == at) {
            self.replies.entry(other.id).or_insert(Reply::Skipped);
        }
        self.replies.remove(&id);
        self.hints.remove(&id);
        true
    }

    /// Straight to the last beat of the scene; questions on the way stay open.
    pub fn go_to_last_beat(&mut self, session: &mut Session) {
        self.follow(session);
        let last = self.plan.beats.iter().rfind(|planned| planned.at.is_some());
        if let Some(last) = last.map(|planned| planned.beat) {
            self.go_to_beat(session, last);
        }
    }

    /// What can be changed in this lesson.
    #[must_use]
    pub fn variants(&self) -> &[Variant] {
        &self.page.variants
    }

    /// Makes one of the changes: a session to go on with, before its first event. `None` where the change
    /// does not fit the lesson.
    #[must_use]
    pub fn change(&self, nth: usize) -> Option<VariantRun> {
        variant::open(&self.lesson, self.page.variants.get(nth)?)
    }

    /// The rules that are known with this lesson: those of the lessons before it, and its own.
    #[must_use]
    pub fn rules(&self) -> Vec<String> {
        unlocked(&self.lesson, |page| &page.front.rules)
    }

    /// The panels that are shown in this lesson.
    #[must_use]
    pub fn panels(&self) -> Vec<String> {
        let always = PANELS.iter().take(ALWAYS).map(|panel| (*panel).to_owned());
        always.chain(unlocked(&self.lesson, |page| &page.front.panels)).collect()
    }
}

/// What the lessons up to this one unlock, in order, each once. Before a lesson from a folder lies the whole course.
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

//! A **tour** is the taking of a lesson: a session, and on top of it which words belong here, which
//! question is open, and how far a step goes.
//!
//! ```text
//!   opening ─▶ beat ─▶ … ─▶ beat ─▶ question ── answer, skip ──▶ … ─▶ end of a turn ─▶ … ─▶ end of the scene
//!   └──────────────── each of them is a [`Stop`]; `read_on` goes to the next one ─────────────────────────┘
//! ```
//!
//! [`Tour::read_on`] goes to the next stop, [`Tour::step`] to the end of the turn. Both hold at a question that waits.
//! [`Tour::next_stop`] says beforehand what will come.
//!
//! It draws nothing and waits for nothing. Which beat belongs to a position is computed from the run
//! ahead, so that going back, jumping and choosing another order need no care: a beat whose cue does not
//! fire in that order *did not happen this time*.

mod looking;
pub mod opening;
pub mod plan;
pub mod variant;

use crate::course::catalog::{self, Lesson};
use crate::course::lesson::page::{ALWAYS, Beat, PANELS, Page, Variant};
use crate::course::question::prediction::{
    self, Feedback, PreparedQuestion, QuestionContext, QuestionError,
};
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

/// Something worth reading, at which [`Tour::read_on`] stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// A paragraph of the lesson's opening, by its place in [`Page::opening`].
    Opening(usize),
    /// A beat, by its place in [`Page::beats`].
    Beat(usize),
    /// A question. It is asked when the tour moves on from its position.
    Question(QuestionId),
    /// The end of a turn, or of a clock jump, that has no text of its own.
    Turn,
    /// The end of this scene: the lesson has another one after it.
    Scene,
    /// The end of the lesson.
    End,
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
    /// The change that is made, by its place in [`Page::variants`].
    change: Option<usize>,
    plan: Plan,
    opening: Opening,
    replies: BTreeMap<QuestionId, Reply>,
    hints: BTreeMap<QuestionId, usize>,
    prepared: BTreeMap<(Schedule, QuestionId), Result<PreparedQuestion, QuestionError>>,
    /// How much of the lesson's text is shown.
    pub narration: Narration,
}

/// How far the opening was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Opening {
    /// It was read, or there is none.
    Read,
    /// Nothing was looked at yet.
    Unread,
    /// This paragraph is shown while the session is at this position.
    At(usize, usize),
}

impl Tour {
    /// Returns a tour at the position before the set-up, or `None` if the lesson's text can't be parsed.
    #[must_use]
    pub fn new(lesson: &Arc<Lesson>, scene: usize, session: &mut Session) -> Option<Tour> {
        let opening = if scene == 0 { Opening::Unread } else { Opening::Read };
        Tour::begin(lesson, scene, None, opening, session)
    }

    /// Begins a changed run, as [`Tour::change`] opened it: its prediction is asked first, and no other question.
    /// `None` where the lesson has no such change.
    #[must_use]
    pub fn of_change(lesson: &Arc<Lesson>, change: usize, session: &mut Session) -> Option<Tour> {
        let scene = lesson.page.as_ref().ok()?.variants.get(change)?.scene.checked_sub(1)?;
        Tour::begin(lesson, scene, Some(change), Opening::Read, session)
    }

    fn begin(
        lesson: &Arc<Lesson>,
        scene: usize,
        change: Option<usize>,
        opening: Opening,
        session: &mut Session,
    ) -> Option<Tour> {
        let page = lesson.page.clone().ok()?;
        session.go(0);
        let plan = Plan::of(&page, scene, change, session);
        let opening = if page.opening.is_empty() { Opening::Read } else { opening };
        let (replies, hints, prepared) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Some(Tour {
            lesson: Arc::clone(lesson),
            page,
            scene,
            change,
            plan,
            opening,
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
            self.plan = Plan::of(&self.page, self.scene, self.change, session);
        }
    }

    /// The paragraph of the opening that is being read, by its place in [`Page::opening`]. It is read before the first
    /// turn and the first beat, and ends as soon as the session moves.
    pub fn opening_paragraph(&mut self, session: &Session) -> Option<usize> {
        let at = session.position();
        let is_unread = self.opening == Opening::Unread && self.is_at_the_beginning(session);
        self.opening = match self.opening {
            _ if is_unread => Opening::At(0, at),
            Opening::At(nth, place) if place == at => Opening::At(nth, at),
            Opening::Read | Opening::Unread | Opening::At(..) => Opening::Read,
        };
        if let Opening::At(nth, _) = self.opening { Some(nth) } else { None }
    }

    fn is_at_the_beginning(&mut self, session: &Session) -> bool {
        self.follow(session);
        let at = session.position();
        let mut beats = self.plan.beats.iter().filter_map(|beat| beat.at);
        at <= plan::start(session) && beats.all(|beat| beat >= at)
    }

    /// Reads the opening again, from its first paragraph, where the session stands.
    pub fn reopen(&mut self, session: &Session) {
        let has_opening = self.scene == 0 && self.change.is_none() && !self.page.opening.is_empty();
        self.opening = if has_opening { Opening::Unread } else { Opening::Read };
        self.opening_paragraph(session);
    }

    /// Returns the beat of the session's position, with its index in [`Page::beats`]. None while the opening is read.
    pub fn beat(&mut self, session: &Session) -> Option<(usize, Beat)> {
        let (beat, _) = self.begun(session)?;
        Some((beat, self.page.beats[beat].clone()))
    }

    /// Returns the moment at which that beat starts.
    pub fn beat_at(&mut self, session: &Session) -> Option<usize> {
        self.begun(session).map(|(_, at)| at)
    }

    fn begun(&mut self, session: &Session) -> Option<(usize, usize)> {
        if self.opening_paragraph(session).is_some() {
            return None;
        }
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
        if self.opening_paragraph(session).is_some() {
            return None;
        }
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
        let ask = match id {
            QuestionId::Beat(beat, nth) => Some(&self.page.beats[beat].questions[nth]),
            QuestionId::Break(nth) => self.page.variants[nth].prediction.as_ref(),
        };
        let Some(ask) = ask else {
            let remedy = "give the change an `ask` and a `query`";
            return Err(QuestionError { what: "the change asks nothing".to_owned(), remedy });
        };
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
        let feedback = asked.feedback(option)?;
        self.replies.insert(id, Reply::Given(option, feedback.is_right));
        Some(feedback)
    }

    /// Skips the open question. Returns `false` if there is none.
    pub fn skip(&mut self, session: &Session) -> bool {
        let open = self.question(session);
        open.map(|(id, _)| self.replies.insert(id, Reply::Skipped)).is_some()
    }

    /// The next hint for the open question: a question or where to look, then the rule, then the answer. After the
    /// last one there is none.
    pub fn hint(&mut self, session: &Session) -> Option<String> {
        let (id, asked) = self.question(session)?;
        let given = self.hints.entry(id).or_insert(0);
        let hint = asked.hint(*given)?.to_owned();
        *given += 1;
        Some(hint)
    }

    /// Returns the replies up to now.
    #[must_use]
    pub fn replies(&self) -> &BTreeMap<QuestionId, Reply> {
        &self.replies
    }

    /// The scene that a question belongs to, counted from 0.
    #[must_use]
    pub fn scene_of(&self, id: QuestionId) -> usize {
        match id {
            QuestionId::Beat(beat, _) => self.page.beats.get(beat).map_or(0, |beat| beat.scene),
            QuestionId::Break(nth) => {
                self.page.variants.get(nth).map_or(0, |change| change.scene.saturating_sub(1))
            }
        }
    }

    /// Asks a question again: goes to its place and forgets the reply and the hints. `false` where the question isn't
    /// put in this scene and order; [`Tour::scene_of`] says in which scene it is.
    pub fn retry(&mut self, session: &mut Session, id: QuestionId) -> bool {
        self.follow(session);
        let planned = self.plan.questions.iter().find(|planned| planned.id == id);
        let Some(at) = planned.map(|planned| planned.at) else { return false };
        self.replies.remove(&id);
        self.hints.remove(&id);
        self.opening = Opening::Read;
        go(session, at);
        true
    }

    /// The next stop, as [`Tour::read_on`] would go to it.
    pub fn next_stop(&mut self, session: &Session) -> Stop {
        self.next(session).1
    }

    /// Returns what is still to be read at the session's position.
    fn stops_here(&mut self, session: &Session) -> Vec<Stop> {
        let at = session.position();
        let mut stops = Vec::new();
        if let Some(nth) = self.opening_paragraph(session) {
            stops.extend((nth + 1..self.page.opening.len()).map(Stop::Opening));
            self.follow(session);
            let beats = self.plan.beats.iter().rev().filter(|beat| beat.at == Some(at));
            stops.extend(beats.take(1).map(|beat| Stop::Beat(beat.beat)));
        }
        self.follow(session);
        let open = |ask: &&PlannedQuestion| ask.at == at && !self.replies.contains_key(&ask.id);
        stops.extend(self.plan.questions.iter().filter(open).map(|ask| Stop::Question(ask.id)));
        stops
    }

    /// The stops after this position, in order: of what is at one place, the beat comes before its questions.
    fn stops_after(
        &self,
        from: usize,
        until: usize,
    ) -> impl Iterator<Item = (usize, Stop)> + use<> {
        let beats =
            self.plan.beats.iter().filter_map(|beat| Some((beat.at?, Stop::Beat(beat.beat))));
        let open = self.plan.questions.iter().filter(|ask| !self.replies.contains_key(&ask.id));
        let questions = open.map(|ask| (ask.at, Stop::Question(ask.id)));
        let mut stops: Vec<_> = beats.chain(questions).collect();
        stops.retain(|(at, _)| *at > from && *at <= until);
        stops.sort_by_key(|(at, _)| *at);
        stops.into_iter()
    }

    /// Where the turn ends that the session is in, or the next one where it stands between two; `None` at the end of
    /// the run.
    fn end_of_turn(&mut self, session: &Session) -> Option<usize> {
        self.follow(session);
        let at = session.position();
        let columns = self.plan.story.columns();
        columns.iter().map(|column| column.events.end).find(|end| *end > at)
    }

    /// The next stop and its position.
    fn next(&mut self, session: &Session) -> (usize, Stop) {
        let at = session.position();
        if let Some(stop) = self.stops_here(session).first() {
            return (at, *stop);
        }
        let Some(until) = self.end_of_turn(session) else {
            let scenes = self.lesson.scenes.len();
            let has_words = |scene: usize| self.page.beats.iter().any(|beat| beat.scene == scene);
            let has_next = self.change.is_none() && (self.scene + 1..scenes).any(has_words);
            return (at, if has_next { Stop::Scene } else { Stop::End });
        };
        self.stops_after(at, until).next().unwrap_or((until, Stop::Turn))
    }

    /// One turn of the loop on: a whole poll, or a jump of the clock; from the middle of a turn, to its end. Only a
    /// question holds it on the way. The set-up is no turn of the loop: it is read beat by beat.
    pub fn step(&mut self, session: &mut Session) -> TourStep {
        self.opening_paragraph(session);
        self.opening = Opening::Read;
        self.go_on(session, false)
    }

    /// Reads on to the next stop, whichever is first: a paragraph of the opening, a beat, a question, or the end of the
    /// turn. A question that is reached away from a beat is put at once.
    pub fn read_on(&mut self, session: &mut Session) -> TourStep {
        if let Some(nth) = self.opening_paragraph(session) {
            let at = session.position();
            let is_last = nth + 1 == self.page.opening.len();
            self.opening = if is_last { Opening::Read } else { Opening::At(nth + 1, at) };
            let begins_here = self.beat_at(session) == Some(at);
            if !is_last || begins_here {
                return TourStep::On;
            }
        }
        self.go_on(session, true)
    }

    fn go_on(&mut self, session: &mut Session, at_beats: bool) -> TourStep {
        if self.question(session).is_some() {
            return TourStep::Held;
        }
        let from = session.position();
        let at_beats = at_beats || from < plan::start(session);
        // The session may be in the middle of a step, or before the set-up.
        let end = session.column().events.end;
        let until = if from < end {
            end
        } else if session.is_idle() {
            return TourStep::End; // a lesson's scene has nothing to show after that
        } else {
            match session.forward() {
                StepResult::Moved => {}
                StepResult::AtEdge => return TourStep::End,
                StepResult::Waiting => return TourStep::Waiting,
            }
            session.position()
        };
        let mut stops = self.stops_after(from, until);
        let stop = stops.find(|(_, stop)| at_beats || matches!(stop, Stop::Question(_)));
        session.go(stop.map_or(until, |(at, _)| at));
        let is_beside_beats = self.beat_at(session) != Some(session.position());
        if is_beside_beats && self.question(session).is_some() {
            return TourStep::Held;
        }
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
        self.opening = Opening::Read;
        go(session, place);
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

/// Goes to a position that the session may not have reached yet.
fn go(session: &mut Session, position: usize) {
    while session.position() < position && session.forward() == StepResult::Moved {}
    session.go(position);
}

//! The **plan** of a scene: the positions in this run at which each beat starts and each question is asked.

use crate::course::lesson::front_matter::SceneWords;
use crate::course::lesson::page::{Page, Question, QuestionKind};
use crate::course::question::cue::{Cue, locate_beats};
use crate::course::story::Story;
use crate::session::schedule::Schedule;
use crate::session::{BuiltIn, Session};
use std::fmt;

/// A question's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum QuestionId {
    /// A question of a beat: the beat's place in [`Page::beats`], and the question's place in the beat.
    Beat(usize, usize),
    /// The prediction of a change, by its place in [`Page::variants`].
    Break(usize),
}

impl fmt::Display for QuestionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            QuestionId::Beat(beat, nth) => write!(f, "{beat}.{nth}"),
            QuestionId::Break(nth) => write!(f, "break.{nth}"),
        }
    }
}

/// A beat, by its index in [`Page::beats`], and the position at which it starts, if its cue fires.
pub(super) struct PlannedBeat {
    pub(super) beat: usize,
    pub(super) at: Option<usize>,
}

/// A question, and the position at which it is asked.
pub(super) struct PlannedQuestion {
    pub(super) id: QuestionId,
    pub(super) at: usize,
}

/// The plan for the session's run.
pub(super) struct Plan {
    pub(super) schedule: Schedule,
    pub(super) story: Story,
    pub(super) beats: Vec<PlannedBeat>,
    pub(super) questions: Vec<PlannedQuestion>,
}

/// Returns whether this run differs from the one for which the scene's text was written: it has another order, or polls
/// take a different time.
#[must_use]
pub fn is_changed(page: &Page, scene: usize, session: &Session) -> bool {
    let meant = page.front.scenes.get(scene).map(SceneWords::cost).unwrap_or_default();
    let cost = session.program().built_in().map_or(meant, BuiltIn::poll_cost);
    cost != meant || !session.schedule().is_default()
}

impl Plan {
    /// Returns the plan for the session's order. In a changed run, only what the change does is asked.
    pub(super) fn of(page: &Page, scene: usize, change: Option<usize>, session: &Session) -> Plan {
        // A scene without beats needs no look-ahead.
        let story = if page.beats.is_empty() { Story::default() } else { Story::ahead(session) };
        let here: Vec<_> =
            page.beats.iter().enumerate().filter(|(_, beat)| beat.scene == scene).collect();
        let cues: Vec<_> = here.iter().map(|(_, beat)| &beat.cue).collect();
        let places = locate_beats(&cues, &story);
        let is_changed = is_changed(page, scene, session);
        let mut questions = Vec::new();
        if let Some(change) = change
            && page.variants.get(change).is_some_and(|change| change.prediction.is_some())
        {
            questions.push(PlannedQuestion { id: QuestionId::Break(change), at: start(session) });
        }
        for ((nth, beat), at) in here.iter().zip(&places).filter(|_| change.is_none()) {
            let Some(at) = *at else { continue };
            for (which, ask) in beat.questions.iter().enumerate() {
                // The author's answers are for the default run. Predictions are computed for this one.
                if is_changed && matches!(ask.kind, QuestionKind::Authored(_)) {
                    continue;
                }
                questions.push(PlannedQuestion {
                    id: QuestionId::Beat(*nth, which),
                    at: question_position(ask, &story, at),
                });
            }
        }
        let beats = here.iter().zip(&places);
        let beats = beats.map(|((nth, _), at)| PlannedBeat { beat: *nth, at: *at }).collect();
        Plan { schedule: session.schedule().clone(), story, beats, questions }
    }
}

/// The position at which the first turn begins: the set-up is done.
#[must_use]
pub fn start(session: &Session) -> usize {
    session.timeline().columns[0].events.end
}

/// Returns the position of a question: at the beat, or right before the cue that it names.
#[must_use]
pub fn question_position(ask: &Question, story: &Story, beat: usize) -> usize {
    let QuestionKind::Predicted(predict) = &ask.kind else { return beat };
    let before = predict.before.as_ref().and_then(|cue| cue.parse::<Cue>().ok());
    let place = before.and_then(|cue| cue.next(story, Some(beat)));
    place.map_or(beat, |place| place.saturating_sub(1).max(beat))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::catalog;
    use std::time::Duration;

    fn has_authored(page: &Page, plan: &Plan) -> bool {
        plan.questions.iter().any(|one| match one.id {
            QuestionId::Beat(beat, nth) => {
                matches!(page.beats[beat].questions[nth].kind, QuestionKind::Authored(_))
            }
            QuestionId::Break(_) => false,
        })
    }

    #[test]
    fn only_the_default_run_has_the_questions_that_the_author_answered() {
        let lesson = catalog::find("mutex").expect("it is a lesson");
        let page = lesson.page.as_ref().expect("it can be read");
        let program = lesson.scenes[0].program();
        let slower = program.clone().with_poll_cost(Duration::from_millis(1));
        let other_order = Session::with_schedule(program.clone(), Schedule::new(vec![2]));
        for (session, is_other) in
            [(Session::new(program), false), (other_order, true), (Session::new(slower), true)]
        {
            assert_eq!(is_changed(page, 0, &session), is_other);
            let plan = Plan::of(page, 0, None, &session);
            assert_eq!(has_authored(page, &plan), !is_other);
        }
    }
}

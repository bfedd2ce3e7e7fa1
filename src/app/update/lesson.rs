//! The lesson's words and questions: what a message asks of them, and how they follow the run.

use crate::app::App;
use crate::app::guide::Question;
use crate::app::message::LessonMessage;
use crate::app::overlay::Overlay;
use crate::app::presentation::Presentation;
use crate::course::lesson::goal::GoalStatus;
use crate::course::tour::{Narration, Reply, TourStep};
use crate::progress::Milestone;

/// The notice at the end of a run.
const END: &str = "This is the end of the run. Home goes to its start, m to the lessons.";

/// The notice at the end of a scene that isn't the last.
const END_OF_SCENE: &str =
    "This is the end of the scene. ] goes on to the next one, Home to the start.";

/// The notice where a question already holds the step.
pub(super) const FIRST_THE_QUESTION: &str =
    "First the question: answer it, or pass over it with s.";

impl App {
    /// Brings the lesson to where the run is, after each message.
    pub(in crate::app) fn refresh_guide(&mut self) {
        let Some(guide) = &mut self.guide else { return };
        let before = guide.text.beat.as_ref().map(|(nth, _)| *nth);
        let (was_over, reached) = (guide.text.is_over, guide.goal_state);
        guide.refresh(&self.open.session);
        if let Some(goal) = &guide.goal
            && guide.goal_state == GoalStatus::Met
            && reached != GoalStatus::Met
        {
            self.is_playing = false;
            self.notice = Some(format!("Goal met: {}. {}", goal.ask, goal.met).replace('`', ""));
        }
        let slug = guide.tour.lesson().slug.clone();
        if guide.applied_change.is_some() {
            return;
        }
        let here = guide.text.beat.as_ref().map(|(nth, _)| *nth);
        if let Some(nth) = here.filter(|nth| Some(*nth) != before) {
            self.is_playing = false;
            self.unsaved_milestones.push(Milestone::Beat(slug.clone(), guide.tour.scene(), nth));
        }
        // A lesson is done with its last scene.
        let is_over = guide.text.is_over;
        if is_over && !was_over && self.next_scene().is_none() {
            self.unsaved_milestones.push(Milestone::Finish(slug));
        }
    }

    /// Straight to a beat, such as the last one of a day before.
    pub fn go_to_beat(&mut self, beat: usize) {
        if let Some(guide) = &mut self.guide {
            guide.tour.go_to_beat(&mut self.open.session, beat);
        }
        self.refresh_guide();
    }

    /// Straight to the place behind the first `events` events, with the words that belong there.
    pub fn go(&mut self, events: usize) {
        self.open.session.go(events);
        self.refresh_guide();
    }

    /// Does what a message asks of the lesson.
    pub(super) fn learn(&mut self, message: LessonMessage) {
        self.is_playing = false;
        let Some(guide) = &mut self.guide else {
            self.notice = Some("This lesson has no words yet.".to_owned());
            return;
        };
        let session = &mut self.open.session;
        let stepped = match message {
            LessonMessage::NextBeat => {
                if guide.is_asking() {
                    self.notice = Some(FIRST_THE_QUESTION.to_owned());
                }
                guide.question = None;
                let mut stepped = guide.tour.next_beat(session);
                // Before a class the teacher asks.
                let is_shown = self.presentation != Presentation::Off;
                while is_shown && stepped == TourStep::Held && guide.tour.skip(session) {
                    stepped = guide.tour.next_beat(session);
                }
                guide.hold(stepped, session)
            }
            LessonMessage::PreviousBeat => guide.tour.previous_beat(session),
            LessonMessage::Answer(option) => {
                self.answer(option);
                return;
            }
            LessonMessage::Skip => {
                let open = guide.tour.question(session);
                if guide.tour.skip(session)
                    && let Some((id, _)) = open
                {
                    let slug = guide.tour.lesson().slug.clone();
                    self.unsaved_milestones.push(Milestone::Answer(slug, id, Reply::Skipped));
                }
                guide.step(session)
            }
            LessonMessage::Hint => {
                if let (Some(hint), Some(question)) =
                    (guide.tour.hint(session), &mut guide.question)
                    && !question.hints.contains(&hint)
                {
                    question.hints.push(hint);
                }
                return;
            }
            LessonMessage::ShowChanges => {
                let count = guide.changes().len() + 1;
                let first = usize::from(count > 1);
                self.overlay =
                    Some(Overlay::Changes(count, guide.applied_change_number().unwrap_or(first)));
                return;
            }
        };
        if stepped == TourStep::Held {
            self.is_zoomed = false;
        }
        if stepped == TourStep::End {
            let words = match (message, self.next_scene().cloned()) {
                (LessonMessage::PreviousBeat, _) => match &self.scene_before().cloned() {
                    Some(scene) => return self.reopen_at_its_end(scene),
                    None => "There is no beat before.",
                },
                (LessonMessage::NextBeat, Some(scene)) => {
                    return self.reopen_scene(&scene);
                }
                (LessonMessage::NextBeat, None) => "There is no further beat.",
                _ => self.end_notice(),
            };
            self.notice = Some(words.to_owned());
        }
        self.scroll_offsets.clear();
    }

    /// Returns the notice for the end of the run.
    pub(in crate::app) fn end_notice(&self) -> &'static str {
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
        let slug = guide.tour.lesson().slug.clone();
        self.unsaved_milestones.push(Milestone::Answer(slug, id, reply));
        let hints = Vec::new();
        guide.question = Some(Question { asked, hints, answered: Some((option, feedback)) });
    }

    /// Full, short, off.
    pub(super) fn cycle_narration(&mut self) {
        let Some(guide) = &mut self.guide else { return };
        let next = guide.narration().next();
        guide.set_narration(next);
        let words = match next {
            Narration::Full => "All of the lesson's words.",
            Narration::Short => "The first sentence of each beat.",
            Narration::Off => "No words: a step is a whole turn. Questions stay.",
        };
        self.notice = Some(words.to_owned());
    }
}

//! The lesson's text and questions: handles their messages, and updates them when the run moves.

use crate::app::App;
use crate::app::guide::{END_OF_CHANGE, Guide, Question};
use crate::app::message::LessonMessage;
use crate::app::overlay::Overlay;
use crate::app::pane::Pane;
use crate::app::sources::SourceTab;
use crate::course::lesson::front_matter::OpenedSource;
use crate::course::lesson::goal::GoalStatus;
use crate::course::lesson::page::Variant;
use crate::course::tour::{Narration, QuestionId, Reply, TourStep};
use crate::progress::Milestone;
use crate::session::StepResult;

/// The notice at the end of a run without a lesson.
const END: &str = "That's the end of the run. Press Home to go back to the start.";

/// The notice at the end of a scene that isn't the last.
const END_OF_SCENE: &str = "That's the end of this scene. Press space for the next one.";

/// The notice for a digit that is pressed before a class.
const ANSWERED_BY_THE_RUN: &str =
    "In presenter mode the run shows the answer. Press space to run on, or v to count votes.";

impl App {
    /// Updates the lesson for the position of the run, after each message.
    pub(in crate::app) fn refresh_guide(&mut self) {
        let Some(guide) = &mut self.guide else { return };
        if let Some(question) = &guide.question {
            self.presentation.note_question(&guide.tour.lesson().slug, question.id);
        }
        let reached = guide.goal_state;
        guide.refresh(&self.open.session);
        self.follow_lesson_tab();
        let Some(guide) = &mut self.guide else { return };
        if let Some(goal) = &guide.goal
            && guide.goal_state == GoalStatus::Met
            && reached != GoalStatus::Met
        {
            self.is_playing = false;
            self.notice = Some(format!("You did it. {}", goal.met).replace('`', ""));
        }
        let slug = guide.tour.lesson().slug.clone();
        // A moment that is visited only to see the reason for an answer isn't reached yet.
        if guide.applied_change.is_some() || guide.is_showing_reason {
            return;
        }
        let (before, was_over) = guide.note();
        let (is_over, scene) = (guide.text.is_over, guide.tour.scene());
        let here = guide.text.beat.as_ref().map(|(nth, _)| *nth);
        if let Some(nth) = here.filter(|nth| Some(*nth) != before) {
            self.is_playing = false;
            self.scroll_offsets.remove(&Pane::Lesson);
            self.raise_panes_of_beat();
            self.reach(Milestone::Beat(slug.clone(), scene, nth));
        }
        // A lesson is done at the end of its last scene.
        if is_over && !was_over && self.next_scene().is_none() {
            self.reach(Milestone::Finish(slug));
        }
    }

    /// In a lesson about the executor, shows its code, but the lesson's program while the opening is read and while a
    /// question is open that names lines of it. A learner who has chosen a source keeps it.
    pub(in crate::app) fn follow_lesson_tab(&mut self) {
        let Some(guide) = self.guide.as_ref().filter(|_| self.follows_lesson_tab) else { return };
        if guide.page().front.opens != Some(OpenedSource::Executor) {
            return;
        }
        let asked = guide.question.as_ref().map(|question| &question.asked);
        let is_about_program =
            guide.text.paragraph.is_some() || asked.is_some_and(|asked| asked.look.contains("[@"));
        self.source_tab = match self.language {
            _ if !is_about_program => SourceTab::Executor,
            Some(language) => SourceTab::of(language),
            None => self.open.sources.first(),
        };
    }

    /// Gives the focus to the pane that shows the reason for an answer. Where the run doesn't move, it says so.
    fn light_the_reason(&mut self) {
        let Some(guide) = &self.guide else { return };
        let (Some(question), Some(is_elsewhere)) = (&guide.question, guide.shown_reason()) else {
            return;
        };
        self.is_zoomed = false;
        let there = self.panes();
        let looked_at: Vec<_> =
            question.reason_panes().into_iter().filter(|pane| there.contains(pane)).collect();
        if !is_elsewhere {
            self.notice = Some(match looked_at.first() {
                Some(pane) => {
                    let name = self.name_on_screen(*pane);
                    format!("You're at the moment that shows it: look at {name}.")
                }
                None => "You're at the moment that shows it.".to_owned(),
            });
        }
        if let Some(pane) = looked_at.first() {
            // The learner didn't choose it, so it gives way to the next words.
            (self.focus, self.is_focus_chosen) = (*pane, false);
        }
    }

    /// Returns a sentence on where an applied change is to be seen.
    #[must_use]
    pub fn words_on_look(&self) -> Option<String> {
        let guide = self.guide.as_ref()?;
        // In an order that the learner has chosen, something else may happen.
        guide.text.effect_of_change.as_ref()?;
        let look = &guide.applied_change.as_ref()?.look;
        let there = self.panes();
        let is_there = guide.text.panes_of_change.iter().any(|pane| there.contains(pane));
        is_there.then(|| format!("You can see it in {}.", look.trim_end_matches('.')))
    }

    /// Returns what a pane is called in a sentence: the source has the name of its file on the screen, and on a small
    /// screen the loop is a line that begins with its running task.
    pub(super) fn name_on_screen(&self, pane: Pane) -> String {
        match pane {
            Pane::Source => "the code".to_owned(),
            Pane::Loop if !self.viewports.panes.contains_key(&Pane::Loop) => {
                "the line with the ready queue".to_owned()
            }
            _ => pane.title().to_owned(),
        }
    }

    /// Brings the pane that a new beat is about before the one that had the focus until now.
    fn raise_panes_of_beat(&mut self) {
        let panes = self.guide.as_ref().map(|guide| guide.text.panes()).unwrap_or_default();
        let there = self.panes();
        for pane in panes.into_iter().rev().filter(|pane| there.contains(pane)) {
            self.focus_history.retain(|other| *other != pane);
            self.focus_history.insert(0, pane);
        }
        self.is_focus_chosen = false;
    }

    /// Goes directly to a beat, such as the one that was reached in an earlier visit.
    pub fn go_to_beat(&mut self, beat: usize) {
        if let Some(guide) = &mut self.guide {
            guide.tour.end_opening();
            guide.tour.go_to_beat(&mut self.open.session, beat);
        }
        self.refresh_guide();
    }

    /// Goes directly to the position after the first `events` events, and shows the text that belongs there.
    pub fn go(&mut self, events: usize) {
        self.open.session.go(events);
        self.refresh_guide();
    }

    /// Handles a message to the lesson.
    pub(super) fn learn(&mut self, message: LessonMessage) {
        self.is_playing = false;
        let Some(guide) = &mut self.guide else {
            self.notice = Some("This program has no lesson.".to_owned());
            return;
        };
        let session = &mut self.open.session;
        match message {
            LessonMessage::NextBeat => self.next_beat(),
            LessonMessage::PreviousBeat => self.previous_beat(),
            LessonMessage::Answer(option) => self.answer(option),
            LessonMessage::Skip => self.skip(),
            LessonMessage::Hint => {
                if let (Some(hint), Some(question)) =
                    (guide.tour.hint(session), &mut guide.question)
                    && !question.hints.contains(&hint)
                {
                    question.hints.push(hint);
                }
            }
            LessonMessage::OpenVotes => self.open_votes(),
            LessonMessage::AskAgain => self.ask_class_again(),
            LessonMessage::ShowReason => {
                guide.toggle_reason(session);
                self.scroll_offsets.clear();
                self.light_the_reason();
            }
            LessonMessage::ShowChanges => {
                let count = guide.changes().len() + 1;
                // The end card names one of them.
                let end = guide.page().end.as_ref();
                let end = end.filter(|_| matches!(self.overlay, Some(Overlay::EndCard(_))));
                let named = end.and_then(|end| change_named_in(&end.try_it, guide.changes()));
                let first = usize::from(count > 1) + named.unwrap_or(0);
                self.overlay =
                    Some(Overlay::Changes(count, guide.applied_change_number().unwrap_or(first)));
            }
            LessonMessage::TryAgain(nth) => self.try_again(nth),
            LessonMessage::TryMissed => self.try_missed(),
            LessonMessage::ChooseLanguage(language) => self.choose_language(language),
            LessonMessage::NextLesson => self.open_next_lesson(),
            LessonMessage::Replay => self.replay(),
        }
    }

    fn next_beat(&mut self) {
        match self.advance(Guide::next_beat) {
            Some(StepResult::AtEdge) => match self.next_scene().cloned() {
                Some(scene) => return self.reopen_scene(&scene),
                None => self.notice = Some("That was the last beat.".to_owned()),
            },
            Some(StepResult::Waiting) => self.notice = Some(self.waiting()),
            Some(StepResult::Moved) | None => {}
        }
        self.scroll_offsets.clear();
    }

    fn previous_beat(&mut self) {
        let Some(guide) = &mut self.guide else { return };
        guide.is_showing_reason = false;
        if guide.tour.previous_beat(&mut self.open.session) == TourStep::End {
            match self.scene_before().cloned() {
                Some(scene) => return self.reopen_at_its_end(&scene),
                None => self.notice = Some("This is the first beat.".to_owned()),
            }
        }
        self.scroll_offsets.clear();
    }

    /// Skips the question and continues.
    fn skip(&mut self) {
        let Some(guide) = &mut self.guide else { return };
        let open = guide.tour.question(&self.open.session);
        if guide.tour.skip(&self.open.session)
            && let Some((id, _)) = open
        {
            let slug = guide.tour.lesson().slug.clone();
            self.reach_answer(slug, id, Reply::Skipped);
        }
        if self.finish_retry() {
            return;
        }
        // The changed run begins with the learner's next key.
        if let Some(guide) = self.guide.as_mut().filter(|guide| guide.applied_change.is_some()) {
            guide.close();
            return;
        }
        self.read_on();
        if self.notice.is_none() {
            self.notice = Some("Skipped. You can answer it at the end of the lesson.".to_owned());
        }
    }

    /// Returns the notice for the end of the run.
    pub(in crate::app) fn end_notice(&self) -> &'static str {
        let is_changed = self.guide.as_ref().is_some_and(|guide| guide.applied_change.is_some());
        match self.next_scene() {
            _ if is_changed => END_OF_CHANGE,
            Some(_) => END_OF_SCENE,
            None => END,
        }
    }

    fn answer(&mut self, option: usize) {
        let is_presenting = self.is_presenting();
        let Some(guide) = &mut self.guide else { return };
        let session = &self.open.session;
        let Some((id, asked)) = guide.tour.question(session) else { return };
        if is_presenting {
            self.notice = Some(ANSWERED_BY_THE_RUN.to_owned());
            return;
        }
        let Some(feedback) = guide.tour.answer(session, option) else {
            self.notice = Some(match asked.options.len() {
                2 => "There are only 2 answers. Press 1 or 2.".to_owned(),
                3 => "There are only 3 answers. Press 1, 2 or 3.".to_owned(),
                count => {
                    format!("There are only {count} answers. Press a number from 1 to {count}.")
                }
            });
            return;
        };
        let reply = Reply::Given(option, feedback.is_right);
        let slug = guide.tour.lesson().slug.clone();
        let hints = Vec::new();
        let answered = Some((option, feedback));
        guide.question = Some(Question { id, asked, hints, answered, is_revealed: false });
        self.reach_answer(slug, id, reply);
    }

    /// Records a reply in the progress. The prediction of a change doesn't count in the score.
    fn reach_answer(&mut self, slug: String, id: QuestionId, reply: Reply) {
        if matches!(id, QuestionId::Beat(..)) {
            self.reach(Milestone::Answer(slug, id, reply));
        }
    }

    /// Switches the narration from full to short to off, and back to full.
    pub(super) fn cycle_narration(&mut self) {
        let Some(guide) = &mut self.guide else { return };
        let next = guide.narration().next();
        guide.set_narration(next);
        let words = match next {
            Narration::Full => "Text: all.",
            Narration::Short => "Text: the first sentence of each beat.",
            Narration::Off => "Text: off. Questions are still asked.",
        };
        self.notice = Some(words.to_owned());
    }
}

/// Returns which of the changes a text such as `Break it: don't make bob a task, and guess ...` names: the one whose
/// words it repeats longest.
fn change_named_in(text: &str, changes: &[Variant]) -> Option<usize> {
    let text = text.strip_prefix("Break it: ").unwrap_or(text);
    let shared = |change: &Variant| {
        let words =
            change.change.split(": ").flat_map(|part| [Some(part), part.split(", ").nth(1)]);
        let same =
            |words: &str| words.chars().zip(text.chars()).take_while(|(a, b)| a == b).count();
        words.flatten().map(same).max().unwrap_or(0)
    };
    let lengths = changes.iter().map(shared).enumerate();
    // Of those that are equally near, the first.
    let nearest = lengths.rev().max_by_key(|(_, length)| *length);
    nearest.filter(|(_, length)| *length > 0).map(|(nth, _)| nth)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::catalog;

    #[test]
    fn the_change_that_an_end_card_names_is_found() {
        let named = |slug: &str| {
            let lesson = catalog::find(slug).expect("it is a lesson");
            let page = lesson.page.as_ref().expect("it has a page");
            let end = page.end.as_ref().expect("it has an end card");
            change_named_in(&end.try_it, &page.variants).map(|nth| nth + 1)
        };
        let expected = [
            ("lazy", 3),
            ("task", 3),
            ("suspend", 2),
            ("resume", 3),
            ("in-a-row", 4),
            ("three-tasks", 5),
            ("poll", 2),
            ("waker", 3),
            ("executor", 1),
            ("timers", 4),
            ("select", 2),
            ("cancel", 4),
            ("lost-update", 1),
            ("mutex", 1),
            ("blocking", 3),
            ("deadlock", 2),
        ];
        for (slug, nth) in expected {
            assert_eq!(named(slug), Some(nth), "{slug}");
        }
    }
}

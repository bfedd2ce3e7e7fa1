//! A question that a class leaves to the run: it is open until a step reaches the moment that settles it, and then the
//! answer is shown.

use super::{Guide, OpenQuestion, Question};
use crate::course::tour::QuestionId;
use crate::session::Session;

impl Guide {
    /// Is the answer on the screen because the run has shown it?
    #[must_use]
    pub fn is_revealed(&self) -> bool {
        self.question.as_ref().is_some_and(|question| question.is_revealed)
    }

    /// The questions that are open until the run shows their answers.
    #[must_use]
    pub fn left_to_run(&self) -> Vec<&Question> {
        self.open_questions.iter().map(|open| &open.question).collect()
    }

    /// Puts the question away until the run shows its answer. Returns `true` if that is here: then the answer is shown.
    pub(in crate::app) fn leave_to_run(&mut self, session: &Session) -> bool {
        let Some(question) = self.question.take() else { return false };
        self.tour.skip(session);
        let asked_at = session.position();
        // What the author answers isn't settled by a later event.
        let settled_at = question.asked.settled_at.unwrap_or(asked_at).max(asked_at);
        let schedule = session.schedule().clone();
        self.open_questions.retain(|open| open.question.id != question.id);
        self.open_questions.push(OpenQuestion { question, schedule, asked_at, settled_at });
        self.reveal(session, asked_at)
    }

    /// Shows the answer to a question that the run has settled on the way from `from` to here. Where several are
    /// settled, the one that was settled first comes first.
    pub(super) fn reveal(&mut self, session: &Session, from: usize) -> bool {
        self.open_questions.retain(|open| open.schedule == *session.schedule());
        let here = session.position();
        let is_settled = |open: &&OpenQuestion| open.asked_at <= from && open.settled_at <= here;
        let settled = self.open_questions.iter().filter(is_settled);
        let Some(first) = settled.min_by_key(|open| open.settled_at) else { return false };
        let id = first.question.id;
        let Some(nth) = self.open_questions.iter().position(|open| open.question.id == id) else {
            return false;
        };
        let mut question = self.open_questions.remove(nth).question;
        let right = question.asked.right();
        let Some(feedback) = question.asked.feedback(right) else { return false };
        question.answered = Some((right, feedback));
        question.is_revealed = true;
        self.asked_at = here;
        self.question = Some(question);
        true
    }

    /// Where the next answer is shown, if that is before `here`: a step doesn't go past it.
    pub(super) fn next_reveal(&self, session: &Session, from: usize) -> Option<usize> {
        let here = session.position();
        let open = self.open_questions.iter().filter(|open| {
            open.schedule == *session.schedule() && open.asked_at <= from && open.settled_at > from
        });
        open.map(|open| open.settled_at).filter(|at| *at < here).min()
    }

    /// Goes to the place of a question and puts it again. `false` where this run doesn't ask it.
    pub(in crate::app) fn ask_again(&mut self, session: &mut Session, id: QuestionId) -> bool {
        let at = session.position();
        self.is_showing_reason = false;
        if !self.tour.retry(session, id) {
            return false;
        }
        self.open_questions.retain(|open| open.question.id != id);
        self.ask(session);
        if self.question.as_ref().is_some_and(|question| question.id == id) {
            return true;
        }
        self.question = None;
        session.go(at);
        false
    }
}

//! What a screen asks of a tour besides reading on: a page back in the opening, one question alone, and where there is
//! something to read.

use super::{Opening, QuestionId, Reply, Tour};
use crate::course::question::prediction::PreparedQuestion;
use crate::session::Session;
use std::collections::BTreeMap;

impl Tour {
    /// Restores the replies of an earlier visit to the same scene.
    pub fn restore_replies(&mut self, replies: BTreeMap<QuestionId, Reply>) {
        self.replies = replies;
    }

    /// Leaves the opening.
    pub fn end_opening(&mut self) {
        self.opening = Opening::Read;
    }

    /// Leaves the opening, if it is being read. Returns whether a beat begins where it was read.
    pub fn ends_opening_at_a_beat(&mut self, session: &Session) -> bool {
        let was_open = self.opening_paragraph(session).is_some();
        self.end_opening();
        was_open && self.beat_at(session) == Some(session.position())
    }

    /// Back to the paragraph of the opening before this one; from the place where the opening was read, to its last
    /// one. `false` where there is none.
    pub fn previous_paragraph(&mut self, session: &Session) -> bool {
        let to = match self.opening_paragraph(session) {
            Some(nth) => nth.checked_sub(1),
            None if self.is_where_it_opens(session) => self.page.opening.len().checked_sub(1),
            None => None,
        };
        if let Some(nth) = to {
            self.opening = Opening::At(nth, session.position());
        }
        to.is_some()
    }

    /// Returns whether the first beat begins here, where the opening is read.
    fn is_where_it_opens(&mut self, session: &Session) -> bool {
        let has_opening = self.scene == 0 && self.change.is_none();
        let at = session.position();
        has_opening && self.is_at_the_beginning(session) && self.beat_at(session) == Some(at)
    }

    /// Returns whether a beat begins at the session's position, or a question is asked there, answered or not.
    pub fn has_words_at(&mut self, session: &Session) -> bool {
        let at = session.position();
        self.beat_at(session) == Some(at) || self.plan.questions.iter().any(|ask| ask.at == at)
    }

    /// Skips the questions that are asked at the session's position.
    pub fn close_questions(&mut self, session: &Session) {
        let at = session.position();
        for ask in self.plan.questions.iter().filter(|ask| ask.at == at) {
            self.replies.entry(ask.id).or_insert(Reply::Skipped);
        }
    }

    /// The questions of this scene and order, each with the position at which it is asked.
    pub fn planned_questions(&mut self, session: &Session) -> Vec<(QuestionId, usize)> {
        self.follow(session);
        self.plan.questions.iter().map(|planned| (planned.id, planned.at)).collect()
    }

    /// Returns the questions that a move from one position to another passes and that have no reply. One that is put where
    /// the move ends is still ahead.
    pub fn passed_questions(
        &mut self,
        session: &Session,
        from: usize,
        to: usize,
    ) -> Vec<QuestionId> {
        let planned = self.planned_questions(session).into_iter();
        let passed = planned.filter(|(id, at)| {
            (from..to).contains(at)
                && !self.replies.contains_key(id)
                && self.prepare(*id, *at, session).is_ok()
        });
        passed.map(|(id, _)| id).collect()
    }

    /// Prepares a question of this scene and order, wherever the session stands. `None` where this run doesn't ask it.
    pub fn prepared_question(
        &mut self,
        session: &Session,
        id: QuestionId,
    ) -> Option<PreparedQuestion> {
        let planned = self.planned_questions(session);
        let (_, at) = planned.into_iter().find(|(planned, _)| *planned == id)?;
        self.prepare(id, at, session).ok()
    }

    /// Asks a question again, and no other one at its place. `false` where this run doesn't ask it.
    pub fn ask_again(&mut self, session: &mut Session, id: QuestionId) -> bool {
        if !self.retry(session, id) {
            return false;
        }
        let at = session.position();
        for other in self.plan.questions.iter().filter(|ask| ask.at == at && ask.id != id) {
            self.replies.entry(other.id).or_insert(Reply::Skipped);
        }
        true
    }
}

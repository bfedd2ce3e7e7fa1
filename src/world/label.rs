//! The short words that a pane writes beside a name.

use super::phrasebook as phrase;
use super::words::{Words, counted};
use super::{Await, TaskStage, WakerOwner};
use crate::record::event::{CoroutineId, TaskId};

impl Words<'_> {
    /// Returns the line of the innermost await that a task is suspended at, in the source that is shown. If it waits for
    /// several futures at once, that is the await of them all.
    #[must_use]
    pub fn innermost_await(self, task: TaskId) -> Option<u32> {
        let (coroutine, awaits) = self.find_innermost_await(task)?;
        self.shown_line(coroutine, awaits.line)
    }

    fn find_innermost_await(self, task: TaskId) -> Option<(CoroutineId, Await)> {
        let leaves = self.world.leaves(task);
        let chains: Vec<_> = leaves.into_iter().map(|leaf| self.world.chain(leaf)).collect();
        let first = chains.first()?;
        let awaits = |id: &CoroutineId| Some((*id, self.world.coroutines.get(id)?.awaits?));
        let is_common = |id: &&CoroutineId| chains.iter().all(|chain| chain.contains(id));
        if self.world.waker_owners(task).len() > chains.len() {
            // The task also waits in futures that aren't observed, so only the outermost await is certain.
            first.iter().rev().find_map(awaits)
        } else {
            first.iter().filter(is_common).chain(first).find_map(awaits)
        }
    }

    /// Returns where a task is suspended, as ` at the await on line 7`, or nothing if its coroutine isn't observed.
    pub(super) fn at_innermost_await(self, task: TaskId) -> String {
        match self.find_innermost_await(task) {
            None => String::new(),
            Some((coroutine, awaits)) => match self.shown_line(coroutine, awaits.line) {
                Some(line) => format!(" at the await on line {line}"),
                None => " at an await".to_owned(),
            },
        }
    }

    /// Returns the state of a task in one word.
    #[must_use]
    pub fn state(self, state: TaskStage) -> &'static str {
        let column = self.column();
        match state {
            TaskStage::Ready => phrase::state_ready(column),
            TaskStage::Running => phrase::state_running(column),
            TaskStage::Suspended => phrase::state_suspended(column),
            TaskStage::Lost => phrase::state_lost(column),
            TaskStage::Finished => phrase::state_finished(column),
            TaskStage::Cancelled => phrase::state_cancelled(column),
            TaskStage::Panicked(_) => phrase::state_panicked(column),
            TaskStage::Failed(_) => phrase::state_failed(column),
        }
    }

    /// Returns a number of polls, or of steps: `1 poll`, `2 polls`.
    #[must_use]
    pub fn polls(self, number: u32) -> String {
        let column = self.column();
        counted(number as usize, phrase::poll(column), phrase::polls(column))
    }

    /// Returns what owns a waker of a task, in few words: `answer`, `timer 2 s`, `B to finish`.
    #[must_use]
    pub fn short_waker_owner(self, owner: WakerOwner) -> String {
        match owner {
            WakerOwner::Timer(_, at) => phrase::short_timer(self.column(), &at),
            WakerOwner::Resource(id) => self.resource(id),
            WakerOwner::Task(_) | WakerOwner::Other(_) => self.waker_owner(owner).replace('`', ""),
        }
    }
}

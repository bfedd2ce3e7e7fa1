//! The short words that a pane writes beside a name.

use super::phrasebook as phrase;
use super::words::{Words, counted};
use super::{Await, CoroutineStage, TaskStage, WakerOwner};
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
            TaskStage::Dropping => phrase::state_dropping(column),
            TaskStage::Suspended => phrase::state_suspended(column),
            TaskStage::Lost => phrase::state_lost(column),
            TaskStage::Finished => phrase::state_finished(column),
            TaskStage::Cancelled => phrase::state_cancelled(column),
            TaskStage::Panicked(_) => phrase::state_panicked(column),
            TaskStage::Failed(_) => phrase::state_failed(column),
        }
    }

    /// Returns the state of a coroutine in one word or two.
    #[must_use]
    pub fn coroutine_stage(self, stage: CoroutineStage) -> &'static str {
        match stage {
            CoroutineStage::Dropped => phrase::stage_dropped(self.column()),
            CoroutineStage::Suspended => phrase::stage_suspended(self.column()),
            CoroutineStage::Created
            | CoroutineStage::Running
            | CoroutineStage::Unpolled
            | CoroutineStage::Returned => stage.word(),
        }
    }

    /// Returns the question of the list of ready tasks.
    #[must_use]
    pub fn which_is_next(self) -> &'static str {
        phrase::which_is_next(self.column())
    }

    /// Returns the question at a choice in the tree of orders.
    #[must_use]
    pub fn which_is_taken(self) -> &'static str {
        phrase::which_is_taken(self.column())
    }

    /// Returns the sentence with the choices up to a place in the tree of orders.
    #[must_use]
    pub fn taken_up_to_now(self, tasks: &str) -> String {
        phrase::taken_up_to_now(self.column(), &tasks)
    }

    /// Returns how often a task was polled: `polled once`, or `one step`.
    #[must_use]
    pub fn polled_up_to_now(self, polls: u32) -> String {
        let column = self.column();
        match polls {
            0 => phrase::not_polled_yet(column).to_owned(),
            1 => phrase::polled_once(column).to_owned(),
            2 => phrase::polled_twice(column).to_owned(),
            polls => phrase::polled_times(column, &polls),
        }
    }

    /// Returns the sentence about the running task.
    #[must_use]
    pub fn is_running_now(self, task: TaskId) -> String {
        phrase::is_running_now(self.column(), &self.task(task))
    }

    /// Returns the word of the timeline's legend for a task that was polled.
    #[must_use]
    pub fn legend_polled(self) -> &'static str {
        phrase::legend_polled(self.column())
    }

    /// Returns the word of the timeline's legend for a suspended task.
    #[must_use]
    pub fn legend_suspended(self) -> &'static str {
        phrase::legend_suspended(self.column())
    }

    /// Returns what one turn of a task is called: `poll`, or `step`.
    #[must_use]
    pub fn poll_noun(self) -> &'static str {
        phrase::poll(self.column())
    }

    /// Returns the label of the arrow back to the loop from a task that has to wait.
    #[must_use]
    pub fn suspended_sign(self) -> &'static str {
        phrase::suspended_sign(self.column())
    }

    /// Returns the label of the arrow back to the loop from a task that has finished.
    #[must_use]
    pub fn finished_sign(self) -> &'static str {
        phrase::finished_sign(self.column())
    }

    /// Returns the label of the arrow to a new task.
    #[must_use]
    pub fn spawn_sign(self, is_by_task: bool) -> &'static str {
        if is_by_task {
            phrase::spawns_sign(self.column())
        } else {
            phrase::spawned_by_set_up_sign(self.column())
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
            WakerOwner::Job(id) => self.job(id).to_owned(),
            WakerOwner::Task(_) | WakerOwner::Other(_) => self.waker_owner(owner).replace('`', ""),
        }
    }
}

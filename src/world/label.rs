//! The shortest words: what a pane writes beside a name.

use super::words::Words;
use super::{Keeper, State};
use crate::record::event::{Kind, TaskId};

impl Words<'_> {
    /// The line of the innermost await at which a task stands.
    #[must_use]
    pub fn innermost_await(self, task: TaskId) -> Option<u32> {
        let leaves = self.world.leaves(task);
        leaves
            .iter()
            .find_map(|leaf| self.world.coroutines.get(leaf)?.awaits)
            .map(|awaits| awaits.line)
    }

    /// How a task stands, in one word.
    #[must_use]
    pub fn state(self, state: State) -> &'static str {
        match state {
            State::Ready => "ready",
            State::Running => "running",
            State::Suspended => "suspended",
            State::Lost => "lost",
            State::Finished => "done",
            State::Cancelled => "cancelled",
            State::Panicked(_) => "panicked",
        }
    }

    /// Who keeps a task's waker, in few words: `answer`, `timer 2 s`, `end of B`.
    #[must_use]
    pub fn keeper_in_short(self, keeper: Keeper) -> String {
        match keeper {
            Keeper::Timer(_, at) => format!("timer {at}"),
            Keeper::Resource(id) => self.resource(id).to_owned(),
            Keeper::Task(task) => format!("end of {}", self.task(task)),
            Keeper::Other(_) => self.keeper(keeper).replace('`', ""),
        }
    }
}

/// What a kind of thing is called, with its article.
#[must_use]
pub fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Promise => "a promise",
        Kind::Shared => "a shared value",
        Kind::Lock => "a lock",
        Kind::Semaphore => "a semaphore",
        Kind::Event => "an event",
        Kind::Condition => "a condition",
        Kind::Queue => "a queue",
        Kind::Outside => "work done outside",
    }
}

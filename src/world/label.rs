//! The short words that a pane writes beside a name.

use super::words::Words;
use super::{State, WakerCall, WakerOwner};
use crate::record::event::{CoroutineId, ResourceId, ResourceKind, TaskId, WakeCause};

impl Words<'_> {
    /// Returns the line of the innermost await that a task is suspended at. If it waits for several futures at once,
    /// that is the await of them all.
    #[must_use]
    pub fn innermost_await(self, task: TaskId) -> Option<u32> {
        let leaves = self.world.leaves(task);
        let chains: Vec<_> = leaves.into_iter().map(|leaf| self.world.chain(leaf)).collect();
        let first = chains.first()?;
        let awaits = |id: &CoroutineId| self.world.coroutines.get(id)?.awaits;
        let is_common = |id: &&CoroutineId| chains.iter().all(|chain| chain.contains(id));
        let found = if self.world.waker_owners(task).len() > chains.len() {
            // The task also waits in futures that aren't observed, so only the outermost await is certain.
            first.iter().rev().find_map(awaits)
        } else {
            first.iter().filter(is_common).chain(first).find_map(awaits)
        };
        found.map(|awaits| awaits.line)
    }

    /// Returns why a task is in the ready queue when its poll ends.
    pub(super) fn why_ready(self, task: TaskId) -> &'static str {
        let by_itself =
            |called: &WakerCall| called.task == task && called.by == WakeCause::Task(task);
        if self.world.is_cancelled(task) {
            "was cancelled, so it stands in the ready queue, to be dropped"
        } else if self.world.called.iter().any(by_itself) {
            "woke itself, so it stands in the ready queue again"
        } else {
            "was woken meanwhile, so it stands in the ready queue again"
        }
    }

    /// Returns the sentence for a release. A task can release what another one holds, because a guard can be passed on.
    pub(super) fn releases(self, id: ResourceId, holder: TaskId) -> String {
        let (name, held) = (self.resource(id), self.task(holder));
        match self.world.running.filter(|running| *running != holder) {
            Some(running) => {
                format!("{} gives back `{name}`, which {held} held.", self.task(running))
            }
            None => format!("{held} gives back `{name}`."),
        }
    }

    /// Returns the state of a task in one word.
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

    /// Returns what owns a waker of a task, in few words: `answer`, `timer 2 s`, `end of B`.
    #[must_use]
    pub fn short_waker_owner(self, owner: WakerOwner) -> String {
        match owner {
            WakerOwner::Timer(_, at) => format!("timer {at}"),
            WakerOwner::Resource(id) => self.resource(id).to_owned(),
            WakerOwner::Task(task) => format!("end of {}", self.task(task)),
            WakerOwner::Other(_) => self.waker_owner(owner).replace('`', ""),
        }
    }
}

/// Returns the name of a kind of resource, with its article.
#[must_use]
pub fn kind_name(kind: ResourceKind) -> &'static str {
    match kind {
        ResourceKind::Promise => "a promise",
        ResourceKind::Shared => "a shared value",
        ResourceKind::Lock => "a lock",
        ResourceKind::Semaphore => "a semaphore",
        ResourceKind::Event => "an event",
        ResourceKind::Condition => "a condition",
        ResourceKind::Queue => "a queue",
        ResourceKind::Outside => "work done outside",
    }
}

//! A point at which tasks wait for each other.

use super::observed::AsResource;
use super::tracked::{Edit, OnlyList, Tracked, TrackedState, Waiting};
use super::wait_list::WaitList;
use crate::record::event::ResourceKind;
use std::fmt;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// A barrier for a number of tasks: each waits until all of them have arrived. Then it is empty again, and can be used
/// for the next round. A clone is another handle to the same barrier. asyncio calls it `asyncio.Barrier`.
#[derive(Clone)]
pub struct Barrier {
    round: Rc<Tracked<Round>>,
}

#[derive(Hash)]
struct Round {
    parties: usize,
    arrived: usize,
}

impl TrackedState for Round {
    type Waiters = WaitList;

    fn text(&self) -> String {
        format!("{} of {} arrived", self.arrived, self.parties)
    }
}

impl Barrier {
    /// Returns a barrier for this many tasks.
    ///
    /// # Panics
    /// Panics if `parties` is 0, since no task could arrive last.
    #[must_use]
    pub fn new(parties: usize) -> Barrier {
        assert!(parties > 0, "a barrier needs one task at least");
        let round = Round { parties, arrived: 0 };
        Barrier { round: Tracked::new(ResourceKind::Barrier, "barrier", round) }
    }

    /// Waits until all tasks have arrived. Returns how many arrived before this one: 0 for the first.
    ///
    /// If this future is dropped before that, the task hasn't arrived.
    pub fn wait(&self) -> BarrierWait {
        BarrierWait { waiting: Waiting::new(&self.round, None) }
    }
}

/// The future of [`Barrier::wait`].
#[must_use = "nothing happens until it is awaited"]
pub struct BarrierWait {
    /// With how many arrived before it, once it has arrived.
    waiting: Waiting<Round, OnlyList, Option<usize>>,
}

impl Future for BarrierWait {
    type Output = usize;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<usize> {
        let BarrierWait { waiting } = &mut *self;
        let round = &waiting.tracked;
        let arrival = *waiting.value.get_or_insert_with(|| round.update(arrive));
        waiting.poll(context, |round, is_released, _| {
            if is_released {
                return Some(arrival);
            }
            if round.arrived < round.parties {
                return None;
            }
            release_all(round);
            Some(arrival)
        })
    }
}

/// Counts one more task. Returns how many had arrived before.
fn arrive(round: &mut Edit<'_, Round>) -> usize {
    round.arrived += 1;
    round.arrived - 1
}

/// Wakes all tasks, and begins the next round.
fn release_all(round: &mut Edit<'_, Round>) {
    round.arrived = 0;
    while round.release_next::<OnlyList>() {}
}

impl Drop for BarrierWait {
    fn drop(&mut self) {
        if self.waiting.is_waiting() {
            self.waiting.tracked.update(|round| round.arrived -= 1);
        }
    }
}

impl fmt::Debug for Barrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Barrier")
    }
}

impl AsResource for Barrier {
    fn set_name(&self, name: &str) {
        self.round.name(name);
    }
}

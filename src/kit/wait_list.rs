//! The tasks that wait for one thing, first come, first served.
//!
//! ```text
//!              wake_next: its waker is called, and it asks again when it is polled
//!   Waiting ──────────────────────────────────────────────────────▶ (left the list)
//!      │                                                                 ▲
//!      │ grant_next, hand_over: the same, and something is set           │
//!      │ aside for it                                                    │
//!      ▼                                                                 │
//!   Granted ── polled: it claims what was set aside ─────────────────────┤
//!      └────── dropped: what was set aside goes to the next waiter ──────┘
//! ```
//!
//! A waiter that is dropped while it waits leaves the list, so no wake is spent on it.
//! [`Tracked`](super::tracked::Tracked) makes all these moves, records them and calls the wakers; the list
//! only says who comes next.

use super::history::{self, Fingerprint};
use crate::executor::context;
use crate::record::event::TaskId;
use std::collections::VecDeque;
use std::hash::{Hash, Hasher};
use std::mem;
use std::task::Waker;

/// Identifies a waiter of one list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WaiterId {
    arrival: u64,
    /// What the task had observed when it began to wait. Unlike the arrival number, it is the same in
    /// every order in which the task came here by the same way.
    history: Fingerprint,
}

/// A waiter that has left the queue, and whose waker is to be called.
#[derive(Debug)]
pub(super) struct Waiter {
    id: WaiterId,
    /// The task that waits; `None` outside a run.
    pub(super) task: Option<TaskId>,
    pub(super) waker: Waker,
}

/// What is set aside for a waiter that was woken and has not been polled since.
#[derive(Debug)]
pub(super) struct Grant {
    id: WaiterId,
    pub(super) task: Option<TaskId>,
    /// Whether the task holds it already, as it does a lock that was handed over.
    pub(super) is_held: bool,
}

/// Waiters in the order in which they came, and grants that were not claimed yet.
#[derive(Debug, Default)]
pub(crate) struct WaitList {
    waiting: VecDeque<Waiter>,
    granted: Vec<Grant>,
    arrivals: u64,
}

impl WaitList {
    /// Returns how many grants are set aside.
    pub(super) fn granted(&self) -> usize {
        self.granted.len()
    }

    /// Returns the waiter that came first and still waits.
    pub(super) fn first(&self) -> Option<WaiterId> {
        self.waiting.front().map(|first| first.id)
    }

    /// Stores the waker of a waiter that waits already, and returns its old one. A waiter that does not is
    /// put at the end, and its new number in `id`.
    pub(super) fn push(&mut self, id: &mut Option<WaiterId>, waker: Waker) -> Option<Waker> {
        let waiting = self.waiting.iter_mut().find(|waiter| Some(waiter.id) == *id);
        if let Some(waiter) = waiting {
            return Some(mem::replace(&mut waiter.waker, waker));
        }
        let new = WaiterId { arrival: self.arrivals, history: history::current() };
        self.arrivals += 1;
        self.waiting.push_back(Waiter { id: new, task: context::running(), waker });
        *id = Some(new);
        None
    }

    /// Takes out the first waiter.
    pub(super) fn pop(&mut self) -> Option<Waiter> {
        self.waiting.pop_front()
    }

    /// Takes out the first waiter, and sets aside a grant for it.
    pub(super) fn grant(&mut self, is_held: bool) -> Option<Waiter> {
        let first = self.waiting.pop_front()?;
        self.granted.push(Grant { id: first.id, task: first.task, is_held });
        Some(first)
    }

    /// Takes the grant of this waiter, if it has one.
    pub(super) fn claim(&mut self, id: WaiterId) -> Option<Grant> {
        let index = self.granted.iter().position(|grant| grant.id == id)?;
        Some(self.granted.remove(index))
    }

    /// Takes out a waiter that stopped waiting.
    pub(super) fn remove(&mut self, id: WaiterId) -> Option<Waiter> {
        let index = self.waiting.iter().position(|waiter| waiter.id == id)?;
        self.waiting.remove(index)
    }
}

/// Hashes who waits, in order, and who has a grant: all that later answers depend on.
impl Hash for WaitList {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.waiting.len().hash(state);
        self.waiting.iter().for_each(|waiter| waiter.id.history.hash(state));
        let grants = self.granted.iter().map(|grant| Fingerprint::of(&grant.id.history));
        grants.fold(Fingerprint::default(), Fingerprint::and).hash(state);
    }
}

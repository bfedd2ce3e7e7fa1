//! The tasks that wait for one resource, first come, first served.
//!
//! ```text
//!              wake_next: its waker is called, and it tries again when it is polled
//!   Waiting ──────────────────────────────────────────────────────▶ (left the list)
//!      │                                                                 ▲
//!      │ grant_next, hand_over, release_next: its waker is called,       │
//!      │ and it gets a grant                                             │
//!      ▼                                                                 │
//!   Granted ── polled: it claims the grant ──────────────────────────────┤
//!      └────── dropped: what was reserved goes to the next waiter ───────┘
//! ```
//!
//! A waiter that is dropped while it waits leaves the list, so no wake is wasted on it.
//! [`Tracked`](super::tracked::Tracked) makes these transitions, records them and calls the wakers; the list
//! only determines which waiter is next.

use super::history::{self, Fingerprint};
use crate::executor::context::{self, KitWaker};
use crate::record::event::TaskId;
use std::collections::VecDeque;
use std::hash::{Hash, Hasher};
use std::mem;

/// Identifies a waiter of one list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WaiterId {
    arrival: u64,
    /// The task's history when it began to wait. Unlike the arrival number, it doesn't depend on what the other tasks
    /// did.
    history: Fingerprint,
}

/// A waiter that has left the queue, and whose waker must be called.
#[derive(Debug)]
pub(super) struct Waiter {
    id: WaiterId,
    /// The task that waits. `None` outside a run.
    pub(super) task: Option<TaskId>,
    pub(super) waker: KitWaker,
}

/// What a waiter that was woken, and hasn't been polled since, was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum GrantKind {
    /// Something is reserved for it. If it is dropped, the next waiter gets that.
    Reserved,
    /// The task holds the resource already, like a lock that was handed to it.
    Held,
    /// It was only told to continue. If it is dropped, nothing is left over.
    Released,
}

/// The reservation for a waiter that was woken and hasn't been polled since.
#[derive(Debug)]
pub(super) struct Grant {
    id: WaiterId,
    pub(super) task: Option<TaskId>,
    pub(super) kind: GrantKind,
}

/// Waiters in the order in which they started to wait, and grants that haven't been claimed yet.
#[derive(Debug, Default)]
pub(crate) struct WaitList {
    waiting: VecDeque<Waiter>,
    granted: Vec<Grant>,
    arrivals: u64,
}

impl WaitList {
    /// Returns how many waiters have a reservation that they haven't claimed.
    pub(super) fn granted(&self) -> usize {
        self.granted.iter().filter(|grant| grant.kind == GrantKind::Reserved).count()
    }

    /// Returns how many waiters haven't been woken.
    pub(super) fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Returns whether this waiter hasn't been woken.
    pub(super) fn contains(&self, id: WaiterId) -> bool {
        self.waiting.iter().any(|waiter| waiter.id == id)
    }

    /// Returns the first waiter.
    pub(super) fn first(&self) -> Option<WaiterId> {
        self.waiting.front().map(|first| first.id)
    }

    /// Stores the waker of a waiter that is in the list, and returns its old one. A new waiter is appended, and `id` is
    /// set to its id.
    pub(super) fn push(&mut self, id: &mut Option<WaiterId>, waker: KitWaker) -> Option<KitWaker> {
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

    /// Removes the first waiter.
    pub(super) fn pop(&mut self) -> Option<Waiter> {
        self.waiting.pop_front()
    }

    /// Removes the first waiter, and adds a grant for it.
    pub(super) fn grant(&mut self, kind: GrantKind) -> Option<Waiter> {
        let first = self.waiting.pop_front()?;
        self.granted.push(Grant { id: first.id, task: first.task, kind });
        Some(first)
    }

    /// Removes the grant of this waiter, if it has one.
    pub(super) fn claim(&mut self, id: WaiterId) -> Option<Grant> {
        let index = self.granted.iter().position(|grant| grant.id == id)?;
        Some(self.granted.remove(index))
    }

    /// Removes a waiter that stopped waiting.
    pub(super) fn remove(&mut self, id: WaiterId) -> Option<Waiter> {
        let index = self.waiting.iter().position(|waiter| waiter.id == id)?;
        self.waiting.remove(index)
    }
}

/// Hashes the waiters in order, and those with a grant. Later answers depend only on these.
impl Hash for WaitList {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.waiting.len().hash(state);
        self.waiting.iter().for_each(|waiter| waiter.id.history.hash(state));
        let grants =
            self.granted.iter().map(|grant| Fingerprint::of(&(grant.id.history, grant.kind)));
        grants.fold(Fingerprint::default(), Fingerprint::and).hash(state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::task::Waker;

    fn list_of(waiters: usize) -> WaitList {
        let mut list = WaitList::default();
        for _ in 0..waiters {
            assert!(list.push(&mut None, KitWaker::of(Waker::noop())).is_none());
        }
        list
    }

    /// A waiter with a grant will be answered, and one that was only woken won't, so their runs continue differently.
    #[test]
    fn a_grant_is_part_of_the_hash() {
        let (mut granted, mut woken) = (list_of(2), list_of(2));
        assert_eq!(Fingerprint::of(&granted), Fingerprint::of(&woken));
        granted.grant(GrantKind::Reserved).expect("two wait");
        woken.pop().expect("two wait");
        assert_ne!(Fingerprint::of(&granted), Fingerprint::of(&woken));
        let id = granted.granted[0].id;
        granted.claim(id).expect("it was granted");
        assert_eq!(Fingerprint::of(&granted), Fingerprint::of(&woken));
    }

    #[test]
    fn the_number_of_waiters_is_part_of_the_hash() {
        assert_ne!(Fingerprint::of(&list_of(1)), Fingerprint::of(&list_of(2)));
    }

    #[test]
    fn a_waiter_keeps_its_place_when_it_is_polled_again() {
        let mut list = WaitList::default();
        let (mut first, mut second) = (None, None);
        list.push(&mut first, KitWaker::of(Waker::noop()));
        list.push(&mut second, KitWaker::of(Waker::noop()));
        assert!(list.push(&mut first, KitWaker::of(Waker::noop())).is_some(), "the old waker");
        assert_eq!(list.first(), first);
        assert!(list.remove(first.expect("it waits")).is_some());
        assert_eq!(list.first(), second);
    }
}

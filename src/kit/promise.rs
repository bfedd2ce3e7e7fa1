//! A slot for a result that isn't available yet. asyncio calls it a *Future*; in Rust every value that can
//! be awaited is a future, so it has a different name here.

use super::observed::AsResource;
use super::payload::Payload;
use super::tracked::{Edit, OnlyList, Tracked, TrackedState, Waiting};
use super::wait_list::WaitList;
use crate::record::event::ResourceKind;
use std::fmt;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// A slot that is filled once, and that many tasks can await. A clone is another handle to the same slot. asyncio calls it
/// `asyncio.Future`; a failure is a value too here: `Promise<Result<T, E>>`.
pub struct Promise<T> {
    slot: Rc<Tracked<Slot<Payload<T>>>>,
    stores_wakers: bool,
}

/// The value, in an `Rc` so that it can be cloned for a task while nothing is borrowed.
#[derive(Hash)]
struct Slot<P> {
    value: Option<Rc<P>>,
}

impl<T> TrackedState for Slot<Payload<T>> {
    type Waiters = WaitList;

    fn text(&self) -> String {
        let value = self.value.as_ref();
        value.map_or("empty".to_owned(), |value| format!("full: {}", value.text()))
    }

    fn wake_one(slot: &mut Edit<'_, Self>) -> bool {
        slot.value.is_some() && slot.wake_next::<OnlyList>()
    }
}

impl<T> Promise<T> {
    /// Returns an empty slot.
    #[must_use]
    pub fn new() -> Promise<T> {
        let slot = Tracked::new(ResourceKind::Promise, "promise", Slot { value: None });
        Promise { slot, stores_wakers: true }
    }

    /// Makes an empty slot with a bug: it stores no wakers, so a task that has to wait for it is never woken.
    #[must_use]
    pub fn without_wakers() -> Promise<T> {
        Promise { stores_wakers: false, ..Promise::new() }
    }

    /// Fills the slot, and calls the wakers of all waiting tasks in the order in which they started to wait. None of
    /// them runs until the loop polls it (R5).
    ///
    /// # Panics
    /// Panics if the slot is already full.
    pub fn set(&self, value: T)
    where
        T: fmt::Debug,
    {
        assert!(!self.is_full(), "this promise is full already: it is filled once");
        self.slot.update(|slot| slot.value = Some(Rc::new(Payload::new(value))));
    }

    /// Fills the slot unless it is full already.
    ///
    /// # Errors
    /// Gives the value back if the slot is full.
    pub fn try_set(&self, value: T) -> Result<(), T>
    where
        T: fmt::Debug,
    {
        if self.is_full() {
            return Err(value);
        }
        self.set(value);
        Ok(())
    }

    /// Returns a copy of the value if there is one, and doesn't wait.
    #[must_use]
    pub fn peek(&self) -> Option<T>
    where
        T: Clone,
    {
        let value = self.slot.observe(|slot| slot.value.clone());
        value.map(|payload| payload.value.clone())
    }

    /// Waits until the slot is full, then returns a copy of the value.
    pub fn get(&self) -> Get<T> {
        Get { waiting: Waiting::new(&self.slot, ()), stores_waker: self.stores_wakers }
    }

    /// Returns whether there is a value.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.slot.observe(|slot| slot.value.is_some())
    }
}

/// The future of [`Promise::get`].
#[must_use = "nothing happens until it is awaited"]
pub struct Get<T> {
    waiting: Waiting<Slot<Payload<T>>, OnlyList>,
    stores_waker: bool,
}

impl<T: Clone> Future for Get<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let value = if self.stores_waker {
            self.waiting.poll(context, |slot, _, ()| slot.value.clone())
        } else {
            let value = self.waiting.tracked.observe(|slot| slot.value.clone());
            value.map_or(Poll::Pending, Poll::Ready)
        };
        value.map(|payload| payload.value.clone())
    }
}

impl<T> Clone for Promise<T> {
    fn clone(&self) -> Promise<T> {
        Promise { slot: Rc::clone(&self.slot), stores_wakers: self.stores_wakers }
    }
}

impl<T> Default for Promise<T> {
    fn default() -> Promise<T> {
        Promise::new()
    }
}

impl<T> fmt::Debug for Promise<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Promise")
    }
}

impl<T> AsResource for Promise<T> {
    fn set_name(&self, name: &str) {
        self.slot.name(name);
    }
}

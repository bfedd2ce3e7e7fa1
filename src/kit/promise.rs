//! A slot for a result that is not there yet. asyncio calls it a *Future*; in Rust every value that can
//! be awaited is a future, so here it has a name of its own.

use super::history::{self, Fingerprint};
use super::observed::{AsResource, text_of};
use super::resource::{Place, Resource, WaitLine};
use crate::record::event::ResourceKind;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// A slot that is filled once and may be awaited by many. A clone is another handle to the same slot.
pub struct Promise<T> {
    shared: Rc<Shared<T>>,
}

struct Shared<T> {
    value: RefCell<Option<T>>,
    line: RefCell<WaitLine>,
    resource: Resource,
    /// A fingerprint of the value, while orders are explored.
    print: Cell<Option<Fingerprint>>,
}

impl<T> Promise<T> {
    /// An empty slot.
    #[must_use]
    pub fn new() -> Promise<T> {
        let resource = Resource::new(ResourceKind::Promise, "promise", "empty");
        let (value, line) = (RefCell::new(None), RefCell::default());
        let promise =
            Promise { shared: Rc::new(Shared { value, line, resource, print: Cell::default() }) };
        promise.note();
        promise
    }

    /// Fills the slot and calls the wakers of all who wait, in the order in which they came. None of
    /// them runs before the loop polls it (R5).
    ///
    /// # Panics
    /// When the slot is full already.
    pub fn set(&self, value: T)
    where
        T: fmt::Debug,
    {
        let shared = &self.shared;
        history::observe(|| shared.print.get().is_some());
        assert!(shared.value.borrow().is_none(), "this promise is full already: it is filled once");
        shared.resource.changed(|| format!("full: {}", text_of(&value)));
        shared.print.set(history::is_exploring().then(|| history::of_value(&value)));
        *shared.value.borrow_mut() = Some(value);
        loop {
            let next = shared.line.borrow_mut().serve(&shared.resource);
            let Some(waiting) = next else { break };
            waiting.waker.wake();
        }
        self.note();
    }

    /// Waits until the slot is full, and gives a copy of what is in it.
    pub fn get(&self) -> Get<T> {
        Get { promise: self.clone(), place: None }
    }

    /// Is there a value?
    #[must_use]
    pub fn is_full(&self) -> bool {
        let is_full = self.shared.value.borrow().is_some();
        history::observe(|| is_full);
        is_full
    }

    /// For the notes of an exploration.
    fn note(&self) {
        let Shared { line, resource, print, .. } = &*self.shared;
        resource.thing.set_state(|| (print.get(), line.borrow().print()));
    }
}

/// The future of [`Promise::get`].
#[must_use = "nothing happens until it is awaited"]
pub struct Get<T> {
    promise: Promise<T>,
    place: Option<Place>,
}

impl<T: Clone> Future for Get<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let get = &mut *self;
        let shared = &get.promise.shared;
        history::observe(|| shared.print.get());
        if let Some(value) = &*shared.value.borrow() {
            return Poll::Ready(value.clone());
        }
        WaitLine::keep(&shared.line, &mut get.place, &shared.resource, context.waker());
        get.promise.note();
        Poll::Pending
    }
}

impl<T> Drop for Get<T> {
    fn drop(&mut self) {
        let shared = &self.promise.shared;
        let waker = shared.line.borrow_mut().leave(self.place, &shared.resource);
        self.promise.note();
        drop(waker);
    }
}

impl<T> Clone for Promise<T> {
    fn clone(&self) -> Promise<T> {
        Promise { shared: Rc::clone(&self.shared) }
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
    fn call_it(&self, name: &str) {
        self.shared.resource.name(name);
    }
}

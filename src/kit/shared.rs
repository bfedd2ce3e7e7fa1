//! A value that many tasks hold, and that anybody may read and write between two awaits.
//!
//! One thread runs one poll at a time, so no two tasks are ever inside `get` or `set` together, and no lock
//! is needed for one read or one write. For a read *and* a write with an await between them it is: see
//! [`Lock`](super::Lock).

use super::history::{self, Fingerprint};
use super::observed::{AsResource, text_of};
use super::resource::Resource;
use crate::record::event::ResourceKind;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

/// One value with many handles: `Rc<RefCell<T>>` that can be seen. A clone is another handle.
pub struct Shared<T> {
    inner: Rc<Inner<T>>,
}

struct Inner<T> {
    value: RefCell<T>,
    resource: Resource,
    /// A fingerprint of the value, while orders are explored.
    print: Cell<Fingerprint>,
}

impl<T: fmt::Debug> Shared<T> {
    /// A shared value that begins as this.
    #[must_use]
    pub fn new(value: T) -> Shared<T> {
        let resource = Resource::new(ResourceKind::Shared, "value", &text_of(&value));
        let print = Cell::new(history::of_value(&value));
        let shared =
            Shared { inner: Rc::new(Inner { value: RefCell::new(value), resource, print }) };
        shared.note();
        shared
    }

    /// A copy of the value.
    #[must_use]
    pub fn get(&self) -> T
    where
        T: Clone,
    {
        history::observe(|| self.inner.print.get());
        self.inner.value.borrow().clone()
    }

    /// Puts another value in its place.
    pub fn set(&self, value: T) {
        drop(self.inner.value.replace(value));
        self.changed();
    }

    /// Takes the value out, and leaves the type's own beginning in its place: `None`, 0, an empty list.
    #[must_use]
    pub fn take(&self) -> T
    where
        T: Default,
    {
        history::observe(|| self.inner.print.get());
        let value = self.inner.value.take();
        self.changed();
        value
    }

    /// Changes the value in place, and gives what `change` gives.
    pub fn update<R, F: FnOnce(&mut T) -> R>(&self, change: F) -> R {
        // A change that gives nothing and holds nothing has no place where it could keep what it saw.
        if size_of::<R>() > 0 || size_of::<F>() > 0 {
            history::observe(|| self.inner.print.get());
        }
        let result = change(&mut self.inner.value.borrow_mut());
        self.changed();
        result
    }

    fn changed(&self) {
        self.inner.resource.changed(|| text_of(&*self.inner.value.borrow()));
        self.inner.print.set(history::of_value(&*self.inner.value.borrow()));
        self.note();
    }

    /// For the notes of an exploration.
    fn note(&self) {
        self.inner.resource.thing.set_state(|| self.inner.print.get());
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Shared<T> {
        Shared { inner: Rc::clone(&self.inner) }
    }
}

impl<T> fmt::Debug for Shared<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shared")
    }
}

impl<T> AsResource for Shared<T> {
    fn call_it(&self, name: &str) {
        self.inner.resource.name(name);
    }
}

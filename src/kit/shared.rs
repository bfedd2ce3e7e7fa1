//! A value that several tasks share, and that each may read and write between two awaits.
//!
//! One thread runs one poll at a time, so two tasks are never inside `get` or `set` at once, and a single read or write
//! needs no lock. A read and a write with an await between them do: see [`Lock`](super::Lock).

use super::observed::AsResource;
use super::payload::Payload;
use super::tracked::Tracked;
use crate::record::event::ResourceKind;
use std::fmt;
use std::mem;
use std::rc::Rc;

/// A value with many handles: an `Rc<RefCell<T>>` that the screen can show. A clone is another handle.
pub struct Shared<T> {
    value: Rc<Tracked<Payload<T>>>,
}

impl<T: fmt::Debug> Shared<T> {
    /// Returns a handle to a new shared value.
    #[must_use]
    pub fn new(value: T) -> Shared<T> {
        Shared { value: Tracked::new(ResourceKind::Shared, "value", Payload::new(value)) }
    }

    /// Returns a copy of the value.
    #[must_use]
    pub fn get(&self) -> T
    where
        T: Clone,
    {
        self.value.observe(Payload::read).value
    }

    /// Replaces the value.
    pub fn set(&self, value: T) {
        self.value.set(Payload::new(value));
    }

    /// Takes the value, and leaves the type's default: `None`, 0, an empty list.
    #[must_use]
    pub fn take(&self) -> T
    where
        T: Default,
    {
        let new = Payload::new(T::default());
        self.value.update(|value| mem::replace(&mut **value, new)).value
    }

    /// Changes the value in place, and returns what `change` returns.
    pub fn update<R, F: FnOnce(&mut T) -> R>(&self, change: F) -> R {
        self.value.update(|value| value.change(change)).value
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Shared<T> {
        Shared { value: Rc::clone(&self.value) }
    }
}

impl<T> fmt::Debug for Shared<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shared")
    }
}

impl<T> AsResource for Shared<T> {
    fn set_name(&self, name: &str) {
        self.value.name(name);
    }
}

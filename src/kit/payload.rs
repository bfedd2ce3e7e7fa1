//! A value of any type inside a primitive.
//!
//! The kit requires only `Debug` of the type, so the value can't be hashed or compared. A payload
//! therefore has a fingerprint of the value, made when the value was passed to the primitive
//! ([`history::of_value`]), and hashes that instead.

use super::history::{self, Fingerprint};
use super::observed::text_or_type;
use std::any::type_name;
use std::collections::VecDeque;
use std::fmt::{self, Debug};
use std::hash::{Hash, Hasher};

/// A value with its fingerprint and its `Debug` function, so that the type needs no bounds later.
pub(crate) struct Payload<T> {
    pub(super) value: T,
    fingerprint: Fingerprint,
    debug: fn(&T, &mut fmt::Formatter<'_>) -> fmt::Result,
}

impl<T> Payload<T> {
    /// Wraps a value that the running task passes to a primitive.
    pub(super) fn new(value: T) -> Payload<T>
    where
        T: Debug,
    {
        Payload { fingerprint: history::of_value(&value), value, debug: <T as Debug>::fmt }
    }

    /// Wraps the result of a task. `fingerprint` is [`history::of_result`] if the type is `'static`.
    pub(super) fn of_result(value: T, fingerprint: fn(&T) -> Fingerprint) -> Payload<T> {
        let debug = |_: &T, f: &mut fmt::Formatter<'_>| f.write_str(type_name::<T>());
        Payload { fingerprint: fingerprint(&value), value, debug }
    }

    /// Wraps the result of a job outside the loop, which is determined by its `origin`.
    pub(super) fn of_job(value: T, origin: Fingerprint) -> Payload<T>
    where
        T: 'static,
    {
        let fingerprint = history::of_job_result(origin, &value);
        let debug = |_: &T, f: &mut fmt::Formatter<'_>| f.write_str(type_name::<T>());
        Payload { value, fingerprint, debug }
    }

    /// Returns a copy of the value, with its fingerprint.
    pub(super) fn read(&self) -> Answer<T>
    where
        T: Clone,
    {
        Answer { value: self.value.clone(), seen: Some(self.fingerprint) }
    }

    /// Returns a copy of the value that has the same fingerprint.
    pub(super) fn copy(&self) -> Payload<T>
    where
        T: Clone,
    {
        let Payload { ref value, fingerprint, debug } = *self;
        Payload { value: value.clone(), fingerprint, debug }
    }

    /// Changes the value in place. The answer has the fingerprint of the old value, because the closure could see it.
    pub(super) fn change<R, F: FnOnce(&mut T) -> R>(&mut self, change: F) -> Answer<R>
    where
        T: Debug,
    {
        let before = self.fingerprint;
        let value = change(&mut self.value);
        self.fingerprint = history::of_changed_value(before, &self.value);
        // A closure that returns nothing and captures nothing can't pass on what it saw.
        let has_seen = size_of::<R>() > 0 || size_of::<F>() > 0;
        Answer { value, seen: has_seen.then_some(before) }
    }

    /// Changes the value in place by a job outside the loop, which is determined by its `origin`.
    pub(super) fn change_outside(&mut self, origin: Fingerprint, change: impl FnOnce(&mut T))
    where
        T: Debug,
    {
        let before = self.fingerprint;
        change(&mut self.value);
        self.fingerprint = history::of_value_changed_by(before.then(&origin), &self.value);
    }

    /// Returns the value's `Debug` text, truncated if it is long.
    pub(super) fn text(&self) -> String {
        text_or_type(self, type_name::<T>())
    }
}

/// Returns the text of a buffer: `1 of 2, closed: [7]`. The parts come before the values.
pub(super) fn text_of_buffer<T>(
    parts: impl IntoIterator<Item = Option<String>>,
    values: &VecDeque<Payload<T>>,
) -> String {
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    let values = text_of_all(values);
    if parts.is_empty() { values } else { format!("{}: {values}", parts.join(", ")) }
}

/// Returns the `Debug` text of several values, as a list.
fn text_of_all<T>(values: &VecDeque<Payload<T>>) -> String {
    text_or_type(values, type_name::<VecDeque<T>>())
}

impl<T> Debug for Payload<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (self.debug)(&self.value, f)
    }
}

impl<T> Hash for Payload<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.fingerprint.hash(state);
    }
}

/// A value that a closure returned. It hashes as the value that the closure saw.
pub(crate) struct Answer<R> {
    pub(super) value: R,
    seen: Option<Fingerprint>,
}

impl<R> Hash for Answer<R> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.seen.hash(state);
    }
}

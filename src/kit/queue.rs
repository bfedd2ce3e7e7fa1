//! A bounded queue, which makes a task wait when it is full.

use super::observed::AsResource;
use super::payload::{Payload, text_of_all};
use super::tracked::{Edit, ListOf, Tracked, TrackedState, Waiting};
use super::wait_list::WaitList;
use crate::record::event::ResourceKind;
use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// A bounded first-in, first-out queue. A clone is another handle to the same queue.
///
/// `get` waits while the queue is empty, and `put` waits while it is full: first come, first served. When a task is
/// woken, a value or a slot is reserved for it, so no other task can take it. If the task is dropped before it is
/// polled, the next waiting task gets the reservation.
pub struct Queue<T> {
    buffer: Rc<Tracked<Buffer<Payload<T>>>>,
}

#[derive(Hash)]
struct Buffer<P> {
    items: VecDeque<P>,
    capacity: usize,
    is_closed: bool,
}

/// The tasks that wait to get and to put a value.
#[derive(Default, Hash)]
struct Ends {
    getters: WaitList,
    putters: WaitList,
}

/// Selects the tasks that wait for a value.
enum Getters {}

/// Selects the tasks that wait for a free slot.
enum Putters {}

impl<T> ListOf<Buffer<Payload<T>>> for Getters {
    fn list(ends: &mut Ends) -> &mut WaitList {
        &mut ends.getters
    }
}

impl<T> ListOf<Buffer<Payload<T>>> for Putters {
    fn list(ends: &mut Ends) -> &mut WaitList {
        &mut ends.putters
    }
}

impl<T> TrackedState for Buffer<Payload<T>> {
    type Waiters = Ends;

    fn text(&self) -> String {
        let Buffer { items, capacity, is_closed } = self;
        let closed = if *is_closed { ", closed" } else { "" };
        format!("{} of {capacity}{closed}: {}", items.len(), text_of_all(items))
    }

    fn wake_one(buffer: &mut Edit<'_, Self>) -> bool {
        if buffer.is_closed {
            return buffer.wake_next::<Getters>() || buffer.wake_next::<Putters>();
        }
        (has_value(buffer) && buffer.grant_next::<Getters>())
            || (has_room(buffer) && buffer.grant_next::<Putters>())
    }
}

/// Returns whether the queue has a value that isn't reserved for a getter.
fn has_value<T>(buffer: &Edit<'_, Buffer<Payload<T>>>) -> bool {
    buffer.items.len() > buffer.waiters.getters.granted()
}

/// Returns whether the queue has a slot that isn't reserved for a putter.
fn has_room<T>(buffer: &Edit<'_, Buffer<Payload<T>>>) -> bool {
    buffer.items.len() + buffer.waiters.putters.granted() < buffer.capacity
}

impl<T: fmt::Debug> Queue<T> {
    /// Returns an empty queue for up to `capacity` values.
    ///
    /// # Panics
    /// Panics if `capacity` is 0, since a value could never be put into the queue.
    #[must_use]
    pub fn new(capacity: usize) -> Queue<T> {
        assert!(capacity > 0, "a queue needs room for one value at least");
        Queue::with(VecDeque::new(), capacity)
    }

    fn with(items: VecDeque<Payload<T>>, capacity: usize) -> Queue<T> {
        let buffer = Buffer { items, capacity, is_closed: false };
        Queue { buffer: Tracked::new(ResourceKind::Queue, "queue", buffer) }
    }

    /// Waits until the queue isn't full, then puts a value at its back.
    ///
    /// # Panics
    /// The future panics if it is polled while the queue is closed.
    pub fn put(&self, value: T) -> Put<T> {
        Put { waiting: Waiting::new(&self.buffer, Some(value)) }
    }

    /// Waits for a value, then takes it from the front. Returns `None` if the queue is closed and empty.
    pub fn get(&self) -> Take<T> {
        Take { waiting: Waiting::new(&self.buffer, ()) }
    }

    /// Closes the queue: no more values can be put into it, but those that it has can still be taken out. This wakes
    /// all waiting tasks. Those that wait to put a value panic when they are polled.
    pub fn close(&self) {
        self.buffer.update(|buffer| buffer.is_closed = true);
    }
}

impl<T> Queue<T> {
    /// Returns how many values are in the queue.
    #[must_use]
    pub fn len(&self) -> usize {
        self.buffer.observe(|buffer| buffer.items.len())
    }

    /// Returns whether the queue has no values.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.buffer.observe(|buffer| buffer.items.is_empty())
    }
}

/// The future of [`Queue::put`].
#[must_use = "nothing happens until it is awaited"]
pub struct Put<T> {
    waiting: Waiting<Buffer<Payload<T>>, Putters, Option<T>>,
}

/// The result of trying to put a value.
#[derive(Hash)]
enum Attempt {
    Done,
    IsClosed,
}

impl<T: fmt::Debug> Future for Put<T> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let attempt = self.waiting.poll(context, |buffer, is_granted, value| {
            if buffer.is_closed {
                return Some(Attempt::IsClosed);
            }
            if !is_granted && !has_room(buffer) {
                return None;
            }
            let value = value.take().expect("a put is not polled again after its end");
            buffer.items.push_back(Payload::new(value));
            Some(Attempt::Done)
        });
        attempt.map(|attempt| match attempt {
            Attempt::Done => {}
            Attempt::IsClosed => {
                panic!("this queue is closed: nothing more can be put into it")
            }
        })
    }
}

/// The future of [`Queue::get`].
#[must_use = "nothing happens until it is awaited"]
pub struct Take<T> {
    waiting: Waiting<Buffer<Payload<T>>, Getters>,
}

impl<T: fmt::Debug> Future for Take<T> {
    type Output = Option<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<T>> {
        let value = self.waiting.poll(context, |buffer, is_granted, ()| {
            if is_granted || has_value(buffer) {
                return Some(buffer.items.pop_front());
            }
            buffer.is_closed.then_some(None)
        });
        value.map(|value| value.map(|payload| payload.value))
    }
}

impl<T> Clone for Queue<T> {
    fn clone(&self) -> Queue<T> {
        Queue { buffer: Rc::clone(&self.buffer) }
    }
}

/// Returns a full queue of these values.
impl<T: fmt::Debug, const N: usize> From<[T; N]> for Queue<T> {
    fn from(values: [T; N]) -> Queue<T> {
        Queue::with(values.into_iter().map(Payload::new).collect(), N.max(1))
    }
}

impl<T> fmt::Debug for Queue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Queue")
    }
}

impl<T> AsResource for Queue<T> {
    fn set_name(&self, name: &str) {
        self.buffer.name(name);
    }
}

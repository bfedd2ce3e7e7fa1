//! A queue of values with a limit: it pushes back when it is full.

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

/// Values that come out in the order in which they went in. A clone is another handle to the same queue.
///
/// A task that finds it empty waits for a value, and one that finds it full waits for room: first come,
/// first served. A task that is woken has a value, or room, set aside for it, so no other task can take
/// that. If it is dropped before it is polled, the next task that waits gets it.
pub struct Queue<T> {
    buffer: Rc<Tracked<Buffer<Payload<T>>>>,
}

#[derive(Hash)]
struct Buffer<P> {
    items: VecDeque<P>,
    capacity: usize,
    is_closed: bool,
}

/// Who waits at which end.
#[derive(Default, Hash)]
struct Ends {
    getters: WaitList,
    putters: WaitList,
}

/// Those that wait for a value.
enum Getters {}

/// Those that wait for room.
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

/// Returns whether a value is there that is not set aside for a getter.
fn has_value<T>(buffer: &Edit<'_, Buffer<Payload<T>>>) -> bool {
    buffer.items.len() > buffer.waiters.getters.granted()
}

/// Returns whether there is room that is not set aside for a putter.
fn has_room<T>(buffer: &Edit<'_, Buffer<Payload<T>>>) -> bool {
    buffer.items.len() + buffer.waiters.putters.granted() < buffer.capacity
}

impl<T: fmt::Debug> Queue<T> {
    /// Makes an empty queue that holds up to `capacity` values.
    ///
    /// # Panics
    /// Where the capacity is 0: a value could never be put into it.
    #[must_use]
    pub fn new(capacity: usize) -> Queue<T> {
        assert!(capacity > 0, "a queue needs room for one value at least");
        Queue::with(VecDeque::new(), capacity)
    }

    fn with(items: VecDeque<Payload<T>>, capacity: usize) -> Queue<T> {
        let buffer = Buffer { items, capacity, is_closed: false };
        Queue { buffer: Tracked::new(ResourceKind::Queue, "queue", buffer) }
    }

    /// Waits until there is room, and puts a value in at the back.
    ///
    /// # Panics
    /// When it is polled and the queue is closed.
    pub fn put(&self, value: T) -> Put<T> {
        Put { waiting: Waiting::new(&self.buffer, Some(value)) }
    }

    /// Waits for a value, and takes it out at the front. `None` where the queue is closed and empty.
    pub fn get(&self) -> Take<T> {
        Take { waiting: Waiting::new(&self.buffer, ()) }
    }

    /// Closes the queue: nothing more can be put in, and what is in it can still be taken out. All tasks that
    /// wait are woken; those that wait for room panic when they are polled.
    pub fn close(&self) {
        self.buffer.update(|buffer| buffer.is_closed = true);
    }
}

impl<T> Queue<T> {
    /// Returns how many values are in it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.buffer.observe(|buffer| buffer.items.len())
    }

    /// Returns whether no value is in it.
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

/// What came of a put.
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

/// A queue that holds these values, and has room for as many.
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
    fn call_it(&self, name: &str) {
        self.buffer.name(name);
    }
}

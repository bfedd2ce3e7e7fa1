//! A queue, which makes a task wait when it is full.

use super::observed::AsResource;
use super::payload::{Payload, text_of_buffer};
use super::tracked::{Edit, ListOf, Tracked, TrackedState, Waiting};
use super::wait_list::WaitList;
use crate::record::event::ResourceKind;
use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// A first-in, first-out queue. A clone is another handle to the same queue. asyncio calls it `asyncio.Queue`.
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
    /// `None` if it is unbounded.
    capacity: Option<usize>,
    is_closed: bool,
    /// How many values were put and not reported as done. `None` if nobody reports it, so that it doesn't distinguish
    /// states in which all else is equal.
    unfinished: Option<usize>,
}

/// The tasks that wait to get and to put a value, and until all values are done.
#[derive(Default, Hash)]
struct Ends {
    getters: WaitList,
    putters: WaitList,
    joiners: WaitList,
}

/// Selects the tasks that wait for a value.
enum Getters {}

/// Selects the tasks that wait for a free slot.
enum Putters {}

/// Selects the tasks that wait until all values are done.
enum Joiners {}

impl<T> ListOf<Buffer<Payload<T>>> for Joiners {
    fn list(ends: &mut Ends) -> &mut WaitList {
        &mut ends.joiners
    }
}

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
        let Buffer { items, capacity, is_closed, unfinished } = self;
        let size = capacity.map(|capacity| format!("{} of {capacity}", items.len()));
        let unfinished = unfinished.map(|many| format!("{many} unfinished"));
        let closed = is_closed.then(|| "closed".to_owned());
        text_of_buffer([size, unfinished, closed], items)
    }

    fn wake_one(buffer: &mut Edit<'_, Self>) -> bool {
        if buffer.unfinished == Some(0) && buffer.release_next::<Joiners>() {
            return true;
        }
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
    let taken = buffer.items.len() + buffer.waiters.putters.granted();
    buffer.capacity.is_none_or(|capacity| taken < capacity)
}

fn push<T: fmt::Debug>(buffer: &mut Edit<'_, Buffer<Payload<T>>>, value: T) {
    buffer.items.push_back(Payload::new(value));
    if let Some(unfinished) = &mut buffer.unfinished {
        *unfinished += 1;
    }
}

impl<T: fmt::Debug> Queue<T> {
    /// Returns an empty queue for up to `capacity` values.
    ///
    /// # Panics
    /// Panics if `capacity` is 0, since a value could never be put into the queue.
    #[must_use]
    pub fn new(capacity: usize) -> Queue<T> {
        assert!(capacity > 0, "a queue needs room for one value at least");
        Queue::with(VecDeque::new(), Some(capacity), None)
    }

    /// Returns an empty queue in which a put never waits.
    #[must_use]
    pub fn unbounded() -> Queue<T> {
        Queue::with(VecDeque::new(), None, None)
    }

    fn with(
        items: VecDeque<Payload<T>>,
        capacity: Option<usize>,
        unfinished: Option<usize>,
    ) -> Queue<T> {
        let buffer = Buffer { items, capacity, is_closed: false, unfinished };
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

    /// Puts a value at the back if there is room that no other task is waiting for. asyncio calls it `put_nowait`.
    ///
    /// # Errors
    /// Gives the value back if the queue is full or closed.
    pub fn try_put(&self, value: T) -> Result<(), T> {
        let mut value = Some(value);
        self.buffer.update(|buffer| {
            if !buffer.is_closed && has_room(buffer) {
                push(buffer, value.take().expect("it is put once"));
            }
            value.is_none() // the value is the caller's own: only this is an answer
        });
        value.map_or(Ok(()), Err)
    }

    /// Takes the value at the front, unless the queue is empty or its values are reserved for tasks that waited for
    /// them. asyncio calls it `get_nowait`.
    #[must_use]
    pub fn try_get(&self) -> Option<T> {
        let value = self
            .buffer
            .update(|buffer| if has_value(buffer) { buffer.items.pop_front() } else { None });
        value.map(|payload| payload.value)
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
            push(buffer, value.take().expect("a put is not polled again after its end"));
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
        Queue::with(values.into_iter().map(Payload::new).collect(), Some(N.max(1)), None)
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

/// A queue whose tasks report each value that they are done with, so that others can wait until all are. A clone is
/// another handle to the same queue. In asyncio every `asyncio.Queue` can do this; `multiprocessing` calls it
/// `JoinableQueue`.
pub struct JoinableQueue<T> {
    queue: Queue<T>,
}

impl<T: fmt::Debug> JoinableQueue<T> {
    /// Returns an empty queue for up to `capacity` values.
    ///
    /// # Panics
    /// Panics if `capacity` is 0.
    #[must_use]
    pub fn new(capacity: usize) -> JoinableQueue<T> {
        assert!(capacity > 0, "a queue needs room for one value at least");
        JoinableQueue { queue: Queue::with(VecDeque::new(), Some(capacity), Some(0)) }
    }

    /// Returns an empty queue in which a put never waits.
    #[must_use]
    pub fn unbounded() -> JoinableQueue<T> {
        JoinableQueue { queue: Queue::with(VecDeque::new(), None, Some(0)) }
    }

    /// Reports that one of the values taken is done. If it was the last, the tasks that wait in
    /// [`join`](JoinableQueue::join) are woken.
    ///
    /// # Panics
    /// Panics if this is called more often than values were put.
    pub fn task_done(&self) {
        let was_open = self.queue.buffer.update(|buffer| match buffer.unfinished {
            Some(many @ 1..) => {
                buffer.unfinished = Some(many - 1);
                true
            }
            _ => false,
        });
        assert!(was_open, "task_done was called more often than values were put");
    }

    /// Waits until every value that was put has been reported as done.
    pub fn join(&self) -> QueueJoin<T> {
        QueueJoin { waiting: Waiting::new(&self.queue.buffer, ()) }
    }
}

/// All that a [`Queue`] does, this does too.
impl<T> std::ops::Deref for JoinableQueue<T> {
    type Target = Queue<T>;

    fn deref(&self) -> &Queue<T> {
        &self.queue
    }
}

/// The future of [`JoinableQueue::join`].
#[must_use = "nothing happens until it is awaited"]
pub struct QueueJoin<T> {
    waiting: Waiting<Buffer<Payload<T>>, Joiners>,
}

impl<T> Future for QueueJoin<T> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        self.waiting.poll(context, |buffer, is_woken, ()| {
            (is_woken || buffer.unfinished == Some(0)).then_some(())
        })
    }
}

impl<T> Clone for JoinableQueue<T> {
    fn clone(&self) -> JoinableQueue<T> {
        JoinableQueue { queue: self.queue.clone() }
    }
}

impl<T> fmt::Debug for JoinableQueue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JoinableQueue")
    }
}

impl<T> AsResource for JoinableQueue<T> {
    fn set_name(&self, name: &str) {
        self.queue.set_name(name);
    }
}

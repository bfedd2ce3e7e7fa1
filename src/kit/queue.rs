//! A line of values, with room for so many: it pushes back when it is full.

use super::history::{self, Fingerprint};
use super::observed::{AsResource, text_of};
use super::resource::{Place, Resource, WaitLine};
use crate::record::event::ResourceKind;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// Values that come out in the order in which they went in. A clone is another handle to the same queue.
///
/// Who finds it empty waits for a value, and who finds it full waits for room: first come, first served.
/// One who is woken has a value, or room, set aside for it, so nobody who comes by in between can take
/// that. One who is dropped before being polled passes it on.
pub struct Queue<T> {
    inner: Rc<Inner<T>>,
}

struct Inner<T> {
    items: RefCell<VecDeque<T>>,
    room: usize,
    closed: Cell<bool>,
    getters: Waiters,
    putters: Waiters,
    resource: Resource,
    /// A fingerprint of each value, while orders are explored.
    prints: RefCell<VecDeque<Fingerprint>>,
}

/// Those who wait on one side of a queue, and those who were called and have not come yet.
#[derive(Default)]
struct Waiters {
    line: RefCell<WaitLine>,
    called: RefCell<Vec<Place>>,
}

impl Waiters {
    /// Who they are, for the notes of an exploration.
    fn print(&self) -> Fingerprint {
        let called = self.called.borrow();
        let called = called.iter().fold(Fingerprint::default(), |all, one| all.and(one.print()));
        self.line.borrow().print().then(&called)
    }

    /// For how many something is set aside.
    fn called(&self) -> usize {
        self.called.borrow().len()
    }

    /// Was this one called? Then it has come now.
    fn comes(&self, place: Option<Place>) -> bool {
        let mut called = self.called.borrow_mut();
        let found = called.iter().position(|one| Some(*one) == place);
        found.map(|index| called.remove(index)).is_some()
    }

    /// Calls the first in line. `false` where nobody waits.
    fn call_next(&self, of: &Resource, sets_aside: bool) -> bool {
        let next = self.line.borrow_mut().serve(of);
        let Some(first) = next else { return false };
        if sets_aside {
            self.called.borrow_mut().push(first.place);
        }
        first.waker.wake();
        true
    }

    /// One of them was dropped. Had it been called, its share is free again: the answer.
    fn leaves(&self, place: Option<Place>, of: &Resource) -> bool {
        if self.comes(place) {
            return true;
        }
        let waker = self.line.borrow_mut().leave(place, of);
        drop(waker);
        false
    }
}

impl<T: fmt::Debug> Queue<T> {
    /// An empty queue.
    ///
    /// # Panics
    /// Where there is no room at all: a value could never be put into it.
    #[must_use]
    pub fn new(room: usize) -> Queue<T> {
        assert!(room > 0, "a queue needs room for one value at least");
        Queue::of(VecDeque::new(), room)
    }

    fn of(items: VecDeque<T>, room: usize) -> Queue<T> {
        let resource = Resource::new(ResourceKind::Queue, "queue", &picture(&items, room, false));
        let prints = items.iter().map(history::of_value).collect();
        let inner = Inner {
            prints: RefCell::new(prints),
            items: RefCell::new(items),
            room,
            closed: Cell::new(false),
            getters: Waiters::default(),
            putters: Waiters::default(),
            resource,
        };
        let queue = Queue { inner: Rc::new(inner) };
        queue.note();
        queue
    }

    /// Puts a value in at the back, and waits until there is room for it.
    ///
    /// # Panics
    /// When it is polled and the queue is closed.
    pub fn put(&self, value: T) -> Put<T> {
        Put { queue: self.clone(), value: Some(value), place: None }
    }

    /// Waits for a value, and takes it out at the front. `None` where the queue is closed and empty.
    pub fn get(&self) -> Take<T> {
        Take { queue: self.clone(), place: None }
    }

    /// Nothing more is put in. What is in it can still be taken out.
    pub fn close(&self) {
        self.inner.closed.set(true);
        self.changed();
        while self.inner.getters.call_next(&self.inner.resource, false) {}
        while self.inner.putters.call_next(&self.inner.resource, false) {}
        self.note();
    }

    fn changed(&self) {
        let inner = &self.inner;
        let picture = || picture(&inner.items.borrow(), inner.room, inner.closed.get());
        inner.resource.changed(picture);
    }
}

fn picture<T: fmt::Debug>(items: &VecDeque<T>, room: usize, closed: bool) -> String {
    let closed = if closed { ", closed" } else { "" };
    format!("{} of {room}{closed}: {}", items.len(), text_of(items))
}

impl<T> Queue<T> {
    /// How many values are in it.
    #[must_use]
    pub fn len(&self) -> usize {
        history::observe(|| self.count());
        self.count()
    }

    fn count(&self) -> usize {
        self.inner.items.borrow().len()
    }

    /// For the notes of an exploration.
    fn note(&self) {
        let Inner { closed, getters, putters, resource, prints, .. } = &*self.inner;
        let values = || Fingerprint::of(&*prints.borrow());
        resource.thing.set_state(|| (values(), closed.get(), getters.print(), putters.print()));
    }

    /// Is there no value in it?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Calls getters for the values that are set aside for nobody.
    fn call_getters(&self) {
        let inner = &self.inner;
        while self.count() > inner.getters.called() {
            if !inner.getters.call_next(&inner.resource, true) {
                return;
            }
        }
    }

    /// Calls putters for the room that is set aside for nobody.
    fn call_putters(&self) {
        let inner = &self.inner;
        while self.count() + inner.putters.called() < inner.room {
            if !inner.putters.call_next(&inner.resource, true) {
                return;
            }
        }
    }
}

/// The future of [`Queue::put`].
#[must_use = "nothing happens until it is awaited"]
pub struct Put<T> {
    queue: Queue<T>,
    value: Option<T>,
    place: Option<Place>,
}

impl<T> Unpin for Put<T> {}

impl<T: fmt::Debug> Future for Put<T> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let put = &mut *self;
        let inner = &put.queue.inner;
        history::observe(|| inner.closed.get());
        assert!(!inner.closed.get(), "this queue is closed: nothing more can be put into it");
        let is_called = inner.putters.comes(put.place);
        if !is_called && put.queue.count() + inner.putters.called() >= inner.room {
            history::observe(|| false);
            let line = &inner.putters.line;
            WaitLine::keep(line, &mut put.place, &inner.resource, context.waker());
            put.queue.note();
            return Poll::Pending;
        }
        history::observe(|| true);
        let value = put.value.take().expect("a put is not polled again after its end");
        if history::is_exploring() {
            inner.prints.borrow_mut().push_back(history::of_value(&value));
        }
        inner.items.borrow_mut().push_back(value);
        put.queue.changed();
        put.queue.call_getters();
        put.queue.note();
        Poll::Ready(())
    }
}

impl<T> Drop for Put<T> {
    fn drop(&mut self) {
        let inner = &self.queue.inner;
        if inner.putters.leaves(self.place, &inner.resource) {
            self.queue.call_putters();
        }
        self.queue.note();
    }
}

/// The future of [`Queue::get`].
#[must_use = "nothing happens until it is awaited"]
pub struct Take<T> {
    queue: Queue<T>,
    place: Option<Place>,
}

impl<T: fmt::Debug> Future for Take<T> {
    type Output = Option<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<T>> {
        let take = &mut *self;
        let inner = &take.queue.inner;
        let is_called = inner.getters.comes(take.place);
        if is_called || take.queue.count() > inner.getters.called() {
            let value = inner.items.borrow_mut().pop_front();
            let print = inner.prints.borrow_mut().pop_front();
            history::observe(|| print);
            take.queue.changed();
            take.queue.call_putters();
            take.queue.note();
            return Poll::Ready(value);
        }
        history::observe(|| inner.closed.get());
        if inner.closed.get() {
            return Poll::Ready(None);
        }
        let line = &inner.getters.line;
        WaitLine::keep(line, &mut take.place, &inner.resource, context.waker());
        take.queue.note();
        Poll::Pending
    }
}

impl<T> Drop for Take<T> {
    fn drop(&mut self) {
        let inner = &self.queue.inner;
        if inner.getters.leaves(self.place, &inner.resource) {
            self.queue.call_getters();
        }
        self.queue.note();
    }
}

impl<T> Clone for Queue<T> {
    fn clone(&self) -> Queue<T> {
        Queue { inner: Rc::clone(&self.inner) }
    }
}

/// A queue that holds these values, and has room for so many.
impl<T: fmt::Debug, const N: usize> From<[T; N]> for Queue<T> {
    fn from(values: [T; N]) -> Queue<T> {
        Queue::of(VecDeque::from(values), N.max(1))
    }
}

impl<T> fmt::Debug for Queue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Queue")
    }
}

impl<T> AsResource for Queue<T> {
    fn call_it(&self, name: &str) {
        self.inner.resource.name(name);
    }
}

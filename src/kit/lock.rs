//! A lock that can be waited for without holding the thread.

use super::history;
use super::observed::AsResource;
use super::resource::{Place, Resource, WaitLine};
use crate::executor::context;
use crate::record::event::{ResourceEvent, ResourceKind, TaskId};
use std::cell::{Cell, RefCell};
use std::fmt;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// One holder at a time, first come, first served. A clone is another handle to the same lock.
///
/// Giving the lock back hands it to the first in line directly: nobody who comes by in between can take
/// it. One who was handed it and is dropped before being polled passes it on. It is not re-entrant: the
/// holder who locks again waits for itself.
#[derive(Clone)]
pub struct Lock {
    inner: Rc<Inner>,
}

struct Inner {
    held: Cell<bool>,
    /// Who was handed the lock and has not been polled since.
    granted: Cell<Option<(Place, Option<TaskId>)>>,
    line: RefCell<WaitLine>,
    resource: Resource,
}

impl Lock {
    /// A free lock.
    #[must_use]
    pub fn new() -> Lock {
        let resource = Resource::new(ResourceKind::Lock, "lock", "free");
        let (held, granted) = (Cell::new(false), Cell::new(None));
        let line = RefCell::default();
        let lock = Lock { inner: Rc::new(Inner { held, granted, line, resource }) };
        lock.note();
        lock
    }

    /// Waits until the lock is this task's. It is given back when the guard is dropped.
    pub fn lock(&self) -> Locking {
        Locking { lock: self.clone(), place: None }
    }

    /// Does somebody hold it?
    #[must_use]
    pub fn is_locked(&self) -> bool {
        let is_locked = self.inner.held.get();
        history::observe(|| is_locked);
        is_locked
    }

    /// For the notes of an exploration.
    fn note(&self) {
        let Inner { held, granted, line, resource } = &*self.inner;
        let granted = || granted.get().map(|(place, _)| place.print());
        resource.thing.set_state(|| (held.get(), granted(), line.borrow().print()));
    }

    fn give_to(&self, task: Option<TaskId>) {
        context::progress();
        if !self.inner.held.replace(true) {
            self.inner.resource.changed(|| "held".to_owned());
        }
        if let Some(task) = task {
            self.inner.resource.record(|resource| ResourceEvent::Holds { resource, task });
        }
    }

    /// Takes the lock from its holder and gives it to the first in line, or to nobody.
    fn hand_over(&self, from: Option<TaskId>) {
        if let Some(task) = from {
            self.inner.resource.record(|resource| ResourceEvent::Releases { resource, task });
        }
        let next = self.inner.line.borrow().first();
        self.inner.granted.set(next);
        let Some((_, task)) = next else {
            self.inner.held.set(false);
            self.inner.resource.changed(|| "free".to_owned());
            self.note();
            return;
        };
        self.give_to(task);
        let first = self.inner.line.borrow_mut().serve(&self.inner.resource);
        self.note();
        if let Some(first) = first {
            first.waker.wake();
        }
    }
}

/// The future of [`Lock::lock`].
#[must_use = "nothing happens until it is awaited"]
pub struct Locking {
    lock: Lock,
    place: Option<Place>,
}

impl Future for Locking {
    type Output = LockGuard;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<LockGuard> {
        let this = &mut *self;
        let inner = &this.lock.inner;
        if let Some((_, task)) = inner.granted.get().filter(|(p, _)| Some(*p) == this.place) {
            inner.granted.set(None);
            this.place = None;
            this.lock.note();
            history::observe(|| true);
            return Poll::Ready(LockGuard { lock: this.lock.clone(), task });
        }
        if !inner.held.get() {
            let task = context::running();
            this.lock.give_to(task);
            this.lock.note();
            history::observe(|| true);
            return Poll::Ready(LockGuard { lock: this.lock.clone(), task });
        }
        history::observe(|| false);
        WaitLine::keep(&inner.line, &mut this.place, &inner.resource, context.waker());
        this.lock.note();
        Poll::Pending
    }
}

impl Drop for Locking {
    fn drop(&mut self) {
        let inner = &self.lock.inner;
        if let Some((_, task)) = inner.granted.get().filter(|(p, _)| Some(*p) == self.place) {
            inner.granted.set(None);
            self.lock.hand_over(task);
            return;
        }
        let waker = inner.line.borrow_mut().leave(self.place, &inner.resource);
        self.lock.note();
        drop(waker);
    }
}

/// The lock is held while this lives.
#[must_use = "the lock is given back when its guard is dropped"]
pub struct LockGuard {
    lock: Lock,
    task: Option<TaskId>,
}

impl Drop for LockGuard {
    fn drop(&mut self) {
        self.lock.hand_over(self.task);
    }
}

impl Default for Lock {
    fn default() -> Lock {
        Lock::new()
    }
}

impl fmt::Debug for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lock")
    }
}

impl fmt::Debug for LockGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LockGuard")
    }
}

impl AsResource for Lock {
    fn call_it(&self, name: &str) {
        self.inner.resource.name(name);
    }
}

//! What all shared things of the kit have in common: a number in the record, a name, a line of waiters.
//!
//! Their `Debug` gives no state, only what they are. A local is shown as it was when it was bound, and a
//! shared thing changes behind every handle's back; its state is in its own entry.
//!
//! Whoever adds a primitive tells [`watch`] what it lets a task see and what its state is: all orders of a
//! program are explored by that.

use super::history::{self, Fingerprint, StateEntry};
use crate::executor::context;
use crate::record::event::{LeaveReason, ResourceEvent, ResourceId, ResourceKind, TaskId};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::mem;
use std::task::Waker;

/// A shared thing's entry in the record. It has none where nothing is recorded, and then costs nothing.
#[derive(Debug)]
pub(crate) struct Resource {
    id: Option<ResourceId>,
    named: Cell<bool>,
    /// Its entry in the notes of an exploration.
    pub(crate) thing: StateEntry,
}

impl Resource {
    /// Makes the entry. Until the thing is bound to a variable it is called `promise 1` and so on.
    pub(crate) fn new(kind: ResourceKind, called: &str, value: &str) -> Resource {
        let mut made = None;
        context::record(|recorder| {
            let resource = recorder.new_resource();
            made = Some(resource);
            let name = recorder.text_id(&format!("{called} {}", resource.0 + 1));
            ResourceEvent::Made { resource, kind, name, value: recorder.text_id(value) }
        });
        Resource { id: made, named: Cell::new(false), thing: StateEntry::new() }
    }

    /// Adds an event about this thing.
    pub(crate) fn record(&self, event: impl FnOnce(ResourceId) -> ResourceEvent) {
        if let Some(id) = self.id {
            context::record(|_| event(id));
        }
    }

    /// Its state is now this. `value` is not called where nothing is recorded.
    pub(crate) fn changed(&self, value: impl FnOnce() -> String) {
        context::progress();
        if let Some(resource) = self.id.filter(|_| context::is_recording()) {
            let text = value();
            context::record(|recorder| ResourceEvent::Changed {
                resource,
                value: recorder.text_id(&text),
            });
        }
    }

    /// Calls it by the name of the first variable that it was bound to.
    pub(crate) fn name(&self, name: &str) {
        if let Some(resource) = self.id.filter(|_| !self.named.replace(true)) {
            context::record(|recorder| ResourceEvent::Named {
                resource,
                name: recorder.text_id(name),
            });
        }
    }
}

impl Drop for Resource {
    fn drop(&mut self) {
        self.record(|resource| ResourceEvent::Gone { resource });
    }
}

/// The number of one who stands in a [`WaitLine`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    came: u64,
    history: Fingerprint,
}

impl Place {
    /// Whose it is, for the notes of an exploration: the same in every order in which the same came.
    pub(crate) fn print(self) -> Fingerprint {
        self.history
    }
}

/// The wakers of those who wait for one thing, first come first.
#[derive(Debug, Default)]
pub(crate) struct WaitLine {
    waiting: VecDeque<Waiting>,
    came: u64,
}

/// One who waits.
#[derive(Debug)]
pub(crate) struct Waiting {
    /// Its place in the line.
    pub(crate) place: Place,
    /// The task that polled it first.
    pub(crate) task: Option<TaskId>,
    /// What it is woken by.
    pub(crate) waker: Waker,
}

impl WaitLine {
    /// Keeps the waker: at the back of the line, or in the place that the waiter has already. A waker is
    /// foreign code when it is cloned and when it is dropped, so the line is not borrowed then.
    pub(crate) fn keep(
        line: &RefCell<WaitLine>,
        place: &mut Option<Place>,
        of: &Resource,
        waker: &Waker,
    ) {
        history::note_waker(waker);
        of.thing.note_wait();
        let waker = waker.clone();
        let mut this = line.borrow_mut();
        if let Some(mine) = place
            && let Some(waiting) = this.waiting.iter_mut().find(|waiting| waiting.place == *mine)
        {
            let old = mem::replace(&mut waiting.waker, waker);
            drop(this);
            drop(old);
            return;
        }
        let mine = Place { came: this.came, history: history::history() };
        let task = context::running();
        this.came += 1;
        *place = Some(mine);
        this.waiting.push_back(Waiting { place: mine, task, waker });
        drop(this);
        if let Some(task) = task {
            of.record(|resource| ResourceEvent::Waits { resource, task });
        }
    }

    /// Who is first in line, and is served next.
    pub(crate) fn first(&self) -> Option<(Place, Option<TaskId>)> {
        self.waiting.front().map(|first| (first.place, first.task))
    }

    /// Who stands in it, in order, for the notes of an exploration.
    pub(crate) fn print(&self) -> Fingerprint {
        self.waiting.iter().fold(Fingerprint::default(), |line, one| line.then(&one.place.print()))
    }

    /// Takes the first waiter out, to be woken. The caller wakes it when nothing is borrowed.
    pub(crate) fn serve(&mut self, of: &Resource) -> Option<Waiting> {
        let first = self.waiting.pop_front()?;
        if let Some(task) = first.task {
            of.record(|resource| ResourceEvent::Leaves {
                resource,
                task,
                why: LeaveReason::Served,
            });
        }
        Some(first)
    }

    /// Takes a waiter out who was dropped.
    pub(crate) fn leave(&mut self, place: Option<Place>, of: &Resource) -> Option<Waker> {
        let index = self.waiting.iter().position(|waiting| Some(waiting.place) == place)?;
        let Waiting { task, waker, .. } = self.waiting.remove(index)?;
        if let Some(task) = task {
            of.record(|resource| ResourceEvent::Leaves { resource, task, why: LeaveReason::Gone });
        }
        Some(waker)
    }
}

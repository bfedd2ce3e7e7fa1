//! The state of a primitive, with every read and every change reported.
//!
//! Each access to a resource matters in three ways. The *record* shows its state, which tasks wait for it and which
//! task holds it. The *exploration* compares runs by what each task observed and by what each resource would
//! answer ([`history`]). And *waiting tasks* must be woken when the state allows one of them to continue. A primitive
//! that did all three by hand would sooner or later forget one, so it can access its state only through [`Tracked`]:
//!
//! * [`observe`](Tracked::observe) reads the state. Only the answer enters the history of the running task, so query
//!   no more than the task needs: "is it full?" is one bit, the contents are many.
//! * [`update`](Tracked::update) changes the state. Then the new state is recorded and fingerprinted, and
//!   [`TrackedState::wake_one`] is called until no more waiters can continue.
//! * A future stores a [`Waiting`]. [`poll`](Waiting::poll) tries, and waits if that fails; dropping it
//!   leaves the wait list, or passes the grant to the next waiter.
//! * A guard stores a [`Holding`]. Dropping it releases the resource.
//!
//! An answer must be `Hash` to enter the history; a value of any other type is returned in its [`Payload`]. The state
//! is borrowed only while a closure runs: wakers are cloned, called and dropped afterwards, since they may run foreign
//! code.

use super::history::{self, Fingerprint, StateEntry};
use super::payload::Payload;
use super::resource::Resource;
use super::wait_list::{Grant, GrantKind, WaitList, Waiter, WaiterId};
use crate::executor::context::{self, KitWaker};
use crate::record::event::{
    LeaveReason, ResourceEvent, ResourceId, ResourceKind, TaskId, Transfer,
};
use std::cell::RefCell;
use std::hash::Hash;
use std::marker::PhantomData;
use std::mem;
use std::ops::{Deref, DerefMut};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// The state of a primitive. Derive `Hash`, so that every field takes part in comparisons.
pub(crate) trait TrackedState: Hash {
    /// The tasks that wait for it: `()` if none can, one [`WaitList`], or a struct of several.
    type Waiters: Hash + Default;

    /// Returns the state as the record shows it.
    fn text(&self) -> String {
        String::new()
    }

    /// Wakes one waiter if the state allows it to continue. Returns whether it did. This is called after every
    /// change until it returns `false`.
    fn wake_one(_: &mut Edit<'_, Self>) -> bool
    where
        Self: Sized,
    {
        false
    }

    /// Releases the resource that a task held: hands it to the next waiter, or marks it as free.
    fn take_back(_: &mut Edit<'_, Self>)
    where
        Self: Sized,
    {
    }
}

/// Selects a wait list of `S`.
pub(crate) trait ListOf<S: TrackedState> {
    /// Returns the list.
    fn list(waiters: &mut S::Waiters) -> &mut WaitList;
}

/// Selects the list of a state that has only one.
#[derive(Debug)]
pub(crate) enum OnlyList {}

impl<S: TrackedState<Waiters = WaitList>> ListOf<S> for OnlyList {
    fn list(waiters: &mut WaitList) -> &mut WaitList {
        waiters
    }
}

/// A state that is accessible only through `observe` and `update`.
pub(crate) struct Tracked<S: TrackedState> {
    inner: RefCell<Inner<S>>,
    /// Its entry in the record. The result of a task has none, because the record shows the task.
    resource: Option<Resource>,
    history: StateEntry,
}

#[derive(Hash)]
struct Inner<S: TrackedState> {
    state: S,
    waiters: S::Waiters,
}

/// Mutable access to the state and its wait lists while a closure runs. Borrowing the state mutably counts as a change,
/// and is recorded as [`ResourceEvent::Changed`].
pub(crate) struct Edit<'a, S: TrackedState> {
    state: &'a mut S,
    /// The wait lists, for counting only. `wake_next`, `grant_next` and `hand_over` change them.
    pub(super) waiters: &'a mut S::Waiters,
    effects: Effects,
}

/// The events to record and the waiters to wake once the state is no longer borrowed.
#[derive(Default)]
struct Effects {
    is_changed: bool,
    transfer: Transfer,
    is_acquired: bool,
    served: Vec<(Waiter, bool)>,
}

impl<S: TrackedState> Deref for Edit<'_, S> {
    type Target = S;

    fn deref(&self) -> &S {
        self.state
    }
}

impl<S: TrackedState> DerefMut for Edit<'_, S> {
    fn deref_mut(&mut self) -> &mut S {
        self.effects.is_changed = true;
        self.state
    }
}

impl<S: TrackedState> Edit<'_, S> {
    /// Returns the state, for a change that its text doesn't show: the record gets no event.
    pub(super) fn silently(&mut self) -> &mut S {
        self.state
    }

    /// Returns the state, for a change with which the running task sends or receives a message. The timeline shows it.
    pub(super) fn passing(&mut self, transfer: Transfer) -> &mut S {
        self.effects.transfer = transfer;
        &mut *self
    }

    /// Wakes the first waiter, which then tries again. Returns `false` if no task waits.
    pub(super) fn wake_next<L: ListOf<S>>(&mut self) -> bool {
        let next = L::list(self.waiters).pop();
        self.serve(next, false)
    }

    /// Wakes the first waiter, and reserves what it waits for until it claims that or is dropped.
    pub(super) fn grant_next<L: ListOf<S>>(&mut self) -> bool {
        let next = L::list(self.waiters).grant(GrantKind::Reserved);
        self.serve(next, false)
    }

    /// Wakes the first waiter, which then continues whatever the state is. Nothing is reserved for it.
    pub(super) fn release_next<L: ListOf<S>>(&mut self) -> bool {
        let next = L::list(self.waiters).grant(GrantKind::Released);
        self.serve(next, false)
    }

    /// Wakes the first waiter, which holds the resource from now on.
    pub(super) fn hand_over<L: ListOf<S>>(&mut self) -> bool {
        let next = L::list(self.waiters).grant(GrantKind::Held);
        self.serve(next, true)
    }

    fn serve(&mut self, next: Option<Waiter>, is_held: bool) -> bool {
        let is_served = next.is_some();
        self.effects.served.extend(next.map(|waiter| (waiter, is_held)));
        is_served
    }
}

impl<S: TrackedState> Tracked<S> {
    /// Creates the state and its entry in the record, where it is called `promise 1` and so on until it is
    /// bound to a variable.
    pub(super) fn new(kind: ResourceKind, kind_name: &str, state: S) -> Rc<Tracked<S>> {
        let resource = Resource::new(kind, kind_name, || state.text());
        Tracked::with(Some(resource), state)
    }

    /// Creates a state that has no entry in the record.
    pub(super) fn unrecorded(state: S) -> Rc<Tracked<S>> {
        Tracked::with(None, state)
    }

    fn with(resource: Option<Resource>, state: S) -> Rc<Tracked<S>> {
        let inner = RefCell::new(Inner { state, waiters: S::Waiters::default() });
        let tracked = Tracked { inner, resource, history: StateEntry::new() };
        tracked.apply(Effects::default());
        Rc::new(tracked)
    }

    /// Returns its number in the record, if the run is recorded.
    pub(super) fn resource_id(&self) -> Option<ResourceId> {
        self.resource.as_ref().and_then(Resource::id)
    }

    /// Reads the state where no task gets the answer: for the record, or outside the loop.
    pub(super) fn look<A>(&self, query: impl FnOnce(&S) -> A) -> A {
        query(&self.inner.borrow().state)
    }

    /// Names it after the first variable that it is bound to.
    pub(super) fn name(&self, name: &str) {
        if let Some(resource) = &self.resource {
            resource.name(name);
        }
    }

    /// Reads the state. The answer enters the history of the running task.
    pub(super) fn observe<A: Hash>(&self, query: impl FnOnce(&S) -> A) -> A {
        let answer = query(&self.inner.borrow().state);
        history::observed(answer)
    }

    /// Changes the state, and wakes the tasks that can continue. The answer enters the history of the running task.
    pub(super) fn update<A: Hash>(&self, change: impl FnOnce(&mut Edit<'_, S>) -> A) -> A {
        let answer = history::observed(self.edit(change));
        self.wake_waiters();
        answer
    }

    /// Changes what only the record shows: no task can observe it, so it takes no part in comparisons and isn't progress.
    /// `change` returns whether the text is a different one now.
    pub(super) fn note(&self, change: impl FnOnce(&mut S, &S::Waiters) -> bool) {
        let mut inner = self.inner.borrow_mut();
        let Inner { state, waiters } = &mut *inner;
        let is_changed = change(state, waiters);
        drop(inner);
        if let Some(resource) = self.resource.as_ref().filter(|_| is_changed) {
            resource.noted(|| self.inner.borrow().state.text());
        }
    }

    /// Replaces the state. The old one is dropped while nothing is borrowed, before the change is recorded.
    pub(super) fn set(&self, state: S) {
        let old = mem::replace(&mut self.inner.borrow_mut().state, state);
        drop(old);
        self.apply(Effects { is_changed: true, ..Effects::default() });
        self.wake_waiters();
    }

    /// Holds the resource for the running task if `acquire` takes it, and doesn't wait.
    pub(super) fn try_hold(
        self: &Rc<Self>,
        acquire: impl FnOnce(&mut Edit<'_, S>) -> bool,
    ) -> Option<Holding<S>> {
        let is_held = self.update(|edit| {
            edit.effects.is_acquired = acquire(edit);
            edit.effects.is_acquired
        });
        is_held.then(|| Holding { tracked: Rc::clone(self), task: context::running() })
    }

    /// Returns whether this waiter is in the list `L`: it waits, and hasn't been woken.
    pub(super) fn is_waiting<L: ListOf<S>>(&self, id: Option<WaiterId>) -> bool {
        id.is_some_and(|id| L::list(&mut self.inner.borrow_mut().waiters).contains(id))
    }

    /// Tries once, and waits in the list `L` if `attempt` returns `None`. The argument of `attempt` is whether this
    /// waiter had a grant, which it has now claimed.
    pub(super) fn poll_wait<L: ListOf<S>, A: Hash>(
        &self,
        id: &mut Option<WaiterId>,
        context: &mut Context<'_>,
        attempt: impl FnOnce(&mut Edit<'_, S>, bool) -> Option<A>,
    ) -> Poll<A> {
        self.poll_claim::<L, A>(id, context, |edit, grant| attempt(edit, grant.is_some()))
    }

    fn poll_claim<L: ListOf<S>, A: Hash>(
        &self,
        id: &mut Option<WaiterId>,
        context: &mut Context<'_>,
        attempt: impl FnOnce(&mut Edit<'_, S>, Option<&Grant>) -> Option<A>,
    ) -> Poll<A> {
        let answer = self.edit(|edit| {
            let grant = id.and_then(|id| L::list(edit.waiters).claim(id));
            attempt(edit, grant.as_ref())
        });
        if answer.is_none() {
            self.wait::<L>(id, context.waker());
        }
        let answer = history::observed(answer);
        self.wake_waiters();
        answer.map_or(Poll::Pending, Poll::Ready)
    }

    /// Stores the waker in the list `L`.
    fn wait<L: ListOf<S>>(&self, id: &mut Option<WaiterId>, waker: &Waker) {
        history::note_waker(waker);
        self.history.note_wait();
        let (before, waker) = (*id, KitWaker::of(waker));
        let old = self.edit(|edit| L::list(edit.waiters).push(id, waker));
        drop(old);
        if *id != before
            && let (Some(resource), Some(task)) = (&self.resource, context::running())
        {
            resource.record(|resource| ResourceEvent::Waits { resource, task });
        }
    }

    /// Returns the first waiter of the list `L`.
    pub(super) fn first_waiter<L: ListOf<S>>(&self) -> Option<WaiterId> {
        L::list(&mut self.inner.borrow_mut().waiters).first()
    }

    /// Removes a dropped waiter from the list `L`, or passes its grant to the next waiter.
    pub(super) fn cancel<L: ListOf<S>>(&self, id: Option<WaiterId>) {
        let Some(id) = id else { return };
        let (grant, waiter) = self.edit(|edit| {
            let list = L::list(edit.waiters);
            (list.claim(id), list.remove(id))
        });
        match grant {
            Some(Grant { kind: GrantKind::Held, task, .. }) => return self.release(task),
            Some(_) => {}
            None => {
                let Some(Waiter { task, waker, .. }) = waiter else { return };
                self.record_leaving(task, LeaveReason::Gone);
                drop(waker);
            }
        }
        self.wake_waiters();
    }

    /// Records that the task releases the resource, and hands it to the next waiter or marks it as free.
    fn release(&self, task: Option<TaskId>) {
        if let (Some(resource), Some(task)) = (&self.resource, task) {
            resource.record(|resource| ResourceEvent::Releases { resource, task });
        }
        self.edit(S::take_back);
        self.wake_waiters();
    }

    fn wake_waiters(&self) {
        loop {
            let (has_woken, effects) = self.borrowed(S::wake_one);
            if !has_woken {
                return;
            }
            self.apply(effects);
        }
    }

    /// Runs `change` with the state borrowed, then applies its effects.
    fn edit<R>(&self, change: impl FnOnce(&mut Edit<'_, S>) -> R) -> R {
        let (result, effects) = self.borrowed(change);
        self.apply(effects);
        result
    }

    fn borrowed<R>(&self, change: impl FnOnce(&mut Edit<'_, S>) -> R) -> (R, Effects) {
        let unwound = InexactOnUnwind;
        let mut inner = self.inner.borrow_mut();
        let Inner { state, waiters } = &mut *inner;
        let mut edit = Edit { state, waiters, effects: Effects::default() };
        let result = change(&mut edit);
        let effects = edit.effects;
        mem::forget(unwound);
        (result, effects)
    }

    /// Fingerprints the state, records the effects, and calls the wakers. Nothing may be borrowed.
    fn apply(&self, effects: Effects) {
        self.history.set_state(|| Fingerprint::of(&*self.inner.borrow()));
        let Effects { is_changed, transfer, is_acquired, served } = effects;
        if let Some(resource) = self.resource.as_ref().filter(|_| is_changed) {
            resource.changed(transfer, || self.inner.borrow().state.text());
        }
        if is_acquired {
            self.record_holder(context::running());
        }
        for (Waiter { task, waker, .. }, is_held) in served {
            if is_held {
                self.record_holder(task);
            }
            self.record_leaving(task, LeaveReason::Served);
            waker.wake();
        }
    }

    fn record_holder(&self, task: Option<TaskId>) {
        context::progress();
        if let (Some(resource), Some(task)) = (&self.resource, task) {
            resource.record(|resource| ResourceEvent::Holds { resource, task });
        }
    }

    fn record_leaving(&self, task: Option<TaskId>, why: LeaveReason) {
        if let (Some(resource), Some(task)) = (&self.resource, task) {
            resource.record(|resource| ResourceEvent::Leaves { resource, task, why });
        }
    }
}

/// Marks the notes as inexact if a closure panics in the middle of a change, because fingerprints then no longer
/// distinguish the states of this run.
struct InexactOnUnwind;

impl Drop for InexactOnUnwind {
    fn drop(&mut self) {
        history::set_inexact();
    }
}

/// The part of a future that waits in the list `L` of a state.
pub(crate) struct Waiting<S: TrackedState, L: ListOf<S>, V = ()> {
    pub(super) tracked: Rc<Tracked<S>>,
    id: Option<WaiterId>,
    /// The future's own data, such as the value that it will put into a queue.
    pub(super) value: V,
    list: PhantomData<L>,
}

impl<S: TrackedState, L: ListOf<S>, V> Waiting<S, L, V> {
    /// Returns whether it waits and hasn't been woken.
    pub(super) fn is_waiting(&self) -> bool {
        self.tracked.is_waiting::<L>(self.id)
    }

    /// Leaves the list if it waits there, because it is polled for another reason than a wake from the list, and may
    /// be served now.
    pub(super) fn leave(&mut self) {
        if self.is_waiting() {
            self.tracked.cancel::<L>(self.id.take());
        }
    }

    /// Like [`poll`](Waiting::poll), and says what the grant was.
    pub(super) fn poll_granted<A: Hash>(
        &mut self,
        context: &mut Context<'_>,
        attempt: impl FnOnce(&mut Edit<'_, S>, Option<GrantKind>, &mut V) -> Option<A>,
    ) -> Poll<A> {
        let Waiting { tracked, id, value, .. } = self;
        tracked.poll_claim::<L, A>(id, context, |edit, grant| {
            attempt(edit, grant.map(|grant| grant.kind), value)
        })
    }

    /// Returns a waiter that hasn't started to wait.
    pub(super) fn new(tracked: &Rc<Tracked<S>>, value: V) -> Waiting<S, L, V> {
        Waiting { tracked: Rc::clone(tracked), id: None, value, list: PhantomData }
    }

    /// Like [`Tracked::poll_wait`], with the value.
    pub(super) fn poll<A: Hash>(
        &mut self,
        context: &mut Context<'_>,
        attempt: impl FnOnce(&mut Edit<'_, S>, bool, &mut V) -> Option<A>,
    ) -> Poll<A> {
        self.poll_granted(context, |edit, grant, value| attempt(edit, grant.is_some(), value))
    }

    /// Waits until the running task holds the resource. `acquire` takes it if it is free.
    pub(super) fn poll_hold(
        &mut self,
        context: &mut Context<'_>,
        acquire: impl FnOnce(&mut Edit<'_, S>) -> bool,
    ) -> Poll<Holding<S>> {
        let Waiting { tracked, id, .. } = self;
        let mut holder = None;
        let poll = tracked.poll_claim::<L, ()>(id, context, |edit, grant| {
            if let Some(grant) = grant {
                holder = grant.task;
                return Some(());
            }
            if !acquire(edit) {
                return None;
            }
            holder = context::running();
            edit.effects.is_acquired = true;
            Some(())
        });
        poll.map(|()| Holding { tracked: Rc::clone(tracked), task: holder })
    }
}

impl<S: TrackedState, L: ListOf<S>, V> Unpin for Waiting<S, L, V> {}

impl<S: TrackedState, L: ListOf<S>, V> Drop for Waiting<S, L, V> {
    fn drop(&mut self) {
        self.tracked.cancel::<L>(self.id);
    }
}

/// The part of a guard that releases the resource when it is dropped.
pub(crate) struct Holding<S: TrackedState> {
    tracked: Rc<Tracked<S>>,
    task: Option<TaskId>,
}

impl<S: TrackedState> Drop for Holding<S> {
    fn drop(&mut self) {
        self.tracked.release(self.task);
    }
}

/// The state of a [`Shared`](super::Shared).
impl<T> TrackedState for Payload<T> {
    type Waiters = ();

    fn text(&self) -> String {
        Payload::text(self)
    }
}

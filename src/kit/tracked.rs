//! The state of a primitive, where every look and every change is accounted for.
//!
//! Three readers want to know what happens to a shared thing. The *record* shows its state, who waits for
//! it and who holds it. The *exploration* compares runs by what each task observed and by what each thing
//! would answer ([`history`]). And the *tasks that wait* want to be woken when the state allows one of them
//! to continue. A primitive that had to remember all three at each place would forget one; so it cannot
//! reach its state at all except through [`Tracked`]:
//!
//! * [`observe`](Tracked::observe) asks a question. The answer, and only the answer, enters the history of the
//!   running task, so ask for what the task needs: "is there room?" is one bit, the contents are many.
//! * [`update`](Tracked::update) changes the state. Afterwards the new state is recorded and fingerprinted, and
//!   [`TrackedState::wake_one`] is called until it wakes nobody more.
//! * A [`Waiting`] is what a future stores. [`poll`](Waiting::poll) tries, and waits where it fails; dropping it
//!   leaves the wait list, or passes on what was granted.
//! * A [`Holding`] is what a guard stores. Dropping it releases.
//!
//! An answer is `Hash`, because that is how it gets into the history; a value of a learner's own type comes
//! out in its [`Payload`]. The state is only borrowed while a closure runs: wakers are cloned, called and
//! dropped outside, since they may be foreign code.

use super::history::{self, Fingerprint, StateEntry};
use super::payload::Payload;
use super::resource::Resource;
use super::wait_list::{Grant, WaitList, Waiter, WaiterId};
use crate::executor::context;
use crate::record::event::{LeaveReason, ResourceEvent, ResourceKind, TaskId};
use std::cell::RefCell;
use std::hash::Hash;
use std::marker::PhantomData;
use std::mem;
use std::ops::{Deref, DerefMut};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// What a primitive knows. Derive `Hash`: it takes in every field, so none can be left out of a comparison.
pub(crate) trait TrackedState: Hash {
    /// Who waits for it: `()` for nobody, one [`WaitList`], or a struct of several.
    type Waiters: Hash + Default;

    /// Returns the state as the record shows it.
    fn text(&self) -> String {
        String::new()
    }

    /// Wakes one waiter if the state allows it to continue, and says whether it did. Called after every
    /// change until it returns `false`.
    fn wake_one(_: &mut Edit<'_, Self>) -> bool
    where
        Self: Sized,
    {
        false
    }

    /// Takes back what a task held: it goes to the next waiter, or is free.
    fn take_back(_: &mut Edit<'_, Self>)
    where
        Self: Sized,
    {
    }
}

/// Chooses a wait list of `S`.
pub(crate) trait ListOf<S: TrackedState> {
    /// Returns the list.
    fn list(waiters: &mut S::Waiters) -> &mut WaitList;
}

/// The one list of a state that has one.
#[derive(Debug)]
pub(crate) enum OnlyList {}

impl<S: TrackedState<Waiters = WaitList>> ListOf<S> for OnlyList {
    fn list(waiters: &mut WaitList) -> &mut WaitList {
        waiters
    }
}

/// A state that can only be reached through `observe` and `update`.
pub(crate) struct Tracked<S: TrackedState> {
    inner: RefCell<Inner<S>>,
    /// Its entry in the record. The result of a task has none: the record shows the task.
    resource: Option<Resource>,
    history: StateEntry,
}

#[derive(Hash)]
struct Inner<S: TrackedState> {
    state: S,
    waiters: S::Waiters,
}

/// Mutable access to the state for as long as one closure runs. Whoever borrows the state mutably has
/// changed it: that is recorded as [`ResourceEvent::Changed`]. The wait lists are beside it.
pub(crate) struct Edit<'a, S: TrackedState> {
    state: &'a mut S,
    /// The wait lists, to be counted. They are changed by `wake_next`, `grant_next` and `hand_over`.
    pub(super) waiters: &'a mut S::Waiters,
    effects: Effects,
}

/// What is to be recorded, and who is to be woken, once the state is no longer borrowed.
#[derive(Default)]
struct Effects {
    is_changed: bool,
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
    /// Wakes the first waiter, which then asks again. Returns `false` where nobody waits.
    pub(super) fn wake_next<L: ListOf<S>>(&mut self) -> bool {
        let next = L::list(self.waiters).pop();
        self.serve(next, false)
    }

    /// Wakes the first waiter, and sets aside what it waits for until it claims that or is dropped.
    pub(super) fn grant_next<L: ListOf<S>>(&mut self) -> bool {
        let next = L::list(self.waiters).grant(false);
        self.serve(next, false)
    }

    /// Wakes the first waiter, which holds the thing from now on.
    pub(super) fn hand_over<L: ListOf<S>>(&mut self) -> bool {
        let next = L::list(self.waiters).grant(true);
        self.serve(next, true)
    }

    fn serve(&mut self, next: Option<Waiter>, is_held: bool) -> bool {
        let is_served = next.is_some();
        self.effects.served.extend(next.map(|waiter| (waiter, is_held)));
        is_served
    }
}

impl<S: TrackedState> Tracked<S> {
    /// Makes the state and its entry in the record, where it is called `promise 1` and so on until it is
    /// bound to a variable.
    pub(super) fn new(kind: ResourceKind, called: &str, state: S) -> Rc<Tracked<S>> {
        let resource = Resource::new(kind, called, || state.text());
        Tracked::with(Some(resource), state)
    }

    /// Makes a state that the record does not show.
    pub(super) fn unrecorded(state: S) -> Rc<Tracked<S>> {
        Tracked::with(None, state)
    }

    fn with(resource: Option<Resource>, state: S) -> Rc<Tracked<S>> {
        let inner = RefCell::new(Inner { state, waiters: S::Waiters::default() });
        let tracked = Tracked { inner, resource, history: StateEntry::new() };
        tracked.apply(Effects::default());
        Rc::new(tracked)
    }

    /// Gives it the name of the first variable that it was bound to.
    pub(super) fn name(&self, name: &str) {
        if let Some(resource) = &self.resource {
            resource.name(name);
        }
    }

    /// Asks about the state. The answer enters the history of the running task.
    pub(super) fn observe<A: Hash>(&self, question: impl FnOnce(&S) -> A) -> A {
        let answer = question(&self.inner.borrow().state);
        history::observed(answer)
    }

    /// Changes the state, and wakes whoever can continue. The answer enters the history of the running task.
    pub(super) fn update<A: Hash>(&self, change: impl FnOnce(&mut Edit<'_, S>) -> A) -> A {
        let answer = history::observed(self.edit(change));
        self.wake_waiters();
        answer
    }

    /// Puts another state in its place. The old one is dropped while nothing is borrowed, before the change
    /// is recorded.
    pub(super) fn set(&self, state: S) {
        let old = mem::replace(&mut self.inner.borrow_mut().state, state);
        drop(old);
        self.apply(Effects { is_changed: true, ..Effects::default() });
        self.wake_waiters();
    }

    /// Tries once, and waits in the list `L` where `attempt` gives nothing. `attempt` is told whether something
    /// was set aside for this waiter; that is its own from now on.
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
        let (before, waker) = (*id, waker.clone());
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

    /// Leaves the list `L`, or passes on what was granted: the waiter was dropped.
    pub(super) fn cancel<L: ListOf<S>>(&self, id: Option<WaiterId>) {
        let Some(id) = id else { return };
        let (grant, waiter) = self.edit(|edit| {
            let list = L::list(edit.waiters);
            (list.claim(id), list.remove(id))
        });
        match grant {
            Some(Grant { is_held: true, task, .. }) => return self.release(task),
            Some(_) => {}
            None => {
                let Some(Waiter { task, waker, .. }) = waiter else { return };
                self.record_leaving(task, LeaveReason::Gone);
                drop(waker);
            }
        }
        self.wake_waiters();
    }

    /// The task releases what it holds: it goes to the next waiter, or is free.
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

    /// Runs `change` with the state borrowed, and then lets its effects happen.
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

    /// Fingerprints the state, records what happened, and calls the wakers. Nothing is borrowed.
    fn apply(&self, effects: Effects) {
        self.history.set_state(|| Fingerprint::of(&*self.inner.borrow()));
        let Effects { is_changed, is_acquired, served } = effects;
        if let Some(resource) = self.resource.as_ref().filter(|_| is_changed) {
            resource.changed(|| self.inner.borrow().state.text());
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

/// Says, where a learner's closure panics in the middle of a change, that fingerprints no longer tell the
/// states of this run apart.
struct InexactOnUnwind;

impl Drop for InexactOnUnwind {
    fn drop(&mut self) {
        history::set_inexact();
    }
}

/// What a future stores that waits in the list `L` of a state, with a value that it carries.
pub(crate) struct Waiting<S: TrackedState, L: ListOf<S>, V = ()> {
    pub(super) tracked: Rc<Tracked<S>>,
    id: Option<WaiterId>,
    /// What the future brings along, such as the value that it will put into a queue.
    pub(super) value: V,
    list: PhantomData<L>,
}

impl<S: TrackedState, L: ListOf<S>, V> Waiting<S, L, V> {
    /// Does not wait yet.
    pub(super) fn new(tracked: &Rc<Tracked<S>>, value: V) -> Waiting<S, L, V> {
        Waiting { tracked: Rc::clone(tracked), id: None, value, list: PhantomData }
    }

    /// Like [`Tracked::poll_wait`], with the value.
    pub(super) fn poll<A: Hash>(
        &mut self,
        context: &mut Context<'_>,
        attempt: impl FnOnce(&mut Edit<'_, S>, bool, &mut V) -> Option<A>,
    ) -> Poll<A> {
        let Waiting { tracked, id, value, .. } = self;
        tracked.poll_wait::<L, A>(id, context, |edit, is_granted| attempt(edit, is_granted, value))
    }

    /// Waits until the running task holds the thing. `acquire` takes it where it is free.
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

/// What a guard stores: the thing is held until this is dropped.
pub(crate) struct Holding<S: TrackedState> {
    tracked: Rc<Tracked<S>>,
    task: Option<TaskId>,
}

impl<S: TrackedState> Drop for Holding<S> {
    fn drop(&mut self) {
        self.tracked.release(self.task);
    }
}

/// A value of a learner's own, alone: what [`Shared`](super::Shared) is made of.
impl<T> TrackedState for Payload<T> {
    type Waiters = ();

    fn text(&self) -> String {
        Payload::text(self)
    }
}

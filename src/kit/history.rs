//! Records what each task observes while all orders of a program are explored.
//!
//! What a coroutine does next depends on its own code and on the answers that it has got: the lock was free, the queue
//! had 3 values, the time is 2 s. So its *history*, the list of its polls with the answers of each, determines
//! its state, even though its contents aren't visible. Two runs in which every task has the same history and every
//! resource has the same state continue in the same way, and [`explore`](mod@crate::explore) makes only one of them.
//!
//! [`Tracked`](super::tracked) reports here for every primitive: each answer with [`observed`], each new state with
//! [`StateEntry::set_state`], each waker that is stored with [`note_waker`]. Queries that go to the loop instead (the
//! time, whether a task has ended) call [`observed`] themselves.
//!
//! A history is stored as a fingerprint. When nothing is being explored, each call costs one branch.

use crate::executor::context;
use crate::executor::task::TaskState;
use crate::record::event::TaskId;
use std::any::type_name;
use std::cell::{Cell, RefCell};
use std::fmt::Debug;
use std::hash::Hash;
use std::task::Waker;

mod fingerprint;

pub(crate) use fingerprint::{Fingerprint, FingerprintHasher, is_plain};

thread_local! {
    static IS_EXPLORING: Cell<bool> = const { Cell::new(false) };
    static HAS_STATES: Cell<bool> = const { Cell::new(false) };
    static HAS_ENDLESS_POLL: Cell<bool> = const { Cell::new(false) };
    static NOTES: RefCell<Notes> = const { RefCell::new(Notes::new()) };
}

// Entries of a history that aren't answers.
const POLL: u8 = 1;
const VALUE: u8 = 2;

/// The notes about one run.
struct Notes {
    run: u64,
    actors: Vec<Actor>, // the set-up, then the tasks by number
    entries: Vec<Entry>,
    lines: Vec<String>,
    output: Fingerprint, // of all lines
    is_inexact: bool,
}

/// A task, or the set-up.
#[derive(Clone, Default)]
struct Actor {
    identity: Fingerprint,
    history: Fingerprint,
    children: u32,
    waits_for: Fingerprint,
    waker: usize,
    is_cancelled: bool,
}

#[derive(Clone, Copy, Default)]
struct Entry {
    identity: Fingerprint,
    state: Fingerprint,
}

impl Notes {
    const fn new() -> Notes {
        Notes {
            run: 0,
            actors: Vec::new(),
            entries: Vec::new(),
            lines: Vec::new(),
            output: Fingerprint::NONE,
            is_inexact: false,
        }
    }

    fn running(&mut self) -> &mut Actor {
        let number = context::running().map_or(0, |task| task.0 as usize + 1);
        self.actor(number)
    }

    fn actor(&mut self, number: usize) -> &mut Actor {
        if number >= self.actors.len() {
            self.actors.resize_with(number + 1, Actor::default);
        }
        &mut self.actors[number]
    }

    /// Returns an identity for an object that the running task creates now, made of the creator's identity and a
    /// counter. A number counted over the whole run would differ between orders. The creator's history needs no entry,
    /// because its earlier answers determine whether it creates something here.
    fn identify_child(&mut self) -> Fingerprint {
        let maker = self.running();
        maker.children += 1;
        maker.identity.then(&maker.children)
    }
}

#[inline]
fn with_notes<R>(note: impl FnOnce(&mut Notes) -> R) -> Option<R> {
    if !IS_EXPLORING.get() {
        return None;
    }
    NOTES.try_with(|notes| note(&mut notes.borrow_mut())).ok()
}

/// Returns whether a program is being explored.
#[inline]
pub(crate) fn is_exploring() -> bool {
    IS_EXPLORING.get()
}

/// Returns whether histories and states are recorded, not only identities and lines.
#[inline]
fn has_states() -> bool {
    HAS_STATES.get()
}

/// Appends an answer to the history of the running task, and returns it.
pub(crate) fn observed<A: Hash>(answer: A) -> A {
    if has_states() {
        with_notes(|notes| {
            let actor = notes.running();
            actor.history = actor.history.then(&answer);
        });
    }
    answer
}

/// Returns the history of the running task, which determines everything that the task writes now.
pub(crate) fn current() -> Fingerprint {
    with_notes(|notes| notes.running().history).unwrap_or_default()
}

/// Returns a fingerprint of a value that the running task stores in a resource.
///
/// If the type consists of plain types, whose `Debug` text is complete, it is the fingerprint of that text. Otherwise
/// it is the history of the task, which distinguishes at least as many values.
pub(crate) fn of_value<T: Debug>(value: &T) -> Fingerprint {
    of_changed_value(Fingerprint::default(), value)
}

/// Like [`of_value`], for a value that had the fingerprint `before` until the running task changed it in place. The
/// new value depends on both.
pub(crate) fn of_changed_value<T: Debug>(before: Fingerprint, value: &T) -> Fingerprint {
    match has_states() {
        true if fingerprint::is_plain(type_name::<T>()) => Fingerprint::of(&format!("{value:?}")),
        true => {
            observed(VALUE); // so that the next value gets a different fingerprint
            before.then(&current())
        }
        false => Fingerprint::default(),
    }
}

/// Returns a fingerprint of a value that a job outside the loop has changed. `how` is determined by the job and by the
/// value before. Nothing that a task has observed plays a part.
pub(crate) fn of_value_changed_by<T: Debug>(how: Fingerprint, value: &T) -> Fingerprint {
    match has_states() {
        true if fingerprint::is_plain(type_name::<T>()) => Fingerprint::of(&format!("{value:?}")),
        true => how,
        false => Fingerprint::default(),
    }
}

/// Returns a fingerprint of the result of a job outside the loop, which `origin` determines.
pub(crate) fn of_job_result<T: 'static>(origin: Fingerprint, value: &T) -> Fingerprint {
    let plain = if has_states() { fingerprint::of_any(value) } else { None };
    plain.unwrap_or(origin)
}

/// Like [`of_value`], for a result that may not be `Debug`.
pub(crate) fn of_result<T: 'static>(value: &T) -> Fingerprint {
    let plain = if has_states() { fingerprint::of_any(value) } else { None };
    plain.unwrap_or_else(current)
}

/// Notes that a primitive stores this waker.
///
/// If it isn't the task's own waker, the task contains an executor, whose behavior depends on the order of its wakes.
/// The notes don't record wakes, so they become inexact.
pub(crate) fn note_waker(waker: &Waker) {
    with_notes(|notes| {
        let own = notes.running().waker;
        notes.is_inexact |= own != waker.data() as usize;
    });
}

/// Marks the notes as inexact: they don't describe everything that this run depends on.
pub(crate) fn set_inexact() {
    with_notes(|notes| notes.is_inexact = true);
}

/// Notes that a poll of the running task begins, with its own waker.
#[inline]
pub(crate) fn begin_poll(waker: &Waker) {
    with_notes(|notes| {
        let actor = notes.running();
        if has_states() {
            actor.history = actor.history.then(&POLL);
        }
        actor.waits_for = Fingerprint::default();
        actor.waker = waker.data() as usize;
    });
}

/// Notes that the running task spawned this one.
///
/// The new task's history starts with its spawner's history, because it may have received any of that as an argument,
/// and with its identity, so that two children of one task don't have the same history.
pub(crate) fn note_spawn(task: TaskId) {
    with_notes(|notes| {
        let identity = notes.identify_child();
        let history = identity.then(&notes.running().history);
        *notes.actor(task.0 as usize + 1) = Actor { identity, history, ..Actor::default() };
    });
}

/// Notes that the task is to be cancelled.
pub(crate) fn note_cancel(task: TaskId) {
    with_notes(|notes| notes.actor(task.0 as usize + 1).is_cancelled = true);
}

/// Notes that a text was printed, line by line.
pub(crate) fn note_output(text: &str) {
    with_notes(|notes| {
        notes.output = notes.output.then(text);
        notes.lines.extend(text.split('\n').map(str::to_owned));
    });
}

/// The entry of a resource in the notes, with its state.
#[derive(Debug)]
pub(crate) struct StateEntry(Option<(u64, usize)>);

impl StateEntry {
    /// Notes that the running task created a resource. The caller sets its first state next.
    pub(crate) fn new() -> StateEntry {
        StateEntry(with_notes(|notes| {
            let identity = notes.identify_child();
            notes.entries.push(Entry { identity, state: Fingerprint::default() });
            (notes.run, notes.entries.len() - 1)
        }))
    }

    fn index(&self, notes: &Notes) -> Option<usize> {
        self.0.filter(|(run, _)| *run == notes.run).map(|(_, index)| index)
    }

    /// Sets the resource's state. A resource that was created before the run has no entry, so it makes the notes
    /// inexact.
    #[inline]
    pub(crate) fn set_state(&self, state: impl FnOnce() -> Fingerprint) {
        if has_states() {
            let state = state();
            with_notes(|notes| match self.index(notes) {
                Some(index) => notes.entries[index].state = state,
                None => notes.is_inexact = true,
            });
        }
    }

    /// Notes that the running task waits for the resource. This ignores resources from before the run: waiting also
    /// changes the wait list, so `set_state` marks the notes as inexact.
    pub(crate) fn note_wait(&self) {
        with_notes(|notes| {
            if let Some(index) = self.index(notes) {
                let identity = notes.entries[index].identity;
                let actor = notes.running();
                actor.waits_for = actor.waits_for.and(identity);
            }
        });
    }
}

impl Drop for StateEntry {
    fn drop(&mut self) {
        with_notes(|notes| {
            if let Some(index) = self.index(notes) {
                notes.entries[index] = Entry::default();
            }
        });
    }
}

/// Starts the notes about a new run. Without `has_states`, they contain only what determines the outcome, and
/// [`run_fingerprint`] can't be used.
pub(crate) fn begin(has_states: bool) {
    IS_EXPLORING.set(true);
    HAS_STATES.set(has_states);
    with_notes(|notes| {
        notes.run += 1;
        notes.actors.clear();
        notes.entries.clear();
        notes.lines.clear();
        notes.output = Fingerprint::NONE;
        notes.is_inexact = false;
    });
}

/// Notes that a poll was stopped because it will probably never return. It remains noted until a search begins.
pub(crate) fn note_endless_poll() {
    HAS_ENDLESS_POLL.set(true);
}

/// Returns whether that was noted.
pub(crate) fn has_endless_poll() -> bool {
    HAS_ENDLESS_POLL.get()
}

/// Forgets it.
pub(crate) fn begin_search() {
    HAS_ENDLESS_POLL.set(false);
}

/// Stops taking notes.
pub(crate) fn end() {
    IS_EXPLORING.set(false);
    HAS_STATES.set(false);
}

/// Takes the lines that were printed since the last call.
pub(crate) fn take_lines() -> Vec<String> {
    with_notes(|notes| std::mem::take(&mut notes.lines)).unwrap_or_default()
}

/// Returns a fingerprint of everything that was printed in this run.
pub(crate) fn output() -> Fingerprint {
    with_notes(|notes| notes.output).unwrap_or_default()
}

/// Returns whether the notes are inexact, so that states can't be compared.
pub(crate) fn is_inexact() -> bool {
    with_notes(|notes| notes.is_inexact).unwrap_or(false)
}

/// Returns the identity of a task, which is the same in every order, and that of the resources that it waits for.
pub(crate) fn identity_of(task: TaskId) -> (Fingerprint, Fingerprint) {
    let found = with_notes(|notes| {
        let actor = notes.actor(task.0 as usize + 1);
        (actor.identity, actor.waits_for)
    });
    found.unwrap_or_default()
}

/// Returns a fingerprint of the run's state according to the notes. `alive` are the tasks that haven't ended.
pub(crate) fn run_fingerprint(alive: &[(TaskId, TaskState)]) -> Fingerprint {
    let all = with_notes(|notes| {
        let mut all = Fingerprint::default();
        for (task, state) in alive {
            let Actor { identity, history, is_cancelled, .. } = notes.actor(task.0 as usize + 1);
            let actor = (*identity, *history, *is_cancelled, *state as u8);
            all = all.and(Fingerprint::of(&actor));
        }
        for entry in notes.entries.iter().filter(|entry| entry.identity != Fingerprint::default()) {
            all = all.and(Fingerprint::of(&(entry.identity, entry.state)));
        }
        all
    });
    all.unwrap_or_default()
}

//! What the tasks of a run have been **shown**, noted while all orders of a program are explored.
//!
//! A coroutine goes on by its own code and by the answers that it gets: the lock was free, the queue held
//! 3, it is 2 s now. So its *history*, which is the list of its polls with the answers of each, says all
//! that there is to know of where it stands, also where nobody can look inside. Two runs in which every
//! task has the same history, and every shared thing the same state, go on in the same way.
//! [`explore`](mod@crate::explore) builds on that.
//!
//! Each primitive of the kit therefore says three entries here, and whoever writes a new one must too:
//!
//! * [`observe`]: each answer that the running task can tell from another one. `Pending` is one too.
//! * [`StateEntry::set_state`]: all that the thing's later answers depend on.
//! * [`note_waker`]: it keeps this waker.
//!
//! A history is kept as a fingerprint. Without an exploration each call costs one branch.

use crate::executor::context;
use crate::executor::task::TaskState;
use crate::record::event::TaskId;
use std::any::type_name;
use std::cell::{Cell, RefCell};
use std::fmt::Debug;
use std::hash::Hash;
use std::task::Waker;

mod fingerprint;

pub(crate) use fingerprint::{Fingerprint, FingerprintHasher};

thread_local! {
    static IS_EXPLORING: Cell<bool> = const { Cell::new(false) };
    static HAS_STATES: Cell<bool> = const { Cell::new(false) };
    static NOTES: RefCell<Notes> = const { RefCell::new(Notes::new()) };
}

/// What stands in a history beside the answers.
const POLL: u8 = 1;
const MADE: u8 = 2;
const HANDS_ON: u8 = 3;

/// The notes on a run.
struct Notes {
    run: u64,
    actors: Vec<Actor>, // the set-up, and then the tasks by their numbers
    entries: Vec<Entry>,
    lines: Vec<String>,
    is_inexact: bool,
}

/// One who is shown entries: a task, or the set-up.
#[derive(Clone, Default)]
struct Actor {
    name: Fingerprint,
    history: Fingerprint,
    made: u32,
    waits_for: Fingerprint,
    waker: usize,
    is_cancelled: bool,
    result: Option<Fingerprint>,
}

#[derive(Clone, Copy)]
struct Entry {
    name: Fingerprint,
    state: Fingerprint,
}

impl Notes {
    const fn new() -> Notes {
        Notes {
            run: 0,
            actors: Vec::new(),
            entries: Vec::new(),
            lines: Vec::new(),
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

    /// A name for what the running task makes now: whose child it is, and which. Not its number in the
    /// run, which another order would change. With the name, a history of its own to begin with: two who
    /// had the same one could not be told apart by what they write.
    fn identify_child(&mut self) -> (Fingerprint, Fingerprint) {
        let maker = self.running();
        maker.made += 1;
        maker.history = maker.history.then(&MADE);
        let name = maker.name.then(&maker.made);
        (name, name.then(&maker.history))
    }
}

#[inline]
fn with_notes<R>(note: impl FnOnce(&mut Notes) -> R) -> Option<R> {
    if !IS_EXPLORING.get() {
        return None;
    }
    NOTES.try_with(|notes| note(&mut notes.borrow_mut())).ok()
}

/// Is an exploration going on?
#[inline]
pub(crate) fn is_exploring() -> bool {
    IS_EXPLORING.get()
}

/// Are histories and states noted, and not only names and lines?
#[inline]
fn has_states() -> bool {
    HAS_STATES.get()
}

/// The running task got an answer. `answer` is not called where nothing is noted.
#[inline]
pub(crate) fn observe<T: Hash>(answer: impl FnOnce() -> T) {
    if has_states() {
        let answer = answer();
        with_notes(|notes| {
            let actor = notes.running();
            actor.history = actor.history.then(&answer);
        });
    }
}

/// The history of the running task: what it writes now is a function of that.
pub(crate) fn history() -> Fingerprint {
    with_notes(|notes| notes.running().history).unwrap_or_default()
}

/// A fingerprint of a value that the running task hands on: of the value, where its type is made of plain
/// ones and `Debug` shows all of it; else the history of who made it, which says the same and tells more
/// values apart.
pub(crate) fn of_value<T: Debug>(value: &T) -> Fingerprint {
    match has_states() {
        true if fingerprint::is_plain(type_name::<T>()) => Fingerprint::of(&format!("{value:?}")),
        true => {
            observe(|| HANDS_ON); // two values that it hands on one after the other are two
            history()
        }
        false => Fingerprint::default(),
    }
}

/// Like [`of_value`], for a result that need not be `Debug`.
pub(crate) fn of_result<T: 'static>(value: &T) -> Fingerprint {
    let plain = if has_states() { fingerprint::of_any(value) } else { None };
    plain.unwrap_or_else(history)
}

/// A waker is kept. Where it is not the task's own, the task holds a small executor inside, which goes by
/// the order of its wakes; and wakes are not in the notes.
pub(crate) fn note_waker(waker: &Waker) {
    with_notes(|notes| {
        let own = notes.running().waker;
        notes.is_inexact |= own != waker.data() as usize;
    });
}

/// A poll of the running task begins, with its own waker.
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

/// The running task made this one.
pub(crate) fn note_spawn(task: TaskId) {
    with_notes(|notes| {
        let (name, history) = notes.identify_child();
        *notes.actor(task.0 as usize + 1) = Actor { name, history, ..Actor::default() };
    });
}

/// Somebody asked for this task to be cancelled.
pub(crate) fn note_cancel(task: TaskId) {
    with_notes(|notes| notes.actor(task.0 as usize + 1).is_cancelled = true);
}

/// The result of the task lies in its handle from now on, or no longer.
pub(crate) fn set_result(task: TaskId, result: Option<Fingerprint>) {
    with_notes(|notes| notes.actor(task.0 as usize + 1).result = result);
}

/// The running task waits for the end of this one.
pub(crate) fn note_join(task: TaskId) {
    with_notes(|notes| {
        let name = notes.actor(task.0 as usize + 1).name;
        let actor = notes.running();
        actor.waits_for = actor.waits_for.and(name);
    });
}

/// A text was printed. It counts line by line.
pub(crate) fn note_output(text: &str) {
    with_notes(|notes| notes.lines.extend(text.split('\n').map(str::to_owned)));
}

/// A shared thing in the notes.
#[derive(Debug)]
pub(crate) struct StateEntry(Option<(u64, usize)>);

impl StateEntry {
    /// The running task made it.
    pub(crate) fn new() -> StateEntry {
        StateEntry(with_notes(|notes| {
            let (name, state) = notes.identify_child();
            notes.entries.push(Entry { name, state });
            (notes.run, notes.entries.len() - 1)
        }))
    }

    /// Its state is now this. A thing that was made before the run is not in the run's notes.
    #[inline]
    pub(crate) fn set_state<T: Hash>(&self, state: impl FnOnce() -> T) {
        if has_states() {
            let state = Fingerprint::of(&state());
            with_notes(|notes| match self.0.filter(|(run, _)| *run == notes.run) {
                Some((_, index)) => notes.entries[index].state = state,
                None => notes.is_inexact = true,
            });
        }
    }

    /// The running task waits for it.
    pub(crate) fn note_wait(&self) {
        with_notes(|notes| match self.0.filter(|(run, _)| *run == notes.run) {
            Some((_, index)) => {
                let name = notes.entries[index].name;
                let actor = notes.running();
                actor.waits_for = actor.waits_for.and(name);
            }
            None => notes.is_inexact = true,
        });
    }
}

impl Drop for StateEntry {
    fn drop(&mut self) {
        with_notes(|notes| {
            if let Some((_, index)) = self.0.filter(|(run, _)| *run == notes.run) {
                notes.entries[index] =
                    Entry { name: Fingerprint::default(), state: Fingerprint::default() };
            }
        });
    }
}

/// Notes are taken from here on, on a new run: all of them for one who asks for [`state`], or those alone
/// that say how a run ends.
pub(crate) fn begin(has_states: bool) {
    IS_EXPLORING.set(true);
    HAS_STATES.set(has_states);
    with_notes(|notes| {
        notes.run += 1;
        notes.actors.clear();
        notes.entries.clear();
        notes.lines.clear();
        notes.is_inexact = false;
    });
}

/// No more notes are taken.
pub(crate) fn end() {
    IS_EXPLORING.set(false);
    HAS_STATES.set(false);
}

/// The lines that were printed since this was last asked.
pub(crate) fn take_lines() -> Vec<String> {
    with_notes(|notes| std::mem::take(&mut notes.lines)).unwrap_or_default()
}

/// Did the run do what makes the notes worthless?
pub(crate) fn is_inexact() -> bool {
    with_notes(|notes| notes.is_inexact).unwrap_or(false)
}

/// The name of a task that holds in every order, and a name for what it waits for.
pub(crate) fn identity_of(task: TaskId) -> (Fingerprint, Fingerprint) {
    let names = with_notes(|notes| {
        let actor = notes.actor(task.0 as usize + 1);
        (actor.name, actor.waits_for)
    });
    names.unwrap_or_default()
}

/// All that these notes know of a run in which these tasks have not ended.
pub(crate) fn run_fingerprint(alive: &[(TaskId, TaskState)]) -> Fingerprint {
    let all = with_notes(|notes| {
        let mut all = Fingerprint::default();
        for (task, state) in alive {
            let Actor { name, history, is_cancelled, .. } = notes.actor(task.0 as usize + 1);
            all = all.and(Fingerprint::of(&(*name, *history, *is_cancelled, *state as u8)));
        }
        for actor in notes.actors.iter().filter(|actor| actor.result.is_some()) {
            all = all.and(Fingerprint::of(&(true, actor.name, actor.result)));
        }
        for thing in notes.entries.iter().filter(|thing| thing.name != Fingerprint::default()) {
            all = all.and(Fingerprint::of(&(false, thing.name, thing.state)));
        }
        all
    });
    all.unwrap_or_default()
}

//! What the tasks of a run have been **shown**, noted while all orders of a program are explored.
//!
//! A coroutine goes on by its own code and by the answers that it gets: the lock was free, the queue held
//! 3, it is 2 s now. So its *history*, which is the list of its polls with the answers of each, says all
//! that there is to know of where it stands, also where nobody can look inside. Two runs in which every
//! task has the same history, and every shared thing the same state, go on in the same way.
//! [`explore`](mod@crate::explore) builds on that.
//!
//! Each primitive of the kit therefore says three things here, and whoever writes a new one must too:
//!
//! * [`saw`]: each answer that the running task can tell from another one. `Pending` is one too.
//! * [`Thing::is_now`]: all that the thing's later answers depend on.
//! * [`keeps`]: it keeps this waker.
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

mod print;

pub(crate) use print::{Mixer, Print};

thread_local! {
    static IS_ON: Cell<bool> = const { Cell::new(false) };
    static IS_WHOLE: Cell<bool> = const { Cell::new(false) };
    static WATCH: RefCell<Watch> = const { RefCell::new(Watch::new()) };
}

/// What stands in a history beside the answers.
const POLL: u8 = 1;
const MADE: u8 = 2;
const HANDS_ON: u8 = 3;

/// The notes on a run.
struct Watch {
    run: u64,
    actors: Vec<Actor>, // the set-up, and then the tasks by their numbers
    things: Vec<Entry>,
    lines: Vec<String>,
    is_strange: bool,
}

/// One who is shown things: a task, or the set-up.
#[derive(Clone, Default)]
struct Actor {
    name: Print,
    history: Print,
    made: u32,
    waits_for: Print,
    waker: usize,
    is_cancelled: bool,
    result: Option<Print>,
}

#[derive(Clone, Copy)]
struct Entry {
    name: Print,
    state: Print,
}

impl Watch {
    const fn new() -> Watch {
        Watch {
            run: 0,
            actors: Vec::new(),
            things: Vec::new(),
            lines: Vec::new(),
            is_strange: false,
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
    fn name_child(&mut self) -> (Print, Print) {
        let maker = self.running();
        maker.made += 1;
        maker.history = maker.history.then(&MADE);
        let name = maker.name.then(&maker.made);
        (name, name.then(&maker.history))
    }
}

#[inline]
fn noting<R>(note: impl FnOnce(&mut Watch) -> R) -> Option<R> {
    if !IS_ON.get() {
        return None;
    }
    WATCH.try_with(|watch| note(&mut watch.borrow_mut())).ok()
}

/// Is an exploration going on?
#[inline]
pub(crate) fn is_on() -> bool {
    IS_ON.get()
}

/// Are histories and states noted, and not only names and lines?
#[inline]
fn is_whole() -> bool {
    IS_WHOLE.get()
}

/// The running task got an answer. `answer` is not called where nothing is noted.
#[inline]
pub(crate) fn saw<T: Hash>(answer: impl FnOnce() -> T) {
    if is_whole() {
        let answer = answer();
        noting(|watch| {
            let actor = watch.running();
            actor.history = actor.history.then(&answer);
        });
    }
}

/// The history of the running task: what it writes now is a function of that.
pub(crate) fn history() -> Print {
    noting(|watch| watch.running().history).unwrap_or_default()
}

/// A fingerprint of a value that the running task hands on: of the value, where its type is made of plain
/// ones and `Debug` shows all of it; else the history of who made it, which says the same and tells more
/// values apart.
pub(crate) fn of_value<T: Debug>(value: &T) -> Print {
    match is_whole() {
        true if print::is_plain(type_name::<T>()) => Print::of(&format!("{value:?}")),
        true => {
            saw(|| HANDS_ON); // two values that it hands on one after the other are two
            history()
        }
        false => Print::default(),
    }
}

/// Like [`of_value`], for a result that need not be `Debug`.
pub(crate) fn of_result<T: 'static>(value: &T) -> Print {
    let plain = if is_whole() { print::of_any(value) } else { None };
    plain.unwrap_or_else(history)
}

/// A waker is kept. Where it is not the task's own, the task holds a small executor inside, which goes by
/// the order of its wakes; and wakes are not in the notes.
pub(crate) fn keeps(waker: &Waker) {
    noting(|watch| {
        let own = watch.running().waker;
        watch.is_strange |= own != waker.data() as usize;
    });
}

/// A poll of the running task begins, with its own waker.
#[inline]
pub(crate) fn poll_begins(waker: &Waker) {
    noting(|watch| {
        let actor = watch.running();
        if is_whole() {
            actor.history = actor.history.then(&POLL);
        }
        actor.waits_for = Print::default();
        actor.waker = waker.data() as usize;
    });
}

/// The running task made this one.
pub(crate) fn spawned(task: TaskId) {
    noting(|watch| {
        let (name, history) = watch.name_child();
        *watch.actor(task.0 as usize + 1) = Actor { name, history, ..Actor::default() };
    });
}

/// Somebody asked for this task to be cancelled.
pub(crate) fn cancelled(task: TaskId) {
    noting(|watch| watch.actor(task.0 as usize + 1).is_cancelled = true);
}

/// The result of the task lies in its handle from now on, or no longer.
pub(crate) fn result(task: TaskId, result: Option<Print>) {
    noting(|watch| watch.actor(task.0 as usize + 1).result = result);
}

/// The running task waits for the end of this one.
pub(crate) fn waits_for_task(task: TaskId) {
    noting(|watch| {
        let name = watch.actor(task.0 as usize + 1).name;
        let actor = watch.running();
        actor.waits_for = actor.waits_for.and(name);
    });
}

/// A text was printed. It counts line by line.
pub(crate) fn printed(text: &str) {
    noting(|watch| watch.lines.extend(text.split('\n').map(str::to_owned)));
}

/// A shared thing in the notes.
#[derive(Debug)]
pub(crate) struct Thing(Option<(u64, usize)>);

impl Thing {
    /// The running task made it.
    pub(crate) fn new() -> Thing {
        Thing(noting(|watch| {
            let (name, state) = watch.name_child();
            watch.things.push(Entry { name, state });
            (watch.run, watch.things.len() - 1)
        }))
    }

    /// Its state is now this. A thing that was made before the run is not in the run's notes.
    #[inline]
    pub(crate) fn is_now<T: Hash>(&self, state: impl FnOnce() -> T) {
        if is_whole() {
            let state = Print::of(&state());
            noting(|watch| match self.0.filter(|(run, _)| *run == watch.run) {
                Some((_, index)) => watch.things[index].state = state,
                None => watch.is_strange = true,
            });
        }
    }

    /// The running task waits for it.
    pub(crate) fn is_waited_for(&self) {
        noting(|watch| match self.0.filter(|(run, _)| *run == watch.run) {
            Some((_, index)) => {
                let name = watch.things[index].name;
                let actor = watch.running();
                actor.waits_for = actor.waits_for.and(name);
            }
            None => watch.is_strange = true,
        });
    }
}

impl Drop for Thing {
    fn drop(&mut self) {
        noting(|watch| {
            if let Some((_, index)) = self.0.filter(|(run, _)| *run == watch.run) {
                watch.things[index] = Entry { name: Print::default(), state: Print::default() };
            }
        });
    }
}

/// Notes are taken from here on, on a new run: all of them for one who asks for [`state`], or those alone
/// that say how a run ends.
pub(crate) fn begin(is_whole: bool) {
    IS_ON.set(true);
    IS_WHOLE.set(is_whole);
    noting(|watch| {
        watch.run += 1;
        watch.actors.clear();
        watch.things.clear();
        watch.lines.clear();
        watch.is_strange = false;
    });
}

/// No more notes are taken.
pub(crate) fn end() {
    IS_ON.set(false);
    IS_WHOLE.set(false);
}

/// The lines that were printed since this was last asked.
pub(crate) fn take_lines() -> Vec<String> {
    noting(|watch| std::mem::take(&mut watch.lines)).unwrap_or_default()
}

/// Did the run do what makes the notes worthless?
pub(crate) fn is_strange() -> bool {
    noting(|watch| watch.is_strange).unwrap_or(false)
}

/// The name of a task that holds in every order, and a name for what it waits for.
pub(crate) fn name_of(task: TaskId) -> (Print, Print) {
    let names = noting(|watch| {
        let actor = watch.actor(task.0 as usize + 1);
        (actor.name, actor.waits_for)
    });
    names.unwrap_or_default()
}

/// All that these notes know of a run in which these tasks have not ended.
pub(crate) fn state(alive: &[(TaskId, TaskState)]) -> Print {
    let all = noting(|watch| {
        let mut all = Print::default();
        for (task, state) in alive {
            let Actor { name, history, is_cancelled, .. } = watch.actor(task.0 as usize + 1);
            all = all.and(Print::of(&(*name, *history, *is_cancelled, *state as u8)));
        }
        for actor in watch.actors.iter().filter(|actor| actor.result.is_some()) {
            all = all.and(Print::of(&(true, actor.name, actor.result)));
        }
        for thing in watch.things.iter().filter(|thing| thing.name != Print::default()) {
            all = all.and(Print::of(&(false, thing.name, thing.state)));
        }
        all
    });
    all.unwrap_or_default()
}

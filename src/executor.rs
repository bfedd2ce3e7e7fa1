//! An **executor** is a loop that polls.
//!
//! An `async fn` in Rust is a value that does nothing. It moves only when somebody calls its `poll`
//! (R1), and each call runs it up to the next place where it cannot go on. Then `poll` returns
//! `Pending`, and the thread is free. So somebody has to decide *which* coroutine to poll next, and
//! *when* it makes sense to poll one again. That somebody is the executor, and this is a whole one. It
//! has no thread, no clock of the world and no randomness, and one call does one thing:
//!
//! ```text
//!          ┌────────────────────────── turn() ──────────────────────────┐
//!          │ is a task ready?  ── yes ──▶ take the front: poll it,      │
//!          │      │                       or drop it if cancelled       │
//!          │      no                                                    │
//!          │ is a timer set?   ── yes ──▶ move the clock to the first   │
//!          │      │                       deadline; call what is due    │
//!          │      no                                                    │
//!          │ is a task alive?  ── yes ──▶ Stalled      no ──▶ Finished  │
//!          └────────────────────────────────────────────────────────────┘
//! ```
//!
//! Read the rest in this order: [`task`] (the life of a task, and whose turn it is), `waker` (how a task
//! comes back), `clock` (how time passes), then `Core::turn` below. That is the whole loop, and you could type
//! it in. What it does it tells to a journal, which keeps the [record](crate::record) and says the [`Turn`] that
//! each step was; what it needs to know of threads and panics it leaves to `thread`. A coroutine that spawns or
//! sleeps comes in by [`context`], whoever begins a run and steps it by `handle`, and loops with other rules by
//! [`policy`].
//!
//! **Plain on purpose.** One thread. Each task is a box. A cancelled task is dropped on its next turn
//! and not at once, as in asyncio and Tokio, so that it can be seen. There is no priority, no budget,
//! no stealing. What is left out for want of a lesson: I/O, which would be one more source of wakes.
//!
//! The rules named R1 to R9 are those of the help page: the loop in nine sentences.

pub(crate) mod clock;
pub mod context;
mod handle;
mod journal;
pub mod policy;
pub mod task;
mod turn;
pub(crate) mod waker;

use crate::record::event::{Action, ClockReason, TaskId, Time, TimerId, WakeCause};
use crate::thread::caught;
use crate::thread::mailbox::{Mailbox, Unread};
use journal::Journal;
use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::mem;
use std::rc::Rc;
use std::sync::{Arc, Weak};
use std::task::{Context, Poll, Waker};
use task::{Slot, State, Taken, Work};
use waker::{Letter, TaskWaker};

pub use crate::record::Recorder;
pub use handle::Executor;
pub use journal::PATIENCE;
pub use turn::{Outcome, Stuck, Turn};

thread_local! {
    /// The executor that is at work on this thread.
    pub(crate) static CURRENT: RefCell<Option<Rc<Core>>> = const { RefCell::new(None) };
}

/// What the executor shares with the coroutines it polls. The loop is borrowed for the shortest time:
/// never while foreign code runs, and a waker that is called or dropped may be foreign code.
#[derive(Default)]
pub(crate) struct Core {
    pub(crate) inner: RefCell<Loop>,
    pub(crate) rules: Option<Box<dyn Rules>>,
    mailbox: Arc<Mailbox<Letter>>,
}

/// All that the loop knows.
#[derive(Default)]
pub(crate) struct Loop {
    pub(crate) slots: Vec<Option<Box<Slot>>>, // the tasks, each at its number
    pub(crate) ready: VecDeque<TaskId>,
    pub(crate) now: Time,
    pub(crate) timers: BTreeMap<(Time, TimerId), Waker>,
    pub(crate) timers_set: u32,
    pub(crate) journal: Journal,
}

/// Where a loop with other rules does something else; see [`policy`].
pub(crate) trait Rules {
    /// Before a task is taken, where this loop would take the one at `asked`.
    fn choose(&self, core: &Core, asked: usize) -> Option<usize>;

    /// Behind a spawn.
    fn has_spawned(&self, core: &Core, task: TaskId);

    /// In place of [`Core::wake`].
    fn wake(&self, core: &Core, waker: &Arc<TaskWaker>);
}

impl Core {
    /// One step of the loop.
    pub(crate) fn turn(&self, nth: usize) -> Turn {
        self.read_letters(); // @letters
        let nth = self.rules.as_ref().map_or(Some(nth), |rules| rules.choose(self, nth));
        let mut inner = self.inner.borrow_mut();
        let ready = inner.ready.len();
        if let Some(turn) = inner.journal.bars_a_turn(ready) {
            return turn; // @livelock
        }
        let taken = nth.and_then(|nth| inner.take(nth)); // @take
        if let Some(taken) = taken {
            drop(inner);
            return self.run_task(taken);
        }
        if let Some(deadline) = inner.next_deadline() {
            inner.pass(deadline, ClockReason::Idle); // @jump
            drop(inner);
            self.let_in();
            return Turn::Jumped(deadline);
        }
        let left = inner.alive();
        if left.is_empty() {
            return inner.journal.finished(); // @finished
        }
        let lost = |(task, state)| (task, state == State::Lost);
        inner.journal.stalled(left.into_iter().map(lost)) // @stalled
    }

    /// R3: one poll. R7: or the drop of a cancelled task.
    #[inline(always)]
    pub(crate) fn run_task(&self, Taken { task, action, mut work, waker }: Taken) -> Turn {
        let Some(waker) = waker.filter(|_| action == Action::Poll) else {
            return self.end_task(task, work, action, None); // @cancelled
        };
        let mut context = Context::from_waker(&waker); // @waker
        let poll = caught(|| work.as_mut().poll(&mut context)); // @poll
        match poll {
            Ok(Poll::Pending) => {
                let let_go = self.inner.borrow_mut().put_back(task, work, waker); // @keep
                drop(let_go);
                self.close_turn(Turn::Polled(task, Outcome::Pending))
            }
            Ok(Poll::Ready(())) => self.end_task(task, work, action, None), // @drop
            Err(message) => self.end_task(task, work, action, Some(message)), // @panicked
        }
    }

    /// Drops what is left of a task, with its drop handlers, and then says how it ended. In a frozen run
    /// what it holds stays held.
    fn end_task(&self, task: TaskId, work: Work, action: Action, panic: Option<String>) -> Turn {
        self.inner.borrow_mut().journal.panic.clone_from(&panic);
        let dropped = caught(|| if self.is_frozen() { mem::forget(work) } else { drop(work) });
        let mut inner = self.inner.borrow_mut();
        if inner.journal.is_frozen() {
            return Turn::Frozen(task); // @frozen
        }
        inner.remove(task);
        let turn = inner.journal.ended(task, action, panic.or(dropped.err()));
        drop(inner);
        self.close_turn(turn)
    }

    /// What follows a poll or a drop: its cost, and what became due through it.
    fn close_turn(&self, turn: Turn) -> Turn {
        let mut inner = self.inner.borrow_mut();
        if let Some(to) = inner.journal.end_of(&turn, inner.now) {
            inner.pass(to, ClockReason::Cost); // @cost
        }
        inner.journal.turn_is_over();
        drop(inner);
        self.let_in();
        turn
    }

    /// R6: lets in what has come from outside, and calls the wakers of all timers that are due.
    pub(crate) fn let_in(&self) {
        self.read_letters();
        loop {
            let due = self.inner.borrow_mut().take_due(); // @due
            let Some(waker) = due else { return };
            self.wake_by(WakeCause::Clock, waker); // @wake-due
        }
    }

    fn read_letters(&self) {
        self.mailbox.open(|letter| match letter {
            Letter::Wake(waker) => {
                waker.unread.lower();
                self.wake_by(WakeCause::Outside, Waker::from(waker));
            }
            Letter::Lost(task) => self.inner.borrow_mut().lose(task),
        });
    }

    fn wake_by(&self, cause: WakeCause, waker: Waker) {
        let before = mem::replace(&mut self.inner.borrow_mut().journal.by, cause);
        waker.wake();
        self.inner.borrow_mut().journal.by = before;
    }

    /// R2: the loop owns one more task.
    pub(crate) fn spawn(&self, work: Work) -> TaskId {
        let (home, unread) = (Arc::downgrade(&self.mailbox), Unread::default());
        let waker = |task| Waker::from(Arc::new(TaskWaker { task, home, unread }));
        self.inner.borrow_mut().insert(work, waker) // @spawn
    }

    /// R5: a waker was called.
    pub(crate) fn wake(&self, waker: &Arc<TaskWaker>) {
        let mut inner = self.inner.borrow_mut();
        let effect = inner.queue(waker.task, || Some(Waker::from(Arc::clone(waker)))); // @wake
        inner.journal.woken(waker.task, effect);
    }

    /// The executor that is at work on this thread.
    pub(crate) fn current() -> Option<Rc<Core>> {
        CURRENT.try_with(|current| current.borrow().clone()).ok().flatten()
    }

    /// The same, if it has this mailbox and its run is not frozen.
    fn at(home: &Weak<Mailbox<Letter>>) -> Option<Rc<Core>> {
        let core = Core::current().filter(|core| Arc::as_ptr(&core.mailbox) == home.as_ptr());
        core.filter(|core| !core.is_frozen())
    }
}

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
//! Read the rest in this order: [`task`] (the life of a task), `ready_queue` (whose turn it is),
//! `waker` (how a task comes back), `clock` (how time passes), `state` (what the loop knows), then
//! [`Executor::turn`] below, which answers with a [`Turn`]. These files are the loop. Beside them stand three doors: [`context`] is what a
//! coroutine may ask of it, `inspection` is what can be seen of it from outside, and [`policy`] lets in
//! loops with other rules. What it does it tells to a [record](crate::record).
//!
//! **Plain on purpose.** One thread. Each task is a box. A cancelled task is dropped on its next turn
//! and not at once, as in asyncio and Tokio, so that it can be seen. There is no priority, no budget,
//! no stealing. What is left out for want of a lesson: I/O, which would be one more source of wakes.
//!
//! The rules named R1 to R9 are those of the help page: the loop in nine sentences.

mod clock;
pub mod context;
mod inspection;
pub mod policy;
mod ready_queue;
mod state;
pub mod task;
mod turn;
mod waker;

use crate::record::event::{Action, Cause, Event, Passing, Verdict};
use policy::{OnWake, Policy};
use state::State;
use std::any::Any;
use std::cell::RefCell;
use std::mem;
use std::panic::{self, AssertUnwindSafe};
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use task::{Seat, Work};
use waker::{Mailbox, TaskWaker};

pub use crate::record::Recorder;
pub use crate::record::event::{self, TaskId, Time};
pub use turn::{Outcome, Stuck, Turn};

/// So many times over may every ready task wake itself while nothing else happens, before the run is called a
/// livelock.
pub const PATIENCE: usize = 1000;

/// The loop, driven from outside: one call of [`turn`](Executor::turn), one step.
#[derive(Default)]
pub struct Executor {
    core: Rc<Core>,
}

/// What the executor shares with the coroutines it polls. The state is borrowed for the shortest time:
/// never while foreign code runs, and a waker that is called or dropped may be foreign code.
#[derive(Default)]
pub(crate) struct Core {
    state: RefCell<State>,
    mailbox: Arc<Mailbox>,
    policy: Option<RefCell<Box<dyn Policy>>>,
}

impl Executor {
    /// An executor that only runs.
    #[must_use]
    pub fn new() -> Executor {
        Executor::default()
    }

    /// An executor that writes down what happens, in the memory of an old record. A poll moves the clock
    /// by `poll_cost`.
    #[must_use]
    pub fn recording(mut into: Recorder, poll_cost: Duration) -> Executor {
        into.clear();
        let state = State { recorder: Some(into), poll_cost, ..State::default() };
        Executor { core: Rc::new(Core { state: RefCell::new(state), ..Core::default() }) }
    }

    /// Runs ordinary code that may spawn tasks and make what they share.
    pub fn set_up<R>(&self, code: impl FnOnce() -> R) -> R {
        self.core.enter(|| {
            let result = code(); // @set-up
            self.core.between_turns();
            result
        })
    }

    /// Does one thing: polls or drops the task at the front of the queue, or moves the clock.
    pub fn turn(&self) -> Turn {
        self.turn_of(0)
    }

    /// Like [`turn`](Executor::turn), with the `nth` task of the ready queue, counted from 0 at the
    /// front. Where the queue is shorter, its last.
    pub fn turn_of(&self, nth: usize) -> Turn {
        self.core.enter(|| self.core.turn(nth))
    }

    /// Takes turns until there is nothing more to do, and says why.
    pub fn run(&self) -> Turn {
        self.core.enter(|| {
            loop {
                match self.core.turn(0) {
                    Turn::Polled(..) | Turn::Dropped(_) | Turn::Jumped(_) => {}
                    end => return end,
                }
            }
        })
    }
}

impl Core {
    fn turn(&self, nth: usize) -> Turn {
        if let Some(task) = self.running() {
            assert!(self.is_frozen(), "a turn was asked for inside a turn of the same loop");
            return Turn::Frozen(task);
        }
        self.open_letters(); // @letters
        let nth = if self.policy.is_some() { self.choose(nth) } else { Some(nth) };
        let mut state = self.state.borrow_mut();
        if state.is_livelocked() {
            let turns = mem::take(&mut state.fruitless);
            return state.end(Verdict::Livelock, Turn::Livelock(turns)); // @livelock
        }
        let taken = nth.and_then(|nth| state.take(nth)); // @take
        if let Some((seat, action)) = taken {
            drop(state);
            return self.run_task(seat, action);
        }
        if let Some(to) = state.clock.next_deadline() {
            state.move_clock(to, Passing::Idle); // @jump
            drop(state);
            self.between_turns();
            return Turn::Jumped(to);
        }
        if state.tasks.all_have_ended() {
            return state.end(Verdict::Finished, Turn::Finished); // @finished
        }
        let stuck = state.stuck();
        state.end(Verdict::Stalled, Turn::Stalled(stuck)) // @stalled
    }

    /// R3: one poll. R7: or the drop of a cancelled task.
    fn run_task(&self, seat: Seat, action: Action) -> Turn {
        let task = seat.task;
        let (mut work, waker) = self.state.borrow_mut().tasks.lift(seat);
        let Some(waker) = waker.filter(|_| action == Action::Poll) else {
            self.end_task(seat, work, Event::Cancelled { task }, None); // @cancelled
            return if self.is_frozen() { Turn::Frozen(task) } else { Turn::Dropped(task) };
        };
        let mut context = Context::from_waker(&waker); // @waker
        let poll = panic::catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(&mut context))); // @poll
        if self.is_frozen() {
            mem::forget(work); // what it holds stays held: nothing more happens in this run
            return Turn::Frozen(task); // @frozen
        }
        let panic = match poll {
            Ok(Poll::Pending) => {
                let let_go = self.state.borrow_mut().suspend(seat, work, waker); // @keep
                drop(let_go);
                self.close_turn(true);
                return Turn::Polled(task, Outcome::Pending);
            }
            Ok(Poll::Ready(())) => None,
            Err(payload) => Some(panic_text(payload)), // @panicked
        };
        let panic = self.end_task(seat, work, Event::Ready { task }, panic); // @drop
        Turn::Polled(task, panic.map_or(Outcome::Ready, Outcome::Panicked))
    }

    /// Drops what is left of a task, with its drop handlers, and then says how it ended. Gives the message
    /// of the first panic, if there was one.
    fn end_task(
        &self,
        seat: Seat,
        work: Work,
        end: Event,
        panic: Option<String>,
    ) -> Option<String> {
        let dropped = panic::catch_unwind(AssertUnwindSafe(|| drop(work)));
        let panic = panic.or(dropped.err().map(panic_text));
        let mut state = self.state.borrow_mut();
        if !state.frozen {
            state.tasks.remove(seat);
            state.fruitless = 0;
            state.record(|recorder| match &panic {
                Some(text) => Event::Panicked { task: seat.task, message: recorder.text_id(text) },
                None => end,
            });
            drop(state);
            self.close_turn(matches!(end, Event::Ready { .. }));
        }
        panic
    }

    /// What follows a poll or a drop: its cost, and what became due through it.
    #[inline]
    fn close_turn(&self, polled: bool) {
        let mut state = self.state.borrow_mut();
        state.by = Cause::SetUp;
        if polled && !state.poll_cost.is_zero() {
            let to = state.clock.now.after(state.poll_cost);
            state.move_clock(to, Passing::Cost); // @cost
        }
        state.fruitless += 1;
        drop(state);
        self.between_turns();
    }

    /// R6: lets in what has come from outside, and calls the wakers of all timers that are due.
    #[inline]
    fn between_turns(&self) {
        self.open_letters();
        loop {
            let due = self.state.borrow_mut().take_due(); // @due
            let Some(waker) = due else { return };
            self.caused_by(Cause::Clock, || waker.wake()); // @wake-due
        }
    }

    /// Names the cause of the wakes that `inside` makes.
    fn caused_by(&self, cause: Cause, inside: impl FnOnce()) {
        let before = mem::replace(&mut self.state.borrow_mut().by, cause);
        inside();
        self.state.borrow_mut().by = before;
    }

    /// R2: the loop owns one more task.
    pub(crate) fn spawn(
        &self,
        work: Work,
        describe: impl FnOnce(&mut Recorder, TaskId) -> Event,
    ) -> Seat {
        let home = Arc::downgrade(&self.mailbox);
        let waker = |seat| Waker::from(Arc::new(TaskWaker::new(seat, home)));
        let mut state = self.state.borrow_mut();
        let seat = state.tasks.insert(work, waker); // @spawn
        state.record(|recorder| describe(recorder, seat.task));
        state.fruitless = 0;
        drop(state);
        self.has_spawned(seat.task);
        seat
    }

    /// R5: a waker was called. Only under a policy it may do more, or less, than to queue its task.
    #[inline]
    fn wake(&self, waker: &Arc<TaskWaker>) -> OnWake {
        let task = waker.seat.task;
        if self.policy.is_some() && self.loses(task) {
            return OnWake::Lose;
        }
        let mut state = self.state.borrow_mut();
        let keep = || Some(Waker::from(Arc::clone(waker)));
        let (effect, by) = (state.tasks.wake(waker.seat, keep), state.by); // @wake
        state.record(|_| Event::Wake { task, by, effect });
        if by != Cause::Task(task) {
            state.fruitless = 0;
        }
        drop(state);
        if self.policy.is_some() && self.runs(task) { OnWake::Run } else { OnWake::Queue }
    }

    /// R4: the last waker of a task is gone.
    fn lose(&self, seat: Seat) {
        let mut state = self.state.borrow_mut();
        if state.tasks.lose(seat) {
            state.record(|_| Event::Lost { task: seat.task });
        }
    }

    /// Is this the end of the run, inside a poll that can never return?
    #[inline]
    fn is_frozen(&self) -> bool {
        self.state.borrow().frozen
    }
}

/// The message that a panic carries. A payload of another kind is left alone: its drop could panic again.
pub(crate) fn panic_text(payload: Box<dyn Any + Send>) -> String {
    let text = payload.downcast::<String>().map(|text| *text);
    let text = text.or_else(|other| other.downcast::<&str>().map(|text| (*text).to_owned()));
    text.unwrap_or_else(|other| {
        mem::forget(other);
        "a panic without a message".to_owned()
    })
}

impl Drop for Executor {
    /// Drops the tasks that are left, with their drop handlers, which may still call `wake` or `spawn`.
    fn drop(&mut self) {
        self.core.enter(|| {
            loop {
                let left = self.core.state.borrow_mut().tasks.take_any();
                let Some(work) = left else { break };
                let _dropped = panic::catch_unwind(AssertUnwindSafe(|| drop(work)));
            }
            let timers = mem::take(&mut self.core.state.borrow_mut().clock);
            drop(timers);
        });
    }
}

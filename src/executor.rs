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
//! `waker` (how a task comes back), `clock` (how time passes), then [`Executor::turn`] below. Beside
//! them, `context` is what a coroutine may ask of the loop, `event` and `recorder` are how the loop tells
//! what it did, `stuck` says what the tasks of a stalled run wait for, and `policy` is the door for loops
//! with other rules.
//!
//! **Plain on purpose.** One thread. Each task is a box. A cancelled task is dropped on its next turn
//! and not at once, as in asyncio and Tokio, so that it can be seen. There is no priority, no budget,
//! no stealing. What is left out for want of a lesson: I/O, which would be one more source of wakes.
//!
//! The rules named R1 to R9 are those of the help page: the loop in nine sentences.

mod clock;
pub mod context;
pub mod event;
mod inspection;
pub mod policy;
mod ready_queue;
mod recorder;
mod stuck;
pub mod task;
mod turn;
mod waker;

use clock::Clock;
use event::{Action, Cause, Event, Passing, Verdict};
use policy::Policy;
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use task::{Seat, Tasks, Work};
use waker::{Mailbox, TaskWaker};

pub use clock::Time;
pub use event::TaskId;
pub use recorder::Recorder;
pub use stuck::Stuck;
pub use turn::{Outcome, Turn};

/// So many times over may every ready task wake itself while nothing else happens, before the run is called a
/// livelock.
pub const PATIENCE: usize = 1000;

/// The loop, driven from outside: one call of [`turn`](Executor::turn), one step.
pub struct Executor {
    core: Rc<Core>,
}

/// What the executor shares with the coroutines it polls. Each part is borrowed for the shortest time:
/// never while foreign code runs, and a waker that is called or dropped may be foreign code.
struct Core {
    tasks: RefCell<Tasks>,
    clock: RefCell<Clock>,
    recorder: Option<RefCell<Recorder>>,
    mailbox: Arc<Mailbox>,
    running: Cell<Option<TaskId>>,
    cause: Cell<Cause>,
    panic: RefCell<Option<String>>,
    frozen: Cell<bool>,
    turns: Cell<u32>,
    poll_cost: Duration,
    fruitless: Cell<usize>, // turns since anything happened but a task waking itself
    policy: Option<RefCell<Box<dyn Policy>>>,
}

impl Executor {
    /// An executor that only runs.
    #[must_use]
    pub fn new() -> Executor {
        Executor::build(None, Duration::ZERO, None)
    }

    /// An executor that writes down what happens, in the memory of an old record. A poll moves the clock
    /// by `poll_cost`.
    #[must_use]
    pub fn recording(mut into: Recorder, poll_cost: Duration) -> Executor {
        into.clear();
        Executor::build(Some(RefCell::new(into)), poll_cost, None)
    }

    /// Like [`recording`](Executor::recording), under other rules than those of this chapter.
    #[must_use]
    pub fn under(policy: Box<dyn Policy>, poll_cost: Duration) -> Executor {
        Executor::build(Some(RefCell::default()), poll_cost, Some(RefCell::new(policy)))
    }

    fn build(
        recorder: Option<RefCell<Recorder>>,
        poll_cost: Duration,
        policy: Option<RefCell<Box<dyn Policy>>>,
    ) -> Executor {
        let core = Core {
            tasks: RefCell::default(),
            clock: RefCell::default(),
            recorder,
            mailbox: Arc::default(),
            running: Cell::new(None),
            cause: Cell::new(Cause::SetUp),
            panic: RefCell::default(),
            frozen: Cell::new(false),
            turns: Cell::new(0),
            poll_cost,
            fruitless: Cell::new(0),
            policy,
        };
        Executor { core: Rc::new(core) }
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

impl Default for Executor {
    fn default() -> Executor {
        Executor::new()
    }
}

impl Core {
    fn turn(self: &Rc<Self>, nth: usize) -> Turn {
        if let Some(task) = self.running.get() {
            assert!(self.frozen.get(), "a turn was asked for inside a turn of the same loop");
            return Turn::Frozen(task);
        }
        self.open_letters(); // @letters
        if self.fruitless.get() > PATIENCE && self.is_livelocked() {
            self.end(Verdict::Livelock); // @livelock
            return Turn::Livelock(self.fruitless.take());
        }
        let nth = if self.policy.is_some() { self.choose(nth) } else { Some(nth) };
        let taken = nth.and_then(|nth| self.tasks.borrow_mut().take(nth)); // @take
        if let Some((seat, work, waker, cancelled)) = taken {
            return self.run_task(seat, work, waker.filter(|_| !cancelled));
        }
        let deadline = self.clock.borrow().next_deadline();
        if let Some(to) = deadline {
            self.move_clock(to, Passing::Idle); // @jump
            self.between_turns();
            return Turn::Jumped(to);
        }
        if self.tasks.borrow().count() == 0 {
            self.end(Verdict::Finished); // @finished
            return Turn::Finished;
        }
        self.end(Verdict::Stalled); // @stalled
        Turn::Stalled(self.stuck())
    }

    /// R3: one poll. Without a waker it is the drop of a cancelled task, R7.
    fn run_task(&self, seat: Seat, mut work: Work, waker: Option<Waker>) -> Turn {
        let task = seat.task;
        self.turns.set(self.turns.get() + 1);
        let action = if waker.is_some() { Action::Poll } else { Action::Drop };
        self.record(|_| Event::Turn { turn: self.turns.get(), task, action });
        self.running.set(Some(task));
        let Some(waker) = waker else {
            self.end_task(seat, work, None, Event::Cancelled { task }); // @cancelled
            return if self.frozen.get() { Turn::Frozen(task) } else { Turn::Dropped(task) };
        };
        let mut context = Context::from_waker(&waker); // @waker
        let poll = panic::catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(&mut context))); // @poll
        if self.frozen.get() {
            std::mem::forget(work); // what it holds stays held: nothing more happens in this run
            return Turn::Frozen(task); // @frozen
        }
        let panic = match poll {
            Ok(Poll::Pending) => {
                let let_go = self.tasks.borrow_mut().put_back(seat, work, waker); // @keep
                self.record(|_| Event::Pending { task });
                if let_go.is_some() {
                    self.fruitless.set(0);
                }
                drop(let_go);
                self.close_turn(self.poll_cost);
                return Turn::Polled(task, Outcome::Pending);
            }
            Ok(Poll::Ready(())) => None,
            Err(payload) => Some(panic_text(&*payload)), // @panicked
        };
        let panic = self.end_task(seat, work, panic, Event::Ready { task }); // @drop
        Turn::Polled(task, panic.map_or(Outcome::Ready, Outcome::Panicked))
    }

    /// Ends a task: drops what is left of it, with its drop handlers, and then says so.
    /// Gives the message of the first panic, if there was one.
    fn end_task(
        &self,
        seat: Seat,
        work: Work,
        mut panic: Option<String>,
        end: Event,
    ) -> Option<String> {
        self.panic.replace(panic.clone());
        if let Err(payload) = panic::catch_unwind(AssertUnwindSafe(|| drop(work))) {
            panic = panic.or_else(|| Some(panic_text(&*payload)));
        }
        self.panic.take();
        if self.frozen.get() {
            return panic;
        }
        self.tasks.borrow_mut().remove(seat);
        self.fruitless.set(0);
        self.record(|recorder| match &panic {
            Some(message) => {
                Event::Panicked { task: seat.task, message: recorder.text_id(message) }
            }
            None => end,
        });
        let polled = end != Event::Cancelled { task: seat.task };
        self.close_turn(if polled { self.poll_cost } else { Duration::ZERO });
        panic
    }

    /// What follows a poll or a drop: its cost, and what became due through it.
    fn close_turn(&self, cost: Duration) {
        self.running.set(None);
        if !cost.is_zero() {
            let to = self.clock.borrow().now.after(cost);
            self.move_clock(to, Passing::Cost); // @cost
        }
        self.fruitless.set(self.fruitless.get() + 1);
        self.between_turns();
    }

    /// R6: lets in what has come from outside, and calls the wakers of all timers that are due.
    fn between_turns(&self) {
        self.open_letters();
        loop {
            let due = self.clock.borrow_mut().take_due(); // @due
            let Some((timer, waker)) = due else { return };
            self.record(|_| Event::TimerFired { timer });
            self.caused_by(Cause::Clock, || waker.wake()); // @wake-due
        }
    }

    fn move_clock(&self, to: Time, why: Passing) {
        self.clock.borrow_mut().now = to;
        self.fruitless.set(0);
        self.record(|_| Event::Clock { to, why });
    }

    fn spawn(&self, work: Work, describe: impl FnOnce(&mut Recorder, TaskId) -> Event) -> Seat {
        let seat = self.tasks.borrow_mut().reserve();
        let waker = Arc::new(TaskWaker { seat, mailbox: Arc::clone(&self.mailbox) });
        self.record(|recorder| describe(recorder, seat.task));
        self.tasks.borrow_mut().insert(seat, work, Waker::from(waker)); // @spawn
        self.fruitless.set(0);
        if self.policy.is_some() && self.ask(|policy, events| policy.spawned(events)) == Some(true)
        {
            self.run_inside(seat.task);
        }
        seat
    }

    /// R5: a waker was called. Says whether the executor must now keep it.
    fn wake(&self, seat: Seat) -> bool {
        if self.policy.is_some() && self.loses(seat) {
            return false;
        }
        let (effect, keep) = self.tasks.borrow_mut().wake(seat); // @wake
        let by = self.running.get().map_or(self.cause.get(), Cause::Task);
        if by != Cause::Task(seat.task) {
            self.fruitless.set(0);
        }
        self.record(|_| Event::Wake { task: seat.task, by, effect });
        keep
    }

    fn keep_waker(&self, seat: Seat, waker: Waker) {
        self.tasks.borrow_mut().keep_waker(seat, waker);
    }

    /// R4: the last waker of a task is gone.
    fn lose(&self, seat: Seat) {
        if self.tasks.borrow_mut().lose(seat) {
            self.record(|_| Event::Lost { task: seat.task });
        }
    }

    /// Has each ready task woken itself so often?
    fn is_livelocked(&self) -> bool {
        let ready = self.tasks.borrow().count_ready();
        ready > 0 && self.fruitless.get() > PATIENCE * ready
    }

    fn is_recording(&self) -> bool {
        self.recorder.is_some() && !self.frozen.get()
    }

    /// Adds an event. `event` is called with the record borrowed: no foreign code in there.
    fn record(&self, event: impl FnOnce(&mut Recorder) -> Event) {
        if let Some(recorder) = self.recorder.as_ref().filter(|_| !self.frozen.get()) {
            let mut recorder = recorder.borrow_mut();
            let event = event(&mut recorder);
            recorder.push(event);
        }
    }

    /// Says once how the run ended.
    fn end(&self, how: Verdict) {
        let said = Event::End { how };
        if self.recorder.as_ref().is_some_and(|r| r.borrow().events().last() != Some(&said)) {
            self.record(|_| said);
        }
    }
}

/// The message that a panic carries.
fn panic_text(payload: &(dyn Any + Send)) -> String {
    let literal = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let message = literal.or_else(|| payload.downcast_ref::<String>().cloned());
    message.unwrap_or_else(|| "a panic without a message".to_owned())
}

impl Drop for Executor {
    /// Drops the tasks that are left, with their drop handlers, which may still call `wake` or `spawn`.
    fn drop(&mut self) {
        self.core.enter(|| {
            loop {
                let left = self.core.tasks.borrow_mut().take_any();
                let Some(work) = left else { break };
                let _dropped = panic::catch_unwind(AssertUnwindSafe(|| drop(work)));
            }
            self.core.clock.take();
        });
        self.core.mailbox.close();
    }
}

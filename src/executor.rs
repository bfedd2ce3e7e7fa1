//! An **executor** is a loop that polls.
//!
//! An `async fn` in Rust returns a future, a value that does nothing by itself. Here such a future is called a
//! **coroutine**. It runs only while something calls its `poll`, and each call runs it to the next place where it
//! cannot continue. Then `poll` returns `Pending` and the thread is free. So something has to decide *which* coroutine
//! to poll next, and *when* it makes sense to poll one again. That is the executor's job, and this module is a whole
//! executor. It needs no thread of its own, no real clock and no randomness, and one call of [`turn`](Executor::turn)
//! does one thing:
//!
//! ```text
//!          ┌────────────────────────── turn() ──────────────────────────┐
//!          │ is a task ready?  ── yes ──▶ take the first one: poll it,  │
//!          │      │                       or drop it if cancelled       │
//!          │      no                                                    │
//!          │ is a timer set?   ── yes ──▶ move the clock to the first   │
//!          │      │                       deadline; call what is due    │
//!          │      no                                                    │
//!          │ is a task left?   ── no ───▶ Finished                      │
//!          │      │                                                     │
//!          │     yes                                                    │
//!          │ can anything outside call a waker?                         │
//!          │                   ── yes ──▶ Waiting      no ──▶ Stalled   │
//!          └────────────────────────────────────────────────────────────┘
//! ```
//!
//! # The nine rules
//! All that a program can notice of the loop fits into nine rules. The code names the rule that it carries out.
//!
//! * **R1** A coroutine runs only while it's being polled: by the loop, if it's a task, or by the code that awaits it.
//!   Calling an async function runs none of its code.
//! * **R2** A task is a coroutine that the loop owns. Spawning a coroutine makes it a task and puts it at the back of
//!   the ready queue; none of its code runs before its turn. Dropping a task's handle doesn't stop the task.
//! * **R3** In one turn, the loop takes the task at the front of the ready queue and polls it once. The task runs
//!   until it finishes (its poll returns `Ready`) or can't get past an await (`Pending`). Whatever the task awaits is
//!   polled inside the same poll; if that returns `Ready`, the await is done and the task continues. No two tasks are
//!   ever polled at once.
//! * **R4** A task whose poll returns `Pending` isn't polled again until its waker is called. Until then it's
//!   suspended, and in no queue. If its waker was called during that same poll, it's already back in the ready queue.
//! * **R5** Calling a waker puts its task at the back of the ready queue; it doesn't run the task. If the task is
//!   already queued, nothing changes (merged). If it has ended, nothing changes either (ignored). Changing data
//!   doesn't wake a task; only calling its waker does.
//! * **R6** When no task is ready, the clock jumps to the next deadline: time is virtual. The clock also moves when a
//!   task blocks the thread, and with every poll if you give polls a cost. Timers that are due together fire in the
//!   order they were set.
//! * **R7** Dropping a coroutine ends it where it is. If it was at an await, the rest of its code never runs, but its
//!   local variables are dropped, so their destructors (`Drop`) do run. If it hasn't started, none of its code runs.
//! * **R8** The run ends when no task is ready, no timer is set, and nothing outside the loop can call a waker. If no
//!   task is left, the run has finished. If any task is left, the run has stalled: coroscope says what each of them is
//!   waiting for. On Tokio or asyncio, code that waits for such a task would hang.
//! * **R9** The same program and the same schedule always give the same run. A schedule says which ready task is
//!   polled at each turn. (A program that uses threads, random numbers or the real clock can break this; coroscope
//!   warns you if it finds that yours does.)
//!
//! # Reading order
//! The executor is a chapter of six files. Read them in this order:
//!
//! 1. `src/executor.rs`: what an executor is, and the data of the loop
//! 2. `src/executor/task.rs`: the four states of a task, and the ready queue
//! 3. `src/executor/waker.rs`: how a task comes back into the queue
//! 4. `src/executor/clock.rs`: how time passes, and what a sleep is
//! 5. `src/executor/turn.rs`: the loop itself
//! 6. `src/executor/limits.rs`: how a run that gets nowhere is noticed (optional)
//!
//! Six things in the code belong to coroscope, the program that shows this executor at work; skip them. The
//! **journal** (`journal.rs`) writes each thing that happens into the [record](crate::record): the loop would run the
//! same without it. The **limits** count turns in which nothing happens, hence `note_progress` in many places; the last
//! file explains them. The **outside** (`outside.rs`) simulates the threads of a pool and the work of a device, so that each
//! run is the same. A **policy** ([`policy`]) replaces rules of the loop, to show a learner what another loop would
//! do; there is none unless a lesson asks for it. A comment such as `// @take` names its line, so that coroscope can
//! show this source and highlight the line behind each event. And `#[inline(always)]` makes one function of the path of
//! a poll, which is measured beside Tokio's.
//!
//! The small types come from `record`: numbers such as `TaskId` and `Time`, and plain enums that name what happened,
//! such as `WakeCause` (what called a waker) and `WakeEffect` (what the call did to the queue). `crate::thread` has the
//! mailbox, `Flag` (an atomic `bool`) and `catch_panic`, which returns the message of a panic as an `Err`.
//!
//! Two modules are how others use the loop. `handle` has the public [`Executor`], which starts a run and steps it: it
//! calls `Core::turn` after it has made the loop the current one of the thread, as `waker.rs` explains. [`context`] has
//! what a running coroutine may ask for. The [kit](crate::kit) builds `spawn`, `sleep` and the rest on that.
//!
//! # What is left out
//! There is one thread, and each task is a box. A cancelled task is not dropped at once. As in Tokio that happens
//! later, here in a turn of its own, where you can see it. There are no priorities, no budgets and no work stealing.
//! I/O is missing too; to this loop it would only be one more source of wakes.

mod chapter;
pub(crate) mod clock;
pub mod context;
mod handle;
mod journal;
mod limits;
mod outside;
pub mod policy;
pub mod task;
mod turn;
pub(crate) mod waker;

use crate::record::event::{TaskId, Time, TimerId, WakeCause};
use crate::thread::mailbox::Mailbox;
use journal::Journal;
use limits::Limits;
use policy::Rules;
use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::task::Waker;
use task::Slot;
use waker::WakerMessage;

pub use crate::record::Recorder;
pub use chapter::{CHAPTER, ChapterFile};
pub use handle::Executor;
pub use limits::PATIENCE;
pub use turn::{Outcome, StalledTask, Turn};

/// What the loop knows.
#[derive(Default)]
pub(crate) struct Loop {
    /// The tasks, each at the index that is its number; `None` where the task has ended.
    pub(crate) slots: Vec<Option<Slot>>,
    /// The tasks that may be polled now, in the order in which they will be.
    pub(crate) ready: VecDeque<TaskId>,
    /// The virtual time.
    pub(crate) now: Time,
    /// The wakers of the tasks that sleep, sorted by deadline.
    pub(crate) timers: BTreeMap<(Time, TimerId), Waker>,
    /// What other threads and devices will do later, at a known time.
    pub(crate) outside: outside::Outside,
    /// How many timers have been set.
    pub(crate) timers_set: u32,
    /// What acts now. It is `Task` from the moment a task is taken until its turn closes, and `SetUp` between turns.
    /// While a timer or the mailbox calls a waker, it is `Clock` or `Outside`.
    pub(crate) acting: WakeCause,
    /// While a task that panicked is dropped: its panic message. The task's handle reads it.
    pub(crate) panic: Option<String>,
    pub(crate) limits: Limits,
    pub(crate) journal: Journal,
}

/// What the loop shares with the coroutines that it polls. A coroutine that spawns a task or wakes one changes the
/// loop's state in the middle of its own poll, so the state is in a `RefCell`.
///
/// The state is never borrowed while foreign code runs. A future is foreign code. So are the clone, the call and the
/// drop of a waker, since a combinator may hand on a waker of its own. All of them may call back into the loop.
/// Methods of `Loop` work on the borrowed state; whatever runs foreign code is a method of `Core`.
#[derive(Default)]
pub(crate) struct Core {
    pub(crate) state: RefCell<Loop>,
    /// The wakes that come from elsewhere; see `waker.rs`.
    mailbox: Arc<Mailbox<WakerMessage>>,
    policy: Option<Rules>,
}

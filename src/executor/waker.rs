//! A **waker** is a handle that puts one task back into the ready queue.
//!
//! A suspended task is in no queue, so the loop would never find it again by itself. Something else has to say when
//! the task can continue, and it says so by calling the task's waker. Each poll is given the waker; a future that
//! cannot continue stores a clone of it where the event will be noticed (in a timer, in a lock, in another thread)
//! and returns `Pending`. The call is all that the loop ever learns about *why* a task can continue.
//!
//! # A task is lost when nothing holds its waker
//! All clones of a waker share one `TaskWaker`, and `TaskWaker::drop` runs when the last clone is gone. While a task is
//! ready or running, the loop holds a clone (unless it is only to be dropped). When a poll suspends the task, the loop
//! drops its own clone, and from then on the waker lives only as long as something else stores it. If nothing does,
//! `drop` runs, and the task is **lost**: nothing can ever wake it. The loop knows it at that moment or, if the last
//! clone was dropped on another thread, when it next reads its mailbox. No search is needed, and no guess. It only
//! notes the state: the run continues, the task can still be cancelled, and a stalled run says which of its tasks are
//! lost.
//!
//! That catches every task whose waker was thrown away, but not every task that can never continue. Two tasks that
//! wait for each other store each other's wakers, and a task may even store its own; the wakers exist, and nobody
//! calls them. Such tasks are not lost. The run stalls when nothing else is left to do.
//!
//! The loop can see *that* a clone exists, but not where. If nothing else is left to do and each clone is stored by the
//! [kit](crate::kit), the run has stalled, since only a task calls those. Any other clone may belong to a thread: then
//! the loop waits.
//!
//! # Two ways in
//! A waker may be cloned, sent to another thread, called late, called twice, or called after the task or the whole
//! executor is gone. The type [`Waker`](std::task::Waker) is `Send` and `Sync`, so what it points to must be too. The
//! loop is neither: its state is in a `RefCell`, its tasks are boxes that must stay on their thread. So a waker cannot
//! point to its loop. Of the loop it knows only the **mailbox**, a list behind a lock that any thread may add to. So a
//! call has two ways into the ready queue:
//!
//! ```text
//!                   ┌─ yes: this thread is inside my loop ─▶ the back of the ready queue, at once
//!   is my loop      │       (a turn, or set-up code)
//!   at work here? ──┤
//!                   └─ no:  another thread, another loop, ─▶ the mailbox ── outside polls ──▶ the ready queue
//!                           or nobody
//! ```
//!
//! So that a waker can tell, the loop leaves a reference to itself in the thread-local `CURRENT` while it works. If the
//! loop found there has the waker's mailbox, it is the right one. A locked queue for everybody would be simpler, and
//! many executors have one. But then another thread could change the queue in the middle of a poll, and no poll could
//! rely on what it sees. Through the mailbox, a wake from outside arrives only outside polls. Nor could the mailbox
//! serve every call: a wake made during a poll would be queued only after that poll, behind a task that the same poll
//! spawned later.

use super::Core;
use crate::record::event::{TaskId, WakeCause};
use crate::thread::mailbox::{Flag, Mailbox};
use std::cell::RefCell;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;
use std::sync::{Arc, Weak};
use std::task::{Wake, Waker};

/// What all clones of a task's waker point to.
pub(crate) struct TaskWaker {
    pub(crate) task: TaskId,
    /// The mailbox of the loop that owns the task. Weak, because a message in it holds this waker. If the loop is gone,
    /// posting does nothing.
    home: Weak<Mailbox<WakerMessage>>,
    /// Whether a wake of this task is in the mailbox. If so, another call adds nothing.
    pending: Flag,
}

/// What other threads put into the mailbox.
pub(crate) enum WakerMessage {
    /// The waker was called. The message holds it, so the task is not lost while the message waits here.
    Called(Arc<TaskWaker>),
    /// The last clone of the task's waker was dropped.
    LastDropped(TaskId),
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    #[inline]
    fn wake_by_ref(self: &Arc<Self>) {
        if let Some(core) = Core::current_if_home(&self.home) {
            core.wake(self);
            return;
        }
        let was_pending = self.pending.swap(true);
        if !was_pending {
            Mailbox::post(&self.home, WakerMessage::Called(Arc::clone(self)));
        }
    }
}

impl Drop for TaskWaker {
    fn drop(&mut self) {
        match Core::current_if_home(&self.home) {
            Some(core) => core.state.borrow_mut().lose(self.task),
            None => Mailbox::post(&self.home, WakerMessage::LastDropped(self.task)),
        }
    }
}

impl Core {
    pub(super) fn new_waker(&self, task: TaskId) -> Arc<TaskWaker> {
        let home = Arc::downgrade(&self.mailbox);
        Arc::new(TaskWaker { task, home, pending: Flag::default() })
    }

    /// Empties the mailbox. Never during a poll, so no poll sees the queue change for a reason outside the program. A
    /// message that is posted meanwhile waits for the next reading.
    #[inline(always)]
    pub(super) fn read_mailbox(&self) {
        self.mailbox.drain(|message| match message {
            WakerMessage::Called(waker) => {
                waker.pending.swap(false); // a swap, not a store: the next poll must see what a caller did that found it set
                self.wake_as(WakeCause::Outside, Waker::from(waker));
            }
            WakerMessage::LastDropped(task) => self.state.borrow_mut().lose(task),
        });
    }

    /// Calls a waker, with this as the cause.
    pub(super) fn wake_as(&self, cause: WakeCause, waker: Waker) {
        let before = mem::replace(&mut self.state.borrow_mut().acting, cause);
        waker.wake();
        self.state.borrow_mut().acting = before;
    }
}

thread_local! {
    /// The executor that is at work on this thread.
    static CURRENT: RefCell<Option<Rc<Core>>> = const { RefCell::new(None) };
}

impl Core {
    /// Calls `inside` with this executor as the current one. Afterwards the outer one is current again, also after a
    /// panic.
    pub(crate) fn enter<R>(self: &Rc<Self>, inside: impl FnOnce() -> R) -> R {
        // While a thread ends, CURRENT may be gone before an executor is: then none is current.
        let swap = |core| CURRENT.try_with(|current| current.replace(core)).ok().flatten();
        let outer = swap(Some(Rc::clone(self)));
        let result = catch_unwind(AssertUnwindSafe(inside));
        drop(swap(outer));
        result.unwrap_or_else(|panic| resume_unwind(panic))
    }

    /// Returns the executor that is at work on this thread.
    #[inline]
    pub(crate) fn current() -> Option<Rc<Core>> {
        CURRENT.try_with(|current| current.borrow().clone()).ok().flatten()
    }

    /// Returns the current executor if its mailbox is `home`: then it owns the waker's task. A frozen run takes no more
    /// wakes.
    #[inline(always)]
    fn current_if_home(home: &Weak<Mailbox<WakerMessage>>) -> Option<Rc<Core>> {
        let core = Core::current()?;
        let is_home = Arc::as_ptr(&core.mailbox) == home.as_ptr();
        (is_home && !core.is_frozen()).then_some(core)
    }

    /// Returns the current executor.
    ///
    /// # Panics
    /// If there is none, with a sentence that names what was wanted.
    pub(crate) fn expect_current(what: &str) -> Rc<Core> {
        Core::current().unwrap_or_else(|| {
            panic!("{what} works only inside a coroutine or set-up code that coroscope runs")
        })
    }
}

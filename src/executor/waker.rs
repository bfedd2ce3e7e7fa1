//! A **waker** is a ticket that says: *put this task at the back of the ready queue*.
//!
//! It comes in with every poll. A future that cannot go on keeps a clone of it and answers `Pending`;
//! whoever makes the future ready calls it. That is all the loop ever hears about why a task may go on.
//!
//! **Who holds the ticket.** While a task is ready or running, the executor does. When the task is
//! suspended the executor lets go of its own, so the ticket lives exactly as long as somebody can call
//! it. When the last clone is dropped, `Drop` runs, and the loop knows *at that moment* that the task
//! can never be woken: no guessing, no search.
//!
//! **Two doors.** A waker may be cloned, sent to another thread, called late, twice, or after the task
//! or the executor is gone. Called on the loop's own thread inside a turn, it goes straight to the
//! queue. Called from anywhere else it becomes a letter in a box behind a lock, and the loop empties the
//! box between turns. So a poll never sees the queue change under it for a reason outside the program.
//! A second call adds nothing to a letter that lies there unread, so the box holds one a task at most. The
//! flag that says so is lowered *before* the letter is acted on, and by an exchange: a caller who found it
//! raised had done its work before that, and the poll that follows sees it.

use super::Core;
use super::policy::OnWake;
use super::task::Seat;
use crate::record::event::Cause;
use std::mem;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::task::Wake;

/// What a [`Waker`](std::task::Waker) of this executor points to. All clones of a task's waker share one.
pub(super) struct TaskWaker {
    pub(super) seat: Seat,
    pub(super) home: Weak<Mailbox>,
    has_written: AtomicBool,
}

impl TaskWaker {
    pub(super) fn new(seat: Seat, home: Weak<Mailbox>) -> TaskWaker {
        TaskWaker { seat, home, has_written: AtomicBool::new(false) }
    }
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        match Core::at(&self.home, |core| core.wake(self)) {
            None if self.has_written.swap(true, Ordering::AcqRel) => {}
            None => Mailbox::post(&self.home, Letter::Wake(Arc::clone(self))),
            Some(OnWake::Run) => Core::expect_current("a waker").run_inside(self.seat.task),
            Some(_) => {}
        }
    }
}

impl Drop for TaskWaker {
    fn drop(&mut self) {
        if Core::at(&self.home, |core| core.lose(self.seat)).is_none() {
            Mailbox::post(&self.home, Letter::Lost(self.seat));
        }
    }
}

/// What comes from outside the loop.
enum Letter {
    /// The waker was called.
    Wake(Arc<TaskWaker>),
    /// The last clone of the task's waker was dropped.
    Lost(Seat),
}

/// Where calls from outside wait for the loop.
#[derive(Default)]
pub(super) struct Mailbox {
    letters: Mutex<Vec<Letter>>,
    any: AtomicBool,
}

impl Mailbox {
    /// Leaves a letter. Once the executor is gone there is no box, and the letter is thrown away.
    fn post(home: &Weak<Mailbox>, letter: Letter) {
        let Some(mailbox) = home.upgrade() else { return };
        mailbox.letters.lock().unwrap_or_else(PoisonError::into_inner).push(letter);
        mailbox.any.store(true, Ordering::Release);
    }

    /// Takes all letters, oldest first.
    fn collect(&self) -> Vec<Letter> {
        self.any.store(false, Ordering::Release);
        mem::take(&mut *self.letters.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Core {
    /// Lets in what has come from outside since the last turn.
    #[inline]
    pub(super) fn open_letters(&self) {
        if self.mailbox.any.load(Ordering::Acquire) {
            self.mailbox.collect().into_iter().for_each(|letter| self.open(letter));
        }
    }

    #[cold]
    fn open(&self, letter: Letter) {
        match letter {
            Letter::Wake(waker) => {
                waker.has_written.swap(false, Ordering::AcqRel);
                self.caused_by(Cause::Outside, || waker.wake());
            }
            Letter::Lost(seat) => self.lose(seat),
        }
    }
}

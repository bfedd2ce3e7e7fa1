//! The **clock** is a number, and a sleep is a waker in a sorted list (a `BTreeMap`).
//!
//! A program that sleeps for an hour should not take an hour to study, and it should do the same every time. So nobody
//! counts real seconds here. A task that sleeps stores its waker in the list, under its deadline, and is suspended
//! like any other task. When no task is ready, the loop sets the clock to the earliest deadline and calls the wakers
//! that are due (R6):
//!
//! ```text
//!   now 0 s     timers   1 s bob    2 s carol   3 s alice     ready  (empty)
//!   now 1 s     timers              2 s carol   3 s alice     ready  bob
//! ```
//!
//! The list is sorted by deadline, and then by the order in which the timers were set. The second part matters:
//! without it, two tasks that are due at the same moment would run in an order that nobody chose.

use super::outside::Happening;
use super::{Core, Loop};
use crate::record::event::{ClockReason, Time, TimerId, WakeCause};
use std::fmt;
use std::mem;
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// A sleep. Its deadline is fixed by the first poll; before that it is a value that does nothing (R1).
///
/// What programs await is [`kit::sleep`](crate::kit::sleep), which is this future, except that a sleep of no length
/// sets no timer and only lets the other tasks run.
#[derive(Debug)]
pub(crate) enum Sleep {
    New(Duration),
    Set(Timer),
    Over,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        match &*self {
            Sleep::New(length) => {
                *self = Sleep::Set(Timer::set(*length, context.waker().clone()));
                return Poll::Pending;
            }
            Sleep::Set(timer) if timer.renew(context.waker()) => return Poll::Pending,
            Sleep::Set(_) | Sleep::Over => {} // the timer has fired
        }
        *self = Sleep::Over;
        Poll::Ready(())
    }
}

/// A waker in the loop's list of timers. Dropping the timer takes it out of the list.
pub(crate) struct Timer {
    key: (Time, TimerId),
    core: Weak<Core>,
}

impl Timer {
    /// R6: adds the waker to the list, after all that are due at the same moment.
    ///
    /// # Panics
    /// If no executor is current: then there is no clock.
    fn set(length: Duration, waker: Waker) -> Timer {
        let core = Core::expect_current("sleep");
        let mut state = core.state.borrow_mut();
        let (deadline, timer) = (state.now.after(length), TimerId(state.timers_set));
        state.timers_set += 1;
        state.timers.insert((deadline, timer), waker);
        let task = state.running();
        state.journal.timer_set(timer, task, deadline);
        Timer { key: (deadline, timer), core: Rc::downgrade(&core) }
    }

    /// Stores another waker, since a future may be polled by another task than before. Returns `false` if the timer
    /// has fired or its loop is gone.
    fn renew(&self, waker: &Waker) -> bool {
        let Some(core) = self.core.upgrade() else { return false };
        if core.state.borrow().has_fired(self.key) {
            return false;
        }
        // Foreign code runs here, and when the old waker is dropped on return: nothing is borrowed at either.
        let mut waker = waker.clone();
        let mut state = core.state.borrow_mut();
        let Some(stored) = state.timers.get_mut(&self.key) else { return false };
        mem::swap(stored, &mut waker);
        drop(state);
        true
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        let Some(core) = self.core.upgrade() else { return };
        let mut state = core.state.borrow_mut();
        if state.limits.is_frozen() || state.has_fired(self.key) {
            return;
        }
        let waker = state.timers.remove(&self.key);
        if waker.is_some() {
            state.journal.timer_dropped(self.key.1);
        }
        drop(state);
        drop(waker); // foreign code: nothing is borrowed
    }
}

impl Core {
    /// Lets something happen outside the loop; see `outside.rs`.
    fn run_outside(&self, happening: Happening) {
        let before = mem::replace(&mut self.state.borrow_mut().acting, WakeCause::Outside);
        happening();
        self.state.borrow_mut().acting = before;
    }

    /// Lets everything happen that has happened outside by now. A poll that has blocked the thread needs it before it
    /// looks at what the outside has changed meanwhile.
    pub(super) fn catch_up_with_outside(&self) {
        loop {
            let mut state = self.state.borrow_mut();
            let now = state.now;
            let Some(happening) = state.outside.take(now) else { return };
            drop(state);
            self.run_outside(happening);
        }
    }
}

/// What is due.
enum Due {
    Timer(Waker),
    /// Part of a job that another thread or a device does; see `outside.rs`.
    Outside(Happening),
}

impl fmt::Debug for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Timer({})", self.key.0)
    }
}

impl Loop {
    /// Returns the earliest deadline, if a timer is set or a job outside the loop is running.
    pub(crate) fn next_deadline(&self) -> Option<Time> {
        let timer = self.timers.first_key_value().map(|(&(deadline, _), _)| deadline);
        match (timer, self.outside.next()) {
            (Some(timer), Some(job)) => Some(timer.min(job)),
            (timer, job) => timer.or(job),
        }
    }

    /// Moves the clock.
    pub(crate) fn advance_clock(&mut self, to: Time, why: ClockReason) {
        self.now = to;
        self.limits.note_progress();
        self.journal.clock(to, why);
    }

    /// Returns whether anything is due.
    pub(super) fn is_due(&self) -> bool {
        self.next_deadline().is_some_and(|deadline| deadline <= self.now)
    }

    /// Takes what is due first: a timer out of the list, or what happens outside the loop. At the same moment, the
    /// outside comes first, as a wake in the mailbox does.
    fn take_due(&mut self) -> Option<Due> {
        let at = self.next_deadline().filter(|deadline| *deadline <= self.now)?;
        if let Some(happening) = self.outside.take(at) {
            return Some(Due::Outside(happening));
        }
        let ((_, timer), waker) = self.timers.pop_first()?;
        self.journal.timer_fired(timer);
        Some(Due::Timer(waker))
    }

    /// Returns whether this timer has fired. Timers fire in the order of their keys, and a new one sorts last at its
    /// moment. So a timer has fired if every key in the list is later, and most tasks that continue after a sleep need
    /// no search.
    fn has_fired(&self, key: (Time, TimerId)) -> bool {
        self.timers.first_key_value().is_none_or(|(first, _)| *first > key)
    }
}

impl Core {
    /// R6: calls the wakers of all timers that are due.
    pub(super) fn fire_due(&self) {
        loop {
            let due = self.state.borrow_mut().take_due(); // @due
            match due {
                Some(Due::Timer(waker)) => self.wake_as(WakeCause::Clock, waker), // @wake-due
                Some(Due::Outside(happening)) => self.run_outside(happening),
                None => return,
            }
        }
    }
}

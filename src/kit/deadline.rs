//! A time limit that can be moved.

use super::select::Elapsed;
use super::sleep::{Sleep, sleep};
use super::time::now;
use super::tracked::{Edit, OnlyList, Tracked, TrackedState, Waiting};
use super::wait_list::WaitList;
use pin_project::pin_project;
use std::fmt;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

/// A moment of virtual time up to which futures may take, and which can be moved meanwhile. A clone is another handle to
/// the same deadline. asyncio calls it `asyncio.timeout_at`, and moving it `Timeout.reschedule`.
///
/// ```no_run
/// # use coroscope::kit::{Deadline, SECOND};
/// # async fn answer() -> u32 { 42 }
/// # async fn ask() {
/// let deadline = Deadline::after(2 * SECOND);
/// deadline.move_to(deadline.when() + SECOND);
/// let answer = deadline.limit(answer()).await; // Err(Elapsed) at 3 s
/// # }
/// ```
#[derive(Clone)]
pub struct Deadline {
    state: Rc<Tracked<When>>,
}

#[derive(Clone, Copy, Hash)]
struct When {
    at: Duration,
}

impl TrackedState for When {
    type Waiters = WaitList;
}

impl Deadline {
    /// Returns a deadline that is this much virtual time from now.
    #[must_use]
    pub fn after(length: Duration) -> Deadline {
        Deadline::at(now().saturating_add(length))
    }

    /// Returns a deadline at this virtual time, as [`now`] gives it.
    #[must_use]
    pub fn at(at: Duration) -> Deadline {
        Deadline { state: Tracked::unrecorded(When { at }) }
    }

    /// Returns the virtual time at which it is reached.
    #[must_use]
    pub fn when(&self) -> Duration {
        self.state.observe(|when| when.at)
    }

    /// Moves the deadline, earlier or later. The tasks that it limits are woken, and set new timers.
    pub fn move_to(&self, at: Duration) {
        self.state.update(|when| {
            when.at = at;
            wake_all(when);
        });
    }

    /// Waits for a future until the deadline. If that is reached first, the future is dropped at its current await,
    /// and the result is `Err(Elapsed)`. In a poll in which both are ready, the future wins.
    pub fn limit<F: Future>(&self, future: F) -> Limit<F> {
        let moved = Waiting::new(&self.state, ());
        Limit { future: Some(future), timer: None, moved }
    }
}

fn wake_all(when: &mut Edit<'_, When>) {
    while when.wake_next::<OnlyList>() {}
}

/// The future of [`Deadline::limit`].
#[must_use = "nothing happens until it is awaited"]
#[pin_project]
pub struct Limit<F> {
    #[pin]
    future: Option<F>,
    /// The timer, and the deadline that it was set for.
    timer: Option<(Duration, Sleep)>,
    moved: Waiting<When, OnlyList>,
}

impl<F: Future> Future for Limit<F> {
    type Output = Result<F::Output, Elapsed>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let future = this.future.as_mut().as_pin_mut();
        let future = future.expect("a limit is not polled again after its end");
        if let Poll::Ready(result) = future.poll(context) {
            this.future.set(None);
            *this.timer = None;
            return Poll::Ready(Ok(result));
        }
        // Waits for the deadline to be moved: this never returns a value.
        let mut at = Duration::ZERO;
        let moved: Poll<()> = this.moved.poll(context, |when, _, ()| {
            at = when.at;
            None
        });
        debug_assert!(moved.is_pending(), "it only waits");
        super::history::observed(at);
        let left = at.saturating_sub(now());
        if this.timer.as_ref().is_none_or(|(set_for, _)| *set_for != at) {
            *this.timer = None; // drops the old timer first
            *this.timer = Some((at, sleep(left)));
        }
        let is_over = left.is_zero()
            || this
                .timer
                .as_mut()
                .is_some_and(|(_, timer)| Pin::new(timer).poll(context).is_ready());
        if !is_over {
            return Poll::Pending;
        }
        this.future.set(None);
        *this.timer = None;
        Poll::Ready(Err(Elapsed))
    }
}

impl fmt::Debug for Deadline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Deadline")
    }
}

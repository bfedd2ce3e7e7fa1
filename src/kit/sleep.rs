//! Sleeping on the virtual clock.

use super::history;
use super::timer::Timer;
use super::yield_now::{YieldNow, yield_now};
use crate::executor::context;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

/// Suspends the task for so much virtual time (R6).
///
/// The deadline is fixed by the **first poll**, not by this call, as in asyncio: a coroutine does nothing
/// until it is polled (R1), and a sleep is no exception. A sleep of nothing only gives the others a
/// turn, again as in asyncio.
#[must_use = "nothing happens until it is awaited"]
pub fn sleep(length: Duration) -> Sleep {
    Sleep { state: if length.is_zero() { State::Yield(yield_now()) } else { State::New(length) } }
}

/// The future of [`sleep`].
#[derive(Debug)]
pub struct Sleep {
    state: State,
}

#[derive(Debug)]
enum State {
    New(Duration),
    Yield(YieldNow),
    Set(Timer),
    Over,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        match &mut self.state {
            State::New(length) => {
                history::observed(context::now().0); // its deadline follows from it
                history::note_waker(context.waker());
                self.state = State::Set(Timer::set(*length, context.waker().clone()));
                Poll::Pending
            }
            State::Yield(once) => Pin::new(once).poll(context),
            State::Set(timer) => {
                let is_set = history::observed(timer.renew(context.waker()));
                history::note_waker(context.waker());
                if is_set {
                    return Poll::Pending;
                }
                self.state = State::Over;
                Poll::Ready(())
            }
            State::Over => Poll::Ready(()),
        }
    }
}

//! Waiting for the first of several futures in **one** task, and timeouts.

use super::sleep::{Sleep, sleep};
use pin_project::pin_project;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

/// Waits for the first of two futures that is ready, and drops the other (R7).
///
/// Each poll polls `first` before `second`, so if both are ready, `first` wins. Tokio's `select!` starts with a random
/// branch unless it is `biased`.
pub fn select<A: Future, B: Future>(first: A, second: B) -> Select<A, B> {
    Select { first: Some(first), second: Some(second) }
}

/// Which of the two was ready first, and its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Winner<A, B> {
    /// The first future.
    First(A),
    /// The second.
    Second(B),
}

/// The future of [`select`].
#[must_use = "nothing happens until it is awaited"]
#[pin_project]
pub struct Select<A, B> {
    #[pin]
    first: Option<A>,
    #[pin]
    second: Option<B>,
}

impl<A: Future, B: Future> Future for Select<A, B> {
    type Output = Winner<A::Output, B::Output>;

    /// # Panics
    /// Panics if it is polled again after it returned `Ready`.
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let first = this.first.as_mut().as_pin_mut();
        let first = first.expect("a select is not polled again after its end");
        let winner = match first.poll(context) {
            Poll::Ready(result) => Winner::First(result),
            Poll::Pending => {
                let second = this.second.as_mut().as_pin_mut();
                match second.expect("both futures end together").poll(context) {
                    Poll::Ready(result) => Winner::Second(result),
                    Poll::Pending => return Poll::Pending,
                }
            }
        };
        // Drops the loser before the caller gets the winner's result.
        this.first.set(None);
        this.second.set(None);
        Poll::Ready(winner)
    }
}

/// Waits for a future for up to `limit` of virtual time. If the time is up first, the future is dropped
/// at its current await, and the result is `Err(Elapsed)`.
pub fn timeout<F: Future>(limit: Duration, future: F) -> Timeout<F> {
    Timeout { race: select(future, sleep(limit)) }
}

/// The time was up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the time was up")]
pub struct Elapsed;

/// The future of [`timeout`].
#[must_use = "nothing happens until it is awaited"]
#[pin_project]
pub struct Timeout<F> {
    #[pin]
    race: Select<F, Sleep>,
}

impl<F: Future> Future for Timeout<F> {
    type Output = Result<F::Output, Elapsed>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.project().race.poll(context).map(|winner| match winner {
            Winner::First(result) => Ok(result),
            Winner::Second(()) => Err(Elapsed),
        })
    }
}

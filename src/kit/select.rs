//! Waiting for the first of several futures in **one** task, and a limit of time made of it.

use super::sleep::{Sleep, sleep};
use pin_project::pin_project;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

/// Waits for whichever of two futures is ready first, and drops the other (R7).
///
/// Each poll asks them from top to bottom, so where both are ready the first wins. Nothing is left to
/// chance: Tokio's `select!` begins with a random branch unless it is told `biased`.
pub fn select<A: Future, B: Future>(a: A, b: B) -> Select<A, B> {
    Select { a: Some(a), b: Some(b) }
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
    a: Option<A>,
    #[pin]
    b: Option<B>,
}

impl<A: Future, B: Future> Future for Select<A, B> {
    type Output = Winner<A::Output, B::Output>;

    /// # Panics
    /// When polled again after its end: neither future is there any more.
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let a = this.a.as_mut().as_pin_mut().expect("a select is not polled again after its end");
        let winner = match a.poll(context) {
            Poll::Ready(result) => Winner::First(result),
            Poll::Pending => {
                let b = this.b.as_mut().as_pin_mut().expect("both futures end together");
                match b.poll(context) {
                    Poll::Ready(result) => Winner::Second(result),
                    Poll::Pending => return Poll::Pending,
                }
            }
        };
        // The loser is dropped here, before the winner's result is seen.
        this.a.set(None);
        this.b.set(None);
        Poll::Ready(winner)
    }
}

/// Waits for a future for so much virtual time at most. Where the time is up first, the future is dropped
/// at the await where it stands, and the result is `Err(Elapsed)`.
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

//! The first of any number of futures, and all of them as they finish, in **one** task.

use std::pin::Pin;
use std::task::{Context, Poll};

/// Waits for the first future of a collection that is ready, and drops the others (R7). Returns its place, and its
/// result. Each poll polls them in order, so if several are ready, the first in the collection wins.
///
/// An empty collection waits forever. `asyncio.wait(…, return_when=FIRST_COMPLETED)` leaves the others running: its
/// counterpart is [`wait`](super::wait).
pub fn select_all<F: Future>(futures: impl IntoIterator<Item = F>) -> SelectAll<F> {
    SelectAll { branches: futures.into_iter().map(Box::pin).collect() }
}

/// The future of [`select_all`].
#[must_use = "nothing happens until it is awaited"]
pub struct SelectAll<F> {
    branches: Vec<Pin<Box<F>>>,
}

impl<F: Future> Future for SelectAll<F> {
    type Output = (usize, F::Output);

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        for place in 0..self.branches.len() {
            if let Poll::Ready(result) = self.branches[place].as_mut().poll(context) {
                // Drops the others before the caller gets the winner's result.
                self.branches.clear();
                return Poll::Ready((place, result));
            }
        }
        Poll::Pending
    }
}

/// Returns the results of a collection's futures in the order in which they finish, with the place of each:
/// `while let Some((place, result)) = results.next().await`. The name is asyncio's.
///
/// The futures are polled only while `next` is awaited. Dropping this drops those that haven't finished.
pub fn as_completed<F: Future>(futures: impl IntoIterator<Item = F>) -> AsCompleted<F> {
    AsCompleted { children: futures.into_iter().map(Box::pin).enumerate().collect() }
}

/// Futures whose results are taken as they finish. See [`as_completed`].
pub struct AsCompleted<F> {
    children: Vec<(usize, Pin<Box<F>>)>,
}

impl<F: Future> AsCompleted<F> {
    /// Waits for the next future that finishes. Returns `None` when there are no more. If several are ready, the first
    /// in the collection is returned.
    #[expect(clippy::should_implement_trait, reason = "it is named as in `futures::StreamExt`")]
    pub fn next(&mut self) -> NextCompleted<'_, F> {
        NextCompleted { all: self }
    }

    /// Returns how many futures haven't finished.
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.children.len()
    }
}

/// The future of [`AsCompleted::next`].
#[must_use = "nothing happens until it is awaited"]
pub struct NextCompleted<'a, F> {
    all: &'a mut AsCompleted<F>,
}

impl<F: Future> Future for NextCompleted<'_, F> {
    type Output = Option<(usize, F::Output)>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let children = &mut self.all.children;
        if children.is_empty() {
            return Poll::Ready(None);
        }
        for at in 0..children.len() {
            let (place, child) = &mut children[at];
            let place = *place;
            if let Poll::Ready(result) = child.as_mut().poll(context) {
                drop(children.remove(at));
                return Poll::Ready(Some((place, result)));
            }
        }
        Poll::Pending
    }
}

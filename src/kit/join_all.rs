//! Waiting in **one** task for any number of futures of one type.

use futures::future::{MaybeDone, TryMaybeDone, maybe_done, try_maybe_done};
use pin_project::pin_project;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Waits for all futures of a collection, and returns their results in the same order. Like [`join`](super::join), it
/// spawns no task, and each poll polls every child that hasn't finished.
///
/// asyncio's `gather` makes a task of each coroutine: its counterpart is a `join_all` of the handles of spawned tasks.
pub fn join_all<F: Future>(futures: impl IntoIterator<Item = F>) -> JoinAll<F> {
    let children = futures.into_iter().map(|child| Box::pin(maybe_done(child)));
    JoinAll { children: children.collect() }
}

/// The future of [`join_all`].
#[must_use = "nothing happens until it is awaited"]
pub struct JoinAll<F: Future> {
    children: Vec<Pin<Box<MaybeDone<F>>>>,
}

impl<F: Future> Future for JoinAll<F> {
    type Output = Vec<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut are_all_done = true;
        for child in &mut self.children {
            are_all_done &= child.as_mut().poll(context).is_ready();
        }
        if !are_all_done {
            return Poll::Pending;
        }
        let results = self.children.iter_mut().map(|child| child.as_mut().take_output());
        Poll::Ready(results.map(|result| result.expect("all children are done")).collect())
    }
}

/// Waits for all futures of a tuple, up to the first `Err`: `try_join((a, b)).await?`. An error drops the futures that
/// haven't finished (R7). `asyncio.gather` returns the first exception too, but leaves the other tasks running.
#[must_use = "nothing happens until it is awaited"]
pub fn try_join<J: TryJoin>(futures: J) -> J::Joined {
    futures.into_try_join()
}

/// A tuple of futures that can fail. See [`try_join`].
pub trait TryJoin {
    /// The future that waits for all of them.
    type Joined: Future;

    #[doc(hidden)]
    fn into_try_join(self) -> Self::Joined;
}

macro_rules! impl_try_join {
    ($name:ident: $($future:ident $child:ident $output:ident),+) => {
        /// The future of [`try_join`] for a tuple of this size.
        #[pin_project]
        pub struct $name<$($future: futures::TryFuture),+> {
            $(#[pin] $child: Option<TryMaybeDone<$future>>),+
        }

        impl<E, $($output,)+ $($future: Future<Output = Result<$output, E>>),+> Future for $name<$($future),+> {
            type Output = Result<($($output,)+), E>;

            fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
                let mut this = self.project();
                let mut are_all_done = true;
                let mut failure = None;
                $(
                    let child = this.$child.as_mut().as_pin_mut();
                    if failure.is_none() {
                        match child.expect("a try_join is not polled again after its end").poll(context) {
                            Poll::Ready(Ok(())) => {}
                            Poll::Ready(Err(error)) => failure = Some(error),
                            Poll::Pending => are_all_done = false,
                        }
                    }
                )+
                if let Some(error) = failure {
                    // Drops the others before the caller gets the error.
                    $(this.$child.set(None);)+
                    return Poll::Ready(Err(error));
                }
                if !are_all_done {
                    return Poll::Pending;
                }
                Poll::Ready(Ok(($(
                    this.$child.as_mut().as_pin_mut().and_then(TryMaybeDone::take_output).expect("all children are done"),
                )+)))
            }
        }

        impl<E, $($output,)+ $($future: Future<Output = Result<$output, E>>),+> TryJoin for ($($future,)+) {
            type Joined = $name<$($future),+>;

            fn into_try_join(self) -> Self::Joined {
                let ($($child,)+) = self;
                $name { $($child: Some(try_maybe_done($child))),+ }
            }
        }
    };
}

impl_try_join!(TryJoin2: A a X, B b Y);
impl_try_join!(TryJoin3: A a X, B b Y, C c Z);
impl_try_join!(TryJoin4: A a X, B b Y, C c Z, D d W);

/// Waits for all futures of a collection, up to the first `Err`: see [`try_join`].
pub fn try_join_all<T, E, F>(futures: impl IntoIterator<Item = F>) -> TryJoinAll<F>
where
    F: Future<Output = Result<T, E>>,
{
    let children = futures.into_iter().map(|child| Box::pin(try_maybe_done(child)));
    TryJoinAll { children: children.collect() }
}

/// The future of [`try_join_all`].
#[must_use = "nothing happens until it is awaited"]
pub struct TryJoinAll<F: futures::TryFuture> {
    children: Vec<Pin<Box<TryMaybeDone<F>>>>,
}

impl<T, E, F: Future<Output = Result<T, E>>> Future for TryJoinAll<F> {
    type Output = Result<Vec<T>, E>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut are_all_done = true;
        let mut failure = None;
        for child in &mut self.children {
            match child.as_mut().poll(context) {
                Poll::Ready(Ok(())) => {}
                Poll::Ready(Err(error)) => {
                    failure = Some(error);
                    break;
                }
                Poll::Pending => are_all_done = false,
            }
        }
        if let Some(error) = failure {
            self.children.clear();
            return Poll::Ready(Err(error));
        }
        if !are_all_done {
            return Poll::Pending;
        }
        let results = self.children.iter_mut().map(|child| child.as_mut().take_output());
        Poll::Ready(Ok(results.map(|result| result.expect("all children are done")).collect()))
    }
}

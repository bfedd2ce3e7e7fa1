//! Waiting for several futures in **one** task.

use futures::future::{MaybeDone, maybe_done};
use pin_project::pin_project;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Waits for all futures of a tuple, and returns their results: `join((a, b)).await`.
///
/// This spawns no task. Each poll of the `join` polls every child that hasn't finished, in order, because a wake
/// doesn't tell which of them can continue.
#[must_use = "nothing happens until it is awaited"]
pub fn join<J: Join>(futures: J) -> J::Joined {
    futures.into_join()
}

/// A tuple of futures. See [`join`].
pub trait Join {
    /// The future that waits for all of them.
    type Joined: Future;

    #[doc(hidden)]
    fn into_join(self) -> Self::Joined;
}

macro_rules! impl_join {
    ($name:ident: $($future:ident $child:ident),+) => {
        /// The future of [`join`] for a tuple of this size.
        #[pin_project]
        pub struct $name<$($future: Future),+> {
            $(#[pin] $child: MaybeDone<$future>),+
        }

        impl<$($future: Future),+> Future for $name<$($future),+> {
            type Output = ($($future::Output,)+);

            fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
                let mut this = self.project();
                let mut are_all_done = true;
                // Polling a finished `MaybeDone` is allowed: it returns `Ready` without polling its future.
                $(are_all_done &= this.$child.as_mut().poll(context).is_ready();)+
                if !are_all_done {
                    return Poll::Pending;
                }
                Poll::Ready(($(this.$child.as_mut().take_output().expect("all children are done"),)+))
            }
        }

        impl<$($future: Future),+> Join for ($($future,)+) {
            type Joined = $name<$($future),+>;

            fn into_join(self) -> Self::Joined {
                let ($($child,)+) = self;
                $name { $($child: maybe_done($child)),+ }
            }
        }
    };
}

impl_join!(Join2: A a, B b);
impl_join!(Join3: A a, B b, C c);
impl_join!(Join4: A a, B b, C c, D d);

//! Waiting for several futures in **one** task.

use futures::future::{MaybeDone, maybe_done};
use pin_project::pin_project;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Waits for all of a tuple, and gives all results: `join((a, b)).await`.
///
/// No task is made. Each poll of the task that awaits the `join` polls every child that is not finished,
/// in order: the wake says that something changed, not what.
#[must_use = "nothing happens until it is awaited"]
pub fn join<J: Join>(futures: J) -> J::Joined {
    futures.joined()
}

/// A tuple of futures. See [`join`].
pub trait Join {
    /// The future that waits for all of them.
    type Joined: Future;

    #[doc(hidden)]
    fn joined(self) -> Self::Joined;
}

macro_rules! join_of {
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
                let mut all = true;
                // A child that is done stays so: asked again, it is not polled, but says at once that it is done.
                $(all &= this.$child.as_mut().poll(context).is_ready();)+
                if !all {
                    return Poll::Pending;
                }
                Poll::Ready(($(this.$child.as_mut().take_output().expect("all children are done"),)+))
            }
        }

        impl<$($future: Future),+> Join for ($($future,)+) {
            type Joined = $name<$($future),+>;

            fn joined(self) -> Self::Joined {
                let ($($child,)+) = self;
                $name { $($child: maybe_done($child)),+ }
            }
        }
    };
}

join_of!(Join2: A a, B b);
join_of!(Join3: A a, B b, C c);
join_of!(Join4: A a, B b, C c, D d);

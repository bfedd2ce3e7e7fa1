//! Waiting for several futures in **one** task.

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

/// A future, and its result once it has one.
#[pin_project]
struct Child<F: Future> {
    #[pin]
    future: F,
    result: Option<F::Output>,
}

impl<F: Future> Child<F> {
    fn new(future: F) -> Child<F> {
        Child { future, result: None }
    }

    fn is_done_after_poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> bool {
        let this = self.project();
        if this.result.is_none()
            && let Poll::Ready(result) = this.future.poll(context)
        {
            *this.result = Some(result);
        }
        this.result.is_some()
    }

    fn take(self: Pin<&mut Self>) -> F::Output {
        self.project().result.take().expect("a join is not polled again after its end")
    }
}

macro_rules! join_of {
    ($name:ident: $($future:ident $child:ident),+) => {
        /// The future of [`join`] for a tuple of this size.
        #[pin_project]
        pub struct $name<$($future: Future),+> {
            $(#[pin] $child: Child<$future>),+
        }

        impl<$($future: Future),+> Future for $name<$($future),+> {
            type Output = ($($future::Output,)+);

            fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
                let mut this = self.project();
                let mut all = true;
                $(all &= this.$child.as_mut().is_done_after_poll(context);)+
                if all { Poll::Ready(($(this.$child.as_mut().take(),)+)) } else { Poll::Pending }
            }
        }

        impl<$($future: Future),+> Join for ($($future,)+) {
            type Joined = $name<$($future),+>;

            fn joined(self) -> Self::Joined {
                let ($($child,)+) = self;
                $name { $($child: Child::new($child)),+ }
            }
        }
    };
}

join_of!(Join2: A a, B b);
join_of!(Join3: A a, B b, C c);
join_of!(Join4: A a, B b, C c, D d);

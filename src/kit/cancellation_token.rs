//! Cancellation that a task can see, and clean up after.

use super::history::{self, Fingerprint};
use super::observed::AsResource;
use super::select::{Winner, select};
use super::tracked::{Edit, OnlyList, Tracked, TrackedState, Waiting};
use super::wait_list::WaitList;
use crate::record::event::ResourceKind;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::task::{Context, Poll};

/// A request to stop that tasks can look at and wait for. A clone is another handle to the same request. `tokio-util`
/// calls it `CancellationToken`.
///
/// [`Handle::cancel`](super::Handle::cancel) drops a task at its await, and none of its code runs but its drop handlers,
/// which can't await. A task that is asked through a token decides itself where it stops, and may await during its
/// clean-up. That is what `except asyncio.CancelledError` is used for in asyncio, where a cancel raises an exception at the
/// await.
///
/// ```no_run
/// # use coroscope::kit::{CancellationToken, SECOND, say, sleep};
/// # async fn close() {}
/// # async fn work(stop: CancellationToken) {
/// while stop.run(sleep(SECOND)).await.is_some() {
///     say!("a second of work");
/// }
/// close().await; // clean-up that awaits
/// # }
/// ```
#[derive(Clone)]
pub struct CancellationToken {
    state: Rc<Tracked<Request>>,
}

#[derive(Hash)]
struct Request {
    times: usize,
    children: Vec<Child>,
}

/// A token that is cancelled with its parent.
struct Child {
    state: Weak<Tracked<Request>>,
    /// The history of the task that made it: unlike the pointer, it is the same in every run of one schedule.
    made_by: Fingerprint,
}

impl Hash for Child {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.made_by.hash(state);
    }
}

impl TrackedState for Request {
    type Waiters = WaitList;

    fn text(&self) -> String {
        match self.times {
            0 => "not cancelled".to_owned(),
            1 => "cancelled".to_owned(),
            times => format!("cancelled {times} times"),
        }
    }

    fn wake_one(request: &mut Edit<'_, Self>) -> bool {
        request.times > 0 && request.release_next::<OnlyList>()
    }
}

impl CancellationToken {
    /// Returns a token that isn't cancelled.
    #[must_use]
    pub fn new() -> CancellationToken {
        CancellationToken::with(0)
    }

    fn with(times: usize) -> CancellationToken {
        let request = Request { times, children: Vec::new() };
        CancellationToken { state: Tracked::new(ResourceKind::Token, "token", request) }
    }

    /// Returns a token that is cancelled with this one. Cancelling it doesn't cancel this one.
    #[must_use]
    pub fn child(&self) -> CancellationToken {
        let child = CancellationToken::with(usize::from(self.is_cancelled()));
        let (state, made_by) = (Rc::downgrade(&child.state), history::current());
        self.state.update(|request| request.silently().children.push(Child { state, made_by }));
        child
    }

    /// Requests that the tasks stop: first those that wait for this token, then those of its children. Requests are
    /// counted, so a task can tell a second one from the first.
    pub fn cancel(&self) {
        cancel(&self.state);
    }

    /// Returns whether this token or one of its parents was cancelled.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.state.observe(|request| request.times > 0)
    }

    /// Returns how often it was cancelled. asyncio calls this `Task.cancelling()`.
    #[must_use]
    pub fn requests(&self) -> usize {
        self.state.observe(|request| request.times)
    }

    /// Waits until the token is cancelled.
    pub fn cancelled(&self) -> Cancelled {
        Cancelled { waiting: Waiting::new(&self.state, ()) }
    }

    /// Waits for a future until the token is cancelled. If that happens first, the future is dropped at its current
    /// await, and the result is `None`. If both happen, the cancellation wins.
    pub async fn run<F: Future>(&self, future: F) -> Option<F::Output> {
        match select(self.cancelled(), future).await {
            Winner::First(()) => None,
            Winner::Second(result) => Some(result),
        }
    }
}

fn cancel(state: &Rc<Tracked<Request>>) {
    let mut children = Vec::new();
    state.update(|request| {
        request.times += 1;
        children.extend(request.children.iter().filter_map(|child| child.state.upgrade()));
    });
    children.iter().for_each(cancel);
}

/// The future of [`CancellationToken::cancelled`].
#[must_use = "nothing happens until it is awaited"]
pub struct Cancelled {
    waiting: Waiting<Request, OnlyList>,
}

impl Future for Cancelled {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        self.waiting
            .poll(context, |request, is_woken, ()| (is_woken || request.times > 0).then_some(()))
    }
}

impl Default for CancellationToken {
    fn default() -> CancellationToken {
        CancellationToken::new()
    }
}

impl fmt::Debug for CancellationToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CancellationToken")
    }
}

impl AsResource for CancellationToken {
    fn set_name(&self, name: &str) {
        self.state.name(name);
    }
}

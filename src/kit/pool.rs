//! Threads outside the loop, which run functions that would block it.

use super::observed::AsResource;
use super::payload::Payload;
use super::tracked::Tracked;
use super::workers::{self, Job, Workers};
use crate::record::event::ResourceKind;
use std::fmt;
use std::rc::Rc;
use std::time::Duration;

/// A pool of threads. Python calls it `concurrent.futures.ThreadPoolExecutor`; [`run`](Pool::run) is `submit` and
/// `loop.run_in_executor` there, and `asyncio.to_thread` hands over to a pool that asyncio makes. Tokio has
/// `spawn_blocking`. A clone is another handle to the same pool.
///
/// The pool has a number of places, and each place runs one job at a time. The other jobs wait, first come, first served.
/// The loop continues meanwhile: to it, a job is only a future whose waker is called from outside.
///
/// The threads are simulated, so that each run of a program is the same. That is why a job comes with the time that it
/// takes. Its function runs at the end of that time, and must be `Send`, as for a real thread: it can't use what belongs
/// to the loop, such as a [`Shared`](super::Shared) or a [`Promise`](super::Promise). It may print.
///
/// ```no_run
/// # use coroscope::kit::{Pool, SECOND, say, timeout};
/// # async fn bake() {
/// let pool = Pool::new(2);
/// let bread = pool.run(3 * SECOND, || "bread");
/// say!("{}", bread.await);
///
/// let cake = pool.run(3 * SECOND, || say!("the cake is saved"));
/// let _given_up = timeout(SECOND, cake).await; // the cake is saved all the same
/// # }
/// ```
#[derive(Clone)]
pub struct Pool {
    workers: Rc<Tracked<Workers>>,
}

impl Pool {
    /// Returns a pool with this many places.
    ///
    /// # Panics
    /// Panics if `places` is 0, since no job could ever run.
    #[must_use]
    pub fn new(places: usize) -> Pool {
        assert!(places > 0, "a pool needs one place at least");
        Pool { workers: workers::open(ResourceKind::Pool, "pool", places) }
    }

    /// Hands over a job that takes this much virtual time, and returns the future of its result. The job is handed over
    /// at once, not when the future is awaited.
    ///
    /// # Panics
    /// Panics outside a run. If `work` panics, awaiting the job panics with the same message.
    pub fn run<T, F>(&self, cost: Duration, work: F) -> Job<T>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        self.hand_over(None, cost, work)
    }

    /// Like [`run`](Pool::run), with a name for the job. Without one, the job is named after the variable that it is
    /// stored in.
    ///
    /// # Panics
    /// Panics outside a run.
    pub fn run_named<T, F>(&self, name: &str, cost: Duration, work: F) -> Job<T>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        self.hand_over(Some(name), cost, work)
    }

    fn hand_over<T: 'static>(
        &self,
        name: Option<&str>,
        cost: Duration,
        work: impl FnOnce() -> T + 'static,
    ) -> Job<T> {
        workers::hand_over_job(&self.workers, name, cost, |origin| Payload::of_job(work(), origin))
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pool")
    }
}

impl AsResource for Pool {
    fn set_name(&self, name: &str) {
        self.workers.name(name);
    }
}

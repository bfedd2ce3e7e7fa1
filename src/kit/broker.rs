//! A broker: a process between those that send jobs and the workers that do them, as a model.

use super::history::{self, Fingerprint};
use super::observed::AsResource;
use super::payload::Payload;
use super::sleep::{Sleep, sleep};
use super::time::now;
use super::tracked::{Edit, OnlyList, Tracked, TrackedState, Waiting};
use super::wait_list::WaitList;
use crate::record::event::ResourceKind;
use std::collections::VecDeque;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

/// Stores jobs until workers have done them. A clone is another handle to the same broker. It is what Redis or `RabbitMQ`
/// is to Celery; asyncio has nothing like it, and an `asyncio.Queue` forgets a value once it is taken.
///
/// A job is *waiting* until a worker takes it. Then it is *out*, until the worker acknowledges it with
/// [`Delivery::ack`]. A delivery that is dropped without that goes back to the front: the job is delivered again.
/// So when a worker acknowledges decides what happens if it dies: *early*, as soon as it has the job, loses the job, and
/// *late*, when it has done it, may do the job twice.
///
/// ```no_run
/// # use coroscope::kit::Broker;
/// # async fn work(_job: u32) {}
/// # async fn worker(broker: Broker<u32>) {
/// let delivery = broker.take().await;
/// work(*delivery).await; // if the task is cancelled here, another worker gets the job
/// delivery.ack();
/// # }
/// ```
pub struct Broker<T> {
    jobs: Rc<Tracked<Jobs<T>>>,
}

struct Jobs<T> {
    waiting: VecDeque<Job<T>>,
    /// In the order in which they were taken.
    out: Vec<Lent<T>>,
    acked: usize,
    lease: Option<Duration>,
    /// The number of the next delivery. Two states that differ only in their numbers are equal.
    next: u64,
}

/// A job, and how often it was taken.
struct Job<T> {
    payload: Rc<Payload<T>>,
    deliveries: usize,
}

/// A job that is out.
struct Lent<T> {
    job: Job<T>,
    number: u64,
    /// The history of the task that took it, which tells equal jobs apart in every run of one schedule.
    taken_by: Fingerprint,
    /// When its lease runs out.
    until: Option<Duration>,
}

impl<T> Clone for Job<T> {
    fn clone(&self) -> Job<T> {
        Job { payload: Rc::clone(&self.payload), deliveries: self.deliveries }
    }
}

impl<T> Hash for Job<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.payload, self.deliveries).hash(state);
    }
}

impl<T> Hash for Lent<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.job, self.taken_by, self.until).hash(state);
    }
}

impl<T> Hash for Jobs<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.waiting, &self.out, self.acked, self.lease).hash(state);
    }
}

impl<T> Jobs<T> {
    /// Removes a job that is out.
    fn remove(&mut self, number: u64) -> Option<Job<T>> {
        let place = self.out.iter().position(|lent| lent.number == number)?;
        Some(self.out.remove(place).job)
    }

    fn is_out(&self, number: u64) -> bool {
        self.out.iter().any(|lent| lent.number == number)
    }

    /// Returns when the first lease runs out.
    fn next_expiry(&self) -> Option<Duration> {
        self.out.iter().filter_map(|lent| lent.until).min()
    }
}

impl<T> TrackedState for Jobs<T> {
    type Waiters = WaitList;

    /// The pane of the screen splits this at the dots.
    fn text(&self) -> String {
        let list = |jobs: &mut dyn Iterator<Item = &Job<T>>| {
            let jobs: Vec<_> = jobs.map(|job| job.payload.text()).collect();
            format!("[{}]", jobs.join(", "))
        };
        let waiting = list(&mut self.waiting.iter());
        let out = list(&mut self.out.iter().map(|lent| &lent.job));
        format!("waiting {waiting} · out {out} · acked {}", self.acked)
    }

    fn wake_one(jobs: &mut Edit<'_, Self>) -> bool {
        has_job(jobs) && jobs.grant_next::<OnlyList>()
    }
}

/// Returns whether there is a job that isn't reserved for a worker.
fn has_job<T>(jobs: &Edit<'_, Jobs<T>>) -> bool {
    jobs.waiting.len() > jobs.waiters.granted()
}

/// Puts the jobs whose leases have run out back to the front.
fn end_leases<T>(jobs: &mut Edit<'_, Jobs<T>>, now: Duration) {
    let is_over = |lent: &Lent<T>| lent.until.is_some_and(|until| until <= now);
    while let Some(place) = jobs.out.iter().rposition(is_over) {
        let lent = jobs.out.remove(place);
        jobs.waiting.push_front(lent.job);
    }
}

impl<T: fmt::Debug> Broker<T> {
    /// Returns a broker without jobs. A delivery is out until it is acknowledged or dropped, however long that takes.
    #[must_use]
    pub fn new() -> Broker<T> {
        Broker::with(None)
    }

    /// Returns a broker that delivers a job again if it isn't acknowledged within this time, even if its worker is still
    /// at it. Celery with Redis calls this the `visibility_timeout`; it is an hour by default.
    ///
    /// The end of a lease is noticed by a task that waits for a job or asks for one.
    #[must_use]
    pub fn with_lease(lease: Duration) -> Broker<T> {
        Broker::with(Some(lease))
    }

    fn with(lease: Option<Duration>) -> Broker<T> {
        let jobs = Jobs { waiting: VecDeque::new(), out: Vec::new(), acked: 0, lease, next: 0 };
        Broker { jobs: Tracked::new(ResourceKind::Broker, "broker", jobs) }
    }

    /// Stores a job behind those that wait. This never waits.
    pub fn send(&self, job: T) {
        let mut job = Some(job);
        self.jobs.update(|jobs| {
            let payload = Rc::new(Payload::new(job.take().expect("it is sent once")));
            jobs.waiting.push_back(Job { payload, deliveries: 0 });
        });
    }
}

impl<T> Broker<T> {
    /// Waits for a job, and takes it.
    pub fn take(&self) -> TakeJob<T> {
        TakeJob { waiting: Waiting::new(&self.jobs, ()), timer: None }
    }

    /// Returns how many jobs are waiting to be taken.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.jobs.observe(|jobs| jobs.waiting.len())
    }

    /// Returns how many jobs were taken and neither acknowledged nor put back.
    #[must_use]
    pub fn out(&self) -> usize {
        self.jobs.observe(|jobs| jobs.out.len())
    }

    /// Returns how many jobs were acknowledged.
    #[must_use]
    pub fn acked(&self) -> usize {
        self.jobs.observe(|jobs| jobs.acked)
    }
}

/// The future of [`Broker::take`]. If it is dropped before it is ready, the job stays with the broker.
#[must_use = "nothing happens until it is awaited"]
pub struct TakeJob<T> {
    waiting: Waiting<Jobs<T>, OnlyList>,
    /// The timer for the next end of a lease, and when that is.
    timer: Option<(Duration, Sleep)>,
}

/// What a worker learns of its delivery: not the number.
struct Taken<T> {
    job: Job<T>,
    number: u64,
}

impl<T> Hash for Taken<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.job.hash(state);
    }
}

impl<T> Future for TakeJob<T> {
    type Output = Delivery<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Delivery<T>> {
        let TakeJob { waiting, timer } = &mut *self;
        let has_leases = waiting.tracked.observe(|jobs| jobs.lease.is_some());
        let time = if has_leases { now() } else { Duration::ZERO };
        let is_over = |until: Duration| until <= time;
        if waiting.tracked.observe(|jobs| jobs.next_expiry().is_some_and(is_over)) {
            waiting.leave();
        }
        let mut next_expiry = None;
        let taken = waiting.poll(context, |jobs, is_granted, ()| {
            end_leases(jobs, time);
            if !is_granted && !has_job(jobs) {
                next_expiry = jobs.next_expiry();
                return None;
            }
            let taken = take(jobs, time)?;
            // The others set their timers for the end of this lease.
            while has_leases && jobs.wake_next::<OnlyList>() {}
            Some(taken)
        });
        if let Poll::Ready(Taken { job, number }) = taken {
            *timer = None;
            return Poll::Ready(Delivery { jobs: Rc::clone(&waiting.tracked), job, number });
        }
        history::observed(next_expiry);
        if timer.as_ref().map(|(at, _)| *at) != next_expiry {
            *timer = None; // drops the old timer first
            *timer = next_expiry.map(|at| (at, sleep(at.saturating_sub(time))));
        }
        if let Some((_, timer)) = timer {
            let polled = Pin::new(timer).poll(context);
            debug_assert!(polled.is_pending(), "a lease that was over has been ended above");
        }
        Poll::Pending
    }
}

/// Takes the first job.
fn take<T>(jobs: &mut Edit<'_, Jobs<T>>, time: Duration) -> Option<Taken<T>> {
    let mut job = jobs.waiting.pop_front()?;
    job.deliveries += 1;
    let number = jobs.next;
    jobs.next += 1;
    let until = jobs.lease.map(|lease| time.saturating_add(lease));
    let lent = Lent { job: job.clone(), number, taken_by: history::current(), until };
    jobs.out.push(lent);
    Some(Taken { job, number })
}

/// A job that a worker has taken. Read it with `*delivery`. If this is dropped before [`ack`](Delivery::ack), the job
/// goes back to the front.
#[must_use = "a delivery that is dropped without an `ack` goes back"]
pub struct Delivery<T> {
    jobs: Rc<Tracked<Jobs<T>>>,
    job: Job<T>,
    number: u64,
}

impl<T> Delivery<T> {
    /// Acknowledges the job: the broker forgets it. Returns `false` if it was acknowledged before, or if its lease has
    /// run out and the job went back.
    #[expect(
        clippy::must_use_candidate,
        reason = "a worker that is done with its job may not care"
    )]
    pub fn ack(&self) -> bool {
        self.jobs.update(|jobs| {
            let is_out = jobs.is_out(self.number);
            if is_out {
                jobs.remove(self.number);
                jobs.acked += 1;
            }
            is_out
        })
    }

    /// Returns how often the job was delivered, this time included. Celery shows `redelivered` if it is more than 1.
    #[must_use]
    pub fn deliveries(&self) -> usize {
        self.job.deliveries
    }
}

impl<T> Deref for Delivery<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.job.payload.value
    }
}

impl<T> Drop for Delivery<T> {
    fn drop(&mut self) {
        self.jobs.update(|jobs| {
            if jobs.is_out(self.number)
                && let Some(job) = jobs.remove(self.number)
            {
                jobs.waiting.push_front(job);
            }
        });
    }
}

impl<T> Clone for Broker<T> {
    fn clone(&self) -> Broker<T> {
        Broker { jobs: Rc::clone(&self.jobs) }
    }
}

impl<T: fmt::Debug> Default for Broker<T> {
    fn default() -> Broker<T> {
        Broker::new()
    }
}

impl<T> fmt::Debug for Broker<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Broker")
    }
}

impl<T> fmt::Debug for Delivery<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Delivery of {:?}", self.job.payload)
    }
}

impl<T> AsResource for Broker<T> {
    fn set_name(&self, name: &str) {
        self.jobs.name(name);
    }
}

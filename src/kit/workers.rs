//! Places outside the loop in which jobs run: the threads of a [`Pool`](super::Pool), or the one place of a
//! [`Stream`](super::Stream).
//!
//! ```text
//!   hand_over ──▶ Waiting ── a place is free ──▶ Running ── its time ends ───▶ Done
//!                    │                              │                             │
//!                    └─ the place of the job that   └─ Job dropped: it runs on,   └─ the job's code has run, and
//!                       handed in first is free        and its result is lost        the waker is called
//! ```
//!
//! The time that a job takes is given, so its end is known when it starts. Its code runs at the end, while no task is
//! polled.

use super::history::{self, Fingerprint};
use super::observed::AsResource;
use super::payload::Payload;
use super::tracked::{Edit, OnlyList, Tracked, TrackedState};
use super::wait_list::WaitList;
use crate::executor::context;
use crate::record::event::{JobId, OutsideEvent, ResourceKind, Time};
use std::cell::Cell;
use std::collections::VecDeque;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

/// The places and the jobs that wait for one.
#[derive(Hash)]
pub(super) struct Workers {
    places: Vec<Option<Running>>,
    waiting: VecDeque<Work>,
    is_stream: bool,
}

/// A job that waits for a place.
struct Work {
    job: Option<JobId>,
    cost: Duration,
    /// The history of the task that handed it over, which determines what the job does.
    origin: Fingerprint,
    code: Box<dyn FnOnce() -> Delivery>,
}

/// What is left to do when the code of a job has run: handing over its result, which wakes the task that waits for it.
type Delivery = Box<dyn FnOnce()>;

/// What a running job does to the states that are compared: what it is, when it ends, and how many other jobs that end
/// at the same time started before it.
#[derive(Clone, Copy, Hash)]
struct Running {
    origin: Fingerprint,
    ends: Time,
    before: usize,
}

impl Hash for Work {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.cost, self.origin).hash(state);
    }
}

impl TrackedState for Workers {
    type Waiters = ();

    fn text(&self) -> String {
        match (self.is_stream, self.places.len()) {
            (true, _) => "in order".to_owned(),
            (false, 1) => "1 place".to_owned(),
            (false, places) => format!("{places} places"),
        }
    }
}

/// Opens this many places outside the loop.
pub(super) fn open(kind: ResourceKind, kind_name: &str, places: usize) -> Rc<Tracked<Workers>> {
    let is_stream = kind == ResourceKind::Stream;
    let state = Workers { places: vec![None; places], waiting: VecDeque::new(), is_stream };
    let workers = Tracked::new(kind, kind_name, state);
    if let Some(resource) = workers.resource_id() {
        let places = u32::try_from(places).unwrap_or(u32::MAX);
        context::record(|_| OutsideEvent::Opened { resource, places });
    }
    workers
}

/// Hands over work whose result nobody waits for. `code` gets the fingerprint of what determines it.
pub(super) fn hand_over(
    workers: &Rc<Tracked<Workers>>,
    name: &str,
    cost: Duration,
    code: impl FnOnce(Fingerprint) + 'static,
) {
    let origin = history::current();
    let code = Box::new(move || {
        code(origin);
        let nothing_to_deliver: Delivery = Box::new(|| {});
        nothing_to_deliver
    });
    let job = record_hand_over(workers, Some(name));
    push(workers, Work { job, cost, origin, code });
}

/// Hands over work, and returns the future of its result. `code` gets the fingerprint of what determines it.
pub(super) fn hand_over_job<T: 'static>(
    workers: &Rc<Tracked<Workers>>,
    name: Option<&str>,
    cost: Duration,
    code: impl FnOnce(Fingerprint) -> Payload<T> + 'static,
) -> Job<T> {
    let origin = history::current();
    let slot = Tracked::unrecorded(Slot { result: None, is_taken: false });
    let receiver = Rc::downgrade(&slot);
    let code = Box::new(move || {
        let result = context::catch_panic(|| code(origin));
        let delivery: Delivery = Box::new(move || match receiver.upgrade() {
            Some(slot) => slot.update(|slot| slot.result = Some(result)),
            None => drop(context::catch_panic(|| drop(result))), // foreign code
        });
        delivery
    });
    let job = record_hand_over(workers, name);
    push(workers, Work { job, cost, origin, code });
    Job { id: job, slot, is_named: Cell::new(name.is_some()) }
}

fn record_hand_over(workers: &Tracked<Workers>, name: Option<&str>) -> Option<JobId> {
    let resource = workers.resource_id()?;
    let mut new = None;
    context::record(|recorder| {
        let job = recorder.new_job();
        new = Some(job);
        let name = match name.filter(|name| !name.trim().is_empty()) {
            Some(name) => recorder.text_id(name),
            None => recorder.text_id(&format!("job {}", job.0 + 1)),
        };
        OutsideEvent::HandedOver { job, resource, name }
    });
    new
}

fn push(workers: &Rc<Tracked<Workers>>, work: Work) {
    workers.update(|workers| workers.silently().waiting.push_back(work));
    start_waiting(workers, context::now());
}

/// Starts jobs at this time while places are free.
fn start_waiting(workers: &Rc<Tracked<Workers>>, at: Time) {
    loop {
        let mut next = None;
        workers.update(|workers| {
            let workers = workers.silently();
            let free = workers.places.iter().position(Option::is_none);
            next = free.and_then(|place| Some((place, workers.waiting.pop_front()?)));
        });
        let Some((place, Work { job, cost, origin, code })) = next else { return };
        record(job, |job| {
            let place = u32::try_from(place).unwrap_or(u32::MAX);
            OutsideEvent::Started { job, place, at }
        });
        let ends = at.after(cost);
        let of = Rc::clone(workers);
        let end = Box::new(move || finish(&of, place, job, ends, code));
        let before = context::happens_outside(ends, end);
        let running = Running { origin, ends, before };
        workers.update(|workers| workers.silently().places[place] = Some(running));
    }
}

/// Ends the job in this place, and starts the next one.
fn finish(
    workers: &Rc<Tracked<Workers>>,
    place: usize,
    job: Option<JobId>,
    at: Time,
    code: Box<dyn FnOnce() -> Delivery>,
) {
    let delivery = code();
    record(job, |job| OutsideEvent::Done { job, at });
    delivery();
    workers.update(|workers| workers.silently().places[place] = None);
    start_waiting(workers, at);
}

fn record(job: Option<JobId>, event: impl FnOnce(JobId) -> OutsideEvent) {
    if let Some(job) = job {
        context::record(|_| event(job));
    }
}

/// The result of a job, until it is taken.
#[derive(Hash)]
struct Slot<P> {
    result: Option<Result<P, String>>,
    is_taken: bool,
}

impl<P: Hash> TrackedState for Slot<P> {
    type Waiters = WaitList;

    fn wake_one(slot: &mut Edit<'_, Self>) -> bool {
        slot.result.is_some() && slot.wake_next::<OnlyList>()
    }
}

/// A job that was handed over to a [`Pool`](super::Pool) or a [`Stream`](super::Stream), and the future of its result.
/// Python calls it `concurrent.futures.Future`, and Tokio the `JoinHandle` of `spawn_blocking`.
///
/// The job is handed over already, whether this is awaited or not. Dropping it, as a timeout does, gives up the result and
/// not the job: the job runs to its end, and what it does outside happens. asyncio is different in one case: it takes a
/// job that still waits for a place out of the line when its await is cancelled.
#[must_use = "dropping it gives up the result, and the job runs on"]
pub struct Job<T> {
    id: Option<JobId>,
    slot: Rc<Tracked<Slot<Payload<T>>>>,
    is_named: Cell<bool>,
}

impl<T> Job<T> {
    /// Returns whether the job has ended.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        context::catch_up_with_outside();
        self.slot.observe(|slot| slot.result.is_some() || slot.is_taken)
    }
}

impl<T> Future for Job<T> {
    type Output = T;

    /// # Panics
    /// Panics with the job's message if the job panicked, and if an earlier poll returned the result.
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        // A job isn't `Clone`, so it is the only waiter.
        let mut waiter = self.slot.first_waiter::<OnlyList>();
        let is_new = waiter.is_none();
        let poll = self.slot.poll_wait::<OnlyList, _>(&mut waiter, context, |slot, _| {
            match slot.result.take() {
                Some(result) => {
                    slot.is_taken = true;
                    Some(Some(result))
                }
                None => slot.is_taken.then_some(None),
            }
        });
        if poll.is_pending()
            && is_new
            && let (Some(job), Some(task)) = (self.id, context::running())
        {
            context::record(|_| OutsideEvent::Awaited { job, task });
        }
        poll.map(|result| {
            let result = result.expect("the result of this job was given out already");
            match result {
                Ok(payload) => payload.value,
                Err(message) => panic!("{message}"),
            }
        })
    }
}

impl<T> Drop for Job<T> {
    fn drop(&mut self) {
        let is_open = self.slot.look(|slot| slot.result.is_none() && !slot.is_taken);
        if is_open {
            record(self.id, |job| OutsideEvent::Abandoned { job });
        }
    }
}

impl<T> fmt::Debug for Job<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Job")
    }
}

impl<T> AsResource for Job<T> {
    fn set_name(&self, name: &str) {
        if !self.is_named.replace(true)
            && let Some(job) = self.id
        {
            context::record(|recorder| OutsideEvent::Named { job, name: recorder.text_id(name) });
        }
    }
}

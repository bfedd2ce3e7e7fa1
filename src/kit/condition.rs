//! Waiting, with a lock in hand, until another task has changed something.

use super::lock::{Lock, LockGuard, Locking};
use super::notifications::{Notifications, notify_all, notify_one, poll_notified};
use super::observed::AsResource;
use super::tracked::{OnlyList, Tracked, Waiting};
use crate::record::event::ResourceKind;
use std::fmt;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// A condition that tasks wait for while they hold its [`Lock`]. A clone is another handle to the same condition.
/// asyncio calls it `asyncio.Condition`, and the standard library `Condvar`.
///
/// [`wait`](Condition::wait) releases the lock, waits for a notification, and acquires the lock again. By then another
/// task may have changed the state again, so the test belongs in a `while`, not in an `if`:
///
/// ```no_run
/// # use coroscope::kit::{Condition, Lock, Shared};
/// # async fn take(lock: Lock, baked: Condition, loaves: Shared<Vec<&'static str>>) -> Option<&'static str> {
/// let mut guard = lock.lock().await;
/// while loaves.get().is_empty() {
///     guard = baked.wait(guard).await;
/// }
/// loaves.update(Vec::pop)
/// # }
/// ```
#[derive(Clone)]
pub struct Condition {
    lock: Lock,
    notifications: Rc<Tracked<Notifications>>,
}

impl Condition {
    /// Returns a condition whose waiting tasks release this lock.
    #[must_use]
    pub fn new(lock: &Lock) -> Condition {
        let state = Notifications::new(0);
        let notifications = Tracked::new(ResourceKind::Condition, "condition", state);
        Condition { lock: lock.clone(), notifications }
    }

    /// Releases the lock, waits for a notification, and acquires the lock again.
    ///
    /// If this future is dropped, the lock is not acquired again, and a notification that it has received and not used
    /// goes to the next waiting task.
    pub fn wait(&self, guard: LockGuard) -> ConditionWait {
        let notified = Waiting::new(&self.notifications, ());
        ConditionWait { stage: Stage::Notified(Some(guard), notified), condition: self.clone() }
    }

    /// Waits until `is_true` returns `true`. It is called with the lock held, first now and then after each
    /// notification. asyncio calls this `wait_for`.
    pub async fn wait_until(
        &self,
        mut guard: LockGuard,
        mut is_true: impl FnMut() -> bool,
    ) -> LockGuard {
        while !is_true() {
            guard = self.wait(guard).await;
        }
        guard
    }

    /// Wakes the task that has waited longest. If no task waits, the notification is lost. asyncio calls this `notify`.
    pub fn notify_one(&self) {
        notify_one(&self.notifications);
    }

    /// Wakes all waiting tasks. They acquire the lock one after the other.
    pub fn notify_all(&self) {
        notify_all(&self.notifications);
    }
}

/// The future of [`Condition::wait`].
#[must_use = "nothing happens until it is awaited"]
pub struct ConditionWait {
    stage: Stage,
    condition: Condition,
}

enum Stage {
    /// Waits for a notification. The guard is dropped in the first poll.
    Notified(Option<LockGuard>, Waiting<Notifications, OnlyList>),
    /// Waits for the lock.
    Locking(Locking),
    /// Has returned the guard.
    Done,
}

impl Future for ConditionWait {
    type Output = LockGuard;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<LockGuard> {
        let ConditionWait { stage, condition } = &mut *self;
        if let Stage::Notified(guard, notified) = stage {
            let poll = poll_notified(notified, context);
            // It waits before it releases the lock, so that no notification is missed in between.
            drop(guard.take());
            if poll.is_pending() {
                return Poll::Pending;
            }
            *stage = Stage::Locking(condition.lock.lock());
        }
        let Stage::Locking(locking) = stage else {
            panic!("the future of a condition is not polled again after its end");
        };
        let poll = Pin::new(locking).poll(context);
        if poll.is_ready() {
            *stage = Stage::Done;
        }
        poll
    }
}

/// Passes on a notification that it received and can't use, as CPython does since 3.13.
impl Drop for ConditionWait {
    fn drop(&mut self) {
        if matches!(self.stage, Stage::Locking(_)) {
            self.stage = Stage::Done; // leaves the lock's wait list first
            self.condition.notify_one();
        }
    }
}

impl fmt::Debug for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Condition")
    }
}

impl AsResource for Condition {
    fn set_name(&self, name: &str) {
        self.notifications.name(name);
    }
}

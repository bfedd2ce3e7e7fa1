//! A notification that wakes a task, and carries nothing else.

use super::notifications::{Notifications, notify_all, notify_one, poll_notified};
use super::observed::AsResource;
use super::tracked::{OnlyList, Tracked, Waiting};
use crate::record::event::ResourceKind;
use std::fmt;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// Wakes tasks that wait for it. A clone is another handle to the same one. Tokio calls it `Notify`; asyncio has nothing
/// of its own for this: programs use a bare future, or an `asyncio.Event` that is set and cleared at once.
///
/// [`notify_one`](Notify::notify_one) stores one notification while no task waits, so the next task that waits
/// continues at once. [`notify_all`](Notify::notify_all) is a pulse: it wakes the tasks that wait now, and a task that
/// waits later has missed it.
#[derive(Clone)]
pub struct Notify {
    state: Rc<Tracked<Notifications>>,
}

impl Notify {
    /// Returns one without a notification.
    #[must_use]
    pub fn new() -> Notify {
        let state = Notifications::new(1);
        Notify { state: Tracked::new(ResourceKind::Notify, "notify", state) }
    }

    /// Wakes the first waiting task. If no task waits, stores the notification for the next one; a second one isn't
    /// stored. If the task is dropped before it is polled, the next one gets its notification.
    pub fn notify_one(&self) {
        notify_one(&self.state);
    }

    /// Wakes all tasks that are waiting now, and stores nothing. The record counts the pulses that woke
    /// no task. Tokio calls it `notify_waiters`.
    pub fn notify_all(&self) {
        notify_all(&self.state);
    }

    /// Waits for a notification. A task waits from the first poll of this future: a pulse before that is missed.
    /// (Tokio's future also receives the pulses since it was created.)
    pub fn notified(&self) -> Notified {
        Notified { waiting: Waiting::new(&self.state, ()) }
    }
}

/// The future of [`Notify::notified`].
#[must_use = "nothing happens until it is awaited"]
pub struct Notified {
    waiting: Waiting<Notifications, OnlyList>,
}

impl Future for Notified {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        poll_notified(&mut self.waiting, context)
    }
}

impl Default for Notify {
    fn default() -> Notify {
        Notify::new()
    }
}

impl fmt::Debug for Notify {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Notify")
    }
}

impl AsResource for Notify {
    fn set_name(&self, name: &str) {
        self.state.name(name);
    }
}

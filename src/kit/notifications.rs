//! Notifications for the tasks that wait for them: the state of [`Notify`](super::Notify), which stores one for the
//! next task, and of [`Condition`](super::Condition), which stores none.

use super::tracked::{Edit, OnlyList, Tracked, TrackedState, Waiting};
use super::wait_list::{GrantKind, WaitList};
use std::hash::{Hash, Hasher};
use std::rc::Rc;
use std::task::{Context, Poll};

/// The notifications that no task has received.
#[derive(Hash)]
pub(super) struct Notifications {
    /// Those that are reserved for tasks that were woken, and up to `storage` others.
    unreceived: usize,
    storage: usize,
    missed: MissedPulses,
}

/// How many pulses woke no task. No task can observe it, so runs that differ only in it are the same to the exploration.
#[derive(Default)]
struct MissedPulses(usize);

impl Hash for MissedPulses {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl Notifications {
    /// Returns a state that stores up to `storage` notifications while no task waits.
    pub(super) fn new(storage: usize) -> Notifications {
        Notifications { unreceived: 0, storage, missed: MissedPulses::default() }
    }
}

impl TrackedState for Notifications {
    type Waiters = WaitList;

    fn text(&self) -> String {
        if self.storage == 0 {
            return String::new();
        }
        let missed = match self.missed {
            MissedPulses(0) => None,
            MissedPulses(1) => Some("1 pulse missed".to_owned()),
            MissedPulses(missed) => Some(format!("{missed} pulses missed")),
        };
        match (self.unreceived, missed) {
            (0, None) => "not notified".to_owned(),
            (0, Some(missed)) => missed,
            (_, None) => "notified".to_owned(),
            (_, Some(missed)) => format!("notified, {missed}"),
        }
    }

    /// Gives a notification that isn't reserved to the first waiter. Without a waiter, those that can't be stored are
    /// discarded: a task that had one reserved may have been dropped.
    fn wake_one(state: &mut Edit<'_, Self>) -> bool {
        let reserved = state.waiters.granted();
        if state.unreceived <= reserved {
            return false;
        }
        if state.grant_next::<OnlyList>() {
            return true;
        }
        let is_too_many = state.unreceived > reserved + state.storage;
        if is_too_many {
            let stored = reserved + state.storage;
            set_unreceived(state, stored);
        }
        is_too_many
    }
}

/// Sets the number of notifications that no task has received. The record gets an event if the text changes.
fn set_unreceived(state: &mut Edit<'_, Notifications>, unreceived: usize) {
    if state.storage == 0 || (state.unreceived > 0) == (unreceived > 0) {
        state.silently().unreceived = unreceived;
    } else {
        state.unreceived = unreceived;
    }
}

/// Notifies the first waiting task. Without one, the notification is stored if there is room for it.
pub(super) fn notify_one(state: &Rc<Tracked<Notifications>>) {
    state.update(|state| {
        let is_awaited = state.waiters.len() > 0;
        let reserved = state.waiters.granted();
        if is_awaited || state.unreceived < reserved + state.storage {
            set_unreceived(state, state.unreceived + 1);
        }
    });
}

/// Wakes all tasks that are waiting now. Nothing is stored, but the record shows that no task was waiting.
pub(super) fn notify_all(state: &Rc<Tracked<Notifications>>) {
    state.note(|state, waiters| {
        let is_missed = waiters.len() == 0;
        state.missed.0 += usize::from(is_missed);
        is_missed && state.storage > 0
    });
    state.update(|state| while state.release_next::<OnlyList>() {});
}

/// Waits for a notification.
pub(super) fn poll_notified(
    waiting: &mut Waiting<Notifications, OnlyList>,
    context: &mut Context<'_>,
) -> Poll<()> {
    waiting.poll_granted(context, |state, grant, ()| match grant {
        Some(GrantKind::Released) => Some(()),
        None if state.unreceived <= state.waiters.granted() => None,
        Some(GrantKind::Reserved | GrantKind::Held) | None => {
            set_unreceived(state, state.unreceived - 1);
            Some(())
        }
    })
}

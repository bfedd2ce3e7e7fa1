//! A flag that tasks can wait for, and that stays set.

use super::observed::AsResource;
use super::tracked::{Edit, OnlyList, Tracked, TrackedState, Waiting};
use super::wait_list::WaitList;
use crate::record::event::ResourceKind;
use std::fmt;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// A flag. While it is set, waiting for it takes no time; setting it wakes all waiting tasks, in the order in which they
/// started to wait. A clone is another handle to the same flag. asyncio calls it `asyncio.Event`.
///
/// A task that was woken continues even if the flag has been cleared before its next poll, as in asyncio. To wake tasks
/// without leaving anything behind, use [`Notify`](super::Notify).
#[derive(Clone)]
pub struct Event {
    flag: Rc<Tracked<Flag>>,
}

#[derive(Hash)]
struct Flag {
    is_set: bool,
}

impl TrackedState for Flag {
    type Waiters = WaitList;

    fn text(&self) -> String {
        if self.is_set { "set".to_owned() } else { "not set".to_owned() }
    }

    fn wake_one(flag: &mut Edit<'_, Self>) -> bool {
        flag.is_set && flag.release_next::<OnlyList>()
    }
}

impl Event {
    /// Returns a flag that isn't set.
    #[must_use]
    pub fn new() -> Event {
        Event { flag: Tracked::new(ResourceKind::Event, "event", Flag { is_set: false }) }
    }

    /// Sets the flag, and calls the wakers of all waiting tasks. None of them runs until the loop polls it (R5).
    pub fn set(&self) {
        self.change(true);
    }

    /// Clears the flag. Tasks that wait from now on are suspended until it is set again.
    pub fn clear(&self) {
        self.change(false);
    }

    fn change(&self, is_set: bool) {
        self.flag.update(|flag| {
            if flag.is_set != is_set {
                flag.is_set = is_set;
            }
        });
    }

    /// Returns whether the flag is set.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.flag.observe(|flag| flag.is_set)
    }

    /// Waits until the flag is set.
    pub fn wait(&self) -> EventWait {
        EventWait { waiting: Waiting::new(&self.flag, ()) }
    }
}

/// The future of [`Event::wait`].
#[must_use = "nothing happens until it is awaited"]
pub struct EventWait {
    waiting: Waiting<Flag, OnlyList>,
}

impl Future for EventWait {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        self.waiting.poll(context, |flag, is_woken, ()| (is_woken || flag.is_set).then_some(()))
    }
}

impl Default for Event {
    fn default() -> Event {
        Event::new()
    }
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Event")
    }
}

impl AsResource for Event {
    fn set_name(&self, name: &str) {
        self.flag.name(name);
    }
}

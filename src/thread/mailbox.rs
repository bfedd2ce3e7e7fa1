//! A **mailbox** takes messages from any thread, for one reader who empties it now and then.
//!
//! While the box is empty, that costs the reader one look at a flag. The flag is lowered before the messages are taken,
//! so a message that arrives in between is found now or the next time.
//!
//! `benches/peers/tests/mailbox.rs` runs this file in every order of its threads.

use super::sync::{AtomicBool, Mutex};
use std::mem;
use std::sync::atomic::Ordering;
use std::sync::{PoisonError, Weak};

/// Messages, oldest first.
pub(crate) struct Mailbox<M> {
    messages: Mutex<Vec<M>>,
    has_any: AtomicBool,
}

impl<M> Mailbox<M> {
    /// Adds a message. If the box is gone, so is its reader, and the message is dropped.
    pub(crate) fn post(mailbox: &Weak<Mailbox<M>>, message: M) {
        let Some(mailbox) = mailbox.upgrade() else { return };
        mailbox.messages.lock().unwrap_or_else(PoisonError::into_inner).push(message);
        mailbox.has_any.store(true, Ordering::Release);
    }

    /// Takes all messages out and hands them to `read`, oldest first.
    #[inline]
    pub(crate) fn drain(&self, read: impl FnMut(M)) {
        if self.has_any.load(Ordering::Acquire) {
            self.drain_all(read);
        }
    }

    #[cold]
    #[inline(never)]
    fn drain_all(&self, read: impl FnMut(M)) {
        self.has_any.store(false, Ordering::Release);
        let mut lock = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        let messages = mem::take(&mut *lock);
        drop(lock);
        messages.into_iter().for_each(read);
    }
}

impl<M> Default for Mailbox<M> {
    fn default() -> Mailbox<M> {
        Mailbox { messages: Mutex::default(), has_any: AtomicBool::new(false) }
    }
}

/// Says whether a message of one sender is in a box, so that the sender need not add a second.
///
/// The reader lowers it *before* it acts on the message, and both sides change it by a swap. So a sender who finds it
/// raised did its work before that, and the reader who acts on the message sees that work.
#[derive(Default)]
pub(crate) struct Flag(AtomicBool);

impl Flag {
    /// Sets the flag and returns what it was before.
    pub(crate) fn swap(&self, is_raised: bool) -> bool {
        self.0.swap(is_raised, Ordering::AcqRel)
    }
}

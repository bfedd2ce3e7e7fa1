//! A **mailbox** receives messages from any thread, for one reader that empties it regularly.
//!
//! While it is empty, a read costs one check of a flag. The flag is cleared before the messages are taken, so a message
//! that arrives in between is found by this read or the next one.
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
    /// Adds a message. If the mailbox was dropped, there is no reader, and the message is dropped too.
    pub(crate) fn post(mailbox: &Weak<Mailbox<M>>, message: M) {
        let Some(mailbox) = mailbox.upgrade() else { return };
        mailbox.messages.lock().unwrap_or_else(PoisonError::into_inner).push(message);
        mailbox.has_any.store(true, Ordering::Release);
    }

    /// Removes all messages and passes them to `read`, oldest first.
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

/// Whether a message of one sender is in a mailbox, so that the sender needn't add a second one.
///
/// The reader clears it *before* it handles the message, and both sides change it with a swap. So if a sender finds it
/// set, the reader sees the sender's work when it handles the message.
#[derive(Default)]
pub(crate) struct Flag(AtomicBool);

impl Flag {
    /// Sets the flag and returns what it was before.
    pub(crate) fn swap(&self, is_raised: bool) -> bool {
        self.0.swap(is_raised, Ordering::AcqRel)
    }
}

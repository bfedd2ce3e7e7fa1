//! A **mailbox** takes letters from any thread, for one reader who looks in when it suits him.
//!
//! Looking in costs nothing while the box is empty: a flag beside the lock says whether it is worth it. The
//! flag is lowered before the letters are taken, so one that comes in between is found now or the next time.
//!
//! `benches/peers/tests/mailbox.rs` takes this file through every order in which threads can run it.

use super::sync::{AtomicBool, Mutex};
use std::mem;
use std::sync::atomic::Ordering;
use std::sync::{PoisonError, Weak};

/// Letters, oldest first.
pub(crate) struct Mailbox<L> {
    letters: Mutex<Vec<L>>,
    any: AtomicBool,
}

impl<L> Mailbox<L> {
    /// Leaves a letter. Where the box is gone, so is its reader, and the letter is thrown away.
    pub(crate) fn post(mailbox: &Weak<Mailbox<L>>, letter: L) {
        let Some(mailbox) = mailbox.upgrade() else { return };
        mailbox.letters.lock().unwrap_or_else(PoisonError::into_inner).push(letter);
        mailbox.any.store(true, Ordering::Release);
    }

    /// Reads all letters, oldest first.
    #[inline]
    pub(crate) fn open(&self, read: impl FnMut(L)) {
        if self.any.load(Ordering::Acquire) {
            self.read_all(read);
        }
    }

    #[cold]
    #[inline(never)]
    fn read_all(&self, read: impl FnMut(L)) {
        self.any.store(false, Ordering::Release);
        let letters = mem::take(&mut *self.letters.lock().unwrap_or_else(PoisonError::into_inner));
        letters.into_iter().for_each(read);
    }
}

impl<L> Default for Mailbox<L> {
    fn default() -> Mailbox<L> {
        Mailbox { letters: Mutex::default(), any: AtomicBool::new(false) }
    }
}

/// Says whether a letter of one sender lies in a box unread, so that a second adds nothing.
///
/// It is lowered *before* the letter is acted on, and by an exchange: a sender who found it raised had done
/// his work before that, and the one who acts on the letter sees that work.
#[derive(Default)]
pub(crate) struct Unread(AtomicBool);

impl Unread {
    /// Raises the flag, and says whether it was up.
    pub(crate) fn raise(&self) -> bool {
        self.0.swap(true, Ordering::AcqRel)
    }

    /// Lowers it: the letter is being read.
    pub(crate) fn lower(&self) {
        self.0.swap(false, Ordering::AcqRel);
    }
}

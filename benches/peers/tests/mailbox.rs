//! The mailbox by which a wake comes from another thread, in every order in which threads can run it, and under
//! every order of memory that the language allows.
//!
//! It is the file that the executor uses, over loom's lock and flags.

#[path = "../../../src/thread/mailbox.rs"]
mod mailbox;

/// Loom's, in place of those of the standard library.
mod sync {
    pub(crate) use loom::sync::Mutex;
    pub(crate) use loom::sync::atomic::AtomicBool;
}

use loom::sync::atomic::AtomicUsize;
use loom::thread;
use mailbox::{Mailbox, Unread};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

/// What two threads share with a loop: work that one thread does before it wakes the task, and the waker's flag.
struct Shared {
    done: [AtomicUsize; 2],
    unread: Unread,
    mailbox: Arc<Mailbox<()>>,
}

impl Shared {
    /// What a thread does: a piece of work that only the poll would see, and then a wake.
    fn wake_after_work(&self, nth: usize) {
        self.done[nth].store(1, Relaxed);
        if !self.unread.raise() {
            Mailbox::post(&Arc::downgrade(&self.mailbox), ());
        }
    }

    /// What the loop does between two turns. The poll that follows a letter looks at the work.
    fn read_letters(&self, seen: &mut [usize; 2]) {
        self.mailbox.open(|()| {
            self.unread.lower();
            *seen = [0, 1].map(|nth| self.done[nth].load(Relaxed));
        });
    }
}

/// Either its own letter lies in the box, or one that is read after its work: no wake is lost.
#[test]
fn the_last_poll_sees_the_work_of_every_thread_that_woke_it() {
    loom::model(|| {
        let shared = Arc::new(Shared {
            done: [AtomicUsize::new(0), AtomicUsize::new(0)],
            unread: Unread::default(),
            mailbox: Arc::default(),
        });
        let threads = [0, 1].map(|nth| {
            let shared = Arc::clone(&shared);
            thread::spawn(move || shared.wake_after_work(nth))
        });
        let mut seen = [0, 0];
        shared.read_letters(&mut seen);
        shared.read_letters(&mut seen);
        for thread in threads {
            thread.join().expect("it only posts");
        }
        shared.read_letters(&mut seen);
        assert_eq!(seen, [1, 1]);
    });
}

/// Letters of two senders, read while they are posted.
#[test]
fn every_letter_is_read() {
    loom::model(|| {
        let mailbox = Arc::<Mailbox<usize>>::default();
        let threads = [0, 1].map(|nth| {
            let mailbox = Arc::downgrade(&mailbox);
            thread::spawn(move || Mailbox::post(&mailbox, nth))
        });
        let mut read = [0, 0];
        mailbox.open(|nth| read[nth] += 1);
        for thread in threads {
            thread.join().expect("it only posts");
        }
        mailbox.open(|nth| read[nth] += 1);
        assert_eq!(read, [1, 1]);
    });
}

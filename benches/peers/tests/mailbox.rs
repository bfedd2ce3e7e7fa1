//! The mailbox through which wakes come from other threads, in every order of the threads, and under every memory
//! order that the language allows.
//!
//! This is the executor's own file, compiled with loom's lock and flags.

#[path = "../../../src/thread/mailbox.rs"]
mod mailbox;

/// Loom's, instead of those of the standard library.
mod sync {
    pub(crate) use loom::sync::Mutex;
    pub(crate) use loom::sync::atomic::AtomicBool;
}

use loom::sync::atomic::AtomicUsize;
use loom::thread;
use mailbox::{Flag, Mailbox};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

/// What two threads share with a loop: the work that a thread does before it wakes the task, and the waker's flag.
struct Shared {
    done: [AtomicUsize; 2],
    pending: Flag,
    mailbox: Arc<Mailbox<()>>,
}

impl Shared {
    /// What a thread does: a piece of work that only the poll would see, and then a wake.
    fn wake_after_work(&self, nth: usize) {
        self.done[nth].store(1, Relaxed);
        if !self.pending.swap(true) {
            Mailbox::post(&Arc::downgrade(&self.mailbox), ());
        }
    }

    /// What the loop does between two turns. The poll that follows a message looks at the work.
    fn read_mailbox(&self, seen: &mut [usize; 2]) {
        self.mailbox.drain(|()| {
            self.pending.swap(false);
            *seen = [0, 1].map(|nth| self.done[nth].load(Relaxed));
        });
    }
}

/// No wake is lost: either the thread's own message is in the box, or one that is read after its work.
#[test]
fn the_last_poll_sees_the_work_of_every_thread_that_woke_it() {
    loom::model(|| {
        let shared = Arc::new(Shared {
            done: [AtomicUsize::new(0), AtomicUsize::new(0)],
            pending: Flag::default(),
            mailbox: Arc::default(),
        });
        let threads = [0, 1].map(|nth| {
            let shared = Arc::clone(&shared);
            thread::spawn(move || shared.wake_after_work(nth))
        });
        let mut seen = [0, 0];
        shared.read_mailbox(&mut seen);
        shared.read_mailbox(&mut seen);
        for thread in threads {
            thread.join().expect("it only posts");
        }
        shared.read_mailbox(&mut seen);
        assert_eq!(seen, [1, 1]);
    });
}

/// Messages of two senders, read while they are posted.
#[test]
fn every_message_is_read() {
    loom::model(|| {
        let mailbox = Arc::<Mailbox<usize>>::default();
        let threads = [0, 1].map(|nth| {
            let mailbox = Arc::downgrade(&mailbox);
            thread::spawn(move || Mailbox::post(&mailbox, nth))
        });
        let mut read = [0, 0];
        mailbox.drain(|nth| read[nth] += 1);
        for thread in threads {
            thread.join().expect("it only posts");
        }
        mailbox.drain(|nth| read[nth] += 1);
        assert_eq!(read, [1, 1]);
    });
}

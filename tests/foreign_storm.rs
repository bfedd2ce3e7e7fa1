//! A storm of foreign wakes: threads clone, call and drop wakers without pause while the executor turns.
//! Nothing is lost: each ticket that is left with a wake is found. Nothing is stale: there is no poll without
//! a wake for this very task.
//!
//! In `cargo test` it is short. `COROSCOPE_STORM=1000000 cargo test --release --test foreign_storm` has each
//! thread call as often.
#![allow(missing_docs)]

use coroscope::executor::{Executor, Turn};
use coroscope::kit::spawn_named;
use std::future::poll_fn;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Poll, Waker};
use std::thread;

const THREADS: u64 = 4;
const TASKS: usize = 16;
const SHORT: u64 = 20_000;

/// Where the threads find a task: what they leave for it, and how to wake it.
#[derive(Default)]
struct Door {
    tickets: AtomicU64,
    waker: Mutex<Option<Waker>>,
    called: AtomicU64,
    polls: AtomicU64,
}

impl Door {
    /// Leaves a ticket, and sees to it that a wake follows. Says whether this thread called it.
    fn leave(&self, nth: u64) -> bool {
        self.tickets.fetch_add(1, Ordering::AcqRel);
        let mut slot = self.waker.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(waker) = slot.as_ref() else { return false }; // the task is yet to look at its tickets
        self.called.fetch_add(1, Ordering::AcqRel);
        match nth % 5 {
            0 => waker.wake_by_ref(),
            1 => {
                let clone = waker.clone();
                clone.wake();
            }
            2 => {
                let taken = slot.take(); // whoever comes now finds none: the one call must do
                drop(slot);
                taken.expect("it was there").wake();
            }
            3 => {
                let clones = [waker.clone(), waker.clone(), waker.clone()];
                drop(slot);
                clones[1].wake_by_ref();
                drop(clones);
            }
            _ => {
                let clone = waker.clone();
                drop(slot);
                drop(clone.clone());
                clone.wake();
            }
        }
        true
    }

    /// Takes all tickets. The waker is there before the tickets are counted, so none is left without one.
    fn take(&self, waker: &Waker) -> u64 {
        *self.waker.lock().unwrap_or_else(PoisonError::into_inner) = Some(waker.clone());
        self.tickets.swap(0, Ordering::AcqRel)
    }
}

#[test]
fn nothing_is_lost_and_nothing_is_stale() {
    let times = std::env::var("COROSCOPE_STORM").ok().and_then(|text| text.parse().ok());
    let times: u64 = times.unwrap_or(SHORT);
    let doors: Vec<Arc<Door>> = (0..TASKS).map(|_| Arc::default()).collect();
    let (taken, closing) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicUsize::new(0)));
    let executor = Executor::new();
    executor.set_up(|| {
        for door in &doors {
            let (door, taken, closing) = (door.clone(), taken.clone(), closing.clone());
            spawn_named("taker", async move {
                poll_fn(|context| {
                    door.polls.fetch_add(1, Ordering::AcqRel);
                    let is_last = closing.load(Ordering::Acquire) > 0;
                    taken.fetch_add(door.take(context.waker()), Ordering::AcqRel);
                    if is_last { Poll::Ready(()) } else { Poll::Pending }
                })
                .await;
            })
            .detach();
        }
    });
    let threads: Vec<_> = (0..THREADS)
        .map(|own| {
            let doors = doors.clone();
            thread::spawn(move || {
                let (mut called, mut left) = (0, 0_u64);
                while called < times {
                    let door = (left * 7 + own * 3 + left / 11) % TASKS as u64;
                    let door = &doors[usize::try_from(door).expect("it is small")];
                    if door.leave(left + own) {
                        called += 1;
                    } else {
                        thread::yield_now(); // to the loop, which has the task's message
                    }
                    left += 1;
                }
                left
            })
        })
        .collect();
    while threads.iter().any(|thread| !thread.is_finished()) {
        match executor.turn() {
            Turn::Waiting(stuck) | Turn::Stalled(stuck) => {
                assert!(stuck.iter().all(|task| !task.lost), "a waker got lost: {stuck:?}");
                thread::yield_now();
            }
            Turn::Finished => panic!("the tasks do not end before they are told to"),
            _ => {}
        }
    }
    let left: u64 =
        threads.into_iter().map(|thread| thread.join().expect("no thread panics")).sum();
    // What was called is still to be polled; nothing new comes.
    assert!(matches!(executor.run(), Turn::Waiting(_)));
    assert!(left >= THREADS * times);
    assert_eq!(taken.load(Ordering::Acquire), left, "each ticket was found");
    for door in &doors {
        let (polls, called) =
            (door.polls.load(Ordering::Acquire), door.called.load(Ordering::Acquire));
        assert!(polls <= called + 1, "{polls} polls for {called} calls");
    }
    // The last call of each lets it end; the calls after that reach nobody.
    closing.store(1, Ordering::Release);
    let kept: Vec<Waker> = doors
        .iter()
        .map(|door| door.waker.lock().expect("no thread panics").take().expect("it was left there"))
        .collect();
    kept.iter().for_each(Waker::wake_by_ref);
    assert_eq!(executor.run(), Turn::Finished);
    let late: Vec<_> = kept.into_iter().map(|waker| thread::spawn(move || waker.wake())).collect();
    for thread in late {
        thread.join().expect("no thread panics");
    }
    assert_eq!(executor.turn(), Turn::Finished);
}

//! What keeps a task that only wakes itself from being called a livelock: a change that others could see.

use coroscope::executor::{Executor, PATIENCE, Recorder, Turn};
use coroscope::kit::{Lock, Shared, say, spawn, yield_now};
use std::future::poll_fn;
use std::task::Poll;
use std::time::Duration;

/// Runs a program with a record and without one, and returns how the runs ended.
fn endings(program: fn()) -> [Turn; 2] {
    [Executor::recording(Recorder::default(), Duration::ZERO), Executor::new()].map(|executor| {
        executor.set_up(program);
        executor.run()
    })
}

#[test]
fn waking_itself_is_a_livelock() {
    let endings = endings(|| {
        spawn(async {
            for _ in 0..2 * PATIENCE {
                yield_now().await;
            }
        })
        .detach();
    });
    assert!(endings.iter().all(|end| matches!(end, Turn::Livelock(_))), "{endings:?}");
}

#[test]
fn a_line_is_progress() {
    let endings = endings(|| {
        spawn(async {
            for _ in 0..2 * PATIENCE {
                say!("again");
                yield_now().await;
            }
        })
        .detach();
    });
    assert_eq!(endings, [Turn::Finished, Turn::Finished]);
}

#[test]
fn a_change_of_a_shared_value_is_progress() {
    let endings = endings(|| {
        let value = Shared::new(0);
        spawn(async move {
            for _ in 0..2 * PATIENCE {
                value.update(|value| *value += 1);
                yield_now().await;
            }
        })
        .detach();
    });
    assert_eq!(endings, [Turn::Finished, Turn::Finished]);
}

/// The lock is held all the time, so its state does not change, and the waiter that it is handed to is the
/// running task's own.
#[test]
fn a_lock_that_is_handed_over_is_progress() {
    let endings = endings(|| {
        let lock = Lock::new();
        spawn(async move {
            let mut held = lock.lock().await;
            for _ in 0..2 * PATIENCE {
                let mut next = Box::pin(lock.lock());
                let poll = poll_fn(|context| Poll::Ready(next.as_mut().poll(context))).await;
                assert!(poll.is_pending());
                drop(held);
                held = next.await;
                yield_now().await;
            }
        })
        .detach();
    });
    assert_eq!(endings, [Turn::Finished, Turn::Finished]);
}

//! What counts as progress of a task that only wakes itself: a change that others could see.

use coroscope::executor::{Executor, PATIENCE, Recorder, Turn};
use coroscope::kit::{Lock, Notify, Shared, say, spawn, yield_now};
use std::cell::RefCell;
use std::future::{pending, poll_fn};
use std::iter;
use std::rc::Rc;
use std::task::{Poll, Waker};
use std::time::Duration;

/// Runs a program with a record and without one, and returns how the runs ended.
fn endings(program: fn()) -> [Turn; 2] {
    [Executor::recording(Recorder::default(), Duration::ZERO), Executor::new()].map(|executor| {
        executor.set_up(program);
        executor.run()
    })
}

/// Nothing of this can be seen from outside the task, and no other task can continue because of it.
#[test]
fn what_changes_nothing_for_another_task_is_no_progress() {
    type Program = fn();
    let programs: [(&str, Program); 6] = [
        ("it wakes itself", || repeat(|| ())),
        ("it sends a pulse that no task waits for", || {
            let pulse = Notify::new();
            repeat(move || pulse.notify_all());
        }),
        ("it cancels a task that has ended", || {
            let ended = spawn(async {});
            repeat(move || _ = ended.cancel());
        }),
        ("it cancels a task again", || {
            let suspended = spawn(pending::<()>());
            repeat(move || _ = suspended.cancel());
        }),
        ("it calls the waker of a task that has ended", || {
            let ended = waker_of_new_task(false);
            repeat(move || ended.borrow().as_ref().expect("it was polled").wake_by_ref());
        }),
        ("it calls the waker of a task that is in the queue", || {
            let queued = waker_of_new_task(true);
            repeat(move || queued.borrow().as_ref().expect("it was polled").wake_by_ref());
        }),
    ];
    for (what, program) in programs {
        for executor in [Executor::recording(Recorder::default(), Duration::ZERO), Executor::new()]
        {
            executor.set_up(program);
            let end = executor.run();
            assert!(matches!(end, Turn::NoProgress(_)), "{what}: {end:?}");
            let mut ends = iter::repeat_with(|| executor.run());
            let end = ends.find(|end| !matches!(end, Turn::NoProgress(_)));
            assert_eq!(end, Some(Turn::Finished), "{what}: it was only slow");
        }
    }
}

/// Spawns a task that does this in each of many polls, and otherwise only wakes itself. It comes to an end.
fn repeat(what: impl Fn() + 'static) {
    spawn(async move {
        for _ in 0..4 * PATIENCE {
            what();
            yield_now().await;
        }
    })
    .detach();
}

/// Spawns a task, and returns its waker. The task has ended after its first poll, or wakes itself many times.
fn waker_of_new_task(is_busy: bool) -> Rc<RefCell<Option<Waker>>> {
    let kept = Rc::new(RefCell::new(None));
    let to = kept.clone();
    spawn(async move {
        poll_fn(|context| {
            *to.borrow_mut() = Some(context.waker().clone());
            Poll::Ready(())
        })
        .await;
        for _ in 0..if is_busy { 4 * PATIENCE } else { 0 } {
            yield_now().await;
        }
    })
    .detach();
    kept
}

#[test]
fn a_cancel_that_takes_effect_is_progress() {
    let endings = endings(|| {
        let mut others: Vec<_> = (0..2 * PATIENCE).map(|_| spawn(pending::<()>())).collect();
        spawn(async move {
            while let Some(other) = others.pop() {
                other.cancel();
                yield_now().await;
            }
        })
        .detach();
    });
    assert_eq!(endings, [Turn::Finished, Turn::Finished]);
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

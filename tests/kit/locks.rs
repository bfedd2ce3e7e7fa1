//! A lock: fair, handed over directly, and never lost.

use crate::story::{assert_story, recorded};
use coroscope::executor::Turn;
use coroscope::kit::{Handle, Lock, SECOND, join, say, select, sleep, spawn_named, yield_now};

/// Locks, says so, and holds it for so long.
fn holder(name: &'static str, lock: &Lock, secs: u32) -> Handle<()> {
    let lock = lock.clone();
    spawn_named(name, async move {
        let _guard = lock.lock().await;
        say!("{name}");
        sleep(secs * SECOND).await;
    })
}

#[test]
fn a_lock_is_handed_over_in_the_order_of_waiting() {
    assert_story(
        || {
            let lock = Lock::new();
            for name in ["a", "b", "c"] {
                holder(name, &lock, 1).detach();
            }
        },
        "
        made | spawn a | detach a | spawn b | detach b | spawn c | detach c
        1: poll a | held | a holds | say a | timer 0 at 1 s | pending
        2: poll b | b waits | pending
        3: poll c | c waits | pending
        clock 1 s | timer 0 fires | clock wakes a
        4: poll a | a releases | b holds | b leaves Served | a wakes b | ready
        5: poll b | say b | timer 1 at 2 s | pending
        clock 2 s | timer 1 fires | clock wakes b
        6: poll b | b releases | c holds | c leaves Served | b wakes c | ready
        7: poll c | say c | timer 2 at 3 s | pending
        clock 3 s | timer 2 fires | clock wakes c
        8: poll c | c releases | free | gone | ready
        finished
        ",
    );
}

#[test]
fn no_task_acquires_a_lock_between_the_hand_over_and_the_poll() {
    assert_story(
        || {
            let lock = Lock::new();
            let again = lock.clone();
            spawn_named("a", async move {
                let guard = again.lock().await;
                yield_now().await;
                drop(guard);
                let _guard = again.lock().await; // b has it already, though it has not run
                say!("a again");
            })
            .detach();
            holder("b", &lock, 0).detach();
        },
        "
        made | spawn a | detach a | spawn b | detach b
        1: poll a | held | a holds | a wakes a | pending
        2: poll b | b waits | pending
        3: poll a | a releases | b holds | b leaves Served | a wakes b | a waits | pending
        4: poll b | say b | b wakes b | pending
        5: poll b | b releases | a holds | a leaves Served | b wakes a | ready
        6: poll a | say a again | a releases | free | gone | ready
        finished
        ",
    );
}

#[test]
fn a_dropped_waiter_leaves_the_wait_list_and_the_next_moves_up() {
    assert_story(
        || {
            let lock = Lock::new();
            holder("a", &lock, 1).detach();
            let b = holder("b", &lock, 1);
            holder("c", &lock, 0).detach();
            spawn_named("main", async move {
                b.cancel();
            })
            .detach();
        },
        "
        made | spawn a | detach a | spawn b | spawn c | detach c | spawn main | detach main
        1: poll a | held | a holds | say a | timer 0 at 1 s | pending
        2: poll b | b waits | pending
        3: poll c | c waits | pending
        4: poll main | cancel b | detach b | ready
        5: drop b | b leaves Gone | cancelled
        clock 1 s | timer 0 fires | clock wakes a
        6: poll a | a releases | c holds | c leaves Served | a wakes c | ready
        7: poll c | say c | c wakes c | pending
        8: poll c | c releases | free | gone | ready
        finished
        ",
    );
}

#[test]
fn a_task_that_is_dropped_after_the_hand_over_passes_the_lock_on() {
    assert_story(
        || {
            let lock = Lock::new();
            let first = lock.clone();
            let b = std::rc::Rc::new(std::cell::RefCell::new(None::<Handle<()>>));
            let kept = b.clone();
            spawn_named("a", async move {
                let guard = first.lock().await;
                yield_now().await;
                drop(guard); // b holds it now ...
                let b = kept.take().expect("b was spawned in the set-up");
                b.cancel(); // ... and is dropped before its poll
            })
            .detach();
            b.replace(Some(holder("b", &lock, 1)));
            holder("c", &lock, 0).detach();
        },
        "
        made | spawn a | detach a | spawn b | spawn c | detach c
        1: poll a | held | a holds | a wakes a | pending
        2: poll b | b waits | pending
        3: poll c | c waits | pending
        4: poll a | a releases | b holds | b leaves Served | a wakes b | cancel b (merged) | detach b | ready
        5: drop b | b releases | c holds | c leaves Served | b wakes c | cancelled
        6: poll c | say c | c wakes c | pending
        7: poll c | c releases | free | gone | ready
        finished
        ",
    );
}

#[test]
fn a_lock_is_free_after_its_last_waiter_is_dropped() {
    let (executor, lock) = recorded(|| {
        let lock = Lock::new();
        let first = lock.clone();
        spawn_named("a", async move {
            let guard = first.lock().await;
            yield_now().await;
            drop(guard);
        })
        .detach();
        let b = holder("b", &lock, 1);
        spawn_named("main", async move {
            yield_now().await;
            b.cancel();
        })
        .detach();
        lock
    });
    assert_eq!(executor.run(), Turn::Finished);
    assert!(!lock.is_locked());
}

/// In a race the loser is dropped, so its place in the line must go with it.
#[test]
fn a_lock_future_that_loses_a_race_does_not_hold_the_lock() {
    let (executor, ()) = recorded(|| {
        let lock = Lock::new();
        holder("a", &lock, 3).detach();
        let wanted = lock.clone();
        spawn_named("b", async move {
            let _late = select(wanted.lock(), sleep(SECOND)).await;
            sleep(5 * SECOND).await;
        })
        .detach();
        holder("c", &lock, 0).detach();
    });
    assert_eq!(executor.run(), Turn::Finished);
}

/// The guard of a winner that comes out of a race is a guard like any other.
#[test]
fn two_lock_futures_of_one_task_are_served_in_order() {
    let (executor, lock) = recorded(|| {
        let lock = Lock::new();
        let (one, two) = (lock.clone(), lock.clone());
        let hold = |lock: Lock| async move {
            let _guard = lock.lock().await;
            sleep(SECOND).await;
        };
        spawn_named("both", async move { join((hold(one), hold(two))).await }).detach();
        lock
    });
    assert_eq!(executor.run(), Turn::Finished);
    assert_eq!(executor.now().to_string(), "2 s");
    assert!(!lock.is_locked());
}

#[test]
fn a_holder_that_panics_releases_the_lock() {
    let (executor, ()) = recorded(|| {
        let lock = Lock::new();
        let first = lock.clone();
        spawn_named("a", async move {
            let _guard = first.lock().await;
            yield_now().await;
            panic!("with the lock in hand");
        })
        .detach();
        holder("b", &lock, 0).detach();
    });
    assert_eq!(executor.run(), Turn::Finished);
}

#[test]
fn an_unpolled_lock_future_does_not_wait() {
    let (executor, lock) = recorded(|| {
        let lock = Lock::new();
        drop(lock.lock());
        lock
    });
    assert_eq!(executor.run(), Turn::Finished);
    assert!(!lock.is_locked());
}

/// Futurelock: the request that was handed the lock is kept by somebody who does not poll it.
#[test]
fn a_granted_lock_future_that_is_not_polled_blocks_the_others() {
    let (executor, ()) = recorded(|| {
        let lock = Lock::new();
        holder("holder", &lock, 3).detach();
        spawn_named("main", async move {
            let mut kept = lock.lock();
            let _late = select(&mut kept, sleep(SECOND)).await;
            let _guard = lock.lock().await;
        })
        .detach();
    });
    assert!(matches!(executor.run(), Turn::Stalled(_)));
    assert_eq!(executor.now().to_string(), "3 s");
}

//! A barrier, and a lock that blocks the thread.

use crate::story::{assert_story, recorded};
use coroscope::executor::Turn;
use coroscope::kit::{
    Barrier, BlockingLock, Handle, SECOND, say, select, sleep, spawn_named, yield_now,
};

fn party(name: &'static str, barrier: &Barrier, rounds: u32) -> Handle<()> {
    let barrier = barrier.clone();
    spawn_named(name, async move {
        for _ in 0..rounds {
            let before = barrier.wait().await;
            say!("{name} after {before}");
        }
    })
}

#[test]
fn all_parties_continue_once_the_last_has_arrived() {
    assert_story(
        || {
            let barrier = Barrier::new(3);
            for name in ["a", "b", "c"] {
                party(name, &barrier, 1).detach();
            }
        },
        "
        made | spawn a | detach a | spawn b | detach b | spawn c | detach c
        1: poll a | 1 of 3 arrived | a waits | pending
        2: poll b | 2 of 3 arrived | b waits | pending
        3: poll c | 3 of 3 arrived | 0 of 3 arrived | a leaves Served | c wakes a | b leaves Served | c wakes b | say c after 2 | ready
        4: poll a | say a after 0 | ready
        5: poll b | say b after 1 | gone | ready
        finished
        ",
    );
}

#[test]
fn a_barrier_can_be_used_again() {
    let (executor, ()) = recorded(|| {
        let barrier = Barrier::new(2);
        party("a", &barrier, 3).detach();
        party("b", &barrier, 3).detach();
    });
    assert_eq!(executor.run(), Turn::Finished);
}

#[test]
fn a_party_that_gives_up_has_not_arrived() {
    let (executor, ()) = recorded(|| {
        let barrier = Barrier::new(2);
        let early = barrier.clone();
        spawn_named("early", async move {
            let _late = select(early.wait(), sleep(SECOND)).await;
        })
        .detach();
        spawn_named("main", async move {
            sleep(2 * SECOND).await;
            party("a", &barrier, 1).detach();
        })
        .detach();
    });
    assert!(matches!(executor.run(), Turn::Stalled(_)));
    assert_eq!(executor.now().to_string(), "2 s");
}

#[test]
fn a_blocking_lock_that_is_held_over_an_await_freezes_the_run() {
    assert_story(
        || {
            let lock = BlockingLock::new();
            for name in ["a", "b"] {
                let lock = lock.clone();
                spawn_named(name, async move {
                    let _guard = lock.lock();
                    sleep(SECOND).await;
                })
                .detach();
            }
        },
        "
        made | spawn a | detach a | spawn b | detach b
        1: poll a | held | a holds | timer 0 at 1 s | pending
        2: poll b
        frozen
        ",
    );
}

#[test]
fn a_blocking_lock_that_is_released_before_the_await_freezes_nothing() {
    let (executor, ()) = recorded(|| {
        let lock = BlockingLock::new();
        for name in ["a", "b"] {
            let lock = lock.clone();
            spawn_named(name, async move {
                drop(lock.lock());
                yield_now().await;
                drop(lock.lock());
            })
            .detach();
        }
    });
    assert_eq!(executor.run(), Turn::Finished);
}

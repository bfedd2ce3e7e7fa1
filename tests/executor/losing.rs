//! R4: a suspended task whose waker nobody holds is known at once.

use crate::story::{assert_events, assert_story, set_up};
use crate::{Kept, give_waker, never};
use coroscope::executor::task::TaskState;
use coroscope::executor::{StalledTask, Turn};
use coroscope::kit::{Promise, SECOND, say, sleep, spawn_named, yield_now};
use coroscope::record::event::TaskId;
use std::thread;

#[test]
fn a_future_that_keeps_no_waker() {
    let executor = set_up(|| spawn_named("a", never()).detach());
    executor.turn();
    assert_eq!(executor.tasks(), [(TaskId(0), TaskState::Lost)]);
    let stuck = StalledTask { task: TaskId(0), waits_for: None, lost: true };
    assert_eq!(executor.turn(), Turn::Stalled(vec![stuck]));
    assert_events(
        &executor,
        "
        spawn a | detach a
        1: poll a | pending | a lost
        stalled
        ",
    );
}

#[test]
fn a_waker_that_another_task_drops() {
    let kept = Kept::default();
    assert_story(
        || {
            spawn_named("a", give_waker(kept.clone())).detach();
            let kept = kept.clone();
            spawn_named("b", async move {
                say!("dropping");
                kept.take();
                say!("dropped");
            })
            .detach();
        },
        "
        spawn a | detach a | spawn b | detach b
        1: poll a | pending
        2: poll b | say dropping | a lost | say dropped | ready
        stalled
        ",
    );
}

#[test]
fn a_waker_that_is_replaced_while_its_task_runs_is_not_lost() {
    let kept = Kept::default();
    let executor = set_up(|| {
        let (kept, again) = (kept.clone(), kept.clone());
        spawn_named("a", async move {
            yield_now().await;
            give_waker(kept).await;
        })
        .detach();
        spawn_named("b", async move { again.take().expect("a left its waker").wake() }).detach();
    });
    executor.turn();
    executor.turn_of(1); // a, which keeps its waker
    executor.turn(); // b, which wakes it by value: the ticket goes back to the executor
    assert_eq!(executor.tasks(), [(TaskId(0), TaskState::Ready)]);
    executor.turn();
    assert_eq!(executor.tasks(), [(TaskId(0), TaskState::Suspended)]);
}

#[test]
fn a_waker_that_another_thread_drops() {
    let kept = Kept::default();
    let executor = set_up(|| spawn_named("a", give_waker(kept.clone())).detach());
    executor.turn();
    let waker = kept.take();
    thread::spawn(move || drop(waker)).join().unwrap();
    assert_eq!(executor.tasks(), [(TaskId(0), TaskState::Suspended)]); // the message is unread
    assert!(matches!(executor.turn(), Turn::Stalled(stuck) if stuck[0].lost));
    assert_events(
        &executor,
        "
        spawn a | detach a
        1: poll a | pending | a lost
        stalled
        ",
    );
}

#[test]
fn a_promise_that_nobody_can_fill_loses_no_waker_while_a_waiter_has_it() {
    assert_story(
        || {
            let promise = Promise::<u32>::new();
            spawn_named("a", async move {
                sleep(SECOND).await;
                promise.get().await;
            })
            .detach();
        },
        "
        made | spawn a | detach a
        1: poll a | timer 0 at 1 s | pending
        clock 1 s | timer 0 fires | clock wakes a
        2: poll a | a waits | pending
        stalled
        ",
    );
}

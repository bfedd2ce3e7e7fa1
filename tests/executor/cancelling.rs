//! R7: cancelling is asked for, and happens as a turn of its own.

use crate::story::{assert_events, assert_story, set_up};
use crate::{Kept, OnDrop, give_waker, never};
use coroscope::executor::Turn;
use coroscope::kit::{Handle, SECOND, say, sleep, spawn_named, yield_now};
use coroscope::record::event::TaskId;
use std::cell::RefCell;
use std::rc::Rc;

#[test]
fn a_ready_task_and_one_that_never_started() {
    assert_story(
        || {
            let a = spawn_named("a", async { say!("never") });
            spawn_named("b", async {}).detach();
            assert!(a.cancel());
            assert!(a.cancel(), "it has not ended yet");
        },
        "
        spawn a | spawn b | detach b | cancel a (merged) | cancel a (merged) | detach a
        1: drop a | cancelled                    // in its old place, and its first line never ran
        2: poll b | ready
        finished
        ",
    );
}

#[test]
fn a_suspended_task_is_dropped_at_its_await() {
    assert_story(
        || {
            let sleeper = spawn_named("sleeper", async {
                let _guard = OnDrop(|| say!("cleaning up"));
                sleep(5 * SECOND).await;
                say!("never");
            });
            spawn_named("canceller", async move {
                say!("{}", sleeper.cancel());
                say!("{:?}", sleeper.await);
            })
            .detach();
        },
        "
        spawn sleeper | spawn canceller | detach canceller
        1: poll sleeper | timer 0 at 5 s | pending
        2: poll canceller | cancel sleeper | say true | canceller joins sleeper | pending
        3: drop sleeper | timer 0 dropped | say cleaning up | sleeper wakes canceller | cancelled
        4: poll canceller | say Err(Cancelled) | ready
        finished
        ",
    );
}

#[test]
fn a_lost_task_can_still_be_cancelled() {
    assert_story(
        || {
            let lost = spawn_named("lost", never());
            spawn_named("main", async move {
                lost.cancel();
                lost.await.unwrap_err();
            })
            .detach();
        },
        "
        spawn lost | spawn main | detach main
        1: poll lost | pending | lost lost
        2: poll main | cancel lost | main joins lost | pending
        3: drop lost | lost wakes main | cancelled
        4: poll main | ready
        finished
        ",
    );
}

#[test]
fn a_cancelled_task_that_loses_its_waker_meanwhile_is_dropped_all_the_same() {
    let kept = Kept::default();
    assert_story(
        || {
            let a = spawn_named("a", give_waker(kept.clone()));
            let kept = kept.clone();
            spawn_named("b", async move {
                a.cancel();
                kept.take().expect("a left its waker").wake_by_ref();
            })
            .detach();
        },
        "
        spawn a | spawn b | detach b
        1: poll a | pending
        2: poll b | cancel a | b wakes a (merged) | detach a | ready // the waker is gone: no matter
        3: drop a | cancelled
        finished
        ",
    );
}

#[test]
fn a_task_that_cancels_itself_is_dropped_at_its_next_await() {
    let own: Rc<RefCell<Option<Handle<()>>>> = Rc::default();
    assert_story(
        || {
            let mine = own.clone();
            let handle = spawn_named("a", async move {
                let _guard = OnDrop(|| say!("dropped"));
                mine.borrow().as_ref().expect("set below").cancel();
                say!("to the end of this poll");
                yield_now().await;
                say!("never");
            });
            *own.borrow_mut() = Some(handle);
        },
        "
        spawn a
        1: poll a | cancel a | say to the end of this poll | a wakes a (merged) | pending
        2: drop a | say dropped | cancelled
        finished
        ",
    );
}

#[test]
fn a_task_that_cancels_itself_and_ends_has_ended_well() {
    let own: Rc<RefCell<Option<Handle<u32>>>> = Rc::default();
    let executor = set_up(|| {
        let mine = own.clone();
        let handle = spawn_named("a", async move {
            mine.borrow().as_ref().expect("set below").cancel();
            7
        });
        *own.borrow_mut() = Some(handle);
    });
    executor.turn();
    assert_eq!(executor.ready(), []);
    let handle = own.take().expect("set above");
    assert!(!handle.cancel(), "it has ended");
    executor.set_up(|| spawn_named("b", async move { say!("{:?}", handle.await) }).detach());
    executor.run();
    assert_events(
        &executor,
        "
        spawn a
        1: poll a | cancel a | ready | cancel a (ignored) | spawn b | detach b
        2: poll b | say Ok(7) | ready
        finished
        ",
    );
}

#[test]
fn the_drop_handlers_of_a_cancelled_task_may_say_wake_and_spawn() {
    let kept = Kept::default();
    assert_story(
        || {
            spawn_named("other", give_waker(kept.clone())).detach();
            let kept = kept.clone();
            let victim = spawn_named("victim", async move {
                let _guard = OnDrop(move || {
                    say!("cleaning up");
                    kept.take().expect("other left its waker").wake();
                    spawn_named("heir", async { say!("heir") }).detach();
                });
                sleep(SECOND).await;
            });
            spawn_named("killer", async move {
                victim.cancel();
            })
            .detach();
        },
        "
        spawn other | detach other | spawn victim | spawn killer | detach killer
        1: poll other | pending
        2: poll victim | timer 0 at 1 s | pending
        3: poll killer | cancel victim | detach victim | ready
        4: drop victim | timer 0 dropped | say cleaning up | victim wakes other | spawn heir | detach heir | cancelled
        5: poll other | pending
        6: poll heir | say heir | ready
        waiting
        ",
    );
}

#[test]
fn cancelling_itself_again_while_being_dropped_changes_nothing() {
    let own: Rc<RefCell<Option<Handle<()>>>> = Rc::default();
    let executor = set_up(|| {
        let mine = own.clone();
        let handle = spawn_named("a", async move {
            let _guard = OnDrop(move || {
                mine.borrow().as_ref().expect("set below").cancel();
            });
            never().await;
        });
        *own.borrow_mut() = Some(handle);
    });
    executor.turn();
    own.borrow().as_ref().expect("set above").cancel();
    assert_eq!(executor.turn(), Turn::Dropped(TaskId(0)));
    assert_eq!(executor.ready(), []);
    assert_eq!(executor.turn(), Turn::Finished);
}

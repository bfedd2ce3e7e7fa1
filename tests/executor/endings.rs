//! How a run ends: stalled, livelocked, frozen.

use crate::story::{assert_events, assert_story, set_up};
use crate::{Counter, Kept, OnDrop, give_waker, never};
use coroscope::executor::context;
use coroscope::executor::{Executor, Outcome, PATIENCE, Turn};
use coroscope::kit::{Promise, SECOND, join, observed, say, sleep, spawn, spawn_named, yield_now};
use coroscope::record::event::{TaskId, Time};
use std::pin::Pin;
use std::task::{Context, Poll};

/// A coroutine with one await, written out as `#[observed]` does.
fn awaiting<F: Future>(what: &'static str, future: F) -> impl Future<Output = ()> {
    let body = async move {
        let _output = observed::resumed(1, observed::at(1, what, future).await);
    };
    observed::frame(observed::Site { name: "coroutine", file: file!() }, body, |()| String::new())
}

#[test]
fn a_stalled_run_says_what_each_task_waits_for() {
    let executor = set_up(|| {
        let answer = Promise::<u32>::new();
        spawn(awaiting("answer", answer.get())).detach();
        spawn(awaiting("outer", awaiting("answer", answer.get()))).detach();
        spawn(awaiting("both", join((answer.get(), yield_now())))).detach();
        spawn_named("opaque", never()).detach();
    });
    let Turn::Stalled(stuck) = executor.run() else { panic!("it stalls") };
    let said: Vec<_> = stuck.iter().map(|s| (s.waits_for.as_deref(), s.lost)).collect();
    let expected = [
        (Some("answer"), false),
        (Some("answer"), false), // the innermost await
        (Some("both"), false),   // its last poll began no await
        (None, true),
    ];
    assert_eq!(said, expected);
}

#[test]
fn a_stalled_run_continues_after_a_wake_from_outside() {
    let promise = Promise::new();
    let executor = set_up(|| {
        let promise = promise.clone();
        spawn_named("a", async move { say!("{}", promise.get().await) }).detach();
    });
    assert!(matches!(executor.run(), Turn::Stalled(_)));
    promise.set(1);
    assert_eq!(executor.run(), Turn::Finished);
    assert_events(
        &executor,
        "
        spawn a | detach a
        1: poll a | pending
        stalled | outside wakes a
        2: poll a | say 1 | ready
        finished
        ",
    );
}

async fn busy() {
    loop {
        yield_now().await;
    }
}

#[test]
fn a_busy_wait_under_a_pending_timer_is_a_livelock() {
    let executor = set_up(|| {
        spawn_named("sleeper", sleep(SECOND)).detach();
        spawn_named("busy", busy()).detach();
    });
    assert_eq!(executor.run(), Turn::Livelock(PATIENCE + 1));
    assert_eq!(executor.now(), Time(0));
    assert_eq!(executor.ready(), [TaskId(1)]);
    assert_eq!(executor.turn(), Turn::Polled(TaskId(1), Outcome::Pending)); // it may go on
    assert_eq!(executor.run(), Turn::Livelock(PATIENCE + 1)); // counted anew
}

#[test]
fn a_thousand_sleepers_do_not_hide_a_livelock() {
    let executor = Executor::new();
    executor.set_up(|| {
        for _ in 0..1000 {
            spawn_named("sleeper", sleep(SECOND)).detach();
        }
        spawn_named("busy", busy()).detach();
    });
    assert_eq!(executor.run(), Turn::Livelock(PATIENCE + 1)); // as soon as without them
}

#[test]
fn ten_thousand_tasks_that_yield_fifty_times_are_no_livelock() {
    let executor = Executor::new();
    executor.set_up(|| {
        for _ in 0..10_000 {
            spawn_named("t", async {
                for _ in 0..50 {
                    yield_now().await;
                }
            })
            .detach();
        }
    });
    assert_eq!(executor.run(), Turn::Finished);
}

#[test]
fn a_task_that_yields_often_and_then_sleeps_is_no_livelock() {
    for yields in [PATIENCE - 1, PATIENCE] {
        let executor = Executor::new();
        executor.set_up(|| {
            spawn_named("t", async move {
                for _ in 0..yields {
                    yield_now().await;
                }
                sleep(SECOND).await;
            })
            .detach();
        });
        assert_eq!(executor.run(), Turn::Finished, "after {yields} yields");
    }
}

#[test]
fn a_frozen_run_has_ended() {
    let kept = Kept::default();
    let executor = set_up(|| {
        let woken_on_the_way_out = kept.clone();
        spawn_named("a", give_waker(kept.clone())).detach();
        let b = spawn_named("b", sleep(SECOND));
        spawn_named("c", async move {
            let mut sleeping = Box::pin(sleep(2 * SECOND));
            let _started = futures::poll!(&mut sleeping);
            let _guard = OnDrop(move || {
                say!("no event");
                context::block_for(SECOND);
                woken_on_the_way_out.take().expect("a left its waker").wake();
                b.cancel();
            });
            context::freeze();
        })
        .detach();
        spawn_named("d", async {}).detach();
    });
    assert_eq!(executor.run(), Turn::Frozen(TaskId(2)));
    assert_eq!(executor.turn(), Turn::Frozen(TaskId(2)));
    let story = "
        spawn a | detach a | spawn b | spawn c | detach c | spawn d | detach d
        1: poll a | pending
        2: poll b | timer 0 at 1 s | pending
        3: poll c | timer 1 at 2 s
        frozen
        ";
    assert_events(&executor, story);
    // The loop stands as it stood: what drop handlers did on the way out has not happened.
    assert_eq!(executor.ready(), [TaskId(3)]);
    assert_eq!(executor.timers().len(), 2);
    assert_eq!(executor.now(), Time(0));
}

#[test]
fn a_drop_handler_that_freezes() {
    let executor = set_up(|| {
        let a = spawn_named("a", async {
            let _guard = OnDrop(|| context::freeze());
            never().await;
        });
        spawn_named("b", async move {
            a.cancel();
        })
        .detach();
    });
    assert_eq!(executor.run(), Turn::Frozen(TaskId(0)));
    assert_eq!(executor.tasks().len(), 1); // a, which is still being dropped
}

#[test]
fn a_finished_run_can_get_more_tasks() {
    assert_story(
        || spawn_named("a", async {}).detach(),
        "
        spawn a | detach a
        1: poll a | ready
        finished
        ",
    );
    let executor = set_up(|| ());
    assert_eq!(executor.run(), Turn::Finished);
    executor.set_up(|| spawn_named("b", async {}).detach());
    assert_eq!(executor.run(), Turn::Finished);
}

/// Freezes the run. Written by hand, since the locals of an `async` block are dropped while its poll unwinds.
struct Freezes<T>(T);

impl<T> Future for Freezes<T> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        context::freeze()
    }
}

#[test]
fn a_frozen_run_drops_nothing_that_its_task_holds() {
    let dropped = Counter::default();
    let executor = set_up(|| {
        let dropped = dropped.clone();
        let held = OnDrop(move || dropped.set(dropped.get() + 1));
        spawn_named("a", Freezes(held)).detach();
    });
    assert_eq!(executor.run(), Turn::Frozen(TaskId(0)));
    assert_eq!(dropped.get(), 0);
    drop(executor);
    assert_eq!(dropped.get(), 0, "in a real program the poll would still be going on");
}

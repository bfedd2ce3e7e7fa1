//! Spawning, detaching, awaiting: R1 to R4 and the handle.

use crate::never;
use crate::story::{assert_events, assert_story, set_up};
use coroscope::executor::task::TaskState;
use coroscope::executor::{Outcome, Turn};
use coroscope::kit::{Promise, say, spawn_named, yield_now};
use coroscope::record::event::{LoopEvent, TaskId};

#[test]
fn a_task_spawned_in_set_up_has_not_run() {
    let executor = set_up(|| spawn_named("a", async { say!("hi") }).detach());
    assert_events(&executor, "spawn a | detach a");
    assert_eq!(executor.ready(), [TaskId(0)]);
    assert_eq!(executor.tasks(), [(TaskId(0), TaskState::Ready)]);
    assert_eq!(executor.turn(), Turn::Polled(TaskId(0), Outcome::Ready));
    assert_eq!(executor.turn(), Turn::Finished);
    assert_eq!(executor.turn(), Turn::Finished); // said again, recorded once
    assert_events(
        &executor,
        "
        spawn a | detach a
        1: poll a | say hi | ready
        finished
        ",
    );
}

#[test]
fn a_task_spawned_inside_a_poll_goes_to_the_back() {
    assert_story(
        || {
            spawn_named("a", async {
                spawn_named("c", async { say!("c") }).detach();
                say!("a");
            })
            .detach();
            spawn_named("b", async { say!("b") }).detach();
        },
        "
        spawn a | detach a | spawn b | detach b
        1: poll a | spawn c | detach c | say a | ready  // R2: spawning runs nothing
        2: poll b | say b | ready
        3: poll c | say c | ready
        finished
        ",
    );
}

#[test]
fn a_detached_task_goes_on() {
    assert_story(
        || {
            spawn_named("main", async {
                let child = spawn_named("child", async {
                    yield_now().await;
                    say!("still here");
                });
                yield_now().await;
                drop(child);
            })
        },
        "
        spawn main
        1: poll main | spawn child | main wakes main | pending
        2: poll child | child wakes child | pending
        3: poll main | detach child | ready
        4: poll child | say still here | ready
        finished
        ",
    );
}

#[test]
fn awaiting_a_finished_task_takes_no_turn() {
    assert_story(
        || {
            spawn_named("main", async {
                let child = spawn_named("child", async { 7 });
                yield_now().await;
                yield_now().await;
                assert!(child.is_finished());
                say!("{:?}", child.await);
            })
        },
        "
        spawn main
        1: poll main | spawn child | main wakes main | pending
        2: poll child | ready
        3: poll main | main wakes main | pending
        4: poll main | say Ok(7) | ready
        finished
        ",
    );
}

#[test]
fn a_handle_of_a_task_that_awaits_a_handle() {
    assert_story(
        || {
            spawn_named("a", async {
                let b = spawn_named("b", async {
                    let c = spawn_named("c", async { 1 });
                    c.await.unwrap() + 1
                });
                say!("{}", b.await.unwrap() + 1);
            })
        },
        "
        spawn a
        1: poll a | spawn b | a joins b | pending
        2: poll b | spawn c | b joins c | pending
        3: poll c | c wakes b | ready
        4: poll b | b wakes a | ready
        5: poll a | say 3 | ready
        finished
        ",
    );
}

#[test]
fn the_learner_may_take_another_task_than_the_front() {
    let executor = set_up(|| {
        for name in ["a", "b", "c", "d"] {
            spawn_named(name, async {}).detach();
        }
    });
    let took = |nth| match executor.turn_of(nth) {
        Turn::Polled(task, Outcome::Ready) => task.0,
        other => panic!("{other:?}"),
    };
    assert_eq!(took(1), 1); // of a b c d
    assert_eq!(took(2), 3); // of a c d
    assert_eq!(took(9), 2); // of a c: shorter than that, so its last
    assert_eq!(took(0), 0);
    assert_eq!(executor.turn_of(3), Turn::Finished);
}

#[test]
fn a_promise_wakes_in_the_order_of_waiting_and_does_not_run_its_waiters() {
    assert_story(
        || {
            let promise = Promise::new();
            for name in ["a", "b"] {
                let promise = promise.clone();
                spawn_named(name, async move { say!("{}", promise.get().await) }).detach();
            }
            spawn_named("setter", async move {
                promise.set(42);
                say!("set");
            })
            .detach();
        },
        "
        made | spawn a | detach a | spawn b | detach b | spawn setter | detach setter
        1: poll a | a waits | pending
        2: poll b | b waits | pending
        3: poll setter | full: 42 | a leaves Served | setter wakes a | b leaves Served | setter wakes b | say set | ready
        4: poll a | say 42 | ready
        5: poll b | say 42 | gone | ready
        finished
        ",
    );
}

#[test]
fn ten_thousand_tasks() {
    let executor = set_up(|| {
        for n in 0..10_000_u32 {
            spawn_named("t", async move {
                yield_now().await;
                n
            })
            .detach();
        }
    });
    assert_eq!(executor.run(), Turn::Finished);
    let turns = |event: &&coroscope::record::event::Event| {
        matches!(event, coroscope::record::event::Event::Loop(LoopEvent::Turn { .. }))
    };
    assert_eq!(executor.record().unwrap().events().iter().filter(turns).count(), 20_000);
}

#[test]
fn a_task_that_is_spawned_outside_a_run_is_refused_in_words() {
    let refused = std::panic::catch_unwind(|| spawn_named("a", never()).detach());
    let message = *refused.unwrap_err().downcast::<String>().unwrap();
    assert_eq!(message, "spawn works only inside a coroutine or set-up code that coroscope runs");
}

//! R6: timers, jumps, the cost of a poll, and a poll that holds the thread.

use crate::story::{assert_events, assert_story, run_at_most, set_up};
use coroscope::executor::context;
use coroscope::executor::{Executor, Recorder, Turn};
use coroscope::kit::{MILLISECOND, SECOND, join, now, say, sleep, spawn_named, yield_now};
use coroscope::record::event::{TaskId, Time};
use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::pin;
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;

#[test]
fn timers_due_together_fire_in_the_order_they_were_set() {
    assert_story(
        || {
            spawn_named("late", async {
                sleep(SECOND).await;
                sleep(SECOND).await;
            })
            .detach();
            spawn_named("two", sleep(2 * SECOND)).detach();
            spawn_named("one", sleep(SECOND)).detach();
        },
        "
        spawn late | detach late | spawn two | detach two | spawn one | detach one
        1: poll late | timer 0 at 1 s | pending
        2: poll two | timer 1 at 2 s | pending
        3: poll one | timer 2 at 1 s | pending
        clock 1 s | timer 0 fires | clock wakes late | timer 2 fires | clock wakes one
        4: poll late | timer 3 at 2 s | pending
        5: poll one | ready
        clock 2 s | timer 1 fires | clock wakes two | timer 3 fires | clock wakes late
        6: poll two | ready
        7: poll late | ready
        finished
        ",
    );
}

#[test]
fn a_sleep_that_is_polled_again_keeps_its_place() {
    assert_story(
        || {
            spawn_named("a", async {
                join((sleep(SECOND), yield_now())).await;
            })
            .detach();
            spawn_named("b", sleep(SECOND)).detach();
        },
        "
        spawn a | detach a | spawn b | detach b
        1: poll a | timer 0 at 1 s | a wakes a | pending
        2: poll b | timer 1 at 1 s | pending
        3: poll a | pending                                // polls the sleep again: no new timer
        clock 1 s | timer 0 fires | clock wakes a | timer 1 fires | clock wakes b
        4: poll a | ready
        5: poll b | ready
        finished
        ",
    );
}

#[test]
fn a_dropped_sleep_leaves_the_list() {
    assert_story(
        || {
            spawn_named("a", async {
                let mut first = Box::pin(sleep(5 * SECOND));
                let _started = futures::poll!(&mut first);
                drop(first);
                drop(sleep(SECOND)); // never polled: never in the list
                sleep(2 * SECOND).await;
            })
            .detach();
        },
        "
        spawn a | detach a
        1: poll a | timer 0 at 5 s | timer 0 dropped | timer 1 at 2 s | pending
        clock 2 s | timer 1 fires | clock wakes a
        2: poll a | ready
        finished
        ",
    );
}

#[test]
fn a_sleep_that_is_dropped_between_two_turns_leaves_the_list_too() {
    let kept = Rc::new(RefCell::new(None));
    let executor = set_up(|| {
        let kept = kept.clone();
        spawn_named("a", async move {
            let mut sleep = Box::pin(sleep(SECOND));
            let _started = futures::poll!(&mut sleep);
            *kept.borrow_mut() = Some(sleep);
        })
        .detach();
    });
    executor.turn();
    assert_eq!(executor.timers().len(), 1);
    kept.take();
    assert_eq!(executor.timers(), []);
    assert_eq!(executor.turn(), Turn::Finished);
}

#[test]
fn a_zero_sleep_lets_the_other_tasks_run() {
    assert_story(
        || {
            spawn_named("a", sleep(Duration::ZERO)).detach();
            spawn_named("b", async {}).detach();
        },
        "
        spawn a | detach a | spawn b | detach b
        1: poll a | a wakes a | pending
        2: poll b | ready
        3: poll a | ready
        finished
        ",
    );
}

#[test]
fn the_longest_sleep_ends_at_the_end_of_time() {
    let executor = set_up(|| spawn_named("a", sleep(Duration::MAX)).detach());
    executor.turn();
    assert_eq!(executor.turn(), Turn::Jumped(Time(u64::MAX)));
    assert_eq!(executor.run(), Turn::Finished);
}

#[test]
fn the_deadline_is_fixed_by_the_first_poll() {
    assert_story(
        || {
            spawn_named("a", async {
                let second = sleep(2 * SECOND);
                sleep(SECOND).await;
                second.await;
                say!("{:?}", now());
            })
            .detach();
        },
        "
        spawn a | detach a
        1: poll a | timer 0 at 1 s | pending
        clock 1 s | timer 0 fires | clock wakes a
        2: poll a | timer 1 at 3 s | pending
        clock 3 s | timer 1 fires | clock wakes a
        3: poll a | say 3s | ready
        finished
        ",
    );
}

#[test]
fn a_poll_may_cost_time() {
    let executor = Executor::recording(Recorder::default(), 400 * MILLISECOND);
    executor.set_up(|| {
        spawn_named("sleeper", sleep(SECOND)).detach();
        spawn_named("busy", async {
            for _ in 0..3 {
                yield_now().await;
            }
        })
        .detach();
    });
    executor.run();
    assert_events(
        &executor,
        "
        spawn sleeper | detach sleeper | spawn busy | detach busy
        1: poll sleeper | timer 0 at 1 s | pending | cost to 0.4 s
        2: poll busy | busy wakes busy | pending | cost to 0.8 s
        3: poll busy | busy wakes busy | pending | cost to 1.2 s | timer 0 fires | clock wakes sleeper // late
        4: poll busy | busy wakes busy | pending | cost to 1.6 s
        5: poll sleeper | ready | cost to 2 s
        6: poll busy | ready | cost to 2.4 s
        finished
        ",
    );
}

/// Curriculum 0.2: with a cost of 1 tick and a deadline of 10 ticks the busy task is polled 11 times.
#[test]
fn a_busy_wait_ends_when_polls_cost_time() {
    let executor = Executor::recording(Recorder::default(), SECOND);
    let polls = Rc::new(RefCell::new(0));
    executor.set_up(|| {
        let polls = polls.clone();
        spawn_named("busy", async move {
            poll_fn(|context| {
                *polls.borrow_mut() += 1;
                context.waker().wake_by_ref();
                if now() >= 10 * SECOND { Poll::Ready(()) } else { Poll::Pending }
            })
            .await;
        })
        .detach();
    });
    assert_eq!(run_at_most(&executor, 20), Turn::Finished);
    assert_eq!(*polls.borrow(), 11);
}

#[test]
fn a_blocked_thread_fires_what_was_due_late_and_in_order() {
    assert_story(
        || {
            spawn_named("two", sleep(2 * SECOND)).detach();
            spawn_named("one", sleep(SECOND)).detach();
            spawn_named("blocker", async {
                context::block_for(5 * SECOND);
                say!("blocked");
            })
            .detach();
        },
        "
        spawn two | detach two | spawn one | detach one | spawn blocker | detach blocker
        1: poll two | timer 0 at 2 s | pending
        2: poll one | timer 1 at 1 s | pending
        3: poll blocker | block to 5 s | say blocked | ready | timer 1 fires | clock wakes one | timer 0 fires | clock wakes two
        4: poll one | ready
        5: poll two | ready
        finished
        ",
    );
}

#[test]
fn a_sleep_polled_through_two_tasks_wakes_the_one_that_polled_it_last() {
    assert_story(
        || {
            let shared = Rc::new(RefCell::new(Box::pin(sleep(SECOND))));
            for name in ["a", "b"] {
                let shared = shared.clone();
                spawn_named(name, async move {
                    poll_fn(|context| pin!(&mut *shared.borrow_mut()).poll(context)).await;
                })
                .detach();
            }
        },
        "
        spawn a | detach a | spawn b | detach b
        1: poll a | timer 0 at 1 s | pending
        2: poll b | a lost | pending             // M10: the sleep keeps only the last waker
        clock 1 s | timer 0 fires | clock wakes b
        3: poll b | ready
        stalled
        ",
    );
}

#[test]
fn a_set_up_that_blocks_fires_what_is_due_after_it() {
    let executor = set_up(|| spawn_named("sleeper", sleep(SECOND)).detach());
    executor.turn();
    executor.set_up(|| context::block_for(2 * SECOND));
    assert_eq!(executor.ready(), [TaskId(0)]);
    assert_eq!(executor.timers(), []);
}

#[test]
fn only_a_poll_costs_time_and_not_the_drop_of_a_cancelled_task() {
    let executor = Executor::recording(Recorder::default(), SECOND);
    executor.set_up(|| {
        let a = spawn_named("a", async {});
        a.cancel();
    });
    assert_eq!(executor.turn(), Turn::Dropped(TaskId(0)));
    assert_eq!(executor.now(), Time(0));
}

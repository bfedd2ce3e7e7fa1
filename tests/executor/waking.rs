//! R5: what a wake does, and what it does not.

use crate::story::{assert_events, assert_story, set_up};
use crate::{Kept, give_waker, own_waker};
use coroscope::executor::policy::{OnWake, Policy};
use coroscope::executor::task::TaskState;
use coroscope::executor::{Executor, Outcome, Recorder, Turn, context};
use coroscope::kit::{SECOND, say, sleep, spawn_named, yield_now};
use coroscope::record::event::{Event, LoopEvent, TaskId, Time};
use std::future::poll_fn;
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};
use std::thread;
use std::time::Duration;

#[test]
fn a_self_wake_is_queued_before_later_wakes_of_that_poll() {
    let kept = Kept::default();
    assert_story(
        || {
            spawn_named("b", give_waker(kept.clone())).detach();
            let kept = kept.clone();
            spawn_named("a", async move {
                let mine = own_waker().await;
                mine.wake_by_ref();
                let b = kept.borrow_mut().take();
                b.expect("b left its waker").wake();
                yield_now().await;
                say!("second poll");
            })
            .detach();
        },
        "
        spawn b | detach b | spawn a | detach a
        1: poll b | pending
        2: poll a | a wakes a | a wakes b | a wakes a (merged) | pending
        3: poll a | say second poll | ready
        4: poll b | pending
        waiting
        ",
    );
}

#[test]
fn merged_and_ignored_wakes_change_nothing() {
    let kept = Kept::default();
    let executor = set_up(|| {
        let kept = kept.clone();
        spawn_named("a", async move {
            let waker = own_waker().await;
            *kept.borrow_mut() = Some(waker.clone());
            let mut polls = 0;
            poll_fn(|_| {
                polls += 1;
                if polls == 2 { Poll::Ready(()) } else { Poll::Pending }
            })
            .await;
        })
        .detach();
    });
    let waker = || kept.borrow().clone().expect("the waker is kept after the first turn");
    executor.turn();
    assert_eq!(executor.tasks(), [(TaskId(0), TaskState::Suspended)]);
    executor.set_up(|| waker().wake()); // in a set-up it goes straight to the queue
    assert_eq!(executor.ready(), [TaskId(0)]);
    waker().wake(); // between turns it goes to the mailbox
    executor.turn();
    executor.set_up(|| waker().wake_by_ref());
    assert_eq!(executor.turn(), Turn::Finished);
    assert_events(
        &executor,
        "
        spawn a | detach a
        1: poll a | pending | set-up wakes a | outside wakes a (merged)
        2: poll a | ready | set-up wakes a (ignored)
        finished
        ",
    );
}

#[test]
fn a_task_that_wakes_itself_and_ends_leaves_the_queue() {
    let executor = set_up(|| {
        spawn_named("a", async { own_waker().await.wake() }).detach();
        spawn_named("b", async {}).detach();
    });
    assert_eq!(executor.turn(), Turn::Polled(TaskId(0), Outcome::Ready));
    assert_eq!(executor.ready(), [TaskId(1)]);
    assert_eq!(executor.run(), Turn::Finished);
}

#[test]
fn a_late_wake_does_not_reach_the_next_task_in_the_slot() {
    let kept = Kept::default();
    let executor = set_up(|| {
        let kept = kept.clone();
        spawn_named("old", async move { *kept.borrow_mut() = Some(own_waker().await) }).detach();
    });
    executor.turn();
    executor.set_up(|| spawn_named("new", give_waker(Kept::default())).detach());
    executor.turn();
    executor.set_up(|| kept.take().expect("the old task left its waker").wake());
    assert_eq!(executor.ready(), []);
    assert_events(
        &executor,
        "
        spawn old | detach old
        1: poll old | ready | spawn new | detach new
        2: poll new | pending | set-up wakes old (ignored)
        ",
    );
}

/// A wrong loop: it polls a task inside the call that wakes it.
struct RunsAtOnce;

impl Policy for RunsAtOnce {
    fn choose(
        &mut self,
        _: usize,
        asked: usize,
        _: &[TaskId],
        _: &[TaskId],
        _: bool,
    ) -> Option<usize> {
        Some(asked)
    }

    fn spawned(&mut self, _: usize) -> bool {
        false
    }

    fn woken(&mut self, _: usize) -> OnWake {
        OnWake::Run
    }
}

/// Leaves its waker, and when it is polled again calls the other's.
async fn wakes(mine: Kept, other: Kept) {
    let mut polls = 0;
    poll_fn(move |context| {
        polls += 1;
        *mine.borrow_mut() = Some(context.waker().clone());
        let other = if polls == 2 { other.borrow().clone() } else { None };
        if let Some(other) = other {
            other.wake();
        }
        if polls == 3 { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

#[test]
fn two_tasks_that_wake_each_other_where_a_wake_runs_a_task() {
    let executor = Executor::under(Box::new(RunsAtOnce), Duration::ZERO);
    let (a, b) = (Kept::default(), Kept::default());
    executor.set_up(|| {
        spawn_named("a", wakes(a.clone(), b.clone())).detach();
        spawn_named("b", wakes(b, a.clone())).detach();
        spawn_named("c", async move { a.take().expect("it was left").wake() }).detach();
    });
    for _ in 0..8 {
        let turn = executor.turn();
        assert!(!matches!(turn, Turn::Polled(_, Outcome::Panicked(_))), "{turn:?}");
    }
}

#[test]
fn a_wake_in_a_set_up_after_a_timer_is_by_the_set_up() {
    let kept = Kept::default();
    let executor = set_up(|| {
        spawn_named("waiter", give_waker(kept.clone())).detach();
        spawn_named("sleeper", sleep(SECOND)).detach();
    });
    executor.turn();
    executor.turn();
    executor.turn(); // the clock wakes the sleeper
    executor.set_up(|| kept.take().expect("the waiter left its waker").wake());
    assert_events(
        &executor,
        "
        spawn waiter | detach waiter | spawn sleeper | detach sleeper
        1: poll waiter | pending
        2: poll sleeper | timer 0 at 1 s | pending
        clock 1 s | timer 0 fires | clock wakes sleeper | set-up wakes waiter
        ",
    );
}

#[test]
fn a_wake_of_a_thread_is_in_the_queue_after_a_set_up() {
    let kept = Kept::default();
    let executor = set_up(|| spawn_named("a", give_waker(kept.clone())).detach());
    executor.turn();
    let waker = kept.take().expect("it was polled");
    thread::spawn(move || waker.wake()).join().expect("it only wakes");
    assert_eq!(executor.ready(), [], "the wake is in the mailbox");
    executor.set_up(|| ());
    assert_eq!(executor.ready(), [TaskId(0)]);
}

/// A thread calls the waker while the clock jumps. Its wake is queued before those of the timers that are then due.
#[test]
fn a_wake_of_a_thread_during_a_jump_is_queued_before_the_timers() {
    let from_thread = Arc::<Mutex<Option<Waker>>>::default();
    let kept = Arc::clone(&from_thread);
    let record = Recorder::with_sink(move |event, _| {
        if let Event::Loop(LoopEvent::Clock { .. }) = event
            && let Some(waker) = kept.lock().expect("nothing panics").take()
        {
            thread::spawn(move || waker.wake()).join().expect("it only wakes");
        }
    });
    let executor = Executor::recording(record, Duration::ZERO);
    let kept = Kept::default();
    executor.set_up(|| {
        spawn_named("sleeper", sleep(SECOND)).detach();
        spawn_named("waiter", give_waker(kept.clone())).detach();
    });
    executor.turn();
    executor.turn();
    *from_thread.lock().expect("nothing panics") = kept.take();
    assert_eq!(executor.turn(), Turn::Jumped(Time(1_000_000_000)));
    assert_eq!(executor.ready(), [TaskId(1), TaskId(0)]);
}

/// The same at the end of a poll that takes time, and at the end of a set-up that does.
#[test]
fn a_wake_of_a_thread_during_a_poll_or_a_set_up_is_queued_before_the_timers() {
    for in_set_up in [false, true] {
        let kept = Kept::default();
        let executor = set_up(|| {
            spawn_named("sleeper", sleep(SECOND)).detach();
            spawn_named("waiter", give_waker(kept.clone())).detach();
        });
        executor.turn();
        executor.turn();
        let waker = kept.take().expect("it was polled");
        let wake_and_block = move || {
            thread::spawn(move || waker.wake()).join().expect("it only wakes");
            context::block_for(SECOND);
        };
        if in_set_up {
            executor.set_up(wake_and_block);
        } else {
            executor.set_up(|| spawn_named("blocks", async { wake_and_block() }).detach());
            executor.turn();
        }
        assert_eq!(executor.ready(), [TaskId(1), TaskId(0)], "in a set-up: {in_set_up}");
    }
}

/// The waker of a task that was woken from outside can wake it from outside again.
#[test]
fn a_task_is_woken_by_a_thread_each_time_it_is_suspended() {
    let kept = Kept::default();
    let executor = set_up(|| spawn_named("a", give_waker(kept.clone())).detach());
    executor.turn();
    let waker = kept.take().expect("it was polled");
    for _ in 0..3 {
        let waker = waker.clone();
        thread::spawn(move || (waker.wake_by_ref(), waker.wake())).join().expect("it only wakes");
        assert!(matches!(executor.turn(), Turn::Polled(..)));
        assert!(matches!(executor.turn(), Turn::Waiting(..)), "two wakes are one turn");
    }
}

/// A task that runs inside a wake acts only until its poll returns.
#[test]
fn the_task_that_wakes_another_acts_again_after_the_other_has_run() {
    let executor = Executor::under(Box::new(RunsAtOnce), Duration::ZERO);
    let (first, second) = (Kept::default(), Kept::default());
    executor.set_up(|| {
        spawn_named("first", give_waker(first.clone())).detach();
        spawn_named("second", give_waker(second.clone())).detach();
        spawn_named("main", async move {
            for waiter in [first, second] {
                let waker = waiter.take();
                waker.expect("it left its waker").wake();
            }
        })
        .detach();
    });
    executor.run();
    assert_events(
        &executor,
        "
        spawn first | detach first | spawn second | detach second | spawn main | detach main
        1: poll first | pending
        2: poll second | pending
        3: poll main | main wakes first
        4: poll first | pending | main wakes second
        5: poll second | pending | ready
        waiting
        ",
    );
}

/// A wrong loop: while a timer is set, it takes no task.
struct WaitsForTimers;

impl Policy for WaitsForTimers {
    fn choose(
        &mut self,
        _: usize,
        asked: usize,
        _: &[TaskId],
        _: &[TaskId],
        timers: bool,
    ) -> Option<usize> {
        (!timers).then_some(asked)
    }

    fn spawned(&mut self, _: usize) -> bool {
        false
    }

    fn woken(&mut self, _: usize) -> OnWake {
        OnWake::Queue
    }
}

#[test]
fn a_policy_that_takes_no_task_lets_time_pass_and_keeps_the_queue() {
    let executor = Executor::under(Box::new(WaitsForTimers), Duration::ZERO);
    executor.set_up(|| {
        spawn_named("sleeper", sleep(SECOND)).detach();
        spawn_named("ready", async {}).detach();
    });
    assert!(matches!(executor.turn(), Turn::Polled(TaskId(0), Outcome::Pending)));
    assert!(matches!(executor.turn(), Turn::Jumped(_)), "though a task is ready");
    assert_eq!(executor.ready(), [TaskId(1), TaskId(0)], "the woken task goes to the back");
    assert_eq!(executor.run(), Turn::Finished);
}

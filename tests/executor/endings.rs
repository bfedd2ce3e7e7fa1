//! How a run ends, and what is said where that isn't known.

use crate::story::{assert_events, assert_story, set_up};
use crate::{Counter, Kept, OnDrop, give_waker, never};
use coroscope::executor::context;
use coroscope::executor::{Executor, Outcome, PATIENCE, Turn};
use coroscope::kit::{
    Lock, Promise, SECOND, join, observed, say, sleep, spawn, spawn_named, yield_now,
};
use coroscope::record::event::{TaskId, Time};
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use std::future::poll_fn;
use std::mem;
use std::pin::Pin;
use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::task::{Context, Poll, Waker};
use std::thread;

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

/// Awaits a future by hand, through a waker that isn't the task's own.
async fn through_another_waker(future: impl Future<Output = ()>) {
    let mut children: FuturesUnordered<_> = std::iter::once(Box::pin(future)).collect();
    children.next().await;
}

/// A task of each kind that nothing in its program will wake, and whether something else may hold its waker.
#[test]
fn a_run_has_stalled_only_if_no_waker_exists_outside_the_kit() {
    static KEPT: Mutex<Vec<Waker>> = Mutex::new(Vec::new());
    fn keep_own_waker(keep: impl Fn(Waker) + 'static) -> impl Future<Output = ()> {
        poll_fn(move |context| {
            keep(context.waker().clone());
            Poll::Pending
        })
    }
    let thread = || {
        let (to_thread, from_task) = channel::<Waker>();
        let (quit, asked_to_quit) = channel::<()>();
        spawn_named("t", keep_own_waker(move |waker| _ = to_thread.send(waker))).detach();
        let thread = thread::spawn(move || {
            let kept = from_task.recv();
            let _closed = asked_to_quit.recv();
            drop(kept);
        });
        (quit, thread)
    };
    let rows: [(&str, bool, &dyn Fn()); 10] = [
        ("a promise", false, &|| spawn(Promise::<()>::new().get()).detach()),
        ("a lock that the task holds itself", false, &|| {
            let lock = Lock::new();
            spawn(async move {
                let _held = lock.lock().await;
                let _never = lock.lock().await;
            })
            .detach();
        }),
        ("the handle of a task that waits for ever", false, &|| {
            let answer = Promise::<()>::new();
            let other = spawn(answer.get());
            spawn(async move { _ = other.await }).detach();
        }),
        ("two promises at once", false, &|| {
            let (one, two) = (Promise::<()>::new(), Promise::<()>::new());
            spawn(async move { _ = join((one.get(), two.get())).await }).detach();
        }),
        ("a promise that is polled twice", false, &|| {
            let answer = Promise::<()>::new();
            spawn(async move { _ = join((answer.get(), yield_now())).await }).detach();
        }),
        ("a waker in a static", true, &|| {
            let keep = |waker| KEPT.lock().expect("no thread panics").push(waker);
            spawn(keep_own_waker(keep)).detach();
        }),
        ("a waker that is leaked", true, &|| spawn(keep_own_waker(mem::forget)).detach()),
        ("the tasks' own channel", true, &|| {
            let (sender, receiver) = futures::channel::oneshot::channel::<()>();
            spawn(async move {
                let _open = sender;
                _ = receiver.await;
            })
            .detach();
        }),
        ("a promise, through the waker of a combinator", true, &|| {
            spawn(through_another_waker(Promise::<()>::new().get())).detach();
        }),
        ("a promise that is polled twice, and a leaked waker", true, &|| {
            let answer = Promise::<()>::new();
            let leaks = poll_fn(|context| {
                mem::forget(context.waker().clone());
                Poll::Ready(())
            });
            spawn(async move { _ = join((answer.get(), leaks, yield_now())).await }).detach();
        }),
    ];
    for (what, may_be_woken, program) in rows {
        let executor = set_up(program);
        let end = executor.run();
        assert_eq!(matches!(end, Turn::Waiting(_)), may_be_woken, "{what}: {end:?}");
        assert_eq!(matches!(end, Turn::Stalled(_)), !may_be_woken, "{what}: {end:?}");
        let closed = set_up(program);
        closed.set_outside(|| false);
        let end = closed.run();
        assert!(matches!(end, Turn::Stalled(_)), "{what}, and no threads: {end:?}");
    }
    let executor = Executor::new();
    let (quit, thread) = executor.set_up(thread);
    assert!(matches!(executor.run(), Turn::Waiting(_)));
    drop(quit);
    thread.join().expect("it only keeps a waker");
    let Turn::Stalled(stuck) = executor.run() else { panic!("the thread has dropped it") };
    assert!(stuck[0].lost);
}

async fn busy() {
    loop {
        yield_now().await;
    }
}

#[test]
fn a_busy_wait_under_a_pending_timer_makes_no_progress() {
    let executor = set_up(|| {
        spawn_named("sleeper", sleep(SECOND)).detach();
        spawn_named("busy", busy()).detach();
    });
    assert_eq!(executor.run(), Turn::NoProgress(PATIENCE + 1));
    assert_eq!(executor.now(), Time(0));
    assert_eq!(executor.ready(), [TaskId(1)]);
    assert_eq!(executor.turn(), Turn::Polled(TaskId(1), Outcome::Pending)); // it may go on
    assert_eq!(executor.run(), Turn::NoProgress(PATIENCE + 1)); // counted anew
}

#[test]
fn a_thousand_sleepers_do_not_hide_that_there_is_no_progress() {
    let executor = Executor::new();
    executor.set_up(|| {
        for _ in 0..1000 {
            spawn_named("sleeper", sleep(SECOND)).detach();
        }
        spawn_named("busy", busy()).detach();
    });
    assert_eq!(executor.run(), Turn::NoProgress(PATIENCE + 1)); // as soon as without them
}

#[test]
fn ten_thousand_tasks_that_yield_fifty_times_make_progress() {
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
fn a_task_that_yields_often_and_then_sleeps_makes_progress() {
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

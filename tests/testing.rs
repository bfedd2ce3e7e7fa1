//! The assertions for learners' tests: what they hold a run to, and what they say when it does not hold.

#![allow(clippy::unused_async, reason = "a coroutine may return without an await")]
#![allow(missing_docs)]

use coroscope::explore::Outcome;
use coroscope::kit::{
    Handle, Lock, LockGuard, Promise, Queue, SECOND, say, sleep, spawn, spawn_named, yield_now,
};
use coroscope::observed;
use coroscope::session::{Program, Session};
use coroscope::testing::{Run, every_order, run, run_schedule};
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::task::Poll;
use std::thread;
use std::time::Duration;

#[observed]
async fn waiter(answer: Promise<u32>) {
    say!("got {}", answer.get().await);
}

#[observed]
async fn answerer(answer: Promise<u32>) {
    answer.set(42);
}

fn resume() {
    let answer = Promise::new();
    spawn(waiter(answer.clone())).detach();
    spawn(answerer(answer)).detach();
}

/// The whole run as text.
fn run_to_text(program: fn()) -> String {
    let mut out = Vec::new();
    coroscope::text::tell(&mut out, &mut Session::new(Program::from(program)), true)
        .expect("memory is written to");
    String::from_utf8(out).expect("it is text")
}

/// The message of a failure.
fn panic_message(asks: impl FnOnce()) -> String {
    let payload = catch_unwind(AssertUnwindSafe(asks)).expect_err("it fails");
    payload.downcast_ref::<String>().expect("the message is made for it").clone()
}

fn failure_of(of: &Run, asks: impl FnOnce(&Run)) -> String {
    panic_message(|| asks(of))
}

#[test]
fn an_assertion_that_holds_does_not_panic() {
    let usual = run(resume);
    usual
        .assert_finishes()
        .assert_prints(&["got 42"])
        .assert_turns(3)
        .assert_ends_at(Duration::ZERO);
    usual.task("waiter").assert_polls(2).assert_woken_by("answerer").assert_finishes();
    usual.nth_task(1).assert_polls(1);
    run_schedule(resume, "1").assert_turns(2).task("waiter").assert_polls(1);
    every_order(resume).assert_never(coroscope::explore::Outcome::is_stalled);
}

#[test]
fn a_failure_shows_the_relevant_turns() {
    let usual = run(resume);
    assert_eq!(
        failure_of(&usual, |run| _ = run.task("waiter").assert_polls(1)),
        "A waiter was polled twice, and not once:\n  \
         turn 1  R4  In its first poll, A waiter stores its waker in `answer` and is suspended \
         (`Pending`).\n  \
         turn 3  R3  In its second poll, A waiter prints “got 42” and finishes (`Ready`).\n\
         This run: run_schedule(program, \"\"); on the screen: @3"
    );
}

/// Of a handle that is dropped at once nothing is said; of one that was kept for a while, what becomes of its task.
#[test]
fn a_dropped_handle_is_reported() {
    #[observed]
    async fn worker() {
        sleep(SECOND).await;
    }
    #[observed]
    async fn main() {
        spawn_named("forgotten", worker()).detach();
        let (kept, ended) = (spawn_named("kept", worker()), spawn_named("ended", worker()));
        yield_now().await;
        ended.cancel();
        drop((kept, ended));
    }
    let program = || spawn(main()).detach();
    let text = failure_of(&run(program), |run| _ = run.task("main").assert_polls(1));
    assert!(!text.contains("B forgotten's handle"), "{text}");
    assert!(text.contains("drops C kept's handle, so C kept is detached"), "{text}");
    assert!(text.contains("drops D ended's handle and finishes (`Ready`)"), "{text}");
}

/// Who did it, where that is not the one whom it is about.
#[test]
fn an_action_of_another_task_is_not_attributed_to_the_polled_task() {
    #[observed]
    async fn cancels_itself(own: Promise<Rc<Handle<()>>>) {
        own.get().await.cancel();
        sleep(SECOND).await;
    }
    #[observed]
    async fn holds(lock: Lock, guards: Queue<LockGuard>) {
        guards.put(lock.lock().await).await;
        sleep(SECOND).await;
    }
    #[observed]
    async fn lets_go(guards: Queue<LockGuard>) {
        drop(guards.get().await);
    }
    fn program() {
        let own = Promise::new();
        let handle = Rc::new(spawn(cancels_itself(own.clone())));
        own.set(handle);
        let (lock, guards) = (Lock::new(), Queue::new(1));
        spawn(holds(lock, guards.clone())).detach();
        spawn(lets_go(guards)).detach();
    }
    let text = run_to_text(program);
    assert!(!text.contains("woke itself"), "{text}");
    assert!(
        text.contains("has been cancelled, so it's in the ready queue and will be dropped"),
        "{text}"
    );
    assert!(text.contains("C lets_go releases `lock`, which B holds held."), "{text}");
}

#[test]
fn a_wake_from_another_thread_is_not_attributed_to_the_polled_task() {
    #[observed]
    async fn waits() {
        let mut asked = false;
        poll_fn(|context| {
            if std::mem::replace(&mut asked, true) {
                return Poll::Ready(());
            }
            let waker = context.waker().clone();
            thread::spawn(|| waker.wake()).join().expect("it only wakes");
            Poll::Pending
        })
        .await;
    }
    let text =
        failure_of(&run(|| spawn(waits()).detach()), |run| _ = run.task("waits").assert_polls(7));
    assert!(!text.contains("it wakes"), "{text}");
    assert!(text.contains("Meanwhile, something outside the loop wakes A waits"), "{text}");
}

#[test]
fn a_drop_handler_that_panics_is_reported() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("went off");
        }
    }
    #[observed]
    async fn carries() {
        let _bomb = Bomb;
        sleep(SECOND).await;
    }
    #[observed]
    async fn main() {
        let carrier = spawn(carries());
        yield_now().await;
        carrier.cancel();
    }
    let all =
        failure_of(&run(|| spawn(main()).detach()), |run| _ = run.task("carries").assert_polls(7));
    assert!(all.contains("panics in a destructor: went off"), "{all}");
}

/// In all orders of a program it would be printed a million times, and bury what a test has to say.
#[test]
fn a_panic_of_the_program_is_not_printed() {
    let program = std::env::current_exe().expect("this is a program");
    let mut one = std::process::Command::new(program);
    let one = one.args(["--exact", "a_drop_handler_that_panics_is_reported", "--nocapture"]);
    let out = one.output().expect("it starts");
    let stderr = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{stderr}");
    assert!(stderr.contains("was polled once, and not 7 times"), "the test's own panic: {stderr}");
    assert!(!stderr.lines().any(|line| line == "went off"), "{stderr}");
}

#[test]
fn every_assertion_has_a_message() {
    let usual = run(resume);
    let first_line = |text: String| text.lines().next().unwrap_or_default().to_owned();
    let asked = |asks: fn(&Run)| first_line(failure_of(&usual, asks));
    assert_eq!(asked(|run| _ = run.assert_stalls()), "This run was to stall, and does not:");
    assert_eq!(
        asked(|run| _ = run.assert_prints(&[])),
        "Line 1 is “got 42”, and not nothing more:"
    );
    assert_eq!(
        asked(|run| _ = run.assert_prints(&["got 42", "bye"])),
        "Line 2 is nothing more, and not “bye”:"
    );
    assert_eq!(asked(|run| _ = run.assert_turns(7)), "This run takes 3 turns, and not 7:");
    assert_eq!(
        asked(|run| _ = run.assert_ends_at(SECOND)),
        "This run ends at 0 s, and not at 1 s:"
    );
    assert_eq!(asked(|run| _ = run.task("waiter").assert_hangs()), "A waiter was to hang:");
    assert_eq!(
        asked(|run| _ = run.task("waiter").assert_woken_by("the clock")),
        "A waiter was woken by answerer, and not by the clock:"
    );
    assert_eq!(
        asked(|run| _ = run.task("nobody")),
        "no task is called `nobody`: there are `waiter` and `answerer`"
    );
    assert_eq!(asked(|run| _ = run.nth_task(9)), "there's no task 9: 2 were spawned");
}

#[test]
fn a_schedule_that_does_not_fit_is_rejected() {
    assert!(
        panic_message(|| _ = run_schedule(resume, "up")).starts_with("`up` isn't a schedule: ")
    );
    let no_fit = panic_message(|| _ = run_schedule(resume, "7"));
    assert!(no_fit.starts_with("this schedule doesn't fit the program: "), "{no_fit}");
}

#[test]
fn tasks_with_the_same_name_are_selected_by_number() {
    let twins = run(|| {
        for _ in 0..2 {
            spawn_named("twin", yield_now()).detach();
        }
    });
    assert_eq!(
        panic_message(|| _ = twins.task("twin")),
        "2 tasks are called `twin`: use `nth_task`"
    );
    twins.nth_task(1).assert_polls(2);
}

#[test]
fn endings_of_all_kinds() {
    run(|| {
        let handle = spawn_named("sleeper", sleep(9 * SECOND));
        spawn_named("impatient", async move {
            sleep(SECOND).await;
            handle.cancel();
        })
        .detach();
        spawn_named("clumsy", async { panic!("oh") }).detach();
    })
    .assert_finishes()
    .assert_ends_at(SECOND)
    .task("sleeper")
    .assert_cancelled();

    let stuck = run(|| {
        let lock = Lock::new();
        let again = lock.clone();
        spawn_named("greedy", async move {
            let _guard = lock.lock().await;
            let _again = again.lock().await;
        })
        .detach();
    });
    stuck.assert_stalls().task("greedy").assert_hangs();
    run(|| spawn_named("clumsy", async { panic!("oh") }).detach()).task("clumsy").assert_panics();
}

/// Sends from another thread, after a while.
fn sends_from_a_thread() {
    let (sender, receiver) = futures::channel::oneshot::channel();
    spawn(async move { say!("{:?}", receiver.await) }).detach();
    thread::spawn(move || {
        thread::sleep(Duration::from_millis(50));
        sender.send(7)
    });
}

#[test]
fn a_wake_from_a_thread_is_waited_for() {
    run(sends_from_a_thread).assert_finishes().assert_prints(&["Ok(7)"]);
}

#[test]
fn never_is_not_claimed_where_something_outside_may_wake_a_task() {
    let message = panic_message(|| {
        _ = every_order(sends_from_a_thread).assert_never(|end| end.has_printed("no"));
    });
    assert!(message.starts_with("it isn't known whether an order has this outcome"), "{message}");
    assert!(message.contains("call `without_threads`"), "{message}");
    assert!(every_order(sends_from_a_thread).find(Outcome::is_stalled).is_none());
    let own_channel = || {
        let (sender, receiver) = futures::channel::oneshot::channel::<u8>();
        spawn(async move {
            let _open = sender;
            let _nothing = receiver.await;
        })
        .detach();
    };
    assert!(every_order(own_channel).find(Outcome::is_waiting).is_some());
    assert!(every_order(own_channel).without_threads().find(Outcome::is_stalled).is_some());
    run(Program::new(own_channel).without_threads()).assert_stalls();
}

/// Programs that differ between two runs of one schedule.
#[test]
fn a_program_that_is_not_the_same_each_time_is_refused() {
    use std::collections::HashMap;
    use std::collections::hash_map::RandomState;
    use std::hash::BuildHasher;
    use std::sync::atomic::{AtomicU32, Ordering};
    static RUNS: AtomicU32 = AtomicU32::new(0);
    type Program = fn();
    let programs: [(&str, Program); 5] = [
        ("a random number", || {
            spawn(async { say!("{}", RandomState::new().hash_one(1)) }).detach();
        }),
        ("the order of a map", || {
            let map: HashMap<u32, u32> = (0..20).map(|key| (key, key)).collect();
            spawn(async move { say!("{:?}", map.keys().collect::<Vec<_>>()) }).detach();
        }),
        ("the clock", || {
            spawn(async { say!("{:?}", std::time::Instant::now()) }).detach();
        }),
        ("data that outlives a run", || {
            spawn(async { say!("{}", RUNS.fetch_add(1, Ordering::Relaxed)) }).detach();
        }),
        ("how often it yields", || {
            spawn(async {
                for _ in 0..RUNS.fetch_add(1, Ordering::Relaxed) % 64 {
                    yield_now().await;
                }
            })
            .detach();
        }),
    ];
    for (what, program) in programs {
        let message = panic_message(|| _ = run(program));
        assert!(message.contains("the program doesn't do the same each time"), "{what}: {message}");
        let refused = every_order(program).try_all().err().map(|why| why.to_string());
        let refused = refused.expect(what);
        assert!(refused.starts_with("the same order gave two different runs"), "{what}: {refused}");
    }
}

#[test]
fn a_task_that_only_wakes_itself_for_a_while_is_waited_for() {
    let yields = || {
        spawn(async {
            for _ in 0..1500 {
                yield_now().await;
            }
        })
        .detach();
    };
    run(yields).assert_finishes().assert_turns(1501);
    every_order(yields).assert_never(|end| !end.is_finished());
    let busy = || {
        spawn(async {
            loop {
                yield_now().await;
            }
        })
        .detach();
    };
    let message = panic_message(|| _ = run(busy));
    assert!(
        message.contains("isn't over after") && message.contains("called a livelock"),
        "{message}"
    );
    let orders = every_order(busy).all();
    assert!(orders.groups[0].outcome.has_no_progress());
    assert_eq!(orders.to_string(), "1 order, 1 of them without a known end, each of them run");
}

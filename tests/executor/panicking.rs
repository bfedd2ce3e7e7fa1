//! A panic ends its task and nothing else.

use crate::OnDrop;
use crate::story::{assert_events, assert_story, set_up};
use coroscope::executor::{Outcome, Turn, context};
use coroscope::kit::{SECOND, TaskError, say, sleep, spawn_named};
use coroscope::record::event::TaskId;
use std::panic::resume_unwind;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Panics without the report on stderr.
fn panic_quietly(message: &'static str) -> ! {
    resume_unwind(Box::new(message))
}

#[test]
fn a_poll_that_panics_ends_its_task_and_the_loop_goes_on() {
    assert_story(
        || {
            let bad = spawn_named("bad", async {
                let _guard = OnDrop(|| say!("unwinding"));
                resume_unwind(Box::new(String::from("boom")));
            });
            spawn_named("good", async move { say!("{:?}", bad.await) }).detach();
        },
        r#"
        spawn bad | spawn good | detach good
        1: poll bad | say unwinding | panicked: boom
        2: poll good | say Err(Panicked("boom")) | ready
        finished
        "#,
    );
}

#[test]
fn the_waiter_of_a_task_that_panics_is_woken() {
    assert_story(
        || {
            spawn_named("main", async {
                let bad = spawn_named("bad", async { panic_quietly("boom") });
                let error: Result<(), TaskError> = bad.await;
                say!("{}", error.unwrap_err());
            })
            .detach();
        },
        "
        spawn main | detach main
        1: poll main | spawn bad | main joins bad | pending
        2: poll bad | bad wakes main | panicked: boom
        3: poll main | say panicked: boom | ready
        finished
        ",
    );
}

#[test]
fn a_payload_that_is_no_text() {
    let executor = set_up(|| {
        spawn_named("a", async { resume_unwind(Box::new(42)) }).detach();
    });
    let message = "a panic without a message".to_owned();
    assert_eq!(executor.turn(), Turn::Polled(TaskId(0), Outcome::Panicked(message)));
    assert_eq!(executor.turn(), Turn::Finished);
}

#[test]
fn a_drop_handler_that_panics_while_its_task_is_cancelled() {
    assert_story(
        || {
            let bad = spawn_named("bad", async {
                let _guard = OnDrop(|| panic_quietly("in drop"));
                sleep(SECOND).await;
            });
            spawn_named("main", async move {
                bad.cancel();
                say!("{:?}", bad.await);
            })
            .detach();
        },
        r#"
        spawn bad | spawn main | detach main
        1: poll bad | timer 0 at 1 s | pending
        2: poll main | cancel bad | main joins bad | pending
        3: drop bad | timer 0 dropped | bad wakes main | panicked: in drop
        4: poll main | say Err(Panicked("in a drop handler")) | ready
        finished
        "#,
    );
}

#[test]
fn the_message_of_a_panic_is_known_only_while_its_task_is_dropped() {
    let executor = set_up(|| {
        spawn_named("bad", async {
            let _guard = OnDrop(|| say!("unwinding: {:?}", context::panic_message()));
            panic_quietly("message")
        })
        .detach();
        spawn_named("next", async { say!("later: {:?}", context::panic_message()) }).detach();
        spawn_named("held", PanicsWith(OnDrop(|| say!("{:?}", context::panic_message())))).detach();
        spawn_named("last", async { say!("later: {:?}", context::panic_message()) }).detach();
    });
    executor.run();
    assert_events(
        &executor,
        r#"
        spawn bad | detach bad | spawn next | detach next | spawn held | detach held | spawn last | detach last
        1: poll bad | say unwinding: None | panicked: message
        2: poll next | say later: None | ready
        3: poll held | say Some("held") | panicked: held
        4: poll last | say later: None | ready
        finished
        "#,
    );
    executor.set_up(|| assert_eq!(context::panic_message(), None));
}

/// Panics in its poll, and holds a value that is dropped with the task.
struct PanicsWith<T>(T);

impl<T> Future for PanicsWith<T> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        panic_quietly("held")
    }
}

/// Ready at once, and panics when it is dropped.
struct Bomb;

impl Future for Bomb {
    type Output = u32;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> {
        Poll::Ready(7)
    }
}

impl Drop for Bomb {
    fn drop(&mut self) {
        panic_quietly("bomb")
    }
}

#[test]
fn a_drop_handler_that_panics_after_the_end() {
    let executor = set_up(|| {
        let bomb = spawn_named("bomb", Bomb);
        spawn_named("main", async move { say!("{:?}", bomb.await) }).detach();
    });
    let panicked = Outcome::Panicked("bomb".to_owned());
    assert_eq!(executor.turn(), Turn::Polled(TaskId(0), panicked)); // as the event says
    executor.run();
    assert_events(
        &executor,
        "
        spawn bomb | spawn main | detach main
        1: poll bomb | panicked: bomb
        2: poll main | say Ok(7) | ready         // the result was there before
        finished
        ",
    );
}

#[test]
fn a_panic_in_set_up_leaves_no_executor_behind() {
    let executor = set_up(|| spawn_named("a", async { say!("a") }).detach());
    let set_up = || executor.set_up(|| panic_quietly("in set-up"));
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(set_up)).unwrap_err();
    assert!(!coroscope::executor::context::is_running());
    assert_eq!(executor.run(), Turn::Finished);
}

#[test]
fn a_turn_inside_a_turn_is_refused() {
    let executor = set_up(|| ());
    let executor = std::rc::Rc::new(executor);
    let inner = std::rc::Rc::downgrade(&executor);
    executor.set_up(|| {
        spawn_named("a", async move {
            inner.upgrade().expect("it runs this task").turn();
        })
        .detach();
    });
    assert!(matches!(executor.turn(), Turn::Polled(_, Outcome::Panicked(_))));
    assert_eq!(executor.turn(), Turn::Finished);
}

/// Panics in its poll, and again when it is dropped.
struct PanicsTwice;

impl Future for PanicsTwice {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        panic_quietly("in poll")
    }
}

impl Drop for PanicsTwice {
    fn drop(&mut self) {
        panic_quietly("in drop")
    }
}

#[test]
fn the_panic_of_a_poll_counts_more_than_a_later_one_of_a_drop_handler() {
    let executor = set_up(|| {
        let bad = spawn_named("bad", PanicsTwice);
        spawn_named("main", async move { say!("{:?}", bad.await) }).detach();
    });
    let panicked = Outcome::Panicked("in poll".to_owned());
    assert_eq!(executor.turn(), Turn::Polled(TaskId(0), panicked));
    executor.run();
    assert_events(
        &executor,
        r#"
        spawn bad | spawn main | detach main
        1: poll bad | panicked: in poll
        2: poll main | say Err(Panicked("in poll")) | ready
        finished
        "#,
    );
}

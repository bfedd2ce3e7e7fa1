//! What outlives a run, and runs beside each other on one thread.

use crate::story::{assert_events, recorded, set_up};
use crate::{Counter, Kept, OnDrop, give_waker, never, own_waker};
use coroscope::executor::{Executor, Turn, context};
use coroscope::kit::{SECOND, TaskError, say, sleep, spawn_named};
use coroscope::record::event::TaskId;
use futures::FutureExt;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};

#[test]
fn the_tasks_that_are_left_are_dropped_with_the_executor() {
    let dropped = Counter::default();
    let executor = Executor::new();
    let handles = executor.set_up(|| {
        [0, 1].map(|_| {
            let dropped = dropped.clone();
            spawn_named("a", async move {
                let _guard = OnDrop(move || dropped.set(dropped.get() + 1));
                sleep(SECOND).await;
            })
        })
    });
    executor.turn(); // one has started: the guard of the other was never made
    drop(executor);
    assert_eq!(dropped.get(), 1);
    for handle in handles {
        assert!(handle.is_finished());
        assert!(!handle.cancel());
        assert_eq!(handle.now_or_never(), Some(Err(TaskError::Cancelled)));
    }
}

#[test]
fn the_drop_handlers_of_a_dropped_executor_may_wake_spawn_and_panic() {
    let heirs = Counter::default();
    let kept = Kept::default();
    let executor = Executor::new();
    executor.set_up(|| {
        spawn_named("other", give_waker(kept.clone())).detach();
        for _ in 0..2 {
            let (kept, heirs) = (kept.clone(), heirs.clone());
            spawn_named("a", async move {
                let _guard = OnDrop(move || {
                    kept.borrow().as_ref().expect("other left its waker").wake_by_ref();
                    let heirs = heirs.clone();
                    let guard = OnDrop(move || heirs.set(heirs.get() + 1));
                    spawn_named("heir", async move { drop(guard) }).detach();
                    std::panic::resume_unwind(Box::new("in drop"));
                });
                never().await;
            })
            .detach();
        }
    });
    executor.run();
    drop(executor);
    assert_eq!(heirs.get(), 2, "the heirs are dropped too");
    kept.take().expect("it is still kept").wake(); // harmless
}

/// A waker of a program's own, which notes whether an executor is current when it is dropped.
struct NotesItsDrop(Arc<Mutex<Vec<bool>>>);

impl Wake for NotesItsDrop {
    fn wake(self: Arc<Self>) {}
}

impl Drop for NotesItsDrop {
    fn drop(&mut self) {
        self.0.lock().expect("nothing panics").push(context::is_running());
    }
}

#[test]
fn the_wakers_of_the_timers_that_are_left_are_dropped_inside_the_executor() {
    let drops = Arc::<Mutex<Vec<bool>>>::default();
    let waker = Waker::from(Arc::new(NotesItsDrop(Arc::clone(&drops))));
    let executor = set_up(|| {
        spawn_named("a", async move {
            let mut sleeping = Box::pin(sleep(SECOND));
            assert!(sleeping.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
            drop(waker);
            std::mem::forget(sleeping); // otherwise its timer would end with it
        })
        .detach();
    });
    assert!(matches!(executor.turn(), Turn::Polled(..)));
    assert_eq!(executor.timers().len(), 1);
    drop(executor);
    assert_eq!(*drops.lock().expect("nothing panics"), [true]);
}

#[test]
fn a_waker_outlives_its_executor() {
    let kept = Kept::default();
    let executor = Executor::new();
    executor.set_up(|| spawn_named("a", give_waker(kept.clone())).detach());
    executor.turn();
    let waker = kept.borrow().clone().expect("a left its waker");
    waker.wake_by_ref(); // a message that nobody will read
    drop(executor);
    waker.wake_by_ref();
    let copy = waker.clone();
    drop(waker);
    copy.wake();
    let other = Executor::new();
    other.set_up(|| kept.take().expect("it is still kept").wake());
    assert_eq!(other.turn(), Turn::Finished);
}

#[test]
fn two_executors_on_one_thread_do_not_mix() {
    let kept = Kept::default();
    let (inner, inner_handle) = recorded(|| {
        spawn_named("inner sleeper", sleep(5 * SECOND)).detach();
        let kept = kept.clone();
        spawn_named("inner", async move {
            say!("inside");
            kept.take().expect("the outer task left its waker").wake();
        })
    });
    let inner = Rc::new(inner);
    let outer = set_up(|| {
        spawn_named("waiter", give_waker(kept.clone())).detach();
        let inner = inner.clone();
        spawn_named("outer", async move {
            sleep(SECOND).await;
            say!("before");
            inner.turn();
            inner.turn();
            drop(inner_handle);
            say!("after");
        })
        .detach();
    });
    outer.run();
    assert_events(
        &inner,
        "
        spawn inner sleeper | detach inner sleeper | spawn inner
        1: poll inner sleeper | timer 0 at 5 s | pending
        2: poll inner | say inside | ready
        ",
    );
    assert_events(
        &outer,
        "
        spawn waiter | detach waiter | spawn outer | detach outer
        1: poll waiter | pending
        2: poll outer | timer 0 at 1 s | pending
        clock 1 s | timer 0 fires | clock wakes outer
        3: poll outer | say before | say after | ready | outside wakes waiter
        4: poll waiter | pending
        waiting
        ",
    );
}

#[test]
fn a_sleep_belongs_to_the_clock_that_it_was_set_on() {
    let (one, handle) = recorded(|| spawn_named("one", sleep(SECOND)));
    let (two, result) = recorded(|| {
        spawn_named("two", async move {
            let mut sleep = Box::pin(sleep(SECOND));
            let _started = futures::poll!(&mut sleep);
            Some(sleep)
        })
    });
    one.turn();
    two.turn();
    one.set_up(|| drop(result)); // with a sleep of the same deadline and number in it
    assert_eq!(two.timers(), []);
    assert_eq!(one.timers().len(), 1);
    assert_eq!(one.turn(), Turn::Jumped(one.now()));
    assert_eq!(one.run(), Turn::Finished);
    assert_eq!(handle.now_or_never(), Some(Ok(())));
}

#[test]
fn a_handle_reports_to_the_run_of_its_task() {
    let (one, handle) = recorded(|| spawn_named("one", never()));
    let two = set_up(|| spawn_named("two", async {}).detach());
    two.set_up(move || drop(handle));
    assert_events(&one, "spawn one | detach one");
    assert_events(&two, "spawn two | detach two");
}

#[test]
fn a_record_is_handed_on_to_the_next_run() {
    let executor = set_up(|| spawn_named("a", own_waker()).detach());
    executor.run();
    let events = executor.record().unwrap().events().to_vec();
    let record = executor.into_record().unwrap();
    assert_eq!(record.events(), events);
    let again = Executor::recording(record, std::time::Duration::ZERO);
    assert_eq!(again.record().unwrap().events(), []);
    again.set_up(|| spawn_named("a", own_waker()).detach());
    again.run();
    assert_eq!(again.record().unwrap().events(), events);
    assert_eq!(again.ready(), Vec::<TaskId>::new());
}

#[test]
fn an_executor_may_end_with_its_thread() {
    thread_local! {
        static KEPT: RefCell<Option<Executor>> = const { RefCell::new(None) };
    }
    let thread = std::thread::spawn(|| {
        // This place is known to the thread before the loop's own is, so it is there for longer.
        KEPT.with_borrow_mut(|kept| *kept = Some(set_up(|| spawn_named("a", never()).detach())));
    });
    thread.join().expect("the tasks are dropped where no executor is current any more");
}

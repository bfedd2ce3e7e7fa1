//! Wakers in the hands of other threads: cloned, called by value and by reference, twice, late, dropped.
//! Nothing may be lost, and nothing may reach a task that it was not meant for.
#![allow(missing_docs)]

use coroscope::executor::task::TaskState;
use coroscope::executor::{Executor, Recorder, Turn};
use coroscope::kit::{spawn_named, yield_now};
use coroscope::record::event::{Event, LoopEvent, TaskEvent, TaskId, WakeCause, WakeEffect};
use std::future::poll_fn;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Barrier, Mutex};
use std::task::{Poll, Waker};
use std::thread;
use std::time::Duration;

/// So many turns without an end are a bug.
const BOUND: usize = 10_000_000;

/// Turns until the run is finished. A stalled run waits for its threads.
fn drive(executor: &Executor) {
    for _ in 0..BOUND {
        match executor.turn() {
            Turn::Finished => return,
            Turn::Waiting(stuck) | Turn::Stalled(stuck) => {
                assert!(stuck.iter().all(|task| !task.lost), "a waker got lost: {stuck:?}");
                thread::yield_now();
            }
            _ => {}
        }
    }
    panic!("not finished after {BOUND} turns: {:?}", executor.tasks());
}

/// Asks another thread for a wake, and waits until the thread says that it has done its part.
async fn ask(thread: &Sender<(Waker, Arc<AtomicBool>)>) {
    let done = Arc::new(AtomicBool::new(false));
    let mut asked = false;
    poll_fn(|context| {
        if done.load(Ordering::Acquire) {
            return Poll::Ready(());
        }
        assert!(!asked, "woken before the work was done");
        asked = true;
        thread.send((context.waker().clone(), done.clone())).expect("the thread listens");
        Poll::Pending
    })
    .await;
}

/// Does the work, then wakes in one of four ways.
fn serve(requests: &Receiver<(Waker, Arc<AtomicBool>)>) {
    for (n, (waker, done)) in requests.iter().enumerate() {
        done.store(true, Ordering::Release);
        match n % 4 {
            0 => waker.wake(),
            1 => waker.wake_by_ref(),
            2 => {
                let copy = waker.clone();
                waker.wake();
                copy.wake();
            }
            _ => {
                let copy = waker.clone();
                drop(waker);
                copy.wake_by_ref();
                copy.wake_by_ref();
            }
        }
    }
}

#[test]
fn no_wake_of_four_threads_is_lost() {
    const TASKS: u32 = 40;
    const ASKS: u32 = 250;
    let (threads, doors): (Vec<_>, Vec<_>) = (0..4)
        .map(|_| {
            let (door, requests) = channel();
            (thread::spawn(move || serve(&requests)), door)
        })
        .unzip();
    let executor = Executor::new();
    let asked = Arc::new(AtomicU32::new(0));
    executor.set_up(|| {
        for n in 0..TASKS {
            let (door, asked) = (doors[n as usize % doors.len()].clone(), asked.clone());
            spawn_named("asker", async move {
                for _ in 0..ASKS {
                    ask_and_bear_late_wakes(&door).await;
                    asked.fetch_add(1, Ordering::Relaxed);
                }
            })
            .detach();
        }
    });
    drop(doors);
    drive(&executor);
    assert_eq!(asked.load(Ordering::Relaxed), TASKS * ASKS);
    drop(executor);
    for thread in threads {
        thread.join().expect("no thread panics");
    }
}

/// Like [`ask`]; a wake that belongs to the ask before may come in between.
async fn ask_and_bear_late_wakes(thread: &Sender<(Waker, Arc<AtomicBool>)>) {
    let done = Arc::new(AtomicBool::new(false));
    let mut asked = false;
    poll_fn(|context| {
        if done.load(Ordering::Acquire) {
            return Poll::Ready(());
        }
        if !std::mem::replace(&mut asked, true) {
            thread.send((context.waker().clone(), done.clone())).expect("the thread listens");
        }
        Poll::Pending
    })
    .await;
}

#[test]
fn each_wake_that_is_asked_for_once_is_one_poll() {
    let (door, requests) = channel();
    let thread = thread::spawn(move || {
        for (waker, done) in requests {
            let done: Arc<AtomicBool> = done;
            done.store(true, Ordering::Release);
            Waker::wake(waker);
        }
    });
    let executor = Executor::recording(Recorder::default(), Duration::ZERO);
    executor.set_up(|| {
        spawn_named("asker", async move {
            for _ in 0..500 {
                ask(&door).await; // panics if it is polled for any other reason
            }
        })
        .detach();
    });
    drive(&executor);
    thread.join().unwrap();
    let record = executor.record().unwrap();
    let count = |what: fn(&Event) -> bool| record.events().iter().filter(|e| what(e)).count();
    assert_eq!(count(|event| matches!(event, Event::Loop(LoopEvent::Panicked { .. }))), 0);
    assert_eq!(count(|event| matches!(event, Event::Loop(LoopEvent::Turn { .. }))), 501);
    let queued = |event: &Event| {
        let (by, effect) = (WakeCause::Outside, WakeEffect::Queued);
        matches!(event, Event::Task(TaskEvent::Wake { by: b, effect: e, .. }) if *b == by && *e == effect)
    };
    assert_eq!(count(queued), 500);
}

/// Tasks come and go in the same places while threads call the wakers of those that have gone.
#[test]
fn late_wakes_never_reach_the_next_task_in_the_place() {
    const ROUNDS: u32 = 300;
    let old: Arc<Mutex<Vec<Waker>>> = Arc::default();
    let stop = Arc::new(AtomicBool::new(false));
    let threads: Vec<_> = (0..2)
        .map(|_| {
            let (old, stop) = (old.clone(), stop.clone());
            thread::spawn(move || {
                let mut calls = 0_u32;
                while !stop.load(Ordering::Acquire) {
                    let wakers = old.lock().expect("no thread panics").clone();
                    for waker in wakers.iter().rev().take(8) {
                        waker.wake_by_ref();
                        calls += 1;
                    }
                    thread::yield_now();
                }
                calls
            })
        })
        .collect();
    let executor = Executor::new();
    let victim_polls = Arc::new(AtomicU32::new(0));
    let (gate, kept) = (Arc::new(AtomicBool::new(false)), Arc::new(Mutex::new(None::<Waker>)));
    for round in 0..ROUNDS {
        // The task that ends, and leaves its waker to the threads.
        let old = old.clone();
        executor.set_up(|| {
            spawn_named("old", async move {
                let waker = poll_fn(|context| Poll::Ready(context.waker().clone())).await;
                old.lock().expect("no thread panics").push(waker);
            })
            .detach();
        });
        assert_eq!(executor.run(), Turn::Finished);
        // The task that has its place now, and must sleep until it is woken for itself.
        gate.store(false, Ordering::Release);
        let (gate_seen, kept_by, polls) = (gate.clone(), kept.clone(), victim_polls.clone());
        executor.set_up(|| {
            spawn_named("new", async move {
                poll_fn(|context| {
                    polls.fetch_add(1, Ordering::Relaxed);
                    if gate_seen.load(Ordering::Acquire) {
                        return Poll::Ready(());
                    }
                    *kept_by.lock().expect("no thread panics") = Some(context.waker().clone());
                    Poll::Pending
                })
                .await;
            })
            .detach();
        });
        for _ in 0..20 {
            executor.turn();
            thread::yield_now();
        }
        assert_eq!(victim_polls.load(Ordering::Relaxed), 2 * round + 1, "woken by a stranger");
        gate.store(true, Ordering::Release);
        kept.lock().expect("no thread panics").take().expect("it was polled").wake();
        assert_eq!(executor.run(), Turn::Finished);
    }
    stop.store(true, Ordering::Release);
    let calls: u32 = threads.into_iter().map(|thread| thread.join().unwrap()).sum();
    assert!(calls > 0, "the threads did call");
    assert_eq!(victim_polls.load(Ordering::Relaxed), 2 * ROUNDS);
}

#[test]
fn a_waker_that_threads_drop_is_lost_exactly_when_the_last_clone_goes() {
    for _ in 0..200 {
        let executor = Executor::recording(Recorder::default(), Duration::ZERO);
        let kept = Arc::new(Mutex::new(None::<Waker>));
        let keep = kept.clone();
        executor.set_up(|| {
            spawn_named("a", async move {
                poll_fn(|context| {
                    *keep.lock().expect("no thread panics") = Some(context.waker().clone());
                    Poll::<()>::Pending
                })
                .await;
            })
            .detach();
        });
        executor.turn();
        let waker = kept.lock().unwrap().take().unwrap();
        let barrier = Arc::new(Barrier::new(3));
        let threads = [waker.clone(), waker.clone(), waker].map(|clone| {
            let barrier = barrier.clone();
            thread::spawn(move || {
                barrier.wait();
                drop(clone);
            })
        });
        assert_eq!(executor.tasks(), [(TaskId(0), TaskState::Suspended)]);
        for thread in threads {
            thread.join().unwrap();
        }
        assert!(matches!(executor.turn(), Turn::Stalled(stuck) if stuck[0].lost));
        let record = executor.record().unwrap();
        let lost = record
            .events()
            .iter()
            .filter(|event| matches!(event, Event::Task(TaskEvent::Lost { .. })));
        assert_eq!(lost.count(), 1);
    }
}

#[test]
fn a_wake_that_races_with_the_end_of_the_poll_is_not_lost() {
    let executor = Executor::new();
    let (door, requests) = channel::<Waker>();
    let thread = thread::spawn(move || requests.iter().for_each(Waker::wake));
    let polls = Arc::new(AtomicU32::new(0));
    let counted = polls.clone();
    executor.set_up(|| {
        spawn_named("racer", async move {
            poll_fn(|context| {
                if counted.fetch_add(1, Ordering::Relaxed) == 5000 {
                    return Poll::Ready(());
                }
                door.send(context.waker().clone()).expect("the thread listens");
                Poll::Pending // the thread may have called before this returns, or long after
            })
            .await;
        })
        .detach();
    });
    drive(&executor);
    assert_eq!(polls.load(Ordering::Relaxed), 5001);
    thread.join().unwrap();
}

#[test]
fn threads_may_outlive_the_executor() {
    for round in 0..100 {
        let executor = Executor::new();
        let (door, requests) = channel::<Waker>();
        let (first, first_seen) = channel();
        let thread = thread::spawn(move || {
            let waker = requests.recv().expect("one waker comes");
            first.send(()).expect("the test listens");
            for _ in 0..200 {
                waker.wake_by_ref();
                drop(waker.clone());
            }
        });
        executor.set_up(|| {
            spawn_named("a", async move {
                let waker = poll_fn(|context| Poll::Ready(context.waker().clone())).await;
                door.send(waker).expect("the thread listens");
                loop {
                    yield_now().await;
                }
            })
            .detach();
        });
        executor.turn();
        first_seen.recv().unwrap();
        for _ in 0..round {
            executor.turn();
        }
        drop(executor); // while the thread is calling
        thread.join().unwrap();
    }
}

#[test]
fn a_pending_wake_is_not_posted_twice() {
    let executor = Executor::recording(Recorder::default(), Duration::ZERO);
    let kept = Arc::new(Mutex::new(None::<Waker>));
    let keep = Arc::clone(&kept);
    executor.set_up(|| {
        spawn_named(
            "waits",
            poll_fn(move |context| {
                *keep.lock().expect("nobody panicked") = Some(context.waker().clone());
                Poll::<()>::Pending
            }),
        )
        .detach();
    });
    executor.turn();
    for calls in [100_000, 1, 7] {
        let waker = kept.lock().expect("nobody panicked").clone().expect("it was polled");
        let caller = thread::spawn(move || (0..calls).for_each(|_| waker.wake_by_ref()));
        caller.join().expect("it only wakes");
        assert!(matches!(executor.turn(), Turn::Polled(..)), "one wake is enough");
    }
    let record = executor.record().expect("it records");
    let wakes = record.events().iter().filter_map(|event| match event {
        Event::Task(TaskEvent::Wake { by: WakeCause::Outside, effect, .. }) => Some(*effect),
        _ => None,
    });
    assert_eq!(wakes.collect::<Vec<_>>(), [WakeEffect::Queued; 3]);
}

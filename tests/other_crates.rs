//! Futures of other crates run as tasks, unchanged: they know nothing but `poll` and `Waker`.
#![allow(missing_docs)]

use coroscope::executor::{Executor, Recorder, Turn};
use coroscope::kit::{MILLISECOND, SECOND, now, say, sleep, spawn_named, yield_now};
use coroscope::record::event::{Event, LoopEvent, OutputEvent, TaskEvent};
use futures::channel::{mpsc, oneshot};
use futures::future::{Either, FutureExt, join_all, select};
use futures::stream::{self, FuturesUnordered, StreamExt};
use futures::{SinkExt, pin_mut};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

/// Runs a program to its end, which must be a good one, and gives its output.
fn output_of(set_up: impl FnOnce()) -> Vec<String> {
    let executor = Executor::recording(Recorder::default(), Duration::ZERO);
    executor.set_up(set_up);
    assert_eq!(executor.run(), Turn::Finished);
    let record = executor.record().expect("it records");
    for event in record.events() {
        assert!(
            !matches!(
                event,
                Event::Task(TaskEvent::Lost { .. }) | Event::Loop(LoopEvent::Panicked { .. })
            ),
            "{event:?}"
        );
    }
    let output = record.events().iter().filter_map(|event| match event {
        Event::Output(OutputEvent::Printed { text }) => Some(record.text(*text).to_owned()),
        _ => None,
    });
    output.collect()
}

fn task<F: Future + 'static>(work: F) {
    spawn_named("task", work.map(drop)).detach();
}

#[test]
fn futures_oneshot() {
    let output = output_of(|| {
        let (sender, receiver) = oneshot::channel();
        let (dropped, cancelled) = oneshot::channel::<u32>();
        task(async move {
            say!("{:?}", receiver.await);
            say!("{:?}", cancelled.await);
        });
        task(async move {
            sleep(SECOND).await;
            sender.send(42).expect("somebody waits");
            drop(dropped);
        });
    });
    assert_eq!(output, ["Ok(42)", "Err(Canceled)"]);
}

#[test]
fn futures_mpsc_with_a_full_buffer() {
    let output = output_of(|| {
        let (mut sender, mut receiver) = mpsc::channel(0);
        task(async move {
            for n in 0..4 {
                sender.send(n).await.expect("somebody receives");
                say!("sent {n}");
            }
        });
        task(async move {
            while let Some(n) = receiver.next().await {
                say!("got {n}");
                sleep(SECOND).await;
            }
            say!("closed at {:?}", now());
        });
    });
    assert_eq!(output.iter().filter(|line| line.starts_with("got")).count(), 4);
    assert_eq!(output.last().map(String::as_str), Some("closed at 4s"));
}

#[test]
fn futures_unordered_returns_results_as_they_complete() {
    let output = output_of(|| {
        task(async {
            let mut all: FuturesUnordered<_> = [3, 1, 2]
                .into_iter()
                .map(|n| async move {
                    sleep(n * SECOND).await;
                    n
                })
                .collect();
            while let Some(n) = all.next().await {
                say!("{n} at {:?}", now());
            }
        });
    });
    assert_eq!(output, ["1 at 1s", "2 at 2s", "3 at 3s"]);
}

#[test]
fn buffer_unordered_limits_the_number_of_running_futures() {
    let output = output_of(|| {
        task(async {
            let work =
                stream::iter([300, 100, 100, 100]).map(|n| sleep(n * MILLISECOND).map(move |()| n));
            let done: Vec<_> = work.buffer_unordered(2).collect().await;
            say!("{done:?} at {:?}", now());
        });
    });
    assert_eq!(output.len(), 1);
    assert!(output[0].ends_with("at 300ms"), "{output:?}");
}

#[test]
fn futures_mutex() {
    let output = output_of(|| {
        let total = Rc::new(futures::lock::Mutex::new(0));
        for n in 1..=3 {
            let total = total.clone();
            task(async move {
                let mut total = total.lock().await;
                let seen = *total;
                sleep(SECOND).await;
                *total = seen + n;
                say!("{} at {:?}", *total, now());
            });
        }
    });
    assert_eq!(output.last().map(String::as_str), Some("6 at 3s"));
}

#[test]
fn select_join_all_and_shared() {
    let output = output_of(|| {
        task(async {
            let slow = sleep(5 * SECOND);
            let fast = sleep(SECOND);
            pin_mut!(slow, fast);
            match select(slow, fast).await {
                Either::Left(_) => say!("slow"),
                Either::Right(_) => say!("fast at {:?}", now()),
            }
        });
        task(async {
            let squares = (1..=3).map(|n| sleep(n * SECOND).map(move |()| n * n));
            say!("{:?}", join_all(squares).await);
        });
        let shared = sleep(2 * SECOND).map(|()| "shared").shared();
        for n in 0..3 {
            let shared = shared.clone();
            task(async move { say!("{n} {}", shared.await) });
        }
    });
    assert_eq!(output, ["fast at 1s", "0 shared", "1 shared", "2 shared", "[1, 4, 9]"]);
}

#[test]
fn tokio_mutex_is_first_come_first_served() {
    let output = output_of(|| {
        let order = Arc::new(tokio::sync::Mutex::new(Vec::new()));
        for n in 0..4 {
            let order = order.clone();
            task(async move {
                let mut order = order.lock().await;
                yield_now().await;
                order.push(n);
                say!("{order:?}");
            });
        }
    });
    assert_eq!(output.last().map(String::as_str), Some("[0, 1, 2, 3]"));
}

#[test]
fn tokio_semaphore() {
    let output = output_of(|| {
        let permits = Arc::new(tokio::sync::Semaphore::new(2));
        for n in 0..5 {
            let permits = permits.clone();
            task(async move {
                let _permit = permits.acquire().await.expect("it is never closed");
                sleep(SECOND).await;
                say!("{n} at {:?}", now());
            });
        }
    });
    assert_eq!(output, ["0 at 1s", "1 at 1s", "2 at 2s", "3 at 2s", "4 at 3s"]);
}

#[test]
fn tokio_notify() {
    let output = output_of(|| {
        let bell = Rc::new(tokio::sync::Notify::new());
        for n in 0..2 {
            let bell = bell.clone();
            task(async move {
                bell.notified().await;
                say!("{n}");
                bell.notify_one();
            });
        }
        task(async move {
            sleep(SECOND).await;
            say!("ring");
            bell.notify_one();
        });
    });
    assert_eq!(output, ["ring", "0", "1"]);
}

#[test]
fn tokio_channels() {
    let output = output_of(|| {
        let (sender, mut receiver) = tokio::sync::mpsc::channel(1);
        let (answer, answered) = tokio::sync::oneshot::channel();
        let (level, mut seen) = tokio::sync::watch::channel(0);
        task(async move {
            for n in 1..=3 {
                sender.send(n).await.expect("somebody receives");
            }
        });
        task(async move {
            let mut sum = 0;
            while let Some(n) = receiver.recv().await {
                sum += n;
                level.send(sum).expect("somebody watches");
                sleep(SECOND).await;
            }
            answer.send(sum).expect("somebody waits");
        });
        task(async move {
            while seen.changed().await.is_ok() {
                say!("level {} at {:?}", *seen.borrow_and_update(), now());
            }
        });
        task(async move { say!("sum {}", answered.await.expect("it is sent")) });
    });
    assert_eq!(output, ["level 1 at 0ns", "level 3 at 1s", "level 6 at 2s", "sum 6"]);
}

#[test]
fn a_dropped_lock_future_passes_the_lock_on() {
    let output = output_of(|| {
        let lock = Arc::new(tokio::sync::Mutex::new(()));
        let held = lock.clone();
        task(async move {
            let _guard = held.lock().await;
            sleep(SECOND).await;
        });
        let wanted = lock.clone();
        let waiter = spawn_named("waiter", async move {
            let _guard = wanted.lock().await;
            say!("never");
        });
        task(async move {
            sleep(SECOND / 2).await;
            waiter.cancel();
        });
        task(async move {
            let _guard = lock.lock().await;
            say!("mine at {:?}", now());
        });
    });
    assert_eq!(output, ["mine at 1s"]);
}

#[test]
fn a_task_of_the_loop_talks_to_a_thread() {
    let (sender, receiver) = oneshot::channel();
    let got = Rc::new(RefCell::new(None));
    let executor = Executor::new();
    let keep = got.clone();
    executor.set_up(|| task(async move { *keep.borrow_mut() = receiver.await.ok() }));
    assert!(matches!(executor.run(), Turn::Waiting(_)));
    std::thread::spawn(move || sender.send(7)).join().unwrap().unwrap();
    assert_eq!(executor.run(), Turn::Finished);
    assert_eq!(*got.borrow(), Some(7));
}

#[test]
fn async_channel() {
    let output = output_of(|| {
        let (sender, receiver) = async_channel::bounded(1);
        for name in ["left", "right"] {
            let receiver = receiver.clone();
            task(async move {
                while let Ok(job) = receiver.recv().await {
                    say!("{name} takes {job}");
                    sleep(SECOND).await;
                }
                say!("{name} goes home");
            });
        }
        task(async move {
            for job in 1..=3 {
                sender.send(job).await.expect("somebody listens");
            }
        });
    });
    assert_eq!(
        output,
        ["left takes 1", "right takes 2", "left takes 3", "right goes home", "left goes home"]
    );
}

/// What `async-trait` makes of an `async fn` in a trait: a boxed future behind a trait object.
trait Store {
    fn get<'a>(&'a self, key: &'a str) -> futures::future::LocalBoxFuture<'a, Option<usize>>;
}

struct Slow(Duration);

impl Store for Slow {
    fn get<'a>(&'a self, key: &'a str) -> futures::future::LocalBoxFuture<'a, Option<usize>> {
        Box::pin(async move {
            sleep(self.0).await;
            (!key.is_empty()).then_some(key.len())
        })
    }
}

#[coroscope::observed]
async fn look_up(stores: Vec<Box<dyn Store>>, key: &'static str) -> usize {
    let mut all = 0;
    for store in &stores {
        all += store.get(key).await.unwrap_or_default();
    }
    all
}

#[test]
fn trait_objects() {
    let output = output_of(|| {
        task(async {
            let stores: Vec<Box<dyn Store>> = vec![Box::new(Slow(SECOND)), Box::new(Slow(SECOND))];
            say!("{} after {:?}", look_up(stores, "key").await, now());
        });
    });
    assert_eq!(output, ["6 after 2s"]);
}

/// What needs the runtime of another executor says so, and ends its task; the rest goes on.
#[test]
fn a_missing_runtime_is_reported_in_a_panic() {
    let executor = Executor::recording(Recorder::default(), Duration::ZERO);
    executor.set_up(|| {
        task(async { tokio::time::sleep(SECOND).await });
        task(async { say!("still here") });
    });
    assert_eq!(executor.run(), Turn::Finished);
    let record = executor.record().expect("it records");
    let message = record.events().iter().find_map(|event| match event {
        Event::Loop(LoopEvent::Panicked { message, .. }) => Some(record.text(*message)),
        _ => None,
    });
    let message = message.expect("there is no reactor");
    assert!(message.contains("reactor"), "{message}");
    assert!(
        record
            .events()
            .iter()
            .any(|event| matches!(event, Event::Output(OutputEvent::Printed { .. })))
    );
}

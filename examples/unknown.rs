//! Programs about which coroscope can't know everything: it says what it knows, and what it waits for.
//!
//! `UNKNOWN=thread cargo run --example unknown`, then End. The values of `UNKNOWN` are the arms of the `match` in
//! `main`.

#![allow(clippy::unused_async, reason = "a coroutine may return without an await")]
#![allow(
    clippy::disallowed_methods,
    reason = "the programs use threads, and other things that differ each time"
)]

use coroscope::kit::{Lock, SECOND, say, sleep, spawn, yield_now};
use coroscope::{Scope, observed};
use futures::channel::oneshot;
use std::collections::hash_map::RandomState;
use std::future::poll_fn;
use std::hash::BuildHasher;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Poll, Waker};
use std::thread;
use std::time::Duration;

const SHORT: Duration = Duration::from_millis(50);

static KEPT: Mutex<Vec<Waker>> = Mutex::new(Vec::new());

#[observed]
async fn yields(times: u32) {
    let mut sum = 0;
    for n in 0..times {
        sum += n;
        yield_now().await;
    }
    say!("the sum is {sum}");
}

/// Hands its waker on, and waits until it has been called.
async fn until_woken(hand_on: impl FnOnce(Waker)) {
    let (mut hand_on, mut polls) = (Some(hand_on), 0);
    poll_fn(|context| {
        if let Some(hand_on) = hand_on.take() {
            hand_on(context.waker().clone());
        }
        polls += 1;
        if polls == 1 { Poll::Pending } else { Poll::Ready(()) }
    })
    .await;
}

/// A timer like that of a runtime: a thread sleeps and then calls the waker.
async fn real_sleep(length: Duration) {
    until_woken(move |waker| {
        thread::spawn(move || {
            thread::sleep(length);
            waker.wake();
        });
    })
    .await;
}

#[observed]
async fn waits(how: String) {
    match how.as_str() {
        "thread" => {
            let (sender, receiver) = oneshot::channel();
            thread::spawn(move || {
                thread::sleep(SHORT);
                let _nobody_waits = sender.send(7);
            });
            say!("received {}", receiver.await.unwrap_or(0));
        }
        "pool" => {
            let (jobs, worker) = mpsc::channel::<Box<dyn FnOnce() + Send>>();
            thread::spawn(move || worker.iter().for_each(|job| job()));
            let (sender, receiver) = oneshot::channel();
            let job = move || _ = sender.send(thread::current().id());
            jobs.send(Box::new(job)).expect("the worker listens");
            let is_elsewhere = receiver.await.is_ok_and(|id| id != thread::current().id());
            say!("done on another thread: {is_elsewhere}");
        }
        "timer" => {
            real_sleep(SHORT).await;
            real_sleep(SHORT).await;
            say!("slept twice");
        }
        "parked" => {
            let is_woken = Arc::new(AtomicBool::new(false));
            let flag = is_woken.clone();
            until_woken(move |waker| {
                let parked = thread::spawn(move || {
                    thread::park();
                    flag.store(true, Ordering::SeqCst);
                    waker.wake();
                });
                parked.thread().unpark();
            })
            .await;
            say!("woken: {}", is_woken.load(Ordering::SeqCst));
        }
        "dropped" => {
            until_woken(|waker| {
                thread::spawn(move || {
                    thread::sleep(SHORT);
                    drop(waker);
                });
            })
            .await;
        }
        "held" => {
            until_woken(|waker| {
                thread::spawn(move || {
                    loop {
                        thread::park(); // it never calls the waker
                        std::hint::black_box(&waker);
                    }
                });
            })
            .await;
        }
        "static" => until_woken(|waker| KEPT.lock().expect("no thread panics").push(waker)).await,
        "leaked" => until_woken(std::mem::forget).await,
        "own-channel" => {
            let (sender, receiver) = oneshot::channel::<u8>();
            let _nothing_is_sent = receiver.await;
            drop(sender);
        }
        "kit" => {
            let lock = Lock::new();
            let _held = lock.lock().await;
            let _never = lock.lock().await;
        }
        _ => say!("there is no such program"),
    }
    say!("done");
}

#[observed]
async fn draws() {
    let number = RandomState::new().hash_one(1) % 1000;
    sleep(SECOND).await;
    say!("drew {number}");
}

#[observed]
async fn goes_round() {
    let mut rounds = 0_u64;
    while std::hint::black_box(true) {
        rounds = rounds.wrapping_add(1);
    }
}

#[observed]
async fn spins() {
    while std::hint::black_box(true) {
        std::hint::spin_loop();
    }
}

#[observed]
async fn spawns() {
    loop {
        spawn(yields(1)).detach();
    }
}

fn main() -> ExitCode {
    let unknown = std::env::var("UNKNOWN").unwrap_or_default();
    Scope::new("unknown", move || match unknown.as_str() {
        "yields" => spawn(yields(1500)).detach(),
        "busy" => spawn(yields(u32::MAX)).detach(),
        "draws" => (0..2).for_each(|_| spawn(draws()).detach()),
        "goes-round" => spawn(goes_round()).detach(),
        "spins" => spawn(spins()).detach(),
        "spawns" => spawn(spawns()).detach(),
        how => spawn(waits(how.to_owned())).detach(),
    })
    .titled("What coroscope can't know")
    .main()
}

//! Measures exploring all orders of a program, and finding the first bad outcome.
//!
//! There are two programs, each written for each library:
//!
//! * **orders**: three tasks of four polls that share nothing, so the polls can run in any order. The figures are times
//!   for one order. The peers are stopped after some thousands, because they have more orders: their threads can be
//!   interrupted in more places.
//! * **deadlock**: two tasks that acquire two locks in opposite orders, and two unrelated tasks. The figures are times
//!   until the first deadlock is reported. A peer may find it in its first run by chance; coroscope continues until it
//!   knows that no shorter run has it.

use crate::{Row, medians, nanoseconds};
use coroscope::explore;
use coroscope::explore::Outcome;
use coroscope::kit;
use std::hint::black_box;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::{Duration, Instant};

const ORDERS: u32 = 34_650;
/// The number of orders that a peer explores in one round.
const PEERS_ORDERS: usize = 5_000;
/// The maximum number of runs in which shuttle searches for the deadlock.
const RUNS: usize = 100_000;
/// The maximum time for which loom searches for it.
const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) fn rows(rounds: usize) -> Vec<Row> {
    let [plain, states, shuttle, loom] =
        medians(rounds, || [ours(false), ours(true), shuttles_orders(), looms_orders()]);
    let peers = || format!("shuttle {shuttle:.0}, loom {loom:.0} ns");
    let [plain_deadlock, deadlock] = medians(rounds, || [our_deadlock(false), our_deadlock(true)]);
    let ms = |time: f64| format!("{:.2} ms", time / 1e6);
    let found = |found: Option<(f64, u32)>| match found {
        Some((time, run)) => format!("{} (run {run})", ms(time)),
        None => format!("not in {RUNS} runs"),
    };
    let loom_deadlock = looms_deadlock().map_or(format!("not in {PATIENCE:?}"), ms);
    let deadlocks = format!(
        "shuttle {}, at random {}, loom {loom_deadlock}",
        found(shuttles_deadlock(false)),
        found(shuttles_deadlock(true)),
    );
    vec![
        Row::new("an order of 34,650, all run", format!("{plain:.0} ns")).beside(peers()).ratio(
            plain / shuttle,
            0.025,
            "shuttle",
        ),
        Row::new("  by states remembered", format!("{states:.1} ns")).beside(peers()).ratio(
            states / shuttle,
            0.025,
            "shuttle",
        ),
        Row::new("first deadlock, all run", ms(plain_deadlock))
            .beside(deadlocks)
            .at_most(plain_deadlock < 1e6, "1 ms"),
        Row::new("  by states remembered", ms(deadlock)).at_most(deadlock < 1e6, "1 ms"),
    ]
}

async fn polls(count: u32) {
    for _ in 1..count {
        kit::yield_now().await;
    }
}

fn ours(shares_only_via_kit: bool) -> f64 {
    let exploration = explore(|| (0..3).for_each(|_| kit::spawn(polls(4)).detach()));
    let exploration =
        if shares_only_via_kit { exploration.shares_only_via_kit() } else { exploration };
    let all = || assert_eq!(black_box(exploration.all()).total.exactly(), Some(u128::from(ORDERS)));
    nanoseconds(all) / f64::from(ORDERS)
}

async fn takes_both(first: kit::Lock, second: kit::Lock) {
    let _first = first.lock().await;
    kit::yield_now().await;
    let _second = second.lock().await;
}

fn our_deadlock(shares_only_via_kit: bool) -> f64 {
    let exploration = explore(|| {
        let (left, right) = (kit::Lock::new(), kit::Lock::new());
        kit::spawn(takes_both(left.clone(), right.clone())).detach();
        kit::spawn(takes_both(right, left)).detach();
        (0..2).for_each(|_| kit::spawn(polls(3)).detach());
    });
    let exploration =
        if shares_only_via_kit { exploration.shares_only_via_kit() } else { exploration };
    nanoseconds(|| assert!(black_box(exploration.find(Outcome::is_stalled)).is_some()))
}

fn shuttles_orders() -> f64 {
    async fn polls() {
        for _ in 1..4 {
            shuttle::future::yield_now().await;
        }
    }
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    let took = nanoseconds(|| {
        shuttle::check_dfs(
            move || {
                counted.fetch_add(1, SeqCst);
                let tasks: Vec<_> = (0..3).map(|_| shuttle::future::spawn(polls())).collect();
                for task in tasks {
                    let ended = shuttle::future::block_on(task);
                    assert!(ended.is_ok(), "nobody cancels it");
                }
            },
            Some(PEERS_ORDERS),
        );
    });
    took / f64::from(count(&runs))
}

/// The deadlock program of shuttle, with threads.
fn crosswise() {
    use shuttle::sync::Mutex;
    use shuttle::thread::{spawn, yield_now};
    fn takes_both(first: &Mutex<()>, second: &Mutex<()>) {
        let _first = first.lock();
        yield_now();
        let _second = second.lock();
    }
    let (left, right) = (Arc::new(Mutex::new(())), Arc::new(Mutex::new(())));
    let (l, r) = (Arc::clone(&left), Arc::clone(&right));
    spawn(move || takes_both(&l, &r));
    spawn(move || takes_both(&right, &left));
    for _ in 0..2 {
        spawn(|| (1..3).for_each(|_| yield_now()));
    }
}

/// Returns how long shuttle takes to find the deadlock, and in which run. `None` if it isn't found within [`RUNS`].
fn shuttles_deadlock(is_random: bool) -> Option<(f64, u32)> {
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    let start = Instant::now();
    let found = catch_unwind(AssertUnwindSafe(|| {
        let program = move || {
            counted.fetch_add(1, SeqCst);
            crosswise();
        };
        if is_random {
            shuttle::check_random_with_seed(program, 1, RUNS);
        } else {
            shuttle::check_dfs(program, Some(RUNS));
        }
    }));
    is_deadlock(found).then(|| (start.elapsed().as_secs_f64() * 1e9, count(&runs)))
}

/// Returns whether a deadlock was found. Panics if the message of the panic doesn't mention a deadlock.
fn is_deadlock(found: std::thread::Result<()>) -> bool {
    let Err(payload) = found else { return false };
    let text = payload.downcast_ref::<String>().cloned();
    let text = text.or_else(|| payload.downcast_ref::<&str>().map(|text| (*text).to_owned()));
    let text = text.unwrap_or_default();
    assert!(text.to_lowercase().contains("deadlock"), "{text}");
    true
}

/// Returns a model of loom that stops after this many runs or this much time.
fn model(runs: Option<usize>, time: Option<Duration>) -> loom::model::Builder {
    let mut builder = loom::model::Builder::new();
    (builder.max_permutations, builder.max_duration) = (runs, time);
    builder
}

fn looms_orders() -> f64 {
    use loom::sync::atomic::{AtomicUsize as Cell, Ordering::SeqCst as Sequential};
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    let took = nanoseconds(|| {
        model(Some(PEERS_ORDERS), None).check(move || {
            counted.fetch_add(1, SeqCst);
            // loom treats the orders of independent steps as one, so each step here accesses the same cell.
            let cell = loom::sync::Arc::new(Cell::new(0));
            for _ in 0..3 {
                let cell = cell.clone();
                loom::thread::spawn(move || {
                    for _ in 0..4 {
                        cell.fetch_add(1, Sequential);
                    }
                });
            }
        });
    });
    took / f64::from(count(&runs))
}

fn looms_deadlock() -> Option<f64> {
    use loom::sync::{Arc, Mutex};
    use loom::thread::{spawn, yield_now};
    fn takes_both(first: &Mutex<()>, second: &Mutex<()>) {
        let _first = first.lock();
        yield_now();
        let _second = second.lock();
    }
    let start = Instant::now();
    let found = catch_unwind(AssertUnwindSafe(|| {
        model(None, Some(PATIENCE)).check(|| {
            let (left, right) = (Arc::new(Mutex::new(())), Arc::new(Mutex::new(())));
            let (l, r) = (left.clone(), right.clone());
            spawn(move || takes_both(&l, &r));
            spawn(move || takes_both(&right, &left));
            for _ in 0..2 {
                spawn(|| (1..3).for_each(|_| yield_now()));
            }
        });
    }));
    is_deadlock(found).then(|| start.elapsed().as_secs_f64() * 1e9)
}

fn count(runs: &AtomicUsize) -> u32 {
    u32::try_from(runs.load(SeqCst)).expect("some thousands").max(1)
}

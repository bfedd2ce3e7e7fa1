//! All orders, here and at the peers: `cargo run --release -p coroscope-peers`.
//!
//! Two programs, each written in the words of each library, all in one process:
//!
//! * **orders**: three tasks of four polls. Nothing is shared, so every order of the polls is an order.
//!   Figures are times for one order. The peers are stopped after some thousands: they count more orders
//!   than there are here, because their threads can be interrupted in more places.
//! * **deadlock**: two locks taken crosswise, and two tasks that only stand by. Figures are times until
//!   the first deadlock is reported. A peer may meet it by luck in its first run; coroscope goes on until it is
//!   sure that no run to it is shorter.
//!
//! Medians of rounds; a ratio is against the peer named in its row.

use coroscope::explore;
use coroscope::explore::End;
use coroscope::kit;
use std::hint::black_box;
use std::io::{self, Write};
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::{Duration, Instant};

const ORDERS: u32 = 34_650;
const ROUNDS: usize = 9;
/// So many orders a peer is given in one round.
const PEERS_ORDERS: usize = 5_000;
/// So many runs shuttle may take to find the deadlock.
const RUNS: usize = 100_000;
/// So long loom may look for it.
const PATIENCE: Duration = Duration::from_secs(10);

fn main() -> io::Result<()> {
    // A peer reports what it finds by a panic: found is what it is here.
    panic::set_hook(Box::new(|info| {
        if info.location().is_some_and(|place| place.file().contains("peers")) {
            let _nobody_reads = writeln!(io::stderr(), "{info}");
        }
    }));
    let mut out = io::stdout().lock();
    writeln!(out, "medians of {ROUNDS} rounds\n")?;

    let each = |all: Duration| all / ORDERS;
    let plain = each(median(|| ours(false)));
    let states = each(median(|| ours(true)));
    let shuttle = median(shuttles_orders);
    let loom = median(looms_orders);
    writeln!(out, "one of all orders of 3 tasks x 4 polls")?;
    row(&mut out, "coroscope, each one run", plain, &[("shuttle", shuttle), ("loom", loom)])?;
    row(&mut out, "coroscope, states remembered", states, &[("shuttle", shuttle), ("loom", loom)])?;
    row(&mut out, "shuttle, depth first", shuttle, &[])?;
    row(&mut out, "loom", loom, &[])?;

    writeln!(out, "\nfirst deadlock of two locks, with two bystanders")?;
    let plain = median(|| our_deadlock(false));
    let states = median(|| our_deadlock(true));
    row(&mut out, "coroscope, each one run", plain, &[])?;
    row(&mut out, "coroscope, states remembered", states, &[])?;
    for (name, is_random) in [("shuttle, at random", true), ("shuttle, depth first", false)] {
        match shuttles_deadlock(is_random) {
            Some((time, run)) => row(&mut out, &format!("{name}, run {run}"), time, &[])?,
            None => writeln!(out, "  {name:34} not in {RUNS} runs")?,
        }
    }
    match looms_deadlock() {
        Some(loom) => row(&mut out, "loom", loom, &[]),
        None => writeln!(out, "  {:34} not in {PATIENCE:?}", "loom"),
    }
}

fn row(
    out: &mut dyn Write,
    name: &str,
    time: Duration,
    peers: &[(&str, Duration)],
) -> io::Result<()> {
    write!(out, "  {name:34} {:>12}", format!("{time:.1?}"))?;
    for (peer, theirs) in peers {
        let ratio = theirs.as_secs_f64() / time.as_secs_f64();
        write!(out, "   {ratio:>8.1} times as fast as {peer}")?;
    }
    writeln!(out)
}

fn median(mut work: impl FnMut() -> Duration) -> Duration {
    let mut taken: Vec<_> = (0..ROUNDS).map(|_| work()).collect();
    taken.sort_unstable();
    taken[ROUNDS / 2]
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

async fn polls(count: u32) {
    for _ in 1..count {
        kit::yield_now().await;
    }
}

fn ours(is_vouched: bool) -> Duration {
    let asked = explore(|| (0..3).for_each(|_| kit::spawn(polls(4)).detach()));
    let asked = if is_vouched { asked.sharing_only_through_the_kit() } else { asked };
    timed(|| assert_eq!(black_box(asked.all()).total.exactly(), Some(u128::from(ORDERS))))
}

async fn takes_both(first: kit::Lock, second: kit::Lock) {
    let _first = first.lock().await;
    kit::yield_now().await;
    let _second = second.lock().await;
}

fn our_deadlock(is_vouched: bool) -> Duration {
    let asked = explore(|| {
        let (left, right) = (kit::Lock::new(), kit::Lock::new());
        kit::spawn(takes_both(left.clone(), right.clone())).detach();
        kit::spawn(takes_both(right, left)).detach();
        (0..2).for_each(|_| kit::spawn(polls(3)).detach());
    });
    let asked = if is_vouched { asked.sharing_only_through_the_kit() } else { asked };
    timed(|| assert!(black_box(asked.find(End::is_stalled)).is_some()))
}

fn shuttles_orders() -> Duration {
    async fn polls() {
        for _ in 1..4 {
            shuttle::future::yield_now().await;
        }
    }
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    let took = timed(|| {
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
    took / count(&runs)
}

/// Two locks and two bystanders, in threads.
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

/// How long it takes, and the run that it is found in; `None` where that is beyond the runs it is given.
fn shuttles_deadlock(is_random: bool) -> Option<(Duration, u32)> {
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
    is_deadlock(found).then(|| (start.elapsed(), count(&runs)))
}

/// A panic that speaks of a deadlock. Any other one is a fault of this comparison.
fn is_deadlock(found: std::thread::Result<()>) -> bool {
    let Err(payload) = found else { return false };
    let text = payload.downcast_ref::<String>().cloned();
    let text = text.or_else(|| payload.downcast_ref::<&str>().map(|text| (*text).to_owned()));
    let text = text.unwrap_or_default();
    assert!(text.to_lowercase().contains("deadlock"), "{text}");
    true
}

/// A model of loom that gives up after so many runs, or so long.
fn model(runs: Option<usize>, time: Option<Duration>) -> loom::model::Builder {
    let mut builder = loom::model::Builder::new();
    (builder.max_permutations, builder.max_duration) = (runs, time);
    builder
}

fn looms_orders() -> Duration {
    use loom::sync::atomic::{AtomicUsize as Cell, Ordering::SeqCst as Sequential};
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    let took = timed(|| {
        model(Some(PEERS_ORDERS), None).check(move || {
            counted.fetch_add(1, SeqCst);
            // Steps that touch nothing in common are one order to loom, so each of them touches this.
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
    took / count(&runs)
}

fn looms_deadlock() -> Option<Duration> {
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
    is_deadlock(found).then(|| start.elapsed())
}

fn count(runs: &AtomicUsize) -> u32 {
    u32::try_from(runs.load(SeqCst)).expect("some thousands").max(1)
}

//! What all orders cost: `cargo bench --bench explore`.
//!
//! The orders of three tasks of four polls, each one run and with states remembered; and the first deadlock
//! of two locks taken crosswise, with two tasks that only stand by. Medians of many.

use coroscope::explore;
use coroscope::explore::End;
use coroscope::kit::{Lock, spawn, yield_now};
use std::hint::black_box;
use std::io::{self, Write};
use std::time::{Duration, Instant};

async fn polls(count: u32) {
    for _ in 1..count {
        yield_now().await;
    }
}

fn three_tasks() {
    (0..3).for_each(|_| spawn(polls(4)).detach());
}

async fn takes_both(first: Lock, second: Lock) {
    let _first = first.lock().await;
    yield_now().await;
    let _second = second.lock().await;
}

fn two_locks() {
    let (left, right) = (Lock::new(), Lock::new());
    spawn(takes_both(left.clone(), right.clone())).detach();
    spawn(takes_both(right, left)).detach();
    (0..2).for_each(|_| spawn(polls(3)).detach());
}

fn median(times: usize, mut work: impl FnMut()) -> Duration {
    let mut taken: Vec<_> = (0..times)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    taken.sort_unstable();
    taken[times / 2]
}

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    let each = |all: Duration| all / 34_650;

    let plain = median(5, || assert_eq!(black_box(explore(three_tasks).all()).groups.len(), 1));
    writeln!(out, "34,650 orders, each one run      {plain:>10.1?}   {:>8.1?} each", each(plain))?;
    let states = median(51, || {
        let orders = explore(three_tasks).sharing_only_through_the_kit().all();
        assert_eq!(black_box(orders).total.exactly(), Some(34_650));
    });
    writeln!(
        out,
        "34,650 orders, 112 states        {states:>10.1?}   {:>8.1?} each",
        each(states)
    )?;
    let deadlock = median(51, || {
        let explore = explore(two_locks).sharing_only_through_the_kit();
        assert!(black_box(explore.find(End::is_stalled)).is_some());
    });
    writeln!(out, "first deadlock, states           {deadlock:>10.1?}")?;
    let deadlock = median(5, || {
        assert!(black_box(explore(two_locks).find(End::is_stalled)).is_some());
    });
    writeln!(out, "first deadlock, each one run     {deadlock:>10.1?}")
}

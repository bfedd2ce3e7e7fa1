//! Measures the loop: a poll, the memory of its record, a waiting task, a sleep.
//!
//! All executors run the same hand-written futures in turn, so that other load on the machine affects each of them.

use crate::{Row, medians, nanoseconds as timed};
use coroscope::executor::{Executor, Recorder};
use coroscope::kit;
use futures::executor::LocalPool;
use futures::task::LocalSpawnExt;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;
use std::future::{pending, poll_fn};
use std::task::Poll;
use std::time::Duration;

#[global_allocator]
static HEAP: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const TASKS: u32 = 100;
const POLLS: u32 = 1000;
const PARKED: u32 = 10_000;
const SLEEPERS: u32 = 100_000;
const INSTANTS: u32 = 1000;

/// Wakes its own task and returns `Pending`, this many times.
async fn busy(polls: u32) {
    let mut left = polls;
    poll_fn(move |context| {
        if left == 0 {
            return Poll::Ready(());
        }
        left -= 1;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Returns how many more bytes are on the heap after the work than before it.
fn kept<T>(work: impl FnOnce() -> T) -> f64 {
    let region = Region::new(HEAP);
    let value = work();
    let change = region.change();
    drop(value);
    let bytes = change.bytes_allocated - change.bytes_deallocated;
    f64::from(u32::try_from(bytes).unwrap_or(u32::MAX))
}

fn tokio() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_time().start_paused(true).build().expect("a runtime")
}

fn ours(executor: &Executor) -> f64 {
    executor.set_up(|| (0..TASKS).for_each(|_| kit::spawn(busy(POLLS)).detach()));
    timed(|| _ = executor.run())
}

/// Measures one poll: with recording off, with recording on, and on three peers.
fn polls(record: &mut Recorder) -> [f64; 5] {
    let off = ours(&Executor::new());
    let executor = Executor::recording(std::mem::take(record), Duration::ZERO);
    let on = ours(&executor);
    *record = executor.into_record().unwrap_or_default();
    let runtime = tokio();
    let theirs = timed(|| {
        runtime.block_on(async {
            let all: Vec<_> = (0..TASKS).map(|_| tokio::spawn(busy(POLLS))).collect();
            for task in all {
                task.await.expect("it ends");
            }
        });
    });
    let mut pool = LocalPool::new();
    (0..TASKS).for_each(|_| pool.spawner().spawn_local(busy(POLLS)).expect("the pool lives"));
    let pool = timed(|| pool.run());
    let other = async_executor::LocalExecutor::new();
    (0..TASKS).for_each(|_| other.spawn(busy(POLLS)).detach());
    let other = timed(|| while other.try_tick() {});
    [off, on, theirs, pool, other].map(|time| time / f64::from(TASKS * POLLS))
}

/// Measures the heap memory of one task that waits forever.
fn parked() -> [f64; 3] {
    let ours = kept(|| {
        let executor = Executor::new();
        executor.set_up(|| (0..PARKED).for_each(|_| kit::spawn(pending::<()>()).detach()));
        executor.run();
        executor
    });
    let theirs = kept(|| {
        let runtime = tokio();
        runtime.block_on(async {
            (0..PARKED).for_each(|_| drop(tokio::spawn(pending::<()>())));
            tokio::task::yield_now().await;
        });
        runtime
    });
    let pool = kept(|| {
        let mut pool = LocalPool::new();
        (0..PARKED).for_each(|_| pool.spawner().spawn_local(pending::<()>()).expect("it lives"));
        pool.run_until_stalled();
        pool
    });
    [ours, theirs, pool].map(|bytes| bytes / f64::from(PARKED))
}

/// Measures one sleep, of many that end at a thousand instants.
fn sleeps() -> [f64; 2] {
    let length = |nth: u32| Duration::from_millis(u64::from(nth % INSTANTS) + 1);
    let ours = timed(|| {
        let executor = Executor::new();
        let spawn = |nth| kit::spawn(kit::sleep(length(nth))).detach();
        executor.set_up(|| (0..SLEEPERS).for_each(spawn));
        executor.run();
    });
    let theirs = timed(|| {
        tokio().block_on(async {
            let spawn = |nth| tokio::spawn(tokio::time::sleep(length(nth)));
            let all: Vec<_> = (0..SLEEPERS).map(spawn).collect();
            for task in all {
                task.await.expect("it ends");
            }
        });
    });
    [ours, theirs].map(|time| time / f64::from(SLEEPERS))
}

pub(crate) fn rows(rounds: usize) -> Vec<Row> {
    let mut record = Recorder::default();
    let [off, on, tokio, pool, other] = medians(rounds, || polls(&mut record));
    let bytes = size_of_val(record.events());
    let bytes = bytes / (TASKS * POLLS) as usize;
    let [parked, parked_tokio, parked_pool] = medians(3, parked);
    let [sleep, sleep_tokio] = medians(rounds.min(7), sleeps);
    vec![
        Row::new("a poll, recording off", format!("{off:.1} ns"))
            .beside(format!("tokio {tokio:.1}, LocalPool {pool:.1}, async-executor {other:.1} ns"))
            .ratio(off / tokio, 0.5, "tokio"),
        Row::new("a poll, recording on", format!("{on:.1} ns"))
            .beside("recording off".to_owned())
            .ratio(on / off, 2.0, "off"),
        Row::new("  its record", format!("{bytes} B")).at_most(bytes <= 100, "100 B"),
        Row::new("heap of a parked task", format!("{parked:.0} B"))
            .beside(format!("tokio {parked_tokio:.0}, LocalPool {parked_pool:.0} B"))
            .at_most(parked <= 80.0, "80 B"),
        Row::new("a sleep, 1,000 instants", format!("{sleep:.0} ns"))
            .beside(format!("tokio, its clock paused, {sleep_tokio:.0} ns"))
            .ratio(sleep / sleep_tokio, 0.8, "tokio"),
    ]
}

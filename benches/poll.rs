//! What the loop costs, here and at the peers: `cargo bench --bench poll`.
//!
//! Every executor runs the same hand-written futures, all in one process and by turns, so that whatever else
//! the machine does falls on each of them. A figure is the median of its rounds, a ratio is between medians.
//! A number behind `--` sets the rounds; a file behind `--` gets the table as a picture:
//! `cargo bench --bench poll -- assets/speed.svg`.

use coroscope::executor::{Executor, Recorder};
use coroscope::kit;
use futures::executor::LocalPool;
use futures::task::LocalSpawnExt;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;
use std::fmt::Write as _;
use std::future::{pending, poll_fn};
use std::io::{self, Write};
use std::task::Poll;
use std::time::{Duration, Instant};

#[global_allocator]
static HEAP: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const TASKS: u32 = 100;
const POLLS: u32 = 1000;
const PARKED: u32 = 10_000;
const SLEEPERS: u32 = 100_000;
const INSTANTS: u32 = 1000;

/// Unless the command line says otherwise.
const ROUNDS: usize = 21;

/// Wakes its own task and answers `Pending`, so many times over.
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

/// Nanoseconds.
fn timed(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64() * 1e9
}

/// Bytes that are on the heap behind the work and were not before it.
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

/// One poll: with recording off, on, and at three peers.
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

/// The heap of one task that waits for ever.
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

/// One sleep, of many that are due at a thousand instants.
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

/// The medians of so many rounds.
fn medians<const N: usize>(rounds: usize, mut one: impl FnMut() -> [f64; N]) -> [f64; N] {
    let rounds: Vec<_> = (0..rounds).map(|_| one()).collect();
    std::array::from_fn(|nth| {
        let mut times: Vec<_> = rounds.iter().map(|round| round[nth]).collect();
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    })
}

fn table(rounds: usize) -> String {
    let mut record = Recorder::default();
    let [off, on, tokio, pool, other] = medians(rounds, || polls(&mut record));
    let bytes = record.events().len() * 32 / (TASKS * POLLS) as usize;
    let [parked, parked_tokio, parked_pool] = medians(3, parked);
    let [sleep, sleep_tokio] = medians(rounds.min(5), sleeps);
    let mut table = String::new();
    let mut row = |what: &str, here: String, peers: String, ratio: Option<f64>, goal: &str| {
        let ratio = ratio.map_or("—".to_owned(), |ratio| format!("{ratio:.2}"));
        let _infallible = writeln!(table, "{what:<28}{here:>9}   {peers:<52}{ratio:>5}   {goal}");
    };
    let peers = format!("tokio {tokio:.1}, LocalPool {pool:.1}, async-executor {other:.1} ns");
    row("a poll, recording off", format!("{off:.1} ns"), peers, Some(off / tokio), "0.5 of tokio");
    let peers = "recording off".to_owned();
    row("a poll, recording on", format!("{on:.1} ns"), peers, Some(on / off), "2 of off");
    row("  its record", format!("{bytes} B"), String::new(), None, "100 B");
    let peers = format!("tokio {parked_tokio:.0}, LocalPool {parked_pool:.0} B");
    let ratio = Some(parked / parked_tokio);
    row("heap of a parked task", format!("{parked:.0} B"), peers, ratio, "80 B");
    let peers = format!("tokio, its clock paused, {sleep_tokio:.0} ns");
    let ratio = Some(sleep / sleep_tokio);
    row("a sleep, 1,000 instants", format!("{sleep:.0} ns"), peers, ratio, "0.8");
    table
}

fn picture(table: &str) -> String {
    let escaped = table.replace('&', "&amp;").replace('<', "&lt;");
    let height = 40 + 22 * escaped.lines().count();
    let lines = escaped.lines().enumerate().map(|(nth, line)| {
        let y = 52 + 22 * nth;
        format!("<text x=\"16\" y=\"{y}\" xml:space=\"preserve\">{line}</text>\n")
    });
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1000 {height}\" font-family=\"monospace\" \
         font-size=\"14\">\n<rect width=\"1000\" height=\"{height}\" fill=\"#fdfdf8\"/>\n\
         <text x=\"16\" y=\"26\" font-weight=\"bold\">cargo bench --bench poll: medians, ratio, goal</text>\n\
         {}</svg>\n",
        lines.collect::<String>()
    )
}

fn main() -> io::Result<()> {
    let words: Vec<_> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let rounds = words.iter().find_map(|word| word.parse().ok()).unwrap_or(ROUNDS);
    let table = table(rounds);
    io::stdout().lock().write_all(table.as_bytes())?;
    match words.iter().find(|word| word.contains(".svg")) {
        Some(file) => std::fs::write(file, picture(&table)),
        None => Ok(()),
    }
}

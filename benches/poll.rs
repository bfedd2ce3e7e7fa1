//! What a poll costs, here and at the peers: `cargo bench --bench poll`.
//!
//! Every executor runs the same hand-written future, all in one process and by turns, so that whatever else
//! the machine does falls on each of them. A figure is the median of its rounds, a ratio is between medians.

use coroscope::executor::{Executor, Recorder};
use coroscope::kit;
use futures::executor::LocalPool;
use futures::task::LocalSpawnExt;
use std::future::poll_fn;
use std::io::{self, Write};
use std::task::Poll;
use std::time::{Duration, Instant};

const TASKS: u32 = 100;
const POLLS: u32 = 1000;
/// Unless the command line says otherwise.
const ROUNDS: usize = 31;

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

fn timed(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64() * 1e9
}

fn ours(executor: &Executor) -> f64 {
    executor.set_up(|| (0..TASKS).for_each(|_| kit::spawn(busy(POLLS)).detach()));
    timed(|| _ = executor.run())
}

fn main() -> io::Result<()> {
    let asked = std::env::args().find_map(|word| word.parse().ok());
    let mut out = io::stdout().lock();
    let mut record = Recorder::default();
    let mut rounds: [Vec<f64>; 5] = Default::default();
    for _ in 0..asked.unwrap_or(ROUNDS) {
        rounds[0].push(ours(&Executor::new()));
        let recording = Executor::recording(std::mem::take(&mut record), Duration::ZERO);
        rounds[1].push(ours(&recording));
        record = recording.into_record().unwrap_or_default();
        let tokio = tokio::runtime::Builder::new_current_thread().build()?;
        rounds[2].push(timed(|| {
            let set = tokio::task::LocalSet::new();
            let all: Vec<_> = (0..TASKS).map(|_| set.spawn_local(busy(POLLS))).collect();
            tokio.block_on(set.run_until(async {
                for task in all {
                    task.await.expect("it ends");
                }
            }));
        }));
        let mut pool = LocalPool::new();
        for _ in 0..TASKS {
            pool.spawner().spawn_local(busy(POLLS)).expect("the pool lives");
        }
        rounds[3].push(timed(|| pool.run()));
        let other = async_executor::LocalExecutor::new();
        let all: Vec<_> = (0..TASKS).map(|_| other.spawn(busy(POLLS))).collect();
        rounds[4].push(timed(|| {
            while other.try_tick() {}
            drop(all);
        }));
    }
    let polls = f64::from(TASKS * POLLS);
    let names = ["recording off", "recording on", "tokio", "LocalPool", "async-executor"];
    let median = |times: &mut Vec<f64>| {
        times.sort_by(f64::total_cmp);
        times[times.len() / 2] / polls
    };
    let medians = rounds.each_mut().map(median);
    for (name, time) in names.iter().zip(medians) {
        writeln!(out, "{name:<16}{time:>8.1} ns a poll   {:>5.2} of tokio", time / medians[2])?;
    }
    writeln!(
        out,
        "events a poll: {} bytes",
        record.events().len() * 32 / (TASKS * POLLS) as usize
    )?;
    Ok(())
}

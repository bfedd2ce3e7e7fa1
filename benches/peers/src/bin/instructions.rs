//! Counts the instructions of one poll, here and in Tokio: `cargo run --profile bench -p coroscope-peers --bin instructions`.
//!
//! Unlike a time, a count of instructions doesn't depend on the load of the machine. The program runs itself under
//! callgrind (`apt-get install valgrind`) with two different numbers of polls, and divides the difference in instructions
//! by the difference in polls, so that the fixed cost of a run cancels out. Recording is off, and both executors poll the
//! same hand-written future.
//!
//! Measured with rustc 1.95.0: 274 instructions a poll, Tokio 295. The goal is 315; the program fails above it.

use coroscope::executor::Executor;
use coroscope::kit;
use std::future::poll_fn;
use std::io::{self, Write};
use std::process::{Command, ExitCode};
use std::task::Poll;

const TASKS: u32 = 100;
const FEW: u32 = 100;
const MANY: u32 = 300;

/// The maximum number of instructions of one of our polls.
const GOAL: u64 = 315;

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

fn run_coroscope(polls: u32) {
    let executor = Executor::new();
    executor.set_up(|| (0..TASKS).for_each(|_| kit::spawn(busy(polls)).detach()));
    executor.run();
}

fn run_tokio(polls: u32) {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let runtime = builder.enable_time().start_paused(true).build().expect("a runtime");
    runtime.block_on(async {
        let all: Vec<_> = (0..TASKS).map(|_| tokio::spawn(busy(polls))).collect();
        for task in all {
            task.await.expect("it ends");
        }
    });
}

/// Counts the instructions of a run of this program with these arguments.
fn instructions(executor: &str, polls: u32) -> io::Result<u64> {
    let run = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe()?)
        .args([executor, &polls.to_string()])
        .output()?;
    let report = String::from_utf8_lossy(&run.stderr).into_owned();
    let count =
        report.lines().find_map(|line| line.split_once("Collected : ")?.1.trim().parse().ok());
    count.ok_or_else(|| io::Error::other(format!("valgrind reports no count:\n{report}")))
}

fn instructions_a_poll(executor: &str) -> io::Result<u64> {
    let (few, many) = (instructions(executor, FEW)?, instructions(executor, MANY)?);
    Ok(many.saturating_sub(few) / u64::from(TASKS * (MANY - FEW)))
}

fn main() -> io::Result<ExitCode> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let polls = arguments.get(1).and_then(|polls| polls.parse().ok());
    match (arguments.first().map(String::as_str), polls) {
        (Some("coroscope"), Some(polls)) => run_coroscope(polls),
        (Some("tokio"), Some(polls)) => run_tokio(polls),
        _ => {
            let (ours, theirs) = (instructions_a_poll("coroscope")?, instructions_a_poll("tokio")?);
            let met = if ours <= GOAL { "met" } else { "missed" };
            writeln!(
                io::stdout(),
                "instructions a poll, recording off: {ours} (tokio {theirs}); goal {GOAL}: {met}"
            )?;
            return Ok(if ours <= GOAL { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
    }
    Ok(ExitCode::SUCCESS)
}

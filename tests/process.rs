//! A program in a process of its own, as the parent sees it. Each child is this very file, started again: it
//! runs the one test among the children that it is told to run.

#![allow(clippy::unused_async, reason = "a coroutine may return without an await")]
#![allow(missing_docs)]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the children print past the loop")]
#![cfg(all(unix, feature = "cli"))]

#[path = "process/children.rs"]
mod children;

use coroscope::executor::Executor;
use coroscope::explore::Overview;
use coroscope::limits::MAX_EVENTS_PER_STEP;
use coroscope::process::{
    Batch, EndCause, Exploring, Launch, Next, Output, Place, Printed, Request, Run,
};
use coroscope::record::Recorder;
use coroscope::record::source::Language;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Longer than anything takes; a wait that gets here has failed.
const PATIENCE: Duration = Duration::from_secs(20);

fn launch(child: &str) -> Launch {
    let program: PathBuf = std::env::current_exe().expect("the test runs from a file");
    let child = format!("children::{child}");
    let arguments = ["--ignored", "--exact", &child, "--nocapture"].map(Into::into).to_vec();
    let (called, output, is_apart) = (None, Output::Keep, true);
    Launch {
        program,
        called,
        arguments,
        output,
        is_apart,
        max_events: MAX_EVENTS_PER_STEP,
        environment: Vec::new(),
        language: Language::Rust,
        files: None,
    }
}

fn start(child: &str, request: &Request) -> Run {
    Run::start(&launch(child), request, || {}).expect("the child starts")
}

/// What came of a child: its steps as one record, and how it ended.
struct Whole {
    record: Recorder,
    steps: usize,
    end: Next,
    last: Batch,
}

fn read(mut run: Run) -> Whole {
    let (mut record, mut steps) = (Recorder::default(), 0);
    loop {
        match run.next_within(PATIENCE) {
            Next::Step(batch) => {
                batch.add_to(&mut record);
                steps += 1;
            }
            Next::Ended(ending, last) => {
                let end = Next::Ended(ending, Batch::default());
                return Whole { record, steps, end, last };
            }
            Next::Done => return Whole { record, steps, end: Next::Done, last: Batch::default() },
            other => panic!("{other:?}"),
        }
    }
}

/// Ends that are told in these words.
fn assert_ends(child: &str, sentence: &str) -> Whole {
    let whole = read(start(child, &Request::default()));
    let Next::Ended(ending, _) = &whole.end else { panic!("{:?}", whole.end) };
    assert_eq!(ending.to_string(), sentence);
    whole
}

#[test]
fn a_record_that_was_sent_is_the_record_of_the_run() {
    let executor = Executor::recording(Recorder::default(), Duration::ZERO);
    executor.set_up(children::two_tasks);
    executor.run();
    let whole = read(start("finishes", &Request::default()));
    assert_eq!(whole.end, Next::Done);
    let here = executor.record().expect("it records");
    assert_eq!(whole.record.events(), here.events());
    assert_eq!(whole.record.texts(), here.texts());
}

#[test]
fn another_schedule_is_another_run_with_the_same_set_up() {
    let own = read(start("finishes", &Request::default())).record;
    let schedule = "1".parse().expect("a schedule");
    let other = read(start("finishes", &Request::run(schedule))).record;
    assert_ne!(own.events(), other.events());
    let set_up = own.events().iter().zip(other.events()).take_while(|(one, two)| one == two);
    assert!(set_up.count() >= 2, "both tasks are spawned in both");
}

#[test]
fn an_abort_is_named_with_its_poll_and_line() {
    let line = children::line_of("std::process::abort();");
    let whole = assert_ends(
        "aborts",
        &format!(
            "The program was aborted (SIGABRT) in turn 2, in the poll of `bad` at line {line}."
        ),
    );
    assert_eq!(whole.steps, 2, "the set-up and the first turn are whole");
    assert!(!whole.last.events.is_empty(), "what the last turn did is there too");
}

#[test]
fn a_stack_overflow_is_named() {
    let line = children::line_of("descend(0);");
    assert_ends(
        "overflows",
        &format!(
            "The program overflowed its stack and was aborted in turn 2, in the poll of `deep` at line {line}."
        ),
    );
}

#[test]
fn an_exit_is_named_with_its_status() {
    let line = children::line_of("std::process::exit(3);");
    assert_ends(
        "exits",
        &format!(
            "The program exited with status 3 in turn 2, in the poll of `leaves` at line {line}."
        ),
    );
}

#[test]
fn an_exit_with_status_0_does_not_end_the_run() {
    let line = children::line_of("std::process::exit(0);");
    assert_ends(
        "exits_well",
        &format!(
            "The program exited with status 0 in turn 1, in the poll of `leaves` at line {line}."
        ),
    );
}

#[test]
fn a_panic_in_a_drop_handler_during_another_panic_is_named() {
    let whole = read(start("panics_twice", &Request::default()));
    let Next::Ended(ending, _) = whole.end else { panic!("{:?}", whole.end) };
    assert_eq!(ending.cause, EndCause::DoublePanic);
    assert!(matches!(&ending.place, Place::Turn(turn) if turn.task == "twice"), "{ending:?}");
}

#[test]
fn a_panic_in_the_set_up_is_named_with_its_message() {
    assert_ends("panics_in_its_set_up", "The set-up panicked: no configuration.");
}

#[test]
fn a_program_that_never_starts_its_run_is_named() {
    assert_ends("never_begins", "The program exited with status 4 before its run began.");
}

#[test]
fn a_child_that_is_killed_is_named() {
    let mut run = start("never_returns", &Request::default());
    wait_for_a_poll_of("spins", &mut run);
    let process = run.process().to_string();
    let sent = std::process::Command::new("kill").args(["-KILL", &process]).status();
    assert!(sent.expect("kill runs").success());
    let Next::Ended(ending, _) = read(run).end else { panic!("it ended") };
    assert!(ending.to_string().starts_with("The program was killed by SIGKILL in turn 1"));
}

/// Reads until nothing comes any more but word of this poll.
fn wait_for_a_poll_of(task: &str, run: &mut Run) -> u32 {
    let since = Instant::now();
    loop {
        if let Next::Waiting(waiting) = run.next_within(Duration::from_millis(20))
            && let Some(turn) = waiting.turn
            && let Some(line) = turn.line
            && turn.task == task
        {
            return line;
        }
        assert!(since.elapsed() < PATIENCE, "the poll is never named");
    }
}

#[test]
fn a_poll_that_does_not_return_is_named_while_it_runs_and_its_process_is_gone_after() {
    let mut run = start("never_returns", &Request::default());
    let line = wait_for_a_poll_of("spins", &mut run);
    assert_eq!(line, children::line_of("spin();"));
    let process = run.process();
    let before = run.waiting().since;
    while run.waiting().since <= before {}
    drop(run);
    assert!(!is_there(process), "a child that nobody reads is killed");
}

fn is_there(process: u32) -> bool {
    let asked = std::process::Command::new("kill").args(["-0", &process.to_string()]).output();
    asked.expect("kill runs").status.success()
}

#[test]
fn a_turn_with_too_many_events_is_killed() {
    let launch = Launch { max_events: 1000, ..launch("records_without_end") };
    let whole = read(Run::start(&launch, &Request::default(), || {}).expect("the child starts"));
    let Next::Ended(ending, _) = whole.end else { panic!("{:?}", whole.end) };
    assert!(matches!(ending.cause, EndCause::EndlessTurn(_)), "{ending}");
    assert!(matches!(&ending.place, Place::Turn(turn) if turn.task == "greedy"), "{ending}");
}

/// The processor time of a process in clock ticks, where the system tells it.
fn ticks(process: u32) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let after = stat.rsplit(')').next()?;
    let field = |nth: usize| after.split_whitespace().nth(nth)?.parse::<u64>().ok();
    Some(field(11)? + field(12)?)
}

#[test]
fn an_endless_program_blocks_while_its_record_is_not_read() {
    let mut run = start("never_ends", &Request::default());
    assert!(matches!(run.next_within(PATIENCE), Next::Step(_)));
    let process = run.process();
    if ticks(process).is_none() {
        return;
    }
    // It fills the socket and then stands still: for a second its processor time is the same.
    let (mut last, mut same) = (None, 0);
    let since = Instant::now();
    while same < 50 {
        assert!(since.elapsed() < PATIENCE, "the child goes on although nobody reads");
        std::thread::sleep(Duration::from_millis(20));
        let now = ticks(process);
        same = if now == last { same + 1 } else { 0 };
        last = now;
    }
    // What it has sent by then fits into the queue and the socket.
    run.handle().pause();
    let mut sent = 0;
    while let Next::Step(_) = run.next_within(Duration::from_millis(200)) {
        sent += 1;
    }
    assert!(sent < 3000, "{sent} steps were read ahead");
    // And it continues when somebody reads.
    run.handle().resume();
    for _ in 0..5000 {
        assert!(matches!(run.next_within(PATIENCE), Next::Step(_)));
    }
}

#[test]
fn println_output_is_stored_in_order() {
    let mut run = start("prints", &Request::default());
    while !matches!(run.next_within(PATIENCE), Next::Done) {}
    let (text, dropped) = printed(&run);
    assert_eq!(dropped, 0);
    assert!(text.contains("printed past the loop\n") && text.contains("on error\n"), "{text:?}");
}

/// What a child has printed up to its end, and how many bytes before it were dropped.
fn printed(run: &Run) -> (String, usize) {
    let (chunks, dropped) = run.printed().drain();
    let text = |(_, bytes): &(Printed, Vec<u8>)| String::from_utf8_lossy(bytes).into_owned();
    (chunks.iter().map(text).collect(), dropped)
}

/// Another program in the same process has neither the connection nor the run.
#[test]
fn a_program_that_becomes_another_one_is_stopped() {
    let Next::Ended(ending, _) = read(start("becomes_another", &Request::default())).end else {
        panic!("it ended its run")
    };
    assert_eq!(ending.cause, EndCause::Disconnected);
    assert!(matches!(&ending.place, Place::Turn(turn) if turn.task == "becomes"), "{ending:?}");
}

#[test]
fn a_thread_of_the_program_wakes_a_stalled_run() {
    let whole = read(start("is_woken_by_a_thread", &Request::default()));
    assert_eq!(whole.end, Next::Done);
    let printed = whole.record.texts().iter().any(|text| **text == *"it came");
    assert!(printed, "{:?}", whole.record.texts());
}

#[test]
fn a_grandchild_ignores_the_request() {
    let mut run = start("starts_itself", &Request::default());
    while !matches!(run.next_within(PATIENCE), Next::Done) {}
    let (text, _) = printed(&run);
    assert!(text.contains("grandchild: no role, descriptors 0 1 2"), "{text:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_child_beside_a_screen_leads_a_session_without_a_terminal() {
    for (is_apart, expected) in
        [(true, "group true, session true"), (false, "group false, session false")]
    {
        let launch = Launch { is_apart, ..launch("has_a_session") };
        let mut run = Run::start(&launch, &Request::default(), || {}).expect("the child starts");
        while !matches!(run.next_within(PATIENCE), Next::Done) {}
        let (text, _) = printed(&run);
        assert!(text.contains(expected), "{is_apart}: {text:?}");
    }
}

#[test]
fn all_orders_are_explored_in_the_child() {
    let exploring = Exploring { is_whole: true, ..Exploring::default() };
    let mut run = start("finishes", &Request::explore(exploring));
    let report = loop {
        match run.next_within(PATIENCE) {
            Next::Explored(found) => break found.expect("it can be explored"),
            Next::Progress(_) => {}
            other => panic!("{other:?}"),
        }
    };
    let report: Overview = serde_json::from_value(report).expect("it is an overview");
    let here = coroscope::explore(children::two_tasks).all();
    assert_eq!(report, here.overview(true));
    assert_eq!(report.to_string(), here.to_string());
}

#[test]
fn a_stopped_exploration_reports_what_it_has_found() {
    let exploring = Exploring { limit: Some(100_000_000), ..Exploring::default() };
    let mut run = start("has_many_orders", &Request::explore(exploring));
    let mut is_asked = false;
    let report = loop {
        match run.next_within(PATIENCE) {
            Next::Explored(found) => break found.expect("it can be explored"),
            Next::Progress(progress) if !is_asked && progress.runs > 0 => {
                run.stop_exploring();
                is_asked = true;
            }
            Next::Progress(_) => {}
            other => panic!("{other:?}"),
        }
    };
    let report: Overview = serde_json::from_value(report).expect("it is an overview");
    assert!(report.to_string().starts_with("stopped after"), "{report}");
}

//! The child's side: runs the program, and sends its record.

#![expect(
    clippy::disallowed_methods,
    reason = "a thread sees the parent's end while the program runs, and a stalled run waits for other threads"
)]

use super::channel::{self, Stream};
use super::protocol::{Call, Exploring, Hello, Note, REQUEST, SOCKET, STOP, VERSION};
use crate::executor::context;
use crate::executor::{Executor, Turn};
use crate::explore::{self, Exploration, SearchStatus};
use crate::export::jsonl::{Header, event_line};
use crate::limits::{
    CHILD_SLICE_TURNS, FLUSH_INTERVAL, FOREIGN_WAKE_INTERVAL, MAX_EVENTS_SENT_AT_ONCE,
    MAX_TURN_TIME, SLOW_TURN_TIME,
};
use crate::record::Recorder;
use crate::record::event::{Event, LoopEvent};
use crate::record::looking;
use crate::session::schedule::Schedule;
use crate::session::{BuiltIn, Program, SearchProgress};
use crate::thread::catch_panic;
use std::env;
use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Instant;

/// The exit status of a child that couldn't carry out its request.
const REFUSED: u8 = 2;

/// The request that this process must carry out as a child.
pub struct Role {
    call: Call,
    address: OsString,
}

impl Role {
    /// Returns the request, if this process was started as a child.
    ///
    /// # Errors
    /// Fails with a sentence that says why the request can't be parsed.
    pub fn of_this_process() -> Option<Result<Role, String>> {
        let options = env::var(REQUEST).ok()?;
        let address = env::var_os(SOCKET)?;
        let call = match Call::parse(&options) {
            Ok(call) => call,
            Err(why) => return Some(Err(why)),
        };
        if !is_our_parent(call.parent) {
            return None;
        }
        if call.protocol != VERSION {
            return Some(Err(format!(
                "it was asked for version {} of the protocol, and knows version {VERSION}",
                call.protocol
            )));
        }
        Some(Ok(Role { call, address }))
    }

    /// Runs a program that is compiled in and sends its record, until the request has been carried out.
    #[must_use]
    pub fn play(self, program: &Program) -> ExitCode {
        leave_terminal();
        let Role { call, address } = self;
        let connected =
            channel::connect(&address).and_then(|stream| Line::open(stream, &call, program));
        let line = match connected {
            Ok(line) => line,
            Err(error) => {
                let _closed =
                    writeln!(io::stderr(), "coroscope: can't connect to the screen: {error}");
                return ExitCode::from(REFUSED);
            }
        };
        context::keep_recipes_quiet();
        let program = program.clone().with_outside(has_other_threads);
        match call.request.explore {
            Some(exploring) => explore(&line, &program, exploring),
            None => run(&line, &program, &call.request.schedule),
        }
    }
}

/// Returns whether the parent process sent the request. A program that the child starts inherits the variables, but
/// has a different parent.
#[cfg(unix)]
fn is_our_parent(parent: u32) -> bool {
    std::os::unix::process::parent_id() == parent
}

/// Always returns `true`, because here only the first process with the secret can connect.
#[cfg(not(unix))]
fn is_our_parent(_: u32) -> bool {
    true
}

/// Starts a session of its own, which has no terminal, if this process leads a group: then a screen owns the terminal.
#[cfg(unix)]
fn leave_terminal() {
    use rustix::process::{getpgid, getpgrp, getpid, getppid, setpgid, setsid};
    if getpgrp() != getpid() {
        return;
    }
    // The leader of a group can't start a session.
    let has_left = getpgid(getppid()).and_then(|group| setpgid(None, Some(group)));
    if has_left.and_then(|()| setsid()).is_err() {
        // Another process is in the group already.
        let _stays = setpgid(None, None);
    }
}

#[cfg(not(unix))]
fn leave_terminal() {}

/// Kills this process, and its process group if it leads one.
#[cfg(unix)]
fn die() -> ! {
    use rustix::process::{Signal, getpgrp, getpid, kill_current_process_group, kill_process};
    let _group = (getpgrp() == getpid()).then(|| kill_current_process_group(Signal::KILL));
    let _only_us = kill_process(getpid(), Signal::KILL);
    std::process::abort()
}

#[cfg(not(unix))]
fn die() -> ! {
    std::process::abort()
}

fn is_time_out(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut | io::ErrorKind::Interrupted
    )
}

/// The connection to the parent.
#[derive(Clone)]
struct Line {
    out: Arc<Mutex<BufWriter<Stream>>>,
    /// The number of events that this turn has written.
    written: Arc<AtomicUsize>,
    has_stop: Arc<AtomicBool>,
    /// Whether a `Debug` was announced since the last event.
    has_looked: Arc<AtomicBool>,
}

impl Line {
    /// Sends the first line, and starts to listen.
    fn open(stream: Stream, call: &Call, program: &Program) -> io::Result<Line> {
        let listening = stream.try_clone()?;
        let out = Arc::new(Mutex::new(BufWriter::with_capacity(1 << 16, stream)));
        let (written, has_stop, has_looked) = Default::default();
        let line = Line { out, written, has_stop, has_looked };
        let header = Header::new(program.name.to_string(), call.request.schedule.to_string())
            .with_sources(program.sources.iter().cloned());
        let hello = serde_json::to_vec(&Hello { header, protocol: VERSION })?;
        line.send(&[&hello, b"\n"], true);
        let listener = line.clone();
        listening.set_read_timeout(Some(FLUSH_INTERVAL))?;
        thread::spawn(move || listener.listen(listening));
        Ok(line)
    }

    /// Reads what the parent sends, and flushes the output, until the parent closes the connection.
    fn listen(&self, stream: Stream) -> ! {
        let mut input = BufReader::new(stream);
        let mut received = String::new();
        loop {
            match input.read_line(&mut received) {
                Ok(1..) => {
                    if received.trim_end() == STOP {
                        self.has_stop.store(true, Ordering::Relaxed);
                    }
                    received.clear();
                }
                Err(error) if is_time_out(&error) => self.flush(),
                // The parent has exited or was killed, so the run isn't needed any more.
                Ok(0) | Err(_) => die(),
            }
        }
    }

    /// Flushes the output, unless a write is already blocked until the parent reads.
    fn flush(&self) {
        if let Ok(mut out) = self.out.try_lock()
            && out.flush().is_err()
        {
            die();
        }
    }

    fn send(&self, parts: &[&[u8]], is_urgent: bool) {
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        let mut sent = parts.iter().try_for_each(|part| out.write_all(part));
        if is_urgent && sent.is_ok() {
            sent = out.flush();
        }
        if sent.is_err() {
            die();
        }
    }

    fn note(&self, note: &Note) {
        if let Ok(line) = serde_json::to_vec(note) {
            self.send(&[&line, b"\n"], true);
        }
    }

    /// Ends a step.
    fn step(&self) {
        self.written.store(0, Ordering::Relaxed);
        self.send(&[b"\n"], true);
    }

    /// Says whose `Debug` is about to run. It may never return.
    fn look(&self, type_name: &str) {
        self.note(&Note::Looks { at: type_name.to_owned(), variable: None });
        self.has_looked.store(true, Ordering::Relaxed);
    }

    fn event(&self, event: &Event, record: &Recorder) {
        let has_looked = self.has_looked.swap(false, Ordering::Relaxed);
        let written = self.written.fetch_add(1, Ordering::Relaxed);
        // After these events the program's own code runs, and may never return.
        let is_urgent = match event {
            Event::Loop(LoopEvent::Turn { .. }) => true,
            Event::Loop(
                LoopEvent::Pending { .. }
                | LoopEvent::Ready { .. }
                | LoopEvent::Panicked { .. }
                | LoopEvent::Failed { .. }
                | LoopEvent::Nested { .. }
                | LoopEvent::Cancelled { .. }
                | LoopEvent::Clock { .. }
                | LoopEvent::End { .. },
            )
            | Event::Task(_)
            | Event::Timer(_)
            | Event::Resource(_)
            | Event::Outside(_)
            | Event::Output(_) => false,
            Event::Coroutine(_) => event.is_line() && written < MAX_EVENTS_SENT_AT_ONCE,
        };
        if let Ok(line) = event_line(event, record) {
            self.send(&[&line, b"\n"], is_urgent || has_looked);
        }
    }
}

fn run(line: &Line, program: &Program, schedule: &Schedule) -> ! {
    let sink = line.clone();
    let record = Recorder::with_sink(move |event, record| sink.event(event, record));
    let record = match program.built_in() {
        Some(built_in) => built_in.recorder(record),
        None => record,
    };
    let looks = line.clone();
    looking::announce_to(move |type_name| looks.look(type_name));
    let executor = Executor::recording(record, program.poll_cost());
    let set_up = || program.built_in().map(|built_in| built_in.start(&executor));
    if let Err(message) = catch_panic(set_up) {
        line.note(&Note::Panicked { message });
        leave(101)
    }
    line.step();
    let mut choices = 0;
    loop {
        let ready = executor.ready_count();
        let mut nth = 0;
        if ready > 1 {
            nth = usize::try_from(schedule.choice(choices)).unwrap_or(usize::MAX).min(ready - 1);
            choices += 1;
        }
        let turn = executor.turn_of(nth);
        line.step();
        match turn {
            Turn::Polled(..) | Turn::Dropped(_) | Turn::Jumped(_) | Turn::NoProgress(_) => {}
            Turn::Waiting(_) => wait_for_outside(&executor),
            Turn::Finished | Turn::Stalled(_) | Turn::Frozen(_) => leave(0),
        }
        if executor.record().is_some_and(|record| record.is_full()) {
            line.note(&Note::Full);
            leave(0)
        }
    }
}

/// Waits until something outside the loop wakes a task, or nothing is left that could.
fn wait_for_outside(executor: &Executor) {
    while executor.ready_count() == 0 && executor.may_be_woken_from_outside() {
        thread::sleep(FOREIGN_WAKE_INTERVAL);
        executor.set_up(|| ()); // reads what other threads have sent
    }
}

/// How many threads this process needs: one polls, and one listens to the parent. Another watches an exploration.
static OWN_THREADS: AtomicUsize = AtomicUsize::new(2);

/// Returns whether this process has threads of the program. Where the system doesn't tell, it may have.
fn has_other_threads() -> bool {
    let count = std::fs::read_dir("/proc/self/task").map(Iterator::count);
    count.map_or(true, |count| count > OWN_THREADS.load(Ordering::Relaxed))
}

/// Exits without dropping the rest of the run, since its drop handlers aren't recorded any more.
fn leave(status: i32) -> ! {
    std::process::exit(status)
}

/// Reports a call into the program that doesn't return, and ends this process if it takes too long.
fn watch_exploration(line: &Line) -> ! {
    let mut open: Option<(u64, Instant)> = None;
    let mut reported = 0;
    loop {
        thread::sleep(FLUSH_INTERVAL);
        let call = explore::open_call();
        let Some(call) = call else {
            open = None;
            continue;
        };
        let since = match open {
            Some((number, since)) if number == call.number => since,
            _ => {
                reported = 0;
                open.insert((call.number, Instant::now())).1
            }
        };
        let seconds = since.elapsed().as_secs();
        if since.elapsed() > MAX_TURN_TIME {
            let place = match (call.turn, call.schedule.is_default()) {
                (0, _) => "the set-up".to_owned(),
                (turn, true) => format!("the poll of turn {turn} in the loop's default order"),
                (turn, false) => format!("the poll of turn {turn} in the order ~{}", call.schedule),
            };
            let why = format!("{place} hasn't returned for {seconds} s");
            line.note(&Note::Refused { why });
            leave(1)
        }
        if since.elapsed() >= SLOW_TURN_TIME && seconds > reported {
            reported = seconds;
            line.note(&Note::Progress(SearchProgress {
                stuck_for: seconds,
                ..SearchProgress::default()
            }));
        }
    }
}

fn explore(line: &Line, program: &Program, exploring: Exploring) -> ExitCode {
    explore::start_watching();
    let watched = line.clone();
    OWN_THREADS.store(3, Ordering::Relaxed);
    thread::spawn(move || watch_exploration(&watched));
    let exploration = exploring.of(program);
    let refused = |why: &dyn std::fmt::Display| line.note(&Note::Refused { why: why.to_string() });
    let mut search = match exploration.search() {
        Ok(search) => search,
        Err(why) => {
            refused(&why);
            return ExitCode::SUCCESS;
        }
    };
    while !line.has_stop.load(Ordering::Relaxed) {
        match search.advance_turns(CHILD_SLICE_TURNS) {
            Ok(SearchStatus::Running) => line.note(&Note::Progress(SearchProgress {
                runs: search.runs(),
                is_drawing: search.is_drawing(),
                states: search.counted(),
                stuck_for: 0,
            })),
            Ok(SearchStatus::Done) => break,
            Err(why) => {
                refused(&why);
                return ExitCode::SUCCESS;
            }
        }
    }
    let report = search.orders().overview(exploring.is_whole);
    match serde_json::to_value(&report) {
        Ok(report) => line.note(&Note::Explored { report }),
        Err(why) => refused(&why),
    }
    ExitCode::SUCCESS
}

impl Exploring {
    fn of(self, program: &Program) -> Exploration {
        let mut exploration = crate::explore(program.clone());
        if program.built_in().is_some_and(BuiltIn::shares_only_via_kit) {
            exploration = exploration.shares_only_via_kit();
        }
        if let Some(limit) = self.limit {
            exploration = exploration.max_runs(limit);
        }
        if let Some(seed) = self.seed {
            exploration = exploration.seed(seed);
        }
        if let Some(sample) = self.sample {
            exploration = exploration.sample(sample);
        }
        exploration
    }
}

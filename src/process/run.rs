//! The parent's side: starts the child, reads its record on a thread, and determines how it ended.

#![expect(
    clippy::disallowed_methods,
    reason = "a child is read on a thread, and one that is silent is noticed by the clock on the wall"
)]

use super::channel::{Listener, Stream};
use super::ending::{EndCause, Ending, Place, activity_of, formats, with_prompt};
use super::output::{Capture, Kept, Output, Printed};
use super::pipe::Pipe;
use super::protocol::{Call, Hello, Note, REQUEST, Request, SOCKET, STOP, VERSION};
#[cfg(unix)]
use super::session;
use crate::export::jsonl::{Header, ReadError, next_line, parse_event};
use crate::limits::{
    CHILD_LOOK_INTERVAL, MAX_CHILD_END_TIME, MAX_EVENTS_PER_STEP, MAX_STEPS_READ_AHEAD,
};
use crate::record::activity::{Activity, Busy, OpenTurn};
use crate::record::event::{Event, LoopEvent, Verdict};
use crate::record::source::{Language, SourceFile};
use crate::record::{Recorder, escape_control};
use crate::session::SearchProgress;
use serde_json::Value;
use std::ffi::OsString;
use std::fmt;
use std::io::ErrorKind::ConnectionReset;
use std::io::{self, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TryRecvError, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How a child is started.
#[derive(Clone, Debug)]
pub struct Launch {
    /// The program's executable file.
    pub program: PathBuf,
    /// The zeroth argument, if it isn't the path of the file.
    pub called: Option<OsString>,
    /// The arguments.
    pub arguments: Vec<OsString>,
    /// What to do with the child's output.
    pub output: Output,
    /// Whether the child gets a new process group, which then starts a session without a terminal, and an empty standard
    /// input. With a screen, only the parent uses the terminal. Otherwise the child may read from it, and Ctrl-C reaches
    /// both.
    pub is_apart: bool,
    /// The maximum number of events in one step, usually [`MAX_EVENTS_PER_STEP`]. A child that exceeds it is killed.
    pub max_events: usize,
    /// Environment variables that the child gets in addition to those of this process.
    pub environment: Vec<(OsString, OsString)>,
    /// The language of the program, on which the words about its process depend.
    pub language: Language,
    /// A folder with files that the child needs. It is removed with the last clone of the launch.
    pub files: Option<Arc<TempDir>>,
}

impl Launch {
    /// Starts another process of this program, with the same arguments.
    ///
    /// # Errors
    /// Fails if the system doesn't know the path of this program.
    pub fn current_program(output: Output, is_apart: bool) -> io::Result<Launch> {
        // On Linux this path refers to the running program even if its file has been rebuilt since.
        let running = PathBuf::from("/proc/self/exe");
        let program = if cfg!(target_os = "linux") && running.exists() {
            running
        } else {
            std::env::current_exe()?
        };
        let mut arguments = std::env::args_os();
        let called = arguments.next();
        let arguments = arguments.collect();
        let max_events = MAX_EVENTS_PER_STEP;
        Ok(Launch {
            program,
            called,
            arguments,
            output,
            is_apart,
            max_events,
            environment: Vec::new(),
            language: Language::Rust,
            files: None,
        })
    }
}

/// The events of the set-up or of one later step, with the texts that they are the first to refer to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// The events. The ids of their texts are those that [`Recorder::text_id`] returns if `texts` are added first.
    pub events: Vec<Event>,
    /// The new texts, in the order of their ids.
    pub texts: Vec<Arc<str>>,
}

impl Batch {
    /// Adds the events to a record, which must contain exactly the earlier batches.
    pub fn add_to(self, record: &mut Recorder) {
        for text in &self.texts {
            record.text_id(text);
        }
        for event in self.events {
            record.append(event);
        }
    }
}

/// What arrived from a child.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    /// A whole step.
    Step(Batch),
    /// The progress of an exploration.
    Progress(SearchProgress),
    /// The result of an exploration as JSON, or why it failed.
    Explored(Result<Value, String>),
    /// The child ended before the run. The events are those of its unfinished step.
    Ended(Ending, Batch),
    /// The child ended after it had carried out its request.
    Done,
    /// The same, and its program ended with this exit status, which isn't 0.
    Exited(i32),
    /// Nothing has arrived.
    Waiting(Waiting),
}

/// What a child is doing while nothing arrives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The current turn. `None` in the set-up and between turns.
    pub turn: Option<OpenTurn>,
    /// What keeps it busy besides its own code.
    pub busy: Option<Busy>,
    /// Whether all tasks wait, and something outside the loop may wake one.
    pub is_for_outside: bool,
    /// How long it has been doing this.
    pub since: Duration,
    /// The language of the program, on which the words depend.
    pub language: Language,
}

impl fmt::Display for Waiting {
    /// Writes one sentence: "The poll of `sum` at line 21 has run for 2 s."
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let length = match self.since.as_secs() {
            0 => "is running".to_owned(),
            seconds => format!("has run for {seconds} s"),
        };
        let seconds = self.since.as_secs();
        match &self.turn {
            Some(OpenTurn { task, line, .. }) => {
                let line = line.map_or(String::new(), |line| format!(" at line {line}"));
                let activity = activity_of(self.language, task).replacen("the", "The", 1);
                match &self.busy {
                    Some(Busy::Reads { prompt }) => {
                        write!(f, "{activity}{line} waits for input{}.", with_prompt(prompt))
                    }
                    Some(Busy::Formats { type_name, variable }) => {
                        let formats = formats(self.language, type_name, variable.as_deref());
                        write!(f, "{activity}{line} {length}. {formats}")
                    }
                    None => write!(f, "{activity}{line} {length}."),
                }
            }
            None if self.busy.is_some() => match &self.busy {
                Some(Busy::Formats { type_name, variable }) => {
                    f.write_str(&formats(self.language, type_name, variable.as_deref()))
                }
                Some(Busy::Reads { prompt }) => {
                    write!(f, "The script waits for input{}.", with_prompt(prompt))
                }
                None => Ok(()),
            },
            None if self.is_for_outside && seconds == 0 => f.write_str(
                "Its tasks wait for something outside the loop, such as another thread.",
            ),
            None if self.is_for_outside => write!(
                f,
                "For {seconds} s, its tasks have been waiting for something outside the loop, such as another thread."
            ),
            None if seconds == 0 => f.write_str("Its next turn has not arrived."),
            None if self.language == Language::Python => {
                write!(f, "Nothing has come from the script for {seconds} s.")
            }
            None => write!(f, "Nothing has come from the program for {seconds} s."),
        }
    }
}

/// A running child, and what arrives from it. Dropping it kills the child.
pub struct Run {
    steps: Receiver<Next>,
    shared: Arc<Shared>,
    kept: Arc<Kept>,
    end: Option<Next>,
}

struct Shared {
    child: Mutex<Child>,
    #[cfg_attr(not(unix), expect(dead_code, reason = "only Unix has process groups"))]
    is_apart: bool,
    language: Language,
    /// The connection, for writing.
    stream: Mutex<Option<Stream>>,
    progress: Mutex<Watch>,
    /// The source files that the child has sent.
    sources: Mutex<Vec<SourceFile>>,
    /// What the child waits for outside its loop, if it has said so.
    outside: Mutex<Option<String>>,
}

struct Watch {
    turn: Option<OpenTurn>,
    busy: Option<Busy>,
    is_for_outside: bool,
    since: Instant,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Run {
    /// Starts a child. `notify` is called on another thread each time something has arrived.
    ///
    /// # Errors
    /// Fails if the child can't be started.
    pub fn start(
        launch: &Launch,
        request: &Request,
        notify: impl Fn() + Send + Sync + 'static,
    ) -> io::Result<Run> {
        let listener = Listener::new()?;
        let parent = std::process::id();
        let call = Call { protocol: VERSION, parent, request: request.clone() };
        let mut command = Command::new(&launch.program);
        command.args(&launch.arguments).env(REQUEST, call.to_options());
        command.env(SOCKET, listener.address()).envs(launch.environment.iter().cloned());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.stdin(if launch.is_apart { Stdio::null() } else { Stdio::inherit() });
        #[cfg(unix)]
        {
            use std::os::unix::process::CommandExt;
            if let Some(called) = &launch.called {
                command.arg0(called);
            }
            if launch.is_apart {
                command.process_group(0);
            }
        }
        let mut child = command.spawn()?;
        let (out, err) = (child.stdout.take(), child.stderr.take());
        let (sender, steps) = sync_channel(MAX_STEPS_READ_AHEAD);
        let shared = Arc::new(Shared {
            child: Mutex::new(child),
            is_apart: launch.is_apart,
            language: launch.language,
            stream: Mutex::new(None),
            progress: Mutex::new(Watch {
                turn: None,
                busy: None,
                is_for_outside: false,
                since: Instant::now(),
            }),
            sources: Mutex::default(),
            outside: Mutex::default(),
        });
        let (kept, output) = (Arc::new(Kept::default()), launch.output);
        let notify: Arc<dyn Fn() + Send + Sync> = Arc::new(notify);
        let capture = |pipe, printed| Capture { pipe, printed, output, kept: Arc::clone(&kept) };
        let out = out.map(|out| capture(Pipe::new(out), Printed::Out));
        let err = err.map(|err| capture(Pipe::new(err), Printed::Err));
        let captures: Vec<_> = out.into_iter().chain(err).map(Arc::new).collect();
        for capture in &captures {
            let (capture, notify) = (Arc::clone(capture), Arc::clone(&notify));
            thread::spawn(move || capture.follow(&*notify));
        }
        let reader = Reader {
            shared: Arc::clone(&shared),
            kept: Arc::clone(&kept),
            captures,
            sender,
            notify,
            record: Recorder::default(),
            texts: 0,
            batch: Vec::new(),
            activity: Activity::new(),
            turns: 0,
            steps: 0,
            set_up_panic: None,
            has_greeted: false,
            progress: RequestProgress::Open,
            is_search: request.explore.is_some(),
            is_for_outside: false,
            max_events: launch.max_events,
        };
        thread::spawn(move || reader.follow(listener));
        Ok(Run { steps, shared, kept, end: None })
    }

    /// Returns what arrived next, without waiting.
    pub fn try_next(&mut self) -> Next {
        self.next_within(Duration::ZERO)
    }

    /// Returns what arrived next, and waits for it for up to `patience`.
    pub fn next_within(&mut self, patience: Duration) -> Next {
        if let Some(end) = &self.end {
            return end.clone();
        }
        let next = if patience.is_zero() {
            self.steps.try_recv().map_err(|error| error == TryRecvError::Empty)
        } else {
            let received = self.steps.recv_timeout(patience);
            received.map_err(|error| error == RecvTimeoutError::Timeout)
        };
        match next {
            Ok(end @ (Next::Ended(..) | Next::Done | Next::Exited(_))) => {
                self.end.insert(end).clone()
            }
            Ok(next) => next,
            Err(true) => Next::Waiting(self.waiting()),
            Err(false) => self.end.insert(Next::Done).clone(),
        }
    }

    /// Returns what the child is doing.
    #[must_use]
    pub fn waiting(&self) -> Waiting {
        let watch = locked(&self.shared.progress);
        let language = self.shared.language;
        let Watch { turn, busy, is_for_outside, since } = &*watch;
        let (turn, busy) = (turn.clone(), busy.clone());
        Waiting { turn, busy, is_for_outside: *is_for_outside, since: since.elapsed(), language }
    }

    /// Returns the source files that the child has sent. A program of this crate sends none.
    #[must_use]
    pub fn sources(&self) -> Vec<SourceFile> {
        locked(&self.shared.sources).clone()
    }

    /// Returns what the program waits for outside its loop, such as a socket, if that makes each run different.
    #[must_use]
    pub fn outside(&self) -> Option<String> {
        locked(&self.shared.outside).clone()
    }

    /// Stops an exploration early. It then sends what it has found.
    pub fn stop_exploring(&self) {
        if let Some(stream) = &mut *locked(&self.shared.stream) {
            let _gone = stream.write_all(format!("{STOP}\n").as_bytes());
        }
    }

    /// Returns the child's output, which can be read after the child has ended.
    #[must_use]
    pub fn printed(&self) -> Arc<Kept> {
        Arc::clone(&self.kept)
    }

    /// Returns a handle that can send signals to the child from any thread.
    #[must_use]
    pub fn handle(&self) -> Handle {
        Handle(Arc::downgrade(&self.shared))
    }

    /// Kills the child, and its process group if it has its own.
    pub fn kill(&self) {
        self.shared.signal(Pass::Kill);
    }

    /// Returns the id of the child process.
    #[must_use]
    pub fn process(&self) -> u32 {
        locked(&self.shared.child).id()
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        self.kill();
        let since = Instant::now();
        while self.shared.ended().is_none() && since.elapsed() < MAX_CHILD_END_TIME {
            thread::sleep(CHILD_LOOK_INTERVAL);
        }
    }
}

/// A handle to a child that may have ended.
#[derive(Clone)]
pub struct Handle(Weak<Shared>);

impl Handle {
    /// Suspends the child until [`Handle::resume`], as Ctrl-Z does.
    pub fn pause(&self) {
        self.signal(Pass::Stop);
    }

    /// Resumes a suspended child.
    pub fn resume(&self) {
        self.signal(Pass::Continue);
    }

    /// Returns the source files that the child has sent, if its run wasn't dropped.
    #[must_use]
    pub fn sources(&self) -> Vec<SourceFile> {
        self.0.upgrade().map(|shared| locked(&shared.sources).clone()).unwrap_or_default()
    }

    /// Returns whether the child's run was dropped.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.0.strong_count() == 0
    }

    fn signal(&self, pass: Pass) {
        if let Some(shared) = self.0.upgrade() {
            shared.signal(pass);
        }
    }
}

#[derive(Clone, Copy)]
enum Pass {
    Stop,
    Continue,
    Kill,
}

impl Shared {
    /// Returns the child's exit status, once it has ended.
    fn ended(&self) -> Option<ExitStatus> {
        locked(&self.child).try_wait().ok().flatten()
    }

    /// Sends a signal. The lock is held meanwhile, so that the process id can't be reused for another process.
    #[cfg(unix)]
    fn signal(&self, pass: Pass) {
        use rustix::process::{Pid, Signal, kill_process, kill_process_group};
        let mut child = locked(&self.child);
        if !matches!(child.try_wait(), Ok(None)) {
            return;
        }
        let signal = match pass {
            Pass::Stop => Signal::STOP,
            Pass::Continue => Signal::CONT,
            Pass::Kill => Signal::KILL,
        };
        let pid = Pid::from_child(&child);
        if !self.is_apart {
            let _gone = kill_process(pid, signal);
            return;
        }
        // While the child changes from its group to its session, it is in neither.
        let _gone = kill_process_group(pid, signal).or_else(|_| kill_process(pid, signal));
        for member in session::other_groups_of(pid) {
            let _gone = kill_process(member, signal);
        }
    }

    #[cfg(not(unix))]
    fn signal(&self, pass: Pass) {
        if matches!(pass, Pass::Kill) {
            let _gone = locked(&self.child).kill();
        }
    }
}

/// How far a child is with what it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RequestProgress {
    /// It isn't done.
    Open,
    /// The latest event is the end of its run, and its exit status is that of its program.
    RunEnded,
    /// Its run hangs, its search has a result, or its record is full.
    Answered,
}

/// Reads from the child, on a thread.
struct Reader {
    shared: Arc<Shared>,
    kept: Arc<Kept>,
    captures: Vec<Arc<Capture>>,
    sender: SyncSender<Next>,
    notify: Arc<dyn Fn() + Send + Sync>,
    /// Assigns the ids of the texts. It has no events.
    record: Recorder,
    /// The number of texts that were sent.
    texts: usize,
    batch: Vec<Event>,
    activity: Activity,
    turns: u32,
    steps: usize,
    set_up_panic: Option<String>,
    has_greeted: bool,
    progress: RequestProgress,
    /// It is asked to explore, and reports no steps.
    is_search: bool,
    /// The latest event says that the run waits for something outside the loop.
    is_for_outside: bool,
    max_events: usize,
}

/// The error for a [`Run`] that was dropped.
struct Disconnected;

impl Reader {
    fn follow(mut self, listener: Listener) {
        let cause = match self.accept(&listener) {
            Some(stream) => {
                drop(listener);
                match self.read(stream) {
                    Ok(cause) => cause,
                    Err(Disconnected) => return self.shared.signal(Pass::Kill),
                }
            }
            None => None,
        };
        let _nobody_listens = self.end(cause);
    }

    /// Waits for the child to connect, or to end.
    fn accept(&self, listener: &Listener) -> Option<Stream> {
        loop {
            match listener.accept() {
                Ok(Some(stream)) => {
                    *locked(&self.shared.stream) = stream.try_clone().ok();
                    return Some(stream);
                }
                Ok(None) if self.shared.ended().is_none() => thread::sleep(CHILD_LOOK_INTERVAL),
                // It may have connected, sent everything and ended since the last check.
                Ok(None) => return listener.accept().ok().flatten(),
                Err(_) => return None,
            }
        }
    }

    fn read(&mut self, stream: Stream) -> Result<Option<EndCause>, Disconnected> {
        let mut input = BufReader::with_capacity(1 << 16, stream);
        for number in 1.. {
            let line = match next_line(&mut input, number) {
                Ok(Some(line)) if line.ends_with('\n') => line,
                // The end, or an unfinished line of a killed child.
                Ok(_) => break,
                // If the child dies, the connection may be reset.
                Err(ReadError::Read(_, why)) if why.kind() == ConnectionReset => break,
                Err(why) => return Ok(Some(self.stop(EndCause::NoRecord(why.to_string())))),
            };
            let taken = if self.has_greeted { self.line(&line) } else { self.greeting(&line) };
            match taken {
                Ok(Some(next)) => self.send(next)?,
                Ok(None) => {}
                Err(why) => {
                    let why = format!("line {number}: {}", escape_control(&why));
                    return Ok(Some(self.stop(EndCause::NoRecord(why))));
                }
            }
            if self.batch.len() > self.max_events {
                return Ok(Some(self.stop(EndCause::EndlessTurn(self.max_events))));
            }
        }
        Ok(None)
    }

    fn stop(&self, cause: EndCause) -> EndCause {
        self.shared.signal(Pass::Kill);
        cause
    }

    fn greeting(&mut self, line: &str) -> Result<Option<Next>, String> {
        let hello: Hello = serde_json::from_str(line).map_err(|error| error.to_string())?;
        if hello.protocol != VERSION {
            let Hello { protocol, .. } = hello;
            return Err(format!(
                "it speaks version {protocol} of the protocol, and this coroscope speaks version {VERSION}"
            ));
        }
        let Header { version, language, sources, .. } = hello.header;
        if version != crate::export::jsonl::VERSION {
            return Err(format!("its record is of version {version}"));
        }
        self.record = Recorder::default().with_language(language);
        *locked(&self.shared.sources) = sources;
        self.has_greeted = true;
        Ok(None)
    }

    fn line(&mut self, line: &str) -> Result<Option<Next>, String> {
        if line.trim_end().is_empty() {
            return Ok(Some(self.step()));
        }
        if line.starts_with("{\"process\"") {
            let note = serde_json::from_str(line).map_err(|error| error.to_string())?;
            return Ok(match note {
                Note::Panicked { message } => {
                    self.set_up_panic = Some(message);
                    None
                }
                Note::Outside { what } => {
                    *locked(&self.shared.outside) = Some(escape_control(&what));
                    // It is said when it is known, not only with the next step.
                    (self.notify)();
                    None
                }
                Note::Looks { at, variable } => {
                    let variable = variable.as_deref().map(escape_control);
                    self.busy(Busy::Formats { type_name: escape_control(&at), variable });
                    None
                }
                Note::Reads { prompt } => {
                    self.busy(Busy::Reads { prompt: escape_control(&prompt) });
                    // It is said when it is known: nothing else comes until the input does.
                    (self.notify)();
                    None
                }
                Note::Full => {
                    self.progress = RequestProgress::Answered;
                    None
                }
                Note::Progress(progress) => Some(Next::Progress(progress)),
                Note::Explored { report } => {
                    self.progress = RequestProgress::Answered;
                    Some(Next::Explored(Ok(report)))
                }
                Note::Refused { why } => {
                    self.progress = RequestProgress::Answered;
                    Some(Next::Explored(Err(why)))
                }
            });
        }
        let event = parse_event(line, &mut self.record)?;
        let changes = |activity: &Activity| activity.open().map(|turn| (turn.turn, turn.changes));
        let before = changes(&self.activity);
        let was_busy = self.activity.busy().is_some();
        self.activity.push(&event, &self.record);
        let now = changes(&self.activity);
        if now != before || was_busy {
            let mut watch = locked(&self.shared.progress);
            if now.map(|(turn, _)| turn) != before.map(|(turn, _)| turn) {
                watch.since = Instant::now();
            }
            watch.turn = self.activity.open().cloned();
            watch.busy = None;
            self.turns = now.map_or(self.turns, |(turn, _)| turn);
        }
        let end = match event {
            Event::Loop(LoopEvent::End { how }) => Some(how),
            _ => None,
        };
        self.progress = match end {
            Some(Verdict::Finished | Verdict::Stopped) => RequestProgress::RunEnded,
            // Elsewhere the program would hang: it has no exit status.
            Some(end) if end.is_final() => RequestProgress::Answered,
            _ => RequestProgress::Open,
        };
        if end == Some(Verdict::Waiting) || self.is_for_outside {
            self.is_for_outside = end == Some(Verdict::Waiting);
            locked(&self.shared.progress).is_for_outside = self.is_for_outside;
        }
        self.batch.push(event);
        Ok(None)
    }

    fn busy(&mut self, busy: Busy) {
        self.activity.set_busy(busy.clone());
        let mut watch = locked(&self.shared.progress);
        watch.turn = self.activity.open().cloned();
        watch.busy = Some(busy);
    }

    /// Takes the step that is complete.
    fn step(&mut self) -> Next {
        self.steps += 1;
        locked(&self.shared.progress).since = Instant::now();
        Next::Step(self.take_batch())
    }

    fn take_batch(&mut self) -> Batch {
        let texts = self.record.texts()[self.texts..].to_vec();
        self.texts = self.record.texts().len();
        Batch { events: std::mem::take(&mut self.batch), texts }
    }

    fn send(&self, next: Next) -> Result<(), Disconnected> {
        self.sender.send(next).map_err(|_| Disconnected)?;
        (self.notify)();
        Ok(())
    }

    /// Waits for the child to end, but not for long: it has closed its connection. Returns its exit status.
    fn wait_for_end(&self) -> Option<ExitStatus> {
        let since = Instant::now();
        loop {
            let status = self.shared.ended();
            if status.is_some() || since.elapsed() > MAX_CHILD_END_TIME {
                return status;
            }
            thread::sleep(CHILD_LOOK_INTERVAL);
        }
    }

    /// Waits for the child to end, and sends how it did.
    fn end(mut self, cause: Option<EndCause>) -> Result<(), Disconnected> {
        let status = self.wait_for_end();
        let has_only_disconnected = status.is_none();
        if has_only_disconnected {
            // Nothing more can arrive.
            self.shared.signal(Pass::Kill);
        }
        let status = status.or_else(|| self.wait_for_end());
        self.captures.iter().for_each(|capture| capture.drain());
        if self.progress != RequestProgress::Open && cause.is_none() && self.batch.is_empty() {
            // A search, or a record that is full, has a status of its own.
            let status = status.and_then(|status| status.code()).filter(|code| *code != 0);
            let status = status.filter(|_| self.progress == RequestProgress::RunEnded);
            return self.send(status.map_or(Next::Done, Next::Exited));
        }
        let panicked = self.set_up_panic.take().map(EndCause::SetUpPanicked);
        let found = || match EndCause::of(status, &self.kept.last_words()) {
            EndCause::Signal(9) if has_only_disconnected => EndCause::Disconnected,
            found => found,
        };
        let cause = cause.or(panicked).unwrap_or_else(found);
        let place = match (self.activity.open(), self.has_greeted) {
            (_, false) => Place::Before,
            (None, _) if self.is_search => Place::Unknown,
            (Some(turn), _) => Place::Turn(turn.clone()),
            (None, _) if self.steps == 0 => Place::SetUp,
            (None, _) => Place::After(self.turns),
        };
        let batch = self.take_batch();
        let (busy, language) = (self.activity.busy().cloned(), self.shared.language);
        self.send(Next::Ended(Ending { cause, place, busy, language }, batch))
    }
}

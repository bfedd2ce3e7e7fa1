//! A backend that runs each run of a program in a new child process.

use super::protocol::{Exploring, Request};
use super::run::{Handle, Launch, Next, Run, Waiting};
use super::sources;
use super::{EndCause, Ending, Kept, Output, Place};
use crate::limits::{MAX_TURN_TIME, SET_UP_WAIT, SLOW_TURN_TIME};
use crate::record::Recorder;
use crate::record::activity::Busy;
use crate::record::source::SourceFile;
use crate::session::schedule::Schedule;
use crate::session::{
    Capabilities, Launcher, ProcessEnd, Read, RemoteSearch, SearchLimits, SearchNews, TurnSource,
};
use std::fmt;
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A program that runs in child processes. A clone is the same program.
#[derive(Clone)]
pub struct Children {
    launch: Arc<Launch>,
    shared: Arc<Shared>,
}

/// A function that is called when a child has sent something. The argument is whether it is the first time since
/// [`Children::take_news`].
type Notify = Arc<dyn Fn(bool) + Send + Sync>;

#[derive(Default)]
struct Shared {
    running: Mutex<Vec<Handle>>,
    /// The latest run.
    latest: Mutex<Option<Handle>>,
    /// What the latest run has printed.
    printed: Mutex<Option<Arc<Kept>>>,
    /// A run that was started and that no session has used yet.
    begun: Mutex<Option<(Schedule, Turns)>>,
    notify: Mutex<Option<Notify>>,
    has_news: AtomicBool,
    has_mentioned_print: AtomicBool,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for Children {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Children(..)")
    }
}

impl Children {
    /// Returns a program that starts its runs with `launch`.
    #[must_use]
    pub fn new(launch: Launch) -> Children {
        Children { launch: Arc::new(launch), shared: Arc::default() }
    }

    /// Calls `notify` on another thread each time a child has sent something. The argument is whether this is
    /// the first time since [`Children::take_news`].
    pub fn on_news(&self, notify: impl Fn(bool) + Send + Sync + 'static) {
        let notify: Notify = Arc::new(notify);
        *locked(&self.shared.notify) = Some(Arc::clone(&notify));
        // What arrived before this call hasn't been reported, and nothing later would count as the first.
        if self.shared.has_news.load(Ordering::SeqCst) {
            notify(true);
        }
    }

    /// Marks everything that has arrived as seen.
    pub fn take_news(&self) {
        self.shared.has_news.store(false, Ordering::SeqCst);
    }

    /// Returns `true` once if the latest run has printed without `say!`.
    #[must_use]
    pub fn has_fresh_print(&self) -> bool {
        let has_any = self.printed().is_some_and(|printed| printed.has_any());
        has_any && !self.shared.has_mentioned_print.swap(true, Ordering::SeqCst)
    }

    /// Stops all children, as Ctrl-Z stops this process.
    pub fn pause(&self) {
        locked(&self.shared.running).iter().for_each(Handle::pause);
    }

    /// Lets all children continue.
    pub fn resume(&self) {
        locked(&self.shared.running).iter().for_each(Handle::resume);
    }

    /// Returns what the latest run has printed without `say!`.
    #[must_use]
    pub fn printed(&self) -> Option<Arc<Kept>> {
        locked(&self.shared.printed).clone()
    }

    /// Returns the source files that the latest run has sent up to now, if it still runs or is shown.
    #[must_use]
    pub fn sources(&self) -> Vec<SourceFile> {
        locked(&self.shared.latest).as_ref().map(Handle::sources).unwrap_or_default()
    }

    /// Starts the first run, and waits for its set-up; if there is a screen, for up to a second. The next
    /// session with this schedule uses this run.
    ///
    /// # Errors
    /// Fails with a sentence that says why the run can't start, and with the exit status of a script that has ended by
    /// itself.
    pub fn begin(&self, schedule: &Schedule) -> Result<Vec<SourceFile>, (String, Option<i32>)> {
        let cannot = |why: io::Error| (format!("can't start the program again: {why}"), None);
        let mut turns = self.turns(schedule).map_err(cannot)?;
        let since = turns.run.waiting();
        while turns.peeked.is_none() && (!self.launch.is_apart || since.since < SET_UP_WAIT) {
            turns.wait(SET_UP_WAIT);
            let is_exhausted =
                |patience: &mut Patience| patience.is_exhausted(&turns.run.waiting());
            if turns.peeked.is_none()
                && (turns.patience.is_none() || turns.patience.as_mut().is_some_and(is_exhausted))
            {
                break;
            }
        }
        match &turns.peeked {
            Some(Next::Ended(ending, _)) => {
                return Err((ending.to_string(), ending.status_of_script()));
            }
            Some(Next::Step(batch)) => {
                let mut record = Recorder::default();
                batch.clone().add_to(&mut record);
                turns.sources = Some(sources_of(&turns.run, &record));
            }
            _ => {}
        }
        let sources = turns.sources();
        *locked(&self.shared.begun) = Some((schedule.clone(), turns));
        Ok(sources)
    }

    fn turns(&self, schedule: &Schedule) -> io::Result<Turns> {
        let run = self.start(&Request::run(schedule.clone()))?;
        let patience = (!self.launch.is_apart).then(Patience::new);
        Ok(Turns { run, peeked: None, sources: None, patience })
    }

    fn start(&self, request: &Request) -> io::Result<Run> {
        let shared = Arc::downgrade(&self.shared);
        let notify = move || {
            let Some(shared) = shared.upgrade() else { return };
            let is_first = !shared.has_news.swap(true, Ordering::SeqCst);
            let notify = locked(&shared.notify).clone();
            if let Some(notify) = notify {
                notify(is_first);
            }
        };
        let output = if request.explore.is_some() { Output::Drop } else { self.launch.output };
        let launch = Launch { output, ..Launch::clone(&self.launch) };
        let run = Run::start(&launch, request, notify)?;
        let mut running = locked(&self.shared.running);
        running.retain(|handle| !handle.is_gone());
        running.push(run.handle());
        if request.explore.is_none() {
            *locked(&self.shared.printed) = Some(run.printed());
            *locked(&self.shared.latest) = Some(run.handle());
        }
        Ok(run)
    }
}

impl Launcher for Children {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            can_reorder: true,
            can_explore: true,
            is_deterministic: false,
            can_grow: true,
            can_look_ahead: false,
        }
    }

    fn launch(&self, schedule: &Schedule) -> io::Result<Box<dyn TurnSource>> {
        let begun = locked(&self.shared.begun).take();
        if let Some((known, turns)) = begun
            && known == *schedule
        {
            return Ok(Box::new(turns));
        }
        Ok(Box::new(self.turns(schedule)?))
    }

    fn may_wait(&self) -> bool {
        !self.launch.is_apart
    }

    fn explore(&self, limits: SearchLimits) -> io::Result<Box<dyn RemoteSearch>> {
        let SearchLimits { runs: limit, sample, seed, is_whole } = limits;
        let run = self.start(&Request::explore(Exploring { limit, sample, seed, is_whole }))?;
        Ok(Box::new(Exploration { run, peeked: None }))
    }
}

/// What to do about a turn that doesn't end, if there is no screen.
struct Patience {
    is_reported: bool,
    gives_up: bool,
}

impl Patience {
    fn new() -> Patience {
        // A user at a terminal can type input for the program, or press Ctrl-C.
        Patience { is_reported: false, gives_up: !io::IsTerminal::is_terminal(&io::stdin()) }
    }

    /// Reports once that the turn is slow, and returns whether it must be killed.
    fn is_exhausted(&mut self, waiting: &Waiting) -> bool {
        let is_reading = matches!(waiting.busy, Some(Busy::Reads { .. }));
        if (waiting.since > SLOW_TURN_TIME || is_reading) && !self.is_reported {
            self.is_reported = true;
            let _closed = writeln!(io::stderr(), "{waiting} Ctrl-C stops it.");
        }
        self.gives_up && waiting.since > MAX_TURN_TIME
    }
}

struct Turns {
    run: Run,
    /// What arrived during the last wait.
    peeked: Option<Next>,
    sources: Option<Vec<SourceFile>>,
    patience: Option<Patience>,
}

impl TurnSource for Turns {
    fn read(&mut self, record: &mut Recorder, most: usize) -> Read {
        let mut turns = 0;
        while turns < most {
            match self.peeked.take().unwrap_or_else(|| self.run.try_next()) {
                Next::Step(batch) => {
                    batch.add_to(record);
                    turns += 1;
                    if self.sources.is_none() {
                        self.sources = Some(sources_of(&self.run, record));
                    }
                }
                end @ (Next::Done | Next::Exited(_) | Next::Ended(..)) if turns > 0 => {
                    self.peeked = Some(end);
                    break;
                }
                Next::Done => return Read::Ended(ProcessEnd::Complete),
                Next::Exited(status) => return Read::Ended(ProcessEnd::Exited(status)),
                Next::Ended(ending, rest) => {
                    rest.add_to(record);
                    return Read::Ended(ProcessEnd::Failed(
                        ending.to_string(),
                        ending.status_of_script(),
                    ));
                }
                Next::Waiting(waiting) if turns == 0 => {
                    if self
                        .patience
                        .as_mut()
                        .is_some_and(|patience| patience.is_exhausted(&waiting))
                    {
                        self.run.kill();
                        let seconds = MAX_TURN_TIME.as_secs();
                        let cause = if waiting.is_for_outside {
                            EndCause::NotWoken(seconds)
                        } else {
                            EndCause::Silent(seconds)
                        };
                        let place =
                            waiting.turn.map_or(Place::After(record_turn(record)), Place::Turn);
                        let Waiting { busy, language, .. } = waiting;
                        let ending = Ending { cause, place, busy, language };
                        return Read::Ended(ProcessEnd::Failed(ending.to_string(), None));
                    }
                    break;
                }
                // A run sends nothing else.
                Next::Waiting(_) | Next::Progress(_) | Next::Explored(_) => break,
            }
        }
        if turns > 0 { Read::Turns(turns) } else { Read::Pending }
    }

    fn wait(&mut self, patience: Duration) {
        if self.peeked.is_none() {
            let next = self.run.next_within(patience);
            self.peeked = (!matches!(next, Next::Waiting(_))).then_some(next);
        }
    }

    fn sources(&self) -> Vec<SourceFile> {
        // Before the first step, only what the child has sent by itself is known.
        self.sources.clone().unwrap_or_else(|| self.run.sources())
    }

    fn outside(&self) -> Option<String> {
        self.run.outside()
    }

    fn waiting(&self) -> Option<String> {
        Some(self.run.waiting().to_string())
    }
}

/// Returns the source files that the child has sent, or else those on this machine that its record names.
fn sources_of(run: &Run, record: &Recorder) -> Vec<SourceFile> {
    let sent = run.sources();
    if sent.is_empty() { sources::of(record) } else { sent }
}

/// Returns the number of the latest turn in the record.
fn record_turn(record: &Recorder) -> u32 {
    let mut activity = crate::record::activity::Activity::new();
    let mut latest = 0;
    for event in record.events() {
        activity.push(event, record);
        latest = activity.open().map_or(latest, |turn| turn.turn);
    }
    latest
}

struct Exploration {
    run: Run,
    peeked: Option<Next>,
}

impl RemoteSearch for Exploration {
    fn poll(&mut self) -> SearchNews {
        match self.peeked.take().unwrap_or_else(|| self.run.try_next()) {
            Next::Progress(progress) => SearchNews::Progress(progress),
            Next::Explored(Ok(overview)) => SearchNews::Found(overview),
            Next::Explored(Err(why)) => SearchNews::Failed(why),
            Next::Ended(ending, _) => {
                SearchNews::Failed(ending.to_string().trim_end_matches('.').to_owned())
            }
            Next::Done | Next::Exited(_) => {
                SearchNews::Failed("the program ended without an answer".to_owned())
            }
            Next::Step(_) | Next::Waiting(_) => SearchNews::Pending,
        }
    }

    fn wait(&mut self, patience: Duration) {
        if self.peeked.is_none() {
            let next = self.run.next_within(patience);
            self.peeked = (!matches!(next, Next::Waiting(_))).then_some(next);
        }
    }

    fn stop(&mut self) {
        self.run.stop_exploring();
    }
}

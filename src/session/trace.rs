//! A **trace** is one run of a program in one order: its record, its steps and its choices up to now.
//!
//! A trace grows on demand, one turn at a time, and never shrinks, so it can be shared. A session has a current trace,
//! and a second one that was run ahead, which it shares with the lesson's texts, the questions, the header and the
//! exports. How a trace grows depends on the [`Backend`]: an executor takes a turn, a program in another process sends
//! one, and a record is complete from the start.

use super::backend::{Backend, Launcher};
use super::choosing::{Choice, ReplayError, no_such_choice};
use super::history::History;
use super::program::Program;
use super::schedule::Schedule;
use super::turn_source::{ProcessEnd, Read, TurnSource};
use crate::executor::Executor;
use crate::limits::{MAX_EVENTS, MAX_LOOK_AHEADS, MAX_RUN_BYTES, TURN_AT_ONCE, TURN_WAIT};
use crate::record::Recorder;
use crate::record::event::{Event, LoopEvent, Verdict};
use crate::record::source::SourceFile;
use crate::world::World;
use crate::world::timeline::Timeline;
use std::cell::{Cell, Ref, RefCell};
use std::ops::Deref;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

/// A run of one program in one order, up to now.
pub struct Trace {
    program: Program,
    schedule: Schedule,
    run: Run,
    known: RefCell<Known>,
    most: usize,
    waits: Cell<bool>,
}

/// The runs that were computed ahead, the most recently used one last. A clone is the same store, so that the sessions
/// of a screen share it.
#[derive(Clone, Default)]
pub(super) struct LookAheads(Rc<RefCell<Vec<Rc<Trace>>>>);

impl LookAheads {
    /// Returns the run that was computed ahead of this one, if there is one.
    pub(super) fn find(&self, run: &Trace) -> Option<Rc<Trace>> {
        self.0.borrow().iter().find(|ahead| ahead.is_same_run(run)).cloned()
    }

    /// Returns the run that is computed ahead of this one, and begins it if there is none.
    pub(super) fn find_or_begin(&self, run: &Trace) -> Rc<Trace> {
        let found = self.find(run);
        let ahead = found.unwrap_or_else(|| {
            let (program, schedule) = (run.program.clone(), run.schedule.clone());
            Rc::new(Trace::with_at_most(program, schedule, run.most))
        });
        let mut kept = self.0.borrow_mut();
        kept.retain(|other| !Rc::ptr_eq(other, &ahead));
        kept.push(Rc::clone(&ahead));
        if kept.len() > MAX_LOOK_AHEADS {
            kept.remove(0);
        }
        ahead
    }
}

/// The source of the record.
enum Run {
    BuiltIn(Executor),
    Process(RefCell<Stream>),
    Record(Arc<Recorder>),
}

impl Run {
    /// Returns the executor that takes the turns, if the program runs in this process.
    fn executor(&self) -> Option<&Executor> {
        match self {
            Run::BuiltIn(executor) => Some(executor),
            Run::Process(_) | Run::Record(_) => None,
        }
    }

    /// Returns the stream of the run, if another process sends it.
    fn stream(&self) -> Option<&RefCell<Stream>> {
        match self {
            Run::Process(stream) => Some(stream),
            Run::BuiltIn(_) | Run::Record(_) => None,
        }
    }

    /// Returns whether the record was complete from the start.
    fn is_complete(&self) -> bool {
        match self {
            Run::Record(_) => true,
            Run::BuiltIn(_) | Run::Process(_) => false,
        }
    }
}

/// A run that another process sends.
struct Stream {
    record: Recorder,
    turns: Option<Box<dyn TurnSource>>,
    end: Option<ProcessEnd>,
}

/// What is known of the run.
#[derive(Default)]
struct Known {
    history: History,
    choices: Vec<Choice>,
    /// The number of events of the set-up, including tasks that a custom policy ran inside it.
    set_up: usize,
    is_over: bool,
}

/// The result of growing a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Growth {
    /// There are more events now.
    More,
    /// The run has ended, or its record is full.
    NoMore,
    /// The program runs in another process, and its next turn hasn't arrived.
    Pending,
}

impl Trace {
    /// Returns a run of `program` in this order, after its set-up. A choice greater than the number of ready tasks
    /// selects the last one; call [`Trace::check_schedule`] to check the schedule.
    #[must_use]
    pub fn new(program: Program, schedule: Schedule) -> Trace {
        Trace::with_at_most(program, schedule, MAX_EVENTS)
    }

    /// Like [`Trace::new`], with a record that stops growing at `most` events.
    #[must_use]
    pub fn with_at_most(program: Program, schedule: Schedule, most: usize) -> Trace {
        let run = match &program.backend {
            Backend::BuiltIn(built_in) => {
                let executor = built_in.executor();
                built_in.start(&executor);
                Run::BuiltIn(executor)
            }
            Backend::Process(launcher) => {
                let (turns, end) = match launcher.launch(&schedule) {
                    Ok(turns) => (Some(turns), None),
                    Err(why) => {
                        let words = format!("can't start {}: {why}", program.name);
                        (None, Some(ProcessEnd::Failed(words, None)))
                    }
                };
                let record = Recorder::default().with_language(program.language);
                Run::Process(RefCell::new(Stream { record, turns, end }))
            }
            Backend::Record(record) => Run::Record(Arc::clone(record)),
        };
        let may_wait = program.backend.launcher().is_none_or(Launcher::may_wait);
        let (known, waits) = (RefCell::default(), Cell::new(may_wait));
        let mut trace = Trace { program, schedule, run, known, most, waits };
        trace.follow();
        let known = trace.known.get_mut();
        known.set_up = known.history.latest().events;
        if let Some(stream) = trace.run.stream() {
            known.is_over = stream.borrow().end.is_some();
        }
        if trace.run.is_complete() {
            known.is_over = true;
            known.set_up = known.history.timeline.columns[0].events.end;
            let taken = known.choices.iter().map(|choice| choice.taken).collect();
            trace.schedule = Schedule::new(taken);
        }
        trace
    }

    /// Returns the program.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// Returns whether the other one runs the same program in the same order, and may get as long.
    fn is_same_run(&self, other: &Trace) -> bool {
        let programs = (self.program.built_in(), other.program.built_in());
        let is_same_program =
            matches!(programs, (Some(program), Some(other)) if program.is_same_as(other));
        is_same_program && self.schedule == other.schedule && self.most == other.most
    }

    /// Returns the order in which it runs.
    #[must_use]
    pub fn schedule(&self) -> &Schedule {
        &self.schedule
    }

    /// Returns the program's source files. A program in another process may have named some of them since it started.
    #[must_use]
    pub fn sources(&self) -> Vec<SourceFile> {
        if let Some(stream) = self.run.stream()
            && let Some(turns) = &stream.borrow().turns
            && let sources = turns.sources()
            && !sources.is_empty()
        {
            return sources;
        }
        self.program.sources.clone()
    }

    /// Returns the record up to now.
    pub fn record(&self) -> impl Deref<Target = Recorder> + '_ {
        match &self.run {
            Run::BuiltIn(executor) => {
                Record::Borrowed(executor.record().expect("a trace's executor records"))
            }
            Run::Process(stream) => {
                Record::Borrowed(Ref::map(stream.borrow(), |stream| &stream.record))
            }
            Run::Record(record) => Record::Kept(record),
        }
    }

    /// Returns the steps up to now.
    pub fn timeline(&self) -> Ref<'_, Timeline> {
        Ref::map(self.known.borrow(), |known| &known.history.timeline)
    }

    /// Returns the world after the latest event.
    pub fn latest(&self) -> Ref<'_, World> {
        Ref::map(self.known.borrow(), |known| known.history.latest())
    }

    pub(super) fn history(&self) -> Ref<'_, History> {
        Ref::map(self.known.borrow(), |known| &known.history)
    }

    /// Returns whether more than one task was ready at some turn, as far as the run is known.
    #[must_use]
    pub fn has_choices(&self) -> bool {
        !self.choices().is_empty()
    }

    pub(super) fn choices(&self) -> Ref<'_, Vec<Choice>> {
        Ref::map(self.known.borrow(), |known| &known.choices)
    }

    /// Returns how many events are known.
    #[must_use]
    pub fn events(&self) -> usize {
        self.latest().events
    }

    /// Returns how many events the set-up has.
    #[must_use]
    pub fn set_up(&self) -> usize {
        self.known.borrow().set_up
    }

    /// Returns whether its end is known.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.known.borrow().is_over
    }

    /// Returns how the program in another process ended, once it has.
    #[must_use]
    pub fn end(&self) -> Option<ProcessEnd> {
        self.run.stream()?.borrow().end.clone()
    }

    /// Returns the number of the last turn, once the end is known.
    #[must_use]
    pub fn last_turn(&self) -> Option<u32> {
        self.is_over().then(|| self.latest().turn)
    }

    /// Returns whether the record has reached its maximum length, or the run its maximum size in memory, before the end
    /// of the run.
    #[must_use]
    pub fn is_full(&self) -> bool {
        !self.is_over() && (self.events() >= self.most || self.bytes() >= MAX_RUN_BYTES)
    }

    /// Returns the memory in bytes that it takes: its record, its steps, and its stored worlds.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let choices = self.choices().len() * size_of::<Choice>();
        self.record().bytes() + self.history().bytes() + choices
    }

    pub(super) fn most(&self) -> usize {
        self.most
    }

    /// Returns whether growing waits for a program in another process by default.
    pub(super) fn is_waiting(&self) -> bool {
        self.waits.get()
    }

    pub(super) fn set_waiting(&self, waits: bool) {
        self.waits.set(waits);
    }

    /// Takes one more turn.
    pub fn grow(&self) -> Growth {
        if self.is_full() {
            return Growth::NoMore;
        }
        match &self.run {
            Run::BuiltIn(executor) => self.take_turn(executor),
            Run::Process(stream) => loop {
                match (self.read(stream, 1), self.waits.get()) {
                    (Growth::Pending, true) => self.wait(TURN_WAIT),
                    (Growth::Pending, false) => {
                        self.wait(TURN_AT_ONCE);
                        return self.read(stream, 1);
                    }
                    (growth, _) => return growth,
                }
            },
            Run::Record(_) => Growth::NoMore,
        }
    }

    /// Waits until a program in another process has sent something, for up to `patience`.
    pub fn wait(&self, patience: Duration) {
        if let Some(stream) = self.run.stream()
            && let Some(turns) = &mut stream.borrow_mut().turns
        {
            turns.wait(patience);
        }
    }

    /// Returns a sentence about what a program in another process is doing while nothing arrives.
    #[must_use]
    pub fn waiting(&self) -> Option<String> {
        let stream = self.run.stream()?.borrow();
        stream.turns.as_ref().filter(|_| stream.end.is_none())?.waiting()
    }

    /// Returns what a program in another process waits for outside its loop, once it has.
    #[must_use]
    pub fn outside(&self) -> Option<String> {
        self.run.stream()?.borrow().turns.as_ref()?.outside()
    }

    /// Returns how many of its known events a run of the same program with this schedule also has: those
    /// before the first choice that differs.
    pub(super) fn shared_with(&self, schedule: &Schedule) -> usize {
        let choices = self.choices();
        let mut nth = 0..choices.len();
        let other = nth.find(|nth| choices[*nth].taken != schedule.choice(*nth));
        let column = other.and_then(|nth| {
            self.timeline().columns.get(choices[nth].column).map(|column| column.events.start)
        });
        column.unwrap_or_else(|| self.events())
    }

    /// Reads what has arrived, until `steps` steps are known. It doesn't run a program of this process.
    pub fn read_ahead(&self, steps: usize) -> Growth {
        let Some(stream) = self.run.stream() else { return Growth::NoMore };
        let missing = steps.saturating_sub(self.timeline().columns.len());
        if missing == 0 || self.is_full() { Growth::NoMore } else { self.read(stream, missing) }
    }

    /// Grows until `steps` steps are known, the run ends, or it makes no progress for many turns.
    pub fn grow_to(&self, steps: usize) {
        while self.timeline().columns.len() < steps
            && !self.is_idle()
            && self.grow() == Growth::More
        {}
    }

    /// Returns whether the latest event says that the run makes no progress. It can grow all the same.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.latest().verdict == Some(Verdict::NoProgress)
    }

    fn take_turn(&self, executor: &Executor) -> Growth {
        let ready = executor.ready_count();
        let mut nth = 0;
        let before = {
            let mut known = self.known.borrow_mut();
            if ready > 1 {
                nth = self.schedule.choice(known.choices.len());
                let column = known.history.timeline.columns.len();
                known.choices.push(Choice { column, taken: nth, of: ready });
            }
            known.history.latest().events
        };
        // Nothing of the trace is borrowed while the program runs.
        executor.turn_of(usize::try_from(nth).unwrap_or(usize::MAX).min(ready.max(1) - 1));
        self.follow();
        let mut known = self.known.borrow_mut();
        known.is_over = known.history.latest().verdict.is_some_and(Verdict::is_final);
        if known.history.latest().events > before { Growth::More } else { Growth::NoMore }
    }

    fn read(&self, stream: &RefCell<Stream>, most: usize) -> Growth {
        let growth = {
            let Stream { record, turns, end } = &mut *stream.borrow_mut();
            let Some(source) = turns.as_mut().filter(|_| end.is_none()) else {
                return Growth::NoMore;
            };
            match source.read(record, most) {
                Read::Turns(_) => Growth::More,
                Read::Pending => Growth::Pending,
                Read::Ended(how) => {
                    *end = Some(how);
                    Growth::NoMore
                }
            }
        };
        let before = self.events();
        self.follow();
        let mut known = self.known.borrow_mut();
        if before == 0 {
            known.set_up = known.history.timeline.columns[0].events.end;
        }
        let verdict = known.history.latest().verdict;
        known.is_over = stream.borrow().end.is_some() || verdict.is_some_and(Verdict::is_final);
        // The last events may arrive together with the end.
        if known.history.latest().events > before { Growth::More } else { growth }
    }

    /// Adds the new events of the record to the history.
    fn follow(&self) {
        let record = self.record();
        let Known { history, choices, .. } = &mut *self.known.borrow_mut();
        while let Some(event) = record.events().get(history.latest().events) {
            // The choices of an executor in this process are known. Those of any other run are in its record.
            if let Event::Loop(LoopEvent::Turn { task, .. }) = event
                && self.run.executor().is_none()
                && history.latest().ready.len() > 1
            {
                let ready = &history.latest().ready;
                let taken = ready.iter().position(|ready| ready == task).unwrap_or(0);
                let (column, of) = (history.timeline.columns.len(), ready.len());
                choices.push(Choice { column, taken: u32::try_from(taken).unwrap_or(0), of });
            }
            history.push(event);
        }
    }

    /// Checks that this run has each choice of the schedule, and grows to up to `steps` steps for that.
    ///
    /// # Errors
    /// Fails with the first choice that the run doesn't have.
    pub fn check_schedule(&self, steps: usize) -> Result<(), ReplayError> {
        if self.run.is_complete() {
            return Ok(());
        }
        let written = self.schedule.choice_count();
        let limit = self.timeline().columns.len().saturating_add(steps);
        for nth in 0..written {
            let mut growth = Growth::More;
            while growth == Growth::More
                && self.choices().len() <= nth
                && self.timeline().columns.len() < limit
            {
                growth = self.grow();
            }
            if growth == Growth::Pending && self.choices().len() <= nth {
                // This must not wait, so the rest is checked when it arrives.
                return Ok(());
            }
            let choice = self.choices().get(nth).cloned();
            let Some(choice) = choice else {
                let (used, turn) = (self.choices().len(), self.latest().turn);
                return Err(if self.is_over() {
                    ReplayError::Unused { written, used, turn }
                } else {
                    ReplayError::Unreached { written, used, turn }
                });
            };
            // A program in another process polls its last ready task if the choice is too large.
            let asked = self.schedule.choice(nth);
            if asked as usize >= choice.of {
                let start = self.timeline().columns.get(choice.column).map(|c| c.events.start);
                let record = self.record();
                let world = self.history().world_at(&record, start.unwrap_or(self.events()));
                return Err(no_such_choice(&world, &record, nth, asked));
            }
        }
        Ok(())
    }
}

/// A borrowed record of any backend.
enum Record<'a> {
    Borrowed(Ref<'a, Recorder>),
    Kept(&'a Recorder),
}

impl Deref for Record<'_> {
    type Target = Recorder;

    fn deref(&self) -> &Recorder {
        match self {
            Record::Borrowed(record) => record,
            Record::Kept(record) => record,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::{spawn, yield_now};

    #[test]
    fn runs_share_the_events_before_the_first_choice_that_differs() {
        let program = Program::new(|| {
            for _ in 0..3 {
                spawn(async { yield_now().await }).detach();
            }
        });
        let trace = Trace::new(program, Schedule::new(vec![1]));
        trace.grow_to(100);
        let start_of = |nth: usize| trace.timeline().columns[nth].events.start;
        let rows = [
            (vec![1], trace.events()),
            (vec![], start_of(1)),
            (vec![2], start_of(1)),
            (vec![1, 1], start_of(2)),
            (vec![1, 0, 1], start_of(3)),
        ];
        for (choices, shared) in rows {
            assert_eq!(trace.shared_with(&Schedule::new(choices.clone())), shared, "{choices:?}");
        }
    }
}

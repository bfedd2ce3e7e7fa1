//! Runs a program from choice to choice, until it ends.

use super::outcome::OutcomeKind;
use super::outcome_store::{OutcomeStore, Segment, Termination};
use super::watch::watched;
use crate::executor::context;
use crate::executor::task::TaskState;
use crate::executor::{self, Executor, Recorder, Turn};
use crate::kit::history::{self, Fingerprint};
use crate::limits::MAX_TURNS_PER_RUN;
use crate::record::event::TaskId;
use crate::session::Program;

/// Where a run stopped.
pub(super) enum Stop {
    /// This many tasks are ready, two or more.
    Choice(u32),
    /// The run has ended.
    Ended(Termination),
}

/// A run. A thread can have only one at a time.
pub(super) struct Run {
    executor: Option<Executor>,
    turns: u32,
    /// The turn at which the executor last reported that the run makes no progress.
    idle_since: Option<u32>,
    panics: Vec<(Fingerprint, String)>,
}

impl Run {
    /// Runs the set-up. [`Run::state`] needs `has_states`; without it, the kit records less.
    pub(super) fn start(program: &Program, has_states: bool) -> Run {
        history::begin(has_states);
        // Only the cost of a poll is computed from recorded events.
        let cost = program.poll_cost();
        let executor = if cost.is_zero() {
            Executor::new()
        } else {
            Executor::recording(Recorder::default().without_values(), cost)
        };
        let run = Run { executor: Some(executor), turns: 0, idle_since: None, panics: Vec::new() };
        if let Some(built_in) = program.built_in() {
            watched(0, None, || built_in.start(run.executor()));
        }
        run
    }

    /// Runs a program along these choices. Returns `None` if the program has no such choice.
    pub(super) fn replay(program: &Program, choices: &[u32]) -> Option<(Run, Stop)> {
        let mut run = Run::start(program, true);
        let mut stop = run.run_to_choice();
        for nth in choices {
            match stop {
                Stop::Choice(count) if *nth < count => stop = run.choose(*nth),
                _ => return None,
            }
        }
        debug_assert!(run.turns() <= MAX_TURNS_PER_RUN);
        Some((run, stop))
    }

    fn executor(&self) -> &Executor {
        self.executor.as_ref().expect("it is there until the run is dropped")
    }

    /// Returns how many turns the run has taken.
    pub(super) fn turns(&self) -> u32 {
        self.turns
    }

    /// Runs the program in the loop's default order, and returns a fingerprint of everything that can be seen of the
    /// run, with the number of its turns.
    pub(super) fn observe_default_order(program: &Program) -> (Fingerprint, u32) {
        let mut run = Run::start(program, true);
        let mut seen = Fingerprint::default();
        let mut stop = run.run_to_choice();
        while let Stop::Choice(_) = stop {
            seen = seen.then(&run.prefix());
            stop = run.choose(0);
        }
        if let Stop::Ended(termination) = &stop {
            seen = seen.then(termination);
        }
        seen = seen.then(&run.prefix()).then(&run.panics);
        (seen, run.turns)
    }

    /// Returns a fingerprint of what can be seen of the run up to now. Runs with the same choices up to here must have
    /// the same one.
    pub(super) fn prefix(&self) -> Fingerprint {
        let (executor, output) = (self.executor(), history::output());
        Fingerprint::of(&(self.turns, executor.now().0, executor.ready_count(), output))
    }

    /// Runs to the next choice, or to the end.
    pub(super) fn run_to_choice(&mut self) -> Stop {
        loop {
            if self.turns >= MAX_TURNS_PER_RUN || history::has_endless_poll() {
                let is_idle = self.idle_turns().1;
                let kind = if is_idle { OutcomeKind::NoProgress } else { OutcomeKind::Unended };
                return Stop::Ended(self.terminate(kind));
            }
            let ready = self.executor().ready_count();
            if ready > 1 {
                return Stop::Choice(u32::try_from(ready).unwrap_or(u32::MAX));
            }
            if let Some(kind) = self.step(0) {
                return Stop::Ended(self.terminate(kind));
            }
        }
    }

    /// Polls the `nth` ready task, then runs to the next choice or to the end.
    pub(super) fn choose(&mut self, nth: u32) -> Stop {
        match self.step(nth) {
            Some(kind) => Stop::Ended(self.terminate(kind)),
            None => self.run_to_choice(),
        }
    }

    fn step(&mut self, nth: u32) -> Option<OutcomeKind> {
        let executor = self.executor();
        let choice = (executor.ready_count() > 1).then_some(nth);
        match watched(self.turns + 1, choice, || executor.turn_of(nth as usize)) {
            Turn::Polled(task, outcome) => {
                self.turns += 1;
                if let executor::Outcome::Panicked(message) = outcome {
                    self.panics.push((history::identity_of(task).0, message));
                }
                None
            }
            Turn::Dropped(_) => {
                self.turns += 1;
                None
            }
            Turn::Jumped(_) => None,
            Turn::Finished => Some(OutcomeKind::Finished),
            Turn::Stalled(_) => Some(OutcomeKind::Stalled),
            Turn::Waiting(_) => Some(OutcomeKind::Waiting),
            Turn::NoProgress(_) => {
                self.idle_since = Some(self.turns);
                // With a choice at each of these turns, the number of orders would explode.
                (self.executor().ready_count() > 1).then_some(OutcomeKind::NoProgress)
            }
            Turn::Frozen(_) => {
                self.turns += 1;
                Some(OutcomeKind::Frozen)
            }
        }
    }

    fn terminate(&self, kind: OutcomeKind) -> Termination {
        let mut left = Vec::new();
        if kind != OutcomeKind::Finished {
            left.extend(self.executor().tasks().into_iter().map(|(task, state)| {
                let (name, waits_for) = history::identity_of(task);
                (name, state == TaskState::Lost, waits_for)
            }));
            left.sort_unstable();
        }
        Termination { kind, clock: self.executor().now(), left, panics: Vec::new() }
    }

    /// Returns how many turns have passed since the last progress, or since the executor reported that there is none,
    /// and whether it has reported that since.
    fn idle_turns(&self) -> (usize, bool) {
        let turns = self.executor().set_up(context::turns_without_progress);
        let is_reported =
            self.idle_since.is_some_and(|since| (self.turns - since) as usize == turns);
        (turns, is_reported)
    }

    /// Takes the lines and panics since the last call.
    pub(super) fn take_segment(&mut self, outcomes: &mut OutcomeStore) -> Segment {
        let lines = history::take_lines().into_iter().map(|line| outcomes.line(line)).collect();
        Segment { lines, panics: std::mem::take(&mut self.panics) }
    }

    /// Returns the ready tasks, front first, each with an identity that is the same in every order.
    pub(super) fn ready(&self) -> Vec<(TaskId, Fingerprint)> {
        self.executor()
            .ready()
            .into_iter()
            .map(|task| (task, history::identity_of(task).0))
            .collect()
    }

    /// Returns a fingerprint of the state.
    pub(super) fn state(&self, with_patience: bool) -> Fingerprint {
        let executor = self.executor();
        let known = history::run_fingerprint(&executor.tasks());
        let timers = executor.timers().into_iter().map(|(deadline, _)| deadline);
        let timers = timers.fold(Fingerprint::default(), |all, deadline| all.then(&deadline.0));
        let patience = if with_patience { self.idle_turns() } else { (0, false) };
        known.and(Fingerprint::of(&(self.turns, executor.now().0, timers, patience)))
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        // The remaining tasks may print while they are dropped. That isn't part of the run.
        history::end();
        self.executor.take();
    }
}

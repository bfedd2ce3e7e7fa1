//! Assertions about a program, for your own `#[test]`s.
//!
//! A program runs here under a schedule, without threads, real time or randomness. So a test of async code can check
//! not only the result but what happened:
//!
//! ```
//! use coroscope::kit::{Promise, say, spawn};
//! use coroscope::observed;
//! use coroscope::testing::{every_order, run, run_schedule};
//!
//! #[observed]
//! async fn waiter(answer: Promise<u32>) {
//!     say!("got {}", answer.get().await);
//! }
//!
//! #[observed]
//! async fn answerer(answer: Promise<u32>) {
//!     answer.set(42);
//! }
//!
//! fn program() {
//!     let answer = Promise::new();
//!     spawn(waiter(answer.clone())).detach();
//!     spawn(answerer(answer)).detach();
//! }
//!
//! let usual = run(program);
//! usual.assert_finishes().assert_prints(&["got 42"]).assert_turns(3);
//! usual.task("waiter").assert_polls(2).assert_woken_by("answerer");
//!
//! // If the answerer is polled first, the waiter never waits.
//! run_schedule(program, "1").task("waiter").assert_polls(1);
//!
//! // No task hangs, in any order.
//! every_order(program).assert_never(|end| end.is_stalled());
//! ```
//!
//! The message of a failed assertion describes the steps as the screen does, and names the run:
//!
//! ```text
//! A waiter was polled twice, and not once:
//!   turn 1  R3  A waiter is polled for the first time. It waits for `answer` …
//!   turn 3  R3  A waiter is polled again (poll 2): …
//! This run: run_schedule(program, ""); on the screen: @3
//! ```

use crate::executor::context;
use crate::explore::{Exploration, explore};
use crate::limits::{FOREIGN_WAKE_INTERVAL, MAX_IDLE_STRETCHES, MAX_TEST_STEPS, MAX_TURN_TIME};
use crate::record::event::{
    Event, LoopEvent, TaskEvent, TaskId, Time, Verdict, WakeCause, WakeEffect,
};
use crate::session::moment::{Address, Moment};
use crate::session::schedule::Schedule;
use crate::session::{Program, Session};
use crate::world::summary::step_summary;
use crate::world::timeline::Column;
use crate::world::words::{Words, counted, listed};
use crate::world::{StepKind, TaskStage, World};
use std::fmt::Write;
use std::time::Duration;

/// Runs a program in the loop's default order, twice, and compares the two runs. If another thread may wake a task, the
/// run waits for it, for up to [`MAX_TURN_TIME`].
///
/// # Panics
/// Panics if the run hasn't ended after [`MAX_TEST_STEPS`] steps, or if the second run is different.
#[track_caller]
pub fn run(program: impl Into<Program>) -> Run {
    Run::of(program.into(), Schedule::default())
}

/// Runs a program with a schedule: `0.2.1` polls the front of the ready queue at the first turn with
/// a choice, then the third ready task, then the second.
///
/// # Panics
/// Panics if the text isn't a schedule, or if the program has no such choice. Otherwise it's like [`run`].
#[track_caller]
pub fn run_schedule(program: impl Into<Program>, schedule: &str) -> Run {
    match schedule.parse() {
        Ok(schedule) => Run::of(program.into(), schedule),
        Err(why) => panic!("`{schedule}` isn't a schedule: {why}"),
    }
}

/// Explores all orders of a program; see [`explore`](mod@crate::explore).
pub fn every_order(program: impl Into<Program>) -> Exploration {
    context::keep_recipes_quiet();
    explore(program)
}

/// A run that has ended. Each assertion panics with the steps that show why it doesn't hold.
pub struct Run {
    session: Session,
}

/// A task of a [`Run`].
#[derive(Clone, Copy)]
pub struct Task<'a> {
    run: &'a Run,
    id: TaskId,
}

impl Run {
    #[track_caller]
    fn of(program: Program, schedule: Schedule) -> Run {
        context::keep_recipes_quiet();
        // A test is about the program as it runs without the screen, so none of its `Debug`s runs.
        let mut session = Session::with_schedule(program.without_values(), schedule);
        if let Err(why) = session.check_schedule(MAX_TEST_STEPS) {
            panic!("this schedule doesn't fit the program: {why}");
        }
        finish(&mut session);
        let is_outside = |event: &Event| {
            matches!(event, Event::Task(TaskEvent::Wake { by: WakeCause::Outside, .. }))
        };
        if session.record().events().iter().any(is_outside) {
            return Run { session }; // when a thread wakes a task isn't the same each time
        }
        let mut again =
            Session::with_schedule(session.program().clone(), session.schedule().clone());
        finish(&mut again);
        if let Some(found) = session.difference_from(&again) {
            panic!("{found}");
        }
        Run { session }
    }

    /// Asserts that all tasks end.
    #[track_caller]
    pub fn assert_finishes(&self) -> &Run {
        self.assert_verdict(Verdict::Finished, "finish")
    }

    /// Asserts that the run stalls: that there are tasks left, and nothing can wake them.
    #[track_caller]
    pub fn assert_stalls(&self) -> &Run {
        self.assert_verdict(Verdict::Stalled, "stall")
    }

    #[track_caller]
    fn assert_verdict(&self, expected: Verdict, word: &str) -> &Run {
        if self.world().verdict != Some(expected) {
            let last = self.session.timeline().columns.last().cloned();
            self.fail(&format!("This run was to {word}, and does not"), last);
        }
        self
    }

    /// Asserts that these lines are printed, and no others, in this order.
    #[track_caller]
    pub fn assert_prints(&self, lines: &[&str]) -> &Run {
        let record = self.session.record();
        let timeline = self.session.timeline();
        let printed = &timeline.printed;
        let actual: Vec<_> = printed.iter().map(|line| record.text(line.text)).collect();
        if actual != lines {
            let nth = actual
                .iter()
                .zip(lines)
                .take_while(|(actual, expected)| actual == expected)
                .count();
            let quoted = |line: Option<&&str>| {
                line.map_or("nothing more".to_owned(), |line| format!("“{line}”"))
            };
            let (is, expected) = (quoted(actual.get(nth)), quoted(lines.get(nth)));
            let event = printed.get(nth).map(|line| line.event);
            let column = event.map(|event| timeline.column_at(event));
            let columns = column.and_then(|nth| timeline.columns.get(nth)).cloned();
            let what = format!("Line {} is {is}, and not {expected}", nth + 1);
            self.fail(&what, columns);
        }
        self
    }

    /// Asserts how many turns the loop takes. A turn is a poll, or the drop of a cancelled task.
    #[track_caller]
    pub fn assert_turns(&self, turns: u32) -> &Run {
        let actual = self.session.last_turn().unwrap_or(0);
        if actual != turns {
            let actual = counted(actual as usize, "turn", "turns");
            self.fail(&format!("This run takes {actual}, and not {turns}"), self.turns(|_| true));
        }
        self
    }

    /// Asserts how long the run takes, in virtual time.
    #[track_caller]
    pub fn assert_ends_at(&self, length: Duration) -> &Run {
        let (actual, expected) = (self.world().clock, Time::default().after(length));
        if actual != expected {
            let clock = |column: &Column| matches!(column.step, StepKind::Jump(_));
            let jumps = self.session.timeline().columns.clone().into_iter().filter(clock);
            self.fail(&format!("This run ends at {actual}, and not at {expected}"), jumps);
        }
        self
    }

    /// Returns the task with this name.
    ///
    /// # Panics
    /// Panics if no task or several tasks have this name.
    #[track_caller]
    pub fn task(&self, name: &str) -> Task<'_> {
        let record = self.session.record();
        let named = |id: TaskId| record.text(self.world().tasks[&id].name);
        let found: Vec<_> = self.world().tasks.keys().filter(|id| named(**id) == name).collect();
        match *found {
            [id] => Task { run: self, id: *id },
            [] => {
                let mut all: Vec<_> =
                    self.world().tasks.keys().map(|id| format!("`{}`", named(*id))).collect();
                all.dedup();
                panic!("no task is called `{name}`: there are {}", listed(&all))
            }
            _ => panic!("{} tasks are called `{name}`: use `nth_task`", found.len()),
        }
    }

    /// Returns the `nth` task in the order of spawning, counted from 0.
    ///
    /// # Panics
    /// Panics if fewer tasks were spawned.
    #[track_caller]
    pub fn nth_task(&self, nth: u32) -> Task<'_> {
        let id = TaskId(nth);
        let all = self.world().tasks.len();
        assert!(self.world().tasks.contains_key(&id), "there's no task {nth}: {all} were spawned");
        Task { run: self, id }
    }

    /// Returns the events of the run, for other assertions.
    #[must_use]
    pub fn events(&self) -> Vec<Event> {
        self.session.record().events().to_vec()
    }

    /// Returns the session of the run, to step through it.
    #[must_use]
    pub fn session(&self) -> &Session {
        &self.session
    }

    fn world(&self) -> &World {
        self.session.world()
    }

    fn turns(&self, includes: impl Fn(TaskId) -> bool) -> impl Iterator<Item = Column> {
        let is_included = move |column: &Column| column.step.task().is_some_and(&includes);
        self.session.timeline().columns.clone().into_iter().filter(is_included)
    }

    /// Panics with a sentence and the summaries of up to ten steps.
    #[track_caller]
    fn fail(&self, what: &str, steps: impl IntoIterator<Item = Column>) -> ! {
        let record = self.session.record();
        let mut message = format!("{what}:\n");
        let (steps, mut left) = (steps.into_iter().collect::<Vec<_>>(), 10_usize);
        let mut last = None;
        for column in &steps {
            let Some(rest) = left.checked_sub(1) else {
                let _infallible = writeln!(message, "  … and {} more", steps.len() - 10);
                break;
            };
            left = rest;
            let before = self.session.world_at(column.events.start);
            let summary = step_summary(&before, &record, &record.events()[column.events.clone()]);
            let rule = summary.rule(|_| true).map_or(String::new(), |rule| format!("{rule:?}"));
            let turn = column.turn;
            let _infallible = writeln!(message, "  turn {turn}  {rule}  {}", summary.sentence);
            last = Some(turn);
        }
        let schedule = self.session.schedule();
        let moment = Some(Moment { turn: last.unwrap_or(0), event: None });
        let place = Address { lesson: String::new(), moment, schedule: schedule.clone() };
        let _infallible = write!(
            message,
            "This run: run_schedule(program, \"{schedule}\"); on the screen: {place}"
        );
        panic!("{message}")
    }
}

/// Runs to the end.
///
/// # Panics
/// Panics with a sentence about what the run does if it has no known end.
#[track_caller]
fn finish(session: &mut Session) {
    let mut stretches = 0;
    let mut waited = Duration::ZERO;
    while !session.to_end(MAX_TEST_STEPS) {
        let verdict = session.world().verdict;
        if verdict == Some(Verdict::NoProgress) && stretches < MAX_IDLE_STRETCHES {
            stretches += 1;
        } else if verdict == Some(Verdict::Waiting) && waited < MAX_TURN_TIME {
            #[expect(clippy::disallowed_methods, reason = "another thread may wake a task")]
            std::thread::sleep(FOREIGN_WAKE_INTERVAL);
            waited += FOREIGN_WAKE_INTERVAL;
        } else {
            let turns = counted(session.world().turn as usize, "turn", "turns");
            let why = match verdict {
                Some(how) => Words::new(session.world(), &session.record())
                    .sentence(&Event::Loop(LoopEvent::End { how })),
                None => String::new(),
            };
            panic!("the run isn't over after {turns}. {why}");
        }
    }
}

impl Task<'_> {
    /// Asserts how often the task is polled.
    #[track_caller]
    pub fn assert_polls(&self, times: u32) -> &Self {
        let polls = self.state().polls;
        if polls != times {
            let what =
                format!("{} was polled {}, and not {}", self.name(), often(polls), often(times));
            self.run.fail(&what, self.run.turns(|task| task == self.id));
        }
        self
    }

    /// Asserts that the task finishes.
    #[track_caller]
    pub fn assert_finishes(&self) -> &Self {
        self.assert_state(|state| state == TaskStage::Finished, "to finish")
    }

    /// Asserts that the task is cancelled.
    #[track_caller]
    pub fn assert_cancelled(&self) -> &Self {
        self.assert_state(|state| state == TaskStage::Cancelled, "to be cancelled")
    }

    /// Asserts that the task panics.
    #[track_caller]
    pub fn assert_panics(&self) -> &Self {
        self.assert_state(|state| matches!(state, TaskStage::Panicked(_)), "to panic")
    }

    /// Asserts that the task is still waiting when the run stalls.
    #[track_caller]
    pub fn assert_hangs(&self) -> &Self {
        self.assert_state(
            |state| matches!(state, TaskStage::Suspended | TaskStage::Lost),
            "to hang",
        )
    }

    #[track_caller]
    fn assert_state(&self, is_expected: impl Fn(TaskStage) -> bool, expected: &str) -> &Self {
        if !is_expected(self.state().state) {
            let last = self.run.turns(|task| task == self.id).last();
            self.run.fail(&format!("{} was {expected}", self.name()), last);
        }
        self
    }

    /// Asserts that the task with the name `who` calls this task's waker, and that this puts it in the ready queue.
    /// `"the clock"` stands for the timers.
    #[track_caller]
    pub fn assert_woken_by(&self, who: &str) -> &Self {
        let record = self.run.session.record();
        let world = self.run.world();
        let wakes = record.events().iter().filter_map(|event| match *event {
            Event::Task(TaskEvent::Wake { task, by, effect: WakeEffect::Queued })
                if task == self.id =>
            {
                Some(by)
            }
            _ => None,
        });
        let name = |by| match by {
            WakeCause::Task(task) => record.text(world.tasks[&task].name).to_owned(),
            WakeCause::Clock => "the clock".to_owned(),
            WakeCause::SetUp => "the set-up".to_owned(),
            WakeCause::Outside => "another thread".to_owned(),
        };
        let by: Vec<_> = wakes.map(name).collect();
        if !by.iter().any(|by| by == who) {
            let by = if by.is_empty() { "nobody".to_owned() } else { listed(&by) };
            let what = format!("{} was woken by {by}, and not by {who}", self.name());
            self.run.fail(&what, self.run.turns(|task| task == self.id));
        }
        self
    }

    fn state(&self) -> &crate::world::Task {
        &self.run.world().tasks[&self.id]
    }

    fn name(&self) -> String {
        let record = self.run.session.record();
        Words::new(self.run.world(), &record).task(self.id)
    }
}

fn often(times: u32) -> String {
    match times {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        more => format!("{more} times"),
    }
}

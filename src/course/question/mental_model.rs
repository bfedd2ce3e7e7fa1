//! A **wrong loop** is a loop that learners have in mind, made to run.
//!
//! A prediction's wrong options are what such loops would answer, so each option *is* an idea, and the
//! feedback can answer that idea. Every number comes from running the wrong loop. Most are a [`Policy`]: the recipe runs again, and from the question on the loop
//! keeps the wrong rule. Where the idea is not about the loop's choices, it is a **transformation**: the
//! true story, rewritten as that idea would have it. And some ideas are another program: the lesson's front
//! matter names the scene which does what they expect (`as_if`).

mod rewrite;

use crate::course::story::Story;
use crate::executor::policy::{OnWake, Policy};
use crate::record::event::TaskId;
use crate::session::schedule::Schedule;
use crate::session::{Program, Session, Trace};
use rewrite::{asks_again, asks_everyone, await_yields, from_the_top, parallel, woken_is_ready};

/// A wrong idea of the loop.
#[derive(Debug)]
pub struct MentalModel {
    /// The name in lessons.
    pub tag: &'static str,
    /// The misconception that it implements.
    pub misconception: Option<&'static str>,
    /// Why its answer is wrong, for a lesson that gives no reason of its own.
    pub reason: Reason,
    /// What people expect who answer like it, if many do. It gives no number, because none was counted.
    pub belief: Option<&'static str>,
    method: Method,
}

/// A sentence or two about what the loop does instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason {
    /// For a run of this program's own loop.
    pub rust: &'static str,
    /// For a run of asyncio's loop, recorded from CPython.
    pub asyncio: &'static str,
}

impl Reason {
    const fn in_both(text: &'static str) -> Reason {
        Reason { rust: text, asyncio: text }
    }
}

#[derive(Clone, Copy, Debug)]
enum Method {
    /// A different policy after the question.
    Policy(WrongRule),
    /// A rewritten story of the real run.
    Rewrite(fn(&Story, usize) -> Story),
    /// A different scene, on the real loop or on one that runs a task when it is spawned.
    Scene { spawn_runs: bool },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WrongRule {
    SpawnRuns,
    WakeRuns,
    LosesWakes,
    LastFirst,
    OneAfterAnother,
    AwaitBlocks,
}

/// All mental models.
pub static MENTAL_MODELS: [MentalModel; 21] = [
    MentalModel {
        tag: "starts-at-call",
        misconception: Some("M01"),
        reason: Reason {
            rust: "Calling an async function only makes a coroutine. The coroutine runs once it's awaited or spawned.",
            asyncio: "Calling an `async def` function only makes a coroutine. The coroutine runs once it's awaited or made into a task.",
        },
        belief: Some("In JavaScript, the call would have run it up to its first await."),
        method: Method::Scene { spawn_runs: true },
    },
    MentalModel {
        tag: "spawn-runs",
        misconception: Some("M02"),
        reason: Reason {
            rust: "Spawning a task only queues it. Its first line runs when its turn comes.",
            asyncio: "`create_task` only queues the task's first step. That step can't run before the current one has ended.",
        },
        belief: Some("Many people expect a new task to start on the spot."),
        method: Method::Policy(WrongRule::SpawnRuns),
    },
    MentalModel {
        tag: "wake-runs",
        misconception: Some("M03"),
        reason: Reason {
            rust: "Waking a task only queues it. The task that woke it keeps running until its poll ends.",
            asyncio: "Setting a result only queues the waiting task. The task that set it keeps running until its step ends.",
        },
        belief: Some("Many people expect the waiting task to run on the spot."),
        method: Method::Policy(WrongRule::WakeRuns),
    },
    MentalModel {
        tag: "await-yields",
        misconception: Some("M04"),
        reason: Reason {
            rust: "An await ends the poll only if it has to wait. Otherwise the code continues in the same poll.",
            asyncio: "An await ends the step only if it has to wait. Otherwise the code continues in the same step.",
        },
        belief: Some("People often say that every await gives other tasks a turn. It doesn't."),
        method: Method::Rewrite(await_yields),
    },
    MentalModel {
        tag: "overlaps",
        misconception: Some("M05"),
        reason: Reason::in_both(
            "The second coroutine doesn't start until it's awaited, and by then the first has finished.",
        ),
        belief: Some(
            "You might expect both coroutines to run side by side once both have been made.",
        ),
        method: Method::Scene { spawn_runs: false },
    },
    MentalModel {
        tag: "parallel",
        misconception: Some("M06"),
        reason: Reason {
            rust: "The loop has one thread, so it polls one task at a time.",
            asyncio: "The loop has one thread, so it runs one task at a time.",
        },
        belief: None,
        method: Method::Rewrite(parallel),
    },
    MentalModel {
        tag: "asks-everyone",
        misconception: Some("M07"),
        reason: Reason {
            rust: "A suspended task isn't polled until its waker is called.",
            asyncio: "A waiting task doesn't run until what it awaits is done.",
        },
        belief: Some("You might expect the loop to check on every task."),
        method: Method::Rewrite(asks_everyone),
    },
    MentalModel {
        tag: "asks-again",
        misconception: Some("M09"),
        reason: Reason {
            rust: "The loop doesn't retry. After `Pending`, only a call to the waker leads to another poll.",
            asyncio: "The loop doesn't retry. The task's next step is queued only when what it awaits is done.",
        },
        belief: Some("You might expect the loop to try again later."),
        method: Method::Rewrite(asks_again),
    },
    MentalModel {
        tag: "woken-is-ready",
        misconception: Some("M11"),
        reason: Reason {
            rust: "A wake only says that it's worth polling the task again. What it awaits may still not be ready.",
            asyncio: "A task that is woken takes a step, and that step may only find that it has to wait again.",
        },
        belief: None,
        method: Method::Rewrite(woken_is_ready),
    },
    MentalModel {
        tag: "join-spawns",
        misconception: Some("M12"),
        reason: Reason {
            rust: "`join` makes no tasks. It polls its coroutines inside the task that awaits it.",
            asyncio: "`gather` makes a task of each coroutine that it's given.",
        },
        belief: Some("In asyncio, `gather` does make a task of each coroutine."),
        method: Method::Scene { spawn_runs: false },
    },
    MentalModel {
        tag: "loser-goes-on",
        misconception: Some("M13"),
        reason: Reason {
            rust: "The losing branch is dropped at its await. The rest of its code never runs.",
            asyncio: "`asyncio.wait` returns, but doesn't cancel the other tasks. `wait_for` does cancel its task, once the time is up.",
        },
        belief: Some(
            "In asyncio, `wait` leaves the losing tasks running. Rust's `select!` drops the losing branches.",
        ),
        method: Method::Scene { spawn_runs: false },
    },
    MentalModel {
        tag: "runs-by-itself",
        misconception: Some("M27"),
        reason: Reason {
            rust: "A future makes progress only while something polls it. A wake reaches the task, which polls only what it's awaiting now.",
            asyncio: "A coroutine makes progress only while some code awaits it, unless it has been made into a task.",
        },
        belief: Some(
            "A task would have carried on by itself. A future that belongs to a task doesn't.",
        ),
        method: Method::Scene { spawn_runs: false },
    },
    MentalModel {
        tag: "handle-ends-task",
        misconception: Some("M14"),
        reason: Reason {
            rust: "Dropping the handle only detaches the task. The loop still owns it.",
            asyncio: "asyncio has only a weak reference to a task. Keep a reference to the Task yourself, or the task may be garbage-collected before it's done.",
        },
        belief: Some("Some Rust runtimes do cancel the task (smol, for example); Tokio doesn't."),
        method: Method::Scene { spawn_runs: false },
    },
    MentalModel {
        tag: "failure-ends-others",
        misconception: Some("M17"),
        reason: Reason {
            rust: "An error ends only the task in which it happens. The others carry on.",
            asyncio: "An exception ends only the task in which it's raised. The others carry on.",
        },
        belief: Some(
            "Tasks end together only if something ties them together, such as a task group.",
        ),
        method: Method::Scene { spawn_runs: false },
    },
    MentalModel {
        tag: "await-shares",
        misconception: Some("M26"),
        reason: Reason {
            rust: "An await ends the poll only if it has to wait. If it's always ready, no other task gets a turn.",
            asyncio: "An await ends the step only if it has to wait. If it never does, no other task gets a turn.",
        },
        belief: Some(
            "You might expect any loop with an await in it to give the other tasks their turns.",
        ),
        method: Method::Scene { spawn_runs: false },
    },
    MentalModel {
        tag: "blocks-only-itself",
        misconception: Some("M25"),
        reason: Reason {
            rust: "The loop has one thread, and this call blocks it. No other task runs until the poll returns.",
            asyncio: "`time.sleep` blocks the whole loop. No other task runs until the call returns.",
        },
        belief: Some("You might expect only the task that sleeps to stop."),
        method: Method::Scene { spawn_runs: false },
    },
    MentalModel {
        tag: "one-after-another",
        misconception: None,
        reason: Reason {
            rust: "While one task waits, the loop polls the next one in the ready queue.",
            asyncio: "While one task waits, the loop runs the next step in the ready queue.",
        },
        belief: None,
        method: Method::Policy(WrongRule::OneAfterAnother),
    },
    MentalModel {
        tag: "await-blocks",
        misconception: None,
        reason: Reason {
            rust: "Only that task is waiting. The loop polls the next task in the ready queue.",
            asyncio: "Only that task is waiting. The loop runs the next step in the ready queue.",
        },
        belief: None,
        method: Method::Policy(WrongRule::AwaitBlocks),
    },
    MentalModel {
        tag: "last-first",
        misconception: None,
        reason: Reason::in_both(
            "The ready queue is first in, first out, so the task that has been in it longest goes next.",
        ),
        belief: None,
        method: Method::Policy(WrongRule::LastFirst),
    },
    MentalModel {
        tag: "no-wakes",
        misconception: None,
        reason: Reason {
            rust: "The waker is called, and that puts the task back in the ready queue.",
            asyncio: "The future is done, and that queues the task's next step.",
        },
        belief: None,
        method: Method::Policy(WrongRule::LosesWakes),
    },
    MentalModel {
        tag: "from-the-top",
        misconception: None,
        reason: Reason::in_both(
            "A coroutine continues at its await. The lines before it don't run again.",
        ),
        belief: None,
        method: Method::Rewrite(from_the_top),
    },
];

impl PartialEq for MentalModel {
    fn eq(&self, other: &MentalModel) -> bool {
        self.tag == other.tag
    }
}

impl Eq for MentalModel {}

/// Returns the mental model with this name.
#[must_use]
pub fn find(tag: &str) -> Option<&'static MentalModel> {
    MENTAL_MODELS.iter().find(|wrong| wrong.tag == tag)
}

/// The run of a mental model, and the position of the question in it.
pub struct ModelRun {
    /// The story.
    pub story: Story,
    /// The question's position in it.
    pub from: usize,
}

impl MentalModel {
    /// Returns whether it needs another scene to run.
    #[must_use]
    pub fn needs_scene(&self) -> bool {
        matches!(self.method, Method::Scene { .. })
    }

    /// Returns whether it must run the program again with a different policy. A record can't be run.
    #[must_use]
    pub fn needs_program(&self) -> bool {
        matches!(self.method, Method::Policy(_) | Method::Scene { spawn_runs: true })
    }

    /// Returns the model's version of the session's run after position `from`. `other` is the scene that does
    /// what it expects, for a model that needs one.
    #[must_use]
    pub fn run(
        &self,
        session: &Session,
        truth: &Story,
        from: usize,
        other: Option<Program>,
    ) -> Option<ModelRun> {
        match self.method {
            Method::Rewrite(tell) => Some(ModelRun { story: tell(truth, from), from }),
            Method::Policy(wrong) => {
                let program = session.program().clone();
                program.built_in()?;
                let under = move || Box::new(WrongPolicy::new(wrong, from)) as Box<dyn Policy>;
                let schedule = session.schedule().clone();
                let run = Trace::new(program.with_policy(under), schedule);
                Some(ModelRun { story: Story::run(&run), from })
            }
            Method::Scene { spawn_runs } => {
                let mut program = other?;
                if spawn_runs {
                    program.built_in()?;
                    program =
                        program.with_policy(|| Box::new(WrongPolicy::new(WrongRule::SpawnRuns, 0)));
                }
                let story = Story::run(&Trace::new(program, Schedule::default()));
                // The position of the question is where as many lines have been printed as in the real run.
                let printed = truth.lines().filter(|(place, ..)| *place <= from).count();
                let from = printed
                    .checked_sub(1)
                    .and_then(|nth| story.lines().nth(nth))
                    .map_or(0, |(place, ..)| place);
                Some(ModelRun { story, from })
            }
        }
    }
}

/// A policy that follows a wrong rule after a certain event.
struct WrongPolicy {
    wrong: WrongRule,
    from: usize,
    current: Option<TaskId>,
}

impl WrongPolicy {
    fn new(wrong: WrongRule, from: usize) -> WrongPolicy {
        WrongPolicy { wrong, from, current: None }
    }
}

impl Policy for WrongPolicy {
    fn choose(
        &mut self,
        events: usize,
        asked: usize,
        ready: &[TaskId],
        alive: &[TaskId],
        timers: bool,
    ) -> Option<usize> {
        let strict = self.wrong == WrongRule::AwaitBlocks;
        let nth = match self.wrong {
            _ if events < self.from => Some(asked),
            WrongRule::LastFirst => Some(ready.len().saturating_sub(1)),
            WrongRule::OneAfterAnother | WrongRule::AwaitBlocks => {
                let current = self.current.filter(|task| alive.contains(task));
                match current.map(|current| ready.iter().position(|task| *task == current)) {
                    Some(Some(nth)) => Some(nth),
                    Some(None) if timers || strict => None,
                    _ => Some(asked),
                }
            }
            _ => Some(asked),
        };
        if let Some(task) = nth.and_then(|nth| ready.get(nth)) {
            self.current = Some(*task);
        }
        nth
    }

    fn spawned(&mut self, events: usize) -> bool {
        self.wrong == WrongRule::SpawnRuns && events >= self.from
    }

    fn woken(&mut self, events: usize) -> OnWake {
        match self.wrong {
            WrongRule::WakeRuns if events >= self.from => OnWake::Run,
            WrongRule::LosesWakes if events >= self.from => OnWake::Lose,
            _ => OnWake::Queue,
        }
    }
}

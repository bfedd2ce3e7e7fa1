//! A **mental model** is a wrong idea of the loop that can be executed.
//!
//! A prediction's wrong options are the answers of such models, so each option stands for an idea, and the
//! feedback can name it. Most models are a [`Policy`]: the recipe runs again, and after the question the loop
//! follows the wrong rule. If the idea isn't about the loop's choices, the model is a **transformation**, which rewrites
//! the story of the real run. And some ideas need a different program: the lesson's front matter names the scene that
//! does what they expect (`as_if`).

mod rewrite;

use crate::course::story::Story;
use crate::executor::policy::{OnWake, Policy};
use crate::record::event::TaskId;
use crate::session::schedule::Schedule;
use crate::session::{Program, Session, Trace};
use crate::world::rule::Rule;
use rewrite::{asks_again, asks_everyone, await_yields, from_the_top, parallel};

/// A wrong idea of the loop.
#[derive(Debug)]
pub struct MentalModel {
    /// The name in lessons.
    pub tag: &'static str,
    /// The misconception that it implements.
    pub misconception: Option<&'static str>,
    /// What its loop does: "A loop that … would answer this."
    pub does: &'static str,
    /// What the real loop does instead: "This one …"
    pub instead: &'static str,
    /// The rule that it violates.
    pub rule: Rule,
    method: Method,
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
pub static MENTAL_MODELS: [MentalModel; 16] = [
    MentalModel {
        tag: "starts-at-call",
        misconception: Some("M01"),
        does: "runs a coroutine where it is called",
        instead: "runs nothing at a call: a coroutine moves only inside a poll",
        rule: Rule::R1,
        method: Method::Scene { spawn_runs: true },
    },
    MentalModel {
        tag: "spawn-runs",
        misconception: Some("M02"),
        does: "runs a task where it is spawned",
        instead: "only queues a new task",
        rule: Rule::R2,
        method: Method::Policy(WrongRule::SpawnRuns),
    },
    MentalModel {
        tag: "wake-runs",
        misconception: Some("M03"),
        does: "runs a task inside the call that wakes it",
        instead: "only queues the woken task",
        rule: Rule::R5,
        method: Method::Policy(WrongRule::WakeRuns),
    },
    MentalModel {
        tag: "await-yields",
        misconception: Some("M04"),
        does: "ends the poll at every await",
        instead: "goes on in the same poll, into what is awaited",
        rule: Rule::R3,
        method: Method::Rewrite(await_yields),
    },
    MentalModel {
        tag: "overlaps",
        misconception: Some("M05"),
        does: "runs everything that was called side by side",
        instead: "polls a coroutine only where it is awaited",
        rule: Rule::R1,
        method: Method::Scene { spawn_runs: false },
    },
    MentalModel {
        tag: "parallel",
        misconception: Some("M06"),
        does: "polls all ready tasks together",
        instead: "polls one task, and then the next",
        rule: Rule::R3,
        method: Method::Rewrite(parallel),
    },
    MentalModel {
        tag: "asks-everyone",
        misconception: Some("M07"),
        does: "asks every task at each turn",
        instead: "polls a suspended task only after its waker was called",
        rule: Rule::R4,
        method: Method::Rewrite(asks_everyone),
    },
    MentalModel {
        tag: "asks-again",
        misconception: Some("M09"),
        does: "asks a waiting task again by itself",
        instead: "polls it only after its waker was called",
        rule: Rule::R4,
        method: Method::Rewrite(asks_again),
    },
    MentalModel {
        tag: "loser-goes-on",
        misconception: Some("M13"),
        does: "lets the loser of a race go on",
        instead: "drops the loser at the await where it stands",
        rule: Rule::R7,
        method: Method::Scene { spawn_runs: false },
    },
    MentalModel {
        tag: "handle-ends-task",
        misconception: Some("M14"),
        does: "ends a task when its handle is dropped",
        instead: "lets the task go on, detached",
        rule: Rule::R2,
        method: Method::Scene { spawn_runs: false },
    },
    MentalModel {
        tag: "blocks-only-itself",
        misconception: Some("M25"),
        does: "goes on with other tasks while one holds the thread",
        instead: "stands still until that poll comes back",
        rule: Rule::R3,
        method: Method::Scene { spawn_runs: false },
    },
    MentalModel {
        tag: "one-after-another",
        misconception: None,
        does: "finishes one task before it begins the next",
        instead: "takes the front of the queue while other tasks wait",
        rule: Rule::R3,
        method: Method::Policy(WrongRule::OneAfterAnother),
    },
    MentalModel {
        tag: "await-blocks",
        misconception: None,
        does: "stands still while a task waits",
        instead: "suspends the task that waits and polls the next one",
        rule: Rule::R4,
        method: Method::Policy(WrongRule::AwaitBlocks),
    },
    MentalModel {
        tag: "last-first",
        misconception: None,
        does: "takes the newest task first",
        instead: "takes the front of the ready queue",
        rule: Rule::R3,
        method: Method::Policy(WrongRule::LastFirst),
    },
    MentalModel {
        tag: "no-wakes",
        misconception: None,
        does: "has no wakers",
        instead: "queues a task whose waker is called",
        rule: Rule::R5,
        method: Method::Policy(WrongRule::LosesWakes),
    },
    MentalModel {
        tag: "from-the-top",
        misconception: None,
        does: "starts a coroutine again at its first line",
        instead: "goes on at the await where the coroutine stands",
        rule: Rule::R3,
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
        matches!(self.method, Method::Policy(_))
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

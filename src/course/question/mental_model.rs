//! A **wrong loop** is a loop that learners have in mind, made to run.
//!
//! A prediction's wrong options are what such loops would answer, so each option *is* an idea, and the
//! feedback can name it. Most are a [`Policy`]: the recipe runs again, and from the question on the loop
//! keeps the wrong rule. Where the idea is not about the loop's choices, it is a **transformation**: the
//! true story, told as that idea would have it. And some ideas are another program: the lesson's front
//! matter names the scene which does what they expect (`as_if`).

mod rewrite;

use crate::course::story::Story;
use crate::executor::policy::{OnWake, Policy};
use crate::record::event::TaskId;
use crate::session::{Program, Session, SetUp};
use crate::world::rule::Rule;
use rewrite::{asks_again, asks_everyone, await_yields, from_the_top, parallel};

/// One wrong idea of the loop.
#[derive(Debug)]
pub struct WrongLoop {
    /// The name by which lessons ask for it.
    pub tag: &'static str,
    /// The misconception that it is.
    pub misconception: Option<&'static str>,
    /// What it does: "A loop that … would answer this."
    pub does: &'static str,
    /// What the true loop does instead: "This one …"
    pub instead: &'static str,
    /// The rule that says so.
    pub rule: Rule,
    how: How,
}

#[derive(Clone, Copy, Debug)]
enum How {
    /// Another set of rules, from the question on.
    Kept(Wrong),
    /// The true story, told anew.
    Told(fn(&Story, usize) -> Story),
    /// Another scene, on the loop as it is or on one that runs a task where it is spawned.
    Scene { spawn_runs: bool },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrong {
    SpawnRuns,
    WakeRuns,
    LosesWakes,
    LastFirst,
    OneAfterAnother,
    AwaitBlocks,
}

/// All wrong loops.
pub static WRONG_LOOPS: [WrongLoop; 16] = [
    WrongLoop {
        tag: "starts-at-call",
        misconception: Some("M01"),
        does: "runs a coroutine where it is called",
        instead: "runs nothing at a call: a coroutine moves only inside a poll",
        rule: Rule::R1,
        how: How::Scene { spawn_runs: true },
    },
    WrongLoop {
        tag: "spawn-runs",
        misconception: Some("M02"),
        does: "runs a task where it is spawned",
        instead: "only queues a new task",
        rule: Rule::R2,
        how: How::Kept(Wrong::SpawnRuns),
    },
    WrongLoop {
        tag: "wake-runs",
        misconception: Some("M03"),
        does: "runs a task inside the call that wakes it",
        instead: "only queues the woken task",
        rule: Rule::R5,
        how: How::Kept(Wrong::WakeRuns),
    },
    WrongLoop {
        tag: "await-yields",
        misconception: Some("M04"),
        does: "ends the poll at every await",
        instead: "goes on in the same poll, into what is awaited",
        rule: Rule::R3,
        how: How::Told(await_yields),
    },
    WrongLoop {
        tag: "overlaps",
        misconception: Some("M05"),
        does: "runs everything that was called side by side",
        instead: "polls a coroutine only where it is awaited",
        rule: Rule::R1,
        how: How::Scene { spawn_runs: false },
    },
    WrongLoop {
        tag: "parallel",
        misconception: Some("M06"),
        does: "polls all ready tasks together",
        instead: "polls one task, and then the next",
        rule: Rule::R3,
        how: How::Told(parallel),
    },
    WrongLoop {
        tag: "asks-everyone",
        misconception: Some("M07"),
        does: "asks every task at each turn",
        instead: "polls a suspended task only after its waker was called",
        rule: Rule::R4,
        how: How::Told(asks_everyone),
    },
    WrongLoop {
        tag: "asks-again",
        misconception: Some("M09"),
        does: "asks a waiting task again by itself",
        instead: "polls it only after its waker was called",
        rule: Rule::R4,
        how: How::Told(asks_again),
    },
    WrongLoop {
        tag: "loser-goes-on",
        misconception: Some("M13"),
        does: "lets the loser of a race go on",
        instead: "drops the loser at the await where it stands",
        rule: Rule::R7,
        how: How::Scene { spawn_runs: false },
    },
    WrongLoop {
        tag: "handle-ends-task",
        misconception: Some("M14"),
        does: "ends a task when its handle is dropped",
        instead: "lets the task go on, detached",
        rule: Rule::R2,
        how: How::Scene { spawn_runs: false },
    },
    WrongLoop {
        tag: "blocks-only-itself",
        misconception: Some("M25"),
        does: "goes on with other tasks while one holds the thread",
        instead: "stands still until that poll comes back",
        rule: Rule::R3,
        how: How::Scene { spawn_runs: false },
    },
    WrongLoop {
        tag: "one-after-another",
        misconception: None,
        does: "finishes one task before it begins the next",
        instead: "takes the front of the queue while other tasks wait",
        rule: Rule::R3,
        how: How::Kept(Wrong::OneAfterAnother),
    },
    WrongLoop {
        tag: "await-blocks",
        misconception: None,
        does: "stands still while a task waits",
        instead: "suspends the task that waits and polls the next one",
        rule: Rule::R4,
        how: How::Kept(Wrong::AwaitBlocks),
    },
    WrongLoop {
        tag: "last-first",
        misconception: None,
        does: "takes the newest task first",
        instead: "takes the front of the ready queue",
        rule: Rule::R3,
        how: How::Kept(Wrong::LastFirst),
    },
    WrongLoop {
        tag: "no-wakes",
        misconception: None,
        does: "has no wakers",
        instead: "queues a task whose waker is called",
        rule: Rule::R5,
        how: How::Kept(Wrong::LosesWakes),
    },
    WrongLoop {
        tag: "from-the-top",
        misconception: None,
        does: "starts a coroutine again at its first line",
        instead: "goes on at the await where the coroutine stands",
        rule: Rule::R3,
        how: How::Told(from_the_top),
    },
];

impl PartialEq for WrongLoop {
    fn eq(&self, other: &WrongLoop) -> bool {
        self.tag == other.tag
    }
}

impl Eq for WrongLoop {}

/// The wrong loop of this name.
#[must_use]
pub fn find(tag: &str) -> Option<&'static WrongLoop> {
    WRONG_LOOPS.iter().find(|wrong| wrong.tag == tag)
}

/// A story that a wrong loop tells, and where in it the question stands.
pub struct Told {
    /// The story.
    pub story: Story,
    /// The question's position in it.
    pub from: usize,
}

impl WrongLoop {
    /// Does it need another scene to run?
    #[must_use]
    pub fn needs_scene(&self) -> bool {
        matches!(self.how, How::Scene { .. })
    }

    /// What this loop makes of the session's run behind position `from`. `other` is the scene that does
    /// what it expects, for a loop that needs one.
    #[must_use]
    pub fn tell(
        &self,
        session: &Session,
        truth: &Story,
        from: usize,
        other: Option<SetUp>,
    ) -> Option<Told> {
        match self.how {
            How::Told(tell) => Some(Told { story: tell(truth, from), from }),
            How::Kept(wrong) => {
                let program = session.program()?;
                let under = move || Box::new(Kept::new(wrong, from)) as Box<dyn Policy>;
                let schedule = session.schedule().clone();
                let run = Session::with_schedule(program.under(under), schedule);
                Some(Told { story: Story::run(run), from })
            }
            How::Scene { spawn_runs } => {
                let mut program = Program::new(other?);
                if spawn_runs {
                    program = program.under(|| Box::new(Kept::new(Wrong::SpawnRuns, 0)));
                }
                let story = Story::run(Session::new(program));
                // The question stands where as many lines are printed as at its place in the true run.
                let printed = truth.lines().filter(|(place, ..)| *place <= from).count();
                let from = printed
                    .checked_sub(1)
                    .and_then(|nth| story.lines().nth(nth))
                    .map_or(0, |(place, ..)| place);
                Some(Told { story, from })
            }
        }
    }
}

/// A wrong rule, kept from an event on.
struct Kept {
    wrong: Wrong,
    from: usize,
    current: Option<TaskId>,
}

impl Kept {
    fn new(wrong: Wrong, from: usize) -> Kept {
        Kept { wrong, from, current: None }
    }
}

impl Policy for Kept {
    fn choose(
        &mut self,
        events: usize,
        asked: usize,
        ready: &[TaskId],
        alive: &[TaskId],
        timers: bool,
    ) -> Option<usize> {
        let strict = self.wrong == Wrong::AwaitBlocks;
        let nth = match self.wrong {
            _ if events < self.from => Some(asked),
            Wrong::LastFirst => Some(ready.len().saturating_sub(1)),
            Wrong::OneAfterAnother | Wrong::AwaitBlocks => {
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
        self.wrong == Wrong::SpawnRuns && events >= self.from
    }

    fn woken(&mut self, events: usize) -> OnWake {
        match self.wrong {
            Wrong::WakeRuns if events >= self.from => OnWake::Run,
            Wrong::LosesWakes if events >= self.from => OnWake::Lose,
            _ => OnWake::Queue,
        }
    }
}

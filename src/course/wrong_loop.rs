//! A **wrong loop** is a loop that learners have in mind, made to run.
//!
//! A prediction's wrong options are what such loops would answer, so each option *is* an idea, and the
//! feedback can name it. Most are a [`Policy`]: the recipe runs again, and from the question on the loop
//! keeps the wrong rule. Where the idea is not about the loop's choices, it is a **transformation**: the
//! true story, told as that idea would have it. And some ideas are another program: the lesson's front
//! matter names the scene which does what they expect (`as_if`).

use super::story::{Happening, Story, What};
use crate::executor::event::{Effect, TaskId, Verdict};
use crate::executor::policy::{OnWake, Policy};
use crate::session::{Program, Session};
use crate::world::rule::Rule;
use std::collections::{BTreeMap, BTreeSet};

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
pub static WRONG_LOOPS: [WrongLoop; 13] = [
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
        other: Option<fn()>,
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

fn retold(truth: &Story, happenings: Vec<Happening>) -> Story {
    Story { happenings, ..truth.clone() }
}

/// Every await of a coroutine ends a poll: behind the question, each entry by an await costs one poll more
/// of the task that is running.
fn await_yields(truth: &Story, _: usize) -> Story {
    let mut told = Vec::new();
    let mut running = None;
    for happening in &truth.happenings {
        told.push(happening.clone());
        match &happening.what {
            What::Poll { who, .. } => running = Some(who.clone()),
            What::Awaits(_) => {
                if let Some(who) = &running {
                    told.push(Happening { what: What::Pending(who.clone()), ..happening.clone() });
                }
            }
            What::Entered { by: Some(_), .. } => {
                if let Some(who) = &running {
                    let what = What::Poll { who: who.clone(), nth: 0 };
                    told.push(Happening { what, ..happening.clone() });
                }
            }
            _ => {}
        }
    }
    retold(truth, told)
}

/// All tasks that are ready at one moment are polled in one turn: their polls open together and end
/// together.
fn parallel(truth: &Story, _: usize) -> Story {
    let mut told: Vec<Happening> = Vec::new();
    let mut round: Vec<Happening> = Vec::new();
    for happening in &truth.happenings {
        match &happening.what {
            What::Clock { .. } | What::End(_) => {
                flush(&mut told, &mut round);
                told.push(happening.clone());
            }
            What::Poll { who, .. } if has_polled(&round, who) => {
                flush(&mut told, &mut round);
                round.push(happening.clone());
            }
            _ => round.push(happening.clone()),
        }
    }
    flush(&mut told, &mut round);
    // What is counted as a turn is a round: only its first poll keeps its place among the turns.
    retold(truth, told)
}

fn has_polled(round: &[Happening], task: &str) -> bool {
    round.iter().any(|happening| matches!(&happening.what, What::Poll { who, .. } if who == task))
}

/// Puts the beginnings of all polls of a round before everything else in it.
fn flush(told: &mut Vec<Happening>, round: &mut Vec<Happening>) {
    let (begins, rest): (Vec<_>, Vec<_>) =
        round.drain(..).partition(|happening| matches!(happening.what, What::Poll { .. }));
    let at = begins.first().map_or(0, |first| first.position);
    told.extend(begins.into_iter().map(|begin| Happening { position: at, ..begin }));
    told.extend(rest);
}

/// A task that waits is polled once more at each turn of another, and stands in the queue all the time; a
/// run that would stall never ends.
fn asks_everyone(truth: &Story, from: usize) -> Story {
    let mut told = Vec::new();
    let mut suspended = BTreeSet::new();
    for happening in &truth.happenings {
        told.push(happening.clone());
        match &happening.what {
            What::Pending(who) => _ = suspended.insert(who.clone()),
            What::Wake { who, effect: Effect::Queued, .. } => _ = suspended.remove(who),
            What::Poll { who, .. } => {
                suspended.remove(who);
                for asked in suspended.iter().filter(|_| happening.position > from) {
                    let what = What::Poll { who: asked.clone(), nth: 0 };
                    told.push(Happening { what, ..happening.clone() });
                }
            }
            _ => {}
        }
    }
    let verdict = truth.verdict.filter(|how| *how != Verdict::Stalled);
    Story { ready: truth.alive.clone(), verdict, ..retold(truth, told) }
}

/// The task whose poll was the last to end with Pending is polled right away again; a run that would
/// stall never ends.
fn asks_again(truth: &Story, from: usize) -> Story {
    let mut told = Vec::new();
    let mut waiting = None;
    for happening in &truth.happenings {
        if happening.position > from {
            if let Some(who) = waiting.take() {
                let what = What::Poll { who, nth: 0 };
                told.push(Happening { what, ..happening.clone() });
            }
        }
        if let What::Pending(who) = &happening.what {
            waiting = Some(who.clone());
        }
        told.push(happening.clone());
    }
    let verdict = truth.verdict.filter(|how| *how != Verdict::Stalled);
    Story { verdict, ..retold(truth, told) }
}

/// Each later poll of a task prints again what its earlier polls printed.
fn from_the_top(truth: &Story, from: usize) -> Story {
    let mut told = Vec::new();
    let mut printed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for happening in &truth.happenings {
        told.push(happening.clone());
        match &happening.what {
            What::Output { by: Some(by), text } => {
                printed.entry(by.clone()).or_default().push(text.clone());
            }
            What::Poll { who, nth } if *nth > 1 && happening.position > from => {
                for text in printed.get(who).into_iter().flatten() {
                    let what = What::Output { by: Some(who.clone()), text: text.clone() };
                    told.push(Happening { what, ..happening.clone() });
                }
            }
            _ => {}
        }
    }
    retold(truth, told)
}

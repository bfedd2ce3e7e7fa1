//! The model: the rules of the loop from their text, over programs that are lists.

use crate::program::{Leaf, Op, PROMISES, Program};
use crate::{LoopStep, choice, is_end};
use coroscope::executor::task::TaskState;
use coroscope::executor::{Outcome, StalledTask, Turn};
use coroscope::kit::SECOND;
use coroscope::record::event::{TaskId, Time, TimerId};
use std::collections::VecDeque;

/// How far a wait for one thing has come.
#[derive(Clone, Copy)]
enum Leg {
    Fresh(Leaf),
    Yielded,
    Asleep(TimerId),
    InLine(usize, u32),
    Done,
}

/// What a task waits for at its line.
#[derive(Clone)]
enum Wait {
    Nothing,
    Legs(Vec<Leg>),
    EndOf(usize),
    Never,
}

/// A task: which program it runs, and how far it has come.
struct Task {
    which: usize,
    line: usize,
    wait: Wait,
    started: bool,
    state: Option<TaskState>, // `None` after its end
    cancelled: bool,
    result: Option<Result<(), String>>,
    awaited_by: Option<usize>,
}

/// A program on its way.
pub struct Model<'a> {
    program: &'a Program,
    cost: u32,
    now: Time,
    turns: u32,
    tasks: Vec<Task>,
    ready: VecDeque<usize>,
    timers: Vec<(Time, TimerId, usize)>,
    timers_set: u32,
    promises: [Option<usize>; PROMISES],
    lines: [Vec<(u32, usize)>; PROMISES],
    came: u32,
    handles: Vec<Option<usize>>,
    spawned: Vec<bool>,
    printed: Vec<(Time, String)>,
}

enum Polled {
    Pending,
    Ready,
    Panicked(String),
}

impl<'a> Model<'a> {
    pub fn new(program: &'a Program, cost: u32) -> Model<'a> {
        let mut model = Model {
            program,
            cost,
            now: Time(0),
            turns: 0,
            tasks: Vec::new(),
            ready: VecDeque::new(),
            timers: Vec::new(),
            timers_set: 0,
            promises: [None; PROMISES],
            lines: Default::default(),
            came: 0,
            handles: vec![None; program.tasks.len()],
            spawned: vec![false; program.tasks.len()],
            printed: Vec::new(),
        };
        (0..program.roots).for_each(|which| model.spawn(which));
        model
    }

    /// Every step up to the end, with a choice for each turn.
    pub fn steps(mut self, choices: &[usize]) -> Vec<LoopStep> {
        let mut steps = Vec::<LoopStep>::new();
        while steps.last().is_none_or(|step| !is_end(&step.turn)) {
            let turn = self.turn(choice(choices, steps.len()));
            let id = |task: usize| TaskId(u32::try_from(task).expect("few tasks"));
            let state = |task: usize| self.state_of(task).map(|state| (id(task), state));
            steps.push(LoopStep {
                turn,
                number: self.turns,
                printed: self.printed.clone(),
                now: self.now,
                ready: self.ready.iter().map(|task| id(*task)).collect(),
                timers: self.timers.iter().map(|(at, timer, _)| (*at, *timer)).collect(),
                tasks: (0..self.tasks.len()).filter_map(state).collect(),
            });
            self.printed.clear();
        }
        steps
    }

    /// A suspended task is lost if no timer, no line and no end of a task would wake it.
    fn state_of(&self, task: usize) -> Option<TaskState> {
        let state = self.tasks[task].state?;
        let in_timers = self.timers.iter().any(|(.., sleeper)| *sleeper == task);
        let in_lines = self.lines.iter().flatten().any(|(_, waiter)| *waiter == task);
        let at_end = self.tasks.iter().any(|t| t.state.is_some() && t.awaited_by == Some(task));
        let is_lost = state == TaskState::Suspended && !in_timers && !in_lines && !at_end;
        Some(if is_lost { TaskState::Lost } else { state })
    }

    fn say(&mut self, text: String) {
        self.printed.push((self.now, text));
    }

    /// R2.
    fn spawn(&mut self, which: usize) {
        if std::mem::replace(&mut self.spawned[which], true) {
            return;
        }
        let task = self.tasks.len();
        self.tasks.push(Task {
            which,
            line: 0,
            wait: Wait::Nothing,
            started: false,
            state: Some(TaskState::Ready),
            cancelled: false,
            result: None,
            awaited_by: None,
        });
        self.ready.push_back(task);
        self.handles[which] = Some(task);
    }

    /// R5.
    fn wake(&mut self, task: usize) {
        let state = &mut self.tasks[task].state;
        match state {
            None | Some(TaskState::Ready) => return,
            Some(_) => *state = Some(TaskState::Ready),
        }
        self.ready.push_back(task);
    }

    /// R6: all due timers in the order of deadline, then of setting.
    fn fire(&mut self) {
        while self.timers.first().is_some_and(|(deadline, ..)| *deadline <= self.now) {
            let (.., task) = self.timers.remove(0);
            self.wake(task);
        }
    }

    fn turn(&mut self, nth: usize) -> Turn {
        if let Some(last) = self.ready.len().checked_sub(1) {
            let task = self.ready.remove(nth.min(last)).expect("it is in the queue");
            return self.turn_of(task);
        }
        if let Some(&(deadline, ..)) = self.timers.first() {
            self.now = deadline;
            self.fire();
            return Turn::Jumped(deadline);
        }
        let left: Vec<_> = (0..self.tasks.len())
            .filter_map(|task| self.state_of(task).map(|state| (task, state)))
            .collect();
        if left.is_empty() {
            return Turn::Finished;
        }
        let stuck = left.into_iter().map(|(task, state)| StalledTask {
            task: TaskId(u32::try_from(task).expect("few tasks")),
            waits_for: None,
            lost: state == TaskState::Lost,
        });
        Turn::Stalled(stuck.collect())
    }

    /// R3, or R7 for a cancelled task.
    fn turn_of(&mut self, task: usize) -> Turn {
        self.turns += 1;
        let id = TaskId(u32::try_from(task).expect("few tasks"));
        self.tasks[task].state = Some(TaskState::Running);
        if self.tasks[task].cancelled {
            self.end(task, Err("Cancelled".to_owned()));
            return Turn::Dropped(id);
        }
        self.tasks[task].started = true;
        let outcome = match self.poll(task) {
            Polled::Pending => {
                let woken = self.tasks[task].state == Some(TaskState::Ready);
                self.tasks[task].state =
                    Some(if woken { TaskState::Ready } else { TaskState::Suspended });
                Outcome::Pending
            }
            Polled::Ready => {
                self.end(task, Ok(()));
                Outcome::Ready
            }
            Polled::Panicked(message) => {
                self.end(task, Err(format!("Panicked({message:?})")));
                Outcome::Panicked(message)
            }
        };
        self.now = self.now.after(self.cost * SECOND);
        self.fire();
        Turn::Polled(id, outcome)
    }

    /// R7: what the task holds is dropped where it stands; then whoever awaits it is woken.
    fn end(&mut self, task: usize, result: Result<(), String>) {
        match std::mem::replace(&mut self.tasks[task].wait, Wait::Nothing) {
            Wait::Legs(legs) => self.drop_legs(legs),
            Wait::EndOf(other) => self.tasks[other].awaited_by = None,
            Wait::Nothing | Wait::Never => {}
        }
        if self.tasks[task].started {
            self.say(format!("{} is dropped", self.tasks[task].which));
        }
        self.tasks[task].result = Some(result);
        if let Some(waiter) = self.tasks[task].awaited_by.take() {
            self.wake(waiter);
        }
        self.tasks[task].state = None;
        self.ready.retain(|ready| *ready != task);
    }

    /// A sleep leaves the list of timers, a waiter its line.
    fn drop_legs(&mut self, legs: Vec<Leg>) {
        for leg in legs {
            match leg {
                Leg::Asleep(timer) => self.timers.retain(|(_, t, _)| *t != timer),
                Leg::InLine(which, place) => self.lines[which].retain(|(p, _)| *p != place),
                Leg::Fresh(_) | Leg::Yielded | Leg::Done => {}
            }
        }
    }

    /// Polls what is not done, in order: a race up to the first that is done, a join all. Is it over?
    fn poll_legs(&mut self, task: usize, legs: &mut [Leg], op: Op) -> bool {
        let is_race = matches!(op, Op::Race(..));
        for leg in &mut *legs {
            *leg = self.poll_leg(task, *leg);
            if is_race && matches!(leg, Leg::Done) {
                return true;
            }
        }
        legs.iter().all(|leg| matches!(leg, Leg::Done))
    }

    fn poll(&mut self, task: usize) -> Polled {
        let program = self.program;
        let me = self.tasks[task].which;
        loop {
            let Some(op) = program.tasks[me].get(self.tasks[task].line) else {
                return Polled::Ready;
            };
            match std::mem::replace(&mut self.tasks[task].wait, Wait::Nothing) {
                Wait::Nothing => {
                    if let Op::Panic = op {
                        return Polled::Panicked(format!("{me} panics"));
                    }
                    let wait = self.begin(me, *op);
                    let waits = !matches!(wait, Wait::Nothing);
                    self.tasks[task].wait = wait;
                    if waits {
                        continue;
                    }
                }
                Wait::Legs(mut legs) => {
                    if !self.poll_legs(task, &mut legs, *op) {
                        self.tasks[task].wait = Wait::Legs(legs);
                        return Polled::Pending;
                    }
                    self.drop_legs(legs);
                    if let Op::Wait(_) = op {
                        self.say(format!("{me} waited"));
                    }
                }
                Wait::EndOf(other) => {
                    let Some(result) = self.tasks[other].result.take() else {
                        self.tasks[other].awaited_by = Some(task);
                        self.tasks[task].wait = Wait::EndOf(other);
                        return Polled::Pending;
                    };
                    let result =
                        result.map_or_else(|e| format!("Err({e})"), |()| "Ok(())".to_owned());
                    self.say(format!("{me} awaited {result}"));
                }
                Wait::Never => {
                    self.tasks[task].wait = Wait::Never;
                    return Polled::Pending;
                }
            }
            self.tasks[task].line += 1;
        }
    }

    /// Comes to a line for the first time.
    fn begin(&mut self, me: usize, op: Op) -> Wait {
        match op {
            Op::Say(what) => self.say(format!("{me} says {what}")),
            Op::Wait(leaf) => return Wait::Legs(vec![Leg::Fresh(leaf)]),
            Op::Join(a, b) | Op::Race(a, b) => {
                return Wait::Legs(vec![Leg::Fresh(a), Leg::Fresh(b)]);
            }
            Op::Set(which) => {
                if self.promises[which].is_none() {
                    self.promises[which] = Some(me);
                    for (_, waiter) in std::mem::take(&mut self.lines[which]) {
                        self.wake(waiter);
                    }
                }
            }
            Op::Spawn(which) => self.spawn(which),
            Op::Await(which) => {
                if let Some(other) = self.handles[which].take() {
                    return Wait::EndOf(other);
                }
            }
            Op::Cancel(which) => {
                let asked = self.handles[which].map(|other| {
                    let alive = self.tasks[other].state.is_some();
                    self.tasks[other].cancelled = true;
                    self.wake(other);
                    alive
                });
                self.say(format!("{me} cancels {asked:?}"));
            }
            Op::Detach(which) => self.handles[which] = None,
            Op::Block(seconds) => self.now = self.now.after(seconds * SECOND),
            Op::Never => return Wait::Never,
            Op::Panic => {}
        }
        Wait::Nothing
    }

    fn poll_leg(&mut self, task: usize, leg: Leg) -> Leg {
        match leg {
            Leg::Fresh(Leaf::Yield | Leaf::Sleep(0)) => {
                self.wake(task);
                Leg::Yielded
            }
            Leg::Fresh(Leaf::Sleep(seconds)) => {
                let timer = TimerId(self.timers_set);
                self.timers_set += 1;
                self.timers.push((self.now.after(seconds * SECOND), timer, task));
                self.timers.sort();
                Leg::Asleep(timer)
            }
            Leg::Fresh(Leaf::Get(which)) if self.promises[which].is_none() => {
                self.came += 1;
                self.lines[which].push((self.came, task));
                Leg::InLine(which, self.came)
            }
            Leg::Fresh(Leaf::Get(which)) | Leg::InLine(which, _) => match self.promises[which] {
                Some(from) => {
                    self.say(format!("got {which} from {from}"));
                    Leg::Done
                }
                None => leg,
            },
            Leg::Asleep(timer) if self.timers.iter().any(|(_, t, _)| *t == timer) => leg,
            Leg::Asleep(_) | Leg::Yielded | Leg::Done => Leg::Done,
        }
    }
}

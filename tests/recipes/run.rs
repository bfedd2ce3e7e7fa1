//! A run of a recipe, folded just enough to be asked about.

use coroscope::executor::{Executor, Recorder, Turn};
use coroscope::record::event::{
    Action, CoroutineEvent, CoroutineId, Event, LoopEvent, OutputEvent, ResourceEvent, TaskEvent,
    TaskId, Time, TimerEvent,
};
use std::fmt::Write;
use std::time::Duration;

/// A run, folded just enough to be asked about.
pub struct Run {
    pub record: Recorder,
    pub end: Turn,
    pub clock: Time,
    pub turns: u32,
    pub names: Vec<String>,
    pub polls: Vec<u32>,
    /// Who was polled, in order.
    pub schedule: Vec<String>,
    /// Who came to an end, in order, and when.
    pub finished: Vec<(String, Time)>,
    pub lines: Vec<(Time, String)>,
}

pub fn run(set_up: impl FnOnce()) -> Run {
    run_in_order(set_up, |_| 0)
}

/// A run whose polls take this much time each.
pub fn run_with_poll_cost(set_up: impl FnOnce(), poll_cost: Duration) -> Run {
    drive(&Executor::recording(Recorder::default(), poll_cost), set_up, |_| 0)
}

/// A run in another order: where several tasks are ready, `choose` is asked with their number.
pub fn run_in_order(set_up: impl FnOnce(), choose: impl FnMut(usize) -> usize) -> Run {
    drive(&Executor::recording(Recorder::default(), Duration::ZERO), set_up, choose)
}

fn drive(
    executor: &Executor,
    set_up: impl FnOnce(),
    mut choose: impl FnMut(usize) -> usize,
) -> Run {
    executor.set_up(set_up);
    let end = loop {
        let ready = executor.ready().len();
        let nth = if ready > 1 { choose(ready) } else { 0 };
        match executor.turn_of(nth) {
            Turn::Polled(..) | Turn::Dropped(_) | Turn::Jumped(_) => {}
            end => break end,
        }
    };
    let record = executor.record().expect("this executor records").clone();
    let mut run = Run {
        record,
        end,
        clock: Time::default(),
        turns: 0,
        names: Vec::new(),
        polls: Vec::new(),
        schedule: Vec::new(),
        finished: Vec::new(),
        lines: Vec::new(),
    };
    let record = run.record.clone();
    for event in record.events() {
        run.take(event, &record);
    }
    run
}

/// Every order of a small program.
pub fn all_orders(set_up: impl Fn()) -> Vec<Run> {
    let (mut runs, mut plan) = (Vec::new(), Vec::new());
    loop {
        let mut options = Vec::new();
        let choose = |ready| {
            options.push(ready);
            plan.get(options.len() - 1).copied().unwrap_or(0)
        };
        runs.push(run_in_order(&set_up, choose));
        assert!(runs.len() < 10_000, "the program is too big for all its orders");
        plan.resize(options.len(), 0);
        while plan.last().is_some_and(|last| last + 1 == options[plan.len() - 1]) {
            plan.pop();
        }
        match plan.last_mut() {
            Some(last) => *last += 1,
            None => return runs,
        }
    }
}

impl Run {
    pub fn take(&mut self, event: &Event, record: &Recorder) {
        match *event {
            Event::Task(TaskEvent::Spawned { name, .. }) => {
                self.names.push(record.text(name).to_owned());
                self.polls.push(0);
            }
            Event::Loop(LoopEvent::Turn { turn, task, action }) => {
                self.turns = turn;
                self.polls[index(task)] += u32::from(action == Action::Poll);
                self.schedule.push(self.name(task));
            }
            Event::Loop(LoopEvent::Ready { task }) => {
                self.finished.push((self.name(task), self.clock));
            }
            Event::Loop(LoopEvent::Clock { to, .. }) => self.clock = to,
            Event::Output(OutputEvent::Printed { text }) => {
                self.lines.push((self.clock, record.text(text).to_owned()));
            }
            _ => {}
        }
    }

    pub fn name(&self, task: TaskId) -> String {
        self.names[index(task)].clone()
    }

    pub fn polls_of(&self, name: &str) -> u32 {
        let task = self.names.iter().position(|known| known == name);
        self.polls[task.expect("a task of this name was spawned")]
    }

    pub fn texts(&self) -> Vec<&str> {
        self.lines.iter().map(|(_, line)| line.as_str()).collect()
    }

    pub fn lines_at(&self, time: Time) -> Vec<&str> {
        let then = self.lines.iter().filter(|(at, _)| *at == time);
        then.map(|(_, line)| line.as_str()).collect()
    }

    pub fn time_of(&self, line: &str) -> Time {
        let printed = self.lines.iter().find(|(_, text)| text == line);
        printed.expect("this line was printed").0
    }

    pub fn finishers(&self) -> Vec<&str> {
        self.finished.iter().map(|(name, _)| name.as_str()).collect()
    }

    pub fn count(&self, is_it: impl Fn(&Event) -> bool) -> usize {
        self.record.events().iter().filter(|event| is_it(event)).count()
    }

    /// What the shared things are called, in the order of naming.
    pub fn things(&self) -> Vec<&str> {
        let named = self.record.events().iter().filter_map(|event| match *event {
            Event::Resource(ResourceEvent::Named { name, .. }) => Some(self.record.text(name)),
            _ => None,
        });
        named.collect()
    }

    /// The coroutine that goes by this name.
    pub fn coroutine(&self, wanted: &str) -> CoroutineId {
        let named = self.record.events().iter().find_map(|event| match *event {
            Event::Coroutine(CoroutineEvent::Named { coroutine, name }) => {
                (self.record.text(name) == wanted).then_some(coroutine)
            }
            _ => None,
        });
        named.expect("a coroutine goes by this name")
    }

    /// Where in the record this coroutine is entered.
    pub fn entered(&self, wanted: CoroutineId) -> Vec<usize> {
        let places = self.record.events().iter().enumerate().filter_map(|(place, event)| {
            matches!(event, Event::Coroutine(CoroutineEvent::Entered { coroutine, .. }) if *coroutine == wanted)
                .then_some(place)
        });
        places.collect()
    }

    /// What the thing of this name is at the end.
    pub fn value(&self, wanted: &str) -> &str {
        let named = self.record.events().iter().find_map(|event| match *event {
            Event::Resource(ResourceEvent::Named { resource, name })
                if self.record.text(name) == wanted =>
            {
                Some(resource)
            }
            _ => None,
        });
        let thing = named.expect("a thing of this name was made");
        let latest = self.record.events().iter().rev().find_map(|event| match *event {
            Event::Resource(
                ResourceEvent::Changed { resource, value, .. }
                | ResourceEvent::Made { resource, value, .. },
            ) => (resource == thing).then_some(self.record.text(value)),
            _ => None,
        });
        latest.expect("it began with a value")
    }

    /// The moments at which this task was polled.
    pub fn polled_at(&self, name: &str) -> Vec<Time> {
        let (mut clock, mut polled) = (at(0), Vec::new());
        for event in self.record.events() {
            match *event {
                Event::Loop(LoopEvent::Clock { to, .. }) => clock = to,
                Event::Loop(LoopEvent::Turn { task, action: Action::Poll, .. })
                    if self.name(task) == name =>
                {
                    polled.push(clock);
                }
                _ => {}
            }
        }
        polled
    }

    /// The deadlines of all timers, in the order in which they were set.
    pub fn deadlines(&self) -> Vec<Time> {
        let set = self.record.events().iter().filter_map(|event| match *event {
            Event::Timer(TimerEvent::Set { deadline, .. }) => Some(deadline),
            _ => None,
        });
        set.collect()
    }

    /// The events of one turn.
    pub fn events_of_turn(&self, wanted: u32) -> &[Event] {
        let opens = |event: &Event| matches!(event, Event::Loop(LoopEvent::Turn { .. }));
        let is_it = |event: &Event| matches!(event, Event::Loop(LoopEvent::Turn { turn, .. }) if *turn == wanted);
        let from = self.position(is_it);
        let rest = &self.record.events()[from..];
        let length = rest[1..].iter().position(opens).map_or(rest.len(), |at| at + 1);
        &rest[..length]
    }

    pub fn wakes(&self) -> usize {
        self.count(|event| matches!(event, Event::Task(TaskEvent::Wake { .. })))
    }

    pub fn position(&self, is_it: impl Fn(&Event) -> bool) -> usize {
        self.record.events().iter().position(is_it).expect("this happened")
    }

    pub fn says(&self, line: &str) -> impl Fn(&Event) -> bool {
        move |event| matches!(event, Event::Output(OutputEvent::Printed { text }) if self.record.text(*text) == line)
    }

    /// Like the file that is kept beside the twin.
    pub fn printed(&self) -> String {
        let mut printed = String::new();
        for (time, line) in &self.lines {
            let _infallible = writeln!(printed, "{}\t{line}", plain(*time));
        }
        let end = match &self.end {
            Turn::Finished => "# finished".to_owned(),
            Turn::Stalled(_) => format!("# stalled: {}", self.left().join(", ")),
            Turn::NoProgress(_) => "# livelock".to_owned(),
            Turn::Frozen(_) => "# frozen".to_owned(),
            other => format!("# {other:?}"),
        };
        let _infallible = writeln!(printed, "{}\t{end}", plain(self.clock));
        printed
    }

    pub fn left(&self) -> Vec<String> {
        let Turn::Stalled(stuck) = &self.end else { return Vec::new() };
        stuck.iter().map(|stuck| self.name(stuck.task)).collect()
    }
}

pub fn index(task: TaskId) -> usize {
    task.0 as usize
}

pub fn at(seconds: u64) -> Time {
    Time(seconds * 1_000_000_000)
}

pub fn plain(time: Time) -> String {
    time.to_string().trim_end_matches(" s").to_owned()
}

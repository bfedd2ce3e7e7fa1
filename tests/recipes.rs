//! Every recipe, run: what it prints and when, how often each task is polled, in which order tasks end.
//!
//! The numbers are those that the lessons speak of. They were computed before there was an executor; a
//! test that fails here means that the loop, the recipe or the lesson is wrong.

use coroscope::course::catalog::{self, Scene};
use coroscope::executor::event::{Action, Cause, CoroutineId, Effect, Event, Passing, Verdict};
use coroscope::executor::{Executor, Outcome, Recorder, TaskId, Time, Turn};
use coroscope::kit::{Promise, SECOND, say, sleep, spawn, spawn_named};
use std::cell::Cell;
use std::fmt::Write;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;

/// A run, folded just enough to be asked about.
struct Run {
    record: Recorder,
    end: Turn,
    clock: Time,
    turns: u32,
    names: Vec<String>,
    polls: Vec<u32>,
    /// Who was polled, in order.
    schedule: Vec<String>,
    /// Who came to an end, in order, and when.
    finished: Vec<(String, Time)>,
    lines: Vec<(Time, String)>,
}

fn run(set_up: impl FnOnce()) -> Run {
    run_in_order(set_up, |_| 0)
}

/// A run in another order: where several tasks are ready, `choose` is asked with their number.
fn run_in_order(set_up: impl FnOnce(), mut choose: impl FnMut(usize) -> usize) -> Run {
    let executor = Executor::recording(Recorder::default(), Duration::ZERO);
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
fn all_orders(set_up: fn()) -> Vec<Run> {
    let (mut runs, mut plan) = (Vec::new(), Vec::new());
    loop {
        let mut options = Vec::new();
        let choose = |ready| {
            options.push(ready);
            plan.get(options.len() - 1).copied().unwrap_or(0)
        };
        runs.push(run_in_order(set_up, choose));
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
    fn take(&mut self, event: &Event, record: &Recorder) {
        match *event {
            Event::Spawned { name, .. } => {
                self.names.push(record.text(name).to_owned());
                self.polls.push(0);
            }
            Event::Turn { turn, task, action } => {
                self.turns = turn;
                self.polls[index(task)] += u32::from(action == Action::Poll);
                self.schedule.push(self.name(task));
            }
            Event::Ready { task } => self.finished.push((self.name(task), self.clock)),
            Event::Clock { to, .. } => self.clock = to,
            Event::Output { text } => self.lines.push((self.clock, record.text(text).to_owned())),
            _ => {}
        }
    }

    fn name(&self, task: TaskId) -> String {
        self.names[index(task)].clone()
    }

    fn polls_of(&self, name: &str) -> u32 {
        let task = self.names.iter().position(|known| known == name);
        self.polls[task.expect("a task of this name was spawned")]
    }

    fn texts(&self) -> Vec<&str> {
        self.lines.iter().map(|(_, line)| line.as_str()).collect()
    }

    fn lines_at(&self, time: Time) -> Vec<&str> {
        let then = self.lines.iter().filter(|(at, _)| *at == time);
        then.map(|(_, line)| line.as_str()).collect()
    }

    fn time_of(&self, line: &str) -> Time {
        let printed = self.lines.iter().find(|(_, text)| text == line);
        printed.expect("this line was printed").0
    }

    fn finishers(&self) -> Vec<&str> {
        self.finished.iter().map(|(name, _)| name.as_str()).collect()
    }

    fn count(&self, is_it: impl Fn(&Event) -> bool) -> usize {
        self.record.events().iter().filter(|event| is_it(event)).count()
    }

    /// What the shared things are called, in the order of naming.
    fn things(&self) -> Vec<&str> {
        let named = self.record.events().iter().filter_map(|event| match *event {
            Event::ResourceNamed { name, .. } => Some(self.record.text(name)),
            _ => None,
        });
        named.collect()
    }

    /// The coroutine that goes by this name.
    fn coroutine(&self, wanted: &str) -> CoroutineId {
        let named = self.record.events().iter().find_map(|event| match *event {
            Event::CoroutineNamed { coroutine, name } => {
                (self.record.text(name) == wanted).then_some(coroutine)
            }
            _ => None,
        });
        named.expect("a coroutine goes by this name")
    }

    /// Where in the record this coroutine is entered.
    fn entered(&self, wanted: CoroutineId) -> Vec<usize> {
        let places = self.record.events().iter().enumerate().filter_map(|(place, event)| {
            matches!(event, Event::Entered { coroutine, .. } if *coroutine == wanted)
                .then_some(place)
        });
        places.collect()
    }

    /// What the thing of this name is at the end.
    fn value(&self, wanted: &str) -> &str {
        let named = self.record.events().iter().find_map(|event| match *event {
            Event::ResourceNamed { resource, name } if self.record.text(name) == wanted => {
                Some(resource)
            }
            _ => None,
        });
        let thing = named.expect("a thing of this name was made");
        let latest = self.record.events().iter().rev().find_map(|event| match *event {
            Event::Changed { resource, value } | Event::Made { resource, value, .. } => {
                (resource == thing).then_some(self.record.text(value))
            }
            _ => None,
        });
        latest.expect("it began with a value")
    }

    /// The moments at which this task was polled.
    fn polled_at(&self, name: &str) -> Vec<Time> {
        let (mut clock, mut polled) = (at(0), Vec::new());
        for event in self.record.events() {
            match *event {
                Event::Clock { to, .. } => clock = to,
                Event::Turn { task, action: Action::Poll, .. } if self.name(task) == name => {
                    polled.push(clock);
                }
                _ => {}
            }
        }
        polled
    }

    /// The deadlines of all timers, in the order in which they were set.
    fn deadlines(&self) -> Vec<Time> {
        let set = self.record.events().iter().filter_map(|event| match *event {
            Event::TimerSet { deadline, .. } => Some(deadline),
            _ => None,
        });
        set.collect()
    }

    /// The events of one turn.
    fn events_of_turn(&self, wanted: u32) -> &[Event] {
        let opens = |event: &Event| matches!(event, Event::Turn { .. });
        let is_it = |event: &Event| matches!(event, Event::Turn { turn, .. } if *turn == wanted);
        let from = self.position(is_it);
        let rest = &self.record.events()[from..];
        let length = rest[1..].iter().position(opens).map_or(rest.len(), |at| at + 1);
        &rest[..length]
    }

    fn wakes(&self) -> usize {
        self.count(|event| matches!(event, Event::Wake { .. }))
    }

    fn position(&self, is_it: impl Fn(&Event) -> bool) -> usize {
        self.record.events().iter().position(is_it).expect("this happened")
    }

    fn says(&self, line: &str) -> impl Fn(&Event) -> bool {
        move |event| matches!(event, Event::Output { text } if self.record.text(*text) == line)
    }

    /// Like the file that is kept beside the twin.
    fn printed(&self) -> String {
        let mut printed = String::new();
        for (time, line) in &self.lines {
            let _infallible = writeln!(printed, "{}\t{line}", plain(*time));
        }
        let end = match &self.end {
            Turn::Finished => "# finished".to_owned(),
            Turn::Stalled(_) => format!("# stalled: {}", self.left().join(", ")),
            other => format!("# {other:?}"),
        };
        let _infallible = writeln!(printed, "{}\t{end}", plain(self.clock));
        printed
    }

    fn left(&self) -> Vec<String> {
        let Turn::Stalled(stuck) = &self.end else { return Vec::new() };
        stuck.iter().map(|stuck| self.name(stuck.task)).collect()
    }
}

fn index(task: TaskId) -> usize {
    task.0 as usize
}

fn at(seconds: u64) -> Time {
    Time(seconds * 1_000_000_000)
}

fn plain(time: Time) -> String {
    time.to_string().trim_end_matches(" s").to_owned()
}

fn scene(lesson: &str, name: &str) -> &'static Scene {
    let lesson = catalog::find(lesson).expect("there is such a lesson");
    lesson.scenes.iter().find(|scene| scene.name == name).expect("it has such a scene")
}

fn recipe(lesson: &str) -> Run {
    run(scene(lesson, "recipe").set_up)
}

fn scenes() -> impl Iterator<Item = &'static Scene> {
    catalog::lessons().iter().flat_map(|lesson| lesson.scenes)
}

#[expect(clippy::unused_async, reason = "a coroutine may print one line and end")]
async fn prints(line: &'static str) {
    say!("{line}");
}

#[test]
fn every_recipe_prints_what_its_twin_prints() {
    for scene in scenes() {
        assert_eq!(run(scene.set_up).printed(), scene.expected, "{}", scene.rust.file);
    }
}

#[test]
fn every_recipe_runs_the_same_every_time() {
    for scene in scenes() {
        let (one, other) = (run(scene.set_up), run(scene.set_up));
        assert_eq!(one.record.events(), other.record.events(), "{}", scene.rust.file);
        let texts = |run: &Run| format!("{:?}", run.record);
        assert_eq!(texts(&one), texts(&other), "{}", scene.rust.file);
        assert_eq!(one.end, other.end);
    }
}

#[test]
fn every_recipe_ends_the_same_unrecorded() {
    for scene in scenes() {
        let executor = Executor::new();
        executor.set_up(scene.set_up);
        let end = executor.run();
        let recorded = run(scene.set_up);
        assert_eq!(executor.now(), recorded.clock, "{}", scene.rust.file);
        assert_eq!(end == Turn::Finished, recorded.end == Turn::Finished, "{}", scene.rust.file);
    }
}

/// R3, in every recipe: a poll ends before the next one begins.
#[test]
fn one_task_is_polled_at_a_time() {
    for scene in scenes() {
        let run = run(scene.set_up);
        let mut polled = None;
        for event in run.record.events() {
            match *event {
                Event::Turn { task, .. } => assert_eq!(polled.replace(task), None),
                Event::Pending { task } | Event::Ready { task } | Event::Cancelled { task } => {
                    assert_eq!(polled.take(), Some(task));
                }
                _ => {}
            }
        }
        assert_eq!(polled, None);
    }
}

#[path = "recipes/bugs.rs"]
mod bugs;
#[path = "recipes/one_poll.rs"]
mod one_poll;
#[path = "recipes/sharing.rs"]
mod sharing;
#[path = "recipes/waiting.rs"]
mod waiting;

mod a1_lazy {
    use super::*;

    #[test]
    fn the_coroutine_that_nobody_awaits_prints_nothing() {
        let run = recipe("lazy");
        assert_eq!(run.texts(), ["two coroutines made", "hello from late", "main ends"]);
        assert_eq!(run.end, Turn::Finished);
    }

    #[test]
    fn there_is_one_task_and_awaiting_a_coroutine_makes_no_other() {
        let run = recipe("lazy");
        assert_eq!(run.names, ["main"]);
        assert_eq!((run.turns, run.polls_of("main"), run.wakes()), (1, 1, 0));
    }

    #[test]
    fn awaiting_it_first_prints_its_line_first() {
        let run = run(|| {
            let main = async {
                let (early, late) = (prints("early"), prints("late"));
                early.await;
                late.await;
            };
            spawn(main).detach();
        });
        assert_eq!(run.texts(), ["early", "late"]);
    }

    #[test]
    fn early_is_created_never_entered_and_dropped() {
        let run = recipe("lazy");
        let (early, late) = (run.coroutine("early"), run.coroutine("late"));
        assert!(run.entered(early).is_empty());
        let [entered] = run.entered(late)[..] else { panic!("it is entered once") };
        assert!(entered > run.position(run.says("two coroutines made")));
        let dropped = run.position(|event| *event == Event::Dropped { coroutine: early });
        assert!(dropped > run.position(run.says("main ends")));
    }
}

mod a2_task {
    use super::*;

    #[test]
    fn making_tasks_queues_them_and_runs_nothing() {
        let executor = Executor::recording(Recorder::default(), Duration::ZERO);
        executor.set_up(scene("task", "recipe").set_up);
        assert_eq!(executor.ready(), [TaskId(0), TaskId(1)]);
        let record = executor.record().expect("this executor records").clone();
        let ran = |event: &&Event| matches!(event, Event::Output { .. } | Event::Turn { .. });
        assert_eq!(record.events().iter().find(ran), None);
        assert_eq!(executor.turn(), Turn::Polled(TaskId(0), Outcome::Ready));
        assert_eq!(executor.turn(), Turn::Polled(TaskId(1), Outcome::Ready));
        assert_eq!(executor.turn(), Turn::Finished);
    }

    #[test]
    fn two_tasks_take_two_turns() {
        let run = recipe("task");
        assert_eq!(run.texts(), ["hello from first", "hello from second"]);
        assert_eq!((run.turns, run.polls.as_slice()), (2, &[1, 1][..]));
    }

    #[test]
    fn a_task_goes_by_the_name_of_its_coroutine() {
        assert_eq!(recipe("task").names, ["first", "second"]);
    }

    #[test]
    fn spawned_the_other_way_round_they_run_the_other_way_round() {
        let run = run(|| {
            spawn(prints("second")).detach();
            spawn(prints("first")).detach();
        });
        assert_eq!(run.texts(), ["second", "first"]);
    }

    #[test]
    fn a_task_from_the_back_of_the_queue_may_be_taken_first() {
        let executor = Executor::recording(Recorder::default(), Duration::ZERO);
        executor.set_up(scene("task", "recipe").set_up);
        assert_eq!(executor.turn_of(1), Turn::Polled(TaskId(1), Outcome::Ready));
        assert_eq!(executor.ready(), [TaskId(0)]);
    }
}

mod a3_suspend {
    use super::*;

    #[test]
    fn a_suspended_task_is_in_no_queue() {
        let executor = Executor::recording(Recorder::default(), Duration::ZERO);
        executor.set_up(scene("suspend", "recipe").set_up);
        let (waiter, worker) = (TaskId(0), TaskId(1));
        assert_eq!(executor.turn(), Turn::Polled(waiter, Outcome::Pending));
        assert_eq!(executor.ready(), [worker]);
        assert_eq!(executor.turn(), Turn::Polled(worker, Outcome::Ready));
        assert_eq!(executor.ready(), []);
        assert!(matches!(executor.turn(), Turn::Stalled(_)));
    }

    #[test]
    fn it_stalls_with_the_waiter_left() {
        let run = recipe("suspend");
        assert_eq!(run.names, ["waiter", "worker"]);
        assert_eq!(run.texts(), ["asking", "working"]);
        assert_eq!((run.turns, run.polls_of("waiter"), run.polls_of("worker")), (2, 1, 1));
        assert_eq!((run.wakes(), run.clock), (0, at(0)));
        assert_eq!(run.left(), ["waiter"]);
        assert_eq!(run.record.events().last(), Some(&Event::End { how: Verdict::Stalled }));
    }

    #[test]
    fn the_promise_keeps_the_waker_so_the_task_is_not_lost() {
        let run = recipe("suspend");
        assert_eq!(run.count(|event| matches!(event, Event::Waits { task: TaskId(0), .. })), 1);
        let Turn::Stalled(stuck) = &run.end else { panic!("it stalls") };
        assert!(!stuck[0].lost);
    }

    #[test]
    fn the_stall_says_what_the_waiter_waits_for() {
        let run = recipe("suspend");
        let Turn::Stalled(stuck) = &run.end else { panic!("it stalls") };
        let waits_for = stuck[0].waits_for.as_deref().expect("the coroutine is observed");
        assert!(waits_for.contains("answer"), "{waits_for}");
        assert_eq!(run.things(), ["answer"]);
    }

    async fn waiter(answer: Promise<i32>) {
        say!("asking");
        let value = answer.get().await;
        say!("got {value}");
    }

    #[test]
    fn with_worker_first_only_the_lines_change_places() {
        let run = run(|| {
            spawn(prints("working")).detach();
            spawn(waiter(Promise::new())).detach();
        });
        assert_eq!(run.texts(), ["working", "asking"]);
        assert_eq!(run.left(), ["waiter"]);
    }

    #[test]
    fn a_promise_that_is_full_suspends_nobody() {
        let run = run(|| {
            let answer = Promise::new();
            answer.set(42);
            spawn(waiter(answer.clone())).detach();
        });
        assert_eq!(run.texts(), ["asking", "got 42"]);
        assert_eq!((run.polls_of("waiter"), run.wakes(), &run.end), (1, 0, &Turn::Finished));
    }

    #[test]
    fn a_second_waiter_waits_too() {
        let run = run(|| {
            let answer = Promise::new();
            spawn_named("one", waiter(answer.clone())).detach();
            spawn_named("two", waiter(answer.clone())).detach();
        });
        assert_eq!(run.left(), ["one", "two"]);
    }
}

mod a4_resume {
    use super::*;

    fn is_wake(event: &Event) -> bool {
        matches!(event, Event::Wake { .. })
    }

    #[test]
    fn two_tasks_three_turns_one_wake() {
        let run = recipe("resume");
        assert_eq!(run.texts(), ["asking", "thinking", "answer set", "got 42"]);
        assert_eq!((run.turns, run.wakes()), (3, 1));
        assert_eq!((run.polls_of("waiter"), run.polls_of("answerer")), (2, 1));
        assert_eq!(run.schedule, ["waiter", "answerer", "waiter"]);
        assert_eq!(run.finishers(), ["answerer", "waiter"]);
        assert_eq!((run.clock, &run.end), (at(0), &Turn::Finished));
    }

    #[test]
    fn setting_fills_then_wakes_then_goes_on_in_the_same_poll() {
        let run = recipe("resume");
        let full = run.position(|event| {
            matches!(event, Event::Changed { value, .. } if run.record.text(*value) == "full: 42")
        });
        let wake = run.position(is_wake);
        let said = run.position(run.says("answer set"));
        let over = run.position(|event| matches!(event, Event::Ready { task: TaskId(1) }));
        let got = run.position(run.says("got 42"));
        assert!(full < wake && wake < said && said < over && over < got);
        let (waiter, answerer) = (TaskId(0), TaskId(1));
        let queued =
            Event::Wake { task: waiter, by: Cause::Task(answerer), effect: Effect::Queued };
        assert_eq!(run.record.events()[wake], queued);
    }

    #[test]
    fn the_woken_waiter_is_all_there_is_in_the_queue() {
        let executor = Executor::new();
        executor.set_up(scene("resume", "recipe").set_up);
        let (waiter, answerer) = (TaskId(0), TaskId(1));
        assert_eq!(executor.turn(), Turn::Polled(waiter, Outcome::Pending));
        assert_eq!(executor.ready(), [answerer]);
        assert_eq!(executor.turn(), Turn::Polled(answerer, Outcome::Ready));
        assert_eq!(executor.ready(), [waiter]);
    }

    #[test]
    fn the_promise_goes_by_the_name_of_its_variable() {
        assert_eq!(recipe("resume").things(), ["answer"]);
    }

    async fn waiter(answer: Promise<i32>) {
        say!("asking");
        let value = answer.get().await;
        say!("got {value}");
    }

    /// Break it (a).
    #[test]
    fn with_the_answerer_first_the_waiter_never_suspends() {
        let run = run(|| {
            let answer = Promise::new();
            let filled = answer.clone();
            spawn_named("answerer", async move { filled.set(42) }).detach();
            spawn(waiter(answer.clone())).detach();
        });
        assert_eq!((run.turns, run.wakes(), run.polls_of("waiter")), (2, 0, 1));
        assert_eq!(run.texts(), ["asking", "got 42"]);
    }

    /// Break it (b).
    #[test]
    fn an_error_reaches_the_waiter_at_its_await() {
        let run = run(|| {
            let answer: Promise<Result<i32, String>> = Promise::new();
            let filled = answer.clone();
            let waiter = async move {
                match answer.get().await {
                    Ok(value) => say!("got {value}"),
                    Err(error) => say!("no answer: {error}"),
                }
            };
            spawn_named("waiter", waiter).detach();
            spawn(async move { filled.set(Err("too hard".to_owned())) }).detach();
        });
        assert_eq!(run.texts(), ["no answer: too hard"]);
        assert_eq!(run.polls_of("waiter"), 2);
    }

    /// Break it (c).
    #[test]
    fn without_the_stored_waker_it_stalls_although_the_slot_is_full() {
        let run = run(|| {
            let slot = Rc::new(Cell::new(None));
            let filled = Rc::clone(&slot);
            let forgets = poll_fn(move |_| slot.get().map_or(Poll::Pending, Poll::Ready));
            let waiter = async move {
                let value: i32 = forgets.await;
                say!("got {value}");
            };
            spawn_named("waiter", waiter).detach();
            spawn(async move { filled.set(Some(42)) }).detach();
        });
        assert_eq!(run.left(), ["waiter"]);
        let Turn::Stalled(stuck) = &run.end else { panic!("it stalls") };
        assert!(stuck[0].lost);
    }
}

mod a5_in_a_row {
    use super::*;

    fn coroutines() -> Run {
        run(scene("in-a-row", "coroutines").set_up)
    }

    fn tasks() -> Run {
        run(scene("in-a-row", "tasks").set_up)
    }

    #[test]
    fn coroutines_in_a_row_take_the_sum() {
        let run = coroutines();
        assert_eq!(run.names, ["main"]);
        assert_eq!((run.clock, run.turns, run.polls_of("main")), (at(5), 3, 3));
        assert_eq!(run.time_of("a starts"), at(0));
        assert_eq!(run.time_of("b starts"), at(2));
        assert_eq!(run.finished, [("main".to_owned(), at(5))]);
    }

    #[test]
    fn the_clock_jumps_where_nothing_is_ready() {
        let jump = |to| Event::Clock { to: at(to), why: Passing::Idle };
        let jumps = |run: &Run| {
            let events = run.record.events().iter().copied();
            events.filter(|event| matches!(event, Event::Clock { .. })).collect::<Vec<_>>()
        };
        assert_eq!(jumps(&coroutines()), [jump(2), jump(5)]);
        assert_eq!(jumps(&tasks()), [jump(2), jump(3)]);
    }

    #[test]
    fn tasks_in_a_row_take_the_longest() {
        let run = tasks();
        assert_eq!((run.clock, run.turns, run.polls_of("main")), (at(3), 7, 3));
        assert_eq!((run.time_of("a starts"), run.time_of("b starts")), (at(0), at(0)));
        assert_eq!(run.polls, [3, 2, 2]);
        let ended: Vec<_> = run.finished.iter().map(|(_, time)| *time).collect();
        assert_eq!(ended, [at(2), at(3), at(3)]);
    }

    /// Beat 8: `a` wakes main at 2 s, and main then waits for `b`.
    #[test]
    fn main_is_polled_at_the_end_of_each_task() {
        let run = tasks();
        let (mut clock, mut polled) = (at(0), Vec::new());
        for event in run.record.events() {
            match *event {
                Event::Clock { to, .. } => clock = to,
                Event::Turn { task: TaskId(0), .. } => polled.push(clock),
                _ => {}
            }
        }
        assert_eq!(polled, [at(0), at(2), at(3)]);
        let (main, a, b) = (TaskId(0), TaskId(1), TaskId(2));
        let first = run.position(|event| matches!(event, Event::Joins { .. }));
        let second = run.position(|event| *event == Event::Joins { task: b, waiter: main });
        assert_eq!(run.record.events()[first], Event::Joins { task: a, waiter: main });
        assert!(second > first);
    }

    #[test]
    fn the_tasks_are_called_a_and_b() {
        let run = tasks();
        assert_eq!(run.names, ["main", "a", "b"]);
        assert_eq!(run.schedule, ["main", "a", "b", "a", "main", "b", "main"]);
        assert_eq!(run.finishers(), ["a", "b", "main"]);
    }

    async fn step(name: &'static str, secs: u32) {
        say!("{name} starts");
        sleep(secs * SECOND).await;
        say!("{name} ends");
    }

    #[test]
    fn spawning_and_awaiting_at_once_overlaps_nothing() {
        let run = run(|| {
            let main = async {
                let (a, b) = (step("a", 2), step("b", 3));
                spawn(a).await.expect("a ends");
                spawn(b).await.expect("b ends");
            };
            spawn(main).detach();
        });
        assert_eq!((run.clock, run.turns), (at(5), 7));
        assert_eq!(run.time_of("b starts"), at(2));
    }

    #[test]
    fn swapping_the_awaits_of_tasks_changes_nothing_in_time() {
        let run = run(|| {
            let main = async {
                let (a, b) = (spawn(step("a", 2)), spawn(step("b", 3)));
                b.await.expect("b ends");
                a.await.expect("a ends");
            };
            spawn(main).detach();
        });
        assert_eq!(run.clock, at(3));
    }
}

mod a6_three_tasks {
    use super::*;

    fn small() -> Run {
        run(scene("three-tasks", "small").set_up)
    }

    #[test]
    fn sixteen_turns_in_six_seconds() {
        let run = small();
        assert_eq!(run.names, ["factorial", "fibonacci", "binomial"]);
        assert_eq!((run.turns, run.clock), (16, at(6)));
        assert_eq!(run.polls, [4 + 1, 6 + 1, 3 + 1]);
        assert_eq!(run.end, Turn::Finished);
    }

    #[test]
    fn the_last_spawned_is_the_first_to_finish() {
        let ended = [("binomial", at(3)), ("factorial", at(4)), ("fibonacci", at(6))];
        assert_eq!(small().finished, ended.map(|(name, time)| (name.to_owned(), time)));
    }

    #[test]
    fn three_polls_and_one_jump_are_the_pattern() {
        let run = small();
        let round = ["factorial", "fibonacci", "binomial"];
        let rounds: Vec<_> = run.schedule.chunks(3).take(4).collect();
        assert_eq!(rounds, [round; 4]);
        assert_eq!(run.schedule[12..], ["factorial", "fibonacci", "fibonacci", "fibonacci"]);
        let mut jumps = Vec::new();
        let mut turn = 0;
        for event in run.record.events() {
            match *event {
                Event::Turn { turn: now, .. } => turn = now,
                Event::Clock { .. } => jumps.push(turn),
                _ => {}
            }
        }
        assert_eq!(jumps, [3, 6, 9, 12, 14, 15]);
    }

    #[test]
    fn at_three_seconds_three_lines_are_printed() {
        let lines = ["factorial: multiply by 5", "fibonacci: step 3", "binomial(6, 3) = 20"];
        assert_eq!(small().lines_at(at(3)), lines);
    }

    #[test]
    fn the_results_are_right() {
        let run = small();
        for line in ["factorial(5) = 120", "fibonacci(6) = 8", "binomial(6, 3) = 20"] {
            run.time_of(line);
        }
        assert_eq!(run.lines.len(), 16);
    }

    /// If each wait were a second of work instead, it would take their sum.
    #[test]
    fn there_are_thirteen_seconds_of_waiting() {
        let sleeps = small().count(|event| matches!(event, Event::TimerSet { .. }));
        assert_eq!(sleeps, 13);
    }

    #[test]
    fn every_wake_comes_from_the_clock() {
        let run = small();
        let by_clock = |event: &Event| matches!(event, Event::Wake { by: Cause::Clock, .. });
        assert_eq!((run.wakes(), run.count(by_clock)), (13, 13));
    }

    #[test]
    fn at_the_fourth_turn_factorial_has_kept_its_locals() {
        let run = small();
        let turn = |wanted| {
            run.position(|event| matches!(event, Event::Turn { turn, .. } if *turn == wanted))
        };
        let fourth = &run.record.events()[turn(4)..turn(5)];
        let locals: Vec<_> = fourth
            .iter()
            .filter_map(|event| match *event {
                Event::Local { name, value, .. } => {
                    Some((run.record.text(name), run.record.text(value)))
                }
                _ => None,
            })
            .collect();
        assert_eq!(locals, [("f", "2"), ("i", "3")]);
    }

    #[test]
    fn bigger_numbers_take_longer_and_the_order_holds() {
        let run = run(scene("three-tasks", "big").set_up);
        assert_eq!((run.turns, run.clock), (32, at(10)));
        assert_eq!(run.polls, [10, 11, 11]);
        assert_eq!(run.finishers(), ["factorial", "fibonacci", "binomial"]);
        for line in ["factorial(10) = 3628800", "fibonacci(10) = 55", "binomial(20, 10) = 184756"] {
            run.time_of(line);
        }
    }
}

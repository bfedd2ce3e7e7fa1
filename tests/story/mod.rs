//! A run as a short **story**: one line a step, one phrase an event. Tests compare whole stories, so that
//! an event too many is as wrong as one too few.

use coroscope::executor::{Executor, Recorder, Turn};
use coroscope::record::event::{
    Action, CancelEffect, ClockReason, Event, LoopEvent, OutputEvent, OutsideEvent, ResourceEvent,
    TaskEvent, TaskId, TimerEvent, Verdict, WakeCause, WakeEffect,
};
use std::collections::BTreeMap;
use std::time::Duration;

/// A recording executor, set up by `code`.
pub fn recorded<R>(code: impl FnOnce() -> R) -> (Executor, R) {
    let executor = Executor::recording(Recorder::default(), Duration::ZERO);
    let result = executor.set_up(code);
    (executor, result)
}

/// The same, where the set-up gives nothing back.
pub fn set_up(code: impl FnOnce()) -> Executor {
    recorded(code).0
}

/// Runs a program to its end and compares its story. In `expected`, `//` begins a comment.
#[track_caller]
pub fn assert_story<R>(code: impl FnOnce() -> R, expected: &str) {
    let (executor, kept) = recorded(code);
    executor.run();
    assert_events(&executor, expected);
    drop(kept);
}

/// Compares what an executor has done so far.
#[track_caller]
pub fn assert_events(executor: &Executor, expected: &str) {
    let without_comment = |line: &str| line.split("//").next().unwrap_or("").trim().to_owned();
    let expected: Vec<_> =
        expected.lines().map(without_comment).filter(|line| !line.is_empty()).collect();
    let events = format_events(executor);
    assert!(
        events == expected,
        "events:\n{}\nexpected:\n{}\n",
        events.join("\n"),
        expected.join("\n")
    );
}

/// Takes turns, at most so many, until the run ends.
pub fn run_at_most(executor: &Executor, turns: usize) -> Turn {
    for _ in 0..turns {
        match executor.turn() {
            Turn::Polled(..) | Turn::Dropped(_) | Turn::Jumped(_) => {}
            end => return end,
        }
    }
    panic!("the run does not end within {turns} turns");
}

/// The story so far.
pub fn format_events(executor: &Executor) -> Vec<String> {
    let record = executor.record().expect("the executor records");
    let mut names = BTreeMap::new();
    let mut steps: Vec<Vec<String>> = vec![Vec::new()];
    for event in record.events() {
        if let Event::Task(TaskEvent::Spawned { task, name, .. }) = event {
            names.insert(*task, record.text(*name).to_owned());
        }
        let opens = matches!(
            event,
            Event::Loop(
                LoopEvent::Turn { .. }
                    | LoopEvent::End { .. }
                    | LoopEvent::Clock { why: ClockReason::Idle, .. }
            )
        );
        if opens {
            steps.push(Vec::new());
        }
        let phrase = phrase(event, &names, &record);
        steps.last_mut().expect("there is step 0").push(phrase);
    }
    steps.retain(|step| !step.is_empty());
    steps.into_iter().map(|step| step.join(" | ")).collect()
}

fn phrase(event: &Event, names: &BTreeMap<TaskId, String>, record: &Recorder) -> String {
    let name = |task: &TaskId| names.get(task).map_or("?", String::as_str);
    let cause = |cause: &WakeCause| match cause {
        WakeCause::SetUp => "set-up".to_owned(),
        WakeCause::Task(task) => name(task).to_owned(),
        WakeCause::Clock => "clock".to_owned(),
        WakeCause::Outside => "outside".to_owned(),
    };
    match event {
        Event::Loop(LoopEvent::Turn { turn, task, action: Action::Poll }) => {
            format!("{turn}: poll {}", name(task))
        }
        Event::Loop(LoopEvent::Turn { turn, task, action: Action::Drop }) => {
            format!("{turn}: drop {}", name(task))
        }
        Event::Loop(LoopEvent::Pending { .. }) => "pending".to_owned(),
        Event::Loop(LoopEvent::Ready { .. }) => "ready".to_owned(),
        Event::Loop(LoopEvent::Panicked { message, .. }) => {
            format!("panicked: {}", record.text(*message))
        }
        Event::Loop(LoopEvent::Cancelled { .. }) => "cancelled".to_owned(),
        Event::Loop(LoopEvent::Clock { to, why: ClockReason::Idle }) => format!("clock {to}"),
        Event::Loop(LoopEvent::Clock { to, why: ClockReason::Cost }) => format!("cost to {to}"),
        Event::Loop(LoopEvent::Clock { to, why: ClockReason::Block }) => format!("block to {to}"),
        Event::Loop(LoopEvent::End { how: Verdict::Finished }) => "finished".to_owned(),
        Event::Loop(LoopEvent::End { how: Verdict::Stalled }) => "stalled".to_owned(),
        Event::Loop(LoopEvent::End { how: Verdict::Waiting }) => "waiting".to_owned(),
        Event::Loop(LoopEvent::End { how: Verdict::NoProgress }) => "no-progress".to_owned(),
        Event::Loop(LoopEvent::End { how: Verdict::Frozen }) => "frozen".to_owned(),
        Event::Loop(LoopEvent::End { how: Verdict::CutOff }) => "cut off".to_owned(),
        Event::Task(TaskEvent::Spawned { task, .. }) => format!("spawn {}", name(task)),
        Event::Task(TaskEvent::Detached { task }) => format!("detach {}", name(task)),
        Event::Task(TaskEvent::Joins { task, waiter }) => {
            format!("{} joins {}", name(waiter), name(task))
        }
        Event::Task(TaskEvent::CancelAsked { task, effect }) => {
            let how = match effect {
                CancelEffect::Queued => "",
                CancelEffect::Merged => " (merged)",
                CancelEffect::Ignored => " (ignored)",
                CancelEffect::PassedOn => " (passed on)",
                CancelEffect::Deferred => " (deferred)",
            };
            format!("cancel {}{how}", name(task))
        }
        Event::Task(TaskEvent::Wake { task, by, effect }) => {
            format!("{} wakes {}{}", cause(by), name(task), manner(*effect))
        }
        Event::Task(TaskEvent::Lost { task }) => format!("{} lost", name(task)),
        Event::Timer(TimerEvent::Set { timer, deadline, .. }) => {
            format!("timer {} at {deadline}", timer.0)
        }
        Event::Timer(TimerEvent::Fired { timer }) => format!("timer {} fires", timer.0),
        Event::Timer(TimerEvent::Dropped { timer }) => format!("timer {} dropped", timer.0),
        Event::Resource(ResourceEvent::Made { .. }) => "made".to_owned(),
        Event::Resource(ResourceEvent::Changed { value, .. }) => record.text(*value).to_owned(),
        Event::Resource(ResourceEvent::Waits { task, .. }) => format!("{} waits", name(task)),
        Event::Resource(ResourceEvent::Leaves { task, why, .. }) => {
            format!("{} leaves {why:?}", name(task))
        }
        Event::Resource(ResourceEvent::Holds { task, .. }) => format!("{} holds", name(task)),
        Event::Resource(ResourceEvent::Releases { task, .. }) => format!("{} releases", name(task)),
        Event::Resource(ResourceEvent::Gone { .. }) => "gone".to_owned(),
        Event::Outside(OutsideEvent::Opened { places, .. }) => format!("open {places}"),
        Event::Outside(OutsideEvent::HandedOver { job, .. }) => format!("hand over {}", job.0),
        Event::Outside(OutsideEvent::Named { job, name }) => {
            format!("{} is {}", job.0, record.text(*name))
        }
        Event::Outside(OutsideEvent::Started { job, place, at }) => {
            format!("{} starts in {place} at {at}", job.0)
        }
        Event::Outside(OutsideEvent::Awaited { job, task }) => {
            format!("{} awaits {}", name(task), job.0)
        }
        Event::Outside(OutsideEvent::Abandoned { job }) => format!("{} abandoned", job.0),
        Event::Outside(OutsideEvent::Done { job, at }) => format!("{} done at {at}", job.0),
        Event::Output(OutputEvent::Printed { text }) => format!("say {}", record.text(*text)),
        other => format!("{other:?}"),
    }
}

fn manner(effect: WakeEffect) -> &'static str {
    match effect {
        WakeEffect::Queued => "",
        WakeEffect::Merged => " (merged)",
        WakeEffect::Ignored => " (ignored)",
    }
}

//! Every recipe, run: what it prints and when, how often each task is polled, in which order tasks end.
//!
//! The numbers are those that the lessons speak of. They were computed before there was an executor; a
//! test that fails here means that the loop, the recipe or the lesson is wrong.

use coroscope::course::catalog::{self, Scene};
use coroscope::executor::{Executor, Recorder, Turn};
use coroscope::kit::{SECOND, say, sleep, spawn, spawn_named};
use coroscope::record::event::{
    Action, CancelEffect, ClockReason, CoroutineEvent, Event, LoopEvent, OutputEvent,
    ResourceEvent, TaskEvent, TaskId, TimerEvent, Verdict, WakeCause, WakeEffect,
};
use run::{Run, all_orders, at, run, run_in_order, run_with_poll_cost};
use std::time::Duration;

fn scene(lesson: &str, name: &str) -> &'static Scene {
    let lesson = catalog::find(lesson).expect("there is such a lesson");
    lesson.scenes.iter().find(|scene| scene.name == name).expect("it has such a scene")
}

/// What spawns the tasks of a scene.
fn set_up(scene: &Scene) -> impl Fn() + 'static {
    let program = scene.program();
    move || program.built_in().expect("a recipe is compiled in").spawn_tasks()
}

fn recipe(lesson: &str) -> Run {
    run(set_up(scene(lesson, "recipe")))
}

fn scenes() -> impl Iterator<Item = &'static Scene> {
    catalog::lessons().iter().flat_map(|lesson| &lesson.scenes)
}

#[expect(clippy::unused_async, reason = "a coroutine may print one line and end")]
async fn prints(line: &'static str) {
    say!("{line}");
}

#[test]
fn every_recipe_prints_what_its_twin_prints() {
    for scene in scenes() {
        let cost = scene.program().built_in().expect("a recipe is compiled in").poll_cost();
        let run = run_with_poll_cost(set_up(scene), cost);
        assert_eq!(run.printed(), &*scene.expected.text, "{}", scene.rust.file);
    }
}

#[test]
fn every_recipe_runs_the_same_every_time() {
    for scene in scenes() {
        let (one, other) = (run(set_up(scene)), run(set_up(scene)));
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
        executor.set_up(set_up(scene));
        let end = executor.run();
        let recorded = run(set_up(scene));
        assert_eq!(executor.now(), recorded.clock, "{}", scene.rust.file);
        assert_eq!(end == Turn::Finished, recorded.end == Turn::Finished, "{}", scene.rust.file);
    }
}

/// R3, in every recipe: a poll ends before the next one begins.
#[test]
fn one_task_is_polled_at_a_time() {
    for scene in scenes() {
        let run = run(set_up(scene));
        let mut polled = None;
        for event in run.record.events() {
            match *event {
                Event::Loop(LoopEvent::Turn { task, .. }) => assert_eq!(polled.replace(task), None),
                Event::Loop(
                    LoopEvent::Pending { task }
                    | LoopEvent::Ready { task }
                    | LoopEvent::Cancelled { task }
                    | LoopEvent::Panicked { task, .. },
                ) => {
                    assert_eq!(polled.take(), Some(task));
                }
                _ => {}
            }
        }
        // The poll of a frozen task never ends.
        let unfinished = if let Turn::Frozen(task) = run.end { Some(task) } else { None };
        assert_eq!(polled, unfinished, "{}", scene.rust.file);
    }
}

#[path = "recipes/broken.rs"]
mod broken;
#[path = "recipes/bugs.rs"]
mod bugs;
#[path = "recipes/central.rs"]
mod central;
#[path = "recipes/clock.rs"]
mod clock;
#[path = "recipes/one_poll.rs"]
mod one_poll;
#[path = "recipes/run.rs"]
mod run;
#[path = "recipes/sharing.rs"]
mod sharing;
#[path = "recipes/waiting.rs"]
mod waiting;

//! The executor's own source, as a lesson shows it: which of its lines is at work behind an event.
//!
//! It is the file that is compiled, and its lines are named by markers like those of a recipe. So the
//! lesson cannot show a loop that is not the one that runs.

use crate::course::lesson::markers::Source;
use crate::record::event::{
    ClockReason, Event, LoopEvent, TaskEvent, TimerEvent, Verdict, WakeCause,
};
use crate::world::{Step, World};

/// The loop's file.
pub static EXECUTOR: Source =
    Source { file: "src/executor.rs", text: include_str!("../executor.rs") };

/// What the loop's file is shown from and to: the functions `turn` and `run_task`, without what stands
/// before and behind them. The lines are counted from 1.
#[must_use]
pub fn excerpt() -> (u32, u32) {
    let begins = |function: &str| {
        let at = EXECUTOR.text.lines().position(|line| line.contains(function));
        at.expect("a test finds each function that an excerpt begins with")
    };
    let (turn, run_task) = (begins(" fn turn(&self, nth"), begins(" fn run_task("));
    let rest = EXECUTOR.text.lines().skip(run_task);
    let length = rest.take_while(|line| *line != "    }").count();
    let number = |index: usize| u32::try_from(index + 1).unwrap_or(u32::MAX);
    (number(turn), number(run_task + length))
}

/// The marker of the line that the loop stands on when this happens; none in the set-up, when the loop has
/// not begun. The world is that of the moment before the event.
#[must_use]
pub fn marker_of(event: &Event, world: &World) -> Option<&'static str> {
    Some(match *event {
        Event::Loop(LoopEvent::Turn { .. }) => "take",
        Event::Loop(LoopEvent::Pending { .. }) => "keep",
        Event::Loop(LoopEvent::Ready { .. }) => "drop",
        Event::Loop(LoopEvent::Panicked { .. }) => "panicked",
        Event::Loop(LoopEvent::Cancelled { .. }) => "cancelled",
        Event::Loop(LoopEvent::Clock { why: ClockReason::Idle, .. }) => "jump",
        Event::Loop(LoopEvent::Clock { why: ClockReason::Cost, .. }) => "cost",
        Event::Loop(LoopEvent::End { how: Verdict::Finished }) => "finished",
        Event::Loop(LoopEvent::End { how: Verdict::Stalled }) => "stalled",
        Event::Loop(LoopEvent::End { how: Verdict::Livelock }) => "livelock",
        Event::Loop(LoopEvent::End { how: Verdict::Frozen }) => "frozen",
        Event::Task(TaskEvent::Spawned { .. }) => "spawn",
        Event::Timer(TimerEvent::Fired { .. }) => "due",
        Event::Task(TaskEvent::Wake { by: WakeCause::Clock, .. }) => "wake-due",
        Event::Task(TaskEvent::Wake { by: WakeCause::Outside, .. }) => "letters",
        Event::Task(TaskEvent::Wake { .. }) => "wake",
        // What is left happens inside the coroutine, or inside what it called.
        _ => match (world.step, world.running) {
            (Step::SetUp, _) => return None,
            (Step::Drop(_), Some(_)) => "cancelled",
            (_, Some(_)) => "poll",
            (_, None) => "letters",
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::catalog;
    use crate::record::event::{Action, TaskId, TextId, Time, TimerId, WakeEffect};
    use crate::session::{Moved, Program, Session};

    fn line_of(marker: &str) -> u32 {
        EXECUTOR.line_of(marker).expect("the executor's line is marked")
    }

    #[test]
    fn every_event_that_speaks_of_the_loop_has_its_line() {
        let (task, text, timer) = (TaskId(0), TextId(0), TimerId(0));
        let end = |how| Event::Loop(LoopEvent::End { how });
        let clock = |why| Event::Loop(LoopEvent::Clock { to: Time(1), why });
        let wake = |by| Event::Task(TaskEvent::Wake { task, by, effect: WakeEffect::Queued });
        let events = [
            Event::Loop(LoopEvent::Turn { turn: 1, task, action: Action::Poll }),
            Event::Loop(LoopEvent::Pending { task }),
            Event::Loop(LoopEvent::Ready { task }),
            Event::Loop(LoopEvent::Panicked { task, message: text }),
            Event::Loop(LoopEvent::Cancelled { task }),
            clock(ClockReason::Idle),
            clock(ClockReason::Cost),
            clock(ClockReason::Block),
            end(Verdict::Finished),
            end(Verdict::Stalled),
            end(Verdict::Livelock),
            end(Verdict::Frozen),
            Event::Task(TaskEvent::Spawned { task, name: text, coroutine: None }),
            Event::Timer(TimerEvent::Fired { timer }),
            wake(WakeCause::SetUp),
            wake(WakeCause::Task(task)),
            wake(WakeCause::Clock),
            wake(WakeCause::Outside),
        ];
        let steps = [Step::SetUp, Step::Poll(task), Step::Drop(task), Step::Jump(Time(1))];
        for step in steps {
            for running in [None, Some(task)] {
                let mut world = World::default();
                (world.step, world.running) = (step, running);
                for event in &events {
                    if let Some(marker) = marker_of(event, &world) {
                        line_of(marker);
                    } else {
                        assert_eq!(step, Step::SetUp);
                    }
                }
            }
        }
        line_of("waker");
    }

    #[test]
    fn every_marker_is_lit_by_some_event_but_the_waker() {
        let text = include_str!("executor_source.rs");
        let (code, _) = text.split_once("#[cfg(test)]").expect("this module stands behind it");
        for marker in EXECUTOR.markers() {
            let named = code.contains(&format!("\"{}\"", marker.name));
            assert!(named || marker.name == "waker", "no event lights @{}", marker.name);
        }
    }

    #[test]
    fn the_excerpt_holds_the_three_tests_and_the_poll() {
        let (from, until) = excerpt();
        for marker in ["take", "jump", "finished", "stalled", "waker", "poll", "keep", "drop"] {
            assert!((from..=until).contains(&line_of(marker)), "@{marker}");
        }
        assert!(!(from..=until).contains(&line_of("spawn")));
        assert!(until - from < 100, "the excerpt has {} lines", until - from + 1);
    }

    /// The beats of the lesson: ping's first turn, and the end.
    #[test]
    fn the_lines_light_up_in_the_order_of_the_lesson() {
        let lesson = catalog::find("executor").expect("there is such a lesson");
        let mut session = Session::new(Program::new(lesson.scenes[0].set_up));
        let mut lit: Vec<Vec<&str>> = Vec::new();
        loop {
            let from = session.position();
            if session.forward() == Moved::Not {
                break;
            }
            let mut world = session.world_at(from);
            let mut step = Vec::new();
            for event in &session.record().events()[from..session.position()] {
                let marker = marker_of(event, &world);
                if step.last().copied() != marker {
                    step.extend(marker);
                }
                world.apply(event);
            }
            lit.push(step);
        }
        assert_eq!(lit[0], ["take", "poll", "wake", "keep"]);
        assert_eq!(lit[4], ["take", "poll", "drop"]);
        assert_eq!(lit[6], ["finished"]);
        assert_eq!(lit.len(), 7);
    }
}

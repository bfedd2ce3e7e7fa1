//! The nine rules once more, written from their text alone, and the executor held against them.
//!
//! The model knows no future and no waker: a task is a list of lines and a place in it, and *who may wake
//! it* is looked up in the timers, the lines of waiters and the handles. Random programs must do the same
//! on both, turn by turn: what was polled and how it ended, what was printed and when, the ready queue,
//! the timers, the state of each task.
#![allow(missing_docs)]

mod program;
#[path = "model/rules.rs"]
mod rules;

use coroscope::executor::task::TaskState;
use coroscope::executor::{Executor, Recorder, Turn};
use coroscope::kit::SECOND;
use coroscope::record::event::{Event, LoopEvent, OutputEvent, TaskId, Time, TimerId};
use program::{Program, programs};
use proptest::prelude::{ProptestConfig, prop, prop_assert_eq, proptest};
use rules::Model;

/// What one call of `turn` did, and how the loop stands after it.
#[derive(Clone, Debug, PartialEq)]
struct LoopStep {
    turn: Turn,
    number: u32,
    printed: Vec<(Time, String)>,
    now: Time,
    ready: Vec<TaskId>,
    timers: Vec<(Time, TimerId)>,
    tasks: Vec<(TaskId, TaskState)>,
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 4000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_executor_keeps_the_nine_rules(
        program in programs(),
        choices in prop::collection::vec(0..4_usize, 0..12),
        cost in 0..2_u32,
    ) {
        let real = steps_of_the_executor(&program, &choices, cost);
        let model = Model::new(&program, cost).steps(&choices);
        for (real, model) in real.iter().zip(&model) {
            prop_assert_eq!(real, model);
        }
        prop_assert_eq!(real.len(), model.len());
    }
}

/// The front, unless the schedule says otherwise.
fn choice(choices: &[usize], turn: usize) -> usize {
    choices.get(turn).copied().unwrap_or(0)
}

fn is_end(turn: &Turn) -> bool {
    !matches!(turn, Turn::Polled(..) | Turn::Dropped(_) | Turn::Jumped(_))
}

fn steps_of_the_executor(program: &Program, choices: &[usize], cost: u32) -> Vec<LoopStep> {
    let executor = Executor::recording(Recorder::default(), cost * SECOND);
    let _board = executor.set_up(|| program.start());
    let (mut steps, mut seen, mut time) = (Vec::<LoopStep>::new(), 0, Time(0));
    while steps.last().is_none_or(|step| !is_end(&step.turn)) {
        let turn = executor.turn_of(choice(choices, steps.len()));
        let record = executor.record().expect("it records");
        let (mut printed, mut number) = (Vec::new(), steps.last().map_or(0, |step| step.number));
        for event in &record.events()[seen..] {
            match event {
                Event::Loop(LoopEvent::Turn { turn, .. }) => number = *turn,
                Event::Loop(LoopEvent::Clock { to, .. }) => time = *to,
                Event::Output(OutputEvent::Printed { text }) => {
                    printed.push((time, record.text(*text).to_owned()));
                }
                _ => {}
            }
        }
        seen = record.events().len();
        let (ready, timers) = (executor.ready(), executor.timers());
        let (now, tasks) = (executor.now(), executor.tasks());
        steps.push(LoopStep { turn, number, printed, now, ready, timers, tasks });
    }
    steps
}

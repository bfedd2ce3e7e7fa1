//! Part A, where time comes in: awaits in a row, and three tasks.

use super::*;
use coroscope::record::event::{CoroutineEvent, LoopEvent, TaskEvent, TimerEvent, WakeCause};

mod a5_in_a_row {
    use super::*;

    fn coroutines() -> Run {
        run(set_up(scene("in-a-row", "coroutines")))
    }

    fn tasks() -> Run {
        run(set_up(scene("in-a-row", "tasks")))
    }

    #[test]
    fn coroutines_in_a_row_take_the_sum() {
        let run = coroutines();
        assert_eq!(run.names, ["main"]);
        assert_eq!((run.clock, run.turns, run.polls_of("main")), (at(5), 3, 3));
        assert_eq!(run.time_of("alice starts"), at(0));
        assert_eq!(run.time_of("bob starts"), at(2));
        assert_eq!(run.finished, [("main".to_owned(), at(5))]);
    }

    #[test]
    fn the_clock_jumps_where_nothing_is_ready() {
        let jump = |to| Event::Loop(LoopEvent::Clock { to: at(to), why: ClockReason::Idle });
        let jumps = |run: &Run| {
            let events = run.record.events().iter().copied();
            events
                .filter(|event| matches!(event, Event::Loop(LoopEvent::Clock { .. })))
                .collect::<Vec<_>>()
        };
        assert_eq!(jumps(&coroutines()), [jump(2), jump(5)]);
        assert_eq!(jumps(&tasks()), [jump(2), jump(3)]);
    }

    #[test]
    fn tasks_in_a_row_take_the_longest() {
        let run = tasks();
        assert_eq!((run.clock, run.turns, run.polls_of("main")), (at(3), 7, 3));
        assert_eq!((run.time_of("alice starts"), run.time_of("bob starts")), (at(0), at(0)));
        assert_eq!(run.polls, [3, 2, 2]);
        let ended: Vec<_> = run.finished.iter().map(|(_, time)| *time).collect();
        assert_eq!(ended, [at(2), at(3), at(3)]);
    }

    /// Beat 8: `alice` wakes main at 2 s, and main then waits for `bob`.
    #[test]
    fn main_is_polled_at_the_end_of_each_task() {
        let run = tasks();
        let (mut clock, mut polled) = (at(0), Vec::new());
        for event in run.record.events() {
            match *event {
                Event::Loop(LoopEvent::Clock { to, .. }) => clock = to,
                Event::Loop(LoopEvent::Turn { task: TaskId(0), .. }) => polled.push(clock),
                _ => {}
            }
        }
        assert_eq!(polled, [at(0), at(2), at(3)]);
        let (main, a, b) = (TaskId(0), TaskId(1), TaskId(2));
        let first = run.position(|event| matches!(event, Event::Task(TaskEvent::Joins { .. })));
        let second =
            run.position(|event| *event == Event::Task(TaskEvent::Joins { task: b, waiter: main }));
        assert_eq!(
            run.record.events()[first],
            Event::Task(TaskEvent::Joins { task: a, waiter: main })
        );
        assert!(second > first);
    }

    #[test]
    fn the_tasks_are_called_alice_and_bob() {
        let run = tasks();
        assert_eq!(run.names, ["main", "alice", "bob"]);
        assert_eq!(run.schedule, ["main", "alice", "bob", "alice", "main", "bob", "main"]);
        assert_eq!(run.finishers(), ["alice", "bob", "main"]);
    }
}

mod a6_three_tasks {
    use super::*;

    fn small() -> Run {
        run(set_up(scene("three-tasks", "small")))
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
                Event::Loop(LoopEvent::Turn { turn: now, .. }) => turn = now,
                Event::Loop(LoopEvent::Clock { .. }) => jumps.push(turn),
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
        let sleeps = small().count(|event| matches!(event, Event::Timer(TimerEvent::Set { .. })));
        assert_eq!(sleeps, 13);
    }

    #[test]
    fn every_wake_comes_from_the_clock() {
        let run = small();
        let by_clock = |event: &Event| {
            matches!(event, Event::Task(TaskEvent::Wake { by: WakeCause::Clock, .. }))
        };
        assert_eq!((run.wakes(), run.count(by_clock)), (13, 13));
    }

    #[test]
    fn at_the_fourth_turn_factorial_has_kept_its_locals() {
        let run = small();
        let turn = |wanted| {
            run.position(|event| matches!(event, Event::Loop(LoopEvent::Turn { turn, .. }) if *turn == wanted))
        };
        let fourth = &run.record.events()[turn(4)..turn(5)];
        let locals: Vec<_> = fourth
            .iter()
            .filter_map(|event| match *event {
                Event::Coroutine(CoroutineEvent::Local { name, value, .. }) => {
                    Some((run.record.text(name), run.record.text(value)))
                }
                _ => None,
            })
            .collect();
        assert_eq!(locals, [("product", "2"), ("i", "3")]);
    }

    #[test]
    fn bigger_numbers_take_longer_and_the_order_holds() {
        let run = run(set_up(scene("three-tasks", "big")));
        assert_eq!((run.turns, run.clock), (32, at(10)));
        assert_eq!(run.polls, [10, 11, 11]);
        assert_eq!(run.finishers(), ["factorial", "fibonacci", "binomial"]);
        for line in ["factorial(10) = 3628800", "fibonacci(10) = 55", "binomial(20, 10) = 184756"] {
            run.time_of(line);
        }
    }
}

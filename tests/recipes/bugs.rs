//! Part E: the bugs gallery.

use super::*;
use coroscope::session::{Session, StepResult};
use coroscope::world::CoroutineStage;
use coroscope::world::words::Words;

mod e1_blocking {
    use super::*;

    #[test]
    fn a_sleep_lets_the_ticker_tick() {
        let run = run(set_up(scene("blocking", "sleeps")));
        for tick in 1..=4 {
            assert_eq!(run.time_of(&format!("tick {tick}")), at(tick));
        }
        assert_eq!((run.clock, run.polls_of("report")), (at(4), 3));
    }

    #[test]
    fn a_block_makes_every_tick_after_it_late() {
        let run = run(set_up(scene("blocking", "blocks")));
        let ticks: Vec<_> = (1..=4).map(|tick| run.time_of(&format!("tick {tick}"))).collect();
        assert_eq!(ticks, [at(1), at(4), at(5), at(6)]);
        assert_eq!((run.time_of("report starts"), run.time_of("report ends")), (at(1), at(4)));
        assert_eq!((run.clock, run.polls_of("report"), &run.end), (at(6), 2, &Turn::Finished));
    }

    /// Beats 3 and 5: the clock moves inside the poll, and the timer of 2 s fires at 4 s.
    #[test]
    fn the_timer_fires_late_because_the_loop_was_not_running() {
        let run = run(set_up(scene("blocking", "blocks")));
        let report = run.position(|event| {
            *event == Event::Loop(LoopEvent::Clock { to: at(4), why: ClockReason::Block })
        });
        let ready =
            run.position(|event| *event == Event::Loop(LoopEvent::Ready { task: TaskId(1) }));
        let fired = run.record.events()[report..]
            .iter()
            .position(|event| matches!(event, Event::Timer(TimerEvent::Fired { .. })));
        let fired = report + fired.expect("the ticker's timer fires");
        assert!(report < ready && ready < fired);
        assert_eq!(run.deadlines(), [at(1), at(1), at(2), at(5), at(6)]);
    }
}

mod e3_lost_wakeup {
    use super::*;

    #[test]
    fn the_pulse_comes_before_the_wait() {
        for name in ["gap", "again"] {
            let run = run(set_up(scene("lost-wakeup", name)));
            let lines = ["worker: not ready yet", "setter: ready", "worker: going to wait"];
            assert_eq!((run.texts(), run.left()), (lines.to_vec(), vec!["worker".to_owned()]));
        }
    }

    #[test]
    fn two_of_the_three_orders_finish() {
        let runs = all_orders(set_up(scene("lost-wakeup", "gap")));
        let finished = runs.iter().filter(|run| run.end == Turn::Finished).count();
        assert_eq!((finished, runs.len()), (2, 3));
    }

    #[test]
    fn with_a_check_right_before_the_wait_or_an_event_every_order_finishes() {
        for name in ["check-again", "event"] {
            let runs = all_orders(set_up(scene("lost-wakeup", name)));
            assert!(runs.iter().all(|run| run.end == Turn::Finished), "{name}");
        }
        assert_eq!(run(set_up(scene("lost-wakeup", "check-again"))).turns, 3);
    }

    #[test]
    fn the_first_waker_is_that_of_a_task_that_has_finished() {
        let run = run(set_up(scene("lost-wakeup", "first-waker")));
        assert_eq!((run.left(), run.clock), (vec!["bob".to_owned()], at(1)));
        let ignored = |event: &Event| {
            matches!(event, Event::Task(TaskEvent::Wake { task, effect: WakeEffect::Ignored, .. })
                if *task == TaskId(0))
        };
        run.position(ignored);
    }
}

mod e4_lock_across_await {
    use super::*;

    #[test]
    fn held_over_the_await_it_takes_three_times_as_long() {
        let ends = [("held", 6), ("released", 2), ("blocking-released", 2), ("one-by-one", 8)];
        for (name, seconds) in ends {
            let run = run(set_up(scene("lock-across-await", name)));
            assert_eq!((run.clock, &run.end), (at(seconds), &Turn::Finished), "{name}");
        }
    }

    #[test]
    fn a_blocking_lock_that_is_held_freezes_the_loop_in_every_order() {
        let scene = scene("lock-across-await", "blocking");
        let run = run(set_up(scene));
        assert_eq!((run.texts(), run.clock), (vec!["alice reads the route"], at(0)));
        assert_eq!(run.end, Turn::Frozen(TaskId(1)));
        let orders = coroscope::explore::explore(scene.program()).try_all().expect("it has orders");
        assert!(orders.groups.iter().all(|group| group.outcome.is_frozen()));
    }
}

mod e6_unpolled {
    use super::*;

    #[test]
    fn the_data_arrives_when_something_polls_the_future_again() {
        for (name, seconds, polls) in [("kept", 6, 4), ("spawned", 2, 4), ("joined", 2, 4)] {
            let run = run(set_up(scene("unpolled", name)));
            assert_eq!(run.time_of("data arrived"), at(seconds), "{name}");
            assert_eq!((run.polls_of("main"), run.clock), (polls, at(6)), "{name}");
        }
    }

    /// At 2 s, the await of the task is the one at which `main` is, and not the one in `fetch`.
    #[test]
    fn while_nothing_polls_it_a_coroutine_is_no_part_of_the_await_chain() {
        let mut session = Session::new(scene("unpolled", "kept").program());
        let stage_after = |session: &mut Session, turn| {
            while session.world().turn < turn || session.world().running.is_some() {
                assert_eq!(session.forward(), StepResult::Moved);
            }
            let world = session.world();
            let fetch = world.coroutines.values().find(|one| one.parent.is_some());
            let (record, stage) = (session.record(), fetch.expect("it was polled").stage);
            (stage, Words::new(world, &record).innermost_await(TaskId(0)))
        };
        let race = scene_line("unpolled", "race");
        assert_eq!(stage_after(&mut session, 1), (CoroutineStage::Suspended, Some(race)));
        let work = scene_line("unpolled", "work");
        assert_eq!(stage_after(&mut session, 3), (CoroutineStage::Unpolled, Some(work)));
    }

    fn scene_line(lesson: &str, marker: &str) -> u32 {
        let source = &scene(lesson, "kept").rust.text;
        let line = source.lines().position(|line| line.ends_with(&format!("// @{marker}")));
        u32::try_from(line.expect("there is such a marker") + 1).expect("it's a short file")
    }

    #[test]
    fn the_lock_goes_to_a_request_that_nothing_polls() {
        let run = run(set_up(scene("unpolled", "futurelock")));
        assert_eq!((run.left(), run.clock), (vec!["main".to_owned()], at(3)));
        let held = run.count(|event| {
            matches!(event, Event::Resource(ResourceEvent::Holds { task, .. }) if *task == TaskId(1))
        });
        assert_eq!(held, 1);
    }

    #[test]
    fn half_of_the_orders_finish_and_all_of_them_without_the_request() {
        let count = |name| {
            let runs = all_orders(set_up(scene("unpolled", name)));
            let finished = runs.iter().filter(|run| run.end == Turn::Finished).count();
            (finished, runs.len())
        };
        assert_eq!(count("futurelock"), (1, 2));
        let (finished, all) = count("dropped");
        assert_eq!(finished, all);
    }
}

mod e5_deadlock {
    use super::*;

    #[test]
    fn crosswise_it_stalls_at_one_second() {
        let run = run(set_up(scene("deadlock", "crossed")));
        assert_eq!(run.texts(), ["alice has the brush", "bob has the paint"]);
        assert_eq!((run.left(), run.clock), (vec!["alice".to_owned(), "bob".to_owned()], at(1)));
        let Turn::Stalled(stuck) = &run.end else { panic!("it stalls") };
        let waits: Vec<_> = stuck.iter().map(|stuck| stuck.waits_for.as_deref()).collect();
        assert_eq!(waits, [Some("paint.lock()"), Some("brush.lock()")]);
        assert_eq!(run.things(), ["brush", "paint"]);
    }

    #[test]
    fn no_order_of_the_queue_helps() {
        let runs = all_orders(set_up(scene("deadlock", "crossed")));
        assert_eq!(runs.len(), 4);
        for run in runs {
            assert_eq!((run.left().len(), run.clock), (2, at(1)));
        }
    }

    #[test]
    fn in_one_order_it_finishes() {
        let run = run(set_up(scene("deadlock", "same-order")));
        assert_eq!(
            run.texts(),
            ["alice has the brush", "alice has both", "bob has the brush", "bob has both"]
        );
        assert_eq!((run.clock, &run.end), (at(2), &Turn::Finished));
        for run in all_orders(set_up(scene("deadlock", "same-order"))) {
            assert_eq!((run.clock, &run.end), (at(2), &Turn::Finished));
        }
    }

    #[test]
    fn with_lucky_timing_it_finishes_too() {
        let run = run(set_up(scene("deadlock", "late-bob")));
        assert_eq!((run.clock, &run.end), (at(3), &Turn::Finished));
    }
}

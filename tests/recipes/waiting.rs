//! Part C: waiting for more than one thing.

use super::*;

mod c1_timers {
    use super::*;

    #[test]
    fn six_seconds_of_sleep_take_three_on_the_clock() {
        let run = recipe("timers");
        assert_eq!(
            run.texts(),
            ["bob is awake", "carol is awake", "alice is awake", "bob is awake again"]
        );
        assert_eq!((run.clock, &run.end), (at(3), &Turn::Finished));
        assert_eq!(run.polls, [2, 3, 2]);
    }

    #[test]
    fn the_timers_are_those_of_the_beats() {
        let run = recipe("timers");
        assert_eq!(run.deadlines(), [at(3), at(1), at(2), at(3)]);
        assert_eq!(run.polled_at("bob"), [at(0), at(1), at(3)]);
        let jumps = run.record.events().iter().filter_map(|event| match *event {
            Event::Loop(LoopEvent::Clock { to, why }) => Some((to, why)),
            _ => None,
        });
        let idle = |seconds| (at(seconds), ClockReason::Idle);
        assert_eq!(jumps.collect::<Vec<_>>(), [idle(1), idle(2), idle(3)]);
    }

    #[test]
    fn equal_deadlines_wake_in_the_order_in_which_they_were_set() {
        let run = recipe("timers");
        let woken = run.record.events().iter().filter_map(|event| match *event {
            Event::Task(TaskEvent::Wake { task, .. }) => Some(run.name(task)),
            _ => None,
        });
        assert_eq!(woken.collect::<Vec<_>>(), ["bob", "carol", "alice", "bob"]);
    }

    async fn naps(name: &'static str, lengths: &'static [u32]) {
        for length in lengths {
            sleep(*length * SECOND).await;
            say!("{name}");
        }
    }

    fn with(order: &'static [(&'static str, &'static [u32])]) -> Run {
        run(|| {
            for (name, lengths) in order {
                spawn_named(name, naps(name, lengths)).detach();
            }
        })
    }

    /// Break it: nothing changes in the end, because alice's timer was set at 0 s and bob's second one at 1 s.
    #[test]
    fn with_bob_spawned_first_alice_is_still_first_at_three_seconds() {
        let run = with(&[("bob", &[1, 2]), ("alice", &[3]), ("carol", &[2])]);
        assert_eq!(run.texts(), ["bob", "carol", "alice", "bob"]);
    }

    /// Break it: a sleep of nothing is a yield.
    #[test]
    fn a_zero_sleep_sets_no_timer() {
        let run = with(&[("alice", &[0]), ("bob", &[0])]);
        assert_eq!((run.clock, run.turns, run.deadlines().len()), (at(0), 4, 0));
    }
}

mod c3_select {
    use super::*;

    #[test]
    fn the_loser_is_dropped_before_the_winner_returns() {
        let run = run(set_up(scene("select", "first-wins")));
        assert_eq!(run.texts(), ["slow cleans up", "winner: fast"]);
        assert_eq!((run.clock, run.polls_of("main"), &run.end), (at(2), 2, &Turn::Finished));
        assert_eq!(run.names, ["main"]);
    }

    /// Beats 2 and 5: the loser's timer leaves the list inside main's second poll.
    #[test]
    fn the_losers_timer_leaves_the_list() {
        let run = run(set_up(scene("select", "first-wins")));
        assert_eq!(run.deadlines(), [at(5), at(2)]);
        let second = run.events_of_turn(2);
        let at_event = |is_it: &dyn Fn(&Event) -> bool| {
            second.iter().position(is_it).expect("this happens in main's second poll")
        };
        let timer = at_event(&|event| matches!(event, Event::Timer(TimerEvent::Dropped { .. })));
        let slow =
            at_event(&|event| matches!(event, Event::Coroutine(CoroutineEvent::Dropped { .. })));
        let cleanup = at_event(&run.says("slow cleans up"));
        let winner = at_event(&run.says("winner: fast"));
        assert!(slow < timer && timer < winner && cleanup < winner);
    }

    /// Break it: both at 2 s.
    #[test]
    fn where_both_are_ready_the_first_wins_and_one_wake_is_merged() {
        let run = run(set_up(scene("select", "both-two")));
        assert_eq!(run.texts(), ["slow done", "slow cleans up", "winner: slow"]);
        let effects = run.record.events().iter().filter_map(|event| match *event {
            Event::Task(TaskEvent::Wake { effect, .. }) => Some(effect),
            _ => None,
        });
        assert_eq!(effects.collect::<Vec<_>>(), [WakeEffect::Queued, WakeEffect::Merged]);
        assert_eq!((run.clock, run.polls_of("main")), (at(2), 2));
    }

    /// Break it: over handles, the loser goes on.
    #[test]
    fn the_losing_task_continues_after_main_has_ended() {
        let run = run(set_up(scene("select", "spawned")));
        assert_eq!(run.time_of("winner: fast"), at(2));
        assert_eq!((run.time_of("slow done"), run.clock), (at(5), at(5)));
        assert_eq!(run.finished[1], ("main".to_owned(), at(2)));
        assert_eq!(
            run.count(|event| matches!(
                event,
                Event::Task(TaskEvent::Detached { task: TaskId(1) })
            )),
            1
        );
        assert_eq!(run.end, Turn::Finished);
    }
}

mod c4_cancel {
    use super::*;

    fn file() -> Run {
        run(set_up(scene("cancel", "file")))
    }

    #[test]
    fn block_three_is_never_written() {
        let lines = [
            "file opened",
            "wrote block 1",
            "wrote block 2",
            "main continues",
            "file closed",
            "worker: cancelled",
        ];
        let run = file();
        assert_eq!(run.texts(), lines);
        assert_eq!((run.clock, run.turns, &run.end), (at(3), 7, &Turn::Finished));
    }

    /// Beats 2 to 6.
    #[test]
    fn turn_six_is_the_drop() {
        let run = file();
        let (main, worker) = (TaskId(0), TaskId(1));
        assert_eq!(run.schedule, ["main", "worker", "worker", "worker", "main", "worker", "main"]);
        let asked =
            Event::Task(TaskEvent::CancelAsked { task: worker, effect: CancelEffect::Merged });
        assert!(run.events_of_turn(5).contains(&asked));
        let sixth = run.events_of_turn(6);
        assert_eq!(
            sixth[0],
            Event::Loop(LoopEvent::Turn { turn: 6, task: worker, action: Action::Drop })
        );
        let woken = Event::Task(TaskEvent::Wake {
            task: main,
            by: WakeCause::Task(worker),
            effect: WakeEffect::Queued,
        });
        assert!(sixth.contains(&woken));
        assert!(sixth.contains(&Event::Loop(LoopEvent::Cancelled { task: worker })));
        assert_eq!(run.polls_of("worker"), 3);
    }

    /// Both were due at 3 s, and main's timer was set first.
    #[test]
    fn main_is_first_at_three_seconds_because_its_timer_was_set_first() {
        let deadlines = file().deadlines();
        assert_eq!(deadlines, [at(3), at(1), at(2), at(3)]);
    }

    /// There is one choice in the run, at 3 s, and it decides.
    #[test]
    fn the_order_at_three_seconds_decides_about_block_three() {
        let runs = all_orders(set_up(scene("cancel", "file")));
        let wrote = runs.iter().filter(|run| run.texts().contains(&"wrote block 3")).count();
        assert_eq!((runs.len(), wrote), (2, 1));
    }

    #[test]
    fn item_two_is_in_neither_list() {
        let run = run(set_up(scene("cancel", "timeout")));
        let lines = ["took 1", "took 2", "timeout", "took 3", "done: [1, 3], to do: []"];
        assert_eq!(run.texts(), lines);
        assert_eq!(
            (run.time_of("took 2"), run.time_of("timeout"), run.clock),
            (at(1), at(3), at(4))
        );
        assert_eq!((run.value("done"), run.value("todo")), ("[1, 3]", "[]"));
    }
}

//! Part A: the central recipe.

use super::*;
use coroscope::executor::Outcome;
use coroscope::kit::Promise;

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
        let dropped = run.position(|event| {
            *event == Event::Coroutine(CoroutineEvent::Dropped { coroutine: early })
        });
        assert!(dropped > run.position(run.says("main ends")));
    }
}

mod a2_task {
    use super::*;

    #[test]
    fn making_tasks_queues_them_and_runs_nothing() {
        let executor = Executor::recording(Recorder::default(), Duration::ZERO);
        executor.set_up(set_up(scene("task", "recipe")));
        assert_eq!(executor.ready(), [TaskId(0), TaskId(1)]);
        let record = executor.record().expect("this executor records").clone();
        let ran = |event: &&Event| {
            matches!(
                event,
                Event::Output(OutputEvent::Printed { .. }) | Event::Loop(LoopEvent::Turn { .. })
            )
        };
        assert_eq!(record.events().iter().find(ran), None);
        assert_eq!(executor.turn(), Turn::Polled(TaskId(0), Outcome::Ready));
        assert_eq!(executor.turn(), Turn::Polled(TaskId(1), Outcome::Ready));
        assert_eq!(executor.turn(), Turn::Finished);
    }

    #[test]
    fn two_tasks_take_two_turns() {
        let run = recipe("task");
        assert_eq!(run.texts(), ["hello from alice", "hello from bob"]);
        assert_eq!((run.turns, run.polls.as_slice()), (2, &[1, 1][..]));
    }

    #[test]
    fn a_task_goes_by_the_name_of_its_coroutine() {
        assert_eq!(recipe("task").names, ["alice", "bob"]);
    }

    #[test]
    fn a_task_from_the_back_of_the_queue_may_be_taken_first() {
        let executor = Executor::recording(Recorder::default(), Duration::ZERO);
        executor.set_up(set_up(scene("task", "recipe")));
        assert_eq!(executor.turn_of(1), Turn::Polled(TaskId(1), Outcome::Ready));
        assert_eq!(executor.ready(), [TaskId(0)]);
    }
}

mod a3_suspend {
    use super::*;

    #[test]
    fn a_suspended_task_is_in_no_queue() {
        let executor = Executor::recording(Recorder::default(), Duration::ZERO);
        executor.set_up(set_up(scene("suspend", "recipe")));
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
        assert_eq!(
            run.record.events().last(),
            Some(&Event::Loop(LoopEvent::End { how: Verdict::Stalled }))
        );
    }

    #[test]
    fn the_promise_keeps_the_waker_so_the_task_is_not_lost() {
        let run = recipe("suspend");
        assert_eq!(
            run.count(|event| matches!(
                event,
                Event::Resource(ResourceEvent::Waits { task: TaskId(0), .. })
            )),
            1
        );
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
}

mod a4_resume {
    use super::*;

    fn is_wake(event: &Event) -> bool {
        matches!(event, Event::Task(TaskEvent::Wake { .. }))
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
    fn set_fills_then_wakes_then_continues_in_the_same_poll() {
        let run = recipe("resume");
        let full = run.position(|event| {
            matches!(event, Event::Resource(ResourceEvent::Changed { value, .. }) if run.record.text(*value) == "full: 42")
        });
        let wake = run.position(is_wake);
        let said = run.position(run.says("answer set"));
        let over = run
            .position(|event| matches!(event, Event::Loop(LoopEvent::Ready { task: TaskId(1) })));
        let got = run.position(run.says("got 42"));
        assert!(full < wake && wake < said && said < over && over < got);
        let (waiter, answerer) = (TaskId(0), TaskId(1));
        let queued = Event::Task(TaskEvent::Wake {
            task: waiter,
            by: WakeCause::Task(answerer),
            effect: WakeEffect::Queued,
        });
        assert_eq!(run.record.events()[wake], queued);
    }

    #[test]
    fn the_woken_waiter_is_all_there_is_in_the_queue() {
        let executor = Executor::new();
        executor.set_up(set_up(scene("resume", "recipe")));
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
}

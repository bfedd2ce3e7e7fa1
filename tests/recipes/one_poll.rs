//! Part B: inside one poll.

use super::*;
use coroscope::kit::{Shared, yield_now};
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

mod b1_poll {
    use super::*;

    #[test]
    fn both_take_two_polls_and_print_by_turns() {
        let run = recipe("poll");
        let lines = [
            "by hand: start",
            "automatic: start",
            "by hand: middle",
            "by hand: got 21",
            "automatic: middle",
            "automatic: got 21",
        ];
        assert_eq!(run.texts(), lines);
        assert_eq!((run.polls_of("by_hand"), run.polls_of("automatic"), run.turns), (2, 2, 4));
        assert_eq!(run.schedule, ["by_hand", "automatic", "by_hand", "automatic"]);
    }

    /// Beats 2 and 6: what survives is in the value, and the value is seen.
    #[test]
    fn the_state_of_the_machine_is_shown_in_each_poll() {
        let run = recipe("poll");
        let states = |turn| -> Vec<_> {
            let shown = run.events_of_turn(turn).iter().filter_map(|event| match *event {
                Event::Coroutine(CoroutineEvent::Local { name, value, .. })
                    if run.record.text(name) == "state" =>
                {
                    Some(run.record.text(value))
                }
                _ => None,
            });
            shown.collect()
        };
        assert_eq!(states(1), ["Middle { doubled: 20 }"]);
        assert_eq!(states(3), ["Done"]);
        let returned = |event: &Event| matches!(event, Event::Coroutine(CoroutineEvent::Returned { value, .. }) if run.record.text(*value) == "Ready(21)");
        assert_eq!(run.count(returned), 1);
    }

    /// Beat 8, R5: the wake of its own is why it runs a second time.
    #[test]
    fn each_wakes_itself_once() {
        let run = recipe("poll");
        for task in [TaskId(0), TaskId(1)] {
            let own = Event::Task(TaskEvent::Wake {
                task,
                by: WakeCause::Task(task),
                effect: WakeEffect::Queued,
            });
            assert_eq!(run.count(|event| *event == own), 1);
        }
        assert_eq!(run.wakes(), 2);
    }

    enum Machine {
        Start,
        Done,
    }

    impl Future for Machine {
        type Output = ();

        fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
            match *self {
                Machine::Start => {
                    *self = Machine::Done;
                    context.waker().wake_by_ref();
                    Poll::Ready(())
                }
                Machine::Done => panic!("polled again after its end"),
            }
        }
    }

    #[test]
    fn polled_again_after_its_end_it_panics() {
        let run = run(|| {
            let greedy = async {
                let mut machine = Machine::Start;
                poll_fn(|context| Pin::new(&mut machine).poll(context)).await;
                poll_fn(|context| Pin::new(&mut machine).poll(context)).await;
            };
            spawn_named("greedy", greedy).detach();
        });
        assert_eq!(run.count(|event| matches!(event, Event::Loop(LoopEvent::Panicked { .. }))), 1);
        assert_eq!(run.end, Turn::Finished);
    }

    #[test]
    fn pending_without_the_wake_stalls() {
        let run = run(|| {
            let mut asked = false;
            let forgets = poll_fn(move |_| {
                if std::mem::replace(&mut asked, true) { Poll::Ready(()) } else { Poll::Pending }
            });
            spawn_named("hand", forgets).detach();
        });
        assert_eq!(run.left(), ["hand"]);
        assert_eq!(run.count(|event| matches!(event, Event::Task(TaskEvent::Lost { .. }))), 1);
    }
}

mod b2_waker {
    use super::*;

    fn stored() -> Run {
        run(set_up(scene("waker", "stored")))
    }

    #[test]
    fn the_listener_is_polled_twice() {
        let run = stored();
        assert_eq!((run.polls_of("listener"), run.polls_of("ringer")), (2, 2));
        assert_eq!((run.clock, &run.end), (at(2), &Turn::Finished));
        assert_eq!(run.time_of("heard the bell"), at(2));
        assert_eq!(run.things(), ["rung", "waker"]);
    }

    /// Beats 5 and 6: the change of the flag wakes nobody, the call of the waker does.
    #[test]
    fn the_ringer_sets_the_flag_and_then_calls_the_waker() {
        let run = stored();
        let rises = |event: &Event| matches!(event, Event::Resource(ResourceEvent::Changed { value, .. }) if run.record.text(*value) == "true");
        let (listener, ringer) = (TaskId(0), TaskId(1));
        let call = Event::Task(TaskEvent::Wake {
            task: listener,
            by: WakeCause::Task(ringer),
            effect: WakeEffect::Queued,
        });
        let called = run.position(|event| *event == call);
        assert!(run.position(rises) < run.position(run.says("rung")));
        assert!(run.position(run.says("rung")) < called);
        assert!(called < run.position(run.says("heard the bell")));
    }

    #[test]
    fn the_slot_is_seen_full_and_empty_and_without_addresses() {
        let run = stored();
        let slot: Vec<_> = run
            .record
            .events()
            .iter()
            .filter_map(|event| match *event {
                Event::Resource(ResourceEvent::Changed { value, .. }) => {
                    Some(run.record.text(value))
                }
                _ => None,
            })
            .collect();
        assert_eq!(slot, ["Some(Waker)", "true", "None"]);
    }

    #[test]
    fn without_the_wake_it_stalls_although_the_bell_rang() {
        let run = run(set_up(scene("waker", "forgotten")));
        assert_eq!(run.left(), ["listener"]);
        assert_eq!((run.clock, run.value("rung"), run.value("waker")), (at(2), "true", "None"));
        let Turn::Stalled(stuck) = &run.end else { panic!("it stalls") };
        assert!(stuck[0].lost);
        assert_eq!(
            (
                run.polls_of("listener"),
                run.count(|e| *e == Event::Task(TaskEvent::Lost { task: TaskId(0) }))
            ),
            (1, 1)
        );
    }

    struct Bell {
        rung: Shared<bool>,
        waker: Shared<Option<Waker>>,
        at_once: bool,
    }

    impl Future for Bell {
        type Output = ();

        fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
            if self.rung.get() {
                return Poll::Ready(());
            }
            self.waker.set(Some(context.waker().clone()));
            if self.at_once {
                context.waker().wake_by_ref();
            }
            Poll::Pending
        }
    }

    fn bell(at_once: bool) -> (Bell, Shared<bool>, Shared<Option<Waker>>) {
        let (rung, waker) = (Shared::new(false), Shared::new(None));
        (Bell { rung: rung.clone(), waker: waker.clone(), at_once }, rung, waker)
    }

    /// Break it: nothing changes, for a wake only queues.
    #[test]
    fn waking_before_ringing_in_one_poll_changes_nothing() {
        let run = run(|| {
            let (bell, rung, waker) = bell(false);
            spawn_named("listener", bell).detach();
            let ringer = async move {
                sleep(2 * SECOND).await;
                waker.take().expect("the listener left it").wake();
                rung.set(true);
            };
            spawn_named("ringer", ringer).detach();
        });
        assert_eq!((run.polls_of("listener"), run.clock, &run.end), (2, at(2), &Turn::Finished));
    }

    /// Break it.
    #[test]
    fn ringing_twice_merges_or_is_ignored() {
        let run = run(|| {
            let (bell, rung, waker) = bell(false);
            spawn_named("listener", bell).detach();
            let ringer = async move {
                sleep(2 * SECOND).await;
                rung.set(true);
                let waker = waker.take().expect("the listener left it");
                waker.wake_by_ref();
                waker.wake_by_ref();
                yield_now().await;
                waker.wake();
            };
            spawn_named("ringer", ringer).detach();
        });
        let by_ringer = run.record.events().iter().filter_map(|event| match *event {
            Event::Task(TaskEvent::Wake { task: TaskId(0), effect, .. }) => Some(effect),
            _ => None,
        });
        let effects: Vec<_> = by_ringer.collect();
        assert_eq!(effects, [WakeEffect::Queued, WakeEffect::Merged, WakeEffect::Ignored]);
    }

    /// Break it: the poll count climbs and the clock stands still. A shared value that changes in each
    /// poll counts as getting on, so this bell keeps its waker elsewhere.
    #[test]
    fn waking_at_once_is_a_livelock() {
        let run = run(|| {
            let busy = poll_fn(|context| {
                context.waker().wake_by_ref();
                Poll::<()>::Pending
            });
            spawn_named("listener", busy).detach();
            spawn_named("ringer", sleep(2 * SECOND)).detach();
        });
        assert!(matches!(run.end, Turn::NoProgress(_)));
        assert_eq!(run.clock, at(0));
        assert!(run.polls_of("listener") > 1000);
    }

    /// ... and one that stores its waker anew in each poll runs on, at a clock that stands still.
    #[test]
    fn waking_at_once_and_storing_freezes_the_clock_all_the_same() {
        let executor = Executor::new();
        executor.set_up(|| {
            let (bell, rung, _) = bell(true);
            spawn_named("listener", bell).detach();
            spawn(async move {
                sleep(2 * SECOND).await;
                rung.set(true);
            })
            .detach();
        });
        for _ in 0..5000 {
            executor.turn();
        }
        assert_eq!(executor.now(), at(0));
    }
}

mod b3_executor {
    use super::*;

    #[test]
    fn six_turns_three_polls_each() {
        let run = recipe("executor");
        assert_eq!(run.texts(), ["ping 1", "pong 1", "ping 2", "pong 2"]);
        assert_eq!((run.turns, run.polls_of("ping"), run.polls_of("pong")), (6, 3, 3));
        assert_eq!(run.schedule, ["ping", "pong", "ping", "pong", "ping", "pong"]);
        assert_eq!((run.clock, &run.end), (at(0), &Turn::Finished));
    }

    /// Beat 4: the yield put it at the back before the poll returned.
    #[test]
    fn the_yield_wakes_inside_the_poll() {
        let run = recipe("executor");
        let first = run.events_of_turn(1);
        let ping = TaskId(0);
        let wake = Event::Task(TaskEvent::Wake {
            task: ping,
            by: WakeCause::Task(ping),
            effect: WakeEffect::Queued,
        });
        let woken = first.iter().position(|event| *event == wake);
        let pending =
            first.iter().position(|event| *event == Event::Loop(LoopEvent::Pending { task: ping }));
        assert!(woken.expect("it yields") < pending.expect("it is not finished"));
    }

    /// If the woken task went to the front, it would go on alone.
    #[test]
    fn woken_to_the_front_ping_finishes_before_pong_starts() {
        // The woken task stands at the back, so an order that takes the back is one that pushes to the front.
        let mut first = true;
        let run = run_in_order(set_up(scene("executor", "recipe")), |ready| {
            if std::mem::take(&mut first) { 0 } else { ready - 1 }
        });
        assert_eq!(run.texts(), ["ping 1", "ping 2", "pong 1", "pong 2"]);
        assert_eq!(run.finishers(), ["ping", "pong"]);
    }

    #[test]
    fn last_in_first_out_pong_is_alone_first() {
        let run = run_in_order(set_up(scene("executor", "recipe")), |ready| ready - 1);
        assert_eq!(run.texts(), ["pong 1", "pong 2", "ping 1", "ping 2"]);
    }
}

//! The changes that have a recipe of their own: what comes of each, in numbers. Their lines are held to those
//! of their twins elsewhere; here are the facts that lines do not tell.

use super::*;
use coroscope::session::{Session, StepResult};

/// A lesson and its scene; the polls of each task; the turns; the clock; who is left.
type Row =
    (&'static str, &'static str, &'static [(&'static str, u32)], u32, u64, &'static [&'static str]);

#[rustfmt::skip]
const CHANGES: &[Row] = &[
    ("lazy", "no-await", &[("main", 1)], 1, 0, &[]),
    ("lazy", "spawned", &[("main", 2), ("early", 1), ("late", 1)], 4, 0, &[]),
    ("task", "swapped", &[("bob", 1), ("alice", 1)], 2, 0, &[]),
    ("task", "unspawned", &[("alice", 1)], 1, 0, &[]),
    ("suspend", "filled", &[("waiter", 1), ("worker", 1)], 2, 0, &[]),
    ("suspend", "two", &[("waiter", 1), ("second", 1), ("worker", 1)], 3, 0, &["waiter", "second"]),
    ("resume", "error", &[("waiter", 2), ("answerer", 1)], 3, 0, &[]),
    ("resume", "no-waker", &[("waiter", 1), ("answerer", 1)], 2, 0, &["waiter"]),
    ("in-a-row", "at-once", &[("main", 3), ("alice", 2), ("bob", 2)], 7, 5, &[]),
    ("in-a-row", "swapped", &[("main", 2), ("alice", 2), ("bob", 2)], 6, 3, &[]),
    ("in-a-row", "one-task", &[("main", 3), ("bob", 2)], 5, 3, &[]),
    ("three-tasks", "other-order", &[("binomial", 4), ("fibonacci", 7), ("factorial", 5)], 16, 6, &[]),
    ("three-tasks", "longer", &[("factorial", 5), ("fibonacci", 7), ("binomial", 4)], 16, 12, &[]),
    ("three-tasks", "no-await", &[("factorial", 5), ("fibonacci", 7), ("binomial", 1)], 13, 6, &[]),
    ("poll", "not-stored", &[("by_hand", 2), ("automatic", 2)], 4, 0, &[]),
    ("poll", "again", &[("by_hand", 2), ("automatic", 2)], 4, 0, &[]),
    ("waker", "wake-first", &[("listener", 2), ("ringer", 2)], 4, 2, &[]),
    ("waker", "twice", &[("listener", 2), ("ringer", 2)], 4, 2, &[]),
    ("poll", "no-wake", &[("by_hand", 1), ("automatic", 2)], 3, 0, &["by_hand"]),
    ("timers", "shorter", &[("alice", 2), ("bob", 3), ("carol", 2)], 7, 3, &[]),
    ("timers", "zero", &[("alice", 2), ("bob", 3), ("carol", 2)], 7, 3, &[]),
    ("select", "again", &[("main", 4)], 4, 6, &[]),
    ("select", "swapped", &[("main", 2)], 2, 2, &[]),
    ("cancel", "at-two", &[("main", 3), ("worker", 2)], 6, 2, &[]),
    ("cancel", "put-back", &[("main", 4)], 4, 4, &[]),
    ("cancel", "kept-first", &[("main", 4)], 4, 4, &[]),
    ("cancel", "spawned", &[("main", 4), ("process", 2), ("process", 2), ("process", 2)], 10, 4, &[]),
    ("lost-update", "sleep-zero", &[("alice", 2), ("bob", 2)], 4, 0, &[]),
    ("lost-update", "three", &[("alice", 2), ("bob", 2), ("carol", 2)], 6, 1, &[]),
    ("mutex", "leaves-line", &[("alice", 2), ("bob", 1), ("carol", 3), ("main", 2)], 9, 2, &[]),
    ("blocking", "one-second", &[("ticker", 5), ("report", 2)], 7, 4, &[]),
    ("blocking", "two-reports", &[("ticker", 5), ("one", 2), ("two", 2)], 9, 9, &[]),
    ("deadlock", "no-sleep", &[("alice", 1), ("bob", 2)], 3, 1, &[]),
    ("deadlock", "three-locks", &[("alice", 2), ("bob", 2), ("carol", 2)], 6, 1, &["alice", "bob", "carol"]),
    ("deadlock", "limit", &[("alice", 3), ("bob", 3)], 6, 2, &[]),
];

#[test]
fn each_change_has_the_computed_outcome() {
    for (lesson, name, polls, turns, clock, left) in CHANGES {
        let run = run(set_up(scene(lesson, name)));
        let names = run.names.iter().map(String::as_str);
        let polled: Vec<_> = names.zip(run.polls.iter().copied()).collect();
        assert_eq!(polled, *polls, "{lesson}/{name}");
        assert_eq!((run.turns, run.clock), (*turns, at(*clock)), "{lesson}/{name}");
        assert_eq!(run.left(), *left, "{lesson}/{name}");
        assert_eq!(run.end == Turn::Finished, left.is_empty(), "{lesson}/{name}");
    }
}

/// The coroutine that was spawned before it no longer competes for the variable's name.
#[test]
fn a_second_coroutine_of_a_function_goes_by_its_variable() {
    assert_eq!(run(set_up(scene("suspend", "two"))).names, ["waiter", "second", "worker"]);
}

#[test]
fn a_full_slot_wakes_nobody_and_an_error_wakes_as_a_value_does() {
    assert_eq!(run(set_up(scene("suspend", "filled"))).wakes(), 0);
    assert_eq!(run(set_up(scene("resume", "error"))).wakes(), 1);
}

/// The slot is full, and yet nobody can wake the task: the executor knows it at once.
#[test]
fn without_its_waker_the_waiter_is_lost() {
    let run = run(set_up(scene("resume", "no-waker")));
    assert_eq!(run.value("answer"), "full: 42");
    let lost =
        run.position(|event| matches!(event, Event::Task(TaskEvent::Lost { task: TaskId(0) })));
    assert!(lost < run.position(run.says("thinking")));
}

#[test]
fn without_the_wake_of_its_own_the_machine_is_left_in_the_middle() {
    let run = run(set_up(scene("poll", "no-wake")));
    let Turn::Stalled(stuck) = &run.end else { panic!("it stalls") };
    assert!(stuck[0].lost);
}

#[test]
fn the_item_is_in_one_of_two_places() {
    let back = run(set_up(scene("cancel", "put-back")));
    assert_eq!((back.value("done"), back.value("todo")), ("[1, 3]", "[2]"));
    let kept = run(set_up(scene("cancel", "kept-first")));
    assert_eq!((kept.value("done"), kept.value("todo")), ("[1, 2, 3]", "[]"));
}

#[test]
fn the_balance_shows_what_was_lost() {
    let balance = |lesson, name| run(set_up(scene(lesson, name))).value("balance").to_owned();
    assert_eq!(balance("lost-update", "sleep-zero"), "105");
    assert_eq!(balance("lost-update", "three"), "101");
    assert_eq!(balance("mutex", "leaves-line"), "111");
}

#[test]
fn a_block_of_one_second_makes_no_tick_late() {
    let run = run(set_up(scene("blocking", "one-second")));
    for tick in 1..=4 {
        assert_eq!(run.time_of(&format!("tick {tick}")), at(tick));
    }
}

#[test]
fn no_order_finishes_the_circle_of_three() {
    for run in all_orders(set_up(scene("deadlock", "three-locks"))) {
        assert_eq!(run.left().len(), 3);
    }
}

#[test]
fn a_coroutine_that_is_not_spawned_is_dropped_without_a_poll() {
    let run = run(set_up(scene("task", "unspawned")));
    let second = run.coroutine("bob");
    assert!(run.entered(second).is_empty());
    let dropped = Event::Coroutine(CoroutineEvent::Dropped { coroutine: second });
    assert_eq!(run.count(|event| *event == dropped), 1);
    assert_eq!(run.texts(), ["hello from alice"]);
}

/// A sleep that is made and not polled sets no timer.
#[test]
fn a_sleep_without_an_await_is_no_wait() {
    let run = run(set_up(scene("three-tasks", "no-await")));
    let first = run.lines_at(at(0));
    assert!(first.contains(&"binomial(6, 3) = 20"), "{first:?}");
    assert_eq!(run.finishers(), ["binomial", "factorial", "fibonacci"]);
}

#[test]
fn another_order_of_spawning_is_another_order_of_lines_and_the_same_end() {
    let run = run(set_up(scene("three-tasks", "other-order")));
    assert_eq!(run.lines_at(at(0))[0], "binomial: term 1");
    assert_eq!(run.finishers(), ["binomial", "factorial", "fibonacci"]);
}

#[test]
fn the_machine_panics_after_its_end_and_the_other_task_continues() {
    let run = run(set_up(scene("poll", "again")));
    assert_eq!(run.count(|event| matches!(event, Event::Loop(LoopEvent::Panicked { .. }))), 1);
    assert_eq!(run.finishers(), ["automatic"]);
}

/// Busy: the bell wakes its task in each poll, so the queue is never empty and the clock never moves.
#[test]
fn a_busy_bell_keeps_the_clock_where_it_is() {
    let run = run(set_up(scene("waker", "busy")));
    assert!(matches!(run.end, Turn::NoProgress(_)));
    assert_eq!((run.clock, run.polls_of("ringer")), (at(0), 1));
    assert!(run.polls_of("listener") > 1000);
}

/// Nobody knows that it never ends, so it can be continued. What goes round is told once.
#[test]
fn a_run_without_progress_can_be_continued_and_its_text_is_short() {
    let mut session = Session::new(scene("waker", "busy").program());
    assert!(!session.to_end(5000));
    assert_eq!(session.world().verdict, Some(Verdict::NoProgress));
    let turns = session.world().turn;
    assert_eq!(session.forward(), StepResult::Moved);
    assert_eq!(session.world().turn, turns + 1);
    let mut told = Vec::new();
    coroscope::text::tell(&mut told, &mut session, true).expect("memory takes all");
    let told = String::from_utf8(told).expect("it is text");
    let middle = format!("\n\nTurns 6 to {turns}: the same again.\n\n");
    assert!(told.contains(&middle), "{told}");
    assert_eq!(told.split("\n\n").filter(|paragraph| paragraph.starts_with("Turn ")).count(), 5);
}

/// With polls that take half a second, it gets through: at 2 s the timer is due, and the bell rings.
#[test]
fn a_busy_bell_gets_through_where_polls_take_time() {
    let executor = Executor::recording(Recorder::default(), Duration::from_millis(500));
    executor.set_up(set_up(scene("waker", "busy")));
    assert_eq!(executor.run(), Turn::Finished);
}

#[test]
fn a_wake_before_the_ring_changes_nothing_and_a_second_wake_is_merged() {
    let effects = |name| {
        let run = run(set_up(scene("waker", name)));
        let wakes = run.record.events().iter().filter_map(|event| match *event {
            Event::Task(TaskEvent::Wake { task: TaskId(0), effect, .. }) => Some(effect),
            _ => None,
        });
        wakes.collect::<Vec<_>>()
    };
    assert_eq!(effects("wake-first"), [WakeEffect::Queued]);
    assert_eq!(effects("twice"), [WakeEffect::Queued, WakeEffect::Merged]);
}

//! The changes that have a recipe of their own: what comes of each, in numbers. Their lines are held to those
//! of their twins elsewhere; here are the facts that lines do not tell.

use super::*;

/// A lesson and its scene; the polls of each task; the turns; the clock; who is left.
type Row =
    (&'static str, &'static str, &'static [(&'static str, u32)], u32, u64, &'static [&'static str]);

#[rustfmt::skip]
const CHANGES: &[Row] = &[
    ("lazy", "no-await", &[("main", 1)], 1, 0, &[]),
    ("lazy", "spawned", &[("main", 2), ("early", 1), ("late", 1)], 4, 0, &[]),
    ("task", "swapped", &[("second", 1), ("first", 1)], 2, 0, &[]),
    ("suspend", "filled", &[("waiter", 1), ("worker", 1)], 2, 0, &[]),
    ("suspend", "two", &[("waiter", 1), ("second", 1), ("worker", 1)], 3, 0, &["waiter", "second"]),
    ("resume", "error", &[("waiter", 2), ("answerer", 1)], 3, 0, &[]),
    ("resume", "no-waker", &[("waiter", 1), ("answerer", 1)], 2, 0, &["waiter"]),
    ("in-a-row", "at-once", &[("main", 3), ("a", 2), ("b", 2)], 7, 5, &[]),
    ("in-a-row", "swapped", &[("main", 2), ("a", 2), ("b", 2)], 6, 3, &[]),
    ("poll", "no-wake", &[("hand", 1), ("auto", 2)], 3, 0, &["hand"]),
    ("timers", "shorter", &[("a", 2), ("b", 3), ("c", 2)], 7, 3, &[]),
    ("select", "again", &[("main", 7)], 7, 6, &[]),
    ("cancel", "at-two", &[("main", 3), ("worker", 2)], 6, 2, &[]),
    ("cancel", "at-four", &[("main", 3), ("worker", 4)], 8, 4, &[]),
    ("cancel", "put-back", &[("main", 4)], 4, 4, &[]),
    ("cancel", "kept-first", &[("main", 4)], 4, 4, &[]),
    ("cancel", "spawned", &[("main", 4), ("round", 2), ("round", 2), ("round", 2)], 10, 4, &[]),
    ("lost-update", "sleep-zero", &[("a", 2), ("b", 2)], 4, 0, &[]),
    ("lost-update", "three", &[("a", 2), ("b", 2), ("c", 2)], 6, 1, &[]),
    ("mutex", "leaves-line", &[("a", 2), ("b", 1), ("c", 3), ("main", 2)], 9, 2, &[]),
    ("blocking", "one-second", &[("ticker", 5), ("report", 2)], 7, 4, &[]),
    ("blocking", "two-reports", &[("ticker", 5), ("one", 2), ("two", 2)], 9, 9, &[]),
    ("deadlock", "no-sleep", &[("a", 1), ("b", 2)], 3, 1, &[]),
    ("deadlock", "three-locks", &[("a", 2), ("b", 2), ("c", 2)], 6, 1, &["a", "b", "c"]),
    ("deadlock", "limit", &[("a", 3), ("b", 3)], 6, 2, &[]),
];

#[test]
fn each_change_comes_to_what_was_computed() {
    for (lesson, name, polls, turns, clock, left) in CHANGES {
        let run = run(scene(lesson, name).set_up);
        let names = run.names.iter().map(String::as_str);
        let polled: Vec<_> = names.zip(run.polls.iter().copied()).collect();
        assert_eq!(polled, *polls, "{lesson}/{name}");
        assert_eq!((run.turns, run.clock), (*turns, at(*clock)), "{lesson}/{name}");
        assert_eq!(run.left(), *left, "{lesson}/{name}");
        assert_eq!(run.end == Turn::Finished, left.is_empty(), "{lesson}/{name}");
    }
}

#[test]
fn a_full_slot_wakes_nobody_and_an_error_wakes_as_a_value_does() {
    assert_eq!(run(scene("suspend", "filled").set_up).wakes(), 0);
    assert_eq!(run(scene("resume", "error").set_up).wakes(), 1);
}

/// The slot is full, and yet nobody can wake the task: the executor knows it at once.
#[test]
fn without_its_waker_the_waiter_is_lost() {
    let run = run(scene("resume", "no-waker").set_up);
    assert_eq!(run.value("answer"), "Some(42)");
    let lost = run.position(|event| matches!(event, Event::Lost { task: TaskId(0) }));
    assert!(lost < run.position(run.says("thinking")));
}

#[test]
fn without_the_wake_of_its_own_the_machine_is_left_in_the_middle() {
    let run = run(scene("poll", "no-wake").set_up);
    let Turn::Stalled(stuck) = &run.end else { panic!("it stalls") };
    assert!(stuck[0].lost);
}

#[test]
fn the_item_is_in_one_of_two_places() {
    let back = run(scene("cancel", "put-back").set_up);
    assert_eq!((back.value("kept"), back.value("queue")), ("[1, 3]", "[2]"));
    let kept = run(scene("cancel", "kept-first").set_up);
    assert_eq!((kept.value("kept"), kept.value("queue")), ("[1, 2, 3]", "0 of 3: []"));
}

#[test]
fn the_balance_tells_what_was_lost() {
    let balance = |lesson, name| run(scene(lesson, name).set_up).value("balance").to_owned();
    assert_eq!(balance("lost-update", "sleep-zero"), "105");
    assert_eq!(balance("lost-update", "three"), "101");
    assert_eq!(balance("mutex", "leaves-line"), "111");
}

#[test]
fn a_block_of_one_second_makes_no_tick_late() {
    let run = run(scene("blocking", "one-second").set_up);
    for tick in 1..=4 {
        assert_eq!(run.time_of(&format!("tick {tick}")), at(tick));
    }
}

#[test]
fn no_order_finishes_the_circle_of_three() {
    for run in all_orders(scene("deadlock", "three-locks").set_up) {
        assert_eq!(run.left().len(), 3);
    }
}

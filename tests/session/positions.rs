//! Where a session stands: whether it stops there, what it shares with another run, what can be chosen and undone.

use coroscope::course::catalog;
use coroscope::kit::{say, spawn_named};
use coroscope::limits::MAX_LOOK_AHEADS;
use coroscope::record::event::Event;
use coroscope::session::schedule::Schedule;
use coroscope::session::{Program, ReplayError, Session, StepResult};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

fn says(lines: &'static [&'static str]) -> Session {
    let set_up = move || {
        spawn_named("task", async move {
            for line in lines {
                say!("{line}");
            }
        })
        .detach();
    };
    let mut session = Session::new(Program::new(set_up));
    session.to_end(100);
    session
}

#[test]
fn two_runs_have_the_same_beginning_up_to_the_first_difference() {
    let (one, other) = (says(&["same", "one"]), says(&["same", "other"]));
    let events = |session: &Session| session.record().events().to_vec();
    let is_print = |event: &Event| matches!(event, Event::Output(_));
    let difference = events(&one).iter().rposition(is_print).expect("it prints");
    for (count, is_same) in
        [(0, true), (difference, true), (difference + 1, false), (difference + 2, false)]
    {
        assert_eq!(one.has_same_beginning(&other, count), is_same, "{count} events");
    }
    let all = events(&one).len();
    assert!(one.has_same_beginning(&says(&["same", "one"]), all));
    assert!(!one.has_same_beginning(&says(&["same", "one"]), all + 1), "there are no more events");
}

/// A line is passed over if the next event says what it does, and not if another line follows.
#[test]
fn a_position_after_a_line_is_on_the_way_only_before_what_the_line_does() {
    let (mut on_the_way, mut before_a_line) = (0, 0);
    for lesson in catalog::lessons() {
        let mut session = Session::new(lesson.scenes[0].program());
        session.to_end(1000);
        let lines: Vec<_> = session.record().events().iter().map(Event::is_line).collect();
        for at in 1..lines.len() {
            session.go(at);
            let is_inside = !session.is_between_steps();
            let expected = is_inside && lines[at - 1] && !lines[at];
            assert_eq!(session.is_on_the_way(), expected, "{}, {at}", lesson.slug);
            on_the_way += usize::from(expected);
            before_a_line += usize::from(is_inside && lines[at - 1] && lines[at]);
        }
    }
    assert!(on_the_way > 0 && before_a_line > 0, "{on_the_way}, {before_a_line}");
}

#[test]
fn the_look_ahead_that_was_not_used_for_longest_is_dropped() {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let mut session = Session::new(Program::new(move || {
        counted.fetch_add(1, Ordering::Relaxed);
        for _ in 0..20 {
            spawn_named("task", async {}).detach();
        }
    }));
    let mut runs = |choice: usize| {
        let before = calls.load(Ordering::Relaxed);
        session.restart_with(Schedule::new(vec![u32::try_from(choice).expect("a small number")]));
        let _run = session.look_ahead();
        calls.load(Ordering::Relaxed) - before
    };
    for choice in 1..=MAX_LOOK_AHEADS + 1 {
        assert_eq!(runs(choice), 2, "order {choice} is new");
    }
    assert_eq!(runs(2), 1, "it is known, and is now the one used last");
    assert_eq!(runs(1), 2, "it was dropped, and now drops another one");
    assert_eq!(runs(2), 1, "that isn't this one");
    assert_eq!(runs(3), 2, "but this one");
}

#[test]
fn a_shorter_record_has_a_look_ahead_of_its_own() {
    let long = says(&["one", "two"]);
    let again = says(&["one", "two"]).with_at_most(4).sharing_look_aheads_of(&long);
    let short = Session::new(long.program().clone()).with_at_most(4).sharing_look_aheads_of(&long);
    for other in [again, short] {
        assert!(!Rc::ptr_eq(&long.look_ahead(), &other.look_ahead()));
    }
    let same = Session::new(long.program().clone()).sharing_look_aheads_of(&long);
    assert!(Rc::ptr_eq(&long.look_ahead(), &same.look_ahead()));
}

#[test]
fn the_order_that_is_open_already_leaves_nothing_to_undo() {
    let program = catalog::find("three-tasks").expect("it is a lesson").scenes[0].program();
    let mut session = Session::new(program);
    session.restart_with(Schedule::default());
    assert_eq!(session.undo(), StepResult::AtEdge);
    session.restart_with(Schedule::new(vec![1]));
    session.restart_with(Schedule::new(vec![1]));
    assert_eq!(session.undo(), StepResult::Moved);
    assert_eq!(*session.schedule(), Schedule::default());
    assert_eq!(session.undo(), StepResult::AtEdge);
}

#[test]
fn a_choice_that_there_is_not_says_why() {
    let mut session = says(&["one"]);
    let mut why = |at: usize| {
        session.go(at);
        match session.choose(0) {
            Err(ReplayError::NoChoice(why)) => why,
            other => panic!("{at}: {other:?}"),
        }
    };
    let end = says(&["one"]).position();
    let set_up = says(&["one"]).timeline().columns[0].events.end;
    assert_eq!(why(set_up), "only one task is ready");
    assert_eq!(why(set_up + 1), "the poll hasn't returned yet");
    assert_eq!(why(end), "no task is ready");
}

//! The steps of a run that an export draws.

use crate::{own, whole};
use coroscope::course::tour::opening::SceneSession;
use coroscope::export::steps::{RunStep, steps};

#[test]
fn the_steps_are_the_columns_of_the_timeline() {
    let visit = own();
    let (steps, are_all) = steps(&visit, 100);
    assert!(are_all);
    let positions: Vec<_> = steps.iter().map(|step| step.position).collect();
    let columns: Vec<_> =
        visit.session.timeline().columns.iter().map(|column| column.events.end).collect();
    assert_eq!(positions, columns);
    let turns: Vec<_> = steps.iter().map(|step| (step.turn, step.is_turn)).collect();
    // The set-up, three polls, a jump of the clock, a poll, a drop and two more polls in each order, the end.
    let turn = |nth| (nth, true);
    let expected = [
        (0, false),
        turn(1),
        turn(2),
        turn(3),
        (3, false),
        turn(4),
        turn(5),
        turn(6),
        turn(7),
        turn(8),
        (8, false),
    ];
    assert_eq!(turns, expected);
}

#[test]
fn the_first_steps_are_kept_if_there_are_too_many() {
    let visit = whole("three-tasks");
    let count = visit.session.timeline().columns.len();
    let (all, _) = steps(&visit, count);
    for (most, kept, are_all) in [
        (0, 1, false),
        (1, 1, false),
        (3, 3, false),
        (count - 1, count - 1, false),
        (count, count, true),
    ] {
        let (some, is_whole) = steps(&visit, most);
        assert_eq!((some.as_slice(), is_whole), (&all[..kept], are_all), "at most {most}");
    }
}

#[test]
fn the_last_step_ends_at_the_position_of_the_session() {
    let visit = SceneSession::from_address("resume@2.4").expect("a moment");
    let (steps, are_all) = steps(&visit, 10);
    assert!(are_all);
    let last = RunStep { position: visit.session.position(), turn: 2, is_turn: true };
    assert_eq!(steps.last(), Some(&last));
    assert_eq!(steps.len(), 3);
}

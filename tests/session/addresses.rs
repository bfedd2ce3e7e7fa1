//! Moments, schedules and addresses as text, and the sentence about two runs that differ.

use coroscope::course::tour::opening::SceneSession;
use coroscope::session::Divergence;
use coroscope::session::moment::{Address, AddressError, Moment};
use coroscope::session::schedule::{Schedule, ScheduleError};

#[test]
fn a_schedule_is_parsed_and_abbreviated() {
    let rows: [(&str, &[u32], &str); 11] = [
        ("", &[], ""),
        ("0", &[], ""),
        ("1", &[1], "1"),
        ("0.2.1", &[0, 2, 1], "0.2.1"),
        ("2.0.0", &[2], "2"),
        ("3x1", &[1, 1, 1], "1.1.1"),
        ("4x1", &[1, 1, 1, 1], "4x1"),
        ("1.1.1.1.1", &[1, 1, 1, 1, 1], "5x1"),
        ("4x0.2", &[0, 0, 0, 0, 2], "4x0.2"),
        ("0x7.1", &[1], "1"),
        ("v1:4x0.2", &[0, 0, 0, 0, 2], "4x0.2"),
    ];
    for (text, choices, written) in rows {
        let schedule: Schedule = text.parse().unwrap_or_else(|why| panic!("{text}: {why}"));
        assert_eq!(schedule, Schedule::new(choices.to_vec()), "{text}");
        assert_eq!(schedule.choice_count(), choices.len(), "{text}");
        assert_eq!(schedule.to_string(), written, "{text}");
    }
}

#[test]
fn a_text_that_is_not_a_schedule_is_rejected() {
    let form = |text: &str| ScheduleError::Form(text.to_owned());
    for text in
        ["4x", "x1", "x", "4x1x2", "4x1.", ".1", "1..2", "+1", "-1", "1,2", " 1", "4X1", "vx:1"]
    {
        assert_eq!(text.parse::<Schedule>(), Err(form(text)), "{text}");
    }
    assert_eq!("99999999999".parse::<Schedule>(), Err(form("99999999999")));
    assert_eq!("1000001x1".parse::<Schedule>(), Err(ScheduleError::Long));
    assert_eq!("1000000x1.1".parse::<Schedule>(), Err(ScheduleError::Long));
    assert_eq!("1000000x1".parse::<Schedule>().map(|one| one.choice_count()), Ok(1_000_000));
    let newer = ScheduleError::Version("v2:1".to_owned(), 2);
    assert_eq!("v2:1".parse::<Schedule>(), Err(newer));
}

#[test]
fn a_schedule_is_forked_and_cut() {
    let schedule = Schedule::new(vec![2, 0, 1]);
    assert_eq!([0, 1, 2, 3].map(|nth| schedule.choice(nth)), [2, 0, 1, 0]);
    assert_eq!(schedule.fork(1, 3), Schedule::new(vec![2, 3]));
    assert_eq!(schedule.fork(5, 1), Schedule::new(vec![2, 0, 1, 0, 0, 1]));
    assert_eq!(schedule.first(2), Schedule::new(vec![2]));
    assert_eq!(schedule.first(9), schedule);
}

#[test]
fn an_address_is_parsed_and_the_blanks_around_its_lesson_are_ignored() {
    let at = |turn, event| Some(Moment { turn, event });
    let rows = [
        ("lazy", "lazy", None, ""),
        ("lazy@9", "lazy", at(9, None), ""),
        ("lazy@2.4", "lazy", at(2, Some(4)), ""),
        ("  lazy @9", "lazy", at(9, None), ""),
        (" lazy ", "lazy", None, ""),
        ("in-a-row/tasks@0.1~4x0.1", "in-a-row/tasks", at(0, Some(1)), "4x0.1"),
        ("lazy~1", "lazy", None, "1"),
    ];
    for (text, lesson, moment, schedule) in rows {
        let address: Address = text.parse().unwrap_or_else(|why| panic!("{text}: {why}"));
        let schedule = schedule.parse().expect("a schedule");
        assert_eq!(address, Address { lesson: lesson.to_owned(), moment, schedule }, "{text}");
    }
    let opened = SceneSession::from_address("  three-tasks @9").expect("the lesson has a turn 9");
    assert_eq!(opened.address().to_string(), "three-tasks@9");
}

#[test]
fn a_text_that_is_not_an_address_is_rejected() {
    let no_lesson = |text: &str| AddressError::NoLesson(text.to_owned());
    for text in ["", " ", "@9", " @9", "~1"] {
        assert_eq!(text.parse::<Address>(), Err(no_lesson(text)), "{text:?}");
    }
    for (text, moment) in [
        ("lazy@", ""),
        ("lazy@ 9", " 9"),
        ("lazy@9.", "9."),
        ("lazy@.4", ".4"),
        ("lazy@2.4.1", "2.4.1"),
        ("lazy@+9", "+9"),
        ("lazy@4294967296", "4294967296"),
    ] {
        let why = AddressError::Moment(moment.to_owned());
        assert_eq!(text.parse::<Address>(), Err(why), "{text}");
    }
    let why = AddressError::Schedule(ScheduleError::Form("4x".to_owned()));
    assert_eq!("lazy@9~4x".parse::<Address>(), Err(why));
}

#[test]
fn the_sentence_about_a_divergence_names_the_turn_and_the_other_run() {
    let sentence = |is_rerun| Divergence { turn: 7, event: 31, is_rerun }.to_string();
    let rest = "the program doesn't do the same each time. It probably uses random numbers, the order of a \
                `HashMap`, the real clock, threads, or data that outlives a run";
    assert_eq!(
        sentence(false),
        format!("turn 7 was different when coroscope ran it ahead: {rest}")
    );
    assert_eq!(sentence(true), format!("turn 7 was different in the run before: {rest}"));
}

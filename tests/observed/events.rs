//! Whole records.

use crate::run::{recorded, rendered};
use coroscope::executor::{Executor, Recorder};
use coroscope::kit::{Promise, SECOND, observed, say, sleep, spawn};
use std::time::Duration;

/// Where the sources below begin: the record is compared without regard to what stands above them.
fn from_line(first: u32, record: &[String]) -> Vec<String> {
    let shifted = |word: &str| {
        let digits: String = word.chars().filter(char::is_ascii_digit).collect();
        let parts: Vec<&str> = word.split('-').collect();
        match (digits.parse::<u32>(), &parts[..]) {
            (Ok(number), [_]) if number >= first => {
                word.replace(&digits, &(number - first).to_string())
            }
            (Ok(_), [from, until]) => {
                let number = |text: &str| {
                    text.trim_matches(['(', ')']).parse::<u32>().expect("a line") - first
                };
                format!("({}-{})", number(from), number(until))
            }
            _ => word.to_owned(),
        }
    };
    record.iter().map(|line| line.split(' ').map(shifted).collect::<Vec<_>>().join(" ")).collect()
}

const FACTORIAL: u32 = line!();
#[observed]
async fn factorial(n: u64) -> u64 {
    let mut product = 1;
    for i in 2..=n {
        say!("multiply by {i}");
        sleep(SECOND).await;
        product *= i;
    }
    product
}

#[test]
fn a_run_is_recorded_line_by_line() {
    let (result, record) = recorded(|| factorial(3));
    assert_eq!(result, 6);
    let at = from_line(FACTORIAL, &record);
    let created = &at[0];
    assert!(created.starts_with("0 created: factorial at "), "{created}");
    let expected = [
        "spawned factorial, Some(0)",
        "0 entered",
        "0 n = 3 (2-10)",
        "0 line 3",
        "0 product = 1 (3-10)",
        "0 line 4",
        "0 i = 2 (4-8)",
        "0 line 5",
        "output multiply by 2",
        "0 line 6",
        "0 await 6: sleep(SECOND) of Sleep",
        "0 continued",
        "0 resumed 6",
        "0 line 7",
        "0 product = 2 (3-10)",
        "0 i = 3 (4-8)",
        "0 line 5",
        "output multiply by 3",
        "0 line 6",
        "0 await 6: sleep(SECOND) of Sleep",
        "0 continued",
        "0 resumed 6",
        "0 line 7",
        "0 product = 6 (3-10)",
        "0 line 9",
        "0 returned 6",
    ];
    assert_eq!(at[1..], expected);
}

const GREETINGS: u32 = line!();
#[observed]
async fn greet(name: &'static str) -> usize {
    sleep(SECOND).await;
    name.len()
}
#[observed]
async fn two_greetings() -> usize {
    let early = greet("early");
    let late = async {
        say!("now");
        greet("late").await
    };
    let both = early.await + late.await;
    both
}

#[test]
fn a_coroutine_goes_by_its_variable_and_awaits_make_a_tree() {
    let (result, record) = recorded(two_greetings);
    assert_eq!(result, 9);
    let at = from_line(GREETINGS, &record);
    let expected = [
        "spawned two_greetings, Some(0)",
        "0 entered",
        "0 line 8",
        "1 created: greet at 8 by 0",
        "1 named early",
        "0 early = a coroutine (8-15)",
        "0 line 9",
        "2 created: two_greetings{async} at 9 by 0",
        "2 named late",
        "0 late = a coroutine (9-15)",
        "0 line 13",
        "0 await 13: early of greet",
        "1 entered from 0",
        "1 name = \"early\" (2-5)",
        "1 line 3",
        "1 await 3: sleep(SECOND) of Sleep",
        "0 continued",
        "1 continued",
        "1 resumed 3",
        "1 line 4",
        "1 returned 5",
        "0 resumed 13",
        "0 await 13: late of two_greetings",
        "2 entered from 0",
        "2 line 10",
        "output now",
        "2 line 11",
        "3 created: greet at 11 by 2",
        "2 await 11: greet(\"late\") of greet",
        "3 entered from 2",
        "3 name = \"late\" (2-5)",
        "3 line 3",
        "3 await 3: sleep(SECOND) of Sleep",
        "0 continued",
        "2 continued",
        "3 continued",
        "3 resumed 3",
        "3 line 4",
        "3 returned 4",
        "2 resumed 11",
        "2 returned usize",
        "0 resumed 13",
        "0 both = 9 (13-15)",
        "0 line 14",
        "0 returned 9",
    ];
    assert_eq!(at[1..], expected);
}

const SET_UP: u32 = line!();
#[observed]
fn set_up(count: u32) -> u32 {
    let promise = Promise::new();
    let filled = promise.clone();
    spawn(async move { filled.set(count) }).detach();
    for name in ["a", "b"].into_iter().take(count as usize) {
        spawn(greet(name)).detach();
    }
    if count > 5 {
        return 0;
    }
    count + 1
}

#[test]
fn ordinary_set_up_code_is_seen_too() {
    let executor = Executor::recording(Recorder::default(), Duration::ZERO);
    assert_eq!(executor.set_up(|| set_up(1)), 2);
    let record = rendered(&executor.record().expect("it records"));
    let expected = [
        "0 called: set_up at 2",
        "0 count = 1 (2-13)",
        "0 line 3",
        "resource 0 named promise",
        "0 promise = Promise (3-13)",
        "0 line 4",
        "0 filled = Promise (4-13)",
        "0 line 5",
        "1 created: set_up{async} at 5 by 0",
        "spawned set_up{async}, Some(1)",
        "0 filled = moved (4-13)",
        "0 line 6",
        "0 name = \"a\" (6-8)",
        "0 line 7",
        "2 created: greet at 7 by 0",
        "spawned greet, Some(2)",
        "0 line 9",
        "0 line 12",
        "0 returned 2",
    ];
    assert_eq!(from_line(SET_UP, &record), expected);
}

#[observed]
async fn forgotten() {
    let never = greet("nobody");
    sleep(SECOND).await;
    drop(never);
}

#[test]
fn a_coroutine_that_is_never_awaited_is_created_and_dropped() {
    let ((), record) = recorded(forgotten);
    let about: Vec<&String> = record.iter().filter(|line| line.starts_with("1 ")).collect();
    assert!(about[0].starts_with("1 created: greet at "), "{record:?}");
    assert_eq!(about[1..], ["1 named never", "1 dropped"]);
}

#[observed]
async fn cancelled() {
    greet("in vain").await;
}

#[test]
fn dropping_mid_way_drops_each_frame_from_outside_in() {
    let executor = Executor::recording(Recorder::default(), Duration::ZERO);
    let handle = executor.set_up(|| spawn(cancelled()));
    executor.turn();
    executor.set_up(|| handle.cancel());
    executor.turn();
    let record = rendered(&executor.record().expect("it records"));
    assert_eq!(record[record.len() - 2..], ["0 dropped", "1 dropped"]);
}

#[observed]
async fn panics() {
    let seen = 1;
    assert!(seen > 1, "on purpose");
}

#[observed]
async fn outlives_a_panic() -> u32 {
    let inner = spawn(panics());
    let error = inner.await.expect_err("it panics");
    say!("{error}");
    7
}

#[test]
fn a_panic_leaves_the_stack_in_order() {
    let (result, record) = recorded(outlives_a_panic);
    assert_eq!(result, 7);
    assert!(record.contains(&"1 dropped".to_owned()), "{record:#?}");
    assert!(record.contains(&"output panicked: on purpose".to_owned()), "{record:#?}");
    assert_eq!(record.last(), Some(&"0 returned 7".to_owned()));
    let after = record.iter().skip_while(|line| *line != "1 dropped");
    assert!(after.skip(1).all(|line| !line.starts_with("1 ")), "{record:#?}");
}

#[observed]
async fn calls_through_an_iterator() {
    let all: Vec<_> = ["one", "two"].into_iter().map(greet).collect();
    drop(all);
}

#[test]
fn a_call_from_another_file_has_the_line_of_the_statement() {
    let ((), record) = recorded(calls_through_an_iterator);
    let line = record.iter().position(|line| line.starts_with("1 created: greet at "));
    let created = &record[line.expect("it is created")];
    let before: Vec<&String> = record.iter().filter(|line| line.starts_with("0 line")).collect();
    assert_eq!(*created, format!("1 created: greet at {} by 0", &before[0][7..]));
    // Nothing is known of the caller of the first one, which is called in `run.rs`.
    assert!(record[0].ends_with("calls_through_an_iterator at 0"), "{record:#?}");
}

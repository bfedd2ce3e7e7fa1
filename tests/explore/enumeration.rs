//! The searches against a plain enumeration that knows nothing of them: every order is a recorded run,
//! and what it did is read from the record.

use super::program::{Program, programs};
use coroscope::executor::{Executor, Recorder, Turn};
use coroscope::explore;
use coroscope::explore::{Coverage, Exploration, Method, Orders, OutcomeKind};
use coroscope::record::event::{Event, LoopEvent, OutputEvent, Time, Verdict};
use proptest::prelude::{ProptestConfig, prop_assert, prop_assert_eq, proptest};
use std::collections::BTreeMap;
use std::time::Duration;

/// How a run ended: the word, the clock, the tasks left, the panics, the lines.
type End = (OutcomeKind, Time, usize, Vec<String>, Vec<String>);

/// Of an end: how many orders, the turns of the shortest, and the choices of the first of those.
type Of = (u128, u32, Vec<u32>);

/// All orders of a program, or `None` where they are more than so many.
pub fn enumerate(program: &Program, most: usize, cost: Duration) -> Option<BTreeMap<End, Of>> {
    let mut ends = BTreeMap::<End, Of>::new();
    let (mut path, mut runs) = (Vec::<(u32, u32)>::new(), 0);
    loop {
        runs += 1;
        if runs > most {
            return None;
        }
        let executor = Executor::recording(Recorder::default(), cost);
        executor.set_up(|| program.start());
        let mut depth = 0;
        let left = loop {
            let ready = u32::try_from(executor.ready().len()).expect("few tasks");
            if ready > 1 {
                if depth == path.len() {
                    path.push((0, ready));
                }
                depth += 1;
            }
            let nth = if ready > 1 { path[depth - 1].0 } else { 0 };
            match executor.turn_of(nth as usize) {
                Turn::Polled(..) | Turn::Dropped(_) | Turn::Jumped(_) => {}
                _ => break executor.tasks().len(),
            }
        };
        let record = executor.record().expect("it records");
        let (mut turns, mut how, mut clock) = (0, OutcomeKind::Unended, Time(0));
        let (mut panics, mut lines) = (Vec::new(), Vec::new());
        for event in record.events() {
            match *event {
                Event::Loop(LoopEvent::Turn { .. }) => turns += 1,
                Event::Loop(LoopEvent::Clock { to, .. }) => clock = to,
                Event::Loop(LoopEvent::Panicked { message, .. }) => {
                    panics.push(record.text(message).to_owned());
                }
                Event::Output(OutputEvent::Printed { text }) => {
                    lines.push(record.text(text).to_owned());
                }
                Event::Loop(LoopEvent::End { how: Verdict::Finished }) => {
                    how = OutcomeKind::Finished;
                }
                Event::Loop(LoopEvent::End { how: Verdict::Stalled }) => how = OutcomeKind::Stalled,
                Event::Loop(LoopEvent::End { how: Verdict::Waiting }) => how = OutcomeKind::Waiting,
                Event::Loop(LoopEvent::End { how: Verdict::NoProgress }) => {
                    how = OutcomeKind::NoProgress;
                }
                Event::Loop(LoopEvent::End { how: Verdict::Frozen }) => how = OutcomeKind::Frozen,
                _ => {}
            }
        }
        panics.sort();
        let choices: Vec<_> = path.iter().map(|(nth, _)| *nth).collect();
        let of =
            ends.entry((how, clock, left, panics, lines)).or_insert((0, turns, choices.clone()));
        of.0 += 1;
        if turns < of.1 {
            (of.1, of.2) = (turns, choices);
        }
        while let Some((nth, count)) = path.last_mut() {
            *nth += 1;
            if nth < count {
                break;
            }
            path.pop();
        }
        if path.is_empty() {
            return Some(ends);
        }
    }
}

/// What a search found, in the same form. Two groups may differ in what a task of theirs waits for.
fn by_outcome(orders: &Orders) -> BTreeMap<End, Of> {
    let mut ends = BTreeMap::<End, Of>::new();
    for group in &orders.groups {
        let end = &group.outcome;
        let mut panics = end.panics().to_vec();
        panics.sort();
        let key = (end.kind(), end.clock(), end.tasks_left(), panics, end.printed().to_vec());
        let schedule = orders.schedule(group);
        let choices = (0..schedule.choice_count()).map(|nth| schedule.choice(nth)).collect();
        let of = ends.entry(key).or_insert((0, end.turns(), choices));
        let choices: Vec<_> =
            (0..schedule.choice_count()).map(|nth| schedule.choice(nth)).collect();
        of.0 += group.orders.exactly().expect("few orders");
        if (end.turns(), &choices) < (of.1, &of.2) {
            (of.1, of.2) = (end.turns(), choices);
        }
    }
    ends
}

/// The last zeros of a schedule are not written.
fn written(mut ends: BTreeMap<End, Of>) -> BTreeMap<End, Of> {
    for (.., choices) in ends.values_mut() {
        while choices.last() == Some(&0) {
            choices.pop();
        }
    }
    ends
}

fn exploration(program: &Program, cost: Duration) -> Exploration {
    let program = program.clone();
    explore(coroscope::session::Program::new(move || program.start()).with_poll_cost(cost))
}

/// Returns how many random programs are tried: 3,000, or as many as `COROSCOPE_RANDOM_PROGRAMS` says.
fn random_programs() -> u32 {
    let asked = std::env::var("COROSCOPE_RANDOM_PROGRAMS").ok();
    asked.map_or(3000, |number| number.parse().expect("a number of programs"))
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: random_programs(),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn both_searches_find_the_same_outcomes_counts_and_lengths(
        program in programs(),
        costs in 0..8_u32,
    ) {
        let cost = Duration::from_millis(500) * u32::from(costs == 0);
        if let Some(ends) = enumerate(&program, 500, cost) {
            let ends = written(ends);
            let plain = exploration(&program, cost).all();
            prop_assert_eq!(plain.coverage, Coverage::All);
            prop_assert_eq!(&by_outcome(&plain), &ends);
            let states = exploration(&program, cost).shares_only_via_kit().all();
            prop_assert_eq!(states.coverage, Coverage::All);
            prop_assert!(matches!(states.method, Method::States(_)), "{:?}", states.method);
            prop_assert_eq!(&by_outcome(&states), &ends);
        }
    }
}

/// A primitive that the random programs don't use is explored by nobody.
#[test]
fn the_random_programs_use_every_primitive_of_the_kit() {
    let used = include_str!("program.rs");
    let kit = concat!(env!("CARGO_MANIFEST_DIR"), "/src/kit");
    let files = std::fs::read_dir(kit).expect("the folder of the kit").flatten();
    let mut found = 0;
    for file in files.map(|entry| entry.path()).filter(|path| path.is_file()) {
        let text = std::fs::read_to_string(&file).expect("a file of the kit");
        let handle = text.lines().find_map(|line| line.strip_prefix("pub struct "));
        if let Some(handle) = handle.filter(|_| text.contains("Tracked<")) {
            let name: String =
                handle.chars().take_while(|letter| letter.is_alphanumeric()).collect();
            assert!(used.contains(&name), "no random program uses `{name}`");
            found += 1;
        }
    }
    assert!(found >= 4, "only {found} primitives were found");
}

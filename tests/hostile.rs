//! Hostile bytes: good files and words that were damaged, and bytes that never were any, given to all that
//! reads. `hostile/targets.rs` holds what each reader must do with them.
#![allow(missing_docs)]

#[path = "hostile/targets.rs"]
mod targets;

use coroscope::course::catalog::lessons;
use coroscope::course::tour::opening::SceneSession;
use coroscope::export::jsonl::{self, Header};
use proptest::prelude::*;
use proptest::sample::Index;

/// One damage. Places are parts of the whole, so that they fit what is left of it.
#[derive(Clone, Debug)]
enum Damage {
    Cut(Index, usize),
    Put(Index, Vec<u8>),
    Again(Index, usize),
    Flip(Index, u8),
    Line(Index, Index),
    End(Index),
}

/// What means something to one reader or another.
const WORDS: [&str; 28] = [
    "\n",
    "\r\n",
    "\0",
    "+++",
    "```",
    "```predict\n",
    "## x { cue=\"start\" }\n",
    "[@",
    "]",
    "\"",
    "{",
    "}",
    "=",
    "v2:",
    "~",
    "@",
    ".",
    "x",
    "4294967296",
    "99999999x0",
    "-1",
    "1e999",
    "\u{1b}[2J",
    "\u{202e}",
    "\u{feff}",
    "[[",
    "名",
    "\u{fffd}",
];

fn damages() -> impl Strategy<Value = Vec<Damage>> {
    let at = any::<Index>;
    let word = prop::sample::select(&WORDS[..]).prop_map(|word| word.as_bytes().to_vec());
    let one = prop_oneof![
        (at(), 1..80_usize).prop_map(|(at, long)| Damage::Cut(at, long)),
        (at(), word).prop_map(|(at, bytes)| Damage::Put(at, bytes)),
        (at(), prop::collection::vec(any::<u8>(), 1..6)).prop_map(|(at, b)| Damage::Put(at, b)),
        (at(), 1..200_usize).prop_map(|(at, long)| Damage::Again(at, long)),
        (at(), 1..=255_u8).prop_map(|(at, with)| Damage::Flip(at, with)),
        (at(), at()).prop_map(|(from, to)| Damage::Line(from, to)),
        at().prop_map(Damage::End),
    ];
    prop::collection::vec(one, 1..5)
}

/// The good bytes after all that was done to them.
fn damaged(good: &[u8], damages: &[Damage]) -> Vec<u8> {
    let mut bytes = good.to_vec();
    for damage in damages {
        if bytes.is_empty() {
            return bytes;
        }
        let long = bytes.len();
        let place = |at: &Index| at.index(long);
        match damage {
            Damage::Cut(at, many) => drop(bytes.drain(place(at)..(place(at) + many).min(long))),
            Damage::Put(at, new) => drop(bytes.splice(place(at)..place(at), new.iter().copied())),
            Damage::Again(at, many) => {
                let part = bytes[place(at)..(place(at) + many).min(long)].to_vec();
                drop(bytes.splice(place(at)..place(at), part));
            }
            Damage::Flip(at, with) => bytes[at.index(long)] ^= with,
            Damage::Line(from, to) => {
                let mut lines: Vec<_> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
                let line = lines.remove(from.index(lines.len()));
                lines.insert(to.index(lines.len() + 1), line);
                bytes = lines.concat();
            }
            Damage::End(at) => bytes.truncate(place(at)),
        }
    }
    bytes
}

fn lesson_texts() -> Vec<Vec<u8>> {
    lessons().iter().map(|lesson| lesson.text.text.as_bytes().to_vec()).collect()
}

fn records() -> Vec<Vec<u8>> {
    let record_of = |address: &str| {
        let mut visit = SceneSession::from_address(address).expect("there is such a lesson");
        visit.session.to_end(1_000);
        let lesson = address.to_owned();
        let header = Header::new(lesson, String::new());
        let mut written = Vec::new();
        let events = visit.session.position();
        jsonl::write(&mut written, &header, &visit.session.record(), events)
            .expect("memory takes it");
        written
    };
    ["resume", "three-tasks", "cancel", "mutex", "deadlock", "timers"].map(record_of).to_vec()
}

fn words(of: &[&str]) -> Vec<Vec<u8>> {
    of.iter().map(|word| word.as_bytes().to_vec()).collect()
}

/// What this target reads when all is well.
fn good(target: &str) -> Vec<Vec<u8>> {
    match target {
        "lesson" => lesson_texts(),
        "jsonl" => records(),
        "theme" => {
            let themes = [
                include_str!("../assets/themes/dark.toml"),
                include_str!("../assets/themes/light.toml"),
            ];
            words(&themes)
        }
        "progress" => words(&[
            "version = 1\nlast = \"resume\"\n\n[lessons.resume]\nscene = 0\nbeat = 4\nfinished = false\n\
             [lessons.resume.answers]\n\"0.1\" = \"right\"\n\"3.0\" = \"skipped\"\n",
            "version = 1\n",
        ]),
        "schedule" => words(&["0.2.1", "37x0.2", "v1:0.1.1.1.1", ""]),
        "cue" => words(&[
            "pending waiter",
            "poll waiter #2",
            "out \"answer set\"",
            "wake main then clock 2",
        ]),
        _ => words(&["three-tasks@9~0.2.1", "in-a-row/tasks@2.4~1", "A6@9", "resume@2.7", "@9"]),
    }
}

/// Gives damaged good bytes and bytes of no kind to one target.
fn hold(target: &'static str, cases: u32, read: fn(&[u8])) {
    let good = good(target);
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let damaged_good = (any::<Index>(), damages())
        .prop_map(move |(nth, damages)| damaged(&good[nth.index(good.len())], &damages));
    let any_bytes = prop::collection::vec(any::<u8>(), 0..200);
    let any_words = prop::collection::vec(prop::sample::select(&WORDS[..]), 0..12)
        .prop_map(|words| words.concat().into_bytes());
    let bytes = prop_oneof![6 => damaged_good, 1 => any_bytes, 1 => any_words];
    let ran = runner.run(&bytes, |bytes| {
        read(&bytes);
        Ok(())
    });
    if let Err(why) = ran {
        panic!("{target}: {why}");
    }
}

/// More of each in the long form: `COROSCOPE_FUZZ=100` is a hundred times as many.
fn times() -> u32 {
    std::env::var("COROSCOPE_FUZZ").ok().and_then(|text| text.parse().ok()).unwrap_or(1)
}

#[test]
fn lesson_files() {
    hold("lesson", 1_000 * times(), targets::fuzz_lesson);
}

#[test]
fn cues() {
    hold("cue", 1_000 * times(), targets::fuzz_cue);
}

#[test]
fn schedules() {
    hold("schedule", 3_000 * times(), targets::fuzz_schedule);
}

#[test]
fn addresses() {
    hold("address", 1_500 * times(), targets::fuzz_address);
}

#[test]
fn records_in_json_lines() {
    hold("jsonl", 400 * times(), targets::fuzz_jsonl);
    hold("address", 100 * times(), targets::fuzz_header);
}

#[test]
fn themes() {
    hold("theme", 1_500 * times(), targets::fuzz_theme);
}

#[test]
fn progress_files() {
    hold("progress", 300 * times(), targets::fuzz_progress);
}

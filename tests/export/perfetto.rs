//! The trace, held against the rules of the format: slices nest, arrows come in pairs and begin and end in
//! slices, every track has a name.

use crate::{LESSONS, own, whole};
use coroscope::course::tour::opening::SceneSession;
use coroscope::export::perfetto;
use coroscope::record::event::{CancelEffect, Event, TaskEvent, TaskId, WakeEffect};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

fn traced(visit: &SceneSession) -> Value {
    let mut file = Vec::new();
    perfetto::write(&mut file, visit).expect("memory");
    serde_json::from_slice(&file).expect("JSON")
}

/// A number of microseconds as nanoseconds.
fn nanos(value: &Value) -> u64 {
    (value.as_f64().expect("a number") * 1000.0).round() as u64
}

struct Slice {
    name: String,
    from: u64,
    to: u64,
}

fn slices(trace: &Value) -> BTreeMap<u64, Vec<Slice>> {
    let mut tracks = BTreeMap::<u64, Vec<Slice>>::new();
    for event in trace["traceEvents"].as_array().expect("events") {
        if event["ph"] == "X" {
            let from = nanos(&event["ts"]);
            let to = from + nanos(&event["dur"]);
            let name = event["name"].as_str().expect("a name").to_owned();
            let track = event["tid"].as_u64().expect("a track");
            tracks.entry(track).or_default().push(Slice { name, from, to });
        }
    }
    for slices in tracks.values_mut() {
        slices.sort_by_key(|slice| (slice.from, u64::MAX - slice.to));
    }
    tracks
}

fn nests(lesson: &str, trace: &Value) {
    for (track, slices) in slices(trace) {
        let mut open: Vec<&Slice> = Vec::new();
        for slice in &slices {
            assert!(slice.from < slice.to, "{lesson}: {} has no width", slice.name);
            while open.last().is_some_and(|outer| outer.to <= slice.from) {
                open.pop();
            }
            if let Some(outer) = open.last() {
                let (name, of) = (&slice.name, &outer.name);
                assert!(slice.to <= outer.to, "{lesson}, track {track}: {name} leaves {of}");
            }
            open.push(slice);
        }
    }
}

fn arrows(lesson: &str, trace: &Value) -> usize {
    let tracks = slices(trace);
    let mut ends = BTreeMap::<u64, Vec<&Value>>::new();
    for event in trace["traceEvents"].as_array().expect("events") {
        if event["ph"] == "s" || event["ph"] == "f" {
            let (track, at) = (event["tid"].as_u64().expect("a track"), nanos(&event["ts"]));
            let inside = tracks[&track].iter().any(|slice| slice.from <= at && at < slice.to);
            assert!(inside, "{lesson}: {event} lies in no slice");
            ends.entry(event["id"].as_u64().expect("an id")).or_default().push(event);
        }
    }
    for pair in ends.values() {
        let [from, to] = pair.as_slice() else { panic!("{lesson}: {pair:?}") };
        assert_eq!((&from["ph"], &to["ph"], &to["bp"]), (&"s".into(), &"f".into(), &"e".into()));
        assert_eq!((&from["name"], &from["cat"]), (&to["name"], &to["cat"]));
        assert!(nanos(&from["ts"]) <= nanos(&to["ts"]), "{lesson}: an arrow leads back");
    }
    ends.len()
}

#[test]
fn slices_nest_arrows_pair_and_tracks_have_names() {
    for lesson in LESSONS {
        let visit = whole(lesson);
        let trace = traced(&visit);
        nests(lesson, &trace);
        let record = visit.session.record();
        let queued = record.events().iter().filter(|event| {
            matches!(
                event,
                Event::Task(
                    TaskEvent::Wake { effect: WakeEffect::Queued, .. }
                        | TaskEvent::CancelAsked { effect: CancelEffect::Queued, .. }
                        | TaskEvent::Spawned { .. }
                )
            )
        });
        assert_eq!(
            arrows(lesson, &trace),
            queued.count(),
            "{lesson}: an arrow for each way into the queue"
        );
        let events = trace["traceEvents"].as_array().expect("events");
        let named = events.iter().filter(|event| event["name"] == "thread_name");
        let named: BTreeSet<_> = named.map(|event| event["tid"].as_u64()).collect();
        let used = events.iter().map(|event| event["tid"].as_u64()).collect::<BTreeSet<_>>();
        assert_eq!(named, used, "{lesson}");
        assert_eq!(named.len(), visit.session.world().tasks.len() + 1, "{lesson}: a track a task");
    }
}

#[test]
fn a_poll_has_its_place_in_time_and_holds_its_coroutines() {
    let trace = traced(&whole("three-tasks"));
    let tracks = slices(&trace);
    let width = trace["otherData"]["nominal width in nanoseconds"].as_u64().expect("a width");
    // Four polls at an instant at most, and a second up to the next one.
    assert_eq!(width, 100_000_000);
    assert!(trace["otherData"]["time"].as_str().expect("words").contains("drawn 0.1 s wide"));
    let polls = tracks[&2].iter().filter(|slice| slice.name.starts_with("poll "));
    let starts: Vec<_> =
        polls.map(|slice| (slice.name.clone(), slice.from / 1_000_000_000)).collect();
    let right = (0..5).map(|nth| (format!("poll {}", nth + 1), nth)).collect::<Vec<_>>();
    assert_eq!(starts, right);
    let inner = tracks[&2].iter().filter(|slice| slice.name == "factorial").count();
    assert_eq!(inner, 5, "each poll goes through the coroutine");
    let idle: Vec<_> = tracks[&1].iter().filter(|slice| slice.name == "idle").collect();
    assert!(idle.iter().all(|slice| slice.to % 1_000_000_000 == 0), "time jumps to a full second");
    assert_eq!(idle.len(), 6);
}

#[test]
fn a_poll_that_holds_the_thread_is_as_long_as_it_takes() {
    let visit = whole("blocking/blocks");
    let columns = visit.session.timeline().columns.clone();
    let blocked = columns.into_iter().find(|column| column.held.is_some());
    let blocked = blocked.expect("the scene is about that");
    let from = visit.session.world_at(blocked.events.start).clock.0;
    let trace = traced(&visit);
    let width = trace["otherData"]["nominal width in nanoseconds"].as_u64().expect("a width");
    let of_it =
        format!("poll {}", visit.session.world_at(blocked.events.end).tasks[&TaskId(1)].polls);
    let tracks = slices(&trace);
    let slice = tracks[&3].iter().find(|slice| slice.name == of_it).expect("the poll");
    assert_eq!(slice.to, blocked.clock.0);
    // It begins behind the polls and timers of the same instant.
    assert!(from <= slice.from && slice.from <= from + 5 * width, "{} to {}", slice.from, slice.to);
}

/// Each event of a trace on a line, in the order of the file.
#[test]
fn a_small_trace_is_written_whole() {
    let trace = traced(&own());
    let mut lines = String::new();
    for (key, value) in trace["otherData"].as_object().expect("an object") {
        let _a_string_takes_all = writeln!(lines, "{key}: {value}");
    }
    for event in trace["traceEvents"].as_array().expect("events") {
        let _a_string_takes_all = writeln!(lines, "{event}");
    }
    insta::assert_snapshot!(lines);
}

#[test]
fn a_trace_names_its_run_and_its_address() {
    let trace = traced(&SceneSession::from_address("resume@2.4").expect("a moment"));
    let about = &trace["otherData"];
    assert_eq!(
        (&about["run"], &about["address"]),
        (&"A4 The answer arrives".into(), &"resume@2.4".into())
    );
    assert_eq!(trace["displayTimeUnit"], "ms");
}

//! The record: its table tells every event and field there is, a file that is none gets a sentence with its
//! line, and one that was read opens on the screen.

use crate::driver::Screen;
use crate::{LESSONS, whole};
use coroscope::executor::Recorder;
use coroscope::export::jsonl::{self, Header};
use coroscope::limits::{MAX_NAME_BYTES, MAX_SOURCE_BYTES, MAX_SOURCES};
use coroscope::record::event::Event;
use coroscope::record::source::{Language, SourceFile};
use coroscope::session::schedule::Schedule;
use coroscope::session::{Program, Session};
use serde_json::{Map, Value, json};

fn written(session: &Session) -> Vec<u8> {
    let header = Header::new("resume".to_owned(), String::new());
    let mut file = Vec::new();
    jsonl::write(&mut file, &header, &session.record(), session.position()).expect("memory");
    file
}

/// The rows of the table of events: the event's name, and its fields with what they are.
fn table() -> Vec<(String, Vec<(String, String)>)> {
    let text = include_str!("../../src/export/record.md");
    let rows = text.lines().skip_while(|line| !line.starts_with("| `event` |")).skip(2);
    let rows = rows.take_while(|line| line.starts_with('|'));
    let bare = |name: &str| name.trim().trim_matches('`').to_owned();
    let row = |line: &str| {
        let cells: Vec<_> = line.split('|').collect();
        let field = |field: &str| {
            let (name, is) = field.trim().split_once(' ').expect("a name and what it is");
            (bare(name), is.to_owned())
        };
        (bare(cells[1]), cells[2].split(',').map(field).collect())
    };
    rows.map(row).collect()
}

/// A value of this kind; texts are numbers in memory.
fn sample(is: &str) -> Value {
    match is.trim_end_matches('?') {
        "action" => json!("poll"),
        "passing" => json!("idle"),
        "verdict" => json!("stalled"),
        "effect" => json!("merged"),
        "cause" => json!({ "task": 3 }),
        "leaving" => json!("served"),
        "kind" => json!("lock"),
        "entry" => json!("callback"),
        "transfer" => json!("sent"),
        _ => json!(7),
    }
}

#[test]
fn the_table_tells_every_event_and_every_field() {
    let table = table();
    assert_eq!(Event::names(), table.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>());
    for (name, fields) in &table {
        let whole: Map<_, _> =
            fields.iter().map(|(field, is)| (field.clone(), sample(is))).collect();
        let of_it = |fields: Map<_, _>| json!({ (name.as_str()): fields });
        let event: Event = serde_json::from_value(of_it(whole.clone()))
            .unwrap_or_else(|why| panic!("{name}: {why}"));
        // The order of the fields counts, and `==` of JSON does not look at it.
        let again = serde_json::to_string(&event).expect("an event is JSON");
        assert_eq!(again, of_it(whole.clone()).to_string(), "{name}: the fields, in their order");
        for (field, is) in fields {
            let with = |value: Option<Value>| {
                let mut some = whole.clone();
                match value {
                    Some(value) => some.insert(field.clone(), value),
                    None => some.shift_remove(field),
                };
                serde_json::from_value::<Event>(of_it(some)).is_ok()
            };
            assert_eq!(with(Some(Value::Null)), is.ends_with('?'), "{name}: {field} {is}");
            let may_be_left_out = is.ends_with('?') || ["entry", "transfer"].contains(&is.as_str());
            assert_eq!(with(None), may_be_left_out, "{name}: {field} left out");
            assert!(!with(Some(json!({ "no": "such" }))), "{name}: {field} takes anything");
        }
    }
}

fn refusal(file: &[u8]) -> String {
    jsonl::read(&mut &file[..]).expect_err("no record").to_string()
}

#[test]
fn an_invalid_record_gets_an_error_with_its_line() {
    let head = "{\"coroscope\":2,\"lesson\":\"x\"}\n";
    let with = |line: &str| refusal(format!("{head}{line}\n").as_bytes());
    let no_record = refusal(b"");
    assert!(no_record.starts_with("line 1: this isn't a coroscope record"), "{no_record}");
    for first in ["\n", "[]", "{}", "\u{1b}]0;x\u{7}", "{\"coroscope\":\"1\",\"lesson\":\"x\"}"] {
        assert_eq!(refusal(first.as_bytes()), no_record, "{first:?}");
    }
    assert_eq!(
        refusal(b"{\"coroscope\":3,\"lesson\":\"x\"}"),
        "line 1: this record has version 3, and this coroscope reads versions 1 to 2. \
         Open it with the coroscope that wrote it."
    );
    let faults = [
        ("{\"event\":\"turn\"", "EOF while parsing"),
        ("{\"event\":\"turn\",\"turn\":1}", "missing field `task`"),
        (
            "{\"event\":\"jump\"}",
            "there's no event `jump`. Open the record with the coroscope that wrote it.",
        ),
        ("{\"event\":\"output\",\"text\":7}", "`text` must be a text"),
        ("{\"event\":\"pending\",\"task\":-1}", "expected u32"),
        ("{\"event\":\"pending\",\"task\":4294967296}", "expected u32"),
        ("[[[[", "expected a map"),
        ("{\"turn\":1}", "it has no `event`"),
        ("{\"event\":7}", "`event` must be a text"),
        ("null", "expected"),
    ];
    for (line, why) in faults {
        let said = with(line);
        assert!(said.starts_with("line 2: this isn't an event of version 2: "), "{said}");
        assert!(said.contains(why), "{line}: {said}");
        assert!(!said.contains(char::is_control), "{said:?}");
    }
    let deep = "{\"event\":".repeat(100_000);
    assert!(with(&deep).contains("recursion limit"), "{}", with(&deep));
    assert!(with(&" ".repeat(65 << 20)).ends_with("it is longer than 64 MiB"));
    assert!(refusal(&[head.as_bytes(), b"\xff\xfe\n"].concat()).ends_with("it is not UTF-8"));
}

/// A record of one turn that prints `text`, so many bytes of it.
fn printing(bytes: usize) -> Session {
    let set_up = move || {
        coroscope::kit::spawn(async move { coroscope::say!("{}", "x".repeat(bytes)) });
    };
    let mut session = Session::new(Program::new(set_up));
    session.to_end(10);
    session
}

#[test]
fn a_long_text_is_read_back_and_one_too_long_is_not_written() {
    let file = written(&printing(3 << 20));
    let (_, record) = jsonl::read(&mut &file[..]).expect("what was written");
    assert_eq!(record.events().len(), printing(3 << 20).record().events().len());
    let session = printing(65 << 20);
    let header = Header::new("x".to_owned(), String::new());
    let end = session.position();
    let told =
        jsonl::write(&mut Vec::new(), &header, &session.record(), end).expect_err("too long");
    assert_eq!(told.to_string(), "turn 1 prints a text that is longer than 64 MiB");
}

#[test]
fn a_byte_order_mark_is_ignored() {
    let file = [b"\xef\xbb\xbf", &written(&printing(3))[..]].concat();
    let (_, record) = jsonl::read(&mut &file[..]).expect("a record");
    assert_eq!(record.events().len(), printing(3).record().events().len());
}

#[test]
fn a_file_that_breaks_off_names_the_line_or_tells_what_it_has() {
    let mut session = whole("three-tasks").session;
    session.to_end(1000);
    let file = written(&session);
    for cut in (0..file.len()).step_by(37) {
        let part = &file[..cut];
        let lines = part.split(|byte| *byte == b'\n').count() - 1;
        match jsonl::read(&mut &part[..]) {
            Ok((_, record)) => {
                let rest = usize::from(!part.ends_with(b"\n"));
                assert_eq!(record.events().len() + 1, lines + rest);
            }
            Err(why) => {
                let why = why.to_string();
                assert!(why.starts_with(&format!("line {}: ", lines + 1)), "{cut}: {why}");
            }
        }
    }
}

/// A session that was written and read again.
fn read_back(session: &Session) -> Session {
    let file = written(session);
    Session::new(Program::from_record(
        "run",
        jsonl::read(&mut file.as_slice()).expect("its own file").1,
    ))
}

#[test]
fn a_record_that_was_read_is_the_same_run_at_every_moment() {
    for lesson in LESSONS {
        let mut live = whole(lesson).session;
        let mut read = read_back(&live);
        assert_eq!(read.timeline().columns, live.timeline().columns, "{lesson}");
        assert_eq!(read.last_turn(), live.last_turn(), "{lesson}");
        for position in 0..=live.position() {
            live.go(position);
            read.go(position);
            assert_eq!(read.moment(), live.moment(), "{lesson}, {position}");
            assert_eq!(read.schedule_here(), live.schedule_here(), "{lesson}, {position}");
        }
    }
}

#[test]
fn a_record_knows_the_choices_that_made_it() {
    for choices in [vec![2, 1], vec![0, 1, 1], vec![1, 0, 0, 1]] {
        let schedule = Schedule::new(choices);
        let program: Program = whole("three-tasks").session.program().clone();
        let mut live = Session::with_schedule(program, schedule.clone());
        live.to_end(1000);
        assert_eq!(read_back(&live).schedule(), &schedule);
    }
}

#[test]
fn a_record_rejects_what_needs_the_program() {
    let mut visit = whole("three-tasks");
    visit.session = read_back(&visit.session);
    let mut screen = Screen::of(visit, 120, 34);
    screen.app.guide = None;
    screen.press("home space");
    assert!(screen.line("A ○ factorial").contains("suspended"), "{}", screen.text());
    for (key, why) in [
        ("c", "it can't be run in another order"),
        ("u", "it can't be run in another order"),
        ("r", "it can't be run in another order"),
        ("b", "there's no lesson with changes to make"),
        ("]", "it has no lesson text"),
    ] {
        screen.press(key);
        let said = format!("This is a recorded run, so {why}.");
        assert!(screen.shows(&said), "{key}: {}", screen.text());
    }
    screen.press("end");
    assert!(screen.shows("finished"), "{}", screen.text());
    screen.press("space");
    assert!(screen.shows("the end of the run."), "{}", screen.text());
}

#[test]
fn a_header_carries_the_sources_and_is_read_back() {
    let sources = [SourceFile::new("recipe.rs", "fn main() {}\n"), SourceFile::new("twin.py", "")];
    let header = Header::new("mine", "1.0").with_sources(sources);
    assert_eq!(header.sources.len(), 1, "a file without text is left out");
    let mut file = Vec::new();
    jsonl::write(&mut file, &header, &Recorder::default(), 0).expect("memory");
    assert_eq!(
        String::from_utf8(file.clone()).expect("text"),
        "{\"coroscope\":2,\"lesson\":\"mine\",\"schedule\":\"1.0\",\"language\":\"rust\",\
         \"deterministic\":true,\"sources\":[{\"path\":\"recipe.rs\",\"text\":\"fn main() {}\\n\"}]}\n"
    );
    assert_eq!(jsonl::read(&mut &file[..]).expect("its own file").0, header);
}

#[test]
fn a_header_is_cut_to_what_can_be_read_back() {
    for (name, kept) in [
        ("n".repeat(MAX_NAME_BYTES), MAX_NAME_BYTES),
        ("n".repeat(MAX_NAME_BYTES + 1), MAX_NAME_BYTES),
        // A letter of three bytes isn't cut in two.
        ("€".repeat(MAX_NAME_BYTES), MAX_NAME_BYTES / 3 * 3),
    ] {
        assert_eq!(Header::new(name, "").lesson.len(), kept);
    }
    let file = |path: String, bytes: usize| SourceFile::new(path, "x".repeat(bytes));
    let many = (0..MAX_SOURCES + 3).map(|nth| file(format!("{nth}.rs"), 1));
    let header = Header::new("many", "").with_sources(many);
    let paths: Vec<_> = header.sources.iter().map(|file| file.path.to_string()).collect();
    assert_eq!(paths, (0..MAX_SOURCES).map(|nth| format!("{nth}.rs")).collect::<Vec<_>>());
    let header = Header::new("sizes", "").with_sources([
        file("large.rs".to_owned(), MAX_SOURCE_BYTES),
        file("larger.rs".to_owned(), MAX_SOURCE_BYTES + 1),
        file("p".repeat(MAX_NAME_BYTES + 1), 1),
        file("last.rs".to_owned(), 1),
    ]);
    let paths: Vec<_> = header.sources.iter().map(|file| file.path.to_string()).collect();
    assert_eq!(paths, ["large.rs", "last.rs"]);
}

#[test]
fn a_header_that_is_too_large_or_not_understood_is_refused_in_a_sentence() {
    let with =
        |fields: &str| refusal(format!("{{\"coroscope\":2,\"lesson\":\"x\"{fields}}}").as_bytes());
    let file = |path: &str, bytes: usize| {
        format!("{{\"path\":\"{path}\",\"text\":\"{}\"}}", "x".repeat(bytes))
    };
    let name =
        refusal(format!("{{\"coroscope\":2,\"lesson\":\"{}\"}}", "x".repeat(1 << 20)).as_bytes());
    let many = format!(",\"sources\":[{}]", vec![file("a", 1); MAX_SOURCES + 1].join(","));
    let long = format!(",\"sources\":[{}]", file("a.rs", MAX_SOURCE_BYTES + 1));
    let path = format!(",\"sources\":[{}]", file(&"p".repeat(MAX_NAME_BYTES + 1), 1));
    for (said, why) in [
        (name, "`lesson` is longer than 1000 bytes"),
        (with(&many), "`sources` has more than 32 files"),
        (with(&long), "the source file `a.rs` is longer than 1 MiB"),
        (with(&path), "the path of a source file is longer than 1000 bytes"),
        (with(",\"language\":\"cobol\""), "unknown variant `cobol`, expected `rust` or `python`"),
        (with(",\"deterministic\":7"), "invalid type: integer `7`, expected a boolean"),
    ] {
        let start = format!("line 1: the header of this record can't be used: {why}");
        assert!(said.starts_with(&start), "{said}");
    }
}

#[test]
fn a_source_cannot_steer_the_terminal() {
    let line = "{\"coroscope\":2,\"lesson\":\"x\",\"sources\":[{\"path\":\"a\\u001b.rs\",\"text\":\"\\ta\\u001b[2J\\r\\nb\\u202e\\n\"}]}";
    let (header, _) = jsonl::read(&mut line.as_bytes()).expect("a record");
    let [file] = header.sources.as_slice() else { panic!("one source: {header:?}") };
    assert_eq!(&*file.path, "a\\u{1b}.rs");
    assert_eq!(&*file.text, "\ta\\u{1b}[2J\nb\\u{202e}\n");
}

#[test]
fn a_record_of_version_1_still_opens() {
    let file = include_bytes!("../records/version-1.jsonl");
    let (header, record) = jsonl::read(&mut &file[..]).expect("version 1 is read");
    assert_eq!((header.version, header.lesson.as_str()), (1, "resume"));
    assert_eq!((header.language, header.deterministic), (Language::Rust, true));
    assert!(header.sources.is_empty());
    let visit = whole("resume");
    assert_eq!(record.events().len(), visit.session.record().events().len());
    let read = Session::new(Program::from_record("resume", record));
    assert_eq!(read.timeline().columns, visit.session.timeline().columns);
}

#[test]
fn a_record_with_too_many_events_is_refused() {
    let file = written(&printing(1));
    let events = file.split(|byte| *byte == b'\n').count() - 2;
    assert!(jsonl::read_at_most(&mut &file[..], events).is_ok());
    let why = jsonl::read_at_most(&mut &file[..], events - 1).expect_err("one too many");
    let last = events + 1;
    let most = events - 1;
    assert_eq!(
        why.to_string(),
        format!("line {last}: the record has more than {most} events, which is the limit")
    );
}

/// A field that the table of events calls a text must be written as one: in memory it is a number.
#[test]
fn every_text_of_an_event_is_written_out() {
    let mut record = Recorder::default();
    let texts: Vec<_> = (0..8).map(|number| record.text_id(&format!("text {number}"))).collect();
    assert_eq!(texts.len(), 8);
    for (name, fields) in table() {
        let whole: Map<_, _> =
            fields.iter().map(|(field, is)| (field.clone(), sample(is))).collect();
        let event: Event =
            serde_json::from_value(json!({ (name.as_str()): whole })).expect("an event");
        let line = jsonl::event_line(&event, &record).expect("memory");
        let line: Value = serde_json::from_slice(&line).expect("JSON");
        for (field, is) in &fields {
            assert_eq!(line[field].is_string() && is == "text", is == "text", "{name}: {field}");
        }
        assert_eq!(jsonl::parse_event(&line.to_string(), &mut record), Ok(event), "{name}");
    }
}

#[test]
fn a_record_that_contradicts_itself_is_refused_with_the_place() {
    let head = r#"{"coroscope":2,"lesson":"x","sources":[{"path":"a.rs","text":"one\ntwo\n"}]}"#;
    let turn = |nth: u32| format!(r#"{{"event":"turn","turn":{nth},"task":0,"action":"poll"}}"#);
    let created =
        r#"{"event":"created","coroutine":0,"name":"f","file":"a.rs","line":9,"by":null}"#;
    let line = |nth: u32| format!(r#"{{"event":"line","coroutine":0,"line":{nth}}}"#);
    let called = r#"{"event":"called","coroutine":1,"name":"g","file":"b.rs","line":99999,"by":0}"#;
    let read = |events: &[String]| {
        let file = format!("{head}\n{}\n", events.join("\n"));
        jsonl::read_consistent(&mut file.as_bytes()).map(|_| ()).map_err(|why| why.to_string())
    };
    let refused = |nth: usize, why: &str| {
        let rest = "Record the run again with the program that made it.";
        Err(format!("event {nth} of this record contradicts what comes before it: {why}. {rest}"))
    };
    let spawned = r#"{"event":"spawned","task":0,"name":"t","coroutine":0}"#.to_owned();
    let wake = r#"{"event":"wake","task":0,"by":"outside","effect":"queued"}"#.to_owned();
    let begin = [created.to_owned(), spawned];
    let with = |rest: &[String]| read(&[&begin, rest].concat());
    assert_eq!(with(&[turn(1), line(2), wake.clone(), turn(2)]), Ok(()));
    let after = |first, second| with(&[turn(first), wake.clone(), turn(second)]);
    assert_eq!(after(5, 2), refused(5, "turn 2 comes after turn 5"));
    assert_eq!(after(1, 1), refused(5, "turn 1 comes after turn 1"));
    let far = "it names line 99999 of `a.rs`, which has 2 lines";
    assert_eq!(read(&[created.to_owned(), line(99999)]), refused(2, far));
    assert_eq!(read(&[created.to_owned(), called.to_owned()]), refused(2, far));
    // What has no source in the record can't be compared.
    assert_eq!(read(&[created.replace("a.rs", "b.rs"), line(99999)]), Ok(()));
}

/// The events of a run that no loop can have had, each with the number of the event that is refused, and why.
#[test]
fn a_record_of_what_no_loop_does_is_refused() {
    const SPAWNED: &str = r#"{"event":"spawned","task":0,"name":"t","coroutine":null}"#;
    const TURN: &str = r#"{"event":"turn","turn":1,"task":0,"action":"poll"}"#;
    const SECOND: &str = r#"{"event":"turn","turn":2,"task":0,"action":"poll"}"#;
    const PENDING: &str = r#"{"event":"pending","task":0}"#;
    const READY: &str = r#"{"event":"ready","task":0}"#;
    const MERGED: &str = r#"{"event":"wake","task":0,"by":"clock","effect":"merged"}"#;
    const WAKE: &str = r#"{"event":"wake","task":0,"by":"outside","effect":"queued"}"#;
    const FINISHED: &str = r#"{"event":"end","how":"finished"}"#;
    const STALLED: &str = r#"{"event":"end","how":"stalled"}"#;
    const PRINTED: &str = r#"{"event":"output","text":"x"}"#;
    const LINE: &str = r#"{"event":"line","coroutine":3,"line":1}"#;
    const JOINS: &str = r#"{"event":"joins","task":0,"waiter":4}"#;
    let read = |language: &str, events: &[&str]| {
        let head = format!(r#"{{"coroscope":2,"lesson":"x","language":"{language}"}}"#);
        let file = format!("{head}\n{}\n", events.join("\n"));
        jsonl::read_consistent(&mut file.as_bytes()).map(|_| ()).map_err(|why| why.to_string())
    };
    let queue = "turn 2 is for task 0, which isn't in the ready queue";
    let ended = "turn 2 is for task 0, which has ended";
    let idle = "it ends a turn of task 0, which isn't running";
    let over = "the run has ended before it as";
    #[rustfmt::skip]
    let in_rust: [(&[&str], usize, &str); 14] = [
        (&[TURN], 1, "it names task 0, which was never spawned"),
        (&[SPAWNED, SPAWNED], 2, "task 0 was spawned already"),
        (&[SPAWNED, TURN, PENDING, SECOND], 4, queue),
        (&[SPAWNED, TURN, PENDING, MERGED, SECOND], 5, queue),
        (&[SPAWNED, TURN, READY, SECOND], 4, ended),
        (&[SPAWNED, READY], 2, idle),
        (&[SPAWNED, TURN, PENDING, PENDING], 4, idle),
        (&[SPAWNED, FINISHED], 2, "the run ends as finished, but task 0 hasn't ended"),
        (&[SPAWNED, TURN, READY, STALLED], 4, "the run ends as stalled, but every task has ended"),
        (&[SPAWNED, TURN, READY, FINISHED, PRINTED], 5, over),
        (&[SPAWNED, TURN, PENDING, STALLED, PRINTED], 5, over),
        (&[LINE], 1, "it names coroutine 3, which was never created"),
        (&[SPAWNED, JOINS], 2, "it names task 4, which was never spawned"),
        (&[FINISHED, FINISHED], 2, over),
    ];
    for (events, nth, why) in in_rust {
        let said = read("rust", events).expect_err(why);
        let start = format!("event {nth} of this record contradicts what comes before it: {why}");
        assert!(said.starts_with(&start), "{said}");
    }
    // Another thread may wake a task of a run that has stalled.
    let woken = [SPAWNED, TURN, PENDING, STALLED, WAKE, SECOND, READY, FINISHED];
    assert_eq!(read("rust", &woken), Ok(()));
    // A script may have woken the task from another thread, which the tracer doesn't see.
    assert_eq!(read("python", &[SPAWNED, TURN, PENDING, SECOND, READY, FINISHED]), Ok(()));
    for (events, why) in [
        (&[SPAWNED, READY][..], idle),
        (&[SPAWNED, TURN, READY, SECOND], ended),
        (&[SPAWNED, TURN, READY, FINISHED, PRINTED], over),
    ] {
        let said = read("python", events).expect_err(why);
        assert!(said.contains(why), "{said}");
    }
}

/// Whatever coroscope writes is read again, also if the file was cut off after any event.
#[test]
fn every_record_of_a_built_in_scene_is_consistent_wherever_it_ends() {
    let version_1 = include_bytes!("../records/version-1.jsonl");
    jsonl::read_consistent(&mut &version_1[..]).expect("it is sound");
    let scenes = coroscope::course::catalog::lessons().iter().flat_map(|lesson| &lesson.scenes);
    let mut sessions: Vec<_> = scenes.map(|scene| Session::new(scene.program())).collect();
    sessions.push(crate::own().session);
    for choices in [vec![1], vec![2, 1], vec![0, 1, 1], vec![1, 0, 0, 1]] {
        let program = whole("three-tasks").session.program().clone();
        sessions.push(Session::with_schedule(program, Schedule::new(choices)));
    }
    for mut session in sessions {
        session.to_end(1000);
        let file = written(&session);
        let ends = (0..).zip(&file).filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
        let ends: Vec<usize> = ends.collect();
        for end in ends.iter().step_by(ends.len() / 9 + 1).chain(ends.last()) {
            let part = &file[..*end];
            if let Err(why) = jsonl::read_consistent(&mut &part[..]) {
                panic!("{}: {why}", session.program().name);
            }
        }
    }
}

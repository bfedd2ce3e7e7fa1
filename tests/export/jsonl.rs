//! The record: its table tells every event and field there is, a file that is none gets a sentence with its
//! line, and one that was read opens on the screen.

use crate::driver::Screen;
use crate::{LESSONS, whole};
use coroscope::export::jsonl::{self, Header};
use coroscope::record::event::Event;
use coroscope::session::schedule::Schedule;
use coroscope::session::{Program, Session};
use serde_json::{Map, Value, json};

fn written(session: &Session) -> Vec<u8> {
    let header = Header { version: 1, lesson: "resume".to_owned(), schedule: String::new() };
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
            assert_eq!(with(None), is.ends_with('?'), "{name}: {field} left out");
            assert!(!with(Some(json!({ "no": "such" }))), "{name}: {field} takes anything");
        }
    }
}

fn refusal(file: &[u8]) -> String {
    jsonl::read(&mut &file[..]).expect_err("no record").to_string()
}

#[test]
fn a_file_that_is_no_record_gets_a_sentence_with_its_line() {
    let head = "{\"coroscope\":1,\"lesson\":\"x\"}\n";
    let with = |line: &str| refusal(format!("{head}{line}\n").as_bytes());
    let no_record = refusal(b"");
    assert!(no_record.starts_with("line 1: this is no record of coroscope"), "{no_record}");
    for first in ["\n", "[]", "{}", "\u{1b}]0;x\u{7}", "{\"coroscope\":\"1\",\"lesson\":\"x\"}"] {
        assert_eq!(refusal(first.as_bytes()), no_record, "{first:?}");
    }
    assert_eq!(
        refusal(b"{\"coroscope\":2,\"lesson\":\"x\"}"),
        "line 1: this record is of version 2, and this coroscope reads version 1"
    );
    let faults = [
        ("{\"event\":\"turn\"", "EOF while parsing"),
        ("{\"event\":\"turn\",\"turn\":1}", "missing field `task`"),
        ("{\"event\":\"jump\"}", "unknown variant `jump`"),
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
        assert!(said.starts_with("line 2: this is no event of version 1: "), "{said}");
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
    let header = Header { version: 1, lesson: "x".to_owned(), schedule: String::new() };
    let end = session.position();
    let told =
        jsonl::write(&mut Vec::new(), &header, &session.record(), end).expect_err("too long");
    assert_eq!(told.to_string(), "turn 1 prints a text that is longer than 64 MiB");
}

#[test]
fn a_byte_order_mark_is_passed_over() {
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
fn what_needs_the_program_is_refused_in_a_sentence() {
    let mut visit = whole("three-tasks");
    visit.session = read_back(&visit.session);
    let mut screen = Screen::of(visit, 120, 34);
    screen.app.guide = None;
    screen.press("home space");
    assert!(screen.line("A ○ factorial").contains("suspended"), "{}", screen.text());
    for (key, why) in [
        ("c", "it cannot be run in another order"),
        ("u", "it cannot be run in another order"),
        ("r", "it cannot be run in another order"),
        ("b", "there is no program here to break"),
        ("]", "it has no words of a lesson"),
    ] {
        screen.press(key);
        let said = format!("This run was read from a file: {why}.");
        assert!(screen.shows(&said), "{key}: {}", screen.text());
    }
    screen.press("end");
    assert!(screen.shows("finished"), "{}", screen.text());
    screen.press("space");
    assert!(screen.shows("This is the end of the run."), "{}", screen.text());
}

//! A run of a Python program is told in Python's words: nothing on the screen, in a list, in a text or in an export
//! speaks of what only Rust programs do.
//!
//! The records under `tests/records/python` are made from the scripts beside them by
//! `coroscope export SCRIPT.py -f jsonl -o RECORD`.

use crate::driver::Screen;
use coroscope::app::App;
use coroscope::app::pane::Pane;
use coroscope::app::sources::SourceTab;
use coroscope::course::lesson::markers::LessonFile;
use coroscope::course::tour::opening::{SceneSession, Standalone};
use coroscope::export::{html, jsonl, mermaid, perfetto};
use coroscope::record::source::Language;
use coroscope::session::Program;
use coroscope::text;
use coroscope::ui::Look;
use coroscope::ui::theme::{ColorDepth, Theme};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};

/// What only a Rust program or its reader says.
const RUST: &[&str] = &[
    "poll",
    "Poll",
    "Pending",
    "Ready`",
    "(Ready",
    "waker",
    "Waker",
    "drop",
    "panic",
    "Panic",
    ".await",
    "spawn",
    "detached",
    "handle held",
    "Rust",
    "executor",
    "promise",
    "destructor",
    "Some(",
    "Ok(",
];

const SIZES: [(u16, u16); 3] = [(80, 24), (100, 30), (160, 45)];

pub fn records() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/records/python");
    let entries =
        fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("an entry").path());
    let is_record = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "jsonl");
    let mut records: Vec<_> = entries.filter(is_record).collect();
    records.sort();
    records
}

pub fn visit(path: &Path) -> SceneSession {
    let file = File::open(path).expect("it opens");
    let (header, record) = jsonl::read_consistent(&mut BufReader::new(file)).expect("a record");
    assert_eq!(header.language, Language::Python);
    let source = LessonFile::from(&header.sources[0]);
    SceneSession::standalone(Standalone {
        title: header.lesson.clone(),
        about: "A run that was read from a file.".to_owned(),
        program: Program::from_record(header.lesson, record).with_sources(header.sources),
        source,
        twin: LessonFile::default(),
    })
}

/// What was found, with the first place.
#[derive(Default)]
struct Found {
    places: BTreeMap<String, String>,
    letters: usize,
}

impl Found {
    fn look(&mut self, what: &str, at: &str, text: &str) {
        self.letters += text.len();
        for line in text.lines() {
            for word in RUST.iter().filter(|word| line.contains(**word)) {
                let key = format!("{what}: '{word}' in {}", line.trim());
                self.places.entry(key).or_insert_with(|| at.to_owned());
            }
        }
    }

    fn assert_nothing(&self) {
        let lines: Vec<_> = self.places.iter().map(|(what, at)| format!("{at}\t{what}")).collect();
        assert!(lines.is_empty(), "{} places:\n{}", lines.len(), lines.join("\n"));
        assert!(self.letters > 100_000, "{} letters were read", self.letters);
    }
}

#[test]
fn there_are_ten_records_of_python_programs() {
    assert!(records().len() >= 10, "{:?}", records());
}

#[test]
fn no_moment_of_a_python_run_speaks_of_rust() {
    let mut found = Found::default();
    for path in records() {
        for (width, height) in SIZES {
            let mut screen = Screen::of(visit(&path), width, height);
            screen.app.open.session.to_end(1000);
            let last = screen.app.open.session.position();
            for at in 0..=last {
                screen.app.go(at);
                let place = format!("{} {width}x{height}", screen.address());
                found.look("step", &place, &screen.app.step_summary().sentence);
                // Inside a step, every fourth moment is drawn: few of them differ in more than a line.
                if at % 4 == 0 || screen.app.open.session.is_between_steps() {
                    screen.draw();
                    found.look("screen", &place, &screen.text());
                }
                if screen.app.open.session.is_between_steps() {
                    screen.press("w");
                    found.look("why", &place, &screen.text());
                    screen.press("w");
                    if at % 3 == 0 {
                        screen.press("c");
                        found.look("choose", &place, &screen.text());
                        screen.app.overlay = None;
                        screen.app.notice = None;
                    }
                }
            }
        }
    }
    found.assert_nothing();
}

#[test]
fn the_help_of_a_python_run_has_no_word_of_rust() {
    let mut found = Found::default();
    for path in records() {
        let mut screen = Screen::of(visit(&path), 100, 120);
        screen.press("?");
        assert!(screen.shows("nine rules"), "{}", screen.text());
        found.look("help", &screen.address(), &screen.text());
        screen.press("?");
        assert!(screen.app.overlay.is_none(), "the welcome page is about Rust programs");
    }
    found.assert_nothing();
}

#[test]
fn no_text_and_no_export_of_a_python_run_speaks_of_rust() {
    let mut found = Found::default();
    for path in records() {
        let ended = || {
            let mut visit = visit(&path);
            visit.session.to_end(1000);
            visit
        };
        let at = path.display().to_string();
        let mut look = |what: &str, bytes: Vec<u8>| {
            found.look(what, &at, &String::from_utf8(bytes).expect("it is text"));
        };
        let mut bytes = Vec::new();
        text::tell(&mut bytes, &mut ended().session, true).expect("it is written");
        look("text", std::mem::take(&mut bytes));
        mermaid::write(&mut bytes, &ended()).expect("it is written");
        // The name of the loop's lane isn't drawn.
        let drawing = String::from_utf8(std::mem::take(&mut bytes)).expect("it is text");
        look("mermaid", drawing.replace("executor", "loop").into_bytes());
        perfetto::write(&mut bytes, &ended()).expect("it is written");
        look("perfetto", std::mem::take(&mut bytes));
        let theme = || Theme::built_in("dark", ColorDepth::TrueColor).expect("it is built in");
        let looks = html::Looks {
            day: Look::new(theme(), false),
            night: Look::new(theme(), false),
            are_one: true,
        };
        html::write(&mut bytes, ended(), &looks, &mut |_| {}).expect("it is written");
        // The page's own code has other words.
        let page = String::from_utf8(bytes).expect("it is text");
        let data = page.split("\"rows\":").nth(1).expect("it has rows").split("</script>").next();
        look("html", data.expect("it has an end").as_bytes().to_vec());
    }
    found.assert_nothing();
}

#[test]
fn a_program_of_several_files_has_a_tab_for_each() {
    let path = records().into_iter().find(|path| path.ends_with("two_files.jsonl"));
    let mut screen = Screen::of(visit(&path.expect("there is one")), 100, 30);
    let titles = |app: &App| -> Vec<String> {
        let sources = &app.open.sources;
        sources.tabs().map(|tab| sources.title(tab).to_owned()).collect()
    };
    assert_eq!(titles(&screen.app), ["two_files.py", "two_files_helper.py"]);
    assert_eq!(screen.app.source_tab, SourceTab::File(0));
    screen.press("t");
    assert_eq!(screen.app.source_tab, SourceTab::File(1));
    screen.press("t");
    assert_eq!(screen.app.source_tab, SourceTab::File(0));
    // The tab follows the coroutine that runs, and the letter is beside the line of its own file.
    let mut files = Vec::new();
    while screen.app.open.session.world().verdict.is_none() {
        let before = screen.app.open.session.position();
        screen.press("→");
        files.push(screen.app.source_tab);
        if screen.app.source_tab == SourceTab::File(1) && screen.app.open.session.world().turn == 2
        {
            assert!(screen.shows("B ○   5"), "{}", screen.text());
        }
        assert!(screen.app.open.session.position() > before);
    }
    assert!(
        files.contains(&SourceTab::File(0)) && files.contains(&SourceTab::File(1)),
        "{files:?}"
    );
}

#[test]
fn a_deadlock_is_told_as_a_circle_and_a_group_with_its_members() {
    let path =
        |name: &str| records().into_iter().find(|path| path.ends_with(name)).expect("it is there");
    let mut screen = Screen::of(visit(&path("deadlock.jsonl")), 160, 45);
    screen.app.open.session.to_end(1000);
    screen.draw();
    let sentence = screen.app.step_summary().sentence;
    for part in ["waiting for each other", "deadlock"] {
        assert!(screen.shows(part), "{part}: {}", screen.text());
    }
    let mut text = Vec::new();
    text::tell(&mut text, &mut screen.app.open.session, true).expect("it is written");
    let text = String::from_utf8(text).expect("it is text");
    for part in [
        "A main is waiting for `group`, which waits for B transfer and C transfer",
        "B transfer is waiting for `savings`, held by C transfer",
        "B transfer and C transfer are waiting for each other: a deadlock.",
    ] {
        assert!(text.contains(part), "{part}: {sentence}\n{text}");
    }
    screen.app.focus = Pane::Futures;
    screen.press("z");
    assert!(screen.shows("0 of 2 done"), "{}", screen.text());
    assert!(screen.shows("members: B transfer ○ C transfer ○"), "{}", screen.text());

    let mut screen = Screen::of(visit(&path("join.jsonl")), 160, 45);
    screen.app.open.session.to_end(1000);
    let mut text = Vec::new();
    text::tell(&mut text, &mut screen.app.open.session, true).expect("it is written");
    let text = String::from_utf8(text).expect("it is text");
    assert!(text.contains("A main is waiting for `queue.join()`."), "{text}");
}

#[test]
fn an_await_is_shown_as_it_is_in_the_source() {
    let path = records().into_iter().find(|path| path.ends_with("deadlock.jsonl"));
    let mut screen = Screen::of(visit(&path.expect("there is one")), 160, 45);
    for _ in 0..3 {
        screen.press("→");
    }
    assert!(screen.shows("line 6  asyncio.sleep(1)"), "{}", screen.text());
    assert!(screen.shows("→ step") && !screen.shows("→ poll"), "{}", screen.text());
    assert!(
        !screen.shows("t file") && !screen.shows("Rust"),
        "there is one file: {}",
        screen.text()
    );
}

//! What the README shows is what there is: its picture is drawn here, its keys come from the key table, and
//! its first lesson does what it says. `UPDATE_README=1 cargo test --test readme` writes picture and keys anew.
#![allow(missing_docs, dead_code)]

#[path = "screen/driver.rs"]
mod driver;

use coroscope::app::keymap;
use coroscope::app::progress_saver::ProgressSaver;
use coroscope::course::lesson::markers::LessonFile;
use coroscope::course::tour::opening::{SceneSession, Standalone};
use coroscope::export::jsonl;
use coroscope::progress::Progress;
use coroscope::reader::{self, command};
use coroscope::session::Program;
use driver::Screen;
use std::{env, fs};

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");

/// What stands between `<!-- name -->` and `<!-- end of name -->`, or stands there from now on.
fn part(name: &str, right: &str) {
    let text = fs::read_to_string(README).expect("the README is there");
    let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->"));
    let start = text.find(&open).expect("the part begins") + open.len();
    let end = start + text[start..].find(&close).expect("the part ends");
    if env::var_os("UPDATE_README").is_some() {
        fs::write(README, [&text[..start], right, &text[end..]].concat())
            .expect("it can be written");
    } else {
        assert_eq!(&text[start..end], right, "UPDATE_README=1 cargo test --test readme");
    }
}

#[test]
fn the_picture_of_a_script_is_that_of_the_program() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/records/python/queue.jsonl");
    let file = fs::File::open(path).expect("it opens");
    let (header, record) =
        jsonl::read_consistent(&mut std::io::BufReader::new(file)).expect("it is a record");
    let mut screen = Screen::of(
        SceneSession::standalone(Standalone {
            title: header.lesson.clone(),
            // The beginning of what the command shows.
            about: "This is `queue.py`, unchanged, on CPython 3.11. It runs with your rights, as with `python`. You \
                    see its source, its tasks with the await that each is waiting at, the loop's ready queue and \
                    timers, locks and queues, and what it has printed."
                .to_owned(),
            source: LessonFile::from(&header.sources[0]),
            program: Program::from_record(header.lesson, record).with_sources(header.sources),
            twin: LessonFile::default(),
        }),
        100,
        30,
    );
    for _ in 0..9 {
        screen.press("→");
    }
    part("script", &format!("```text\n{}\n```\n", screen.text()));
}

#[test]
fn the_picture_and_the_keys_are_those_of_the_program() {
    let screen = Screen::new("resume@2", 100, 28);
    part("picture", &format!("```text\n{}\n```\n", screen.text()));
    part("keys", &keymap::markdown());
    part("commands", &command::markdown());
}

#[test]
fn the_example_of_a_lesson_in_plain_lines_is_what_is_written() {
    let readme = fs::read_to_string(README).expect("the README is there");
    let (_, example) = readme.split_once("Enter alone continues:\n\n```text\n").expect("it begins");
    let (example, _) = example.split_once("```").expect("it ends");
    let visit = SceneSession::from_address("resume").expect("there is such a lesson");
    let saver = ProgressSaver { progress: Progress::in_memory(), notice: None, beat: None };
    let mut out = Vec::new();
    reader::read(visit, saver, &mut &b"\n\n\n2\n"[..], &mut out, true).expect("it is written");
    let out = String::from_utf8(out).expect("it is text");
    // The terminal shows what is typed after each prompt.
    let said: Vec<_> = out.lines().map(|line| line.trim_start_matches("> ")).collect();
    let shown = example.lines().filter(|line| !line.starts_with('>') && *line != "\u{2026}");
    let mut from = 0;
    for line in shown {
        let at = said[from..].iter().position(|said| *said == line);
        from += at.unwrap_or_else(|| panic!("{line:?} isn't in order in:\n{out}")) + 1;
    }
    assert!(from > 8, "{example}");
}

#[test]
fn the_first_lesson_in_a_few_key_presses_holds() {
    let mut screen = Screen::new("resume", 100, 30);
    assert!(screen.text().contains("│ A ││ B │"));
    screen.press("space space");
    assert!(screen.line("A ○ waiter").contains("suspended"));
    assert!(screen.line("let value = answer.get().await").contains("A ○"));
    screen.press("space");
    assert!(screen.text().contains("Your guess"));
    screen.press("2 space");
    while screen.address() != "resume@2.7" {
        screen.press("space");
    }
    assert!(screen.line("B ▶ answerer").contains("running"));
    assert!(screen.line("full: 42").contains("answer"));
    screen.press("space 1");
    while screen.address() != "resume@2" {
        screen.press("space");
    }
    assert!(screen.line("A ● waiter").contains("ready"));
    let before = screen.address();
    screen.press("→");
    assert!(screen.text().contains("got 42"), "{}", screen.text());
    screen.press("←");
    assert_eq!(screen.address(), before);
    assert!(!screen.text().contains("got 42"), "{}", screen.text());
}

#[test]
fn the_picture_in_colour_is_what_the_export_draws() {
    let asset = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/three-tasks.svg");
    let export =
        ["export", "three-tasks@9", "--format", "svg", "--size", "120x34", "--theme", "dark"];
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_coroscope"));
    let drawn = command.args(export).output().expect("it runs");
    assert!(drawn.status.success(), "{}", String::from_utf8_lossy(&drawn.stderr));
    if env::var_os("UPDATE_README").is_some() {
        fs::write(asset, &drawn.stdout).expect("it can be written");
    } else {
        let kept = fs::read(asset).expect("the picture is there");
        assert!(kept == drawn.stdout, "UPDATE_README=1 cargo test --test readme");
    }
}

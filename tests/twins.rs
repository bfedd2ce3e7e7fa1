//! The twins of the lessons as runs of their own: their records, and how they compare with the recipes.
//!
//! The records are those of `CPython` 3.11. After a twin or the tracer has changed,
//!
//! ```text
//! UPDATE_TWINS=1 cargo test --test twins
//! ```
//!
//! writes them again. It needs that version; with another one, or with none, the test that compares them says so and
//! passes.
#![allow(missing_docs)]
#![allow(clippy::print_stderr, reason = "a test says why it checks nothing")]
#![cfg(all(unix, feature = "cli"))]

use coroscope::course::catalog::{Lesson, Scene, lessons};
use coroscope::course::comparison::{self, Mark, Row};
use coroscope::export::jsonl::{self, Header};
use coroscope::python::Interpreter;
use coroscope::record::source::Language;
use coroscope::session::schedule::Schedule;
use coroscope::session::{ProcessEnd, Program, Trace};
use coroscope::{limits, twin};
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

/// The version whose records are kept.
const VERSION: (u32, u32) = (3, 11);

const COMMAND: &str = "UPDATE_TWINS=1 cargo test --test twins";

fn scenes() -> impl Iterator<Item = (&'static Arc<Lesson>, usize, &'static Scene)> {
    let of_lesson = |lesson: &'static Arc<Lesson>| {
        lesson.scenes.iter().enumerate().map(move |(nth, scene)| (lesson, nth, scene))
    };
    lessons().iter().flat_map(of_lesson)
}

fn whole(program: Program) -> Trace {
    let run = Trace::new(program, Schedule::default());
    run.grow_to(limits::MAX_COMPARED_STEPS);
    run
}

/// Runs a twin on this interpreter, and returns its record as a file contains it.
fn record(scene: &Scene, python: &Interpreter) -> String {
    let children = twin::children(scene, python, false).expect("its files can be written");
    let source = twin::source(scene);
    let program =
        Program { language: Language::Python, ..Program::from_launcher(&*source.path, children) };
    let run = Trace::new(program, Schedule::default());
    run.grow_to(limits::MAX_STORY_STEPS);
    let end = run.end().expect("it has ended");
    assert!(!matches!(end, ProcessEnd::Failed(..)), "{}: {end:?}", scene.twin.file);
    let header = Header::new(source.path.to_string(), String::new());
    let header = header.with_sources(vec![source]).in_language(Language::Python);
    let mut bytes = Vec::new();
    let record = run.record();
    jsonl::write(&mut bytes, &header, &record, record.events().len()).expect("a text");
    without_folders(&String::from_utf8(bytes).expect("a record is text"), &library_of(python))
}

/// Returns the folder of the interpreter's standard library.
fn library_of(python: &Interpreter) -> String {
    let question = "import sysconfig; print(sysconfig.get_path('stdlib'))";
    let answer = Command::new(&python.path).args(["-c", question]).output().expect("it runs");
    format!("{}/", String::from_utf8_lossy(&answer.stdout).trim())
}

/// Leaves out the folders in which the interpreter and the script happen to be.
fn without_folders(record: &str, library: &str) -> String {
    let mut text = record.replace(library, "");
    while let Some(at) = text.find("/coroscope-python-") {
        let start = text[..at].rfind(['"', ' ']).map_or(0, |quote| quote + 1);
        let end = text[at..].find("/script/").map_or(at + 1, |end| at + end + "/script/".len());
        text.replace_range(start..end, "");
    }
    text
}

#[test]
fn the_records_are_what_the_twins_do_on_cpython() {
    let python = match Interpreter::find(None) {
        Ok(python) if python.version == VERSION => python,
        Ok(python) => {
            eprintln!("skipped, since this is Python {:?} and not {VERSION:?}", python.version);
            return;
        }
        Err(why) => {
            eprintln!("skipped: {why}");
            return;
        }
    };
    let mut stale = Vec::new();
    // A lesson's name instead of 1 records only that lesson again.
    let only = std::env::var("UPDATE_TWINS").ok().filter(|only| only != "1");
    let is_chosen = |lesson: &Lesson| only.as_ref().is_none_or(|only| *only == lesson.slug);
    for (_, _, scene) in scenes().filter(|(lesson, ..)| is_chosen(lesson)) {
        let now = record(scene, &python);
        if now == *scene.twin_record.text {
            continue;
        }
        if std::env::var_os("UPDATE_TWINS").is_some() {
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(&*scene.twin_record.file);
            fs::write(file, &now).expect("it can be written");
        }
        stale.push(scene.twin_record.file.to_string());
    }
    assert!(
        std::env::var_os("UPDATE_TWINS").is_some() || stale.is_empty(),
        "no longer what the twins do: {}; run {COMMAND}",
        stale.join(", ")
    );
}

fn rows(lesson: &Lesson, nth: usize, scene: &Scene) -> Vec<Row> {
    let python = whole(twin::kept(scene).expect("there is a record"));
    let front = &lesson.page.as_ref().expect("a lesson's text").front;
    comparison::compare((scene, nth + 1), front, &whole(scene.program()), &python)
}

#[test]
fn each_record_has_the_twins_own_source() {
    for (_, _, scene) in scenes() {
        let kept = twin::kept(scene);
        assert!(kept.is_ok(), "{:?}; run {COMMAND}", kept.err());
    }
}

#[test]
fn a_record_of_another_text_is_refused() {
    let (_, _, scene) = scenes().next().expect("a lesson");
    let mut changed = scene.clone();
    changed.twin.text = format!("{}\nprint(1)\n", scene.twin.text).into();
    let why = twin::kept(&changed).expect_err("the text is another one");
    assert!(why.contains("is the record of another text than lessons/01-lazy/twin.py"), "{why}");
}

/// Every step of both runs is in one row, in order.
#[test]
fn the_rows_have_each_step_of_both_runs_once() {
    for (lesson, nth, scene) in scenes() {
        let rows = rows(lesson, nth, scene);
        let [mut rust, mut python] = [0, 0];
        for row in &rows {
            assert_eq!((row.rust.start, row.python.start), (rust, python), "{}", scene.rust.file);
            assert!(
                row.has_rust() || row.has_python() || row.rust.start == 0,
                "{}",
                scene.rust.file
            );
            (rust, python) = (row.rust.end, row.python.end);
            assert_eq!(row.reason.is_empty(), row.mark == Mark::Same, "{row:?}");
        }
        let events = |program| whole(program).events();
        let compared = rows.len() < limits::MAX_COMPARED_STEPS;
        if compared {
            assert_eq!(rust, events(scene.program()), "{}", scene.rust.file);
            assert_eq!(python, events(twin::kept(scene).expect("a record")), "{}", scene.twin.file);
        }
    }
}

/// The signs of all rows, and each reason once in its scene. A change here is read, and not only accepted.
#[test]
fn the_comparisons_of_all_scenes() {
    let mut text = String::new();
    for (lesson, nth, scene) in scenes() {
        let rows = rows(lesson, nth, scene);
        let signs: String = rows.iter().map(|row| row.mark.sign()).collect();
        writeln!(text, "{}/{}: {signs}", lesson.slug, scene.name).expect("a text");
        let mut reasons: Vec<String> = Vec::new();
        for row in rows.iter().filter(|row| row.mark != Mark::Same) {
            let from = if row.is_noted { "noted" } else { "shown" };
            let line = format!("    {} ({from}) {}", row.mark.sign(), row.reason);
            if !reasons.contains(&line) {
                reasons.push(line);
            }
        }
        for line in reasons.into_iter().take(12) {
            writeln!(text, "{line}").expect("a text");
        }
    }
    insta::assert_snapshot!(text);
}

//! What commands take for large inputs.

use crate::cost::{self, Row};
use clap::Parser;
use coroscope::cli::{self, Cli};
use coroscope::course::catalog;
use coroscope::export::jsonl::{self, Header};
use coroscope::kit::{observed, say, spawn, yield_now};
use coroscope::record::Recorder;
use coroscope::record::source::SourceFile;
use coroscope::session::{Program, Session};
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::Path;

/// How long any input that is permitted may take.
const MAX_INPUT: f64 = 5.0;
/// How long an export may take, and how many megabytes it may have.
const MAX_EXPORT: (f64, f64) = (10.0, 10.0);
/// How much longer a file twice as long may take to check. Reading it twice would be four.
const MAX_GROWTH: f64 = 2.5;

fn run(arguments: &[&str]) -> (f64, Result<(), String>) {
    let asked = Cli::parse_from([&["coroscope"], arguments].concat());
    let (seconds, done) = cost::seconds(|| cli::run(asked, None));
    (seconds, done.map_err(|why| why.to_string()))
}

fn path(path: &Path) -> &str {
    path.to_str().expect("the folder's path is UTF-8")
}

/// Writes a built-in lesson with its first beat over and over, up to this many bytes, and returns how long its check
/// takes.
fn check_beats(folder: &Path, bytes: usize) -> f64 {
    let lesson = catalog::find("resume").expect("it is built in");
    let folder = folder.join(lesson.folder());
    fs::create_dir_all(&folder).expect("a folder");
    let text = &*lesson.text.text;
    let mut beats = text.match_indices("\n## ").map(|(at, _)| at);
    let (first, second) = (beats.next().expect("a beat"), beats.next().expect("another"));
    let times = bytes.saturating_sub(text.len()) / (second - first);
    let repeated = text[first..second].repeat(times);
    let text = format!("{}{repeated}{}", &text[..first], &text[first..]);
    fs::write(folder.join("lesson.md"), text).expect("a file");
    run(&["check", path(&folder)]).0
}

pub fn check(folder: &Path) -> Vec<Row> {
    let [short, long] = [32_000, 64_000].map(|bytes| check_beats(folder, bytes));
    vec![
        Row::seconds("64 KB", long, MAX_INPUT),
        Row::new("64 KB beside 32 KB", long / short, MAX_GROWTH, "times"),
    ]
}

pub fn long_name(folder: &Path) -> Vec<Row> {
    let file = folder.join("name.jsonl");
    let name = "n".repeat(1 << 20);
    let line = format!("{{\"coroscope\":2,\"lesson\":\"{name}\"}}\n");
    fs::write(&file, line).expect("a file");
    let (text, _) = run(&["text", path(&file)]);
    let mut most = text;
    for format in ["html", "jsonl", "mermaid"] {
        let output = folder.join("name.out");
        most = most.max(run(&["export", path(&file), "-f", format, "-o", path(&output)]).0);
    }
    vec![Row::seconds("text and exports", most, 1.0)]
}

pub fn long_address(_: &Path) -> Vec<Row> {
    let name = "a".repeat(100_000);
    let choices = format!("three-tasks@9~{}", "1.".repeat(50_000));
    let moment = format!("three-tasks@{}", "9".repeat(100_000));
    let addresses = [name.clone(), format!("{name}/{name}"), choices, moment];
    let most = addresses.iter().map(|address| run(&["text", address]).0).fold(0.0, f64::max);
    vec![Row::seconds("text", most, 1.0)]
}

/// Writes a record with a source of a million bytes, and lines in it.
pub fn long_source(folder: &Path) -> Vec<Row> {
    let file = folder.join("source.jsonl");
    let text = "x()\n".repeat(250_000);
    let header = Header::new("source", "").with_sources([SourceFile::new("a.rs", text)]);
    let mut out = BufWriter::new(File::create(&file).expect("a file"));
    jsonl::write(&mut out, &header, &Recorder::default(), 0).expect("it is written");
    let created = "{\"event\":\"created\",\"coroutine\":0,\"name\":\"a\",\"file\":\"a.rs\",\"line\":1,\"by\":null}";
    writeln!(out, "{created}").expect("it is written");
    for nth in 0..20_000 {
        let line = nth % 250_000 + 1;
        writeln!(out, "{{\"event\":\"line\",\"coroutine\":0,\"line\":{line}}}")
            .expect("it is written");
    }
    out.flush().expect("it is written");
    let (seconds, done) = run(&["text", path(&file)]);
    assert_eq!(done, Ok(()));
    vec![Row::seconds("text", seconds, MAX_INPUT)]
}

#[observed]
async fn worker(nth: u32, turns: u32) {
    for turn in 0..turns {
        say!("{nth} at {turn}");
        yield_now().await;
    }
}

/// Exports a run of 200 tasks and 400 turns.
fn export(folder: &Path, format: &str) -> Vec<Row> {
    let record = folder.join("run.jsonl");
    let mut session = Session::new(Program::new(|| {
        (0..200).for_each(|nth| spawn(worker(nth, 1)).detach());
    }));
    session.finish(usize::MAX / 2);
    assert_eq!(session.last_turn(), Some(400));
    let mut out = BufWriter::new(File::create(&record).expect("a file"));
    let header = Header::new("tasks", "");
    jsonl::write(&mut out, &header, &session.record(), session.position()).expect("it is written");
    out.flush().expect("it is written");
    drop(session);
    let output = folder.join(format!("tasks.{format}"));
    let (seconds, done) = if format == "text" {
        let mut out = File::create(&output).expect("a file");
        let (seconds, done) = cost::seconds(|| {
            let mut input = std::io::BufReader::new(File::open(&record)?);
            let (_, record) = jsonl::read_consistent(&mut input).map_err(std::io::Error::other)?;
            let mut session = Session::new(Program::from_record("tasks", record));
            coroscope::text::tell(&mut out, &mut session, true)
        });
        (seconds, done.map_err(|why| why.to_string()))
    } else {
        run(&["export", path(&record), "--format", format, "--output", path(&output)])
    };
    assert_eq!(done, Ok(()));
    let bytes = fs::metadata(&output).map_or(0, |about| about.len());
    #[expect(clippy::cast_precision_loss, reason = "a file has fewer than 2^53 bytes")]
    let megabytes = bytes as f64 / 1e6;
    vec![
        Row::seconds("200 tasks, 400 turns", seconds, MAX_EXPORT.0),
        Row::new("200 tasks, 400 turns", megabytes, MAX_EXPORT.1, "MB"),
    ]
}

pub fn html(folder: &Path) -> Vec<Row> {
    export(folder, "html")
}

pub fn cast(folder: &Path) -> Vec<Row> {
    export(folder, "cast")
}

pub fn svg(folder: &Path) -> Vec<Row> {
    export(folder, "svg")
}

pub fn perfetto(folder: &Path) -> Vec<Row> {
    export(folder, "perfetto")
}

pub fn mermaid(folder: &Path) -> Vec<Row> {
    export(folder, "mermaid")
}

pub fn jsonl(folder: &Path) -> Vec<Row> {
    export(folder, "jsonl")
}

pub fn text(folder: &Path) -> Vec<Row> {
    export(folder, "text")
}

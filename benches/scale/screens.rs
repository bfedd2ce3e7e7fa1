//! Keys and their frames in large runs.

use crate::cost::{self, Row};
use coroscope::app::App;
use coroscope::app::key::Key;
use coroscope::app::message::{Message, StepMessage};
use coroscope::course::lesson::markers::{BuiltInFile, LessonFile};
use coroscope::course::tour::opening::{SceneSession, Standalone};
use coroscope::export::jsonl::{self, Header};
use coroscope::kit::{observed, say, spawn, yield_now};
use coroscope::limits::MAX_STEPS_TO_END;
use coroscope::record::Recorder;
use coroscope::record::event::{
    Action, CoroutineEvent, CoroutineId, EntryKind, LoopEvent, TaskEvent, TaskId, Verdict,
    WakeCause, WakeEffect,
};
use coroscope::session::{Program, Session};
use coroscope::ui::{self, Look};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};

/// How long a frame anywhere in a million turns may take.
const MAX_FRAME: f64 = 5.0;
/// How long a key and its frame with 10,000 tasks may take.
const MAX_KEY: f64 = 50.0;
/// How long any input that is permitted may take to open.
const MAX_INPUT: f64 = 5.0;
/// How long opening a million turns may take.
const MAX_OPENING: f64 = 3.0;

/// The turns of the long run, by a hundred tasks.
const TURNS: u32 = 1_000_000;

/// The sizes of the screens that are drawn.
const SIZES: [(u16, u16); 2] = [(80, 24), (200, 60)];

#[observed]
async fn worker(turns: u32) {
    for turn in 0..turns {
        if turn % 10 == 0 {
            say!("on");
        }
        yield_now().await;
    }
}

fn record_of_million(folder: &Path) -> PathBuf {
    folder.join("million.jsonl")
}

/// Returns a program of the reader's own, without a lesson.
fn standalone(program: Program) -> SceneSession {
    let (title, about) = ("A large run".to_owned(), String::new());
    let source = BuiltInFile { file: "large.rs", text: "// large\n" }.into();
    let twin = LessonFile::default();
    SceneSession::standalone(Standalone { title, about, program, source, twin })
}

/// Returns the screen of a run that has been followed to its end.
fn app_at_end(set_up: impl Fn() + Send + Sync + 'static) -> App {
    let mut visit = standalone(Program::new(set_up));
    visit.session.finish(usize::MAX / 2);
    App::new(visit)
}

fn draw(app: &mut App, (width, height): (u16, u16)) {
    let area = Rect { x: 0, y: 0, width, height };
    let mut buffer = Buffer::empty(area);
    app.viewports = ui::draw(app, &Look::default(), area, &mut buffer);
}

/// How often a key and its frame are measured: the shortest time is taken, which nothing else has disturbed.
const ROUNDS: usize = 3;

/// What is pressed at each moment.
const KEYS: [Key; 6] = [Key::Left, Key::Left, Key::Right, Key::Down, Key::Up, Key::PageDown];

/// Returns how long a frame takes on the larger screen, or on the smaller one if that takes longer.
fn frame(app: &mut App) -> f64 {
    let of = |app: &mut App, size| {
        let rounds = (0..ROUNDS).map(|_| cost::quick_seconds(|| draw(app, size)));
        rounds.fold(f64::INFINITY, f64::min)
    };
    SIZES.map(|size| of(app, size)).into_iter().fold(0.0, f64::max)
}

/// Returns how long each of the keys takes at these moments, and each frame after one.
fn round(app: &mut App, moments: &[usize]) -> Vec<(f64, f64)> {
    let mut costs = Vec::new();
    let mut measure = |app: &mut App, act: &dyn Fn(&mut App)| {
        let key = cost::quick_seconds(|| act(app));
        costs.push((key, frame(app)));
    };
    for nth in moments {
        let to = StepMessage::ToColumn(*nth);
        measure(app, &|app| _ = app.update(Message::Step(to)));
        for key in KEYS {
            measure(app, &|app| _ = app.press(key));
        }
    }
    for key in [Key::Home, Key::End] {
        measure(app, &|app| _ = app.press(key));
    }
    costs
}

/// What takes longest at moments all over the run.
struct Slowest {
    key: f64,
    frame: f64,
    /// A key and its frame.
    both: f64,
}

/// Returns what takes longest at moments all over the run.
fn keys_and_frames(app: &mut App) -> Slowest {
    let columns = app.open.session.timeline().columns.len();
    let moments = [0, columns / 3, columns / 2, columns - columns / 5, columns - 1];
    let mut least = round(app, &moments);
    for _ in 1..ROUNDS {
        for (least, one) in least.iter_mut().zip(round(app, &moments)) {
            *least = (least.0.min(one.0), least.1.min(one.1));
        }
    }
    let most = |of: &dyn Fn(&(f64, f64)) -> f64| least.iter().map(of).fold(0.0, f64::max);
    Slowest { key: most(&|one| one.0), frame: most(&|one| one.1), both: most(&|one| one.0 + one.1) }
}

/// Writes the record that [`million`] opens.
pub fn write_million(folder: &Path) -> Vec<Row> {
    let mut session = Session::new(Program::new(|| {
        (0..100).for_each(|_| spawn(worker(TURNS / 100)).detach());
    }));
    let (seconds, ()) = cost::seconds(|| while !session.to_end(MAX_STEPS_TO_END) {});
    let file = File::create(record_of_million(folder)).expect("a file");
    let header = Header::new("million", "");
    let events = session.position();
    let record = session.record();
    let (written, done) =
        cost::seconds(|| jsonl::write(&mut BufWriter::new(file), &header, &record, events));
    done.expect("the folder takes the record");
    vec![
        Row::seconds("run it", seconds, MAX_INPUT),
        Row::seconds("write its record", written, MAX_INPUT),
    ]
}

/// Opens the record of a million turns and goes about in it.
pub fn million(folder: &Path) -> Vec<Row> {
    let path = record_of_million(folder);
    if !path.exists() {
        write_million(folder);
    }
    let (opening, mut app) = cost::seconds(|| {
        let mut input =
            BufReader::with_capacity(1 << 18, File::open(path).expect("the record was written"));
        let (_, record) = jsonl::read_consistent(&mut input).expect("it is a record");
        let mut app = App::new(standalone(Program::from_record("million", record)));
        draw(&mut app, SIZES[0]);
        app
    });
    let slowest = keys_and_frames(&mut app);
    vec![
        Row::seconds("open its record", opening, MAX_OPENING),
        Row::milliseconds("a key", slowest.key, MAX_FRAME),
        Row::milliseconds("a frame", slowest.frame, MAX_FRAME),
    ]
}

#[observed]
async fn turn_twice() {
    yield_now().await;
    say!("done");
}

/// All tasks at once.
pub fn many_tasks(_: &Path) -> Vec<Row> {
    let (seconds, mut app) =
        cost::seconds(|| app_at_end(|| (0..10_000).for_each(|_| spawn(turn_twice()).detach())));
    let slowest = keys_and_frames(&mut app);
    vec![
        Row::seconds("run and open it", seconds, MAX_INPUT),
        Row::milliseconds("a key and its frame", slowest.both, MAX_KEY),
    ]
}

#[observed]
async fn one_after_the_other(tasks: u32) {
    for _ in 0..tasks {
        spawn(turn_twice()).await.expect("it ends");
    }
}

/// One task at a time.
pub fn ended_tasks(_: &Path) -> Vec<Row> {
    let (seconds, mut app) =
        cost::seconds(|| app_at_end(|| spawn(one_after_the_other(10_000)).detach()));
    let slowest = keys_and_frames(&mut app);
    vec![
        Row::seconds("run and open it", seconds, MAX_INPUT),
        Row::milliseconds("a key and its frame", slowest.both, MAX_KEY),
    ]
}

/// The events of a task that is polled twice, with coroutines that await each other, this deep.
fn nested_events(record: &mut Recorder, depth: u32) {
    let task = TaskId(0);
    let [name, file, what] = ["level", "large.rs", "inner"].map(|text| record.text_id(text));
    let turn = |turn| LoopEvent::Turn { turn, task, action: Action::Poll };
    let above = |nth: u32| nth.checked_sub(1).map(CoroutineId);
    let spawned =
        TaskEvent::Spawned { task, name, coroutine: Some(CoroutineId(0)), kind: EntryKind::Task };
    for nth in 0..depth {
        let (coroutine, by) = (CoroutineId(nth), above(nth));
        record.append(CoroutineEvent::Created { coroutine, name, file, line: 1, by }.into());
    }
    record.append(spawned.into());
    record.append(turn(1).into());
    for nth in 0..depth {
        let (coroutine, parent) = (CoroutineId(nth), above(nth));
        record.append(CoroutineEvent::Entered { coroutine, parent, size: 0 }.into());
        let awaits = CoroutineEvent::Await { coroutine, line: 1, what, of: what, size: 8 };
        record.append(awaits.into());
    }
    let wake = TaskEvent::Wake { task, by: WakeCause::Task(task), effect: WakeEffect::Queued };
    record.append(wake.into());
    record.append(LoopEvent::Pending { task }.into());
    record.append(turn(2).into());
    for nth in 0..depth {
        record.append(CoroutineEvent::Continued { coroutine: CoroutineId(nth), moves: 0 }.into());
    }
    for nth in (0..depth).rev() {
        let coroutine = CoroutineId(nth);
        record.append(CoroutineEvent::Resumed { coroutine, line: 1 }.into());
        record.append(CoroutineEvent::Returned { coroutine, value: what }.into());
    }
    record.append(LoopEvent::Ready { task }.into());
    record.append(LoopEvent::End { how: Verdict::Finished }.into());
}

/// A task whose coroutines await each other, 20,000 deep. Real polls as deep would need a larger stack.
pub fn nested(_: &Path) -> Vec<Row> {
    let (seconds, mut app) = cost::seconds(|| {
        let mut record = Recorder::default();
        nested_events(&mut record, 20_000);
        App::new(standalone(Program::from_record("nested", record)))
    });
    draw(&mut app, SIZES[0]);
    let slowest = keys_and_frames(&mut app);
    vec![
        Row::seconds("open it", seconds, MAX_INPUT),
        Row::milliseconds("a key and its frame", slowest.both, MAX_KEY),
    ]
}

#[observed]
async fn prints_much() {
    yield_now().await;
    let text = "word ".repeat(2_000_000);
    say!("{text}");
    yield_now().await;
}

/// A printed line of 10 MB, and the explanation of its step.
pub fn long_text(_: &Path) -> Vec<Row> {
    let (seconds, mut app) = cost::seconds(|| app_at_end(|| spawn(prints_much()).detach()));
    let mut slowest = keys_and_frames(&mut app).both;
    let columns = app.open.session.timeline().columns.len();
    for nth in 0..columns {
        let _redraw = app.update(Message::Step(StepMessage::ToColumn(nth)));
        let key = cost::quick_seconds(|| app.press(Key::Char('w')));
        slowest = slowest.max(key + frame(&mut app));
        let _redraw = app.press(Key::Esc);
    }
    vec![
        Row::seconds("run and open it", seconds, MAX_INPUT),
        Row::milliseconds("a key and its frame, with w", slowest, MAX_KEY),
    ]
}

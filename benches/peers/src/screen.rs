//! Measures the screen: opening a lesson, a step with its frame, and a jump in a long run.

use crate::{Row, medians, nanoseconds};
use coroscope::app::App;
use coroscope::app::key::Key;
use coroscope::course::tour::opening::SceneSession;
use coroscope::kit;
use coroscope::session::{Program, Session};
use coroscope::ui::{self, Look};
use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::hint::black_box;

const AREA: Rect = Rect { x: 0, y: 0, width: 200, height: 60 };

/// The number of steps of the central recipe.
const STEPS: usize = 23;

/// The number of polls of the long run, by ten tasks.
const LONG: u32 = 200_000;

fn open() -> App {
    App::new(SceneSession::from_address("three-tasks").expect("the central recipe"))
}

fn draw(app: &mut App, look: &Look) -> Buffer {
    let mut buffer = Buffer::empty(AREA);
    app.viewports = ui::draw(app, look, AREA, &mut buffer);
    buffer
}

/// Skips a question, if one is open.
fn skip_question(app: &mut App, look: &Look, shown: &mut Buffer) {
    let _ = app.press(Key::Char('s'));
    *shown = draw(app, look);
}

/// Makes one step, draws its frame, and returns how many bytes the difference takes on a terminal.
fn step(app: &mut App, look: &Look, shown: &mut Buffer) -> usize {
    let _ = app.press(Key::Char(' '));
    let next = draw(app, look);
    let mut sent = Vec::new();
    let drawn = CrosstermBackend::new(&mut sent).draw(shown.diff(&next).into_iter());
    drawn.expect("memory takes what is written");
    *shown = next;
    sent.len()
}

/// Returns a session at the end of a long run.
fn long() -> Session {
    let mut session = Session::new(Program::new(|| {
        for _ in 0..10 {
            kit::spawn(async {
                for _ in 1..LONG / 10 {
                    kit::say!("on");
                    kit::yield_now().await;
                }
            })
            .detach();
        }
    }));
    assert!(session.to_end(usize::MAX), "it comes to its end");
    session
}

pub(crate) fn rows(rounds: usize) -> Vec<Row> {
    let look = Look::default();
    let mut bytes = Vec::new();
    let [first, step] = medians(rounds, || {
        let first = nanoseconds(|| _ = black_box(draw(&mut open(), &look)));
        let mut app = open();
        let mut shown = draw(&mut app, &look);
        let mut took = [(); STEPS].map(|()| {
            skip_question(&mut app, &look, &mut shown);
            nanoseconds(|| bytes.push(step(&mut app, &look, &mut shown)))
        });
        took.sort_by(f64::total_cmp);
        [first, took[STEPS / 2]]
    });
    bytes.sort_unstable();
    let bytes = bytes[bytes.len() / 2];
    let mut session = long();
    let (mut to, events) = (0, session.record().events().len());
    let [jump] = medians(rounds, || {
        to = (to + events / 3 + 1) % events;
        [nanoseconds(|| session.go(to))]
    });
    let time = |time: f64| match time {
        short if short < 1e5 => format!("{:.1} µs", short / 1e3),
        long => format!("{:.2} ms", long / 1e6),
    };
    vec![
        Row::new("a lesson opened, first frame", time(first)).at_most(first < 20e6, "20 ms"),
        Row::new("a step drawn, 200x60", time(step))
            .beside(format!("{bytes} bytes to the terminal"))
            .at_most(step < 1e6, "1 ms"),
        Row::new("a jump in 200,000 polls", time(jump)).at_most(jump < 1e6, "1 ms"),
    ]
}

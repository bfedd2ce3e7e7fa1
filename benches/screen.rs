//! What a frame costs: `cargo bench --bench screen`.
//!
//! A whole frame of 200 by 60 cells, a step of the central recipe with its drawing, the bytes that a step
//! sends to the terminal, and the way from nothing to the first frame. Medians of many.

use coroscope::app::App;
use coroscope::app::key::Key;
use coroscope::course::visit::Visit;
use coroscope::ui::{self, Look};
use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::hint::black_box;
use std::io::{self, Write};
use std::time::{Duration, Instant};

const AREA: Rect = Rect { x: 0, y: 0, width: 200, height: 60 };

fn open() -> App {
    App::new(Visit::to("three-tasks").expect("the central recipe"))
}

fn draw(app: &mut App, look: &Look) -> Buffer {
    let mut buffer = Buffer::empty(AREA);
    app.room = ui::draw(app, look, AREA, &mut buffer);
    buffer
}

fn median(times: usize, mut work: impl FnMut() -> Duration) -> Duration {
    let mut taken: Vec<_> = (0..times).map(|_| work()).collect();
    taken.sort_unstable();
    taken[times / 2]
}

fn main() -> io::Result<()> {
    let look = Look::default();
    let mut out = io::stdout().lock();

    let first = median(51, || {
        let start = Instant::now();
        let mut app = open();
        black_box(draw(&mut app, &look));
        start.elapsed()
    });
    writeln!(out, "lesson opened and first frame   {first:>10.1?}")?;

    let mut app = open();
    for _ in 0..12 {
        let _ = app.press(Key::Char(' '));
    }
    let frame = median(501, || {
        let start = Instant::now();
        black_box(draw(&mut app, &look));
        start.elapsed()
    });
    writeln!(out, "frame, 200x60                   {frame:>10.1?}")?;

    let mut app = open();
    let mut shown = draw(&mut app, &look);
    let (mut bytes, mut took) = (Vec::new(), Vec::new());
    for _ in 0..23 {
        let start = Instant::now();
        let _ = app.press(Key::Char(' '));
        let next = draw(&mut app, &look);
        let mut sent = Vec::new();
        CrosstermBackend::new(&mut sent).draw(shown.diff(&next).into_iter())?;
        took.push(start.elapsed());
        bytes.push(sent.len());
        shown = next;
    }
    bytes.sort_unstable();
    took.sort_unstable();
    writeln!(out, "step: poll, frame and diff      {:>10.1?}", took[took.len() / 2])?;
    writeln!(out, "bytes a step                    {:>10}", bytes[bytes.len() / 2])
}

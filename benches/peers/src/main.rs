//! Compares the performance of coroscope with that of its peers: `cargo run --profile bench -p coroscope-peers`.
//!
//! All of them run in one process, in turn, round by round. A figure is the median of its rounds, and a ratio is the
//! ratio of two medians. After `--`, a number sets the number of rounds, `loop`, `orders` or `screen` selects a part,
//! and a file name writes the table as a picture:
//! `cargo run --profile bench -p coroscope-peers -- assets/speed.svg`.
//!
//! A second program counts the instructions of a poll: `cargo run --profile bench -p coroscope-peers --bin instructions`.

mod loops;
mod orders;
mod screen;

use std::fmt;
use std::io::{self, Write};
use std::time::Instant;

/// The default number of rounds.
const ROUNDS: usize = 21;

/// A measurement, and whether it meets its goal.
struct Row {
    what: &'static str,
    here: String,
    beside: String,
    ratio: Option<f64>,
    goal: String,
    is_met: bool,
}

impl Row {
    fn new(what: &'static str, here: String) -> Row {
        let (beside, goal) = (String::new(), String::new());
        Row { what, here, beside, ratio: None, goal, is_met: true }
    }

    fn beside(self, beside: String) -> Row {
        Row { beside, ..self }
    }

    fn ratio(self, ratio: f64, goal: f64, of: &str) -> Row {
        let is_met = ratio <= goal;
        Row { ratio: Some(ratio), goal: format!("{goal} of {of}"), is_met, ..self }
    }

    fn at_most(self, is_met: bool, goal: &str) -> Row {
        Row { goal: goal.to_owned(), is_met, ..self }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Row { what, here, beside, goal, .. } = self;
        let ratio = self.ratio.map_or(String::new(), |ratio| format!("{ratio:.2}"));
        let ratio = if self.ratio.is_some_and(|ratio| ratio < 0.01) { "<0.01" } else { &ratio };
        let met = if self.is_met { "met" } else { "missed" };
        write!(f, "{what:<28}{here:>9}   {beside:<66}{ratio:>6}   {goal:<17}{met}")
    }
}

/// Returns how many nanoseconds the work takes.
fn nanoseconds(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64() * 1e9
}

/// Returns the medians of this many rounds.
fn medians<const N: usize>(rounds: usize, mut one: impl FnMut() -> [f64; N]) -> [f64; N] {
    let rounds: Vec<_> = (0..rounds).map(|_| one()).collect();
    std::array::from_fn(|nth| {
        let mut figures: Vec<_> = rounds.iter().map(|round| round[nth]).collect();
        figures.sort_by(f64::total_cmp);
        figures[figures.len() / 2]
    })
}

fn picture(rows: &[Row]) -> String {
    let height = 44 + 22 * rows.len();
    let lines = rows.iter().zip(0..).map(|(row, nth)| {
        let escaped = row.to_string().replace('&', "&amp;").replace('<', "&lt;");
        let weight = if row.is_met { "" } else { " font-weight=\"bold\"" };
        let y = 56 + 22 * nth;
        format!("<text x=\"16\" y=\"{y}\" xml:space=\"preserve\"{weight}>{escaped}</text>\n")
    });
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1220 {height}\" font-family=\"monospace\" \
         font-size=\"14\">\n<rect width=\"1220\" height=\"{height}\" fill=\"#fdfdf8\"/>\n\
         <text x=\"16\" y=\"26\" font-weight=\"bold\">what, here, beside it, ratio, goal: medians of one run of \
         cargo run --profile bench -p coroscope-peers</text>\n{}</svg>\n",
        lines.collect::<String>()
    )
}

fn main() -> io::Result<()> {
    // A peer reports a deadlock with a panic, which is expected here.
    std::panic::set_hook(Box::new(|info| {
        if info.location().is_some_and(|place| place.file().contains("peers")) {
            let _nobody_reads = writeln!(io::stderr(), "{info}");
        }
    }));
    let words: Vec<_> = std::env::args().skip(1).collect();
    let rounds = words.iter().find_map(|word| word.parse().ok()).unwrap_or(ROUNDS).max(1);
    let is_asked = |part: &str| {
        let parts = ["loop", "orders", "screen"];
        words.iter().any(|word| word == part) || !words.iter().any(|word| parts.contains(&&**word))
    };
    let mut rows = Vec::new();
    if is_asked("loop") {
        rows.extend(loops::rows(rounds));
    }
    if is_asked("orders") {
        rows.extend(orders::rows(rounds.min(9)));
    }
    if is_asked("screen") {
        rows.extend(screen::rows(rounds));
    }
    let mut out = io::stdout().lock();
    for row in &rows {
        writeln!(out, "{row}")?;
    }
    match words.iter().find(|word| word.contains(".svg")) {
        Some(file) => std::fs::write(file, picture(&rows)),
        None => Ok(()),
    }
}

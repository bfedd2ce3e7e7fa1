//! A row of the table, and how it is measured.

use std::fmt;
use std::fs;
use std::time::Instant;

/// How much memory any input may take: 500 MB.
const MAX_MEMORY: f64 = 500.0;

/// What was measured, and its promise.
pub struct Row {
    part: String,
    what: String,
    measured: f64,
    promised: f64,
    unit: String,
}

impl Row {
    /// Returns a row with a figure in this unit, and the figure that it may not exceed.
    pub fn new(what: &str, measured: f64, promised: f64, unit: &str) -> Row {
        let (part, what, unit) = (String::new(), what.to_owned(), unit.to_owned());
        Row { part, what, measured, promised, unit }
    }

    /// Returns a row with seconds of processor time.
    pub fn seconds(what: &str, measured: f64, promised: f64) -> Row {
        Row::new(what, measured, promised, "s")
    }

    /// Returns a row with milliseconds of processor time.
    pub fn milliseconds(what: &str, seconds: f64, promised: f64) -> Row {
        Row::new(what, seconds * 1e3, promised, "ms")
    }

    /// Returns the row of a part that ended without a result.
    pub fn failed(part: &str, why: &str) -> Row {
        Row { part: part.to_owned(), ..Row::new(why, f64::INFINITY, 0.0, "") }
    }

    /// Returns whether the promise holds.
    pub fn is_met(&self) -> bool {
        self.measured <= self.promised
    }

    /// Returns the titles of the columns.
    pub fn heading() -> String {
        let [part, what, measured, promised] = ["part", "what", "measured", "promised"];
        format!("{part:<35}{what:<44}{measured:>12}{promised:>12}")
    }

    /// Returns the row on one line that [`Row::parse`] reads.
    pub fn to_line(&self) -> String {
        let Row { what, measured, promised, unit, .. } = self;
        format!("row\t{what}\t{measured}\t{promised}\t{unit}")
    }

    /// Reads a row of this part.
    pub fn parse(part: &str, line: &str) -> Option<Row> {
        let mut fields = line.strip_prefix("row\t")?.split('\t');
        let (what, measured, promised) =
            (fields.next()?, fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
        let row = Row::new(what, measured, promised, fields.next()?);
        Some(Row { part: part.to_owned(), ..row })
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Row { part, what, measured, promised, unit } = self;
        let figure = |figure: f64| match figure {
            small if small < 10.0 => format!("{small:.2} {unit}"),
            large => format!("{large:.0} {unit}"),
        };
        let met = if self.is_met() { "ok" } else { "missed" };
        write!(f, "{part:<35}{what:<44}{:>12}{:>12}  {met}", figure(*measured), figure(*promised))
    }
}

/// Returns the seconds of processor time that this thread has taken, if the system reports them.
fn processor_seconds() -> Option<f64> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: f64 = text.split_whitespace().next()?.parse().ok()?;
    Some(nanoseconds / 1e9)
}

/// Returns how many seconds of processor time the work takes, or how many seconds by the clock.
pub fn seconds<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let (clock, processor) = (Instant::now(), processor_seconds());
    let value = work();
    let by_clock = clock.elapsed().as_secs_f64();
    let seconds = processor.and_then(|before| Some(processor_seconds()? - before));
    (seconds.unwrap_or(by_clock), value)
}

/// How exactly the processor time of a thread is counted, in seconds.
const TICK: f64 = 0.004;

/// Returns how many seconds short work takes, by the clock or by the processor time, whichever is less: the former counts
/// what else the machine does, and the latter is counted in ticks.
pub fn quick_seconds<T>(work: impl FnOnce() -> T) -> f64 {
    let clock = Instant::now();
    let (by_processor, value) = seconds(work);
    std::hint::black_box(value);
    clock.elapsed().as_secs_f64().min(by_processor + TICK)
}

/// Returns the row of the most memory that this process has taken, if the system reports it.
pub fn memory() -> Option<Row> {
    let text = fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(Row::new("memory", kilobytes * 1024.0 / 1e6, MAX_MEMORY, "MB"))
}

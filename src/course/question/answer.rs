//! An **answer** is the result of a query, from a run or from a mental model.

use crate::record::event::Time;
use std::fmt;

/// An answer. Its order is the order in which options are shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// A number.
    Count(u64),
    /// A time.
    Time(Time),
    /// It never happens.
    Never,
    /// A task.
    Name(String),
    /// No task.
    Nobody,
    /// A line of output.
    Line(String),
    /// No line.
    NoLine,
    /// A word.
    Word(String),
    /// Tasks, in order.
    Names(Vec<String>),
    /// A ready queue.
    Queue(Vec<String>),
    /// Lines, in order.
    Lines(Vec<String>),
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |names: &[String]| names.join(", ");
        match self {
            Answer::Count(number) => write!(f, "{number}"),
            Answer::Time(time) => write!(f, "{time}"),
            Answer::Never => f.write_str("never"),
            Answer::Name(name) => write!(f, "`{name}`"),
            Answer::Nobody => f.write_str("none of them"),
            Answer::Line(line) => write!(f, "`{line}`"),
            Answer::NoLine => f.write_str("nothing more is printed"),
            Answer::Word(word) => f.write_str(word),
            Answer::Names(names) if names.is_empty() => f.write_str("none of them"),
            Answer::Names(names) => f.write_str(&list(names)),
            Answer::Queue(names) if names.is_empty() => f.write_str("no tasks"),
            Answer::Queue(names) => f.write_str(&in_code(names).join(", ")),
            Answer::Lines(lines) if lines.is_empty() => f.write_str("no lines"),
            Answer::Lines(lines) => f.write_str(&lines.join(" · ")),
        }
    }
}

/// Returns names as code: `waiter`.
#[must_use]
pub fn in_code(names: &[String]) -> Vec<String> {
    names.iter().map(|name| format!("`{name}`")).collect()
}

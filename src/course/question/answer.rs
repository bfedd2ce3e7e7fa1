//! An **answer** is the result of a query, from a run or from a mental model.

use crate::course::question::query::QueryKind;
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

impl Answer {
    /// Returns the answer of a mental model as the end of a sentence: “A loop that … would finish.”
    #[must_use]
    pub fn would(&self, asked: &QueryKind) -> String {
        match (asked, self) {
            (QueryKind::NextTask, Answer::Nobody) => "poll no task any more".to_owned(),
            (QueryKind::NextTask, _) => format!("poll {self} next"),
            (QueryKind::WhoIsWoken, Answer::Nobody) => "wake no task".to_owned(),
            (QueryKind::WhoIsWoken, _) => format!("wake {self} next"),
            (QueryKind::ResultOfPoll, _) => format!("end this poll with {self}"),
            (QueryKind::QueueAfter, Answer::Queue(names)) if names.is_empty() => {
                "leave the queue empty".to_owned()
            }
            (QueryKind::QueueAfter, _) => format!("leave {self} in the queue"),
            (QueryKind::LineNext, Answer::NoLine) => "print no line any more".to_owned(),
            (QueryKind::LineNext, _) => format!("print {self} next"),
            (QueryKind::OrderOfLines(_), Answer::Lines(lines)) if lines.is_empty() => {
                "print no line at all".to_owned()
            }
            (QueryKind::OrderOfLines(_), _) => format!("print: {self}"),
            (QueryKind::ClockAtEnd, _) => format!("end at {self}"),
            (QueryKind::ClockWhen(_), Answer::Never) => "never print it".to_owned(),
            (QueryKind::ClockWhen(_), _) => format!("print it at {self}"),
            (QueryKind::Polls(of), Answer::Count(0)) => format!("never poll `{of}`"),
            (QueryKind::Polls(of), Answer::Count(1)) => format!("poll `{of}` once"),
            (QueryKind::Polls(of), Answer::Count(count)) => {
                format!("poll `{of}` {}", counted(*count, "time"))
            }
            (QueryKind::Turns, Answer::Count(count)) => format!("take {}", counted(*count, "turn")),
            (QueryKind::NumberOfLines, Answer::Count(count)) => {
                format!("print {}", counted(*count, "line"))
            }
            (QueryKind::MostPolledAtOnce, Answer::Count(count)) => {
                format!("poll {} at one moment", counted(*count, "task"))
            }
            (QueryKind::Value(of), _) => format!("leave {self} in `{of}`"),
            (QueryKind::State(of), _) => format!("leave `{of}` as {self}"),
            (QueryKind::OrderOfFinishing, Answer::Names(names)) if names.is_empty() => {
                "finish none of them".to_owned()
            }
            (QueryKind::OrderOfFinishing, _) => format!("finish them in the order {self}"),
            (QueryKind::IsPrinted(_), Answer::Word(word)) if word == "no" => {
                "not print it".to_owned()
            }
            (QueryKind::IsPrinted(_), _) => "print it".to_owned(),
            (QueryKind::EndState, Answer::Word(word)) => of_end(word),
            _ => format!("give {self}"),
        }
    }
}

fn counted(count: u64, one: &str) -> String {
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}

/// Returns how a run ends, as something that a loop would do.
fn of_end(word: &str) -> String {
    match word.split_once([',', ':', ' ']) {
        None if word == "finished" => "finish".to_owned(),
        Some(("stalled", left)) => format!("stall, {}", left.trim_start()),
        Some(("livelock", _)) => "go round for ever".to_owned(),
        Some(("frozen", _)) => "freeze inside a poll".to_owned(),
        _ => "go on and on".to_owned(),
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |names: &[String]| names.join(", ");
        match self {
            Answer::Count(number) => write!(f, "{number}"),
            Answer::Time(time) => write!(f, "{time}"),
            Answer::Never => f.write_str("never"),
            Answer::Name(name) => write!(f, "`{name}`"),
            Answer::Nobody => f.write_str("no task"),
            Answer::Line(line) => write!(f, "`{line}`"),
            Answer::NoLine => f.write_str("no line is printed any more"),
            Answer::Word(word) => f.write_str(word),
            Answer::Names(names) if names.is_empty() => f.write_str("none of them"),
            Answer::Names(names) => f.write_str(&list(names)),
            Answer::Queue(names) if names.is_empty() => f.write_str("empty"),
            Answer::Queue(names) => write!(f, "[{}]", list(names)),
            Answer::Lines(lines) if lines.is_empty() => f.write_str("no line at all"),
            Answer::Lines(lines) => f.write_str(&lines.join(" · ")),
        }
    }
}

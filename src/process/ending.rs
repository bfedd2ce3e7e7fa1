//! Determines why a child ended before its run did, and formats that as a sentence.

use crate::record::activity::{Busy, OpenTurn};
use crate::record::escape_control;
use crate::record::source::Language;
use std::fmt;
use std::process::ExitStatus;

/// How a child ended before its run did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// What ended the child.
    pub cause: EndCause,
    /// How far the run was.
    pub place: Place,
    /// What kept it busy besides its own code.
    pub busy: Option<Busy>,
    /// The language of the program, on which the words depend.
    pub language: Language,
}

/// What ended a child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EndCause {
    /// It exited with this status.
    Exited(i32),
    /// It overflowed its stack.
    StackOverflow,
    /// It panicked while it was unwinding, or in a function that can't unwind.
    DoublePanic,
    /// A signal with this number ended it.
    Signal(i32),
    /// Its set-up panicked with this message.
    SetUpPanicked(String),
    /// It was killed because one turn recorded more events than this without ending.
    EndlessTurn(usize),
    /// It was killed because it finished no step for this many seconds.
    Silent(u64),
    /// It was killed because its tasks waited for something outside the loop for this many seconds.
    NotWoken(u64),
    /// It was killed because it had closed its connection and didn't exit.
    Disconnected,
    /// It sent something that isn't a record.
    NoRecord(String),
}

/// How far a run was when its process ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The run hadn't started.
    Before,
    /// In the set-up.
    SetUp,
    /// Inside this turn.
    Turn(OpenTurn),
    /// Between two turns, after the turn with this number.
    After(u32),
    /// In one of the runs of a search.
    Unknown,
}

impl EndCause {
    /// Determines the cause from the exit status and from the end of standard error.
    pub(super) fn of(status: Option<ExitStatus>, last_words: &str) -> EndCause {
        let Some(status) = status else { return EndCause::Signal(9) };
        let signal = signal_of(status);
        let is_abort = signal.is_some() || cfg!(not(unix));
        if is_abort && last_words.contains("has overflowed its stack") {
            return EndCause::StackOverflow;
        }
        let Some(signal) = signal else { return EndCause::Exited(status.code().unwrap_or(1)) };
        let is_double =
            ["thread caused non-unwinding panic", "thread panicked while processing panic"]
                .iter()
                .any(|words| last_words.contains(words));
        if is_double { EndCause::DoublePanic } else { EndCause::Signal(signal) }
    }
}

#[cfg(unix)]
fn signal_of(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal_of(_: ExitStatus) -> Option<i32> {
    None
}

/// Returns the name of a common signal that ends processes.
fn signal_name(number: i32) -> Option<&'static str> {
    let linux = cfg!(target_os = "linux");
    Some(match number {
        1 => "SIGHUP",
        2 => "SIGINT",
        3 => "SIGQUIT",
        4 => "SIGILL",
        6 => "SIGABRT",
        8 => "SIGFPE",
        9 => "SIGKILL",
        7 if linux => "SIGBUS",
        10 if !linux => "SIGBUS",
        11 => "SIGSEGV",
        13 => "SIGPIPE",
        14 => "SIGALRM",
        15 => "SIGTERM",
        24 => "SIGXCPU",
        25 => "SIGXFSZ",
        _ => return None,
    })
}

impl EndCause {
    /// Writes the sentence up to where the run was.
    fn write(&self, language: Language, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (program, turn) = match language {
            Language::Rust => ("The program", "turn"),
            Language::Python => ("The script", "step"),
        };
        match self {
            EndCause::Exited(status) => write!(f, "{program} exited with status {status}"),
            EndCause::StackOverflow => {
                write!(f, "{program} overflowed its stack and was aborted")
            }
            EndCause::DoublePanic => f.write_str(
                "The program panicked where a panic cannot be caught, such as in a drop handler \
                 during another panic, and was aborted",
            ),
            EndCause::Signal(6) => write!(f, "{program} was aborted (SIGABRT)"),
            EndCause::Signal(number) => match signal_name(*number) {
                Some(name) => write!(f, "{program} was killed by {name}"),
                None => write!(f, "{program} was killed by signal {number}"),
            },
            EndCause::SetUpPanicked(message) => {
                write!(f, "The set-up panicked: {}", escape_control(message))
            }
            EndCause::EndlessTurn(events) => write!(
                f,
                "{program} was stopped because one {turn} recorded more than {events} events"
            ),
            EndCause::Silent(seconds) => {
                write!(f, "{program} was stopped because it finished no step for {seconds} s")
            }
            EndCause::NotWoken(seconds) => write!(
                f,
                "Nothing outside the loop, such as another thread, woke a task for {seconds} s, and it isn't known whether \
                 anything would have. So the program was stopped"
            ),
            EndCause::Disconnected => write!(
                f,
                "{program} was stopped because it closed its connection to coroscope and kept running"
            ),
            EndCause::NoRecord(why) => {
                write!(f, "{program} sent something that isn't part of a record: {why}")
            }
        }
    }
}

impl Place {
    /// Writes where the run was, with a space before it.
    fn write(&self, language: Language, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Before => f.write_str(" before its run began"),
            Place::SetUp => match language {
                Language::Rust => f.write_str(" in its set-up"),
                Language::Python => f.write_str(" before its event loop took a step"),
            },
            Place::Turn(OpenTurn { turn, task, line, .. }) => {
                write!(f, " in turn {turn}, in {}", activity_of(language, task))?;
                line.map_or(Ok(()), |line| write!(f, " at line {line}"))
            }
            Place::After(turn) => write!(f, " after turn {turn}"),
            Place::Unknown => Ok(()),
        }
    }
}

/// Returns what a task is doing in its turn: a poll of it, or its step.
pub(super) fn activity_of(language: Language, task: &str) -> String {
    let task = escape_control(task);
    match language {
        Language::Rust => format!("the poll of `{task}`"),
        Language::Python => format!("the step of `{task}`"),
    }
}

/// Returns what formats a value: `Debug`, `__repr__`.
fn formatter(language: Language) -> &'static str {
    match language {
        Language::Rust => "Debug",
        Language::Python => "__repr__",
    }
}

/// Returns what is formatted: `total`, or the value itself.
fn shown_variable(variable: Option<&str>) -> String {
    variable.map_or_else(|| "its value".to_owned(), |name| format!("`{name}`"))
}

/// Returns the sentences that say which type's `Debug` or `__repr__` is running. It isn't part of the program's run.
pub(super) fn formats(language: Language, type_name: &str, variable: Option<&str>) -> String {
    let (formatter, shown) = (formatter(language), shown_variable(variable));
    format!(
        "The `{formatter}` of `{type_name}` was called to show {shown}, and hasn't returned. With --no-values, no `{formatter}` is called."
    )
}

/// Returns ` with the prompt “Name?”`, or nothing if there is no prompt.
pub(super) fn with_prompt(prompt: &str) -> String {
    match prompt.trim() {
        "" => String::new(),
        prompt => format!(" with the prompt “{prompt}”"),
    }
}

impl Ending {
    /// Returns the exit status of a script that ended by itself, as a shell tells it: 128 plus the number of the signal, if
    /// one ended it.
    #[must_use]
    pub fn status_of_script(&self) -> Option<i32> {
        match (self.language, &self.cause) {
            (Language::Python, EndCause::Exited(status)) => Some(*status),
            (Language::Python, EndCause::Signal(number)) => Some(128 + number),
            _ => None,
        }
    }
}

impl fmt::Display for Ending {
    /// Writes the sentence.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let (Some(Busy::Formats { type_name, variable }), EndCause::Silent(seconds)) =
            (&self.busy, &self.cause)
        {
            let (formatter, shown) =
                (formatter(self.language), shown_variable(variable.as_deref()));
            write!(
                f,
                "The `{formatter}` of `{type_name}`, which was called to show {shown}, didn't return for {seconds} s, so the \
                 run was stopped"
            )?;
            self.place.write(self.language, f)?;
            return write!(f, ". With --no-values, no `{formatter}` is called.");
        }
        if let (Some(Busy::Reads { .. }), EndCause::Silent(seconds)) = (&self.busy, &self.cause) {
            write!(f, "The script was stopped because it waited for input for {seconds} s")?;
        } else {
            self.cause.write(self.language, f)?;
        }
        if !matches!(self.cause, EndCause::SetUpPanicked(_) | EndCause::NoRecord(_)) {
            self.place.write(self.language, f)?;
        }
        f.write_str(".")?;
        match &self.busy {
            Some(Busy::Formats { type_name, variable }) => {
                write!(f, " {}", formats(self.language, type_name, variable.as_deref()))
            }
            Some(Busy::Reads { .. }) | None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_a_poll(cause: EndCause) -> String {
        let turn =
            OpenTurn { turn: 2, task: "sum".to_owned(), line: Some(21), ..OpenTurn::default() };
        Ending { cause, place: Place::Turn(turn), busy: None, language: Language::Rust }.to_string()
    }

    #[cfg(unix)]
    #[test]
    fn the_cause_is_found_in_the_status_and_the_last_words() {
        use std::os::unix::process::ExitStatusExt;
        let (signal, exit) = (ExitStatus::from_raw(6), ExitStatus::from_raw(101 << 8));
        let overflow = "thread 'main' has overflowed its stack";
        let rows = [
            (Some(exit), "", EndCause::Exited(101)),
            (Some(exit), overflow, EndCause::Exited(101)),
            (Some(signal), "", EndCause::Signal(6)),
            (Some(signal), overflow, EndCause::StackOverflow),
            (
                Some(signal),
                "thread panicked while processing panic. aborting",
                EndCause::DoublePanic,
            ),
            (Some(signal), "thread caused non-unwinding panic. aborting", EndCause::DoublePanic),
            (None, overflow, EndCause::Signal(9)),
        ];
        for (status, words, cause) in rows {
            assert_eq!(EndCause::of(status, words), cause, "{status:?}, {words}");
        }
    }

    #[test]
    fn an_ending_names_the_poll_and_the_line() {
        assert_eq!(
            in_a_poll(EndCause::Exited(3)),
            "The program exited with status 3 in turn 2, in the poll of `sum` at line 21."
        );
        assert_eq!(
            in_a_poll(EndCause::Signal(6)),
            "The program was aborted (SIGABRT) in turn 2, in the poll of `sum` at line 21."
        );
        assert!(in_a_poll(EndCause::Signal(9)).contains("killed by SIGKILL in turn 2"));
        assert!(in_a_poll(EndCause::StackOverflow).contains("overflowed its stack"));
    }

    #[test]
    fn an_ending_outside_a_poll_says_where_the_run_was() {
        let exited = |place| {
            Ending { cause: EndCause::Exited(1), place, busy: None, language: Language::Rust }
                .to_string()
        };
        assert_eq!(exited(Place::Before), "The program exited with status 1 before its run began.");
        assert_eq!(exited(Place::SetUp), "The program exited with status 1 in its set-up.");
        assert_eq!(exited(Place::After(4)), "The program exited with status 1 after turn 4.");
    }

    #[test]
    fn a_script_ends_in_a_step_and_not_in_a_poll() {
        let turn =
            OpenTurn { turn: 2, task: "main".to_owned(), line: Some(7), ..OpenTurn::default() };
        let places = [Place::Before, Place::SetUp, Place::After(4), Place::Turn(turn)];
        let causes = [
            EndCause::Exited(3),
            EndCause::StackOverflow,
            EndCause::Signal(9),
            EndCause::EndlessTurn(5),
            EndCause::Silent(10),
            EndCause::Disconnected,
        ];
        for cause in causes {
            for place in &places {
                let ending = Ending {
                    cause: cause.clone(),
                    place: place.clone(),
                    busy: None,
                    language: Language::Python,
                };
                let sentence = ending.to_string();
                assert!(sentence.starts_with("The script "), "{sentence}");
                assert!(!sentence.contains("poll") && !sentence.contains("panic"), "{sentence}");
            }
        }
    }

    #[test]
    fn text_from_the_program_cannot_control_the_terminal() {
        let cause = EndCause::SetUpPanicked("a\u{1b}[2Jb".to_owned());
        let sentence =
            Ending { cause, place: Place::SetUp, busy: None, language: Language::Rust }.to_string();
        assert_eq!(sentence, "The set-up panicked: a\\u{1b}[2Jb.");
    }
}

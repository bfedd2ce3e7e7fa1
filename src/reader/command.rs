//! The one table of commands. What a typed line does, the list that `?` prints, the help of the command line and the
//! README all come from here.
//!
//! A command that means the same as a key of the screen has that key's letter: [`Verb::message`] says which key that
//! is, and a test compares them.

use crate::app::message::{
    LessonMessage, Message, OverlayMessage, ScheduleMessage, StepMessage, ViewMessage,
};
use crate::limits::MAX_TYPED_LETTERS;
use crate::record::escape_control;
use std::fmt::Write;

/// What a command asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the table says what each does")]
pub enum Verb {
    Next,
    Poll,
    Event,
    Back,
    NextBeat,
    PreviousBeat,
    GoTo,
    Answer,
    Hint,
    Skip,
    Reason,
    Why,
    Lines,
    State,
    Source,
    Change,
    Choose,
    Undo,
    StartOver,
    Lessons,
    Address,
    Help,
    Quit,
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// What it asks for.
    pub verb: Verb,
    /// The words that can be typed for it. The empty one is Enter alone.
    pub names: &'static [&'static str],
    /// Whether something may be typed after the name.
    pub takes_argument: bool,
    /// How the lists show it.
    pub shown: &'static str,
    /// A sentence for the lists.
    pub help: &'static str,
}

/// A command as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// What it asks for.
    pub verb: Verb,
    /// What was typed after the name; for an answer, the number. Empty if there is nothing.
    pub argument: String,
}

const fn row(
    verb: Verb,
    names: &'static [&'static str],
    shown: &'static str,
    help: &'static str,
) -> Row {
    Row { verb, names, takes_argument: false, shown, help }
}

const fn row_with_argument(
    verb: Verb,
    names: &'static [&'static str],
    shown: &'static str,
    help: &'static str,
) -> Row {
    Row { verb, names, takes_argument: true, shown, help }
}

/// All commands, in the order of the lists.
#[rustfmt::skip]
pub static COMMANDS: &[Row] = &[
    row(Verb::Next, &["", "n", "next"], "Enter alone, or n", "Go to the next beat, question, or end of a turn, whichever comes first."),
    row(Verb::Poll, &["p", "poll"], "p", "Go to the end of this turn: one whole poll, or one jump of the clock."),
    row(Verb::Event, &["e", "event"], "e", "Go to the next event inside this turn."),
    row(Verb::Back, &["o", "back"], "o", "Go back to where Enter was typed, or one turn."),
    row(Verb::NextBeat, &["]", "j"], "]", "Go to the lesson's next beat, or to the next question if that comes first."),
    row(Verb::PreviousBeat, &["[", "k"], "[", "Go back to the beat before."),
    row_with_argument(Verb::GoTo, &["g", "go"], "g 9", "Go to turn 9. With g 2.4, go to event 4 of turn 2; with g b5, to the fifth beat; with g 0, to the start."),
    row(Verb::Answer, &["1", "2", "3", "4", "5", "6", "7", "8", "9"], "1 to 5", "Answer the question with this option."),
    row(Verb::Hint, &["h", "hint"], "h", "Give a hint: a question to ask yourself, then the rule, then the answer."),
    row(Verb::Skip, &["s", "skip"], "s", "Skip the question. It comes again at the end of the lesson."),
    row(Verb::Reason, &["i"], "i", "After an answer: go to the moment that shows the reason, and back."),
    row(Verb::Why, &["w", "why"], "w", "Say what changed and why: the rule, and every event in this turn."),
    row(Verb::State, &["v", "view"], "v", "Say how everything stands: the clock, the ready queue, the tasks, the futures, the output."),
    row_with_argument(Verb::Lines, &["l", "lines"], "l", "Read the source lines around the one that has just run, and which task is at which line. With l 12, around line 12; with l all, the whole source."),
    row_with_argument(Verb::Source, &["t"], "t", "Change the source: Rust, Python, or the code of the loop. The words follow. With t python or t rust, begin in that language from now on."),
    row_with_argument(Verb::Change, &["b", "break"], "b", "List what you can change in the program. With b 2, make change 2; you predict what happens first."),
    row_with_argument(Verb::Choose, &["c", "choose"], "c", "List the ready tasks. With c 2, or with a task's letter, choose which is polled next."),
    row(Verb::Undo, &["u", "undo"], "u", "Undo the last choice."),
    row(Verb::StartOver, &["r"], "r", "Start over, without your changes."),
    row_with_argument(Verb::Lessons, &["m", "lessons"], "m", "List the lessons. With m resume, open the lesson resume."),
    row(Verb::Address, &["y"], "y", "Say the address of this moment, such as resume@2.4."),
    row(Verb::Help, &["?", "help"], "?", "List the commands."),
    row(Verb::Quit, &["q", "quit"], "q", "Quit. Your place is saved."),
];

impl Verb {
    /// Returns the message that a key on the screen sends for the same thing. What is only read here has none.
    #[must_use]
    pub fn message(self) -> Option<Message> {
        Some(match self {
            Verb::Next => Message::Step(StepMessage::Next),
            Verb::Poll => Message::Step(StepMessage::Forward),
            Verb::Event => Message::Step(StepMessage::ForwardEvent),
            Verb::Back => Message::Step(StepMessage::Back),
            Verb::NextBeat => Message::Lesson(LessonMessage::NextBeat),
            Verb::PreviousBeat => Message::Lesson(LessonMessage::PreviousBeat),
            Verb::GoTo => Message::Overlay(OverlayMessage::OpenGoTo),
            Verb::Answer => Message::Lesson(LessonMessage::Answer(0)),
            Verb::Hint => Message::Lesson(LessonMessage::Hint),
            Verb::Skip => Message::Lesson(LessonMessage::Skip),
            Verb::Reason => Message::Lesson(LessonMessage::ShowReason),
            Verb::Why => Message::Overlay(OverlayMessage::OpenWhy),
            Verb::Source => Message::View(ViewMessage::NextSource),
            Verb::Change => Message::Lesson(LessonMessage::ShowChanges),
            Verb::Choose => Message::Schedule(ScheduleMessage::ShowReadyTasks),
            Verb::Undo => Message::Schedule(ScheduleMessage::Undo),
            Verb::StartOver => Message::Schedule(ScheduleMessage::Reset),
            Verb::Lessons => Message::Overlay(OverlayMessage::OpenLessons),
            Verb::Address => Message::CopyAddress,
            Verb::Help => Message::Overlay(OverlayMessage::OpenHelp),
            Verb::Quit => Message::Quit,
            Verb::Lines | Verb::State => return None,
        })
    }
}

/// Parses a typed line.
///
/// # Errors
/// Fails with a sentence that says what to type.
pub fn parse(line: &str) -> Result<Request, String> {
    let line = line.trim();
    let (name, argument) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let argument = argument.trim();
    let lower = name.to_lowercase();
    let found = COMMANDS.iter().find(|row| row.names.contains(&lower.as_str()));
    match found {
        Some(Row { verb: Verb::Answer, .. }) if argument.is_empty() => {
            Ok(Request { verb: Verb::Answer, argument: lower })
        }
        Some(row) if row.takes_argument || argument.is_empty() => {
            Ok(Request { verb: row.verb, argument: argument.to_owned() })
        }
        _ => Err(format!(
            "`{}` isn't a command. Press Enter to continue, or type ? for all commands.",
            quoted(line)
        )),
    }
}

/// Returns what was typed, as it can be quoted: a part of it, without control characters.
pub(super) fn quoted(typed: &str) -> String {
    let mut letters = typed.chars();
    let quoted: String = letters.by_ref().take(MAX_TYPED_LETTERS).collect();
    let more = if letters.next().is_some() { "\u{2026}" } else { "" };
    escape_control(&quoted) + more
}

/// Returns the list of commands, one a line.
#[must_use]
pub fn help() -> String {
    let line = |row: &Row| format!("{}: {}", row.shown, row.help);
    COMMANDS.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Returns the table of the README.
#[must_use]
pub fn markdown() -> String {
    let mut table = "| type | it does |\n|---|---|\n".to_owned();
    for row in COMMANDS {
        let written = writeln!(table, "| `{}` | {} |", row.shown, row.help);
        debug_assert!(written.is_ok(), "a string takes all that is written to it");
    }
    table
}

//! A lesson in plain lines, for a screen reader or a pipe: each typed line is a command, and the answer is the lesson's
//! words, a question, or what the step did.
//!
//! ```text
//!   typed line ──command──▶ Verb ──▶ App::update ──Place before, Place after──▶ lines
//! ```
//!
//! It drives the same [`App`] as the screen, and only says in lines what the screen would draw. So a step, an answer,
//! a missed question and the saved progress are the same in both. Nothing is written but text and line breaks: no
//! escape sequence, no box, no arrow.
//!
//! Progress is saved after each command, before its answer is written: closing the pipe or Ctrl-C loses nothing.

pub mod command;
mod end_card;
mod narration;
mod place;
mod source_lines;
mod state;
mod wording;

use crate::app::App;
use crate::app::line_notes::LineNote;
use crate::app::message::{LessonMessage, Message, OverlayMessage};
use crate::app::mode::Mode;
use crate::app::overlay::{Overlay, TextInput};
use crate::app::progress_saver::ProgressSaver;
use crate::app::sources::SourceTab;
use crate::course::lesson::inline::SourceLanguage;
use crate::course::tour::opening::SceneSession;
use crate::limits::MAX_COMMAND_BYTES;
use crate::record::escape_control;
use crate::session::ProcessEnd;
use crate::world::words::letter;
use command::{Request, Verb};
use place::Place;
use std::io::{self, BufRead, Read, Write};
use wording::{ended, with_commands};

/// What is written before each command that a person types.
const PROMPT: &str = "> ";

/// Reads a lesson, a record or a program, until the input ends or `q` is typed. With `has_prompt`, a prompt is written
/// before each command. Returns the sentence that says how the program's process ended, if it ended before its run.
///
/// # Errors
/// Fails if the input can't be read or the output can't be written.
pub fn read(
    visit: SceneSession,
    saver: ProgressSaver,
    input: &mut dyn BufRead,
    out: &mut dyn Write,
    has_prompt: bool,
) -> io::Result<Option<String>> {
    let mut reader = Reader::new(visit, saver);
    let mut lines = Some(reader.beginning());
    while let Some(said) = lines {
        for line in said {
            writeln!(out, "{}", escape_control(&line))?;
        }
        if has_prompt {
            write!(out, "{PROMPT}")?;
        }
        out.flush()?;
        lines = match read_line(input)? {
            TypedLine::Text(line) => reader.answer_line(&line),
            TypedLine::TooLong => Some(vec![format!(
                "That line is too long: a command has up to {MAX_COMMAND_BYTES} bytes. Type ? for all commands."
            )]),
            TypedLine::End => {
                if has_prompt {
                    writeln!(out)?;
                }
                None
            }
        };
    }
    out.flush()?;
    Ok(match reader.app.open.session.trace().end() {
        Some(ProcessEnd::Failed(sentence, _)) => Some(sentence),
        Some(ProcessEnd::Exited(_) | ProcessEnd::Complete) | None => None,
    })
}

/// A line of the input.
enum TypedLine {
    Text(String),
    TooLong,
    End,
}

/// Reads a line. Of one that is too long, the rest is thrown away.
fn read_line(input: &mut dyn BufRead) -> io::Result<TypedLine> {
    let mut line = Vec::new();
    if read_part(input, &mut line)? == 0 {
        return Ok(TypedLine::End);
    }
    let is_too_long = line.len() as u64 == MAX_COMMAND_BYTES && !line.ends_with(b"\n");
    if is_too_long {
        while !line.ends_with(b"\n") {
            line.clear();
            if read_part(input, &mut line)? == 0 {
                break;
            }
        }
        return Ok(TypedLine::TooLong);
    }
    Ok(TypedLine::Text(String::from_utf8_lossy(&line).into_owned()))
}

/// Reads up to the end of the line, but not more than a command may have.
fn read_part(input: &mut dyn BufRead, line: &mut Vec<u8>) -> io::Result<usize> {
    input.take(MAX_COMMAND_BYTES).read_until(b'\n', line)
}

/// A lesson, a record or a program that is being read.
struct Reader {
    app: App,
    saver: ProgressSaver,
    /// What the lines that were written so far are about.
    told: Place,
    /// The notes on lines that were told.
    told_notes: Vec<LineNote>,
}

impl Reader {
    fn new(visit: SceneSession, mut saver: ProgressSaver) -> Reader {
        let mut app = App::new(visit);
        app.lesson_progress.clone_from(saver.progress.lessons());
        if let Some(beat) = saver.beat {
            app.go_to_beat(beat);
        }
        if let Some(language) = saver.progress.language() {
            app.set_language(language);
        }
        app.notice = saver.notice.take();
        let told = Place::of(&app);
        Reader { app, saver, told, told_notes: Vec::new() }
    }

    /// Returns the lines that are written first.
    fn beginning(&mut self) -> Vec<String> {
        let mut lines: Vec<String> = self.app.notice.take().into_iter().collect();
        lines.extend(self.heading());
        if self.app.language().is_none() && self.app.open.subject.lesson().is_some() {
            lines.push(
                "You read the Rust programs. For Python, type t python and Enter.".to_owned(),
            );
        }
        lines.push("Press Enter to continue, or type ? and Enter for all commands.".to_owned());
        if self.app.open.subject.lesson().is_some() {
            lines.push(
                "Where a lesson names a pane, such as Tasks or Output, type v to read what is in it.".to_owned(),
            );
        }
        lines.extend(self.what_is_here());
        lines
    }

    /// Does what a typed line asks for. Returns the lines that are written then, or `None` to quit.
    fn answer_line(&mut self, line: &str) -> Option<Vec<String>> {
        let request = match command::parse(line) {
            Ok(request) => request,
            Err(fault) => return Some(vec![fault]),
        };
        let Request { verb, argument } = request;
        let lines = match verb {
            Verb::Quit => return None,
            Verb::Help => command::help().lines().map(str::to_owned).collect(),
            Verb::Why => self.why(),
            Verb::State => self.state(),
            Verb::Lines => self.source_lines(&argument),
            Verb::Address => vec![self.address()],
            Verb::Next => self.next(),
            Verb::Answer => self.answer(&argument),
            Verb::Hint => self.hint(),
            Verb::Skip | Verb::Reason => self.at_question(verb),
            Verb::GoTo => self.go_to(argument),
            Verb::Source => self.source(&argument),
            Verb::Change => self.change(&argument),
            Verb::Choose => self.choose(&argument),
            Verb::Lessons => self.lessons(&argument),
            Verb::Poll
            | Verb::Event
            | Verb::Back
            | Verb::NextBeat
            | Verb::PreviousBeat
            | Verb::Undo
            | Verb::StartOver => self.send(verb),
        };
        Some(lines)
    }

    fn address(&self) -> String {
        let address = self.app.address();
        // The address of another program isn't one of this command.
        match self.app.open.subject.lesson() {
            Some(_) => format!("This moment is {address}. To return: coroscope read {address}"),
            None => format!("This moment is {address}."),
        }
    }

    /// Sends the message of a command, and returns what changed.
    fn send(&mut self, verb: Verb) -> Vec<String> {
        verb.message().map_or_else(Vec::new, |message| self.update(message))
    }

    /// Sends a message, saves what was reached, and returns what changed.
    fn update(&mut self, message: Message) -> Vec<String> {
        let is_of_card = matches!(
            message,
            Message::Lesson(LessonMessage::TryAgain(_) | LessonMessage::NextLesson)
        );
        if !is_of_card && let Some(Overlay::EndCard(_)) = self.app.overlay {
            self.app.overlay = None;
            self.told.has_card = false;
        }
        self.app.open.session.set_waiting(true);
        let _request = self.app.update(message);
        self.report()
    }

    /// Saves what was reached, and returns what changed since the last report.
    fn report(&mut self) -> Vec<String> {
        self.saver.save(&mut self.app);
        let before = std::mem::replace(&mut self.told, Place::of(&self.app));
        let lines = self.what_changed(&before);
        if self.told.is_showing_reason {
            // From the moment of the reason, a step continues at the question.
            self.told.stay_at(&before);
        }
        lines
    }

    fn next(&mut self) -> Vec<String> {
        if !self.told.has_card {
            return self.send(Verb::Next);
        }
        if self.app.next_lesson().is_none() {
            return vec![
                "This is the last lesson. Type m for the list of lessons, or q to quit.".to_owned(),
            ];
        }
        self.update(Message::Lesson(LessonMessage::NextLesson))
    }

    fn answer(&mut self, number: &str) -> Vec<String> {
        let nth = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        match (self.app.mode(), nth) {
            (Mode::Question, Some(nth)) => self.update(Message::Lesson(LessonMessage::Answer(nth))),
            (Mode::Card, Some(nth)) if nth < self.app.score().missed.len() => {
                self.update(Message::Lesson(LessonMessage::TryAgain(nth)))
            }
            (Mode::Card, _) => {
                vec![format!("There's no missed question with the number {number}.")]
            }
            (Mode::Answered, _) => {
                vec!["You've answered this question. Press Enter to continue.".to_owned()]
            }
            _ => no_question(),
        }
    }

    fn hint(&mut self) -> Vec<String> {
        if self.app.mode() != Mode::Question {
            return no_question();
        }
        let lines = self.send(Verb::Hint);
        if lines.is_empty() { vec!["There are no more hints.".to_owned()] } else { lines }
    }

    /// Skips the question, or goes to the moment that shows the reason.
    fn at_question(&mut self, verb: Verb) -> Vec<String> {
        match (verb, self.app.mode()) {
            (Verb::Skip, Mode::Question) | (Verb::Reason, Mode::Answered) => self.send(verb),
            (Verb::Reason, Mode::Question) => {
                vec!["First answer the question. Then i goes to the reason.".to_owned()]
            }
            _ => no_question(),
        }
    }

    fn go_to(&mut self, moment: String) -> Vec<String> {
        if moment.is_empty() {
            return vec![
                "Type g and a moment: g 9 for turn 9, or g 2.4 for event 4 of turn 2.".to_owned(),
            ];
        }
        self.send_silently(Verb::GoTo);
        self.app.overlay = Some(Overlay::GoTo(TextInput { text: moment, fault: None }));
        let lines = self.update(Message::Overlay(OverlayMessage::Accept));
        if let Some(Overlay::GoTo(input)) = self.app.overlay.take() {
            return input.fault.iter().map(|fault| with_commands(fault)).collect();
        }
        if lines.is_empty() { vec!["You're there already.".to_owned()] } else { lines }
    }

    /// Opens a list without a word about it, because the command takes an entry from it.
    fn send_silently(&mut self, verb: Verb) {
        let _lines = self.send(verb);
    }

    /// Changes the source: to the next one, or for good to the one in the language that is named.
    fn source(&mut self, argument: &str) -> Vec<String> {
        let wanted = argument.to_lowercase();
        let named = SourceLanguage::ALL.into_iter().find(|one| one.directive() == wanted);
        let lines = match named {
            _ if argument.is_empty() => self.send(Verb::Source),
            Some(known) => self.update(Message::Lesson(LessonMessage::ChooseLanguage(known))),
            None => {
                let asked = command::quoted(argument);
                return vec![format!("`{asked}` isn't a language. Type t python, t rust, or t.")];
            }
        };
        let tab = self.app.source_tab;
        let file = &self.app.open.sources.text(tab).file;
        let said = match tab.language() {
            Some(_) => {
                let title = self.app.open.sources.title(tab);
                format!("The source is now {title}: {file}. Line numbers in the text refer to it.")
            }
            None if matches!(tab, SourceTab::File(_)) => {
                format!("The source is now the file {}.", escape_control(file))
            }
            None if matches!(tab, SourceTab::Real(_)) => {
                let library = self.app.open.sources.title(tab);
                format!("The source is now a program for {library}: {}.", escape_control(file))
            }
            None => "The source is now the code of the loop.".to_owned(),
        };
        [said].into_iter().chain(lines).collect()
    }

    /// Lists the changes, or makes one. It is predicted first.
    fn change(&mut self, argument: &str) -> Vec<String> {
        let notice = self.send(Verb::Change);
        let Some(Overlay::Changes(count, _)) = self.app.overlay.take() else { return notice };
        if count < 2 {
            return vec!["This lesson has no changes to make.".to_owned()];
        }
        if argument.is_empty() {
            return self.changes();
        }
        match argument.parse() {
            Ok(nth) if nth < count => {
                self.app.overlay = Some(Overlay::Changes(count, nth));
                let lines = self.update(Message::Overlay(OverlayMessage::Accept));
                self.app.overlay = None;
                lines
            }
            _ => vec![format!(
                "`{}` isn't a change. Type b and a number from 0 to {}.",
                command::quoted(argument),
                count - 1
            )],
        }
    }

    /// Lists the ready tasks, or chooses one of them.
    fn choose(&mut self, argument: &str) -> Vec<String> {
        let notice = self.send(Verb::Choose);
        let Some(Overlay::ReadyTasks(tasks, _)) = self.app.overlay.take() else { return notice };
        if argument.is_empty() {
            return self.ready_tasks(&tasks);
        }
        let wanted = argument.to_uppercase();
        let by_number = argument.parse().ok().and_then(|number: usize| number.checked_sub(1));
        let by_letter = || tasks.iter().position(|task| letter(*task) == wanted);
        match by_number.or_else(by_letter).filter(|nth| *nth < tasks.len()) {
            Some(nth) => {
                self.app.overlay = Some(Overlay::ReadyTasks(tasks, nth));
                self.update(Message::Overlay(OverlayMessage::Accept))
            }
            None => vec![format!(
                "`{}` isn't a ready task. Type c to list them.",
                command::quoted(argument)
            )],
        }
    }

    /// Lists the lessons, or opens one.
    fn lessons(&mut self, argument: &str) -> Vec<String> {
        if argument.is_empty() {
            return self.list_of_lessons();
        }
        match SceneSession::to_in(&self.app.catalog, argument) {
            Ok(visit) => {
                let catalog = self.app.catalog.clone();
                self.app.reopen(visit.with_catalog(catalog));
                self.report()
            }
            Err(why) => {
                let why = why.to_string().replace("`coroscope list` shows", "m lists");
                vec![ended(&format!("Can't open that: {why}"))]
            }
        }
    }
}

fn no_question() -> Vec<String> {
    vec!["No question is open. Press Enter to continue.".to_owned()]
}

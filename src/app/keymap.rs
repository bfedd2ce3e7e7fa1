//! The one table of keys. What a key does, the footer, the help and the README all come from here.

use super::key::Key;
use super::message::{
    LessonMessage, Message, OrdersMessage, OverlayMessage, PlayMessage, ScheduleMessage,
    StepMessage, ViewMessage,
};
use super::mode::Mode;
use std::fmt::Write;

/// The heading that a key stands under in the help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each says what it heads")]
pub enum Group {
    Step,
    Choose,
    Look,
    Lessons,
    Leave,
}

impl Group {
    /// All of them, in the order of the help.
    pub const ALL: [Group; 5] =
        [Group::Step, Group::Look, Group::Choose, Group::Lessons, Group::Leave];

    /// Its heading.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Group::Step => "Step through the run",
            Group::Choose => "Be the scheduler",
            Group::Look => "Look closer",
            Group::Lessons => "Lessons",
            Group::Leave => "Leave",
        }
    }
}

/// A row of the table.
#[derive(Clone, Debug)]
pub struct Binding {
    /// The mode in which it can be pressed.
    pub mode: Mode,
    /// The keys. The footer shows the first.
    pub keys: &'static [Key],
    /// The message that they send.
    pub message: Message,
    /// A word or two for the footer; empty where it has no place there.
    pub label: &'static str,
    /// A sentence for the help.
    pub help: &'static str,
    /// Its heading.
    pub group: Group,
}

const fn row(
    mode: Mode,
    keys: &'static [Key],
    message: Message,
    label: &'static str,
    help: &'static str,
    group: Group,
) -> Binding {
    Binding { mode, keys, message, label, help, group }
}

use Group::{Choose, Leave, Lessons, Look, Step};
use Mode::{Always, Line, List, Orders, Page, Question, Screen};

/// All keys, the weightiest first: the footer shows as many as it has room for.
#[rustfmt::skip]
pub static BINDINGS: &[Binding] = &[
    row(Screen, &[Key::Char(' '), Key::Right], Message::Step(StepMessage::Forward), "turn", "One turn on: one real poll, or one jump of the clock.", Step),
    row(Screen, &[Key::Left], Message::Step(StepMessage::Back), "back", "One turn back.", Step),
    row(Screen, &[Key::Down], Message::Step(StepMessage::ForwardEvent), "inside", "One event on, inside the turn.", Step),
    row(Screen, &[Key::Up], Message::Step(StepMessage::BackEvent), "", "One event back.", Step),
    row(Screen, &[Key::Char(']')], Message::Lesson(LessonMessage::NextBeat), "beat", "On to the lesson's next beat; a question on the way holds.", Lessons),
    row(Screen, &[Key::Char('[')], Message::Lesson(LessonMessage::PreviousBeat), "", "Back to the beat before.", Lessons),
    row(Screen, &[Key::Char('w')], Message::Overlay(OverlayMessage::OpenWhy), "why", "Why did this happen? The rule, and the events behind the step.", Look),
    row(Screen, &[Key::Char('t')], Message::View(ViewMessage::NextSource), "source", "The Rust recipe, its Python twin, or the executor itself.", Look),
    row(Screen, &[Key::Char('c')], Message::Schedule(ScheduleMessage::ShowReadyTasks), "choose", "Choose which ready task is polled next.", Choose),
    row(Screen, &[Key::Char('?')], Message::Overlay(OverlayMessage::OpenHelp), "keys", "The keys, and the nine rules of the loop.", Look),
    row(Screen, &[Key::Char('m')], Message::Overlay(OverlayMessage::OpenLessons), "lessons", "The lessons.", Lessons),
    row(Always, &[Key::Char('q'), Key::Ctrl('c')], Message::Quit, "leave", "Leave.", Leave),
    row(Screen, &[Key::Char('x')], Message::Orders(OrdersMessage::Show), "orders", "All orders of the program: how each of them ends, and the shortest run to it.", Choose),
    row(Screen, &[Key::Tab], Message::View(ViewMessage::NextPane), "pane", "The focus goes to the next pane.", Look),
    row(Screen, &[Key::Char('z')], Message::View(ViewMessage::ToggleZoom), "zoom", "The focused pane fills the screen, and gives it back.", Look),
    row(Screen, &[Key::Char('a')], Message::Play(PlayMessage::Toggle), "play", "Play by itself, and stop.", Step),
    row(Screen, &[Key::Char('g')], Message::Overlay(OverlayMessage::OpenGoTo), "go to", "Go to a turn, 9, or to an event in it, 2.4.", Step),
    row(Screen, &[Key::Char('+'), Key::Char('=')], Message::Play(PlayMessage::Faster), "", "Play faster.", Step),
    row(Screen, &[Key::Char('-')], Message::Play(PlayMessage::Slower), "", "Play more slowly.", Step),
    row(Screen, &[Key::Home], Message::Step(StepMessage::ToStart), "", "To the start, before the first turn.", Step),
    row(Screen, &[Key::End], Message::Step(StepMessage::ToEnd), "", "To the end of the run.", Step),
    row(Screen, &[Key::BackTab], Message::View(ViewMessage::PreviousPane), "", "The focus goes to the pane before.", Look),
    row(Screen, &[Key::PageUp], Message::View(ViewMessage::PageUp), "", "Scroll the focused pane up.", Look),
    row(Screen, &[Key::PageDown], Message::View(ViewMessage::PageDown), "", "Scroll the focused pane down.", Look),
    row(Screen, &[Key::Char('u')], Message::Schedule(ScheduleMessage::Undo), "undo", "Take the last choice back.", Choose),
    row(Screen, &[Key::Char('r')], Message::Schedule(ScheduleMessage::Reset), "", "Run again in the loop's own order.", Choose),
    row(Screen, &[Key::Char('y')], Message::CopyAddress, "copy", "Copy the address of this moment.", Look),
    row(Screen, &[Key::Char('/')], Message::Overlay(OverlayMessage::OpenLessonSearch), "", "Find a lesson.", Lessons),
    row(Screen, &[Key::Char('P')], Message::View(ViewMessage::TogglePresentation), "", "For a class: three panes, no hints.", Look),
    row(Screen, &[Key::Char('n')], Message::View(ViewMessage::CycleWords), "", "The lesson's words: full, short, off. While presenting: show or hide them.", Look),
    row(Screen, &[Key::Char('b')], Message::Lesson(LessonMessage::ShowChanges), "break", "Break it: choose one of the lesson's changes.", Lessons),
    row(Screen, &[Key::Esc], Message::Overlay(OverlayMessage::Close), "", "Close what is open. Never leaves.", Leave),
    row(Always, &[Key::Ctrl('z')], Message::Suspend, "", "Step aside; fg in the shell comes back.", Leave),
    row(Question, &[Key::Char('a'), Key::Char('b'), Key::Char('c'), Key::Char('d'), Key::Char('e')], Message::Lesson(LessonMessage::Answer(0)), "answer", "At a question: this is my answer.", Lessons),
    row(Question, &[Key::Char('s')], Message::Lesson(LessonMessage::Skip), "skip", "At a question: pass over it and go on.", Lessons),
    row(Question, &[Key::Char('h')], Message::Lesson(LessonMessage::Hint), "hint", "At a question: where to look, then the rule, then the answer.", Lessons),
    row(Question, &[Key::Esc], Message::Overlay(OverlayMessage::Close), "", "", Lessons),
    row(List, &[Key::Enter, Key::Char(' ')], Message::Overlay(OverlayMessage::Accept), "take", "", Lessons),
    row(List, &[Key::Down], Message::Overlay(OverlayMessage::Down), "down", "", Lessons),
    row(List, &[Key::Up], Message::Overlay(OverlayMessage::Up), "up", "", Lessons),
    row(List, &[Key::Char('/')], Message::Overlay(OverlayMessage::OpenLessonSearch), "", "", Lessons),
    row(List, &[Key::Esc], Message::Overlay(OverlayMessage::Close), "close", "", Lessons),
    row(Orders, &[Key::Enter, Key::Char(' ')], Message::Overlay(OverlayMessage::Accept), "open", "", Choose),
    row(Orders, &[Key::Right], Message::Orders(OrdersMessage::EnterTree), "into the tree", "", Choose),
    row(Orders, &[Key::Left], Message::Orders(OrdersMessage::LeaveTree), "out", "", Choose),
    row(Orders, &[Key::Down], Message::Overlay(OverlayMessage::Down), "", "", Choose),
    row(Orders, &[Key::Up], Message::Overlay(OverlayMessage::Up), "", "", Choose),
    row(Orders, &[Key::Char('s')], Message::Orders(OrdersMessage::StopSearch), "stop here", "", Choose),
    row(Orders, &[Key::Esc, Key::Char('x')], Message::Overlay(OverlayMessage::Close), "close", "", Choose),
    row(Line, &[Key::Enter], Message::Overlay(OverlayMessage::Accept), "go", "", Lessons),
    row(Line, &[Key::Backspace], Message::Overlay(OverlayMessage::Erase), "", "", Lessons),
    row(Line, &[Key::Down], Message::Overlay(OverlayMessage::Down), "", "", Lessons),
    row(Line, &[Key::Up], Message::Overlay(OverlayMessage::Up), "", "", Lessons),
    row(Line, &[Key::Esc], Message::Overlay(OverlayMessage::Close), "close", "", Lessons),
    row(Page, &[Key::Esc, Key::Char('?'), Key::Char('w'), Key::Enter], Message::Overlay(OverlayMessage::Close), "close", "", Look),
    row(Page, &[Key::Down, Key::PageDown, Key::Char(' ')], Message::Overlay(OverlayMessage::Down), "down", "", Look),
    row(Page, &[Key::Up, Key::PageUp], Message::Overlay(OverlayMessage::Up), "up", "", Look),
];

/// What a key asks for, where it is pressed. In a line, a letter is a letter.
#[must_use]
pub fn message(mode: Mode, key: Key) -> Option<Message> {
    match (mode, key) {
        (Line, Key::Char(letter)) => return Some(Message::Overlay(OverlayMessage::Type(letter))),
        (List, Key::Char(letter)) if letter.is_ascii_alphanumeric() && letter != 'q' => {
            return Some(Message::Overlay(OverlayMessage::Type(letter)));
        }
        (Question, Key::Char(letter @ 'a'..='e')) => {
            return Some(Message::Lesson(LessonMessage::Answer(usize::from(letter as u8 - b'a'))));
        }
        (Question, Key::Char('s' | 'h') | Key::Esc) => {}
        (Question, key) => return message(Screen, key),
        _ => {}
    }
    let holds = |row: &&Binding| row.mode == mode || row.mode == Always;
    BINDINGS.iter().filter(holds).find(|row| row.keys.contains(&key)).map(|row| row.message.clone())
}

/// The rows that belong in the footer, the weightiest first.
pub fn footer(mode: Mode) -> impl Iterator<Item = &'static Binding> {
    let shown = move |row: &&Binding| {
        !row.label.is_empty() && (row.mode == mode || (row.mode == Always && mode == Screen))
    };
    BINDINGS.iter().filter(shown)
}

/// The rows of the help under a heading.
pub fn help(group: Group) -> impl Iterator<Item = &'static Binding> {
    BINDINGS.iter().filter(move |row| row.group == group && !row.help.is_empty())
}

/// The table of the README.
#[must_use]
pub fn markdown() -> String {
    let mut table = "| key | does |\n|---|---|\n".to_owned();
    for row in Group::ALL.into_iter().flat_map(help) {
        let keys: Vec<_> = row.keys.iter().map(|key| format!("`{key}`")).collect();
        let written = writeln!(table, "| {} | {} |", keys.join(" "), row.help);
        debug_assert!(written.is_ok(), "a string takes all that is written to it");
    }
    table
}

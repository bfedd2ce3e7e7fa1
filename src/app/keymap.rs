//! The one table of keys. What a key does, the footer, the help and the README all come from here.

use super::key::Key;
use super::keyboard::Keyboard;
use super::message::{
    LessonMessage, Message, OrdersMessage, OverlayMessage, PlayMessage, ScheduleMessage,
    StepMessage, TwinMessage, ViewMessage,
};
use super::mode::Mode;
use crate::course::lesson::inline::SourceLanguage;
use crate::record::source::Language;
use std::fmt::Write;

/// The heading under which the help lists a key.
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
            Group::Step => "Step",
            Group::Choose => "Choose the order",
            Group::Look => "Look closer",
            Group::Lessons => "Lessons",
            Group::Leave => "Quit",
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
    /// A word or two for the footer. Empty if the footer doesn't list the key.
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

/// What a key says in a run of a Python program, where that is something else: its label and its help.
static IN_PYTHON: &[(Message, &str, &str)] = &[
    (
        Message::Step(StepMessage::Next),
        "next",
        "Go to the end of this turn: one step of a task, or one jump of the clock.",
    ),
    (
        Message::Step(StepMessage::Forward),
        "step",
        "Go to the end of this turn: one step of a task, or one jump of the clock.",
    ),
    (
        Message::Schedule(ScheduleMessage::ShowReadyTasks),
        "choose",
        "Choose which task takes the next step.",
    ),
    (Message::View(ViewMessage::NextSource), "file", "Show the next file of the program."),
    (
        Message::Overlay(OverlayMessage::OpenHelp),
        "keys",
        "Show the keys and the nine rules of the loop.",
    ),
];

impl Binding {
    /// Returns what the key says in a run of a program in this language, if that isn't what it says elsewhere.
    fn in_language(
        &self,
        language: Language,
    ) -> Option<&'static (Message, &'static str, &'static str)> {
        let is_python = language == Language::Python;
        IN_PYTHON.iter().find(|(message, ..)| is_python && *message == self.message)
    }

    /// Returns a word or two for the footer.
    #[must_use]
    pub fn label_in(&self, language: Language) -> &'static str {
        match self.in_language(language) {
            Some((_, label, _)) if !self.label.is_empty() => label,
            _ => self.label,
        }
    }

    /// Returns a sentence for the help.
    #[must_use]
    pub fn help_in(&self, language: Language) -> &'static str {
        match self.in_language(language) {
            Some((.., help)) if !self.help.is_empty() => help,
            _ => self.help,
        }
    }
}

use Group::{Choose, Leave, Lessons, Look, Step};
use Mode::{
    Always, Answered, Card, Line, List, Menu, Orders, Page, Presenting, Question, Reveal, Screen,
    Twin, Vote, Welcome,
};

/// All keys, in the order in which the footer shows them.
#[rustfmt::skip]
pub static BINDINGS: &[Binding] = &[
    row(Screen, &[Key::Char(' ')], Message::Step(StepMessage::Next), "next", "Go to the next beat, question, or end of a turn, whichever comes first.", Step),
    row(Screen, &[Key::Left], Message::Step(StepMessage::Back), "back", "Undo space: go back to where it was pressed. After another key, go back one turn.", Step),
    row(Screen, &[Key::Right], Message::Step(StepMessage::Forward), "poll", "Go to the end of this turn: one whole poll, or one jump of the clock.", Step),
    row(Screen, &[Key::Down], Message::Step(StepMessage::ForwardEvent), "event", "Go to the next event inside this turn.", Step),
    row(Screen, &[Key::Up], Message::Step(StepMessage::BackEvent), "", "Go back one event.", Step),
    row(Screen, &[Key::Char('r')], Message::Schedule(ScheduleMessage::Reset), "start over", "Start over, without your changes.", Choose),
    row(Screen, &[Key::Char('u')], Message::Schedule(ScheduleMessage::Undo), "undo", "Undo the last choice.", Choose),
    row(Screen, &[Key::Char('b')], Message::Lesson(LessonMessage::ShowChanges), "break it", "Change the program and see what happens.", Lessons),
    row(Screen, &[Key::Char('x')], Message::Orders(OrdersMessage::Show), "all orders", "Run the program in every order, and list the outcomes.", Choose),
    row(Screen, &[Key::Char('c')], Message::Schedule(ScheduleMessage::ShowReadyTasks), "choose", "Choose which task is polled next.", Choose),
    row(Screen, &[Key::Home], Message::Step(StepMessage::ToStart), "start", "Go to the start, before the first turn.", Step),
    row(Screen, &[Key::Char('t')], Message::View(ViewMessage::NextSource), "Rust/Python", "Show the program in Rust or in Python, the code of the loop, or a program in a real library.", Look),
    row(Screen, &[Key::Char('T')], Message::Twin(TwinMessage::Open), "beside Python", "Run the lesson's Python program beside its recipe, step by step, and see where they differ.", Look),
    row(Screen, &[Key::Char('w')], Message::Overlay(OverlayMessage::OpenWhy), "why", "Show why this happened: the rule, and every event in this turn.", Look),
    row(Screen, &[Key::Char(']'), Key::Char('j')], Message::Lesson(LessonMessage::NextBeat), "next beat", "Go to the lesson's next beat (a heading with its text), or to the next question if that comes first.", Lessons),
    row(Screen, &[Key::Char('['), Key::Char('k')], Message::Lesson(LessonMessage::PreviousBeat), "", "Go back to the beat before.", Lessons),
    row(Screen, &[Key::Tab], Message::View(ViewMessage::NextPane), "pane", "Move to the next pane.", Look),
    row(Screen, &[Key::Char('z')], Message::View(ViewMessage::ToggleZoom), "zoom", "Make this pane fill the screen, or restore it.", Look),
    row(Screen, &[Key::Char('a')], Message::Play(PlayMessage::Toggle), "play", "Play or pause.", Step),
    row(Screen, &[Key::Char('g')], Message::Overlay(OverlayMessage::OpenGoTo), "go to", "Go to a turn (9), to an event (2.4), or to a beat (b5).", Step),
    row(Screen, &[Key::Char('?')], Message::Overlay(OverlayMessage::OpenHelp), "keys", "Show the keys and the nine rules of the loop; press it again for the welcome page.", Look),
    row(Screen, &[Key::Char('m')], Message::Overlay(OverlayMessage::OpenLessons), "lessons", "List the lessons.", Lessons),
    row(Screen, &[Key::Char('y')], Message::CopyAddress, "copy", "Copy the command that opens this moment.", Look),
    row(Screen, &[Key::Char('e')], Message::Edit, "edit", "Edit the program in your own editor: it runs again here each time you save it.", Lessons),
    row(Always, &[Key::Char('q'), Key::Ctrl('c')], Message::Quit, "quit", "Quit. Your place is saved.", Leave),
    row(Screen, &[Key::Char('+'), Key::Char('=')], Message::Play(PlayMessage::Faster), "", "Play faster.", Step),
    row(Screen, &[Key::Char('-')], Message::Play(PlayMessage::Slower), "", "Play more slowly.", Step),
    row(Screen, &[Key::End], Message::Step(StepMessage::ToEnd), "", "Go to the end of the run.", Step),
    row(Screen, &[Key::BackTab], Message::View(ViewMessage::PreviousPane), "", "Move to the pane before.", Look),
    row(Screen, &[Key::PageUp], Message::View(ViewMessage::PageUp), "", "Scroll this pane up.", Look),
    row(Screen, &[Key::PageDown], Message::View(ViewMessage::PageDown), "", "Scroll this pane down.", Look),
    row(Screen, &[Key::Char('/')], Message::Overlay(OverlayMessage::OpenLessonSearch), "", "Find a lesson.", Lessons),
    row(Screen, &[Key::Char('f')], Message::Overlay(OverlayMessage::OpenTaskSearch), "find task", "List only the tasks with this letter or name.", Look),
    row(Screen, &[Key::Char('F')], Message::View(ViewMessage::ToggleEndedTasks), "fold", "Fold ended tasks into one line.", Look),
    row(Screen, &[Key::Char('M')], Message::View(ViewMessage::ToggleMouse), "", "Turn the mouse off, so that you can select text, or on again.", Look),
    row(Screen, &[Key::Char('P')], Message::View(ViewMessage::TogglePresentation), "", "Presenter mode, for a class.", Look),
    row(Screen, &[Key::Char('n')], Message::View(ViewMessage::CycleWords), "", "Show all of the lesson's text, the first sentence of each beat, or no text.", Look),
    row(Screen, &[Key::Esc], Message::Overlay(OverlayMessage::Close), "", "Close whatever is open. Esc never quits coroscope.", Leave),
    row(Always, &[Key::Ctrl('z')], Message::Suspend, "", "Suspend coroscope. Type fg to come back.", Leave),
    row(Question, &[Key::Char('1'), Key::Char('2'), Key::Char('3'), Key::Char('4'), Key::Char('5')], Message::Lesson(LessonMessage::Answer(0)), "answer", "Answer the question with this option.", Lessons),
    row(Question, &[Key::Char('h')], Message::Lesson(LessonMessage::Hint), "hint", "Give a hint: a question to ask yourself, then the rule, then the answer.", Lessons),
    row(Question, &[Key::Char('s')], Message::Lesson(LessonMessage::Skip), "skip", "Skip the question. It comes again at the end of the lesson.", Lessons),
    row(Answered, &[Key::Enter], Message::Lesson(LessonMessage::ShowReason), "show me where", "After an answer: go to the moment that shows the reason, and back.", Lessons),
    row(Answered, &[Key::Char(' ')], Message::Step(StepMessage::Next), "continue", "", Lessons),
    row(Presenting, &[Key::Char(' ')], Message::Step(StepMessage::Next), "next", "", Lessons),
    row(Presenting, &[Key::Left], Message::Step(StepMessage::Back), "back", "", Lessons),
    row(Presenting, &[Key::Char('g')], Message::Overlay(OverlayMessage::OpenGoTo), "go to", "", Lessons),
    row(Presenting, &[Key::Char('n')], Message::View(ViewMessage::CycleWords), "text", "", Lessons),
    row(Presenting, &[Key::Char('v')], Message::Lesson(LessonMessage::AskAgain), "ask again", "", Lessons),
    row(Presenting, &[Key::Char('P')], Message::View(ViewMessage::TogglePresentation), "leave", "", Lessons),
    row(Vote, &[Key::Char('v')], Message::Lesson(LessonMessage::OpenVotes), "votes", "Presenter mode: count a vote, or ask again.", Lessons),
    row(Vote, &[Key::Char(' ')], Message::Step(StepMessage::Next), "run on", "", Lessons),
    row(Vote, &[Key::Esc], Message::Overlay(OverlayMessage::Close), "put away", "", Lessons),
    row(Reveal, &[Key::Char(' ')], Message::Step(StepMessage::Next), "continue", "", Lessons),
    row(Reveal, &[Key::Char('v')], Message::Lesson(LessonMessage::AskAgain), "ask again", "", Lessons),
    row(Reveal, &[Key::Enter], Message::Lesson(LessonMessage::ShowReason), "show where", "", Lessons),
    row(List, &[Key::Enter, Key::Char(' ')], Message::Overlay(OverlayMessage::Accept), "open", "", Lessons),
    row(List, &[Key::Down], Message::Overlay(OverlayMessage::Down), "down", "", Lessons),
    row(List, &[Key::Up], Message::Overlay(OverlayMessage::Up), "up", "", Lessons),
    row(List, &[Key::Esc], Message::Overlay(OverlayMessage::Close), "close", "", Lessons),
    row(Menu, &[Key::Enter, Key::Char(' ')], Message::Overlay(OverlayMessage::Accept), "open", "", Lessons),
    row(Menu, &[Key::Char('r')], Message::Lesson(LessonMessage::TryMissed), "try the others again", "In the list of lessons: try again what you answered wrong.", Lessons),
    row(Menu, &[Key::Char('w')], Message::Overlay(OverlayMessage::OpenWelcome), "welcome page", "In the list of lessons: open the welcome page.", Lessons),
    row(Menu, &[Key::Down], Message::Overlay(OverlayMessage::Down), "down", "", Lessons),
    row(Menu, &[Key::Up], Message::Overlay(OverlayMessage::Up), "up", "", Lessons),
    row(Menu, &[Key::Char('/')], Message::Overlay(OverlayMessage::OpenLessonSearch), "find", "", Lessons),
    row(Menu, &[Key::Esc, Key::Char('m')], Message::Overlay(OverlayMessage::Close), "close", "", Lessons),
    row(Card, &[Key::Enter], Message::Lesson(LessonMessage::NextLesson), "next lesson", "", Lessons),
    row(Card, &[Key::Char('1'), Key::Char('2'), Key::Char('3'), Key::Char('4'), Key::Char('5'), Key::Char('6'), Key::Char('7'), Key::Char('8'), Key::Char('9')], Message::Lesson(LessonMessage::TryAgain(0)), "try again", "", Lessons),
    row(Card, &[Key::Char('b')], Message::Lesson(LessonMessage::ShowChanges), "break it", "", Lessons),
    row(Card, &[Key::Char('e')], Message::Edit, "", "", Lessons),
    row(Card, &[Key::Home], Message::Lesson(LessonMessage::Replay), "replay", "", Lessons),
    row(Card, &[Key::Char('m')], Message::Overlay(OverlayMessage::OpenLessons), "lessons", "", Lessons),
    row(Card, &[Key::Char('x')], Message::Orders(OrdersMessage::Show), "all orders", "", Lessons),
    row(Card, &[Key::Esc, Key::Left], Message::Overlay(OverlayMessage::Close), "close", "", Lessons),
    row(Card, &[Key::Down, Key::PageDown, Key::Char(' ')], Message::Overlay(OverlayMessage::Down), "", "", Lessons),
    row(Card, &[Key::Up, Key::PageUp], Message::Overlay(OverlayMessage::Up), "", "", Lessons),
    row(Orders, &[Key::Enter, Key::Char(' ')], Message::Overlay(OverlayMessage::Accept), "open", "", Choose),
    row(Orders, &[Key::Right], Message::Orders(OrdersMessage::EnterTree), "into the tree", "", Choose),
    row(Orders, &[Key::Left], Message::Orders(OrdersMessage::LeaveTree), "out", "", Choose),
    row(Orders, &[Key::Down], Message::Overlay(OverlayMessage::Down), "", "", Choose),
    row(Orders, &[Key::Up], Message::Overlay(OverlayMessage::Up), "", "", Choose),
    row(Orders, &[Key::Char('s')], Message::Orders(OrdersMessage::StopSearch), "stop here", "", Choose),
    row(Orders, &[Key::Esc, Key::Char('x')], Message::Overlay(OverlayMessage::Close), "close", "", Choose),
    row(Twin, &[Key::Char(' '), Key::Right, Key::Down], Message::Twin(TwinMessage::Next), "step both", "", Look),
    row(Twin, &[Key::Left, Key::Up], Message::Twin(TwinMessage::Back), "back", "", Look),
    row(Twin, &[Key::Char('d')], Message::Twin(TwinMessage::NextDifference), "next difference", "", Look),
    row(Twin, &[Key::Enter], Message::Twin(TwinMessage::ShowAlone), "Python alone", "", Look),
    row(Twin, &[Key::Esc, Key::Char('T')], Message::Twin(TwinMessage::Close), "lesson", "", Look),
    row(Twin, &[Key::Home], Message::Twin(TwinMessage::ToStart), "start", "", Look),
    row(Twin, &[Key::End], Message::Twin(TwinMessage::ToEnd), "end", "", Look),
    row(Line, &[Key::Enter], Message::Overlay(OverlayMessage::Accept), "go", "", Lessons),
    row(Line, &[Key::Backspace], Message::Overlay(OverlayMessage::Erase), "", "", Lessons),
    row(Line, &[Key::Down], Message::Overlay(OverlayMessage::Down), "", "", Lessons),
    row(Line, &[Key::Up], Message::Overlay(OverlayMessage::Up), "", "", Lessons),
    row(Line, &[Key::Esc], Message::Overlay(OverlayMessage::Close), "close", "", Lessons),
    row(Page, &[Key::Esc, Key::Char('w'), Key::Enter], Message::Overlay(OverlayMessage::Close), "close", "", Look),
    row(Page, &[Key::Char('?')], Message::Overlay(OverlayMessage::OpenHelp), "welcome page", "", Look),
    row(Page, &[Key::Down], Message::Overlay(OverlayMessage::Down), "down", "", Look),
    row(Page, &[Key::Up], Message::Overlay(OverlayMessage::Up), "up", "", Look),
    row(Page, &[Key::Char(' '), Key::PageDown], Message::Overlay(OverlayMessage::PageDown), "a page down", "", Look),
    row(Page, &[Key::PageUp], Message::Overlay(OverlayMessage::PageUp), "", "", Look),
    row(Welcome, &[Key::Char('1')], Message::Lesson(LessonMessage::ChooseLanguage(SourceLanguage::Python)), "", "", Lessons),
    row(Welcome, &[Key::Char('2')], Message::Lesson(LessonMessage::ChooseLanguage(SourceLanguage::Rust)), "", "", Lessons),
    row(Welcome, &[Key::Enter], Message::Overlay(OverlayMessage::Accept), "", "", Lessons),
    row(Welcome, &[Key::Char('m')], Message::Overlay(OverlayMessage::OpenLessons), "", "", Lessons),
    row(Welcome, &[Key::Esc], Message::Overlay(OverlayMessage::Close), "", "", Lessons),
    row(Welcome, &[Key::Char('?')], Message::Overlay(OverlayMessage::OpenHelp), "", "", Lessons),
    row(Welcome, &[Key::Char(' ')], Message::Overlay(OverlayMessage::ReadOn), "", "", Lessons),
    row(Welcome, &[Key::Down], Message::Overlay(OverlayMessage::Down), "", "", Lessons),
    row(Welcome, &[Key::Up], Message::Overlay(OverlayMessage::Up), "", "", Lessons),
    row(Welcome, &[Key::PageDown], Message::Overlay(OverlayMessage::PageDown), "", "", Lessons),
    row(Welcome, &[Key::PageUp], Message::Overlay(OverlayMessage::PageUp), "", "", Lessons),
];

/// Returns the message that a key sends in this mode. While a line is typed, a letter is added to it. A Cyrillic or Greek
/// letter is otherwise the key at its place.
#[must_use]
pub fn message(mode: Mode, key: Key, keyboard: Keyboard) -> Option<Message> {
    let at_its_place = || match key {
        Key::Char(letter) => find(mode, Key::Char(keyboard.latin(letter)?)),
        _ => None,
    };
    find(mode, key).or_else(at_its_place)
}

/// Returns a sentence about a key that may be one of a keyboard that has no keys for this program.
#[must_use]
pub fn about_foreign_letter(key: Key) -> Option<String> {
    let Key::Char(letter) = key else { return None };
    if Keyboard::may_be_q(letter) {
        return Some(format!("{letter} isn't a key here. Ctrl-C leaves on every keyboard."));
    }
    let is_foreign =
        letter.is_alphabetic() && !letter.is_ascii() && Keyboard::default().latin(letter).is_none();
    is_foreign.then(|| {
        format!(
            "{letter} isn't a key here. All keys are Latin letters: switch your keyboard to them."
        )
    })
}

fn find(mode: Mode, key: Key) -> Option<Message> {
    match (mode, key) {
        (Line, Key::Char(letter)) => return Some(Message::Overlay(OverlayMessage::Type(letter))),
        (List, Key::Char(letter)) if letter.is_ascii_alphanumeric() && letter != 'q' => {
            return Some(Message::Overlay(OverlayMessage::Type(letter)));
        }
        (Card, Key::Char(digit @ '1'..='9')) => {
            return Some(Message::Lesson(LessonMessage::TryAgain(usize::from(digit as u8 - b'1'))));
        }
        (Question | Vote, Key::Char(digit @ '1'..='5')) => {
            return Some(Message::Lesson(LessonMessage::Answer(usize::from(digit as u8 - b'1'))));
        }
        _ => {}
    }
    let holds = |row: &&Binding| row.mode == mode || row.mode == Always;
    let found = BINDINGS.iter().filter(holds).find(|row| row.keys.contains(&key));
    match (mode, found) {
        (_, Some(row)) => Some(row.message.clone()),
        (Question | Answered | Presenting, None) => find(Screen, key),
        (Vote, None) => find(Question, key),
        (Reveal, None) => find(Answered, key),
        _ => None,
    }
}

/// Returns the rows that belong in the footer, in the order in which it shows them.
pub fn footer(mode: Mode) -> impl Iterator<Item = &'static Binding> {
    let is_in_footer = move |row: &&Binding| {
        !row.label.is_empty() && (row.mode == mode || (row.mode == Always && mode == Screen))
    };
    BINDINGS.iter().filter(is_in_footer)
}

/// Returns the rows of the help under a heading.
pub fn help(group: Group) -> impl Iterator<Item = &'static Binding> {
    BINDINGS.iter().filter(move |row| row.group == group && !row.help.is_empty())
}

/// Returns the table of the README.
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

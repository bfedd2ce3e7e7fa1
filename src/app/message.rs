//! The **messages** to the app, and its **requests** to the code that drives it.
//!
//! A key, the mouse or a tick becomes a [`Message`]; nothing else changes an [`App`](super::App). Each family of
//! messages has a file of its own under `app/update/`, which handles all of them.

use super::pane::Pane;
use super::sources::SourceTab;
use crate::course::lesson::inline::SourceLanguage;
use crate::record::event::TaskId;

/// An input to the app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// Goes to another moment of the run.
    Step(StepMessage),
    /// Starts, stops, or sets the speed of automatic steps.
    Play(PlayMessage),
    /// Time has passed: the next automatic step, or the next slice of a search.
    Tick,
    /// Reads the lesson, or answers its questions.
    Lesson(LessonMessage),
    /// Changes which ready task is polled next.
    Schedule(ScheduleMessage),
    /// Searches all orders of the program, and walks the tree of choices.
    Orders(OrdersMessage),
    /// Changes what is looked at: panes, sources, scrolling.
    View(ViewMessage),
    /// Opens, closes or edits what lies over the panes.
    Overlay(OverlayMessage),
    /// Shows the program beside its twin, and steps both.
    Twin(TwinMessage),
    /// Copies the address of this moment.
    CopyAddress,
    /// Opens the program in the learner's editor.
    Edit,
    /// Leaves.
    Quit,
    /// Stops the process until the shell brings it back.
    Suspend,
}

/// Goes to another moment of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepMessage {
    /// Goes to the next stop: a paragraph of the opening, a beat, a question, the end of the turn, the
    /// next scene, or the end card, whichever comes first.
    Next,
    /// Goes to the end of this turn.
    Forward,
    /// Goes back one turn.
    Back,
    /// Goes forward one event, inside the turn.
    ForwardEvent,
    /// Goes back one event.
    BackEvent,
    /// Goes to the start of the run.
    ToStart,
    /// Goes to the end of the run.
    ToEnd,
    /// Goes to the end of the step in this column of the timeline, counted from the set-up.
    ToColumn(usize),
}

/// Starts, stops, or sets the speed of automatic steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlayMessage {
    /// Starts playing, or stops it.
    Toggle,
    /// Plays faster.
    Faster,
    /// Plays more slowly.
    Slower,
}

/// Reads the lesson, or answers its questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LessonMessage {
    /// Goes to the next beat of the lesson.
    NextBeat,
    /// Goes back to the previous beat.
    PreviousBeat,
    /// Answers the open question with this option, counted from 0.
    Answer(usize),
    /// Leaves the open question unanswered and continues.
    Skip,
    /// Shows the next hint for the open question.
    Hint,
    /// Opens the line in which the counts of a class's vote are typed.
    OpenVotes,
    /// Asks a class the same question again.
    AskAgain,
    /// Goes to the moment that shows the reason for an answer, or from there back to the question.
    ShowReason,
    /// Lists what can be changed in the lesson's program.
    ShowChanges,
    /// From the end card: asks the missed question with this number again, counted from 0.
    TryAgain(usize),
    /// From the menu: asks all missed questions of the marked lesson again.
    TryMissed,
    /// On the welcome page: selects the language that the learner knows.
    ChooseLanguage(SourceLanguage),
    /// From the end card: opens the next lesson.
    NextLesson,
    /// From the end card: opens the lesson again, from its start.
    Replay,
}

/// Changes which ready task is polled next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScheduleMessage {
    /// Lists the ready tasks to choose from.
    ShowReadyTasks,
    /// Undoes the last choice.
    Undo,
    /// Returns to the loop's own order.
    Reset,
}

/// Searches all orders of the program, and walks the tree of choices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrdersMessage {
    /// Opens the list of outcomes, and starts the search where nothing is known yet.
    Show,
    /// Enters the tree of choices, or goes one choice deeper.
    EnterTree,
    /// Goes one choice back, or leaves the tree.
    LeaveTree,
    /// Stops the search and keeps what it has found.
    StopSearch,
}

/// Changes what is looked at: panes, sources, scrolling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ViewMessage {
    /// Shows the next source: Rust, Python, executor.
    NextSource,
    /// Shows this source.
    ShowSource(SourceTab),
    /// Zooms the focused pane to the whole screen, or back.
    ToggleZoom,
    /// Focuses the next pane.
    NextPane,
    /// Focuses the previous pane.
    PreviousPane,
    /// Focuses this pane.
    Focus(Pane),
    /// Scrolls the focused pane one page towards its first line.
    PageUp,
    /// Scrolls the focused pane one page towards its last line.
    PageDown,
    /// Scrolls this pane by this many lines: a negative number scrolls towards the first line.
    Scroll(Pane, i32),
    /// Selects a task that is drawn in this pane until the next step, or deselects it.
    SelectTask(Pane, TaskId),
    /// Folds the tasks that have ended into one row, or lists them again.
    ToggleEndedTasks,
    /// Leaves the mouse to the terminal, which selects text with it, or takes it back.
    ToggleMouse,
    /// Shows the lesson to a class, with fewer and larger panes, or all panes to one learner again.
    TogglePresentation,
    /// Shows more or fewer of the lesson's words.
    CycleWords,
}

/// Shows the lesson's program beside its twin, and steps both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TwinMessage {
    /// Runs the twin, and shows both.
    Open,
    /// Goes back to the lesson.
    Close,
    /// Goes to the next step of both.
    Next,
    /// Goes back one step of both.
    Back,
    /// Goes to the start of both.
    ToStart,
    /// Goes to the end of both.
    ToEnd,
    /// Goes to the next step that differs.
    NextDifference,
    /// Shows the twin alone, on the whole screen.
    ShowAlone,
}

/// Opens, closes or edits what lies over the panes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OverlayMessage {
    /// Opens the line in which a turn or an address is typed.
    OpenGoTo,
    /// Opens the help; if it's open, the welcome page.
    OpenHelp,
    /// Opens the welcome page.
    OpenWelcome,
    /// Opens the events behind the step, with their rules.
    OpenWhy,
    /// Opens the lessons.
    OpenLessons,
    /// Opens the lessons with the cursor in the search line.
    OpenLessonSearch,
    /// Opens the line in which a task's name is typed.
    OpenTaskSearch,
    /// Closes the topmost thing that is open, or leaves the zoom.
    Close,
    /// Marks the entry before, or scrolls up.
    Up,
    /// Marks the next entry, or scrolls down.
    Down,
    /// Scrolls up by a page.
    PageUp,
    /// Scrolls down by a page.
    PageDown,
    /// Confirms the marked entry, or the typed text.
    Accept,
    /// Scrolls on, or accepts once nothing is left to be scrolled.
    ReadOn,
    /// Types a character.
    Type(char),
    /// Erases the last character.
    Erase,
    /// Pastes a text.
    Paste(String),
}

/// A program to edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditRequest {
    /// The address of the moment that is open.
    pub address: String,
    /// The language of the source that is shown.
    pub language: SourceLanguage,
}

/// What the code that drives the app must do after a message.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum AppRequest {
    /// Draw, then wait for the next input.
    Redraw,
    /// Nothing has changed: wait for the next input.
    Idle,
    /// Leave.
    Quit,
    /// Put this text into the clipboard, then draw.
    CopyToClipboard(String),
    /// Restore the terminal, let the learner edit the program that this address names, then take the terminal again.
    Edit(EditRequest),
    /// Restore the terminal and stop, until the shell continues the process.
    Suspend,
}

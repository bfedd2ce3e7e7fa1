//! What the learner asks for, and what the driver has to do about it.

use super::orders::Walk;
use super::pane::Pane;
use super::sources::SourceTab;
use crate::record::event::TaskId;

/// Something to do. A key, the mouse or a tick becomes one of these; nothing else changes the state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// One turn on.
    Forward,
    /// One turn back.
    Back,
    /// One event on.
    ForwardEvent,
    /// One event back.
    BackEvent,
    /// To the start of the run.
    ToStart,
    /// To the end of the run.
    ToEnd,
    /// On to the next beat of the lesson.
    NextBeat,
    /// Back to the beat before.
    PreviousBeat,
    /// Answers the open question with this option.
    Answer(usize),
    /// Passes over the open question.
    Skip,
    /// A hint for the open question.
    Hint,
    /// Shows what can be changed in the lesson.
    AskBreak,
    /// Shows the next source: Rust, Python, executor.
    NextSource,
    /// Shows this source.
    ShowSource(SourceTab),
    /// The focused pane fills the screen, or no longer does.
    Zoom,
    /// The next pane gets the focus.
    NextPane,
    /// The pane before gets the focus.
    PreviousPane,
    /// Scrolls the focused pane by a page.
    Page(Direction),
    /// Scrolls this pane by so many lines.
    Scroll(Pane, i32),
    /// Gives the focus to a pane.
    Focus(Pane),
    /// Looks at a task that is seen in this pane, until the next step; or looks away from it.
    Pick(Pane, TaskId),
    /// Goes behind the step in this column of the timeline.
    ToColumn(usize),
    /// Asks for a turn to go to.
    AskJump,
    /// Shows the ready tasks to choose from.
    AskChoice,
    /// Takes the last choice back.
    Undo,
    /// Back to the loop's own order.
    OwnOrder,
    /// Shows all orders of the program.
    AskOrders,
    /// In the list of all orders: into the tree, out of it, or the search stops.
    Walk(Walk),
    /// Starts or stops playing by itself.
    Play,
    /// Plays faster.
    Faster,
    /// Plays more slowly.
    Slower,
    /// Time for the next step, while it plays by itself.
    Tick,
    /// Why did this happen?
    Why,
    /// The keys and the rules.
    Help,
    /// The lessons.
    Menu,
    /// The lessons, with the cursor in the search line.
    FindLesson,
    /// Copies the address of this moment.
    CopyAddress,
    /// Fewer and larger things, for a class.
    Present,
    /// More or fewer of the lesson's words; while presenting, shows or hides them.
    Words,
    /// Closes what is open.
    Close,
    /// Leaves.
    Quit,
    /// Steps aside until the shell brings the program back.
    Suspend,
    /// In an overlay: the entry before.
    Up,
    /// In an overlay: the next entry.
    Down,
    /// In an overlay: takes the entry, or what was typed.
    Accept,
    /// In an overlay: a letter was typed.
    Type(char),
    /// In an overlay: the last letter goes.
    Erase,
    /// Text was pasted.
    Paste(String),
}

/// Up or down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Towards the first line.
    Up,
    /// Towards the last line.
    Down,
}

/// What the driver does next.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Next {
    /// Draw, and wait for the next key.
    GoOn,
    /// Nothing changed: wait for the next key.
    Stay,
    /// Leave.
    Quit,
    /// Put this text into the clipboard, and go on.
    Copy(String),
    /// Give the terminal back and stop, until the shell says to go on.
    Suspend,
}

//! What the keys act on at the moment: the same key means different things in different modes.

/// The situation that decides what a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// On the screen, with nothing open.
    Screen,
    /// At a question without an answer. A key without a row of its own does what it does on the screen.
    Question,
    /// At the feedback to an answer. A key without a row of its own does what it does on the screen.
    Answered,
    /// Before a class, with nothing open. The rest is as on the screen.
    Presenting,
    /// At a question before a class. The rest is as at a question.
    Vote,
    /// While a class is shown the answer to a question. The rest is as after an answer.
    Reveal,
    /// In a list: the ready tasks, the changes.
    List,
    /// In the list of lessons.
    Menu,
    /// On the card at the end of a lesson.
    Card,
    /// On the welcome page.
    Welcome,
    /// While typing: a turn, a search.
    Line,
    /// In all orders of a program: how they end, and the tree of choices.
    Orders,
    /// At the lesson's program beside its twin.
    Twin,
    /// In a page that is only read: the help, or the reasons for a step.
    Page,
    /// Everywhere.
    Always,
}

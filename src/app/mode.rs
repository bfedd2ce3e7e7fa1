//! What the keys act on at the moment: the same key means different things in different modes.

/// Where a key means what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// On the screen, with nothing open.
    Screen,
    /// At a question that waits for its answer. What has no meaning of its own here means what it means on the screen.
    Question,
    /// At a question that was answered, with the feedback on the screen. The rest is as on the screen here too.
    Answered,
    /// Before a class, with nothing open. The rest is as on the screen.
    Presenting,
    /// At a question before a class. The rest is as at a question.
    Vote,
    /// At the answer to a question before a class. The rest is as after an answer.
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
    /// In something that is only read: the keys, the why.
    Page,
    /// Everywhere.
    Always,
}

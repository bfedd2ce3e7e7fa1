//! What the keys act on at the moment: the same key means different things in different modes.

/// Where a key means what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// On the screen, with nothing open.
    Screen,
    /// At a question that holds the step; what has no meaning of its own here means what it means on the screen.
    Question,
    /// In a list: the menu, the ready tasks.
    List,
    /// While typing: a turn, a search.
    Line,
    /// In all orders of a program: how they end, and the tree of choices.
    Orders,
    /// In something that is only read: the keys, the why.
    Page,
    /// Everywhere.
    Always,
}

//! The panes of the screen.

/// A part of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pane {
    /// The lesson's words.
    Lesson,
    /// The recipe, its twin, or the executor.
    Source,
    /// The running task, the ready queue, the timers and the clock.
    Loop,
    /// The coroutines that no task runs yet.
    Coroutines,
    /// The tasks and their await chains.
    Tasks,
    /// The futures, and which of them stores which waker.
    Futures,
    /// The jobs that run outside the loop.
    Outside,
    /// A lane for each task, a column for each step.
    Timeline,
    /// What was printed.
    Output,
}

impl Pane {
    /// All panes, in the order of Tab.
    pub const ALL: [Pane; 9] = [
        Pane::Lesson,
        Pane::Source,
        Pane::Loop,
        Pane::Coroutines,
        Pane::Tasks,
        Pane::Futures,
        Pane::Outside,
        Pane::Timeline,
        Pane::Output,
    ];

    /// Returns its label on the screen, which the lessons use too.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Pane::Lesson => "Lesson",
            Pane::Source => "Source",
            Pane::Loop => "Loop",
            Pane::Coroutines => "Coroutines",
            Pane::Tasks => "Tasks",
            Pane::Futures => "Futures",
            Pane::Outside => "Outside",
            Pane::Timeline => "Timeline",
            Pane::Output => "Output",
        }
    }

    /// Returns the pane in which a lesson's panel is drawn.
    #[must_use]
    pub fn of_panel(panel: &str) -> Option<Pane> {
        match panel {
            "Ready queue" | "Timers" => Some(Pane::Loop),
            "Wakers" | "Shared values" => Some(Pane::Futures),
            "State" | "Await chain" => Some(Pane::Tasks),
            "Executor" => Some(Pane::Source),
            _ => Pane::ALL.into_iter().find(|pane| pane.title() == panel),
        }
    }
}

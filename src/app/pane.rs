//! The panes, and which of them a scene has.

use crate::course::catalog::Lesson;
use crate::course::tour::unlocked;
use crate::record::event::{
    CoroutineEvent, Event, LoopEvent, ResourceEvent, TaskEvent, TimerEvent, WakeEffect,
};
use crate::session::Trace;

/// A part of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pane {
    /// The lesson's words.
    Lesson,
    /// The recipe, its twin, or the executor.
    Source,
    /// Who runs, who is ready, the timers, the clock.
    Loop,
    /// The coroutines that no task runs yet.
    Coroutines,
    /// The tasks and their await chains.
    Tasks,
    /// The futures, and who keeps which waker.
    Futures,
    /// A lane for each task, a column for each step.
    Timeline,
    /// What was printed.
    Output,
}

impl Pane {
    /// All of them, in the order in which Tab walks.
    pub const ALL: [Pane; 8] = [
        Pane::Lesson,
        Pane::Source,
        Pane::Loop,
        Pane::Coroutines,
        Pane::Tasks,
        Pane::Futures,
        Pane::Timeline,
        Pane::Output,
    ];

    /// Its label on the screen, by which the lessons speak of it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Pane::Lesson => "Lesson",
            Pane::Source => "Source",
            Pane::Loop => "Loop",
            Pane::Coroutines => "Coroutines",
            Pane::Tasks => "Tasks",
            Pane::Futures => "Futures",
            Pane::Timeline => "Timeline",
            Pane::Output => "Output",
        }
    }

    /// The pane in which a lesson's panel is drawn.
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

/// What there is to show in a scene, so that nothing empty takes up room and nothing comes and goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stage {
    /// The panes, in the order of [`Pane::ALL`].
    pub panes: Vec<Pane>,
    /// Does any task ever sleep?
    pub has_timers: bool,
    /// Have the lessons come to wakers?
    pub has_wakers: bool,
    /// The number of the last turn, where the run ends.
    pub last_turn: Option<u32>,
    /// How many steps the run has, as far as it was followed.
    pub columns: usize,
    /// In how many of them a task holds the thread.
    pub held: usize,
    /// How many lines it prints.
    pub printed: usize,
    /// How many tasks it makes.
    pub tasks: usize,
}

/// So many steps of a run are looked at to find out what there will be to show.
const AHEAD: usize = 2_000;

/// The panel that brings a pane; `None` for those that are always there.
fn panel(pane: Pane) -> Option<&'static str> {
    match pane {
        Pane::Lesson | Pane::Source | Pane::Output => None,
        Pane::Coroutines => Some("Coroutines"),
        Pane::Loop => Some("Ready queue"),
        Pane::Tasks => Some("Tasks"),
        Pane::Futures => Some("Futures"),
        Pane::Timeline => Some("Timeline"),
    }
}

impl Stage {
    /// What a program of somebody's own may come to show. It is not run ahead: one of its polls may never
    /// come back.
    fn unknown() -> Stage {
        Stage {
            panes: Pane::ALL.to_vec(),
            has_timers: true,
            has_wakers: true,
            held: 1,
            printed: 6,
            tasks: 4,
            ..Stage::default()
        }
    }

    /// Looks through a run of its own to see what a lesson will have to show.
    #[must_use]
    pub fn of(lesson: &'static Lesson, run: &Trace) -> Stage {
        if lesson.number == 0 && !run.program().capabilities().can_look_ahead {
            return Stage::unknown();
        }
        run.grow_to(AHEAD);
        let mut stage = Stage {
            last_turn: run.last_turn(),
            columns: run.timeline().columns.len(),
            held: run.timeline().columns.iter().filter(|column| column.held.is_some()).count(),
            printed: run.timeline().printed.len(),
            tasks: run.latest().tasks.len(),
            ..Stage::default()
        };
        let panels = unlocked(lesson, |page| &page.front.panels);
        let (mut bound, mut things) = (false, false);
        for event in run.record().events() {
            bound |= matches!(event, Event::Coroutine(CoroutineEvent::Named { .. }));
            things |= matches!(
                event,
                Event::Resource(ResourceEvent::Made { .. })
                    | Event::Task(TaskEvent::Wake { effect: WakeEffect::Merged, .. })
            );
            stage.has_timers |= matches!(
                event,
                Event::Timer(TimerEvent::Set { .. }) | Event::Loop(LoopEvent::Clock { .. })
            );
        }
        stage.has_wakers = panels.contains(&"Wakers");
        let there = |pane: &Pane| match pane {
            Pane::Coroutines => bound,
            Pane::Futures => things,
            // A lesson prints; where a change of it does not, that is to be seen.
            Pane::Output => stage.printed > 0 || lesson.number > 0,
            _ => true,
        };
        stage.panes = Pane::ALL
            .into_iter()
            .filter(|pane| panel(*pane).is_none_or(|panel| panels.contains(&panel)) && there(pane))
            .collect();
        stage
    }
}

//! What a whole run will show. The layout is chosen from it, so that no pane stays empty, and none comes or goes during
//! the run.

use super::pane::Pane;
use crate::course::catalog::Lesson;
use crate::course::lesson::page::PANELS;
use crate::course::tour::unlocked;
use crate::limits::MAX_PREVIEW_STEPS;
use crate::record::event::{
    CoroutineEvent, Event, LoopEvent, ResourceEvent, TaskEvent, WakeEffect,
};
use crate::record::source::Language;
use crate::session::Session;

/// What a run has to show from its start to its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says whether the run has one thing to show"
)]
pub struct RunPreview {
    /// The panes, in the order of [`Pane::ALL`].
    pub panes: Vec<Pane>,
    /// Whether any task ever sleeps.
    pub has_timers: bool,
    /// Whether the lessons have introduced wakers.
    pub has_wakers: bool,
    /// Whether the lesson is about the states of coroutines, so that their sizes and addresses are shown.
    pub shows_state: bool,
    /// The number of the last turn, if the run ends.
    pub last_turn: Option<u32>,
    /// How many steps the run has, as far as it was followed.
    pub steps: usize,
    /// In how many of them a task blocks the thread.
    pub blocking_steps: usize,
    /// How often a message is sent to a channel, or received from one.
    pub messages: usize,
    /// Whether more than one task is ready at some turn, so that there is another order.
    pub has_choices: bool,
    /// How many lines it prints.
    pub printed_lines: usize,
    /// How many tasks it makes.
    pub task_count: usize,
}

/// Returns the panel that introduces a pane, or `None` for a pane that is always there.
fn panel(pane: Pane) -> Option<&'static str> {
    match pane {
        Pane::Lesson | Pane::Source | Pane::Output => None,
        Pane::Coroutines => Some("Coroutines"),
        Pane::Loop => Some("Ready queue"),
        Pane::Tasks => Some("Tasks"),
        Pane::Futures => Some("Futures"),
        Pane::Outside => Some("Outside"),
        Pane::Timeline => Some("Timeline"),
    }
}

impl RunPreview {
    /// Returns what a user's program may show. It isn't run ahead, since one of its polls may never
    /// return.
    fn unknown(language: Language) -> RunPreview {
        RunPreview {
            panes: Pane::ALL.to_vec(),
            has_timers: true,
            // asyncio has no wakers; what a task waits for is beside the task.
            has_wakers: language == Language::Rust,
            blocking_steps: 1,
            has_choices: true,
            printed_lines: 6,
            task_count: 4,
            ..RunPreview::default()
        }
    }

    /// Computes the preview of a lesson's scene from the shared look-ahead.
    #[must_use]
    pub fn from_session(lesson: Option<&Lesson>, session: &Session) -> RunPreview {
        if !session.program().capabilities().can_look_ahead {
            return RunPreview::unknown(session.program().language);
        }
        let run = session.look_ahead();
        run.grow_to(MAX_PREVIEW_STEPS);
        let mut preview = RunPreview {
            last_turn: run.last_turn(),
            steps: run.timeline().columns.len(),
            messages: run.timeline().messages.len(),
            blocking_steps: run
                .timeline()
                .columns
                .iter()
                .filter(|column| column.held.is_some())
                .count(),
            has_choices: session.program().capabilities().can_explore && run.has_choices(),
            printed_lines: run.timeline().printed.len(),
            task_count: run.latest().tasks.len(),
            ..RunPreview::default()
        };
        let panels = match lesson {
            Some(lesson) => unlocked(lesson, |page| &page.front.panels),
            None => PANELS.iter().map(|panel| (*panel).to_owned()).collect(),
        };
        let own = lesson.and_then(|lesson| lesson.page.as_ref().ok());
        preview.shows_state =
            own.is_some_and(|page| page.front.panels.iter().any(|panel| panel == "State"));
        let has = |wanted: &str| panels.iter().any(|panel| panel == wanted);
        let (mut bound, mut things, mut outside) = (false, false, false);
        for event in run.record().events() {
            match event {
                Event::Coroutine(event) => bound |= is_binding(event),
                Event::Resource(event) => things |= is_in_futures(event),
                Event::Outside(_) => outside = true,
                Event::Task(event) => things |= is_merged(event),
                Event::Timer(_) => preview.has_timers = true,
                Event::Loop(event) => preview.has_timers |= moves_clock(event),
                Event::Output(_) => {} // they are counted above
            }
        }
        preview.has_wakers = has("Wakers") && session.program().language == Language::Rust;
        let there = |pane: &Pane| match pane {
            Pane::Coroutines => bound,
            Pane::Futures => things,
            Pane::Outside => outside,
            // Lessons print. If a change makes one print nothing, the empty pane shows that.
            Pane::Output => preview.printed_lines > 0 || lesson.is_some(),
            Pane::Lesson | Pane::Source | Pane::Loop | Pane::Tasks | Pane::Timeline => true,
        };
        preview.panes = Pane::ALL
            .into_iter()
            .filter(|pane| panel(*pane).is_none_or(has) && there(pane))
            .collect();
        preview
    }
}

/// Returns whether this makes a thing that the pane of the futures shows. Pools and streams have a pane of their own.
fn is_in_futures(event: &ResourceEvent) -> bool {
    match event {
        ResourceEvent::Made { kind, .. } => !kind.is_outside(),
        ResourceEvent::Named { .. }
        | ResourceEvent::Changed { .. }
        | ResourceEvent::Waits { .. }
        | ResourceEvent::Leaves { .. }
        | ResourceEvent::Holds { .. }
        | ResourceEvent::Releases { .. }
        | ResourceEvent::Gone { .. } => false,
    }
}

fn is_binding(event: &CoroutineEvent) -> bool {
    match event {
        CoroutineEvent::Named { .. } => true,
        CoroutineEvent::Created { .. }
        | CoroutineEvent::Called { .. }
        | CoroutineEvent::Entered { .. }
        | CoroutineEvent::Continued { .. }
        | CoroutineEvent::Line { .. }
        | CoroutineEvent::Local { .. }
        | CoroutineEvent::Await { .. }
        | CoroutineEvent::Resumed { .. }
        | CoroutineEvent::Raised { .. }
        | CoroutineEvent::Returned { .. }
        | CoroutineEvent::Dropped { .. } => false,
    }
}

/// Whether a wake changes nothing, which the pane of the futures shows.
fn is_merged(event: &TaskEvent) -> bool {
    match event {
        TaskEvent::Wake { effect, .. } => *effect == WakeEffect::Merged,
        TaskEvent::Spawned { .. }
        | TaskEvent::Detached { .. }
        | TaskEvent::Joins { .. }
        | TaskEvent::CancelAsked { .. }
        | TaskEvent::Lost { .. } => false,
    }
}

fn moves_clock(event: &LoopEvent) -> bool {
    match event {
        LoopEvent::Clock { .. } => true,
        LoopEvent::Turn { .. }
        | LoopEvent::Pending { .. }
        | LoopEvent::Ready { .. }
        | LoopEvent::Panicked { .. }
        | LoopEvent::Failed { .. }
        | LoopEvent::Nested { .. }
        | LoopEvent::Cancelled { .. }
        | LoopEvent::End { .. } => false,
    }
}

//! The nine rules of the loop, and which of them explains an event.

#![deny(clippy::wildcard_enum_match_arm)]

use super::{CoroutineStage, StepKind, World};
use crate::record::event::{
    Action, CoroutineEvent, CoroutineId, Event, LeaveReason, LoopEvent, OutputEvent, OutsideEvent,
    ResourceEvent, ResourceId, TaskEvent, TimerEvent, Verdict,
};
use crate::record::source::Language;

/// A rule of the loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// When a coroutine runs.
    R1,
    /// What a task is.
    R2,
    /// What a turn is.
    R3,
    /// When a task is polled again.
    R4,
    /// What a wake does.
    R5,
    /// How time passes.
    R6,
    /// What becomes of a dropped coroutine.
    R7,
    /// How a run ends.
    R8,
    /// Why every run is the same.
    R9,
}

impl Rule {
    /// All nine rules.
    pub const ALL: [Rule; 9] =
        [Rule::R1, Rule::R2, Rule::R3, Rule::R4, Rule::R5, Rule::R6, Rule::R7, Rule::R8, Rule::R9];

    /// Returns the number of the rule, from 1.
    #[must_use]
    pub fn number(self) -> usize {
        self as usize + 1
    }

    /// Returns the lesson that introduces the rule: its part of the course, and its number in that part.
    #[must_use]
    pub fn unlocked_by(self) -> (char, u8) {
        match self {
            Rule::R1 => ('A', 1),
            Rule::R2 | Rule::R3 => ('A', 2),
            Rule::R4 | Rule::R8 => ('A', 3),
            Rule::R5 => ('A', 4),
            Rule::R6 => ('A', 5),
            Rule::R9 => ('A', 6),
            Rule::R7 => ('C', 3),
        }
    }

    /// Returns the text of the rule for a Rust program. Its first sentence is complete by itself.
    #[must_use]
    pub fn text(self) -> &'static str {
        self.text_in(Language::Rust)
    }

    /// Returns the text of the rule for a program in this language.
    #[must_use]
    pub fn text_in(self, language: Language) -> &'static str {
        match (self, language) {
            (Rule::R1, Language::Rust) => {
                "A coroutine runs only while it's being polled: by the loop, if it's a task, or by the \
                 code that awaits it. Calling an async function runs none of its code."
            }
            (Rule::R1, Language::Python) => {
                "A coroutine runs only when it's awaited or has been made into a task. Calling an `async \
                 def` function runs none of its code."
            }
            (Rule::R2, Language::Rust) => {
                "A task is a coroutine that the loop owns. Spawning a coroutine makes it a task and puts \
                 it at the back of the ready queue; none of its code runs before its turn. Dropping a \
                 task's handle doesn't stop the task."
            }
            (Rule::R2, Language::Python) => {
                "A task is a coroutine that the loop runs. `create_task` puts its first step at the back \
                 of the ready queue; none of its code runs before that step."
            }
            (Rule::R3, Language::Rust) => {
                "In one turn, the loop takes the task at the front of the ready queue and polls it once. \
                 The task runs until it finishes (its poll returns `Ready`) or can't get past an await \
                 (`Pending`). Whatever the task awaits is polled inside the same poll; if that returns \
                 `Ready`, the await is done and the task continues. No two tasks are ever polled at once."
            }
            (Rule::R3, Language::Python) => {
                "In one turn, the loop takes the step at the front of the ready queue and runs it. The \
                 task runs until it returns or raises, or has to wait at an await. An await that doesn't \
                 have to wait doesn't end the step. No two tasks ever run at once."
            }
            (Rule::R4, Language::Rust) => {
                "A task whose poll returns `Pending` isn't polled again until its waker is called. Until \
                 then it's suspended, and in no queue. If its waker was called during that same poll, \
                 it's already back in the ready queue."
            }
            (Rule::R4, Language::Python) => {
                "A task that's waiting at an await has no step in the ready queue. Its next step is \
                 queued only when the future it awaits is done, or when the task is cancelled."
            }
            (Rule::R5, Language::Rust) => {
                "Calling a waker puts its task at the back of the ready queue; it doesn't run the task. \
                 If the task is already queued, nothing changes (merged). If it has ended, nothing \
                 changes either (ignored). Changing data doesn't wake a task; only calling its waker \
                 does."
            }
            (Rule::R5, Language::Python) => {
                "Setting a future's result puts the next step of each task that awaits it at the back of \
                 the ready queue; it doesn't run those steps. A task never has more than one step in the \
                 queue. Changing other data doesn't wake a task."
            }
            (Rule::R6, Language::Rust) => {
                "When no task is ready, the clock jumps to the next deadline: time is virtual. The clock \
                 also moves when a task blocks the thread, and with every poll if you give polls a cost. \
                 Timers that are due together fire in the order they were set."
            }
            (Rule::R6, Language::Python) => {
                "When no task is ready, the clock jumps to the next deadline: time is virtual. The clock \
                 also moves when a task blocks the thread, and with every step if you give steps a cost. \
                 asyncio doesn't say in which order timers that are due together fire."
            }
            (Rule::R7, Language::Rust) => {
                "Dropping a coroutine ends it where it is. If it was at an await, the rest of its code \
                 never runs, but its local variables are dropped, so their destructors (`Drop`) do run. \
                 If it hasn't started, none of its code runs."
            }
            (Rule::R7, Language::Python) => {
                "Cancelling a task raises `CancelledError` at its await, in its next step. `finally` and \
                 `except CancelledError` blocks run (`except Exception` doesn't catch it), and may await. \
                 If the task is awaiting another task, that one is cancelled first. If the task hasn't \
                 started, none of its code runs."
            }
            (Rule::R8, Language::Rust) => {
                "The run ends when no task is ready, no timer is set, and nothing outside the loop can \
                 call a waker. If no task is left, the run has finished. If any task is left, the run has \
                 stalled: coroscope says what each of them is waiting for. On Tokio or asyncio, code that \
                 waits for such a task would hang."
            }
            (Rule::R8, Language::Python) => {
                "The run ends when no task is ready, no timer is set, and nothing outside the loop can \
                 queue a step. If no task is left, the run has finished. If any task is left, the run has \
                 stalled: coroscope says what each of them is waiting for. In plain asyncio, code that \
                 waits for such a task would hang."
            }
            (Rule::R9, Language::Rust) => {
                "The same program and the same schedule always give the same run. A schedule says which \
                 ready task is polled at each turn. (A program that uses threads, random numbers or the \
                 real clock can break this; coroscope warns you if it finds that yours does.)"
            }
            (Rule::R9, Language::Python) => {
                "The same program and the same schedule always give the same run. A schedule says which \
                 ready task takes the next step at each turn. (A program that uses threads, random \
                 numbers or the real clock can break this; coroscope warns you if it finds that yours \
                 does.)"
            }
        }
    }

    /// Returns the text of the rule for a run of a Rust program that is read beside its Python twin: what is true of both.
    #[must_use]
    pub fn text_beside_twin(self) -> &'static str {
        match self {
            Rule::R2 => {
                "A task is a coroutine that the loop runs on its own. `create_task` makes one and puts it at \
                 the back of the ready queue; none of its code runs before its turn."
            }
            Rule::R3 => {
                "In one turn, the loop takes the task at the front of the ready queue and polls it once. The \
                 task runs until it finishes or has to wait at an await. An await that doesn't have to wait \
                 doesn't end the poll. No two tasks are ever polled at once."
            }
            Rule::R4 => {
                "A task that has to wait at an await isn't polled again until it's woken. Until then it's \
                 suspended, and in no queue. If it was woken during that same poll, it's already back in the \
                 ready queue."
            }
            Rule::R5 => {
                "Waking a task puts it at the back of the ready queue; it doesn't run the task. If the task is \
                 already queued or has ended, nothing changes. Setting a Future's result wakes the tasks that \
                 await it. Changing other data doesn't wake a task."
            }
            Rule::R7 => {
                "Cancelling a task raises `CancelledError` at its await when its turn comes. `finally` and \
                 `except CancelledError` blocks run (`except Exception` doesn't catch it). If the task hasn't \
                 started, none of its code runs."
            }
            Rule::R1 | Rule::R6 | Rule::R8 | Rule::R9 => self.text(),
        }
    }

    /// Returns the rules that explain an event, the best one first. `before` is the moment before it.
    ///
    /// A learner is shown the first of them that the lessons so far have introduced. An event that no rule explains has
    /// none: a new value, for example, doesn't wake a task.
    #[must_use]
    pub fn of(event: &Event, before: &World) -> &'static [Rule] {
        match event {
            Event::Loop(LoopEvent::Panicked { .. }) if matches!(before.step, StepKind::Drop(_)) => {
                &[Rule::R7]
            }
            Event::Loop(event) => Rule::of_loop(event),
            Event::Task(event) => match event {
                TaskEvent::Spawned { .. } | TaskEvent::Detached { .. } => &[Rule::R2],
                TaskEvent::CancelAsked { .. } => &[Rule::R7],
                TaskEvent::Joins { .. } | TaskEvent::Lost { .. } => &[Rule::R4],
                TaskEvent::Wake { .. } => &[Rule::R5],
            },
            Event::Coroutine(event) => Rule::of_coroutine(event, before),
            Event::Timer(event) => match event {
                TimerEvent::Set { .. } | TimerEvent::Fired { .. } => &[Rule::R6],
                TimerEvent::Dropped { .. } => &[Rule::R7],
            },
            Event::Resource(event) => Rule::of_resource(event, before),
            Event::Outside(event) => match event {
                OutsideEvent::Awaited { .. } => &[Rule::R4],
                OutsideEvent::Done { job, .. } => match before.jobs.get(job) {
                    Some(job) if job.waiter.is_some() => &[Rule::R5],
                    _ => &[],
                },
                OutsideEvent::Abandoned { .. } => &[Rule::R7],
                OutsideEvent::Opened { .. }
                | OutsideEvent::HandedOver { .. }
                | OutsideEvent::Named { .. }
                | OutsideEvent::Started { .. } => &[],
            },
            Event::Output(OutputEvent::Printed { .. }) => match before.step {
                _ if before.running.is_none() => &[],
                StepKind::Drop(_) => &[Rule::R7],
                StepKind::SetUp
                | StepKind::Poll(_)
                | StepKind::Throw(_)
                | StepKind::Call(_)
                | StepKind::Jump(_)
                | StepKind::End(_) => &[Rule::R3, Rule::R1],
            },
        }
    }

    fn of_loop(event: &LoopEvent) -> &'static [Rule] {
        match event {
            LoopEvent::Turn { action: Action::Poll | Action::Call, .. }
            | LoopEvent::Nested { .. }
            | LoopEvent::Ready { .. }
            | LoopEvent::Panicked { .. }
            | LoopEvent::Failed { .. }
            | LoopEvent::End { how: Verdict::Frozen | Verdict::CutOff } => &[Rule::R3],
            LoopEvent::Turn { action: Action::Drop | Action::Throw, .. }
            | LoopEvent::Cancelled { .. } => &[Rule::R7],
            LoopEvent::Pending { .. } => &[Rule::R4, Rule::R3],
            LoopEvent::Clock { .. } | LoopEvent::End { how: Verdict::NoProgress } => &[Rule::R6],
            LoopEvent::End {
                how: Verdict::Finished | Verdict::Stalled | Verdict::Waiting | Verdict::Stopped,
            } => &[Rule::R8],
        }
    }

    fn of_coroutine(event: &CoroutineEvent, before: &World) -> &'static [Rule] {
        let of = |id: &CoroutineId| before.coroutines.get(id);
        match event {
            // A function that isn't async runs where it's called, and so do its lines.
            CoroutineEvent::Line { coroutine, .. } | CoroutineEvent::Returned { coroutine, .. }
                if of(coroutine).is_some_and(|of| of.is_function) =>
            {
                &[]
            }
            CoroutineEvent::Called { .. } | CoroutineEvent::Local { .. } => &[],
            CoroutineEvent::Created { .. }
            | CoroutineEvent::Named { .. }
            | CoroutineEvent::Entered { .. }
            | CoroutineEvent::Line { .. } => &[Rule::R1],
            CoroutineEvent::Returned { .. }
            | CoroutineEvent::Await { .. }
            | CoroutineEvent::Continued { .. }
            | CoroutineEvent::Resumed { .. } => &[Rule::R3, Rule::R1],
            // Only the exception that cancels a task has a rule.
            CoroutineEvent::Raised { .. } => match before.step {
                StepKind::Throw(_) => &[Rule::R7],
                StepKind::SetUp
                | StepKind::Poll(_)
                | StepKind::Drop(_)
                | StepKind::Call(_)
                | StepKind::Jump(_)
                | StepKind::End(_) => &[],
            },
            CoroutineEvent::Dropped { coroutine } => match of(coroutine).map(|of| of.stage) {
                Some(CoroutineStage::Created) => &[Rule::R7, Rule::R1],
                _ => &[Rule::R7],
            },
        }
    }

    fn of_resource(event: &ResourceEvent, before: &World) -> &'static [Rule] {
        let is_waited_for = |id: &ResourceId| {
            before.resources.get(id).is_some_and(|resource| !resource.waiting.is_empty())
        };
        let wakes = |calls: bool| -> &'static [Rule] { if calls { &[Rule::R5] } else { &[] } };
        match event {
            ResourceEvent::Made { resource, .. }
            | ResourceEvent::Named { resource, .. }
            | ResourceEvent::Changed { resource, .. }
            | ResourceEvent::Releases { resource, .. } => wakes(is_waited_for(resource)),
            ResourceEvent::Waits { .. } => &[Rule::R4],
            ResourceEvent::Leaves { why, .. } => wakes(*why == LeaveReason::Served),
            ResourceEvent::Holds { task, .. } => {
                wakes(before.running.is_some_and(|running| running != *task))
            }
            ResourceEvent::Gone { .. } => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::executor::CHAPTER;
    use crate::record::event::{TaskId, TextId, WakeCause, WakeEffect};

    #[test]
    fn what_a_drop_handler_prints_is_explained_by_the_drop() {
        let (task, prints) = (TaskId(0), Event::from(OutputEvent::Printed { text: TextId(0) }));
        let (by, effect) = (WakeCause::Task(task), WakeEffect::Queued);
        let wakes = TaskEvent::Wake { task, by, effect }.into();
        let rows: [(_, _, &[Rule]); 4] = [
            (StepKind::SetUp, prints, &[]),
            (StepKind::Poll(task), prints, &[Rule::R3, Rule::R1]),
            (StepKind::Drop(task), prints, &[Rule::R7]),
            (StepKind::Drop(task), wakes, &[Rule::R5]),
        ];
        for (step, event, rules) in rows {
            let before = World { step, running: step.task(), ..World::default() };
            assert_eq!(Rule::of(&event, &before), rules, "{step:?} {event:?}");
        }
    }

    #[test]
    fn the_front_page_of_the_executor_has_the_text_of_every_rule() {
        let words =
            |text: &str| text.replace("//!", " ").split_whitespace().collect::<Vec<_>>().join(" ");
        let page = words(CHAPTER[0].text);
        for rule in Rule::ALL {
            let rule = format!("* **{rule:?}** {}", rule.text());
            assert!(page.contains(&words(&rule)), "{rule}");
        }
    }
}

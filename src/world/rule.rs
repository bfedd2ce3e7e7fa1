//! The nine rules of the loop. Each event is explained by one of them.

#![deny(clippy::wildcard_enum_match_arm)]

use super::Step;
use crate::record::event::{
    Action, CoroutineEvent, Event, LoopEvent, OutputEvent, ResourceEvent, TaskEvent, TimerEvent,
    WakeEffect,
};

/// A rule of the loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Nothing runs unless it is polled.
    R1,
    /// What a task is.
    R2,
    /// What a turn is.
    R3,
    /// What it is to be suspended.
    R4,
    /// What a wake does.
    R5,
    /// How time passes.
    R6,
    /// What it is to be cancelled.
    R7,
    /// When the run is stalled.
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

    /// Returns the text of the rule.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Rule::R1 => "A coroutine does nothing until something polls it.",
            Rule::R2 => {
                "A task is a coroutine the loop owns. Making a task puts it at the back of the ready \
                 queue. Nothing has run yet."
            }
            Rule::R3 => {
                "One turn: take the front task of the ready queue, poll it once. The poll ends in Ready \
                 (task finished) or Pending (task suspended). Only one poll happens at a time."
            }
            Rule::R4 => {
                "A suspended task is in no queue. It is polled again only after its waker is called."
            }
            Rule::R5 => {
                "Waking puts the task at the back of the ready queue. It does not run it. Waking a \
                 queued task changes nothing (merged). Waking a finished task changes nothing (ignored)."
            }
            Rule::R6 => {
                "The clock is virtual. When the ready queue is empty it jumps to the earliest deadline. \
                 Timers due at the same moment fire in the order they were set."
            }
            Rule::R7 => {
                "Dropping a coroutine ends it at the await where it stands. Its remaining lines never \
                 run; its drop handlers do."
            }
            Rule::R8 => {
                "Ready queue empty, no timer, nothing to come from outside: the run is over. With no task \
                 left it is finished. With tasks left it is stalled, and each says what it waits for."
            }
            Rule::R9 => "The run is the same every time, unless you change the schedule.",
        }
    }

    /// Returns the rule that explains an event of this step. What is printed while a task is dropped, its drop
    /// handlers print.
    #[must_use]
    pub fn within(step: Step, event: &Event) -> Rule {
        match step {
            Step::Drop(_) if event.printed().is_some() => Rule::R7,
            Step::SetUp | Step::Poll(_) | Step::Drop(_) | Step::Jump(_) | Step::End(_) => {
                Rule::of(event)
            }
        }
    }

    /// Returns the rule that explains an event.
    #[must_use]
    pub fn of(event: &Event) -> Rule {
        match event {
            Event::Coroutine(
                CoroutineEvent::Created { .. }
                | CoroutineEvent::Called { .. }
                | CoroutineEvent::Named { .. }
                | CoroutineEvent::Entered { .. }
                | CoroutineEvent::Line { .. }
                | CoroutineEvent::Local { .. }
                | CoroutineEvent::Returned { .. },
            ) => Rule::R1,
            Event::Task(TaskEvent::Spawned { .. } | TaskEvent::Detached { .. }) => Rule::R2,
            Event::Loop(
                LoopEvent::Turn { action: Action::Drop, .. } | LoopEvent::Cancelled { .. },
            )
            | Event::Task(TaskEvent::CancelAsked { .. })
            | Event::Coroutine(CoroutineEvent::Dropped { .. })
            | Event::Timer(TimerEvent::Dropped { .. })
            | Event::Resource(ResourceEvent::Gone { .. }) => Rule::R7,
            Event::Loop(
                LoopEvent::Turn { .. }
                | LoopEvent::Pending { .. }
                | LoopEvent::Ready { .. }
                | LoopEvent::Panicked { .. },
            )
            | Event::Coroutine(CoroutineEvent::Continued { .. } | CoroutineEvent::Resumed { .. })
            | Event::Output(OutputEvent::Printed { .. }) => Rule::R3,
            Event::Coroutine(CoroutineEvent::Await { .. })
            | Event::Resource(
                ResourceEvent::Waits { .. }
                | ResourceEvent::Made { .. }
                | ResourceEvent::Named { .. },
            )
            | Event::Task(TaskEvent::Joins { .. } | TaskEvent::Lost { .. }) => Rule::R4,
            Event::Task(TaskEvent::Wake {
                effect: WakeEffect::Queued | WakeEffect::Merged | WakeEffect::Ignored,
                ..
            })
            | Event::Resource(
                ResourceEvent::Changed { .. }
                | ResourceEvent::Leaves { .. }
                | ResourceEvent::Holds { .. }
                | ResourceEvent::Releases { .. },
            ) => Rule::R5,
            Event::Loop(LoopEvent::Clock { .. })
            | Event::Timer(TimerEvent::Set { .. } | TimerEvent::Fired { .. }) => Rule::R6,
            Event::Loop(LoopEvent::End { .. }) => Rule::R8,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::executor::CHAPTER;
    use crate::record::event::{TaskId, TextId, WakeCause};

    #[test]
    fn what_a_drop_handler_prints_is_explained_by_the_drop() {
        let (task, prints) = (TaskId(0), Event::from(OutputEvent::Printed { text: TextId(0) }));
        let wakes =
            TaskEvent::Wake { task, by: WakeCause::Task(task), effect: WakeEffect::Queued }.into();
        let rows = [
            (Step::SetUp, prints, Rule::R3),
            (Step::Poll(task), prints, Rule::R3),
            (Step::Drop(task), prints, Rule::R7),
            (Step::Drop(task), wakes, Rule::R5),
        ];
        for (step, event, rule) in rows {
            assert_eq!(Rule::within(step, &event), rule, "{step:?} {event:?}");
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

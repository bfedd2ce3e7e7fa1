//! The **journal** writes what the loop does into the record.
//!
//! The loop decides and the journal writes. What is written returns nothing to the loop, so a run is the same with and
//! without a record. Without one a call costs a branch, and no event is made.

use super::Recorder;
use crate::record::event::{
    Action, CancelEffect, ClockReason, Event, LoopEvent, TaskEvent, TaskId, Time, TimerEvent,
    TimerId, Verdict, WakeCause, WakeEffect,
};
use std::collections::BTreeMap;

/// The loop's way to the recorder, if there is one.
#[derive(Default)]
pub(crate) struct Journal {
    pub(super) recorder: Option<Recorder>,
    turns: u32,
    /// The run ended inside a poll: nothing is written after that.
    is_closed: bool,
}

impl Journal {
    pub(super) fn new(recorder: Recorder) -> Journal {
        Journal { recorder: Some(recorder), ..Journal::default() }
    }

    /// Returns whether an event that is written now is recorded.
    pub(super) fn is_recording(&self) -> bool {
        self.recorder.is_some() && !self.is_closed
    }

    /// Returns whether the values of locals are written.
    pub(super) fn has_values(&self) -> bool {
        self.recorder.as_ref().is_some_and(Recorder::has_values)
    }

    /// Adds an event. The loop is borrowed while `event` runs, so it must not call foreign code.
    #[inline]
    pub(super) fn record<E: Into<Event>>(&mut self, event: impl FnOnce(&mut Recorder) -> E) {
        if let Some(recorder) = &mut self.recorder
            && !self.is_closed
        {
            let event = event(recorder);
            recorder.push(event.into());
        }
    }

    /// Notes that a turn of this task begins, and numbers it.
    #[inline]
    pub(super) fn turn(&mut self, task: TaskId, action: Action) {
        self.turns += 1;
        let turn = self.turns;
        self.record(|_| LoopEvent::Turn { turn, task, action });
    }

    /// Notes that the poll returned `Pending`.
    #[inline]
    pub(super) fn pending(&mut self, task: TaskId) {
        self.record(|_| LoopEvent::Pending { task });
    }

    /// Notes that the task has ended and has been dropped. `panic` is the message of its first panic.
    pub(super) fn ended(&mut self, task: TaskId, action: Action, panic: Option<&str>) {
        self.record(|recorder| match (panic, action) {
            (Some(message), _) => LoopEvent::Panicked { task, message: recorder.text_id(message) },
            (None, Action::Poll) => LoopEvent::Ready { task },
            // This executor doesn't raise exceptions in tasks and calls no callbacks.
            (None, Action::Drop | Action::Throw | Action::Call) => LoopEvent::Cancelled { task },
        });
    }

    /// Notes that a waker was called.
    #[inline]
    pub(super) fn woken(&mut self, task: TaskId, by: WakeCause, effect: WakeEffect) {
        self.record(|_| TaskEvent::Wake { task, by, effect });
    }

    /// Notes that the task's handle was cancelled.
    pub(super) fn cancel_asked(&mut self, task: TaskId, effect: WakeEffect) {
        let effect = match effect {
            WakeEffect::Queued => CancelEffect::Queued,
            WakeEffect::Merged => CancelEffect::Merged,
            WakeEffect::Ignored => CancelEffect::Ignored,
        };
        self.record(|_| TaskEvent::CancelAsked { task, effect });
    }

    /// Notes that a suspended task lost its last waker.
    pub(super) fn lost(&mut self, task: TaskId) {
        self.record(|_| TaskEvent::Lost { task });
    }

    /// Notes that the clock moved.
    pub(super) fn clock(&mut self, to: Time, why: ClockReason) {
        self.record(|_| LoopEvent::Clock { to, why });
    }

    /// Notes that a timer was added to the list.
    pub(super) fn timer_set(&mut self, timer: TimerId, task: Option<TaskId>, deadline: Time) {
        self.record(|_| TimerEvent::Set { timer, task, deadline });
    }

    /// A deadline has come.
    pub(super) fn timer_fired(&mut self, timer: TimerId) {
        self.record(|_| TimerEvent::Fired { timer });
    }

    /// A timer left the list before its deadline.
    pub(super) fn timer_dropped(&mut self, timer: TimerId) {
        self.record(|_| TimerEvent::Dropped { timer });
    }

    /// The run ended like this. It is written once, however often the loop is asked for another turn.
    pub(super) fn end(&mut self, how: Verdict) {
        let end = Event::from(LoopEvent::End { how });
        if self.recorder.as_ref().is_some_and(|record| record.events().last() != Some(&end)) {
            self.record(|_| end);
        }
        self.is_closed |= how.is_inside_poll();
    }

    /// Returns the source text of what each task awaits, as far as the record has it.
    pub(super) fn awaits(&self) -> BTreeMap<TaskId, String> {
        let awaits = self.recorder.as_ref().map(Recorder::awaits).unwrap_or_default();
        awaits.into_iter().map(|(task, what)| (task, what.to_owned())).collect()
    }

    /// Returns how many events there are.
    pub(super) fn len(&self) -> usize {
        self.recorder.as_ref().map_or(0, |recorder| recorder.events().len())
    }
}

//! What the loop says of itself while it works, and what follows from that alone.
//!
//! The loop decides who is polled; it tells each thing that it does to its **journal**. The journal knows who acts at
//! the moment, numbers the turns, sees when nothing gets anywhere any more, and hands every event to the
//! recorder, if there is one. Without a recorder a call here costs a branch, and no event is made.

use super::{Outcome, Recorder, Stuck, Turn};
use crate::record::event::{
    Action, ClockReason, Event, LoopEvent, TaskEvent, TaskId, Time, TimerEvent, TimerId, Verdict,
    WakeCause, WakeEffect,
};
use std::mem;
use std::time::Duration;

/// So many times over may every ready task wake itself while nothing else happens, before the run is called a
/// livelock.
pub const PATIENCE: usize = 1000;

/// The loop's own account of a run.
#[derive(Default)]
pub(crate) struct Journal {
    /// Where the events go.
    pub(crate) recorder: Option<Recorder>,
    /// Who acts now: the running task, a timer, somebody outside.
    pub(crate) by: WakeCause,
    /// The message of the panic that ended the task which is being dropped.
    pub(crate) panic: Option<String>,
    /// Turns since anything happened but a task waking itself.
    pub(crate) fruitless: usize,
    /// What a poll costs, in virtual time.
    pub(crate) poll_cost: Duration,
    frozen: bool,
    turns: u32,
}

impl Journal {
    /// The task that is being polled or dropped.
    #[inline]
    pub(crate) fn running(&self) -> Option<TaskId> {
        match self.by {
            WakeCause::Task(task) => Some(task),
            _ => None,
        }
    }

    /// Is this the end of the run, inside a poll that can never return?
    #[inline]
    pub(crate) fn is_frozen(&self) -> bool {
        self.frozen
    }

    /// What is to be said in place of a turn: that the run is frozen or, where each of so many ready tasks has
    /// woken itself again and again, that it gets nowhere.
    ///
    /// # Panics
    /// While a turn is being taken.
    #[inline]
    pub(crate) fn bars_a_turn(&mut self, ready: usize) -> Option<Turn> {
        if let Some(task) = self.running() {
            assert!(self.frozen, "a turn was asked for inside a turn of the same loop");
            return Some(Turn::Frozen(task));
        }
        if self.fruitless <= PATIENCE || self.fruitless <= PATIENCE * ready || ready == 0 {
            return None;
        }
        let turns = mem::take(&mut self.fruitless);
        Some(self.end(Verdict::Livelock, Turn::Livelock(turns)))
    }

    /// The numbered turn of a task begins.
    #[inline]
    pub(crate) fn turn(&mut self, task: TaskId, action: Action) {
        let turn = self.turns + 1;
        self.record(|_| LoopEvent::Turn { turn, task, action });
        (self.turns, self.by) = (turn, WakeCause::Task(task));
    }

    /// The poll ended and the task is not finished; it is suspended, or ready again.
    #[inline]
    pub(crate) fn pending(&mut self, task: TaskId, is_suspended: bool) {
        self.record(|_| LoopEvent::Pending { task });
        if is_suspended {
            self.fruitless = 0;
        }
    }

    /// The task is over, and has been dropped; this is its first panic, if there was one.
    pub(crate) fn ended(&mut self, task: TaskId, action: Action, panic: Option<String>) -> Turn {
        self.panic = None;
        self.happened(|recorder| match (&panic, action) {
            (Some(text), _) => LoopEvent::Panicked { task, message: recorder.text_id(text) },
            (None, Action::Poll) => LoopEvent::Ready { task },
            (None, Action::Drop) => LoopEvent::Cancelled { task },
        });
        match action {
            Action::Poll => Turn::Polled(task, panic.map_or(Outcome::Ready, Outcome::Panicked)),
            Action::Drop => Turn::Dropped(task),
        }
    }

    /// When a turn that began now is over, if it cost time: only a poll does.
    #[inline]
    pub(crate) fn end_of(&self, turn: &Turn, now: Time) -> Option<Time> {
        let costs = !self.poll_cost.is_zero() && matches!(turn, Turn::Polled(..));
        costs.then(|| now.after(self.poll_cost))
    }

    /// What was said about the turn that is over is all.
    #[inline]
    pub(crate) fn turn_is_over(&mut self) {
        self.by = WakeCause::SetUp;
        self.fruitless += 1;
    }

    /// A waker was called.
    #[inline]
    pub(crate) fn woken(&mut self, task: TaskId, effect: WakeEffect) {
        let by = self.by;
        self.record(|_| TaskEvent::Wake { task, by, effect });
        if by != WakeCause::Task(task) {
            self.fruitless = 0;
        }
    }

    /// A suspended task lost its last waker.
    pub(crate) fn lost(&mut self, task: TaskId) {
        self.record(|_| TaskEvent::Lost { task });
    }

    /// The clock moved.
    pub(crate) fn clock(&mut self, to: Time, why: ClockReason) {
        self.happened(|_| LoopEvent::Clock { to, why });
    }

    /// A deadline has come.
    pub(crate) fn fired(&mut self, timer: TimerId) {
        self.record(|_| TimerEvent::Fired { timer });
    }

    /// Nothing is left to do.
    pub(crate) fn finished(&mut self) -> Turn {
        self.end(Verdict::Finished, Turn::Finished)
    }

    /// These tasks are left, some of them lost, and nothing can go on.
    pub(crate) fn stalled(&mut self, left: impl Iterator<Item = (TaskId, bool)>) -> Turn {
        let awaits = self.recorder.as_ref().map(Recorder::awaits).unwrap_or_default();
        let waits_for = |task| awaits.get(&task).map(|what| (*what).to_owned());
        let stuck = left.map(|(task, lost)| Stuck { task, waits_for: waits_for(task), lost });
        let stuck = stuck.collect();
        self.end(Verdict::Stalled, Turn::Stalled(stuck))
    }

    /// The poll that goes on now can never return: nothing is written down behind this.
    pub(crate) fn freeze(&mut self) {
        self.record(|_| LoopEvent::End { how: Verdict::Frozen });
        self.frozen = true;
    }

    /// Says once how the run ended.
    fn end(&mut self, how: Verdict, turn: Turn) -> Turn {
        let said = Event::from(LoopEvent::End { how });
        if self.recorder.as_ref().is_some_and(|record| record.events().last() != Some(&said)) {
            self.record(|_| said);
        }
        turn
    }

    /// Adds an event after which the run has got somewhere.
    pub(crate) fn happened<E: Into<Event>>(&mut self, event: impl FnOnce(&mut Recorder) -> E) {
        self.fruitless = 0;
        self.record(event);
    }

    /// Adds an event. `event` is called with the record borrowed: no foreign code in there.
    #[inline]
    pub(crate) fn record<E: Into<Event>>(&mut self, event: impl FnOnce(&mut Recorder) -> E) {
        if let Some(recorder) = &mut self.recorder
            && !self.frozen
        {
            let event = event(recorder);
            recorder.push(event.into());
        }
    }
}

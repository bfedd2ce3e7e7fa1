//! All that the loop knows, and what it writes down of it.
//!
//! Who is ready, what the time is, who acts: the loop in the file above asks this and nothing else. Every
//! change here that a reader of the record should know of is an event.

use super::clock::Clock;
use super::task::{self, Seat, Tasks, Work};
use super::{PATIENCE, Stuck, Turn};
use crate::record::Recorder;
use crate::record::event::{Action, Cause, Event, Passing, Time, Verdict};
use std::task::Waker;
use std::time::Duration;

/// All that the loop knows.
#[derive(Default)]
pub(super) struct State {
    pub(super) tasks: Tasks,
    pub(super) clock: Clock,
    pub(super) recorder: Option<Recorder>,
    pub(super) by: Cause, // who acts now: the running task, a timer, somebody outside
    pub(super) frozen: bool,
    pub(super) turns: u32,
    pub(super) fruitless: usize, // turns since anything happened but a task waking itself
    pub(super) poll_cost: Duration,
}

impl State {
    /// The numbered turn of a task begins.
    #[inline]
    pub(super) fn take(&mut self, nth: usize) -> Option<(Seat, Action)> {
        let (seat, action) = self.tasks.take(nth)?;
        let (turn, task) = (self.turns + 1, seat.task);
        self.record(|_| Event::Turn { turn, task, action });
        (self.turns, self.by) = (turn, Cause::Task(task));
        Some((seat, action))
    }

    /// R4: the poll ended, and the task is not finished.
    #[inline]
    pub(super) fn suspend(&mut self, seat: Seat, work: Work, waker: Waker) -> Option<Waker> {
        let let_go = self.tasks.put_back(seat, work, waker);
        self.record(|_| Event::Pending { task: seat.task });
        if let_go.is_some() {
            self.fruitless = 0;
        }
        let_go
    }

    #[inline]
    pub(super) fn take_due(&mut self) -> Option<Waker> {
        let (timer, waker) = self.clock.take_due()?;
        self.record(|_| Event::TimerFired { timer });
        Some(waker)
    }

    pub(super) fn move_clock(&mut self, to: Time, why: Passing) {
        (self.clock.now, self.fruitless) = (to, 0);
        self.record(|_| Event::Clock { to, why });
    }

    /// Has each ready task woken itself so often?
    #[inline]
    pub(super) fn is_livelocked(&self) -> bool {
        let ready = self.tasks.queue.0.len();
        self.fruitless > PATIENCE && self.fruitless > PATIENCE * ready && ready > 0
    }

    /// The tasks that are left, with what the record knows of them.
    pub(super) fn stuck(&self) -> Vec<Stuck> {
        let awaits = self.recorder.as_ref().map(Recorder::awaits).unwrap_or_default();
        let waits_for = |task| awaits.get(&task).map(|what| (*what).to_owned());
        let alive = self.tasks.alive().into_iter();
        let lost = |state| state == task::State::Lost;
        alive
            .map(|(task, state)| Stuck { task, waits_for: waits_for(task), lost: lost(state) })
            .collect()
    }

    /// Says once how the run ended.
    pub(super) fn end(&mut self, how: Verdict, turn: Turn) -> Turn {
        let said = Event::End { how };
        if self.recorder.as_ref().is_some_and(|record| record.events().last() != Some(&said)) {
            self.record(|_| said);
        }
        turn
    }

    /// Adds an event. `event` is called with the record borrowed: no foreign code in there.
    #[inline]
    pub(super) fn record(&mut self, event: impl FnOnce(&mut Recorder) -> Event) {
        if let Some(recorder) = self.recorder.as_mut().filter(|_| !self.frozen) {
            let event = event(recorder);
            recorder.push(event);
        }
    }
}

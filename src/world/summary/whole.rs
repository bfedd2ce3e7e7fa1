//! Puts the clauses of a step together into one sentence or two.

use super::{StepKind, Summary, SummaryBuilder};
use crate::record::event::{TaskId, Time, WakeCause, WakeEffect};
use crate::world::phrasebook as phrase;
use crate::world::rule::Rule;
use crate::world::words::listed;

/// How polls are numbered in words. Later ones are numbered in figures.
const ORDINALS: [&str; 9] =
    ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"];

impl SummaryBuilder<'_> {
    pub(super) fn finish(mut self) -> Summary {
        let clauses: Vec<_> = self.clauses.iter().map(|clause| self.clause(clause)).collect();
        let (rules, sentence): (&[Rule], _) = match self.world.step {
            StepKind::SetUp => (&[Rule::R2], self.of_set_up(clauses)),
            StepKind::Poll(task) => (&[Rule::R3, Rule::R1], self.of_poll(task, clauses)),
            StepKind::Throw(task) => (&[Rule::R7], self.of_throw(task, clauses)),
            StepKind::Call(task) => (&[Rule::R3], self.of_call(task, clauses)),
            StepKind::Drop(task) => (&[Rule::R7], self.of_drop(task, &clauses)),
            StepKind::Jump(to) => (&[Rule::R6], self.of_jump(to)),
            StepKind::End(_) => {
                (&[Rule::R8], format!("{}.", self.ending.clone().unwrap_or_default()))
            }
        };
        let cost = self.cost.map_or(String::new(), |to| phrase::poll_took(self.column(), &to));
        let end = self.end_of_run.as_ref().map_or(String::new(), |end| format!(" {end}"));
        let sentence =
            sentence + &cost + &self.of_due() + &self.of_jobs() + &self.of_outside() + &end;
        self.explain_by(rules);
        Summary { rules: self.rules, sentence }
    }

    /// Returns what the jobs outside the loop did.
    fn of_jobs(&self) -> String {
        if self.jobs.is_empty() {
            return String::new();
        }
        let did = match self.jobs.as_slice() {
            [first @ .., last] if !first.is_empty() => format!("{}, and {last}", first.join(", ")),
            jobs => jobs.concat(),
        };
        phrase::by_jobs(self.column(), &did)
    }

    /// Returns what other threads did meanwhile.
    fn of_outside(&self) -> String {
        if self.outside.is_empty() {
            return String::new();
        }
        phrase::from_outside(self.column(), &listed(&self.outside))
    }

    /// Returns what the loop did after a poll that took time: it fired the timers that were due by then.
    fn of_due(&self) -> String {
        let names = listed(&self.due);
        match self.due.len() {
            0 => String::new(),
            1 => phrase::due(self.column(), &names),
            count => phrase::due_several(self.column(), &names, &all(count)),
        }
    }

    /// Returns the clauses as a list, with a clause that says so if there are none.
    fn list(&self, clauses: &[String]) -> String {
        match clauses {
            [] => phrase::does_nothing(self.column()).to_owned(),
            some => joined(some),
        }
    }

    fn of_set_up(&self, mut clauses: Vec<String>) -> String {
        if self.world.ready.is_empty() {
            clauses.push(phrase::queues_no_tasks(self.column()).to_owned());
        }
        phrase::set_up(self.column(), &self.list(&clauses))
    }

    fn of_poll(&self, task: TaskId, mut clauses: Vec<String>) -> String {
        let column = self.column();
        let name = self.words().task(task);
        let ending = self.ending.clone();
        clauses.push(ending.unwrap_or_else(|| phrase::still_polled(column).to_owned()));
        let did = joined(&clauses);
        let nth = usize::try_from(self.polls.max(1)).unwrap_or(usize::MAX);
        let sentence = match ORDINALS.get(nth - 1) {
            Some(ordinal) => phrase::in_poll_named(column, ordinal, &name, &did),
            None => phrase::in_poll_numbered(column, &nth, &name, &did),
        };
        if !self.chosen {
            return sentence;
        }
        // The sentence continues after a colon, so it loses its capital.
        let rest = sentence.strip_prefix("In").unwrap_or(&sentence);
        phrase::your_choice(column, &format!("in{rest}"))
    }

    /// Returns the step of a task that was cancelled: it may catch the exception and continue.
    fn of_throw(&self, task: TaskId, mut clauses: Vec<String>) -> String {
        let column = self.column();
        let ending = self.ending.clone();
        clauses.push(ending.unwrap_or_else(|| phrase::still_polled(column).to_owned()));
        phrase::throw_turn(column, &self.words().task(task), &joined(&clauses))
    }

    fn of_call(&self, callback: TaskId, mut clauses: Vec<String>) -> String {
        let column = self.column();
        let ending = self.ending.clone();
        clauses.push(ending.unwrap_or_else(|| phrase::still_polled(column).to_owned()));
        phrase::calls(column, &self.words().name(callback), &joined(&clauses))
    }

    fn of_drop(&self, task: TaskId, clauses: &[String]) -> String {
        let column = self.column();
        let name = self.words().task(task);
        let (start, end) = match (clauses, self.polls) {
            ([], 0) => {
                let start = phrase::drop_turn_unstarted(column, &name);
                (start, phrase::code_never_runs(column))
            }
            (some, 0) => {
                let start = phrase::drop_turn(column, &name, &joined(some));
                (start, phrase::code_never_runs(column))
            }
            ([], _) => {
                let start = phrase::drop_turn_silent(column, &name);
                (start, phrase::rest_never_runs(column))
            }
            (some, _) => {
                let start = phrase::drop_turn(column, &name, &joined(some));
                (start, phrase::rest_never_runs(column))
            }
        };
        start + end
    }

    fn of_jump(&self, to: Time) -> String {
        let column = self.column();
        let is_due = |call: &&crate::world::WakerCall| {
            call.effect == WakeEffect::Queued && call.by == WakeCause::Clock
        };
        let woken = self.world.called.iter().filter(is_due);
        let names: Vec<_> = woken.map(|called| self.words().task(called.task)).collect();
        match names.len() {
            0 => phrase::jump(column, &to),
            1 => phrase::jump_wakes(column, &to, &names[0]),
            count => phrase::jump_wakes_several(column, &to, &listed(&names), &all(count)),
        }
    }
}

/// Returns the clauses as one: `a`, `a and b`, `a, b and c`. After a clause with a comma of its own, "and" gets one, too.
fn joined(clauses: &[String]) -> String {
    match clauses {
        [first @ .., before, last] if before.contains(", ") => {
            let all: Vec<_> = first.iter().chain([before]).map(String::as_str).collect();
            format!("{}, and {last}", all.join(", "))
        }
        all => listed(all),
    }
}

/// Returns what all the tasks that were just listed are called.
fn all(count: usize) -> String {
    if count == 2 { "both".to_owned() } else { format!("all {count}") }
}

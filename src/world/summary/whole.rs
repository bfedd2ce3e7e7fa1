//! Puts the clauses of a step together into one sentence or two.

use super::{Step, Summary, SummaryBuilder};
use crate::record::event::{TaskId, WakeEffect};
use crate::world::rule::Rule;
use crate::world::words::listed;

impl SummaryBuilder<'_> {
    pub(super) fn finish(self) -> Summary {
        let clauses: Vec<_> = self.clauses.iter().map(|clause| self.clause(clause)).collect();
        let (rule, sentence) = match self.world.step {
            Step::SetUp => (Rule::R2, self.of_set_up(clauses)),
            Step::Poll(task) => (Rule::R3, self.of_poll(task, clauses)),
            Step::Drop(task) => (Rule::R7, self.of_drop(task, &clauses)),
            Step::Jump(to) => (Rule::R6, self.of_jump(&to.to_string())),
            Step::End(_) => (Rule::R8, format!("{}.", self.ending.clone().unwrap_or_default())),
        };
        let sentence = sentence + &self.of_due() + &self.of_outside();
        Summary { rule: self.rule.unwrap_or(rule), sentence }
    }

    /// Returns what other threads did meanwhile.
    fn of_outside(&self) -> String {
        if self.outside.is_empty() {
            return String::new();
        }
        format!(" Meanwhile somebody outside the loop wakes {}.", listed(&self.outside))
    }

    /// Returns what the loop did after a poll that took time: it fired the timers that were due by then.
    fn of_due(&self) -> String {
        let names = listed(&self.due);
        match self.due.len() {
            0 => String::new(),
            1 => format!(" Then the timer of {names} is due: to the back of the ready queue."),
            _ => format!(" Then the timers of {names} are due: to the back of the ready queue."),
        }
    }

    fn of_set_up(&self, mut clauses: Vec<String>) -> String {
        if self.world.ready.is_empty() {
            clauses.push("puts nothing into the ready queue".to_owned());
        }
        let made = listed(&clauses);
        format!("The set-up {made}. No task has run yet.")
    }

    fn of_poll(&self, task: TaskId, mut clauses: Vec<String>) -> String {
        let name = self.words().task(task);
        let chosen = if self.chosen { ", as you chose" } else { "" };
        let nth = match self.polls {
            0 | 1 => "for the first time".to_owned(),
            n => format!("again (poll {n})"),
        };
        let Some(ending) = &self.ending else {
            clauses.push("the poll is not over".to_owned());
            return format!("{name} is polled {nth}{chosen}: it {}.", listed(&clauses));
        };
        clauses.push(ending.clone());
        format!("{name} is polled {nth}{chosen}: it {}.", listed(&clauses))
    }

    fn of_drop(&self, task: TaskId, clauses: &[String]) -> String {
        let name = self.words().task(task);
        let did =
            if clauses.is_empty() { String::new() } else { format!(": it {}", listed(clauses)) };
        format!("{name} was cancelled, so its turn drops it{did}. Its lines below never run.")
    }

    fn of_jump(&self, to: &str) -> String {
        let woken: Vec<_> =
            self.world.called.iter().filter(|c| c.effect == WakeEffect::Queued).collect();
        let names: Vec<_> = woken.iter().map(|called| self.words().task(called.task)).collect();
        let (go, timers) = match names.len() {
            0 => return format!("No task is ready: the clock jumps to {to}."),
            1 => ("goes", "its timer is"),
            _ => ("go", "their timers are"),
        };
        format!(
            "No task is ready, so the clock jumps to {to}: {timers} due, and {} {go} to the back of \
             the ready queue.",
            listed(&names)
        )
    }
}

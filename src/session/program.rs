//! What a session runs.

use crate::executor::policy::Policy;
use crate::executor::{Executor, Recorder};
use std::rc::Rc;
use std::time::Duration;

/// Code that spawns the tasks of a run. It is called once for each run.
pub type SetUp = &'static (dyn Fn() + Send + Sync);

/// Where a run comes from: code that spawns its tasks.
#[derive(Clone)]
pub struct Program {
    pub(super) set_up: Rc<dyn Fn()>,
    pub(super) poll_cost: Duration,
    policy: Option<Rc<dyn Fn() -> Box<dyn Policy>>>,
}

impl Program {
    /// A program whose polls cost no time. `set_up` is called once for each run.
    pub fn new(set_up: impl Fn() + 'static) -> Program {
        Program { set_up: Rc::new(set_up), poll_cost: Duration::ZERO, policy: None }
    }

    /// The same program, with polls that each move the virtual clock by so much.
    #[must_use]
    pub fn with_poll_cost(self, poll_cost: Duration) -> Program {
        Program { poll_cost, ..self }
    }

    /// The same program, on a loop with other rules. `policy` is called once for each run.
    #[must_use]
    pub fn under(self, policy: impl Fn() -> Box<dyn Policy> + 'static) -> Program {
        Program { policy: Some(Rc::new(policy)), ..self }
    }

    /// Spawns its tasks in this executor.
    pub fn start(&self, executor: &Executor) {
        executor.set_up(|| (self.set_up)());
    }

    /// What a poll of it costs.
    #[must_use]
    pub fn poll_cost(&self) -> Duration {
        self.poll_cost
    }

    /// Does it run on a loop with other rules?
    #[must_use]
    pub fn has_other_rules(&self) -> bool {
        self.policy.is_some()
    }

    pub(super) fn executor(&self) -> Executor {
        match &self.policy {
            Some(policy) => Executor::under(policy(), self.poll_cost),
            None => Executor::recording(Recorder::default(), self.poll_cost),
        }
    }
}

/// A test's closure is a program.
impl<F: Fn() + 'static> From<F> for Program {
    fn from(set_up: F) -> Program {
        Program::new(set_up)
    }
}

//! What a session runs.

use std::rc::Rc;
use std::time::Duration;

/// Where a run comes from: code that spawns its tasks.
#[derive(Clone)]
pub struct Program {
    pub(super) set_up: Rc<dyn Fn()>,
    pub(super) poll_cost: Duration,
}

impl Program {
    /// A program whose polls cost no time. `set_up` is called once for each run.
    pub fn new(set_up: impl Fn() + 'static) -> Program {
        Program { set_up: Rc::new(set_up), poll_cost: Duration::ZERO }
    }

    /// The same program, with polls that each move the virtual clock by so much.
    #[must_use]
    pub fn with_poll_cost(self, poll_cost: Duration) -> Program {
        Program { poll_cost, ..self }
    }
}

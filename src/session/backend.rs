//! What runs a program: this process, another one, or nothing any more.
//!
//! | backend | where its code runs | another order | grows |
//! |---|---|---|---|
//! | [`BuiltIn`] | here, on an executor of its own for each run | yes | yes |
//! | [`Process`](Backend::Process) | in a child process, or in a worker of a page | as its launcher says | while it runs |
//! | [`Record`](Backend::Record) | it ran before | no | no |
//!
//! Only this module and `trace` ask which of the three it is; what a program can do is asked by
//! [`Program::capabilities`](super::Program::capabilities). Each of these questions is a match without a wildcard, so
//! a fourth backend does not compile until all of them have an answer for it.

use super::remote_search::{RemoteSearch, SearchLimits};
use super::schedule::Schedule;
use super::turn_source::TurnSource;
use crate::executor::policy::Policy;
use crate::executor::{Executor, Recorder};
use std::sync::Arc;
use std::time::Duration;
use std::{fmt, io};

/// Code that spawns the tasks of a run. It is called once for each run.
pub type SetUp = Arc<dyn Fn() + Send + Sync>;

/// Makes the rules of a loop. It is called once for each run.
pub type MakePolicy = Arc<dyn Fn() -> Box<dyn Policy> + Send + Sync>;

/// What runs a program.
#[derive(Clone)]
pub enum Backend {
    /// Compiled into this program, and run on its executor.
    BuiltIn(BuiltIn),
    /// Run elsewhere: it sends its record, turn by turn.
    Process(Arc<dyn Launcher>),
    /// A run that is over: the record is all there is.
    Record(Arc<Recorder>),
}

/// What can be done with a program, whatever runs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each capability is there or not, by itself")]
pub struct Capabilities {
    /// Whether it can be run in another order.
    pub can_reorder: bool,
    /// Whether all its orders can be explored.
    pub can_explore: bool,
    /// Whether the same schedule gives the same events again, as far as anybody knows.
    pub is_deterministic: bool,
    /// Whether a step at the newest moment may add events.
    pub can_grow: bool,
    /// Whether it may be run to its end before the learner steps through it. A program of somebody's own may
    /// stay in one poll for ever.
    pub can_look_ahead: bool,
}

/// A program that is compiled in.
#[derive(Clone)]
pub struct BuiltIn {
    set_up: SetUp,
    poll_cost: Duration,
    policy: Option<MakePolicy>,
    shares_only_via_kit: bool,
    is_known_to_return: bool,
}

/// Starts a program that runs elsewhere.
pub trait Launcher: Send + Sync {
    /// What can be done with it.
    fn capabilities(&self) -> Capabilities;

    /// Starts a run in this order.
    ///
    /// # Errors
    /// The operating system's error where nothing can be started.
    fn launch(&self, schedule: &Schedule) -> io::Result<Box<dyn TurnSource>>;

    /// Whether a step may wait for its next turn. It may not where a screen has to answer keys meanwhile.
    fn may_wait(&self) -> bool {
        true
    }

    /// Starts to explore all its orders, where the program runs. Only a launcher whose capabilities say that it can is
    /// asked.
    ///
    /// # Errors
    /// The operating system's error where nothing can be started.
    fn explore(&self, _limits: SearchLimits) -> io::Result<Box<dyn RemoteSearch>> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

impl Backend {
    /// What can be done with a program that this runs.
    #[must_use]
    pub fn capabilities(&self) -> Capabilities {
        match self {
            Backend::BuiltIn(built_in) => Capabilities {
                can_reorder: true,
                can_explore: built_in.policy.is_none(),
                is_deterministic: true,
                can_grow: true,
                can_look_ahead: built_in.is_known_to_return,
            },
            Backend::Process(launcher) => launcher.capabilities(),
            Backend::Record(_) => Capabilities {
                can_reorder: false,
                can_explore: false,
                is_deterministic: true,
                can_grow: false,
                can_look_ahead: true,
            },
        }
    }
}

impl Backend {
    /// Returns the program that is compiled in, if it is one.
    #[must_use]
    pub fn built_in(&self) -> Option<&BuiltIn> {
        match self {
            Backend::BuiltIn(built_in) => Some(built_in),
            Backend::Process(_) | Backend::Record(_) => None,
        }
    }

    /// Returns what starts the program elsewhere, if it runs there.
    #[must_use]
    pub fn launcher(&self) -> Option<&dyn Launcher> {
        match self {
            Backend::Process(launcher) => Some(&**launcher),
            Backend::BuiltIn(_) | Backend::Record(_) => None,
        }
    }

    /// Returns whether the run is over and the record is all there is.
    #[must_use]
    pub fn is_record(&self) -> bool {
        match self {
            Backend::Record(_) => true,
            Backend::BuiltIn(_) | Backend::Process(_) => false,
        }
    }
}

impl BuiltIn {
    /// A program whose polls cost no time. `set_up` is called once for each run.
    pub fn new(set_up: impl Fn() + Send + Sync + 'static) -> BuiltIn {
        BuiltIn {
            set_up: Arc::new(set_up),
            poll_cost: Duration::ZERO,
            policy: None,
            shares_only_via_kit: false,
            is_known_to_return: true,
        }
    }

    /// The same program, with polls that each move the virtual clock by `poll_cost`.
    #[must_use]
    pub fn with_poll_cost(self, poll_cost: Duration) -> BuiltIn {
        BuiltIn { poll_cost, ..self }
    }

    /// The same program, on a loop with other rules. `policy` is called once for each run.
    #[must_use]
    pub fn with_policy(
        self,
        policy: impl Fn() -> Box<dyn Policy> + Send + Sync + 'static,
    ) -> BuiltIn {
        BuiltIn { policy: Some(Arc::new(policy)), ..self }
    }

    /// The same program, whose tasks share nothing except through the kit. Exploring relies on it.
    #[must_use]
    pub fn sharing_only_via_kit(self, shares_only_via_kit: bool) -> BuiltIn {
        BuiltIn { shares_only_via_kit, ..self }
    }

    /// The same program, of which nobody knows whether each of its polls returns.
    #[must_use]
    pub fn with_unknown_polls(self) -> BuiltIn {
        BuiltIn { is_known_to_return: false, ..self }
    }

    /// The virtual time that each poll costs.
    #[must_use]
    pub fn poll_cost(&self) -> Duration {
        self.poll_cost
    }

    /// Whether it runs on a loop with other rules.
    #[must_use]
    pub fn has_policy(&self) -> bool {
        self.policy.is_some()
    }

    /// Whether its tasks share nothing except through the kit.
    #[must_use]
    pub fn shares_only_via_kit(&self) -> bool {
        self.shares_only_via_kit
    }

    /// Spawns its tasks in the executor that is at work on this thread.
    pub fn spawn_tasks(&self) {
        (self.set_up)();
    }

    /// Spawns its tasks in this executor.
    pub fn start(&self, executor: &Executor) {
        executor.set_up(|| self.spawn_tasks());
    }

    pub(super) fn executor(&self) -> Executor {
        match &self.policy {
            Some(policy) => Executor::under(policy(), self.poll_cost),
            None => Executor::recording(Recorder::default(), self.poll_cost),
        }
    }
}

impl fmt::Debug for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Backend::BuiltIn(_) => f.write_str("BuiltIn(..)"),
            Backend::Process(_) => f.write_str("Process(..)"),
            Backend::Record(record) => write!(f, "Record({} events)", record.events().len()),
        }
    }
}

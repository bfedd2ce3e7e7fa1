//! What runs a program: this process, another process, or nothing, if only its record is left.
//!
//! | backend | where its code runs | another order | grows |
//! |---|---|---|---|
//! | [`BuiltIn`] | in this process, on a new executor for each run | yes | yes |
//! | [`Process`](Backend::Process) | in a child process, or in a worker of a web page | if its launcher supports it | while it runs |
//! | [`Record`](Backend::Record) | nowhere: it has already run | no | no |
//!
//! Code outside this module checks [`Program::capabilities`](super::Program::capabilities) instead of the backend, or
//! asks one of the functions of [`Backend`]. Here and in `trace`, every match on a backend lists all of them, so a fourth
//! one doesn't compile until each place handles it.

use super::remote_search::{RemoteSearch, SearchLimits};
use super::schedule::Schedule;
use super::turn_source::TurnSource;
use crate::executor::policy::Policy;
use crate::executor::{Executor, Recorder};
use std::sync::Arc;
use std::time::Duration;
use std::{fmt, io};

/// A function that spawns the tasks of a run. It is called once for each run.
pub type SetUp = Arc<dyn Fn() + Send + Sync>;

/// A function that creates the policy of a loop. It is called once for each run.
pub type MakePolicy = Arc<dyn Fn() -> Box<dyn Policy> + Send + Sync>;

/// What runs a program.
#[derive(Clone)]
pub enum Backend {
    /// The program is compiled in, and runs on this crate's executor.
    BuiltIn(BuiltIn),
    /// The program runs in another process, which sends its record turn by turn.
    Process(Arc<dyn Launcher>),
    /// The program ran earlier, and only its record is left.
    Record(Arc<Recorder>),
}

/// What a program supports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each capability is there or not, by itself")]
pub struct Capabilities {
    /// Whether it can run in another order.
    pub can_reorder: bool,
    /// Whether all its orders can be explored.
    pub can_explore: bool,
    /// Whether the same schedule is expected to give the same events again.
    pub is_deterministic: bool,
    /// Whether a step at the newest moment may add events.
    pub can_grow: bool,
    /// Whether it may run to its end before the learner steps through it. A user's program may have a poll that never
    /// returns.
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
    has_values: bool,
    outside: Option<fn() -> bool>,
}

/// Starts a program in another process.
pub trait Launcher: Send + Sync {
    /// Returns what the program supports.
    fn capabilities(&self) -> Capabilities;

    /// Starts a run in this order.
    ///
    /// # Errors
    /// Fails with the operating system's error if the program can't be started.
    fn launch(&self, schedule: &Schedule) -> io::Result<Box<dyn TurnSource>>;

    /// Returns whether a step may wait for the next turn. It must not if a screen has to react to keys meanwhile.
    fn may_wait(&self) -> bool {
        true
    }

    /// Starts to explore all orders in the other process. This is called only if the launcher's capabilities include
    /// exploring.
    ///
    /// # Errors
    /// Fails with the operating system's error if the program can't be started.
    fn explore(&self, _limits: SearchLimits) -> io::Result<Box<dyn RemoteSearch>> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

impl Backend {
    /// Returns what a program with this backend supports.
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

    /// Returns the launcher, if the program runs in another process.
    #[must_use]
    pub fn launcher(&self) -> Option<&dyn Launcher> {
        match self {
            Backend::Process(launcher) => Some(&**launcher),
            Backend::BuiltIn(_) | Backend::Record(_) => None,
        }
    }

    /// Returns whether this is a record, with no program to run.
    #[must_use]
    pub fn is_record(&self) -> bool {
        match self {
            Backend::Record(_) => true,
            Backend::BuiltIn(_) | Backend::Process(_) => false,
        }
    }
}

impl BuiltIn {
    /// Returns a program whose polls take no virtual time. `set_up` is called once for each run.
    pub fn new(set_up: impl Fn() + Send + Sync + 'static) -> BuiltIn {
        BuiltIn {
            set_up: Arc::new(set_up),
            poll_cost: Duration::ZERO,
            policy: None,
            shares_only_via_kit: false,
            is_known_to_return: true,
            has_values: true,
            outside: None,
        }
    }

    /// Sets the virtual time that each poll takes.
    #[must_use]
    pub fn with_poll_cost(self, poll_cost: Duration) -> BuiltIn {
        BuiltIn { poll_cost, ..self }
    }

    /// Sets a custom policy for the loop. `policy` is called once for each run.
    #[must_use]
    pub fn with_policy(
        self,
        policy: impl Fn() -> Box<dyn Policy> + Send + Sync + 'static,
    ) -> BuiltIn {
        BuiltIn { policy: Some(Arc::new(policy)), ..self }
    }

    /// Marks the program as one whose tasks communicate only through the kit. Exploring relies on it.
    #[must_use]
    pub fn sharing_only_via_kit(self, shares_only_via_kit: bool) -> BuiltIn {
        BuiltIn { shares_only_via_kit, ..self }
    }

    /// Records the types of locals and not their values, so that no `Debug` of the program runs.
    #[must_use]
    pub fn without_values(self) -> BuiltIn {
        BuiltIn { has_values: false, ..self }
    }

    /// Marks the program as one that may have a poll that never returns.
    #[must_use]
    pub fn with_unknown_polls(self) -> BuiltIn {
        BuiltIn { is_known_to_return: false, ..self }
    }

    /// Sets a function that returns whether anything outside the loop, such as another thread, may call a waker now. By
    /// default, something may.
    #[must_use]
    pub fn with_outside(self, outside: fn() -> bool) -> BuiltIn {
        BuiltIn { outside: Some(outside), ..self }
    }

    /// Returns the virtual time that each poll takes.
    #[must_use]
    pub fn poll_cost(&self) -> Duration {
        self.poll_cost
    }

    /// Returns whether the loop has a custom policy.
    #[must_use]
    pub fn has_policy(&self) -> bool {
        self.policy.is_some()
    }

    /// Returns whether its tasks communicate only through the kit.
    #[must_use]
    pub fn shares_only_via_kit(&self) -> bool {
        self.shares_only_via_kit
    }

    /// Returns whether the other one calls the same set-up, on the same loop, with polls that cost the same time.
    pub(super) fn is_same_as(&self, other: &BuiltIn) -> bool {
        let is_same_policy = match (&self.policy, &other.policy) {
            (None, None) => true,
            (Some(policy), Some(other)) => Arc::ptr_eq(policy, other),
            _ => false,
        };
        Arc::ptr_eq(&self.set_up, &other.set_up)
            && self.poll_cost == other.poll_cost
            && is_same_policy
    }

    /// Spawns its tasks in the executor that is running on this thread.
    pub fn spawn_tasks(&self) {
        (self.set_up)();
    }

    /// Spawns its tasks in this executor.
    pub fn start(&self, executor: &Executor) {
        if let Some(outside) = self.outside {
            executor.set_outside(outside);
        }
        executor.set_up(|| self.spawn_tasks());
    }

    /// Returns the record with values, or without them.
    pub(crate) fn recorder(&self, record: Recorder) -> Recorder {
        if self.has_values { record } else { record.without_values() }
    }

    pub(super) fn executor(&self) -> Executor {
        match &self.policy {
            Some(policy) => Executor::under(policy(), self.poll_cost),
            None => Executor::recording(self.recorder(Recorder::default()), self.poll_cost),
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

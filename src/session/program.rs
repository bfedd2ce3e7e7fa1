//! A program: a name, a language, source files and a [`Backend`].

use super::backend::{Backend, BuiltIn, Capabilities, Launcher};
use crate::executor::Executor;
use crate::executor::policy::Policy;
use crate::record::Recorder;
use crate::record::source::{Language, SourceFile};
use std::sync::Arc;
use std::time::Duration;

/// A program that can run in a session. It is cheap to clone.
#[derive(Clone, Debug)]
pub struct Program {
    /// The name in addresses and files.
    pub name: Arc<str>,
    /// The language that it is written in.
    pub language: Language,
    /// The source files, in the order in which they are shown. There may be none.
    pub sources: Vec<SourceFile>,
    /// What runs it.
    pub backend: Backend,
}

impl Program {
    /// Returns a program that is compiled in, and whose polls take no virtual time. `set_up` spawns its tasks; it is
    /// called once for each run.
    pub fn new(set_up: impl Fn() + Send + Sync + 'static) -> Program {
        Program::from_backend("program", Backend::BuiltIn(BuiltIn::new(set_up)))
    }

    /// Returns a program without source files.
    pub fn from_backend(name: impl Into<Arc<str>>, backend: Backend) -> Program {
        Program { name: name.into(), language: Language::Rust, sources: Vec::new(), backend }
    }

    /// Returns the program of a recorded run.
    pub fn from_record(name: impl Into<Arc<str>>, record: Recorder) -> Program {
        let language = record.language();
        Program { language, ..Program::from_backend(name, Backend::Record(Arc::new(record))) }
    }

    /// Returns a program that runs in another process.
    pub fn from_launcher(name: impl Into<Arc<str>>, launcher: impl Launcher + 'static) -> Program {
        Program::from_backend(name, Backend::Process(Arc::new(launcher)))
    }

    /// Sets the name.
    #[must_use]
    pub fn named(self, name: impl Into<Arc<str>>) -> Program {
        Program { name: name.into(), ..self }
    }

    /// Sets the source files.
    #[must_use]
    pub fn with_sources(self, sources: Vec<SourceFile>) -> Program {
        Program { sources, ..self }
    }

    /// Sets the virtual time that each poll takes. This has no effect if the program isn't compiled in.
    #[must_use]
    pub fn with_poll_cost(self, poll_cost: Duration) -> Program {
        self.map_built_in(|built_in| built_in.with_poll_cost(poll_cost))
    }

    /// Sets a custom policy for the loop. `policy` is called once for each run. This has no effect if the program isn't
    /// compiled in.
    #[must_use]
    pub fn with_policy(
        self,
        policy: impl Fn() -> Box<dyn Policy> + Send + Sync + 'static,
    ) -> Program {
        self.map_built_in(|built_in| built_in.with_policy(policy))
    }

    /// Marks the program as one whose tasks communicate only through the kit, if the argument is `true`. This has no
    /// effect if the program isn't compiled in.
    #[must_use]
    pub fn sharing_only_via_kit(self, shares_only_via_kit: bool) -> Program {
        self.map_built_in(|built_in| built_in.sharing_only_via_kit(shares_only_via_kit))
    }

    /// Records the types of locals and not their values, so that no `Debug` of the program runs. This has no effect if
    /// the program isn't compiled in.
    #[must_use]
    pub fn without_values(self) -> Program {
        self.map_built_in(BuiltIn::without_values)
    }

    /// Marks the program as one that may have a poll that never returns, so it isn't run ahead.
    #[must_use]
    pub fn with_unknown_polls(self) -> Program {
        self.map_built_in(BuiltIn::with_unknown_polls)
    }

    /// Marks the program as one in which nothing outside the loop, such as another thread, ever calls a waker. This has
    /// no effect if the program isn't compiled in.
    #[must_use]
    pub fn without_threads(self) -> Program {
        self.with_outside(|| false)
    }

    /// Sets a function that returns whether anything outside the loop may call a waker now. This has no effect if the
    /// program isn't compiled in.
    #[must_use]
    pub fn with_outside(self, outside: fn() -> bool) -> Program {
        self.map_built_in(|built_in| built_in.with_outside(outside))
    }

    fn map_built_in(self, change: impl FnOnce(BuiltIn) -> BuiltIn) -> Program {
        let backend = match self.backend {
            Backend::BuiltIn(built_in) => Backend::BuiltIn(change(built_in)),
            other @ (Backend::Process(_) | Backend::Record(_)) => other,
        };
        Program { backend, ..self }
    }

    /// Returns what the program supports.
    #[must_use]
    pub fn capabilities(&self) -> Capabilities {
        self.backend.capabilities()
    }

    /// Returns the backend, if the program is compiled in.
    #[must_use]
    pub fn built_in(&self) -> Option<&BuiltIn> {
        self.backend.built_in()
    }

    /// Spawns its tasks in this executor, if the program is compiled in.
    pub fn start(&self, executor: &Executor) {
        if let Some(built_in) = self.built_in() {
            built_in.start(executor);
        }
    }

    /// Returns the virtual time that each poll takes, or zero if the program isn't compiled in.
    #[must_use]
    pub fn poll_cost(&self) -> Duration {
        self.built_in().map_or(Duration::ZERO, BuiltIn::poll_cost)
    }

    /// Returns whether the loop has a custom policy.
    #[must_use]
    pub fn has_policy(&self) -> bool {
        self.built_in().is_some_and(BuiltIn::has_policy)
    }
}

/// Converts a set-up function, as in [`Program::new`].
impl<F: Fn() + Send + Sync + 'static> From<F> for Program {
    fn from(set_up: F) -> Program {
        Program::new(set_up)
    }
}

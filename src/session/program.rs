//! What can be run: a name, a language, its source files and a [`Backend`].

use super::backend::{Backend, BuiltIn, Capabilities, Launcher};
use crate::executor::Executor;
use crate::executor::policy::Policy;
use crate::record::Recorder;
use crate::record::source::{Language, SourceFile};
use std::sync::Arc;
use std::time::Duration;

/// What can be run. A plain value: to clone it is cheap, and it runs nothing by itself.
#[derive(Clone, Debug)]
pub struct Program {
    /// The name that addresses and files call it by.
    pub name: Arc<str>,
    /// The language that it is written in.
    pub language: Language,
    /// Its source files, the one to show first at the front. There may be none.
    pub sources: Vec<SourceFile>,
    /// What runs it.
    pub backend: Backend,
}

impl Program {
    /// A program that is compiled in, whose polls cost no time. `set_up` spawns its tasks; it is called once for
    /// each run.
    pub fn new(set_up: impl Fn() + Send + Sync + 'static) -> Program {
        Program::from_backend("program", Backend::BuiltIn(BuiltIn::new(set_up)))
    }

    /// A program without source files.
    pub fn from_backend(name: impl Into<Arc<str>>, backend: Backend) -> Program {
        Program { name: name.into(), language: Language::Rust, sources: Vec::new(), backend }
    }

    /// A run that is over.
    pub fn from_record(name: impl Into<Arc<str>>, record: Recorder) -> Program {
        let language = record.language();
        Program { language, ..Program::from_backend(name, Backend::Record(Arc::new(record))) }
    }

    /// A program that runs elsewhere.
    pub fn from_launcher(name: impl Into<Arc<str>>, launcher: impl Launcher + 'static) -> Program {
        Program::from_backend(name, Backend::Process(Arc::new(launcher)))
    }

    /// The same program under this name.
    #[must_use]
    pub fn named(self, name: impl Into<Arc<str>>) -> Program {
        Program { name: name.into(), ..self }
    }

    /// The same program with these source files.
    #[must_use]
    pub fn with_sources(self, sources: Vec<SourceFile>) -> Program {
        Program { sources, ..self }
    }

    /// The same program, with polls that each move the virtual clock by `poll_cost`. What is not compiled in
    /// stays as it is.
    #[must_use]
    pub fn with_poll_cost(self, poll_cost: Duration) -> Program {
        self.map_built_in(|built_in| built_in.with_poll_cost(poll_cost))
    }

    /// The same program, on a loop with other rules. `policy` is called once for each run. What is not compiled in
    /// stays as it is.
    #[must_use]
    pub fn with_policy(
        self,
        policy: impl Fn() -> Box<dyn Policy> + Send + Sync + 'static,
    ) -> Program {
        self.map_built_in(|built_in| built_in.with_policy(policy))
    }

    /// The same program, whose tasks share nothing except through the kit, where that is true. What is not compiled in
    /// stays as it is.
    #[must_use]
    pub fn sharing_only_via_kit(self, shares_only_via_kit: bool) -> Program {
        self.map_built_in(|built_in| built_in.sharing_only_via_kit(shares_only_via_kit))
    }

    /// The same program, of which nobody knows whether each of its polls returns: it isn't run ahead.
    #[must_use]
    pub fn with_unknown_polls(self) -> Program {
        self.map_built_in(BuiltIn::with_unknown_polls)
    }

    fn map_built_in(self, change: impl FnOnce(BuiltIn) -> BuiltIn) -> Program {
        let backend = match self.backend {
            Backend::BuiltIn(built_in) => Backend::BuiltIn(change(built_in)),
            other => other,
        };
        Program { backend, ..self }
    }

    /// What can be done with it.
    #[must_use]
    pub fn capabilities(&self) -> Capabilities {
        self.backend.capabilities()
    }

    /// The program that is compiled in, if it is.
    #[must_use]
    pub fn built_in(&self) -> Option<&BuiltIn> {
        if let Backend::BuiltIn(built_in) = &self.backend { Some(built_in) } else { None }
    }

    /// Spawns its tasks in this executor. Only a program that is compiled in has any.
    pub fn start(&self, executor: &Executor) {
        if let Some(built_in) = self.built_in() {
            built_in.start(executor);
        }
    }

    /// The virtual time that each poll costs; none where that is not known.
    #[must_use]
    pub fn poll_cost(&self) -> Duration {
        self.built_in().map_or(Duration::ZERO, BuiltIn::poll_cost)
    }

    /// Whether it runs on a loop with other rules than this crate's.
    #[must_use]
    pub fn has_policy(&self) -> bool {
        self.built_in().is_some_and(BuiltIn::has_policy)
    }
}

/// A test's closure is a program.
impl<F: Fn() + Send + Sync + 'static> From<F> for Program {
    fn from(set_up: F) -> Program {
        Program::new(set_up)
    }
}

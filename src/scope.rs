//! **Your own program** on the screen: step through it, explore it and export it like a recipe.
//!
//! ```no_run
//! use coroscope::kit::{SECOND, say, sleep, spawn};
//! use coroscope::{Scope, observed};
//! use std::process::ExitCode;
//!
//! #[observed]
//! async fn greet(name: &'static str) {
//!     say!("hello");
//!     sleep(SECOND).await;
//!     say!("goodbye from {name}");
//! }
//!
//! fn main() -> ExitCode {
//!     Scope::new("greetings", || {
//!         spawn(greet("Ada")).detach();
//!         spawn(greet("Grace")).detach();
//!     })
//!     .main()
//! }
//! ```
//!
//! `cargo run` opens it on the screen. The other commands are `cargo run -- text`, `-- explore` and
//! `-- export -f html -o run.html`, and `cargo run -- open @4` goes to a moment.
//!
//! # In five minutes
//! 1. `cargo add coroscope`, and put the program above in `src/main.rs`.
//! 2. `cargo run`, and press space for one poll. `?` lists the keys.
//! 3. Add `#[observed]` to the `async fn`s that you want to step through. Without it a coroutine runs the same,
//!    but its lines and locals aren't visible. You can leave the attribute in: without recording, it costs a branch.
//! 4. Replace anything that needs a runtime or another thread (see below) with the [kit](crate::kit), at least for now.
//! 5. In a test, check a property in every order: see [`testing`](crate::testing).
//!
//! # What can be stepped
//! Any future that needs only a waker: `futures` with its channels, streams and locks, `tokio::sync`,
//! `async-channel`, trait objects, your own. They run unchanged, and the screen shows their type. The program runs on
//! one thread, and time is virtual.
//!
//! # Limitations
//! - **Sockets, files and timers of a runtime** (`tokio::net`, `tokio::time`, `async-io`) need that runtime, which
//!   isn't running. Most of them panic with a message. The panic ends the task, and the screen shows the message.
//! - **Your own threads**: a thread can wake a task, and the loop waits for that. But the program doesn't determine when
//!   it happens, so such a run can't be repeated exactly, and exploring says that it doesn't know how it ends.
//! - **A blocking call** (`std::thread::sleep`, locking a held `Mutex`) blocks the one thread that polls. The
//!   screen names the poll that hasn't returned, and still reacts to keys.
//! - **Printing with `println!` or `eprintln!`**: the output is shown after you quit the screen, in the order in
//!   which it was printed, and a step back doesn't undo it. Without a screen it goes to standard error at once.
//!   `say!` prints to the Output pane, and a step back does undo it.
//! - **Reading standard input**: with a screen it is empty, because the screen reads the keys. Without one (`text`,
//!   `export`, `explore`) the program reads what you type or pipe in.
//! - **A change through a reference**: a local is recorded where it is bound and where it is assigned. If a
//!   callee changes it through `&mut`, or a closure that has captured it does, the change shows up at the next
//!   assignment.
//! - **A second source file**: the screen shows one file, that of the coroutines that the set-up creates.
//! - **Randomness, the time of day, memory addresses, the order of a `HashMap`**: choosing another order runs the
//!   program again. If two runs of one schedule differ, the steps up to the choice differ too.
//!
//! # It runs in a separate process
//! [`Scope::main`] starts your program a second time. The first process draws and never calls `set_up`; the second
//! one runs the program and sends its record. So after an abort, a stack overflow, `exit` or a poll that never returns
//! the terminal still works: the screen says in one sentence what happened, and you can step through the run up to
//! there.
//!
//! - **Code before `main`'s call of [`Scope::main`] runs in both processes**: move anything that must not happen twice
//!   to `set_up`, which is called once for each run.
//! - Both processes get the same arguments and the same environment, except for two variables that the second one gets:
//!   `COROSCOPE_PROCESS` and `COROSCOPE_SOCKET`. A program that yours starts inherits them and ignores them.
//! - Choosing another task, and `explore`, run the program again from its set-up. If the steps that both runs should
//!   share differ, the screen says that the program is not the same each time.
//! - [`Scope::write_sentences`], [`testing`](crate::testing) and [`explore`](mod@crate::explore) run in this process, as before.

#[cfg(feature = "cli")]
use crate::cli;
#[cfg(feature = "cli")]
use crate::cli::OwnProgram;
#[cfg(feature = "process")]
use crate::process::child::Role;
use crate::record::escape_control;
use crate::record::source::SourceFile;
use crate::session::{Program, Session, SetUp};
use crate::text;
use std::io::{self, Write};
use std::panic::Location;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

/// The option that shows the types of locals and not their values.
#[cfg(feature = "process")]
const NO_VALUES: &str = "--no-values";

/// Your own program, for the screen and the commands.
#[cfg_attr(
    not(feature = "cli"),
    expect(dead_code, reason = "only the command line shows names, titles and the source")
)]
pub struct Scope {
    name: String,
    title: Option<String>,
    about: Option<String>,
    poll_cost: Duration,
    shares_only_via_kit: bool,
    has_values: bool,
    sources: Vec<SourceFile>,
    set_up: SetUp,
    written_in: &'static str,
}

impl Scope {
    /// Returns a program. `set_up` is called once for each run; it spawns the tasks and creates what they share.
    ///
    /// The name is part of addresses (`name@9`), so it consists of lower-case letters, digits and `-`. Other
    /// characters are replaced with `-`.
    #[track_caller]
    pub fn new(name: &str, set_up: impl Fn() + Send + Sync + 'static) -> Scope {
        Scope {
            name: slug(name),
            title: None,
            about: None,
            poll_cost: Duration::ZERO,
            shares_only_via_kit: false,
            has_values: true,
            sources: Vec::new(),
            set_up: Arc::new(set_up),
            written_in: Location::caller().file(),
        }
    }

    /// Sets the heading of the screen. By default, it is the name.
    #[must_use]
    pub fn titled(self, title: &str) -> Scope {
        Scope { title: Some(escape_control(title)), ..self }
    }

    /// Sets a text that is shown beside the source, as Markdown.
    #[must_use]
    pub fn about(self, words: &str) -> Scope {
        Scope { about: Some(words.to_owned()), ..self }
    }

    /// Sets the virtual time that each poll takes. By default, polls take no time.
    #[must_use]
    pub fn poll_cost(self, poll_cost: Duration) -> Scope {
        Scope { poll_cost, ..self }
    }

    /// Promises that the tasks communicate only through the kit. Then exploring visits each state once, which is exact
    /// and much faster.
    ///
    /// Call it only if that is true. With an `Rc<Cell>`, a `static` or another crate's channel between two tasks,
    /// outcomes would be missed without a warning. Without this promise, exploring runs every order. See
    /// [`explore`](mod@crate::explore).
    #[must_use]
    pub fn shares_only_via_kit(self) -> Scope {
        Scope { shares_only_via_kit: true, ..self }
    }

    /// Shows the types of locals and not their values, like the option `--no-values`.
    ///
    /// A value is formatted with its `Debug`, which is code of your program. If that code hangs, overflows the stack or
    /// changes anything, the run with values isn't the run without them.
    #[must_use]
    pub fn without_values(self) -> Scope {
        Scope { has_values: false, ..self }
    }

    /// Adds a source file that the record carries, so that the run can be shown where the file isn't. `path` is the one
    /// that the compiler was given.
    #[must_use]
    pub fn source(mut self, path: &str, text: &str) -> Scope {
        self.sources.push(SourceFile::new(path, text));
        self
    }

    /// Returns the program that a session or an exploration runs.
    #[must_use]
    pub fn program(&self) -> Program {
        let set_up = Arc::clone(&self.set_up);
        let program = Program::new(move || set_up())
            .named(self.name.as_str())
            .with_sources(self.sources.clone())
            .with_poll_cost(self.poll_cost)
            .sharing_only_via_kit(self.shares_only_via_kit);
        if self.has_values { program } else { program.without_values() }
    }

    /// Writes the whole run in plain sentences, one paragraph per step.
    pub fn write_sentences(&self, out: &mut dyn Write) -> io::Result<()> {
        text::tell(out, &mut Session::new(self.program()), true)
    }

    /// Runs the command on the command line of this process, and reports errors on standard error. The
    /// commands are those of `coroscope` itself; without one the screen opens.
    ///
    /// The program runs in a second process, started from the same executable: see
    /// [the module](self#it-runs-in-a-separate-process). Without the feature `cli` there are no commands: the run is
    /// printed in plain sentences, or sent to the process that asked for it, if the feature `process` is there.
    #[must_use = "the exit status is for `main` to return"]
    pub fn main(self) -> ExitCode {
        #[cfg(feature = "process")]
        match Role::of_this_process() {
            // It has the arguments of the first process.
            Some(Ok(role)) if std::env::args_os().any(|argument| argument == NO_VALUES) => {
                return role.play(&self.without_values().program());
            }
            Some(Ok(role)) => return role.play(&self.program()),
            Some(Err(why)) => {
                let _closed = writeln!(io::stderr(), "{}: {why}", self.name);
                return ExitCode::from(2);
            }
            None => {}
        }
        self.run_command()
    }

    #[cfg(feature = "cli")]
    fn run_command(self) -> ExitCode {
        let Scope { name, title, about, written_in, .. } = self;
        let done = cli::run_own(OwnProgram { name: name.clone(), title, about, written_in });
        cli::exit(&name, done)
    }

    /// Prints the run in plain sentences.
    #[cfg(not(feature = "cli"))]
    fn run_command(self) -> ExitCode {
        match self.write_sentences(&mut io::stdout()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => ExitCode::from(u8::from(error.kind() != io::ErrorKind::BrokenPipe)),
        }
    }
}

fn slug(name: &str) -> String {
    let lower = name.to_lowercase();
    let parts = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    let slug = parts.collect::<Vec<_>>().join("-");
    if slug.is_empty() { "program".to_owned() } else { slug }
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn a_name_becomes_small_letters_digits_and_single_dashes() {
        let table = [
            ("greetings", "greetings"),
            ("My Program 2", "my-program-2"),
            ("  two  words  ", "two-words"),
            ("a--b__c", "a-b-c"),
            ("-edges-", "edges"),
            ("größe", "gr-e"),
            ("@9~0.1", "9-0-1"),
            ("", "program"),
            ("漢字", "program"),
        ];
        for (name, expected) in table {
            assert_eq!(slug(name), expected, "{name}");
        }
    }
}

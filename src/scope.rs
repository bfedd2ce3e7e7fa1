//! **Your own program** in the scope: stepped, told, explored and exported like a recipe.
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
//! `cargo run` opens it on the screen; `cargo run -- text`, `-- explore` and `-- export -f html -o run.html` do
//! the rest, and `cargo run -- open @4` goes to a moment.
//!
//! # In five minutes
//! 1. `cargo add coroscope`, and the program above in `src/main.rs`.
//! 2. `cargo run`, and press space: one poll. `?` lists the keys.
//! 3. Put `#[observed]` over the `async fn`s that you want to see into. Without it a coroutine runs the same
//!    and is opaque. Nothing else changes, and the attribute can stay: where nothing is recorded it costs a
//!    branch.
//! 4. Replace what reaches outside (see below) by the [kit](crate::kit), at least while you look.
//! 5. In a test, hold the program to a sentence in every order: see [`testing`](crate::testing).
//!
//! # What can be stepped
//! Any future that needs nothing but a waker: `futures` with its channels, streams and locks, `tokio::sync`,
//! `async-channel`, trait objects, your own. They run as they are and are shown by type. The program runs on
//! one thread, and time is virtual.
//!
//! # What cannot
//! - **Sockets, files and timers of a runtime** (`tokio::net`, `tokio::time`, `async-io`): they ask their own
//!   runtime, which is not there. Most say so in a panic; it ends the task, and the screen shows its words.
//! - **Threads of your own and their time**: a thread may wake a task, and the loop will see it, but when it
//!   does is not in the program's hands, so such a run cannot be told again the same way.
//! - **A blocking call** (`std::thread::sleep`, a `Mutex` that is held): it holds the one thread that polls. The
//!   screen names the poll that has not returned, and answers keys all the same.
//! - **Printing past the loop** (`println!`, `eprintln!`): it is shown after you leave the screen, in the order in
//!   which it was printed, and doesn't go back with the run. Without a screen it goes to standard error at once.
//!   `say!` prints to Output, and goes back with the run.
//! - **Reading standard input**: with a screen it is empty, because the keys are the screen's. Without one (`text`,
//!   `export`, `explore`) the program reads what you type or pipe in.
//! - **A change behind a reference**: a local is looked at where it is bound and where it is assigned. What a
//!   callee does to it through `&mut`, or a closure that has captured it, is seen at the next such place.
//! - **A second source file**: one file is shown, that of the coroutines that the set-up makes.
//! - **Randomness, the time of day, addresses in memory, the order of a `HashMap`**: a step back is the same run
//!   again. Where two runs of one schedule differ, stepping back shows another program.
//!
//! # It runs in a process of its own
//! [`Scope::main`] starts your program a second time. The first process draws and never calls `set_up`; the second
//! one runs the program and sends its record. So an abort, a stack overflow, `exit` or a poll that never returns
//! leaves the terminal whole: the screen says in one sentence what happened, and the steps up to there can be stepped
//! through.
//!
//! - **Code before `main`'s call of [`Scope::main`] runs in both processes**: keep it to what may happen twice, and
//!   put the rest into `set_up`, which runs once for each run.
//! - Both processes get the same arguments and the same environment, except for two variables that the second one gets:
//!   `COROSCOPE_PROCESS` and `COROSCOPE_SOCKET`. A program that yours starts inherits them and ignores them.
//! - Choosing another task, and `explore`, run the program again from its set-up. If the steps that both runs should
//!   share differ, the screen says that the program is not the same each time.
//! - [`Scope::tell`], [`testing`](crate::testing) and [`explore`](mod@crate::explore) run in this process, as before.

#[cfg(feature = "cli")]
use crate::cli;
#[cfg(feature = "cli")]
use crate::cli::OwnProgram;
#[cfg(feature = "cli")]
use crate::process::child::Role;
use crate::record::escape_control;
use crate::session::{Program, Session, SetUp};
use crate::text;
use std::io::{self, Write};
use std::panic::Location;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

/// A program of your own, ready to be looked at.
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
    set_up: SetUp,
    written_in: &'static str,
}

impl Scope {
    /// A program. `set_up` is called once for each run; it spawns the tasks and makes what they share.
    ///
    /// The name stands in addresses (`name@9`), so it is made of small letters, digits and `-`; other
    /// characters become a `-`.
    #[track_caller]
    pub fn new(name: &str, set_up: impl Fn() + Send + Sync + 'static) -> Scope {
        Scope {
            name: slug(name),
            title: None,
            about: None,
            poll_cost: Duration::ZERO,
            shares_only_via_kit: false,
            set_up: Arc::new(set_up),
            written_in: Location::caller().file(),
        }
    }

    /// A heading for the screen; without it, the name.
    #[must_use]
    pub fn titled(self, title: &str) -> Scope {
        Scope { title: Some(escape_control(title)), ..self }
    }

    /// Words that stand beside the source, as Markdown.
    #[must_use]
    pub fn about(self, words: &str) -> Scope {
        Scope { about: Some(words.to_owned()), ..self }
    }

    /// Each poll moves the virtual clock by so much; without it, by nothing.
    #[must_use]
    pub fn poll_cost(self, poll_cost: Duration) -> Scope {
        Scope { poll_cost, ..self }
    }

    /// You vouch for it: what one task tells another goes through the kit alone. Then, when its orders are
    /// explored, each state is run once, which is exact and far quicker.
    ///
    /// Say it only where it is so. An `Rc<Cell>`, a `static` or another crate's channel between two tasks
    /// tells them things that the kit does not see, and endings would be missed without a word. Without
    /// this, each order is a run of its own. See [`explore`](mod@crate::explore).
    #[must_use]
    pub fn shares_only_via_kit(self) -> Scope {
        Scope { shares_only_via_kit: true, ..self }
    }

    /// What a session or an exploration runs.
    #[must_use]
    pub fn program(&self) -> Program {
        let set_up = Arc::clone(&self.set_up);
        Program::new(move || set_up())
            .named(self.name.as_str())
            .with_poll_cost(self.poll_cost)
            .sharing_only_via_kit(self.shares_only_via_kit)
    }

    /// The whole run in plain sentences, one paragraph a step.
    pub fn tell(&self, out: &mut dyn Write) -> io::Result<()> {
        text::tell(out, &mut Session::new(self.program()), true)
    }

    /// Does what the command line of this process asks for, and says what went wrong on standard error. It
    /// has the commands of `coroscope` itself; without one the screen opens.
    ///
    /// The program runs in a second process of this one, which is started again for it: see
    /// [the module](self#it-runs-in-a-process-of-its-own).
    #[cfg(feature = "cli")]
    #[must_use = "the exit status is for `main` to return"]
    pub fn main(self) -> ExitCode {
        match Role::of_this_process() {
            Some(Ok(role)) => role.play(&self.program()),
            Some(Err(why)) => {
                let _closed = writeln!(io::stderr(), "{}: {why}", self.name);
                ExitCode::from(2)
            }
            None => {
                let Scope { name, title, about, written_in, .. } = self;
                let done =
                    cli::run_own(OwnProgram { name: name.clone(), title, about, written_in });
                cli::exit(&name, done)
            }
        }
    }

    /// Prints the run in plain sentences. With the feature `cli` it does what the command line of this process
    /// asks for.
    #[cfg(not(feature = "cli"))]
    #[must_use = "the exit status is for `main` to return"]
    pub fn main(self) -> ExitCode {
        match self.tell(&mut io::stdout()) {
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

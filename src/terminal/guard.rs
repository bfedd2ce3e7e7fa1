//! The **guard** restores the terminal when the process that draws dies of a fault of its own.
//!
//! A process can't restore anything once it overflows its stack, aborts or is killed. So the process that the shell has
//! started doesn't draw: it starts itself again, and waits.
//!
//! ```text
//!   shell ──▶ guard ──starts──▶ screen (draws, reads keys, restores the terminal when it ends)
//!               │ signals ────────▶ │
//!               │ ◀── exits with a status: the guard exits with the same
//!               │ ◀── stops (Ctrl-Z): the guard stops too, so that the shell takes over. The terminal of a screen that
//!               │     SIGSTOP has stopped is restored first; the screen takes it again once it is continued
//!               └ ◀── is killed by a signal: the guard restores the terminal and says so
//! ```
//!
//! If the guard is killed, the screen notices and ends.

#[cfg(not(unix))]
pub use none::run;
#[cfg(unix)]
pub use unix::run;

#[cfg(unix)]
mod unix {
    use super::super::{detect, ownership, signals};
    use crate::limits::{MAX_GUARDED_END_TIME, WATCHDOG_INTERVAL};
    use rustix::io::Errno;
    use rustix::process::{
        Pid, Signal, WaitOptions, getpgrp, getpid, getppid, kill_process, waitpid,
    };
    use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcgetpgrp, tcsetattr};
    use signal_hook::consts::{SIGABRT, SIGINT, SIGQUIT, SIGTTIN, SIGTTOU};
    use signal_hook::iterator::Signals;
    use std::env;
    use std::io::{self, stdin};
    use std::os::unix::process::CommandExt;
    use std::process::Command;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI32, Ordering};
    use std::thread;

    /// The variable that tells a process its guard's id.
    const GUARD: &str = "COROSCOPE_GUARD";

    /// The signals for a process that uses the terminal in the background. The screen stops because of them, and then this
    /// process does, too.
    const IGNORED: [i32; 2] = [SIGTTIN, SIGTTOU];

    /// The signals that a terminal sends for a key, to all its processes. The screen's own mode has no such keys, so they
    /// are for a program to which the screen has lent the terminal, such as an editor.
    const FROM_KEYS: [i32; 2] = [SIGINT, SIGQUIT];

    /// Runs this program again under this process as its guard, and returns the exit status once it has ended. Returns
    /// `None` in the process that is guarded, and where there is no terminal to guard.
    ///
    /// # Errors
    /// Fails if the program can't be started.
    pub fn run() -> io::Result<Option<i32>> {
        if is_guarded() {
            watch_guard();
            return Ok(None);
        }
        if detect::check_terminal().is_err() {
            return Ok(None);
        }
        let Ok(settings) = tcgetattr(stdin()) else { return Ok(None) };
        let signals = signals::handled()?;
        for stops in IGNORED {
            signals.handle().add_signal(stops)?;
        }
        let mut arguments = env::args_os();
        // On Linux this path refers to the running program even if its file has been rebuilt since.
        let program =
            if cfg!(target_os = "linux") { "/proc/self/exe".into() } else { env::current_exe()? };
        let mut command = Command::new(program);
        if let Some(called) = arguments.next() {
            command.arg0(called);
        }
        command.args(arguments).env(GUARD, getpid().as_raw_nonzero().to_string());
        let screen = Pid::from_child(&command.spawn()?);
        let unsendable = Arc::default();
        pass_on(signals, screen, Arc::clone(&unsendable));
        Ok(Some(wait_for(screen, &settings, &unsendable)))
    }

    fn is_guarded() -> bool {
        guard().is_some_and(|guard| getppid() == Some(guard))
    }

    fn guard() -> Option<Pid> {
        Pid::from_raw(env::var(GUARD).ok()?.parse().ok()?)
    }

    /// Ends this process if its guard has ended, because the shell then uses the terminal.
    #[expect(clippy::disallowed_methods, reason = "the system doesn't say when a parent ends")]
    fn watch_guard() {
        thread::spawn(|| {
            while is_guarded() {
                thread::sleep(WATCHDOG_INTERVAL);
            }
            let sentence = "coroscope: The process that guards the screen was killed.";
            ownership::exit(128 + Signal::KILL.as_raw(), Some(sentence));
        });
    }

    /// Passes the signals that this process gets to the screen, on a separate thread. One that can't be sent, because only
    /// its number is known, kills the screen and is stored.
    #[expect(
        clippy::disallowed_methods,
        reason = "one thread waits for the screen, and another one for signals"
    )]
    fn pass_on(mut signals: Signals, screen: Pid, unsendable: Arc<AtomicI32>) {
        let send = move |signal| {
            let _ended = kill_process(screen, signal);
        };
        thread::spawn(move || {
            for number in signals.forever() {
                if IGNORED.contains(&number) || (FROM_KEYS.contains(&number) && has_signal_keys()) {
                    continue;
                }
                if let Some(signal) = Signal::from_named_raw(number) {
                    send(signal);
                } else {
                    unsendable.store(number, Ordering::SeqCst);
                    send(Signal::KILL);
                }
                if signals::is_ending(number) {
                    thread::spawn(move || {
                        thread::sleep(MAX_GUARDED_END_TIME);
                        send(Signal::KILL);
                    });
                }
            }
        });
    }

    /// Waits for the screen to end, and returns the status with which this process must exit.
    fn wait_for(screen: Pid, settings: &Termios, unsendable: &AtomicI32) -> i32 {
        loop {
            let status = match waitpid(Some(screen), WaitOptions::UNTRACED) {
                Ok(Some((_, status))) => status,
                Ok(None) | Err(Errno::INTR) => continue,
                Err(_) => return 1,
            };
            if let Some(status) = status.exit_status() {
                return status;
            }
            if let Some(signal) = status.terminating_signal() {
                let (number, sentence) = match unsendable.load(Ordering::SeqCst) {
                    0 => (signal, killed_by(signal)),
                    number => (number, signals::closed_by(number)),
                };
                restore(settings, Some(&sentence));
                return 128 + number;
            }
            if status.stopped() {
                if has_screen_terminal(settings) {
                    restore(settings, None);
                }
                let _continued = kill_process(getpid(), Signal::STOP);
            }
        }
    }

    fn killed_by(signal: i32) -> String {
        let name = signals::name_of(signal);
        match signal {
            SIGABRT => format!(
                "The screen was aborted ({name}), for example because its stack or the memory was full."
            ),
            _ => format!("The screen was killed by {name}."),
        }
    }

    /// Returns whether the terminal sends signals for keys.
    fn has_signal_keys() -> bool {
        tcgetattr(stdin()).is_ok_and(|now| now.local_modes.contains(LocalModes::ISIG))
    }

    /// Returns whether the terminal is in the screen's mode. A screen that stops by itself restores it before.
    fn has_screen_terminal(settings: &Termios) -> bool {
        is_in_foreground()
            && tcgetattr(stdin()).is_ok_and(|now| now.local_modes != settings.local_modes)
    }

    fn is_in_foreground() -> bool {
        tcgetpgrp(stdin()) == Ok(getpgrp())
    }

    fn restore(settings: &Termios, sentence: Option<&str>) {
        // In the background this would stop the process, and the shell has restored its terminal.
        if is_in_foreground() {
            let _gone = tcsetattr(stdin(), OptionalActions::Now, settings);
        }
        ownership::restore_for_another(sentence);
    }
}

/// Where no process can wait for another one's signals, there is no guard.
#[cfg(not(unix))]
mod none {
    use std::io;

    /// Returns `None`.
    pub fn run() -> io::Result<Option<i32>> {
        Ok(None)
    }
}

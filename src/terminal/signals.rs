//! Handles the signals that end or suspend the program.
//!
//! When the terminal goes away or accepts no output, the drawing thread may hang. So if the main thread hasn't handled a
//! signal that ends the program after half a second, this thread restores the terminal and exits.

use super::input::Input;
#[cfg(unix)]
use super::ownership;
use std::io;
use std::sync::mpsc::Sender;

#[cfg(unix)]
mod unix {
    use super::super::foreground;
    use super::{Input, Sender, io, ownership};
    use crate::app::message::Message;
    use signal_hook::consts::{
        SIGABRT, SIGALRM, SIGCONT, SIGHUP, SIGINT, SIGIO, SIGPROF, SIGQUIT, SIGSYS, SIGTERM,
        SIGTRAP, SIGTSTP, SIGUSR1, SIGUSR2, SIGVTALRM, SIGWINCH, SIGXCPU, SIGXFSZ,
    };
    use signal_hook::iterator::Signals;
    use std::ops::Range;
    use std::thread;

    /// The signals that end a process unless it handles them. The others that do so report a fault of the process
    /// itself, and returning from their handler would repeat the fault.
    const ENDING: [i32; 14] = [
        SIGHUP, SIGINT, SIGQUIT, SIGTRAP, SIGABRT, SIGUSR1, SIGUSR2, SIGALRM, SIGTERM, SIGXCPU,
        SIGVTALRM, SIGPROF, SIGIO, SIGSYS,
    ];

    /// The real-time signals, which end a process too.
    const REAL_TIME: Range<i32> = if cfg!(target_os = "linux") { 34..65 } else { 0..0 };

    /// Signals of Linux that end a process too: a fault of a coprocessor, and a power failure.
    const OF_LINUX: [i32; 2] = [16, 30];

    /// Returns whether this signal ends the program.
    pub fn is_ending(signal: i32) -> bool {
        ENDING.contains(&signal)
            || REAL_TIME.contains(&signal)
            || cfg!(target_os = "linux") && OF_LINUX.contains(&signal)
    }

    /// Returns the signals that the program handles, as they arrive.
    ///
    /// # Errors
    /// Fails if the system refuses a handler.
    pub fn handled() -> io::Result<Signals> {
        // SIGXFSZ isn't an end: the write that caused it fails, and is reported.
        let signals = Signals::new([SIGTSTP, SIGCONT, SIGWINCH, SIGXFSZ])?;
        for signal in ENDING {
            signals.add_signal(signal)?;
        }
        for signal in (1..REAL_TIME.end).filter(|signal| is_ending(*signal)) {
            // A system may reserve some of them.
            let _reserved = signals.add_signal(signal);
        }
        Ok(signals)
    }

    /// Waits for signals on a separate thread.
    #[expect(
        clippy::disallowed_methods,
        reason = "a signal must be heard while the drawing thread hangs"
    )]
    pub fn listen(sender: Sender<Input>) -> io::Result<()> {
        let mut signals = handled()?;
        thread::spawn(move || {
            for signal in signals.forever() {
                let input = match signal {
                    // These come from the keys, and are for the program that has the terminal.
                    SIGINT | SIGQUIT if foreground::is_lent() => continue,
                    SIGTSTP if foreground::is_lent() => {
                        let _stopped = signal_hook::low_level::emulate_default_handler(SIGTSTP);
                        continue;
                    }
                    SIGTSTP => Input::Message(Message::Suspend),
                    SIGCONT => Input::Continued,
                    SIGWINCH => Input::Resized,
                    SIGXFSZ => continue,
                    ending => Input::Signal(ending),
                };
                let is_end = matches!(input, Input::Signal(_));
                let nobody_listens = sender.send(input).is_err();
                if is_end || nobody_listens {
                    let words = format!("coroscope: {}", closed_by(signal));
                    ownership::exit_after_grace(128 + signal, Some(&words));
                }
            }
        });
        Ok(())
    }

    /// Returns the sentence that says which signal closed the screen.
    pub fn closed_by(signal: i32) -> String {
        format!("{} closed the screen.", capitalized(&name_of(signal)))
    }

    /// Returns the name of a signal for the middle of a sentence: `SIGTERM`, or `signal 34`.
    pub fn name_of(signal: i32) -> String {
        let linux = cfg!(target_os = "linux");
        let name = match signal {
            16 if linux => Some("SIGSTKFLT"),
            30 if linux => Some("SIGPWR"),
            _ => signal_hook::low_level::signal_name(signal),
        };
        name.map_or_else(|| format!("signal {signal}"), str::to_owned)
    }

    fn capitalized(words: &str) -> String {
        words.replacen('s', "S", 1)
    }
}

#[cfg(not(unix))]
mod unix {
    use super::{Input, Sender, io};

    /// Does nothing, because there are no such signals.
    #[expect(clippy::unnecessary_wraps, reason = "the same signature as on Unix")]
    pub fn listen(_: Sender<Input>) -> io::Result<()> {
        Ok(())
    }

    /// Returns the sentence that says which signal closed the screen.
    pub fn closed_by(signal: i32) -> String {
        format!("Signal {signal} closed the screen.")
    }
}

pub use unix::{closed_by, listen};
#[cfg(unix)]
pub use unix::{handled, is_ending, name_of};

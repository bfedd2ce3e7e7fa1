//! The signals that end or stop the program.
//!
//! When the terminal goes away, reading it may never come back. So a signal that ends the program is
//! given half a second to be obeyed; then this thread gives the terminal back and ends the process.

use super::input::Input;
use std::io;
use std::sync::mpsc::Sender;

#[cfg(unix)]
mod unix {
    use super::{Input, Sender, io};
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP};
    use signal_hook::iterator::Signals;
    use std::thread;
    use std::time::Duration;

    const PATIENCE: Duration = Duration::from_millis(500);

    /// Waits for signals on a thread of its own.
    #[expect(
        clippy::disallowed_methods,
        reason = "a signal must be heard while the drawing thread hangs"
    )]
    pub fn listen(sender: Sender<Input>) -> io::Result<()> {
        let mut signals = Signals::new([SIGTERM, SIGINT, SIGHUP, SIGTSTP, SIGCONT])?;
        thread::spawn(move || {
            for signal in signals.forever() {
                let input = match signal {
                    SIGTSTP => Input::Message(crate::app::message::Message::Suspend),
                    SIGCONT => Input::Continued,
                    ending => Input::Ended(ending),
                };
                let is_end = matches!(input, Input::Ended(_));
                let nobody_listens = sender.send(input).is_err();
                if is_end || nobody_listens {
                    thread::sleep(PATIENCE);
                    super::super::screen::give_back();
                    std::process::exit(128 + signal);
                }
            }
        });
        Ok(())
    }

    /// Stops this process until the shell says to go on.
    pub fn stop() -> io::Result<()> {
        signal_hook::low_level::emulate_default_handler(SIGTSTP)
    }
}

#[cfg(not(unix))]
mod unix {
    use super::{Input, Sender, io};

    /// There are none to wait for.
    #[expect(clippy::unnecessary_wraps, reason = "the same signature as on Unix")]
    pub fn listen(_: Sender<Input>) -> io::Result<()> {
        Ok(())
    }

    /// There is no shell to go back to.
    #[expect(clippy::unnecessary_wraps, reason = "the same signature as on Unix")]
    pub fn stop() -> io::Result<()> {
        Ok(())
    }
}

pub use unix::{listen, stop};

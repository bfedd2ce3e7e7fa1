//! Handles the signals that end or suspend the program.
//!
//! When the terminal goes away, a read may never return. So if the main thread hasn't handled a signal that
//! ends the program after half a second, this thread restores the terminal and exits.

use super::input::Input;
#[cfg(unix)]
use super::ownership;
use std::io;
use std::sync::mpsc::Sender;

#[cfg(unix)]
mod unix {
    use super::{Input, Sender, io, ownership};
    use crate::app::message::Message;
    use crate::limits::SIGNAL_GRACE_TIME;
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP};
    use signal_hook::iterator::Signals;
    use std::thread;

    /// Waits for signals on a separate thread.
    #[expect(
        clippy::disallowed_methods,
        reason = "a signal must be heard while the drawing thread hangs"
    )]
    pub fn listen(sender: Sender<Input>) -> io::Result<()> {
        let mut signals = Signals::new([SIGTERM, SIGINT, SIGHUP, SIGTSTP, SIGCONT])?;
        thread::spawn(move || {
            for signal in signals.forever() {
                let input = match signal {
                    SIGTSTP => Input::Message(Message::Suspend),
                    SIGCONT => Input::Continued,
                    ending => Input::Signal(ending),
                };
                let is_end = matches!(input, Input::Signal(_));
                let nobody_listens = sender.send(input).is_err();
                if is_end || nobody_listens {
                    thread::sleep(SIGNAL_GRACE_TIME);
                    ownership::exit(128 + signal, None);
                }
            }
        });
        Ok(())
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
}

pub use unix::listen;

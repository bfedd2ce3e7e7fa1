//! Writes to the terminal: without a buffer and without a lock, so that no thread waits for another one.
//!
//! A terminal that accepts nothing blocks the thread that writes to it, for ever. So what must not hang writes
//! [with a deadline](write_within).

use std::io;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

/// Where to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Standard output, which is the screen.
    Out,
    /// Standard error.
    Err,
}

/// Writes all bytes. This may block.
///
/// # Errors
/// Fails if the terminal has gone away.
pub fn write(stream: Stream, bytes: &[u8]) -> io::Result<()> {
    platform::write(stream, bytes)
}

/// Writes in this order, on a thread of its own, and returns when that is done or the time has passed. Errors are ignored,
/// because the terminal may have gone away.
pub fn write_within(limit: Duration, parts: Vec<(Stream, Vec<u8>)>) {
    let (written, is_written) = channel();
    let writes = move || {
        for (stream, bytes) in parts {
            let _gone = write(stream, &bytes);
        }
        let _nobody_waits = written.send(());
    };
    if thread::Builder::new().spawn(writes).is_ok() {
        let _too_late = is_written.recv_timeout(limit);
    }
}

#[cfg(unix)]
mod platform {
    use super::Stream;
    use rustix::event::{PollFd, PollFlags, poll};
    use rustix::io::Errno;
    use std::io::{self, stderr, stdout};
    use std::os::fd::{AsFd, BorrowedFd};

    pub fn write(stream: Stream, bytes: &[u8]) -> io::Result<()> {
        match stream {
            Stream::Out => write_all(stdout().as_fd(), bytes),
            Stream::Err => write_all(stderr().as_fd(), bytes),
        }
    }

    fn write_all(terminal: BorrowedFd<'_>, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            match rustix::io::write(terminal, bytes) {
                Ok(count) => bytes = &bytes[count..],
                Err(Errno::INTR) => {}
                // Another program has made the terminal non-blocking for all.
                Err(Errno::AGAIN) => {
                    let writable = PollFd::from_borrowed_fd(terminal, PollFlags::OUT);
                    let _interrupted = poll(&mut [writable], None);
                }
                Err(why) => return Err(why.into()),
            }
        }
        Ok(())
    }
}

#[cfg(not(unix))]
mod platform {
    use super::Stream;
    use std::io::{self, Write, stderr, stdout};

    pub fn write(stream: Stream, bytes: &[u8]) -> io::Result<()> {
        match stream {
            Stream::Out => {
                let mut out = stdout().lock();
                out.write_all(bytes)?;
                out.flush()
            }
            Stream::Err => stderr().write_all(bytes),
        }
    }
}

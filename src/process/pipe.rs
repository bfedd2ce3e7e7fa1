//! An output stream of a child: read as it arrives, and up to the child's last byte once the child has ended.
//!
//! A thread follows the stream. After the child has ended, its last bytes may still be in the pipe, because that thread
//! hasn't run since. The stream isn't closed then if a program that the child started has inherited it. So the code that
//! needs the last bytes reads what is in the pipe itself, and waits for nothing.

#[cfg(not(unix))]
pub(super) use anywhere::Pipe;
#[cfg(unix)]
pub(super) use unix::Pipe;

#[cfg(unix)]
mod unix {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::io::{Errno, ioctl_fionread, read};
    use std::os::fd::OwnedFd;
    use std::sync::{Mutex, PoisonError};

    /// The reading end of a pipe.
    pub struct Pipe {
        end: OwnedFd,
        /// Is held from a read until its bytes have been handled.
        reading: Mutex<()>,
    }

    /// What a read without waiting found.
    enum Found {
        Bytes(usize),
        Nothing,
        Closed,
    }

    impl Pipe {
        /// Returns the reading end of a pipe.
        pub fn new(end: impl Into<OwnedFd>) -> Pipe {
            Pipe { end: end.into(), reading: Mutex::new(()) }
        }

        /// Passes each piece to `handle` as it arrives, until the stream is closed.
        pub fn follow(&self, mut handle: impl FnMut(&[u8])) {
            loop {
                let mut arrives = [PollFd::new(&self.end, PollFlags::IN)];
                match poll(&mut arrives, None) {
                    Ok(_) | Err(Errno::INTR | Errno::AGAIN) => {}
                    Err(_) => return,
                }
                if let Found::Closed = self.read_piece(&mut handle) {
                    return;
                }
            }
        }

        /// Passes to `handle` what was written before this call and not yet handled. Then everything that was written
        /// before this call has been handled, here or by [`Pipe::follow`].
        pub fn drain(&self, mut handle: impl FnMut(&[u8])) {
            // A program that writes without end must not keep this from returning.
            let mut left = ioctl_fionread(&self.end).unwrap_or(0);
            while let Found::Bytes(count) = self.read_piece(&mut handle) {
                left = left.saturating_sub(count as u64);
                if left == 0 {
                    return;
                }
            }
        }

        fn read_piece(&self, handle: &mut impl FnMut(&[u8])) -> Found {
            let _until_handled = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
            let mut arrived = [PollFd::new(&self.end, PollFlags::IN)];
            match poll(&mut arrived, Some(&Timespec::default())) {
                Ok(1..) => {}
                Ok(_) | Err(Errno::INTR | Errno::AGAIN) => return Found::Nothing,
                Err(_) => return Found::Closed,
            }
            let mut bytes = [0; 4096];
            // This doesn't wait, because the pipe has bytes or is closed, and no other thread reads it now.
            match read(&self.end, &mut bytes) {
                Ok(0) => Found::Closed,
                Ok(count) => {
                    handle(&bytes[..count]);
                    Found::Bytes(count)
                }
                Err(Errno::INTR | Errno::AGAIN) => Found::Nothing,
                Err(_) => Found::Closed,
            }
        }
    }
}

/// Where a pipe can't be asked whether it has bytes, the thread that follows it is waited for.
#[cfg(not(unix))]
mod anywhere {
    use crate::limits::{CHILD_LOOK_INTERVAL, MAX_LAST_OUTPUT_TIME};
    use std::io::Read;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::{Mutex, PoisonError};
    use std::thread;
    use std::time::Instant;

    /// The reading end of a pipe.
    pub struct Pipe {
        end: Mutex<Box<dyn Read + Send>>,
        is_closed: AtomicBool,
    }

    impl Pipe {
        /// Returns the reading end of a pipe.
        pub fn new(end: impl Read + Send + 'static) -> Pipe {
            Pipe { end: Mutex::new(Box::new(end)), is_closed: AtomicBool::new(false) }
        }

        /// Passes each piece to `handle` as it arrives, until the stream is closed.
        pub fn follow(&self, mut handle: impl FnMut(&[u8])) {
            let mut end = self.end.lock().unwrap_or_else(PoisonError::into_inner);
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = end.read(&mut bytes) {
                handle(&bytes[..count]);
            }
            self.is_closed.store(true, Ordering::SeqCst);
        }

        /// Waits until [`Pipe::follow`] has read the stream to its end, for up to [`MAX_LAST_OUTPUT_TIME`].
        #[expect(
            clippy::disallowed_methods,
            reason = "the last output of a process takes real time"
        )]
        pub fn drain(&self, _: impl FnMut(&[u8])) {
            let since = Instant::now();
            while !self.is_closed.load(Ordering::SeqCst) && since.elapsed() < MAX_LAST_OUTPUT_TIME {
                thread::sleep(CHILD_LOOK_INTERVAL);
            }
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::io::{Write, pipe};
    use std::sync::mpsc::channel;
    use std::thread;

    fn drained(pipe: &Pipe) -> Vec<u8> {
        let mut all = Vec::new();
        pipe.drain(|bytes| all.extend_from_slice(bytes));
        all
    }

    #[test]
    fn what_was_written_is_drained_while_nobody_follows_and_the_stream_is_open() {
        let (reader, mut writer) = pipe().expect("the system has pipes");
        let pipe = Pipe::new(reader);
        assert_eq!(drained(&pipe), b"");
        writer.write_all(&[b'x'; 10_000]).expect("it fits into the pipe");
        writer.write_all(b"the end").expect("it fits into the pipe");
        let all = drained(&pipe);
        assert_eq!(all.len(), 10_007);
        assert!(all.ends_with(b"xthe end"));
        assert_eq!(drained(&pipe), b"");
        drop(writer);
        assert_eq!(drained(&pipe), b"");
    }

    #[test]
    fn draining_waits_until_the_thread_that_follows_has_handled_what_it_read() {
        let (reader, mut writer) = pipe().expect("the system has pipes");
        let pipe = Pipe::new(reader);
        let ((read, has_read), (go_on, may_go_on)) = (channel(), channel());
        let handled = std::sync::Mutex::new(Vec::new());
        thread::scope(|scope| {
            let (pipe, handled) = (&pipe, &handled);
            scope.spawn(move || {
                pipe.follow(|bytes| {
                    read.send(()).expect("the test waits for this");
                    may_go_on.recv().expect("the test sends this");
                    handled.lock().expect("it doesn't panic").extend_from_slice(bytes);
                });
            });
            writer.write_all(b"one").expect("it fits into the pipe");
            has_read.recv().expect("the thread follows");
            scope.spawn(move || go_on.send(()));
            assert_eq!(drained(pipe), b"");
            assert_eq!(*handled.lock().expect("it doesn't panic"), b"one");
            drop(writer);
        });
    }

    #[test]
    fn draining_a_stream_that_is_written_without_end_returns() {
        let (reader, mut writer) = pipe().expect("the system has pipes");
        let pipe = Pipe::new(reader);
        let handled = thread::scope(|scope| {
            // It writes until nobody reads any more.
            scope.spawn(move || while writer.write_all(&[b'x'; 4096]).is_ok() {});
            let mut handled = Vec::new();
            while handled.is_empty() {
                handled = drained(&pipe);
            }
            drop(pipe);
            handled
        });
        assert!(!handled.is_empty());
    }
}

//! The child's standard output and standard error, where it prints without `say!`.
//!
//! This isn't part of the run: a step back doesn't undo it, and the child may be some steps ahead of the screen. So with
//! a screen, it is stored and printed when the screen closes. Without a screen it goes to standard error at once,
//! because the command writes its own result to standard output.

use super::pipe::Pipe;
use crate::limits::{MAX_LAST_ERROR_BYTES, MAX_PRINTED_BYTES};
use std::collections::VecDeque;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// What to do with the child's output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// Store it until it is taken.
    Keep,
    /// Write it to standard error at once.
    Pass,
    /// Drop it, because an exploration runs the program many times.
    Drop,
}

/// An output stream of the child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Printed {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}

/// The stored output of a child.
#[derive(Default)]
pub struct Kept {
    state: Mutex<Stored>,
}

#[derive(Default)]
struct Stored {
    chunks: VecDeque<(Printed, Vec<u8>)>,
    bytes: usize,
    dropped: usize,
    last_words: Vec<u8>,
}

/// An output stream of a child, and what to do with it.
pub(super) struct Capture {
    pub(super) pipe: Pipe,
    pub(super) printed: Printed,
    pub(super) output: Output,
    pub(super) kept: Arc<Kept>,
}

impl Capture {
    /// Handles what the child writes as it arrives, until the stream is closed, and calls `notify` after each piece that
    /// is stored.
    pub(super) fn follow(&self, notify: &dyn Fn()) {
        self.pipe.follow(|bytes| {
            self.handle(bytes);
            if self.output == Output::Keep {
                notify();
            }
        });
    }

    /// Handles what the child has written up to this call.
    pub(super) fn drain(&self) {
        self.pipe.drain(|bytes| self.handle(bytes));
    }

    fn handle(&self, bytes: &[u8]) {
        self.kept.handle(bytes, self.printed, self.output);
    }
}

impl Kept {
    fn handle(&self, bytes: &[u8], printed: Printed, output: Output) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if printed == Printed::Err {
            state.last_words.extend_from_slice(bytes);
            let surplus = state.last_words.len().saturating_sub(MAX_LAST_ERROR_BYTES);
            state.last_words.drain(..surplus);
        }
        if output == Output::Pass {
            drop(state);
            let mut err = io::stderr().lock();
            let _closed = err.write_all(bytes).and_then(|()| err.flush());
            return;
        }
        if output == Output::Drop {
            return;
        }
        state.bytes += bytes.len();
        match state.chunks.back_mut() {
            Some((last, chunk)) if *last == printed && chunk.len() < 4096 => {
                chunk.extend_from_slice(bytes);
            }
            _ => state.chunks.push_back((printed, bytes.to_vec())),
        }
        while state.bytes > MAX_PRINTED_BYTES {
            let Some((_, chunk)) = state.chunks.pop_front() else { break };
            state.bytes -= chunk.len();
            state.dropped += chunk.len();
        }
    }

    /// Takes the output since the last call, in order, and the number of bytes before it that were dropped.
    #[must_use]
    pub fn drain(&self) -> (Vec<(Printed, Vec<u8>)>, usize) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.bytes = 0;
        (std::mem::take(&mut state.chunks).into(), std::mem::take(&mut state.dropped))
    }

    /// Returns whether there is any stored output.
    #[must_use]
    pub fn has_any(&self) -> bool {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        // What the system says on standard error when a program dies is told as its end.
        state.chunks.iter().any(|(printed, _)| *printed == Printed::Out)
    }

    /// Returns the end of standard error.
    pub(super) fn last_words(&self) -> String {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&state.last_words).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_standard_error_is_stored_whatever_becomes_of_the_output() {
        for output in [Output::Keep, Output::Drop] {
            let kept = Kept::default();
            kept.handle(b"printed", Printed::Out, output);
            assert_eq!(kept.last_words(), "", "{output:?}: standard output isn't part of it");
            kept.handle(b"one ", Printed::Err, output);
            kept.handle(b"two", Printed::Err, output);
            assert_eq!(kept.last_words(), "one two", "{output:?}");
            assert_eq!(kept.has_any(), output == Output::Keep, "{output:?}");
            let many = [vec![b'x'; MAX_LAST_ERROR_BYTES], b"the end".to_vec()].concat();
            kept.handle(&many, Printed::Err, output);
            let words = kept.last_words();
            assert_eq!(words.len(), MAX_LAST_ERROR_BYTES, "{output:?}");
            assert!(words.starts_with('x') && words.ends_with("xthe end"), "{output:?}");
        }
    }

    #[test]
    fn stored_output_is_in_order_and_limited() {
        let kept = Kept::default();
        kept.handle(b"one ", Printed::Out, Output::Keep);
        kept.handle(b"two ", Printed::Err, Output::Keep);
        kept.handle(b"three", Printed::Out, Output::Keep);
        let (chunks, dropped) = kept.drain();
        let words = [(Printed::Out, "one "), (Printed::Err, "two "), (Printed::Out, "three")];
        assert_eq!(chunks, words.map(|(printed, text)| (printed, text.as_bytes().to_vec())));
        assert_eq!((dropped, kept.has_any()), (0, false));
        let much = vec![b'x'; 3 * MAX_PRINTED_BYTES];
        kept.handle(&much, Printed::Out, Output::Keep);
        let (chunks, dropped) = kept.drain();
        let bytes: usize = chunks.iter().map(|(_, chunk)| chunk.len()).sum();
        assert!(
            bytes <= MAX_PRINTED_BYTES && bytes + dropped == much.len(),
            "{bytes} and {dropped}"
        );
    }
}

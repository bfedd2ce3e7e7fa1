//! What the loop has to know of threads: how a letter comes from one, and how a panic stays inside one call.

pub(crate) mod mailbox;

/// What the mailbox locks and flags with: a model of it takes another.
mod sync {
    pub(super) use std::sync::Mutex;
    pub(super) use std::sync::atomic::AtomicBool;
}

use std::any::Any;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Calls `inside`; where it panics, the message.
pub(crate) fn caught<R>(inside: impl FnOnce() -> R) -> Result<R, String> {
    catch_unwind(AssertUnwindSafe(inside)).map_err(panic_text)
}

/// The message that a panic carries. A payload of another kind is left alone: its drop could panic again.
#[cold]
fn panic_text(payload: Box<dyn Any + Send>) -> String {
    let text = payload.downcast::<String>().map(|text| *text);
    let text = text.or_else(|other| other.downcast::<&str>().map(|text| (*text).to_owned()));
    text.unwrap_or_else(|other| {
        mem::forget(other);
        "a panic without a message".to_owned()
    })
}

//! Messages between threads, and catching panics.

pub(crate) mod mailbox;

/// The lock and the flag of the mailbox. Its model in `benches/peers` replaces them with those of loom.
mod sync {
    pub(super) use std::sync::Mutex;
    pub(super) use std::sync::atomic::AtomicBool;
}

use std::any::Any;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Calls `inside` and returns its result, or the message if it panics.
pub(crate) fn catch_panic<R>(inside: impl FnOnce() -> R) -> Result<R, String> {
    catch_unwind(AssertUnwindSafe(inside)).map_err(panic_text)
}

/// Returns the message of a panic. A payload of another type is leaked, because dropping it could panic again.
#[cold]
fn panic_text(payload: Box<dyn Any + Send>) -> String {
    let text = payload.downcast::<String>().map(|text| *text);
    let text = text.or_else(|other| other.downcast::<&str>().map(|text| (*text).to_owned()));
    text.unwrap_or_else(|other| {
        mem::forget(other);
        "a panic without a message".to_owned()
    })
}

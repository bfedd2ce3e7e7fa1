//! What the executor has to know of threads: how a message comes from one, and how a panic stays inside one call.

pub(crate) mod mailbox;

/// The lock and the flag of the mailbox. Its model in `benches/peers` has those of loom here.
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

/// Returns the message that a panic carries. A payload of another kind is never dropped: its drop could panic again.
#[cold]
fn panic_text(payload: Box<dyn Any + Send>) -> String {
    let text = payload.downcast::<String>().map(|text| *text);
    let text = text.or_else(|other| other.downcast::<&str>().map(|text| (*text).to_owned()));
    text.unwrap_or_else(|other| {
        mem::forget(other);
        "a panic without a message".to_owned()
    })
}

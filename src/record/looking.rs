//! Whose `Debug` is running, because its value is to be recorded.
//!
//! A `Debug` is the program's own code, so it may hang, abort the process or overflow the stack, which the program alone
//! would not. A process that is watched by another one says beforehand whose `Debug` it calls.

use std::sync::OnceLock;

type Callback = Box<dyn Fn(&str) + Send + Sync>;

static ANNOUNCE: OnceLock<Callback> = OnceLock::new();

/// Calls a function with the name of each type whose `Debug` is about to run. Only the first such function counts.
#[cfg(feature = "process")]
pub(crate) fn announce_to(callback: impl Fn(&str) + Send + Sync + 'static) {
    let _first_counts = ANNOUNCE.set(Box::new(callback));
}

/// Says that the `Debug` of this type is about to run, if somebody wants to know.
pub(crate) fn announce(type_name: impl FnOnce() -> String) {
    if let Some(callback) = ANNOUNCE.get() {
        callback(&type_name());
    }
}

//! The **kit**: the primitives that a program uses to spawn tasks, wait, share values and print.
//!
//! A recipe may import nothing else. Each primitive is a small file, short enough to read next to the lesson that uses
//! it, and depends on the executor only through [`context`](crate::executor::context). Futures of other crates work
//! unchanged.

pub(crate) mod history;
mod join;
mod lock;
pub mod observed;
mod payload;
mod permits;
mod promise;
mod queue;
mod resource;
mod say;
mod select;
mod shared;
mod sleep;
mod task;
mod time;
mod tracked;
mod wait_list;
mod yield_now;

pub use crate::say;
pub use coroscope_macros::observed;
pub use join::{Join, Join2, Join3, Join4, join};
pub use lock::{Lock, LockGuard, Locking};
pub use observed::show;
pub use promise::{Get, Promise};
pub use queue::{Put, Queue, Take};
#[doc(hidden)]
pub use say::say_line;
pub use select::{Elapsed, Select, Timeout, Winner, select, timeout};
pub use shared::Shared;
pub use sleep::{Sleep, sleep};
pub use task::{Handle, TaskError, spawn, spawn_named};
pub use time::{MILLISECOND, MINUTE, SECOND, block_for, now};
pub use yield_now::{YieldNow, yield_now};

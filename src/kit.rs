//! The **kit** is all that a recipe may import: what a coroutine needs to spawn, wait, share and speak.
//!
//! Each primitive is a small file that can be read beside the lesson that uses it, and none of them knows
//! more of the executor than [`context`](crate::executor::context) offers. Futures of other crates run
//! beside them unchanged.

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

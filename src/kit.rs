//! The **kit**: the primitives that a program uses to spawn tasks, wait, share values and print.
//!
//! | to | in asyncio | here |
//! |---|---|---|
//! | start a task, await it, cancel it | `create_task`, `Task.cancel` | [`spawn`], [`Handle`], [`CancelHandle`], [`CancelOnDrop`] |
//! | let several tasks await one | any `Task` | [`SharedHandle`] |
//! | end tasks together | `TaskGroup` | [`TaskGroup`] |
//! | wait for several | `gather`, `wait`, `as_completed` | [`join`], [`join_all`], [`try_join`], [`wait`](fn@wait), [`as_completed`] |
//! | wait for the first | `wait(…, FIRST_COMPLETED)` | [`select`], [`select_all`] |
//! | limit the time | `wait_for`, `timeout` | [`timeout`], [`Deadline`] |
//! | ask to stop, with clean-up that awaits | `CancelledError` | [`CancellationToken`] |
//! | pass one result | `Future` | [`Promise`] |
//! | pass values | `Queue` | [`Queue`], [`JoinableQueue`], [`channel`], [`Alternation`] |
//! | hand out jobs that may come back | Celery's broker | [`Broker`] |
//! | work in other threads | `to_thread`, `run_in_executor` | [`Pool`], [`Job`] |
//! | work on a device | – | [`Device`], [`Stream`], [`Memory`] |
//! | keep others out | `Lock`, `Semaphore` | [`Lock`], [`Semaphore`], [`BlockingLock`] |
//! | wait for each other | `Event`, `Condition`, `Barrier` | [`Event`], [`Notify`], [`Condition`], [`Barrier`] |
//!
//! A recipe may import nothing else. Each primitive is a small file, short enough to read next to the lesson that uses
//! it, and depends on the executor only through [`context`](crate::executor::context). Futures of other crates work
//! unchanged.

mod alternation;
mod barrier;
mod blocking_lock;
mod broker;
mod cancel_handle;
mod cancel_on_drop;
mod cancellation_token;
mod channel;
mod condition;
mod deadline;
mod device;
mod event;
pub(crate) mod history;
mod join;
mod join_all;
mod lock;
mod notifications;
mod notify;
pub mod observed;
mod payload;
mod permits;
mod pool;
mod promise;
mod queue;
mod resource;
mod say;
mod select;
mod select_all;
mod semaphore;
mod shared;
mod shared_handle;
mod sleep;
mod task;
mod task_group;
mod time;
mod tracked;
mod wait;
mod wait_list;
mod workers;
mod yield_now;

pub use crate::say;
pub use alternation::{Alternation, NextMessage};
pub use barrier::{Barrier, BarrierWait};
pub use blocking_lock::{BlockingLock, BlockingLockGuard};
pub use broker::{Broker, Delivery, TakeJob};
pub use cancel_handle::{CancelHandle, current_task};
pub use cancel_on_drop::CancelOnDrop;
pub use cancellation_token::{CancellationToken, Cancelled};
pub use channel::{Receiver, Recv, RecvError, Send, SendError, Sender, channel, unbounded_channel};
pub use condition::{Condition, ConditionWait};
pub use coroscope_macros::observed;
pub use deadline::{Deadline, Limit};
pub use device::{Device, Memory, Stream};
pub use event::{Event, EventWait};
pub use join::{Join, Join2, Join3, Join4, join};
pub use join_all::{
    JoinAll, TryJoin, TryJoin2, TryJoin3, TryJoin4, TryJoinAll, join_all, try_join, try_join_all,
};
pub use lock::{Lock, LockGuard, Locking};
pub use notify::{Notified, Notify};
pub use observed::show;
pub use pool::Pool;
pub use promise::{Get, Promise};
pub use queue::{JoinableQueue, Put, Queue, QueueJoin, Take};
#[doc(hidden)]
pub use say::say_line;
pub use select::{Elapsed, Select, Timeout, Winner, select, timeout};
pub use select_all::{AsCompleted, NextCompleted, SelectAll, as_completed, select_all};
pub use semaphore::{Acquire, Permit, Semaphore};
pub use shared::Shared;
pub use shared_handle::SharedHandle;
pub use sleep::{Sleep, sleep};
pub use task::{Handle, TaskError, spawn, spawn_named};
pub use task_group::{GroupError, GroupJoin, TaskGroup};
pub use time::{MILLISECOND, MINUTE, SECOND, block_for, now};
pub use wait::{Wait, Waited, wait};
pub use workers::Job;
pub use yield_now::{YieldNow, yield_now};

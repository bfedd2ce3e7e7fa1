//! The shared things of the kit, told as whole stories: who waits, who is served, who leaves, who holds.

#![allow(clippy::unused_async, reason = "a coroutine may return without an await")]
#![allow(missing_docs)]

#[path = "kit/barriers.rs"]
mod barriers;
#[path = "kit/brokers.rs"]
mod brokers;
#[path = "kit/channels.rs"]
mod channels;
#[path = "kit/collections.rs"]
mod collections;
#[path = "kit/devices.rs"]
mod devices;
#[path = "kit/events.rs"]
mod events;
#[path = "kit/handles.rs"]
mod handles;
#[path = "kit/job_queues.rs"]
mod job_queues;
#[path = "kit/livelocks.rs"]
mod livelocks;
#[path = "kit/locks.rs"]
mod locks;
#[path = "kit/pools.rs"]
mod pools;
#[path = "kit/queues.rs"]
mod queues;
#[path = "kit/races.rs"]
mod races;
#[path = "kit/semaphores.rs"]
mod semaphores;
#[path = "kit/values.rs"]
mod values;

#[expect(clippy::allow_attributes, reason = "each test file uses a part of the stories' words")]
#[allow(dead_code)]
mod story;

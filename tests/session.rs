//! Sessions over each backend: how often a program is run, what it can do, and what arrives when.

#[path = "session/addresses.rs"]
mod addresses;
#[path = "session/backends.rs"]
mod backends;
#[path = "session/positions.rs"]
mod positions;
#[path = "session/run_counts.rs"]
mod run_counts;

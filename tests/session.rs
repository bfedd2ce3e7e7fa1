//! Sessions over each backend: how often a program is run, what it can do, and what arrives when.

#[path = "session/backends.rs"]
mod backends;

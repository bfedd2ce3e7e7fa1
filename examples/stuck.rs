//! A poll that never returns: how the screen reports it, and how to quit.
//!
//! `cargo run --example stuck`, then press space twice. The second task computes without an await, so
//! the loop never gets control again. On a real executor the program would simply hang.

#![allow(clippy::unused_async, reason = "a coroutine may return without an await")]

use coroscope::kit::{SECOND, say, sleep, spawn};
use coroscope::{Scope, observed};
use std::process::ExitCode;

#[observed]
async fn clock() {
    loop {
        say!("tick");
        sleep(SECOND).await;
    }
}

#[observed]
async fn sum() {
    say!("summing");
    let all = endless();
    say!("never said: {all}");
}

/// Waits for a number that no thread ever sends.
fn endless() -> u64 {
    loop {
        std::thread::park();
    }
}

fn main() -> ExitCode {
    Scope::new("stuck", || {
        spawn(clock()).detach();
        spawn(sum()).detach();
    })
    .titled("A poll that does not come back")
    .main()
}

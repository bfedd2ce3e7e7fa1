//! A poll that does not come back: what the screen says of it, and how to leave.
//!
//! `cargo run --example stuck`, then space, and space again. The second task computes without an await, so
//! the loop never gets its thread back. On a real executor the program would simply stand still.

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

/// Waits for a number that no other thread will ever send.
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

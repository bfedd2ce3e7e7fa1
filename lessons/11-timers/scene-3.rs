//! The second sleep of `b` lasts 0 s: no timer is set, and the others could have a turn all the same.
use coroscope::kit::{SECOND, observed, say, sleep, spawn};
use std::time::Duration;

#[observed]
async fn a() {
    sleep(3 * SECOND).await; // @a-sleeps
    say!("a awake"); // @a-awake
}

#[observed]
async fn b() {
    sleep(SECOND).await; // @b-sleeps
    say!("b awake"); // @b-awake
    sleep(Duration::ZERO).await; // @b-sleeps-again
    say!("b awake again"); // @b-awake-again
}

#[observed]
async fn c() {
    sleep(2 * SECOND).await; // @c-sleeps
    say!("c awake"); // @c-awake
}

#[observed]
pub fn set_up() {
    spawn(a()).detach(); // @spawn-a
    spawn(b()).detach(); // @spawn-b
    spawn(c()).detach(); // @spawn-c
}

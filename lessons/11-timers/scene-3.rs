//! `bob`'s second sleep lasts 0 s: it sets no timer, and only lets other tasks run.
use coroscope::kit::{SECOND, observed, say, sleep, spawn};
use std::time::Duration;

#[observed]
async fn alice() {
    sleep(3 * SECOND).await; // @alice-sleeps
    say!("alice is awake"); // @alice-awake
}

#[observed]
async fn bob() {
    sleep(SECOND).await; // @bob-sleeps
    say!("bob is awake"); // @bob-awake
    sleep(Duration::ZERO).await; // @bob-sleeps-again
    say!("bob is awake again"); // @bob-awake-again
}

#[observed]
async fn carol() {
    sleep(2 * SECOND).await; // @carol-sleeps
    say!("carol is awake"); // @carol-awake
}

#[observed]
pub fn set_up() {
    spawn(alice()).detach(); // @spawn-alice
    spawn(bob()).detach(); // @spawn-bob
    spawn(carol()).detach(); // @spawn-carol
}

//! The second sleep of `b` is shorter: it is due before `a`.
use coroscope::kit::{SECOND, observed, say, sleep, spawn};

#[observed]
async fn a() {
    sleep(3 * SECOND).await; // @a-sleeps
    say!("a awake"); // @a-awake
}

#[observed]
async fn b() {
    sleep(SECOND).await; // @b-sleeps
    say!("b awake"); // @b-awake
    sleep(SECOND).await; // @b-sleeps-again
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

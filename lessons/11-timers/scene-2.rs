//! `bob`'s second sleep is shorter, so it is due before `alice`'s.
use coroscope::kit::{SECOND, observed, say, sleep, spawn};

#[observed]
async fn alice() {
    sleep(3 * SECOND).await; // @alice-sleeps
    say!("alice is awake"); // @alice-awake
}

#[observed]
async fn bob() {
    sleep(SECOND).await; // @bob-sleeps
    say!("bob is awake"); // @bob-awake
    sleep(SECOND).await; // @bob-sleeps-again
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

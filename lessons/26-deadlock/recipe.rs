//! Each task holds the lock that the other one is waiting for.
use coroscope::kit::{Lock, SECOND, observed, say, sleep, spawn};

#[observed]
async fn alice(left: Lock, right: Lock) {
    let _left = left.lock().await; // @alice-left
    say!("alice has left"); // @alice-has-left
    sleep(SECOND).await; // @alice-sleeps
    let _right = right.lock().await; // @alice-right
    say!("alice has both"); // @alice-has-both
}

#[observed]
async fn bob(left: Lock, right: Lock) {
    let _right = right.lock().await; // @bob-right
    say!("bob has right"); // @bob-has-right
    sleep(SECOND).await; // @bob-sleeps
    let _left = left.lock().await; // @bob-left
    say!("bob has both"); // @bob-has-both
}

#[observed]
pub fn set_up() {
    let left = Lock::new(); // @left
    let right = Lock::new(); // @right
    spawn(alice(left.clone(), right.clone())).detach(); // @spawn-alice
    spawn(bob(left.clone(), right.clone())).detach(); // @spawn-bob
}

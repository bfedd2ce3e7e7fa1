//! Crosswise, and `a` waits for its second lock for a second at most: its giving up lets `b` through.
use coroscope::kit::{Lock, SECOND, observed, say, sleep, spawn, timeout};

#[observed]
async fn a(left: Lock, right: Lock) {
    let _left = left.lock().await; // @a-left
    say!("a has left"); // @a-has-left
    sleep(SECOND).await; // @a-sleeps
    let second = timeout(SECOND, right.lock()).await; // @a-right
    if second.is_ok() {
        say!("a has both"); // @a-has-both
    } else {
        say!("a gives up"); // @a-gives-up
    }
}

#[observed]
async fn b(left: Lock, right: Lock) {
    let _right = right.lock().await; // @b-right
    say!("b has right"); // @b-has-right
    sleep(SECOND).await; // @b-sleeps
    let _left = left.lock().await; // @b-left
    say!("b has both"); // @b-has-both
}

#[observed]
pub fn set_up() {
    let left = Lock::new(); // @left
    let right = Lock::new(); // @right
    spawn(a(left.clone(), right.clone())).detach(); // @spawn-a
    spawn(b(left.clone(), right.clone())).detach(); // @spawn-b
}

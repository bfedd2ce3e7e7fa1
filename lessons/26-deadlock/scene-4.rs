//! `a` takes both locks in one poll and gives them back: `b` finds them free.
use coroscope::kit::{Lock, SECOND, observed, say, sleep, spawn};

#[observed]
async fn a(left: Lock, right: Lock) {
    let _left = left.lock().await; // @a-left
    say!("a has left"); // @a-has-left
    let _right = right.lock().await; // @a-right
    say!("a has both"); // @a-has-both
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

//! The holder locks again, and waits for itself: this lock does not count.
use coroscope::kit::{Lock, observed, say, spawn};

#[observed]
async fn a(lock: Lock) {
    let _outer = lock.lock().await; // @outer
    say!("a has the lock"); // @has
    let _inner = lock.lock().await; // @inner
    say!("a has it twice"); // @twice
}

#[observed]
pub fn set_up() {
    let lock = Lock::new(); // @new-lock
    spawn(a(lock.clone())).detach(); // @spawn-a
}

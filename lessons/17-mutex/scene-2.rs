//! `alice` holds the lock and awaits it again, so it waits for itself.
use coroscope::kit::{Lock, observed, say, spawn};

#[observed]
async fn alice(lock: Lock) {
    let _outer = lock.lock().await; // @outer
    say!("alice has the lock"); // @has
    let _inner = lock.lock().await; // @inner
    say!("alice has it twice"); // @twice
}

#[observed]
pub fn set_up() {
    let lock = Lock::new(); // @new-lock
    spawn(alice(lock.clone())).detach(); // @spawn-alice
}

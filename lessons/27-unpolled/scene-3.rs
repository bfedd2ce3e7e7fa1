//! A lock request that nothing polls gets the lock, so `main` waits for a lock that it can't release.
use coroscope::kit::{Lock, SECOND, observed, say, select, sleep, spawn};

#[observed]
async fn holder(lock: Lock) {
    let _guard = lock.lock().await; // @hold
    sleep(3 * SECOND).await; // @hold-sleep
    say!("holder releases the lock"); // @releases
}

#[observed]
async fn main(lock: Lock) {
    let mut request = lock.lock(); // @request
    select(&mut request, sleep(SECOND)).await; // @race
    say!("main asks again"); // @asks
    let _guard = lock.lock().await; // @again
    say!("main has the lock"); // @has
    drop(request); // @drop
}

#[observed]
pub fn set_up() {
    let lock = Lock::new(); // @lock
    spawn(holder(lock.clone())).detach(); // @spawn-holder
    spawn(main(lock)).detach(); // @spawn-main
}

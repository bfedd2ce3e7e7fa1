//! `main` drops the lock request that lost, so it doesn't get the lock.
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
    drop(request); // @drop
    say!("main asks again"); // @asks
    let _guard = lock.lock().await; // @again
    say!("main has the lock"); // @has
}

#[observed]
pub fn set_up() {
    let lock = Lock::new(); // @lock
    spawn(holder(lock.clone())).detach(); // @spawn-holder
    spawn(main(lock)).detach(); // @spawn-main
}

//! A task that waits for one timer.
use coroscope::kit::{SECOND, observed, say, sleep, spawn};

#[observed]
async fn watcher() {
    say!("waiting"); // @waiting
    sleep(10 * SECOND).await; // @busy
    say!("10 s are over"); // @over
}

#[observed]
pub fn set_up() {
    spawn(watcher()).detach(); // @watcher
}

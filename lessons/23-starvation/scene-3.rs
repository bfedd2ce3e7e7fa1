//! A task that checks the clock over and over: each poll costs one second.
use coroscope::kit::{SECOND, now, observed, say, spawn, yield_now};

#[observed]
async fn watcher() {
    say!("waiting"); // @waiting
    while now() < 10 * SECOND {
        yield_now().await; // @busy
    }
    say!("10 s are over"); // @over
}

#[observed]
pub fn set_up() {
    spawn(watcher()).detach(); // @watcher
}

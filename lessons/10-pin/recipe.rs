//! A coroutine that holds a reference to its own data over an await must not be moved.
use coroscope::kit::{SECOND, observed, say, sleep, spawn};

#[observed]
async fn holder() {
    let data = [1, 2, 3, 4]; // @data
    let view = &data[1..3]; // @view
    let before = &raw const data; // @before
    sleep(SECOND).await; // @sleep
    say!("view is {view:?}"); // @shows
    if before == &raw const data {
        say!("data is where it was"); // @same
    }
}

#[observed]
pub fn set_up() {
    spawn(holder()).detach(); // @holder
}

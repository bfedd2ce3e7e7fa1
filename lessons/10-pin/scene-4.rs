//! The coroutine is pinned once more before it's handed to the loop: nothing changes.
use coroscope::kit::{SECOND, observed, say, sleep, spawn_named};

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
    let holder = Box::pin(holder());
    spawn_named("holder", holder).detach(); // @holder
}

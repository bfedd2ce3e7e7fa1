//! The data is used only before the await, so the state needn't store it.
use coroscope::kit::{SECOND, observed, say, sleep, spawn};

#[observed]
async fn holder() {
    {
        let data = [1, 2, 3, 4]; // @data
        let view = &data[1..3]; // @view
        say!("view is {view:?}"); // @shows
    }
    sleep(SECOND).await; // @sleep
    say!("data is gone"); // @gone
}

#[observed]
pub fn set_up() {
    spawn(holder()).detach(); // @holder
}

//! `fetch` has been started, but while `main` awaits something else, nothing polls it.
use coroscope::kit::{SECOND, observed, say, select, sleep, spawn};
use std::pin::pin;

#[observed]
async fn fetch() {
    sleep(2 * SECOND).await; // @fetch-sleep
    say!("data arrived"); // @arrived
}

#[observed]
async fn main() {
    let mut fetch = pin!(fetch()); // @fetch
    select(fetch.as_mut(), sleep(SECOND)).await; // @race
    say!("main works"); // @works
    sleep(5 * SECOND).await; // @work
    say!("main needs the data"); // @needs
    fetch.await; // @await
    say!("main ends"); // @ends
}

#[observed]
pub fn set_up() {
    spawn(main()).detach(); // @main
}

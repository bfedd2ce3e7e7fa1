//! `main` awaits `fetch` together with its other work, so every poll of `main` polls `fetch`, too.
use coroscope::kit::{SECOND, join, observed, say, select, sleep, spawn};
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
    join((fetch, sleep(5 * SECOND))).await; // @work
    say!("main ends"); // @ends
}

#[observed]
pub fn set_up() {
    spawn(main()).detach(); // @main
}

//! `fetch` is a task, so the loop polls it while `main` awaits something else.
use coroscope::kit::{SECOND, observed, say, select, sleep, spawn};

#[observed]
async fn fetch() {
    sleep(2 * SECOND).await; // @fetch-sleep
    say!("data arrived"); // @arrived
}

#[observed]
async fn main() {
    let mut fetch = spawn(fetch()); // @fetch
    select(&mut fetch, sleep(SECOND)).await; // @race
    say!("main works"); // @works
    sleep(5 * SECOND).await; // @work
    say!("main needs the data"); // @needs
    let _data = fetch.await; // @await
    say!("main ends"); // @ends
}

#[observed]
pub fn set_up() {
    spawn(main()).detach(); // @main
}

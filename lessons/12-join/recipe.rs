//! Each dish is a task of its own, and `main` waits for all three.
use coroscope::kit::{SECOND, join, observed, say, sleep, spawn};

#[observed]
async fn prepare(what: &str, secs: u32) {
    say!("{what} starts"); // @starts
    sleep(secs * SECOND).await; // @sleep
    say!("{what} done"); // @done
}

#[observed]
async fn main() {
    let tea = prepare("tea", 1); // @tea
    let rice = prepare("rice", 2); // @rice
    let soup = prepare("soup", 3); // @soup
    let tea = spawn(tea); // @spawn-tea
    let rice = spawn(rice); // @spawn-rice
    let soup = spawn(soup); // @spawn-soup
    let _ = join((tea, rice, soup)).await; // @join
    say!("dinner is served"); // @served
}

#[observed]
pub fn set_up() {
    spawn(main()).detach(); // @main
}

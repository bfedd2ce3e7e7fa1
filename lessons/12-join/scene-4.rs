//! One task, and `tea` panics: the task ends, and all three dishes with it.
use coroscope::kit::{SECOND, join, observed, say, sleep, spawn};

#[observed]
async fn prepare(what: &str, secs: u32) {
    say!("{what} starts"); // @starts
    sleep(secs * SECOND).await; // @sleep
    if what == "tea" {
        panic!("the kettle is broken"); // @panic
    }
    say!("{what} done"); // @done
}

#[observed]
async fn main() {
    let tea = prepare("tea", 1); // @tea
    let rice = prepare("rice", 2); // @rice
    let soup = prepare("soup", 3); // @soup
    let _ = join((tea, rice, soup)).await; // @join
    say!("dinner is served"); // @served
}

#[observed]
pub fn set_up() {
    spawn(main()).detach(); // @main
}

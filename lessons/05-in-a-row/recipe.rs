//! Two awaits in a row: the second starts when the first has ended.
use coroscope::kit::{SECOND, observed, say, sleep, spawn};

#[observed]
async fn step(name: &str, secs: u32) {
    say!("{name} starts"); // @starts
    sleep(secs * SECOND).await; // @sleep
    say!("{name} ends"); // @ends
}

#[observed]
async fn main() {
    let a = step("a", 2); // @a
    let b = step("b", 3); // @b
    a.await; // @await-a
    b.await; // @await-b
}

#[observed]
pub fn set_up() {
    spawn(main()).detach(); // @main
}

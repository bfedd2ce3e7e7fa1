//! Two coroutines that nobody hands to the loop: it has nothing to poll.
use coroscope::kit::{observed, say};

#[observed]
async fn greet(name: &str) {
    say!("hello from {name}"); // @hello
}

#[observed]
pub fn set_up() {
    let first = greet("first"); // @first
    let second = greet("second"); // @second
}

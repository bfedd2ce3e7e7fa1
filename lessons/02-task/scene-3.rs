//! Hands greetings to the loop.
use coroscope::kit::{observed, say, spawn};

#[observed]
async fn greet(name: &str) {
    say!("hello from {name}"); // @hello
}

#[observed]
pub fn set_up() {
    let first = greet("first"); // @first
    let second = greet("second"); // @second
    spawn(first).detach(); // @spawn-first
}

//! Calls `greet` twice.
use coroscope::kit::{observed, say, spawn};

#[observed]
async fn greet(name: &str) {
    say!("hello from {name}"); // @hello
}

#[observed]
async fn main() {
    let early = greet("early"); // @early
    let late = greet("late"); // @late
    say!("two coroutines made"); // @made
    late.await; // @await
    say!("main ends"); // @ends
}

#[observed]
pub fn set_up() {
    spawn(main()).detach(); // @main
}

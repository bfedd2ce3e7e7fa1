//! Both coroutines are handed to the loop: each of them gets a turn of its own.
use coroscope::kit::{observed, say, spawn};

#[observed]
async fn greet(name: &str) {
    say!("hello from {name}"); // @hello
}

#[observed]
async fn main() {
    let early = greet("early"); // @early
    let late = greet("late"); // @late
    spawn(early).detach(); // @spawn-early
    let late = spawn(late); // @spawn-late
    say!("two coroutines made"); // @made
    let _result = late.await; // @await
    say!("main ends"); // @ends
}

#[observed]
pub fn set_up() {
    spawn(main()).detach(); // @main
}

//! Hands greetings to the loop.
use coroscope::kit::{observed, say, spawn};

#[observed]
async fn greet(name: &str) {
    say!("hello from {name}"); // @hello
}

#[observed]
pub fn set_up() {
    let alice = greet("alice"); // @alice
    let bob = greet("bob"); // @bob
    spawn(alice).detach(); // @spawn-alice
    spawn(bob).detach(); // @spawn-bob
}

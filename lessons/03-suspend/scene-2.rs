//! `waiter` awaits a slot.
use coroscope::kit::{Promise, observed, say, spawn};

#[observed]
async fn waiter(answer: Promise<i32>) {
    say!("asking"); // @ask
    let value = answer.get().await; // @wait
    say!("got {value}"); // @got
}

#[observed]
async fn worker() {
    say!("working"); // @work
}

#[observed]
pub fn set_up() {
    let answer = Promise::new(); // @answer
    answer.set(42); // @fill
    spawn(waiter(answer.clone())).detach(); // @spawn-waiter
    spawn(worker()).detach(); // @spawn-worker
}

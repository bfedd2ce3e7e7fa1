//! Two tasks wait for one slot. Nobody fills it, so both are left.
use coroscope::kit::{Promise, observed, say, spawn, spawn_named};

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
    spawn(waiter(answer.clone())).detach(); // @spawn-waiter
    spawn_named("second", waiter(answer.clone())).detach(); // @spawn-second
    spawn(worker()).detach(); // @spawn-worker
}

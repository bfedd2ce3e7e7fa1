//! `answerer` fills the slot.
use coroscope::kit::{Promise, observed, say, spawn};

#[observed]
async fn waiter(answer: Promise<i32>) {
    say!("asking"); // @ask
    let value = answer.get().await; // @wait
    say!("got {value}"); // @got
}

#[observed]
async fn answerer(answer: Promise<i32>) {
    say!("thinking"); // @think
    answer.set(42); // @set
    say!("answer set"); // @said
}

#[observed]
pub fn set_up() {
    let answer = Promise::without_wakers(); // @answer
    spawn(waiter(answer.clone())).detach(); // @spawn-waiter
    spawn(answerer(answer.clone())).detach(); // @spawn-answerer
}

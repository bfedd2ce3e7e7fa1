//! A slot that drops the waker: it is filled, and nobody is told.
use coroscope::kit::{Shared, observed, say, spawn};
use std::future::poll_fn;
use std::task::Poll;

type Slot = Shared<Option<i32>>;

#[observed]
async fn waiter(answer: Slot) {
    say!("asking"); // @ask
    let slot = poll_fn(|_waker| match answer.get() {
        Some(value) => Poll::Ready(value),
        None => Poll::Pending, // @forgets
    });
    let value = slot.await; // @wait
    say!("got {value}"); // @got
}

#[observed]
async fn answerer(answer: Slot) {
    say!("thinking"); // @think
    answer.set(Some(42)); // @set
    say!("answer set"); // @said
}

#[observed]
pub fn set_up() {
    let answer = Shared::new(None); // @answer
    spawn(waiter(answer.clone())).detach(); // @spawn-waiter
    spawn(answerer(answer)).detach(); // @spawn-answerer
}

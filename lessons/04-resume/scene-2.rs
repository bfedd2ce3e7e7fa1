//! `answerer` fills the slot.
use coroscope::kit::{Promise, observed, say, spawn};

#[observed]
async fn waiter(answer: Promise<Result<i32, String>>) {
    say!("asking"); // @ask
    let result = answer.get().await; // @wait
    match result {
        Ok(value) => say!("got {value}"),         // @got
        Err(error) => say!("no answer: {error}"), // @error
    }
}

#[observed]
async fn answerer(answer: Promise<Result<i32, String>>) {
    say!("thinking"); // @think
    answer.set(Err("too hard".to_owned())); // @set
    say!("answer set"); // @said
}

#[observed]
pub fn set_up() {
    let answer = Promise::new(); // @answer
    spawn(waiter(answer.clone())).detach(); // @spawn-waiter
    spawn(answerer(answer.clone())).detach(); // @spawn-answerer
}

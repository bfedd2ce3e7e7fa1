//! A time limit drops the job that takes too long. An item that was only in a local variable is lost.
use coroscope::kit::{SECOND, Shared, observed, say, sleep, spawn, timeout};

type List = Shared<Vec<u32>>;

#[observed]
async fn process(todo: List, done: List) {
    let item = todo.update(|todo| todo.remove(0)); // @take
    say!("took {item}"); // @took
    let seconds = if item == 2 { 3 } else { 1 }; // @seconds
    sleep(seconds * SECOND).await; // @sleep
    done.update(|done| done.push(item)); // @keep
}

#[observed]
async fn main() {
    let todo = Shared::new(vec![1, 2, 3]); // @todo
    let done = Shared::new(vec![]); // @done
    for _ in 1..=3 {
        let job = process(todo.clone(), done.clone()); // @job
        let result = timeout(2 * SECOND, job).await; // @limit
        if result.is_err() {
            say!("timeout"); // @timeout
        }
    }
    say!("done: {:?}, to do: {:?}", done.get(), todo.get()); // @report
}

#[observed]
pub fn set_up() {
    spawn(main()).detach(); // @main
}

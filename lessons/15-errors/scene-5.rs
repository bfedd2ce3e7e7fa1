//! `main` never awaits the second task, so nothing gets its error.
use coroscope::kit::{SECOND, observed, say, sleep, spawn};

#[observed]
async fn read(record: u32) -> Result<u32, &'static str> {
    sleep(SECOND).await; // @sleep
    if record == 2 {
        return Err("record 2 is damaged"); // @fails
    }
    Ok(record * 10) // @ok
}

#[observed]
async fn load(record: u32) -> Result<u32, &'static str> {
    let value = read(record).await?; // @read
    say!("loaded {value}"); // @loaded
    Ok(value)
}

#[observed]
async fn main() {
    let first = load(1); // @first
    let second = load(2); // @second
    let third = load(3); // @third
    let first = spawn(first);
    spawn(second).detach();
    let third = spawn(third);
    let mut total = 0; // @zero
    for task in [first, third] {
        let result = task.await; // @await
        match result {
            Ok(Ok(value)) => total += value,             // @add
            Ok(Err(error)) => say!("main got: {error}"), // @got
            Err(_) => say!("the task has no result"),    // @no-result
        }
    }
    say!("total {total}"); // @total
}

#[observed]
pub fn set_up() {
    spawn(main()).detach(); // @main
}

//! `try_join` ends with the first error, and drops what hasn't finished.
use coroscope::kit::{SECOND, observed, say, sleep, spawn, try_join};

#[observed]
async fn read(record: u32) -> Result<u32, &'static str> {
    let secs = if record == 3 { 2 } else { 1 };
    sleep(secs * SECOND).await; // @sleep
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
    let result = try_join((first, second, third)).await; // @await
    match result {
        Ok((one, two, three)) => say!("total {}", one + two + three), // @total
        Err(error) => say!("main got: {error}"),                      // @got
    }
}

#[observed]
pub fn set_up() {
    spawn(main()).detach(); // @main
}

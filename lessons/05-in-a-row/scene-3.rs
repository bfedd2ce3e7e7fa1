//! Two tasks, each awaited as soon as it is spawned: nothing overlaps.
use coroscope::kit::{SECOND, TaskError, observed, say, sleep, spawn};

#[observed]
async fn step(name: &str, secs: u32) {
    say!("{name} starts"); // @starts
    sleep(secs * SECOND).await; // @sleep
    say!("{name} ends"); // @ends
}

#[observed]
async fn main() -> Result<(), TaskError> {
    let a = step("a", 2); // @a
    let b = step("b", 3); // @b
    spawn(a).await?; // @await-a
    spawn(b).await?; // @await-b
    Ok(())
}

#[observed]
pub fn set_up() {
    spawn(main()).detach(); // @main
}

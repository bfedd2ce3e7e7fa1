//! The awaits change places: the tasks run as before, and the clock says the same.
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
    let a = spawn(a); // @spawn-a
    let b = spawn(b); // @spawn-b
    b.await?; // @await-b
    a.await?; // @await-a
    Ok(())
}

#[observed]
pub fn set_up() {
    spawn(main()).detach(); // @main
}

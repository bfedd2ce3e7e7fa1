//! `alice` is awaited before `bob` is spawned, so the downloads do not overlap.
use coroscope::kit::{SECOND, TaskError, observed, say, sleep, spawn};

#[observed]
async fn download(name: &str, secs: u32) {
    say!("{name} starts"); // @starts
    sleep(secs * SECOND).await; // @sleep
    say!("{name} finishes"); // @finishes
}

#[observed]
async fn main() -> Result<(), TaskError> {
    let alice = download("alice", 2); // @alice
    let bob = download("bob", 3); // @bob
    let alice = spawn(alice); // @spawn-alice
    alice.await?; // @await-alice
    let bob = spawn(bob); // @spawn-bob
    bob.await?; // @await-bob
    Ok(())
}

#[observed]
pub fn set_up() {
    spawn(main()).detach(); // @main
}

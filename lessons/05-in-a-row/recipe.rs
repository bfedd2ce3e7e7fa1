//! Two awaits, one after the other: `bob` starts when `alice` has finished.
use coroscope::kit::{SECOND, observed, say, sleep, spawn};

#[observed]
async fn download(name: &str, secs: u32) {
    say!("{name} starts"); // @starts
    sleep(secs * SECOND).await; // @sleep
    say!("{name} finishes"); // @finishes
}

#[observed]
async fn main() {
    let alice = download("alice", 2); // @alice
    let bob = download("bob", 3); // @bob
    alice.await; // @await-alice
    bob.await; // @await-bob
}

#[observed]
pub fn set_up() {
    spawn(main()).detach(); // @main
}

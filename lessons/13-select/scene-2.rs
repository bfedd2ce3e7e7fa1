//! `main` waits for two tasks. Only a handle is dropped, and the task that it belongs to carries on.
use coroscope::kit::{SECOND, Winner, observed, say, select, sleep, spawn};

struct Cleanup;

impl Drop for Cleanup {
    fn drop(&mut self) {
        say!("slow cleans up"); // @drop
    }
}

#[observed]
async fn slow() {
    let _cleanup = Cleanup; // @cleanup
    sleep(5 * SECOND).await; // @sleep
    say!("slow done"); // @done
}

#[observed]
async fn fast() {
    sleep(2 * SECOND).await; // @fast-sleep
}

#[observed]
async fn main() {
    let slow = spawn(slow()); // @slow
    let fast = spawn(fast()); // @fast
    let winner = select(slow, fast).await; // @select
    match winner {
        Winner::First(_) => say!("winner: slow"),  // @slow-wins
        Winner::Second(_) => say!("winner: fast"), // @fast-wins
    }
}

#[observed]
pub fn set_up() {
    spawn(main()).detach(); // @main
}

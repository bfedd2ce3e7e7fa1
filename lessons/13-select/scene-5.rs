//! The branches are swapped: `fast` is polled first, so `slow` isn't polled a second time.
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
    let slow = slow(); // @slow
    let fast = fast(); // @fast
    let winner = select(fast, slow).await; // @select
    match winner {
        Winner::First(()) => say!("winner: fast"),  // @fast-wins
        Winner::Second(()) => say!("winner: slow"), // @slow-wins
    }
}

#[observed]
pub fn set_up() {
    spawn(main()).detach(); // @main
}

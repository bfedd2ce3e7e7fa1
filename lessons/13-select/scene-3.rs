//! Both branches are ready at the same moment: the one that is polled first wins.
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
    sleep(2 * SECOND).await; // @sleep
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
    let winner = select(slow, fast).await; // @select
    match winner {
        Winner::First(()) => say!("winner: slow"),  // @slow-wins
        Winner::Second(()) => say!("winner: fast"), // @fast-wins
    }
}

#[observed]
pub fn set_up() {
    spawn(main()).detach(); // @main
}

//! The race is run three times, and `slow` starts from the top each time: it never finishes.
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
    for _ in 1..=3 {
        let slow = slow(); // @slow
        let fast = fast(); // @fast
        let winner = select(slow, fast).await; // @select
        match winner {
            Winner::First(()) => say!("winner: slow"),  // @slow-wins
            Winner::Second(()) => say!("winner: fast"), // @fast-wins
        }
    }
}

#[observed]
pub fn set_up() {
    spawn(main()).detach(); // @main
}

//! Two handles race. The loser is dropped, and that is its handle: the task goes on.
use coroscope::kit::{SECOND, Winner, observed, say, select, sleep, spawn, spawn_named};

struct Notes;

impl Drop for Notes {
    fn drop(&mut self) {
        say!("drop slow's notes"); // @drop
    }
}

#[observed]
async fn slow() {
    let _notes = Notes; // @notes
    sleep(5 * SECOND).await; // @sleep
    say!("slow done"); // @done
}

#[observed]
async fn main() {
    let slow = spawn(slow()); // @slow
    let fast = spawn_named("fast", sleep(2 * SECOND)); // @fast
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

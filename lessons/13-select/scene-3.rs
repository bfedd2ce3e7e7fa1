//! Both waits end at the same moment: the branch that is asked first wins.
use coroscope::kit::{SECOND, Winner, observed, say, select, sleep, spawn};

struct Notes;

impl Drop for Notes {
    fn drop(&mut self) {
        say!("drop slow's notes"); // @drop
    }
}

#[observed]
async fn slow() {
    let _notes = Notes; // @notes
    sleep(2 * SECOND).await; // @sleep
    say!("slow done"); // @done
}

#[observed]
async fn main() {
    let slow = slow(); // @slow
    let fast = sleep(2 * SECOND); // @fast
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

//! The race is run again and again, and `slow` begins anew each time: it never gets to its end.
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
    sleep(5 * SECOND).await; // @sleep
    say!("slow done"); // @done
}

#[observed]
async fn main() {
    for _ in 1..=6 {
        let slow = slow(); // @slow
        let fast = sleep(SECOND); // @fast
        let winner = select(slow, fast).await; // @select
        if let Winner::First(()) = winner {
            say!("winner: slow"); // @slow-wins
            return;
        }
    }
    say!("main gives up"); // @gives-up
}

#[observed]
pub fn set_up() {
    spawn(main()).detach(); // @main
}

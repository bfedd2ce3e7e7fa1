//! An await that never has to wait: the sorter takes six letters in one poll.
use coroscope::kit::{Queue, observed, say, spawn, yield_now};

#[observed]
async fn sorter(letters: Queue<u32>) {
    for _ in 1..=6 {
        let Some(letter) = letters.get().await else { break }; // @get
        say!("sorted {letter}"); // @sorted
    }
    say!("sorter done"); // @done
}

#[observed]
async fn guest() {
    for turn in 1..=2 {
        say!("guest: turn {turn}"); // @turn
        yield_now().await; // @guest-yields
    }
}

#[observed]
pub fn set_up() {
    let letters = Queue::unbounded(); // @queue
    for letter in 1..=6 {
        let _ = letters.try_put(letter); // @put
    }
    spawn(sorter(letters)).detach(); // @sorter
    spawn(guest()).detach(); // @guest
}

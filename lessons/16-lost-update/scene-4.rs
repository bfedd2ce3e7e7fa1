//! A sleep of 0 s is an await all the same: the other task gets its turn.
use coroscope::kit::{SECOND, Shared, observed, say, sleep, spawn};

#[observed]
async fn deposit(who: &str, amount: i32, secs: u32, balance: Shared<i32>) {
    let read = balance.get(); // @read
    say!("{who} reads {read}"); // @reads
    sleep(secs * SECOND).await; // @sleep
    balance.set(read + amount); // @write
    say!("{who} writes {}", balance.get()); // @writes
}

#[observed]
pub fn set_up() {
    let balance = Shared::new(100); // @balance
    let a = deposit("a", 10, 0, balance.clone()); // @a
    let b = deposit("b", 5, 0, balance.clone()); // @b
    spawn(a).detach(); // @spawn-a
    spawn(b).detach(); // @spawn-b
}

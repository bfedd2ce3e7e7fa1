//! `b` reads in the very second in which `a` writes: who of the two is polled first decides.
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
async fn late(who: &str, amount: i32, secs: u32, balance: Shared<i32>) {
    sleep(SECOND).await; // @late
    deposit(who, amount, secs, balance).await; // @deposit
}

#[observed]
pub fn set_up() {
    let balance = Shared::new(100); // @balance
    let a = deposit("a", 10, 1, balance.clone()); // @a
    let b = late("b", 5, 1, balance.clone()); // @b
    spawn(a).detach(); // @spawn-a
    spawn(b).detach(); // @spawn-b
}

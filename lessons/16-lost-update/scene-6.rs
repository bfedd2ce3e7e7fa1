//! `bob` becomes ready together with `alice`, so what it reads depends on which of them is first.
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
    let alice = deposit("alice", 10, 1, balance.clone()); // @alice
    let bob = late("bob", 5, 1, balance.clone()); // @bob
    spawn(alice).detach(); // @spawn-alice
    spawn(bob).detach(); // @spawn-bob
}

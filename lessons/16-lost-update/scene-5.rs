//! Three tasks read the same balance, and two of the three updates are lost.
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
    let alice = deposit("alice", 10, 1, balance.clone()); // @alice
    let bob = deposit("bob", 5, 1, balance.clone()); // @bob
    let carol = deposit("carol", 1, 1, balance.clone()); // @carol
    spawn(alice).detach(); // @spawn-alice
    spawn(bob).detach(); // @spawn-bob
    spawn(carol).detach(); // @spawn-carol
}

//! With no await between the read and the write, both are in one poll, and nothing is lost.
use coroscope::kit::{Shared, observed, say, spawn};

#[observed]
async fn deposit(who: &str, amount: i32, balance: Shared<i32>) {
    let read = balance.get(); // @read
    say!("{who} reads {read}"); // @reads
    balance.set(read + amount); // @write
    say!("{who} writes {}", balance.get()); // @writes
}

#[observed]
pub fn set_up() {
    let balance = Shared::new(100); // @balance
    let alice = deposit("alice", 10, balance.clone()); // @alice
    let bob = deposit("bob", 5, balance.clone()); // @bob
    spawn(alice).detach(); // @spawn-alice
    spawn(bob).detach(); // @spawn-bob
}

//! The lock covers only the write, so the balance that is written is already out of date.
use coroscope::kit::{Lock, SECOND, Shared, observed, say, sleep, spawn};

#[observed]
async fn deposit(who: &str, amount: i32, balance: Shared<i32>, lock: Lock) {
    let read = balance.get(); // @read
    say!("{who} reads {read}"); // @reads
    sleep(SECOND).await; // @sleep
    let _guard = lock.lock().await; // @lock
    balance.set(read + amount); // @write
    say!("{who} writes {}", balance.get()); // @writes
}

#[observed]
pub fn set_up() {
    let balance = Shared::new(100); // @balance
    let lock = Lock::new(); // @new-lock
    let alice = deposit("alice", 10, balance.clone(), lock.clone()); // @alice
    let bob = deposit("bob", 5, balance.clone(), lock.clone()); // @bob
    let carol = deposit("carol", 1, balance.clone(), lock.clone()); // @carol
    spawn(alice).detach(); // @spawn-alice
    spawn(bob).detach(); // @spawn-bob
    spawn(carol).detach(); // @spawn-carol
}

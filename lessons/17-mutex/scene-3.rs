//! Each task has its own lock, so nobody waits, and updates are lost again.
use coroscope::kit::{Lock, SECOND, Shared, observed, say, sleep, spawn};

#[observed]
async fn deposit(who: &str, amount: i32, balance: Shared<i32>, lock: Lock) {
    let _guard = lock.lock().await; // @lock
    let read = balance.get(); // @read
    say!("{who} reads {read}"); // @reads
    sleep(SECOND).await; // @sleep
    balance.set(read + amount); // @write
    say!("{who} writes {}", balance.get()); // @writes
}

#[observed]
pub fn set_up() {
    let balance = Shared::new(100); // @balance
    let lock_alice = Lock::new(); // @lock-alice
    let alice = deposit("alice", 10, balance.clone(), lock_alice); // @alice
    let lock_bob = Lock::new(); // @lock-bob
    let bob = deposit("bob", 5, balance.clone(), lock_bob); // @bob
    let lock_carol = Lock::new(); // @lock-carol
    let carol = deposit("carol", 1, balance.clone(), lock_carol); // @carol
    spawn(alice).detach(); // @spawn-alice
    spawn(bob).detach(); // @spawn-bob
    spawn(carol).detach(); // @spawn-carol
}

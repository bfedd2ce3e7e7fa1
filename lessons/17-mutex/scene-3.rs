//! Each task asks a lock of its own: nobody waits, and updates are lost as without any.
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
    let a = deposit("a", 10, balance.clone(), Lock::new()); // @a
    let b = deposit("b", 5, balance.clone(), Lock::new()); // @b
    let c = deposit("c", 1, balance.clone(), Lock::new()); // @c
    spawn(a).detach(); // @spawn-a
    spawn(b).detach(); // @spawn-b
    spawn(c).detach(); // @spawn-c
}

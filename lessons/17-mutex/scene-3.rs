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
    let lock_a = Lock::new(); // @lock-a
    let a = deposit("a", 10, balance.clone(), lock_a); // @a
    let lock_b = Lock::new(); // @lock-b
    let b = deposit("b", 5, balance.clone(), lock_b); // @b
    let lock_c = Lock::new(); // @lock-c
    let c = deposit("c", 1, balance.clone(), lock_c); // @c
    spawn(a).detach(); // @spawn-a
    spawn(b).detach(); // @spawn-b
    spawn(c).detach(); // @spawn-c
}

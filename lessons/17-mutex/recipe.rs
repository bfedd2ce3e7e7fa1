//! A lock held from the read to the write: the tasks take turns, and nothing is lost.
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
    let lock = Lock::new(); // @new-lock
    let a = deposit("a", 10, balance.clone(), lock.clone()); // @a
    let b = deposit("b", 5, balance.clone(), lock.clone()); // @b
    let c = deposit("c", 1, balance.clone(), lock.clone()); // @c
    spawn(a).detach(); // @spawn-a
    spawn(b).detach(); // @spawn-b
    spawn(c).detach(); // @spawn-c
}

//! `b` is cancelled while it waits in line: it leaves the line, and `c` moves up.
use coroscope::kit::{Handle, Lock, SECOND, Shared, observed, say, sleep, spawn};

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
async fn main(b: Handle<()>) {
    sleep(SECOND / 2).await; // @half
    b.cancel(); // @cancel
    say!("b is cancelled"); // @said
}

#[observed]
pub fn set_up() {
    let balance = Shared::new(100); // @balance
    let lock = Lock::new(); // @new-lock
    let a = deposit("a", 10, balance.clone(), lock.clone()); // @a
    let b = deposit("b", 5, balance.clone(), lock.clone()); // @b
    let c = deposit("c", 1, balance.clone(), lock.clone()); // @c
    spawn(a).detach(); // @spawn-a
    let b = spawn(b); // @spawn-b
    spawn(c).detach(); // @spawn-c
    spawn(main(b)).detach(); // @main
}

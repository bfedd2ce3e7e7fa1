//! Three tasks read the same number: two of three updates are lost.
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
    let a = deposit("a", 10, 1, balance.clone()); // @a
    let b = deposit("b", 5, 1, balance.clone()); // @b
    let c = deposit("c", 1, 1, balance.clone()); // @c
    spawn(a).detach(); // @spawn-a
    spawn(b).detach(); // @spawn-b
    spawn(c).detach(); // @spawn-c
}

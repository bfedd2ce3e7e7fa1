//! `bob` is cancelled while it waits for the lock, so `carol` is next.
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
async fn main(bob: Handle<()>) {
    sleep(SECOND / 2).await; // @half
    bob.cancel(); // @cancel
    say!("bob is cancelled"); // @said
}

#[observed]
pub fn set_up() {
    let balance = Shared::new(100); // @balance
    let lock = Lock::new(); // @new-lock
    let alice = deposit("alice", 10, balance.clone(), lock.clone()); // @alice
    let bob = deposit("bob", 5, balance.clone(), lock.clone()); // @bob
    let carol = deposit("carol", 1, balance.clone(), lock.clone()); // @carol
    spawn(alice).detach(); // @spawn-alice
    let bob = spawn(bob); // @spawn-bob
    spawn(carol).detach(); // @spawn-carol
    spawn(main(bob)).detach(); // @main
}

//! The baker wakes only one customer for each thing that it bakes.
use coroscope::kit::{Condition, Lock, SECOND, Shared, observed, say, sleep, spawn};

type Shelf = Shared<Vec<&'static str>>;

#[observed]
async fn customer(who: &str, lock: Lock, baked: Condition, shelf: Shelf) {
    let mut guard = lock.lock().await; // @lock
    while shelf.get().is_empty() {
        say!("{who} waits"); // @waits
        guard = baked.wait(guard).await; // @wait
    }
    sleep(SECOND).await; // @packs
    let item = shelf.update(Vec::pop).unwrap_or("nothing"); // @take
    say!("{who} takes {item}"); // @takes
    drop(guard);
}

#[observed]
async fn baker(lock: Lock, baked: Condition, shelf: Shelf) {
    for item in ["the loaf", "the bun"] {
        sleep(3 * SECOND).await; // @bakes
        let _guard = lock.lock().await; // @baker-lock
        shelf.update(|shelf| shelf.push(item)); // @put
        say!("baker puts out {item}"); // @puts
        baked.notify_one(); // @notify
    }
}

#[observed]
pub fn set_up() {
    let shelf = Shared::new(Vec::new()); // @shelf
    let lock = Lock::new(); // @new-lock
    let baked = Condition::new(&lock); // @baked
    let alice = customer("alice", lock.clone(), baked.clone(), shelf.clone()); // @alice
    let bob = customer("bob", lock.clone(), baked.clone(), shelf.clone()); // @bob
    spawn(alice).detach(); // @spawn-alice
    spawn(bob).detach(); // @spawn-bob
    spawn(baker(lock.clone(), baked.clone(), shelf.clone())).detach(); // @baker
}

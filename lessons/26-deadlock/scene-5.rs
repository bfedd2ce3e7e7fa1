//! Three tasks and three locks: each task holds one lock and waits for the next.
use coroscope::kit::{Lock, SECOND, observed, say, sleep, spawn_named};

#[observed]
async fn taker(who: &str, own: Lock, next: Lock) {
    let _own = own.lock().await; // @own
    say!("{who} has its own"); // @has-own
    sleep(SECOND).await; // @sleeps
    let _next = next.lock().await; // @next
    say!("{who} has both"); // @has-both
}

#[observed]
pub fn set_up() {
    let left = Lock::new(); // @left
    let middle = Lock::new(); // @middle
    let right = Lock::new(); // @right
    let alice = taker("alice", left.clone(), middle.clone()); // @alice
    let bob = taker("bob", middle.clone(), right.clone()); // @bob
    let carol = taker("carol", right.clone(), left.clone()); // @carol
    spawn_named("alice", alice).detach(); // @spawn-alice
    spawn_named("bob", bob).detach(); // @spawn-bob
    spawn_named("carol", carol).detach(); // @spawn-carol
}

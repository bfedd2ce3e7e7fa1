//! Three locks in a circle: each task holds one and waits for the next.
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
    let a = taker("a", left.clone(), middle.clone()); // @a
    let b = taker("b", middle.clone(), right.clone()); // @b
    let c = taker("c", right.clone(), left.clone()); // @c
    spawn_named("a", a).detach(); // @spawn-a
    spawn_named("b", b).detach(); // @spawn-b
    spawn_named("c", c).detach(); // @spawn-c
}

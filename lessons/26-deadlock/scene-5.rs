//! Three tasks and three locks: each task holds one lock and waits for the next.
use coroscope::kit::{Lock, SECOND, observed, say, sleep, spawn_named};

#[observed]
async fn painter(who: &str, first: Lock, second: Lock) {
    let _first = first.lock().await; // @first
    say!("{who} has one lock"); // @has-one
    sleep(SECOND).await; // @sleeps
    let _second = second.lock().await; // @second
    say!("{who} has both"); // @has-both
}

#[observed]
pub fn set_up() {
    let brush = Lock::new(); // @brush
    let canvas = Lock::new(); // @canvas
    let paint = Lock::new(); // @paint
    let alice = painter("alice", brush.clone(), canvas.clone()); // @alice
    let bob = painter("bob", canvas.clone(), paint.clone()); // @bob
    let carol = painter("carol", paint.clone(), brush.clone()); // @carol
    spawn_named("alice", alice).detach(); // @spawn-alice
    spawn_named("bob", bob).detach(); // @spawn-bob
    spawn_named("carol", carol).detach(); // @spawn-carol
}

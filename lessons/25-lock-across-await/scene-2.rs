//! Each request releases the lock before it replies, so the replies overlap.
use coroscope::kit::{Lock, SECOND, observed, say, sleep, spawn};

#[observed]
async fn request(who: &str, route: Lock) {
    let guard = route.lock().await; // @lock
    say!("{who} reads the route"); // @reads
    drop(guard); // @drop
    sleep(2 * SECOND).await; // @reply
    say!("{who} replies"); // @replies
}

#[observed]
pub fn set_up() {
    let route = Lock::new(); // @route
    let alice = request("alice", route.clone()); // @alice
    let bob = request("bob", route.clone()); // @bob
    let carol = request("carol", route.clone()); // @carol
    spawn(alice).detach(); // @spawn-alice
    spawn(bob).detach(); // @spawn-bob
    spawn(carol).detach(); // @spawn-carol
}

//! Each request holds the lock while it replies, so the requests run one after another.
use coroscope::kit::{Lock, SECOND, observed, say, sleep, spawn};

#[observed]
async fn request(who: &str, route: Lock) {
    let guard = route.lock().await; // @lock
    say!("{who} reads the route"); // @reads
    sleep(2 * SECOND).await; // @reply
    say!("{who} replies"); // @replies
    drop(guard); // @drop
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

//! The lock blocks the thread, but the requests come one at a time.
use coroscope::kit::{BlockingLock, SECOND, observed, say, sleep, spawn};

#[observed]
async fn request(who: &str, start: u32, route: BlockingLock) {
    sleep(start * SECOND).await; // @start
    let guard = route.lock(); // @lock
    say!("{who} reads the route"); // @reads
    sleep(2 * SECOND).await; // @reply
    say!("{who} replies"); // @replies
    drop(guard); // @drop
}

#[observed]
pub fn set_up() {
    let route = BlockingLock::new(); // @route
    let alice = request("alice", 0, route.clone()); // @alice
    let bob = request("bob", 3, route.clone()); // @bob
    let carol = request("carol", 6, route.clone()); // @carol
    spawn(alice).detach(); // @spawn-alice
    spawn(bob).detach(); // @spawn-bob
    spawn(carol).detach(); // @spawn-carol
}

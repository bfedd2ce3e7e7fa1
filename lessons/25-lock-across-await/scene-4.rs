//! The lock blocks the thread, but no request holds it over an await.
use coroscope::kit::{BlockingLock, SECOND, observed, say, sleep, spawn};

#[observed]
async fn request(who: &str, route: BlockingLock) {
    let guard = route.lock(); // @lock
    say!("{who} reads the route"); // @reads
    drop(guard); // @drop
    sleep(2 * SECOND).await; // @reply
    say!("{who} replies"); // @replies
}

#[observed]
pub fn set_up() {
    let route = BlockingLock::new(); // @route
    let alice = request("alice", route.clone()); // @alice
    let bob = request("bob", route.clone()); // @bob
    let carol = request("carol", route.clone()); // @carol
    spawn(alice).detach(); // @spawn-alice
    spawn(bob).detach(); // @spawn-bob
    spawn(carol).detach(); // @spawn-carol
}

//! Five tasks download at once, but only two at a time: the semaphore has two permits.
use coroscope::kit::{SECOND, Semaphore, observed, say, sleep, spawn};

#[observed]
async fn download(who: &str, semaphore: Semaphore) {
    let _permit = semaphore.acquire().await; // @acquire
    say!("{who} starts"); // @starts
    sleep(2 * SECOND).await; // @sleep
    say!("{who} is done"); // @done
}

#[observed]
pub fn set_up() {
    let semaphore = Semaphore::new(2); // @new
    let alice = download("alice", semaphore.clone()); // @alice
    let bob = download("bob", semaphore.clone()); // @bob
    let carol = download("carol", semaphore.clone()); // @carol
    let dave = download("dave", semaphore.clone()); // @dave
    let erin = download("erin", semaphore.clone()); // @erin
    spawn(alice).detach(); // @spawn-alice
    spawn(bob).detach(); // @spawn-bob
    spawn(carol).detach(); // @spawn-carol
    spawn(dave).detach(); // @spawn-dave
    spawn(erin).detach(); // @spawn-erin
}

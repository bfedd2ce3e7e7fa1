//! `alice` is cancelled while it downloads, and its permit goes to `carol`.
use coroscope::kit::{Handle, SECOND, Semaphore, observed, say, sleep, spawn};

#[observed]
async fn download(who: &str, semaphore: Semaphore) {
    let _permit = semaphore.acquire().await; // @acquire
    say!("{who} starts"); // @starts
    sleep(2 * SECOND).await; // @sleep
    say!("{who} is done"); // @done
}

#[observed]
async fn main(alice: Handle<()>) {
    sleep(SECOND).await; // @second
    alice.cancel(); // @cancel
    say!("alice is cancelled"); // @said
}

#[observed]
pub fn set_up() {
    let semaphore = Semaphore::new(2); // @new
    let alice = download("alice", semaphore.clone()); // @alice
    let bob = download("bob", semaphore.clone()); // @bob
    let carol = download("carol", semaphore.clone()); // @carol
    let dave = download("dave", semaphore.clone()); // @dave
    let erin = download("erin", semaphore.clone()); // @erin
    let alice = spawn(alice); // @spawn-alice
    spawn(bob).detach(); // @spawn-bob
    spawn(carol).detach(); // @spawn-carol
    spawn(dave).detach(); // @spawn-dave
    spawn(erin).detach(); // @spawn-erin
    spawn(main(alice)).detach(); // @main
}

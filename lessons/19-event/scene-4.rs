//! The event is set before the first runner waits for it, so none of them has to wait.
use coroscope::kit::{Event, SECOND, observed, say, sleep, spawn};

#[observed]
async fn runner(who: &str, start: Event) {
    say!("{who} is at the line"); // @line
    start.wait().await; // @wait
    say!("{who} runs"); // @runs
}

#[observed]
async fn starter(start: Event) {
    sleep(SECOND).await; // @sleep
    start.set(); // @set
    say!("go"); // @go
}

#[observed]
async fn dave(start: Event) {
    sleep(2 * SECOND).await; // @dave-sleep
    say!("dave is at the line"); // @dave-line
    start.wait().await; // @dave-wait
    say!("dave runs"); // @dave-runs
}

#[observed]
pub fn set_up() {
    let start = Event::new(); // @new
    start.set(); // @early
    let alice = runner("alice", start.clone()); // @alice
    let bob = runner("bob", start.clone()); // @bob
    let carol = runner("carol", start.clone()); // @carol
    spawn(alice).detach(); // @spawn-alice
    spawn(bob).detach(); // @spawn-bob
    spawn(carol).detach(); // @spawn-carol
    spawn(starter(start.clone())).detach(); // @starter
    spawn(dave(start.clone())).detach(); // @spawn-dave
}

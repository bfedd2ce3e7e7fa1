//! `dave` comes at 1 s, at the same moment as the pulse. It misses the pulse by one turn.
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
    start.clear(); // @clear
    say!("go"); // @go
}

#[observed]
async fn dave(start: Event) {
    sleep(SECOND).await; // @dave-sleep
    say!("dave is at the line"); // @dave-line
    start.wait().await; // @dave-wait
    say!("dave runs"); // @dave-runs
}

#[observed]
pub fn set_up() {
    let start = Event::new(); // @new
    let alice = runner("alice", start.clone()); // @alice
    let bob = runner("bob", start.clone()); // @bob
    let carol = runner("carol", start.clone()); // @carol
    spawn(alice).detach(); // @spawn-alice
    spawn(bob).detach(); // @spawn-bob
    spawn(carol).detach(); // @spawn-carol
    spawn(starter(start.clone())).detach(); // @starter
    spawn(dave(start.clone())).detach(); // @spawn-dave
}

//! Two reports block the thread, one after the other.
use coroscope::kit::{SECOND, block_for, observed, say, sleep, spawn, spawn_named};

#[observed]
async fn ticker() {
    for tick in 1..=4 {
        sleep(SECOND).await; // @second
        say!("tick {tick}"); // @tick
    }
}

#[observed]
async fn report(name: &str) {
    sleep(SECOND).await; // @sleep
    say!("{name} starts"); // @starts
    block_for(3 * SECOND); // @work
    say!("{name} ends"); // @ends
}

#[observed]
pub fn set_up() {
    spawn(ticker()).detach(); // @spawn-ticker
    spawn_named("one", report("one")).detach(); // @spawn-one
    spawn_named("two", report("two")).detach(); // @spawn-two
}

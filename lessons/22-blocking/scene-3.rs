//! `report` blocks the thread for one second, and the next tick is due just after it.
use coroscope::kit::{SECOND, block_for, observed, say, sleep, spawn};

#[observed]
async fn ticker() {
    for tick in 1..=4 {
        sleep(SECOND).await; // @second
        say!("tick {tick}"); // @tick
    }
}

#[observed]
async fn report() {
    sleep(SECOND).await; // @sleep
    say!("report starts"); // @starts
    block_for(SECOND); // @work
    say!("report ends"); // @ends
}

#[observed]
pub fn set_up() {
    spawn(ticker()).detach(); // @spawn-ticker
    spawn(report()).detach(); // @spawn-report
}

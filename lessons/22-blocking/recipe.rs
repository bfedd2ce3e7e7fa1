//! `report` awaits a sleep, so `ticker` can run meanwhile.
use coroscope::kit::{SECOND, observed, say, sleep, spawn};

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
    sleep(3 * SECOND).await; // @work
    say!("report ends"); // @ends
}

#[observed]
pub fn set_up() {
    spawn(ticker()).detach(); // @spawn-ticker
    spawn(report()).detach(); // @spawn-report
}

//! `alice` waits for her job for one second, and then gives up.
use coroscope::kit::{Pool, SECOND, observed, say, spawn, timeout};

#[observed]
async fn alice(ovens: Pool) {
    let work = || say!("the bread is baked"); // @work
    let bread = ovens.run(3 * SECOND, work); // @run
    let taken = timeout(SECOND, bread).await; // @await
    match taken {
        Ok(()) => say!("alice takes the bread"), // @got
        Err(_) => say!("alice gives up"),        // @gives-up
    }
}

#[observed]
pub fn set_up() {
    let ovens = Pool::new(2); // @pool
    spawn(alice(ovens)).detach(); // @spawn
}

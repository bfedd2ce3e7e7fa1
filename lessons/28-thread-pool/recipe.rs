//! Three customers hand their jobs to a pool with two ovens, and `ticker` ticks meanwhile.
use coroscope::kit::{Pool, SECOND, observed, say, sleep, spawn, spawn_named};

#[observed]
async fn customer(ovens: Pool, order: &'static str) {
    let work = move || format!("{order} is baked"); // @work
    let job = ovens.run_named(order, 3 * SECOND, work); // @run
    let result = job.await; // @await
    say!("{result}"); // @got
}

#[observed]
async fn ticker() {
    for tick in 1..=2 {
        sleep(SECOND).await; // @second
        say!("tick {tick}"); // @tick
    }
}

#[observed]
pub fn set_up() {
    let ovens = Pool::new(2); // @pool
    for (name, order) in [("alice", "bread"), ("bob", "cake"), ("carol", "pie")] {
        spawn_named(name, customer(ovens.clone(), order)).detach(); // @spawn
    }
    spawn(ticker()).detach(); // @spawn-ticker
}

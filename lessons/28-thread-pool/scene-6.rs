//! The same, where the dough has to be made first, on the loop's thread.
use coroscope::kit::{Pool, SECOND, block_for, join_all, now, observed, say, spawn};

#[observed]
async fn bake(places: usize) {
    let start = now().as_secs();
    let ovens = Pool::new(places); // @pool
    block_for(3 * SECOND); // @dough
    let jobs = ["bread", "cake", "pie"].map(|order| ovens.run_named(order, 3 * SECOND, || ())); // @run
    join_all(jobs).await; // @await
    let time = now().as_secs() - start;
    say!("ovens: {places}, seconds: {time}"); // @got
}

#[observed]
async fn measure() {
    for places in 1..=4 {
        bake(places).await; // @bake
    }
}

#[observed]
pub fn set_up() {
    spawn(measure()).detach(); // @spawn
}

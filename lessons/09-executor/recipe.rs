//! Two tasks that take turns. Look at the loop itself while it polls them.
use coroscope::kit::{observed, say, spawn, yield_now};

#[observed]
async fn player(word: &str) {
    for round in 1..=2 {
        say!("{word} {round}"); // @says
        yield_now().await; // @yields
    }
}

#[observed]
pub fn set_up() {
    let ping = player("ping"); // @ping
    let pong = player("pong"); // @pong
    spawn(ping).detach(); // @spawn-ping
    spawn(pong).detach(); // @spawn-pong
}

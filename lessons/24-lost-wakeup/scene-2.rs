//! The same program again, to step through: the pulse comes before `worker` waits for it.
use coroscope::kit::{Notify, Shared, observed, say, spawn, yield_now};

#[observed]
async fn worker(ready: Shared<bool>, pulse: Notify) {
    let is_ready = ready.get(); // @check
    if !is_ready {
        say!("worker: not ready yet"); // @not-ready
        yield_now().await; // @yield
        say!("worker: going to wait"); // @going
        pulse.notified().await; // @wait
    }
    say!("worker: starts"); // @starts
}

#[observed]
async fn setter(ready: Shared<bool>, pulse: Notify) {
    ready.set(true); // @set
    pulse.notify_all(); // @pulse
    say!("setter: ready"); // @said
}

#[observed]
pub fn set_up() {
    let ready = Shared::new(false); // @ready
    let pulse = Notify::new(); // @new-pulse
    spawn(worker(ready.clone(), pulse.clone())).detach(); // @spawn-worker
    spawn(setter(ready, pulse)).detach(); // @spawn-setter
}

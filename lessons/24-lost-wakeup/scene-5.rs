//! `pulse` is an event, which stays set, so `worker` doesn't have to wait.
use coroscope::kit::{Event, Shared, observed, say, spawn, yield_now};

#[observed]
async fn worker(ready: Shared<bool>, pulse: Event) {
    let is_ready = ready.get(); // @check
    if !is_ready {
        say!("worker: not ready yet"); // @not-ready
        yield_now().await; // @yield
        say!("worker: going to wait"); // @going
        pulse.wait().await; // @wait
    }
    say!("worker: starts"); // @starts
}

#[observed]
async fn setter(ready: Shared<bool>, pulse: Event) {
    ready.set(true); // @set
    pulse.set(); // @pulse
    say!("setter: ready"); // @said
}

#[observed]
pub fn set_up() {
    let ready = Shared::new(false); // @ready
    let pulse = Event::new(); // @new-pulse
    spawn(worker(ready.clone(), pulse.clone())).detach(); // @spawn-worker
    spawn(setter(ready, pulse)).detach(); // @spawn-setter
}

//! Each task holds the lock that the other one is waiting for.
use coroscope::kit::{Lock, SECOND, observed, say, sleep, spawn};

#[observed]
async fn alice(brush: Lock, paint: Lock) {
    let _brush = brush.lock().await; // @alice-brush
    say!("alice has the brush"); // @alice-has-brush
    sleep(SECOND).await; // @alice-sleeps
    let _paint = paint.lock().await; // @alice-paint
    say!("alice has both"); // @alice-has-both
}

#[observed]
async fn bob(brush: Lock, paint: Lock) {
    let _paint = paint.lock().await; // @bob-paint
    say!("bob has the paint"); // @bob-has-paint
    sleep(SECOND).await; // @bob-sleeps
    let _brush = brush.lock().await; // @bob-brush
    say!("bob has both"); // @bob-has-both
}

#[observed]
pub fn set_up() {
    let brush = Lock::new(); // @brush
    let paint = Lock::new(); // @paint
    spawn(alice(brush.clone(), paint.clone())).detach(); // @spawn-alice
    spawn(bob(brush.clone(), paint.clone())).detach(); // @spawn-bob
}

//! Your own program. Save it, and it runs again on the screen.
use coroscope::kit::{SECOND, observed, say, sleep, spawn};

#[observed]
async fn greet(name: &str) {
    say!("hello from {name}");
    sleep(SECOND).await;
    say!("goodbye from {name}");
}

#[observed]
pub fn set_up() {
    spawn(greet("alice")).detach();
    spawn(greet("bob")).detach();
}

//! The cancel comes one second earlier.
use coroscope::kit::{SECOND, observed, say, sleep, spawn};

struct File;

impl Drop for File {
    fn drop(&mut self) {
        say!("file closed"); // @closed
    }
}

#[observed]
async fn worker() {
    let _file = File; // @file
    say!("file opened"); // @opened
    for block in 1..=5 {
        sleep(SECOND).await; // @sleep
        say!("wrote block {block}"); // @wrote
    }
    say!("saved"); // @saved
}

#[observed]
async fn main() {
    let worker = spawn(worker()); // @spawn
    sleep(2 * SECOND).await; // @main-sleeps
    worker.cancel(); // @cancel
    say!("main continues"); // @continues
    let result = worker.await; // @await
    match result {
        Ok(()) => say!("worker: finished"),    // @finished
        Err(error) => say!("worker: {error}"), // @cancelled
    }
}

#[observed]
pub fn set_up() {
    spawn(main()).detach(); // @main
}

//! Programs whose process ends before their run does. The screen reports why, and the terminal is restored.
//!
//! `ENDING=abort cargo run --example endings`, then End. `ENDING` is `abort`, `overflow`, `exit`, `panics` (in a drop
//! handler, during another panic), `spin` (a poll that never returns), `set-up` (a panic in the set-up), `prints`
//! (output with `println!`), `random` (a program that isn't deterministic), or `debug-overflows` or `debug-hangs` (only
//! when a value is looked at).

#![allow(clippy::unused_async, reason = "a coroutine may return without an await")]
#![allow(clippy::print_stdout, reason = "one of them prints past the loop")]

use coroscope::kit::{SECOND, say, sleep, spawn_named};
use coroscope::{Scope, observed};
use std::fmt;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};

#[observed]
async fn clock() {
    for _ in 0..3 {
        say!("tick");
        sleep(SECOND).await;
    }
}

/// A second panic while the first one unwinds.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("a panic in a drop handler");
    }
}

#[allow(unconditional_recursion, reason = "that is what it is for")]
fn descend(depth: u64) -> u64 {
    let frame = std::hint::black_box([depth; 64]);
    descend(depth + 1) + frame[7]
}

fn spin() {
    while std::hint::black_box(true) {
        std::hint::spin_loop();
    }
}

/// Its `Debug` overflows the stack.
struct Deep;

impl fmt::Debug for Deep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", descend(0))
    }
}

/// Its `Debug` waits for a lock that is held.
struct Locks(Arc<Mutex<u32>>);

impl fmt::Debug for Locks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.0.lock().map(|value| *value);
        write!(f, "{value:?}")
    }
}

#[observed]
async fn ends(ending: String) {
    say!("about to end by {ending}");
    if ending == "abort" {
        std::process::abort();
    }
    if ending == "overflow" {
        descend(0);
    }
    if ending == "exit" {
        std::process::exit(3);
    }
    if ending == "panics" {
        let _bomb = Bomb;
        panic!("the first panic");
    }
    if ending == "spin" {
        spin();
    }
    if ending == "debug-overflows" {
        let deep = Deep;
        std::hint::black_box(&deep);
    }
    if ending == "debug-hangs" {
        let lock = Arc::new(Mutex::new(1));
        let held = lock.lock();
        let locks = Locks(Arc::clone(&lock));
        drop(held);
        drop(locks);
    }
    if ending == "prints" {
        println!("printed past the loop");
    }
}

fn main() -> ExitCode {
    let ending = std::env::var("ENDING").unwrap_or_default();
    Scope::new("endings", move || {
        spawn_named("clock", clock()).detach();
        assert_ne!(ending, "set-up", "the set-up of this program panics");
        let name = match ending.as_str() {
            "random" => format!("ends{}", std::process::id()),
            _ => "ends".to_owned(),
        };
        spawn_named(&name, ends(ending.clone())).detach();
    })
    .titled("A program that ends before its run does")
    .main()
}

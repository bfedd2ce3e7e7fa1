//! The programs that the children run. Each is a test that does nothing unless a parent asks for it.

use coroscope::kit::{Promise, SECOND, say, sleep, spawn_named, yield_now};
use coroscope::observed;
use coroscope::process::child::Role;
use coroscope::session::Program;

/// Runs a program for the parent and ends the process.
fn play(set_up: impl Fn() + Send + Sync + 'static) {
    // Run by itself, with all that is ignored, it has no parent to speak to.
    let Some(role) = Role::of_this_process() else { return };
    let role = role.expect("the parent speaks the same protocol");
    let _status = role.play(&Program::new(set_up));
    std::process::exit(0)
}

/// The number of the line in this file that is this statement.
pub fn line_of(statement: &str) -> u32 {
    let lines = include_str!("children.rs").lines();
    let at =
        lines.map(str::trim).position(|line| line == statement).expect("it is a line of its own");
    u32::try_from(at + 1).expect("a short file")
}

#[observed]
async fn greets() {
    say!("hello");
    sleep(SECOND).await;
    say!("goodbye");
}

pub fn two_tasks() {
    spawn_named("one", greets()).detach();
    spawn_named("two", greets()).detach();
}

/// A task that is well, before the one that is not.
fn after_a_good_one() {
    spawn_named("good", greets()).detach();
}

#[test]
#[ignore = "it is a child of another test"]
fn finishes() {
    play(two_tasks);
}

#[observed]
async fn aborting() {
    say!("so far");
    std::process::abort();
}

#[test]
#[ignore = "it is a child of another test"]
fn aborts() {
    play(|| {
        after_a_good_one();
        spawn_named("bad", aborting()).detach();
    });
}

#[allow(unconditional_recursion, reason = "that is what it is for")]
fn descend(depth: u64) -> u64 {
    let room = std::hint::black_box([depth; 64]);
    descend(depth + 1) + room[7]
}

#[observed]
async fn overflowing() {
    say!("down");
    descend(0);
}

#[test]
#[ignore = "it is a child of another test"]
fn overflows() {
    play(|| {
        after_a_good_one();
        spawn_named("deep", overflowing()).detach();
    });
}

#[observed]
async fn becoming_another() {
    use std::os::unix::process::CommandExt;
    let failed = std::process::Command::new("sleep").arg("600").exec();
    panic!("{failed}");
}

#[test]
#[ignore = "it is a child of another test"]
fn becomes_another() {
    play(|| spawn_named("becomes", becoming_another()).detach());
}

#[observed]
async fn exiting() {
    say!("so far");
    std::process::exit(3);
}

#[test]
#[ignore = "it is a child of another test"]
fn exits() {
    play(|| {
        after_a_good_one();
        spawn_named("leaves", exiting()).detach();
    });
}

#[observed]
async fn exiting_well() {
    std::process::exit(0);
}

#[test]
#[ignore = "it is a child of another test"]
fn exits_well() {
    play(|| spawn_named("leaves", exiting_well()).detach());
}

struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("a second panic");
    }
}

#[observed]
async fn panicking_twice() {
    let _bomb = Bomb;
    panic!("a first panic");
}

#[test]
#[ignore = "it is a child of another test"]
fn panics_twice() {
    play(|| spawn_named("twice", panicking_twice()).detach());
}

#[test]
#[ignore = "it is a child of another test"]
fn panics_in_its_set_up() {
    play(|| {
        after_a_good_one();
        panic!("no configuration");
    });
}

#[test]
#[ignore = "it is a child of another test"]
fn never_begins() {
    if std::env::var_os("COROSCOPE_PROCESS").is_some() {
        std::process::exit(4);
    }
}

/// Computes for ever, in silence.
fn spin() {
    while std::hint::black_box(true) {
        std::hint::spin_loop();
    }
}

#[observed]
async fn spinning() {
    say!("round and round");
    spin();
}

#[test]
#[ignore = "it is a child of another test"]
fn never_returns() {
    play(|| spawn_named("spins", spinning()).detach());
}

#[observed]
async fn recording_without_end() {
    loop {
        say!("more");
    }
}

#[test]
#[ignore = "it is a child of another test"]
fn records_without_end() {
    play(|| spawn_named("greedy", recording_without_end()).detach());
}

#[observed]
async fn ticking() {
    loop {
        say!("tick");
        sleep(SECOND).await;
    }
}

#[test]
#[ignore = "it is a child of another test"]
fn never_ends() {
    play(|| spawn_named("clock", ticking()).detach());
}

#[observed]
async fn printing() {
    println!("printed past the loop");
    eprintln!("on error");
}

#[test]
#[ignore = "it is a child of another test"]
fn prints() {
    play(|| spawn_named("prints", printing()).detach());
}

#[test]
#[ignore = "it is a child of another test"]
fn is_woken_by_a_thread() {
    play(|| {
        let (sender, receiver) = tokio::sync::oneshot::channel::<u8>();
        std::thread::spawn(move || {
            std::thread::sleep(std::time::Duration::from_millis(50));
            let _nobody_waits = sender.send(1);
        });
        let waits = async move {
            let _sent = receiver.await;
            say!("it came");
        };
        spawn_named("waits", waits).detach();
    });
}

/// What a program finds that the child has started.
fn grandchild() -> String {
    let role = if Role::of_this_process().is_some() { "a role" } else { "no role" };
    let open = std::fs::read_dir("/dev/fd").into_iter().flatten().flatten();
    let mut open: Vec<u32> =
        open.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect();
    open.sort_unstable();
    // The folder itself was open while it was read.
    open.pop();
    let open: Vec<_> = open.iter().map(ToString::to_string).collect();
    format!("grandchild: {role}, descriptors {}", open.join(" "))
}

#[test]
#[ignore = "it is a child of another test"]
fn starts_itself() {
    if std::env::var_os("COROSCOPE_TEST_GRANDCHILD").is_some() {
        println!("{}", grandchild());
        return;
    }
    play(|| {
        let again = std::env::current_exe().expect("it runs from a file");
        let child = std::process::Command::new(again)
            .args(["--ignored", "--exact", "children::starts_itself", "--nocapture"])
            .env("COROSCOPE_TEST_GRANDCHILD", "1")
            .stdin(std::process::Stdio::null())
            .status();
        assert!(child.expect("it starts").success());
        spawn_named("done", yield_now()).detach();
    });
}

/// Returns the state, the parent, the process group and the session of this process, as Linux lists them.
#[cfg(target_os = "linux")]
fn ids() -> Vec<String> {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("Linux has it");
    let (_, after) = stat.rsplit_once(") ").expect("the name is in parentheses");
    after.split(' ').take(4).map(str::to_owned).collect()
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "it is a child of another test"]
fn has_a_session() {
    play(|| {
        let own = std::process::id().to_string();
        let [_, _, group, session] = &ids()[..] else { panic!("four fields") };
        println!("group {}, session {}", *group == own, *session == own);
        spawn_named("done", yield_now()).detach();
    });
}

async fn counts(promise: Promise<u8>) {
    for _ in 0..6 {
        yield_now().await;
    }
    assert!(!promise.is_full());
}

#[test]
#[ignore = "it is a child of another test"]
fn has_many_orders() {
    play(|| {
        let promise = Promise::new();
        for name in ["a", "b", "c", "d", "e"] {
            spawn_named(name, counts(promise.clone())).detach();
        }
    });
}

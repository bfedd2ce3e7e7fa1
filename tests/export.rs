//! Each export is read back: what a file says is what the run was, and what the screen showed.
#![allow(missing_docs, dead_code)]
#![allow(clippy::similar_names, clippy::cast_possible_truncation, clippy::cast_sign_loss)]

#[path = "screen/driver.rs"]
mod driver;

#[path = "export/svg.rs"]
mod svg;

#[path = "export/cast.rs"]
mod cast;
#[path = "export/html.rs"]
mod html;
#[path = "export/jsonl.rs"]
mod jsonl;
#[path = "export/mermaid.rs"]
mod mermaid;
#[path = "export/perfetto.rs"]
mod perfetto;
#[path = "export/steps.rs"]
mod steps;

use coroscope::course::lesson::markers::LessonFile;
use coroscope::course::tour::opening::{SceneSession, Standalone};
use coroscope::kit::{Promise, SECOND, say, sleep, spawn_named, yield_now};
use coroscope::session::Program;

/// A program whose run has each kind of arrow, note and slice, and whose texts have signs with a meaning in some format.
fn program() {
    let promise = Promise::new();
    let filled = promise.clone();
    spawn_named("waiter", async move {
        say!("got {}", promise.get().await);
    })
    .detach();
    let victim = spawn_named("<b> & \"v\"", async { sleep(9 * SECOND).await });
    spawn_named("main", async move {
        say!("</script>; #1");
        sleep(2 * SECOND).await;
        filled.set(7);
        victim.cancel();
        spawn_named("late", async { yield_now().await }).detach();
    })
    .detach();
}

/// The whole run of that program, as one of a user's own.
fn own() -> SceneSession {
    let standalone = Standalone {
        title: "A <title> & \"more\"".to_owned(),
        about: "About.".to_owned(),
        program: Program::new(program),
        source: LessonFile::default(),
        twin: LessonFile::default(),
    };
    let mut visit = SceneSession::standalone(standalone);
    visit.session.to_end(100);
    visit
}

/// A lesson's whole run.
fn whole(address: &str) -> SceneSession {
    let mut visit = SceneSession::from_address(address).expect("there is such a lesson");
    visit.session.to_end(10_000);
    visit
}

/// The lessons whose runs show all that there is: timers, locks, a cancelled task, a blocked thread, a stall.
const LESSONS: [&str; 8] =
    ["three-tasks", "resume", "deadlock", "cancel", "blocking", "select", "task", "lost-update"];

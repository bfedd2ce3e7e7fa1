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

use coroscope::course::tour::opening::SceneSession;

/// A lesson's whole run.
fn whole(address: &str) -> SceneSession {
    let mut visit = SceneSession::from_address(address).expect("there is such a lesson");
    visit.session.to_end(10_000);
    visit
}

/// The lessons whose runs show all that there is: timers, locks, a cancelled task, a blocked thread, a stall.
const LESSONS: [&str; 8] =
    ["three-tasks", "resume", "deadlock", "cancel", "blocking", "select", "task", "lost-update"];

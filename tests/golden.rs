//! Compares the whole run of every scene, as text, with the golden file beside its recipe.
//!
//! `trace.golden` goes with `recipe.rs`, `trace-2.golden` with `scene-2.rs`. After a change that is meant:
//!
//! ```text
//! UPDATE_GOLDEN=1 cargo test --test golden
//! ```
//!
//! writes them again. Read what `git diff` then shows: it is what every learner will read.

use coroscope::course::catalog::{self, Scene};
use coroscope::session::Session;
use coroscope::text;
use std::fs;
use std::path::{Path, PathBuf};

fn trace(scene: &Scene) -> String {
    let mut session = Session::new(scene.program());
    let mut out = Vec::new();
    text::tell(&mut out, &mut session, true).expect("memory can be written to");
    String::from_utf8(out).expect("the text is UTF-8")
}

fn scenes() -> impl Iterator<Item = &'static Scene> {
    catalog::lessons().iter().flat_map(|lesson| &lesson.scenes)
}

/// `lessons/05-in-a-row/scene-2.rs` goes with `lessons/05-in-a-row/trace-2.golden`.
fn golden_of(scene: &Scene) -> PathBuf {
    let recipe = Path::new(env!("CARGO_MANIFEST_DIR")).join(&*scene.rust.file);
    let stem = recipe.file_stem().expect("a recipe has a name").to_string_lossy().into_owned();
    let number = stem.strip_prefix("scene").unwrap_or("");
    recipe.with_file_name(format!("trace{number}.golden"))
}

#[test]
fn every_trace_equals_its_golden_file() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    // A part of a path, such as `23-`, instead of 1 writes only those files again.
    let only = std::env::var("UPDATE_GOLDEN").ok().filter(|only| only != "1");
    let is_chosen =
        |scene: &&Scene| only.as_ref().is_none_or(|only| scene.rust.file.contains(only));
    let mut faults = Vec::new();
    for scene in scenes().filter(is_chosen) {
        let (text, file) = (trace(scene), golden_of(scene));
        if update {
            fs::write(&file, &text).expect("the folder of a lesson can be written to");
        }
        let golden = fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
        let differs = |(golden, text): &(&str, &str)| golden != text;
        if golden != text {
            let mut pairs = golden.lines().zip(text.lines());
            let (golden, text) = pairs.find(differs).unwrap_or(("", "(one is longer)"));
            faults.push(format!("{}\n  golden: {golden}\n  now:    {text}", file.display()));
        }
    }
    let remedy = "Is the change meant? Then run: UPDATE_GOLDEN=1 cargo test --test golden";
    assert!(faults.is_empty(), "{}\n{remedy}", faults.join("\n"));
}

#[test]
fn two_runs_of_a_scene_have_the_same_trace() {
    for scene in scenes() {
        assert_eq!(trace(scene), trace(scene), "{}", scene.rust.file);
    }
}

/// Addresses in memory differ from run to run, so no trace may have one: a pointer is `0x…`.
#[test]
fn no_trace_has_an_address_in_memory() {
    for scene in scenes() {
        let trace = trace(scene);
        let mut pointers = trace.split("0x").skip(1);
        assert!(pointers.all(|rest| rest.starts_with('…')), "{}", scene.rust.file);
    }
}

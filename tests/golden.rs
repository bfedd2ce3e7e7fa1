//! The whole run of every scene as text, held against the file kept beside its recipe.
//!
//! `trace.golden` goes with `recipe.rs`, `trace-2.golden` with `scene-2.rs`. After a change that is meant:
//!
//! ```text
//! UPDATE_GOLDEN=1 cargo test --test golden
//! ```
//!
//! writes them anew. Read what `git diff` then shows: it is what every learner will read.

use coroscope::course::catalog::{self, Scene};
use coroscope::session::Session;
use coroscope::text;
use std::fs;
use std::path::{Path, PathBuf};

fn told(scene: &Scene) -> String {
    let mut session = Session::new(scene.program());
    let mut out = Vec::new();
    text::tell(&mut out, &mut session, true).expect("memory can be written to");
    String::from_utf8(out).expect("the text is UTF-8")
}

fn scenes() -> impl Iterator<Item = &'static Scene> {
    catalog::lessons().iter().flat_map(|lesson| lesson.scenes)
}

/// `lessons/05-in-a-row/scene-2.rs` goes with `lessons/05-in-a-row/trace-2.golden`.
fn golden_of(scene: &Scene) -> PathBuf {
    let recipe = Path::new(env!("CARGO_MANIFEST_DIR")).join(scene.rust.file);
    let stem = recipe.file_stem().expect("a recipe has a name").to_string_lossy().into_owned();
    let number = stem.strip_prefix("scene").unwrap_or("");
    recipe.with_file_name(format!("trace{number}.golden"))
}

#[test]
fn every_scene_is_told_as_it_is_kept() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut faults = Vec::new();
    for scene in scenes() {
        let (told, file) = (told(scene), golden_of(scene));
        if update {
            fs::write(&file, &told).expect("the folder of a lesson can be written to");
        }
        let kept = fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
        let differs = |(kept, told): &(&str, &str)| kept != told;
        if kept != told {
            let mut pairs = kept.lines().zip(told.lines());
            let (kept, told) = pairs.find(differs).unwrap_or(("", "(one is longer)"));
            faults.push(format!("{}\n  kept: {kept}\n  told: {told}", file.display()));
        }
    }
    let remedy = "Is the change meant? Then run: UPDATE_GOLDEN=1 cargo test --test golden";
    assert!(faults.is_empty(), "{}\n{remedy}", faults.join("\n"));
}

#[test]
fn no_scene_is_told_in_two_ways() {
    for scene in scenes() {
        assert_eq!(told(scene), told(scene), "{}", scene.rust.file);
    }
}

/// Numbers of memory differ from run to run, so none may be in what is told.
#[test]
fn nothing_that_is_told_is_an_address() {
    for scene in scenes() {
        assert!(!told(scene).contains("0x"), "{}", scene.rust.file);
    }
}

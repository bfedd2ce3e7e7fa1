//! Checks that a recipe prints the expected output of its twin.

use super::subject::Subject;
use crate::course::lesson::diagnostic::Diagnostic;
use crate::course::story::Story;
use crate::record::event::Verdict;
use crate::session::Session;
use std::fmt::Write;

pub(super) fn faults(subject: Subject<'_>) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for scene in &subject.lesson.scenes {
        if scene.program.built_in().is_none() {
            continue; // a record is its own expected output, and a script of a folder has none
        }
        let story = Story::ahead(&Session::new(scene.program()));
        let printed = printed(&story);
        let lines = scene.expected.text.lines().zip(printed.lines());
        let first = (1..).zip(lines).find(|(_, (kept, now))| kept != now).map(|(line, _)| line);
        let counts = (scene.expected.text.lines().count(), printed.lines().count());
        if first.is_some() || counts.0 != counts.1 {
            let line = first.unwrap_or(counts.0.min(counts.1) + 1);
            let now = printed.lines().nth(line - 1).unwrap_or("nothing more").replace('\t', " s: ");
            let what = format!("{} prints something else here: {now}", scene.rust.file);
            let remedy =
                "find out whether the recipe or the twin is wrong, then write the lines again";
            faults.push(Diagnostic::new(&scene.expected.file, line, what, remedy));
        }
    }
    faults
}

/// Returns the output of a run in the format of the file with the expected output.
fn printed(story: &Story) -> String {
    let mut text = String::new();
    let plain =
        |time: crate::record::event::Time| time.to_string().trim_end_matches(" s").to_owned();
    for (_, time, line) in story.lines() {
        let _infallible = writeln!(text, "{}\t{line}", plain(time));
    }
    let left = story.alive.last().map_or(String::new(), |(_, left)| left.join(", "));
    let end = match story.verdict {
        Some(Verdict::Finished) => "# finished".to_owned(),
        Some(Verdict::Stalled) => format!("# stalled: {left}"),
        Some(Verdict::Waiting) => "# waiting".to_owned(),
        // The file says what the lesson's author has proved.
        Some(Verdict::NoProgress) => "# livelock".to_owned(),
        Some(Verdict::Frozen) => "# frozen".to_owned(),
        Some(Verdict::CutOff) => "# cut off".to_owned(),
        Some(Verdict::Stopped) => "# stopped".to_owned(),
        None => "# goes on".to_owned(),
    };
    let _infallible = writeln!(text, "{}\t{end}", plain(story.clock));
    text
}

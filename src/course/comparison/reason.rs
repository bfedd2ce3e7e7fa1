//! Why two steps differ: the lesson's own note on a line that ran in them, or else what the two runs show.

use super::facts::{Kind, StepFacts, TaskName};
use super::mark::Mark;
use crate::course::catalog::Scene;
use crate::course::lesson::front_matter::{FrontMatter, TwinNote};
use crate::course::lesson::inline::SourceLanguage;
use crate::record::event::Verdict;
use crate::world::timeline::Outcome;
use crate::world::words::counted;
use std::collections::BTreeSet;

/// Finds the reasons, row by row.
pub(super) struct Reasons<'a> {
    scene: &'a Scene,
    number: usize,
    front: &'a FrontMatter,
    of_rust: BTreeSet<&'a TaskName>,
    of_python: BTreeSet<&'a TaskName>,
}

impl<'a> Reasons<'a> {
    pub(super) fn new(
        (scene, number): (&'a Scene, usize),
        front: &'a FrontMatter,
        rust: &'a [StepFacts],
        python: &'a [StepFacts],
    ) -> Reasons<'a> {
        let tasks = |steps: &'a [StepFacts]| steps.iter().filter_map(StepFacts::task).collect();
        Reasons { scene, number, front, of_rust: tasks(rust), of_python: tasks(python) }
    }

    /// Returns how the steps compare, why, and whether the reason is a note of the lesson.
    pub(super) fn of(
        &mut self,
        pair: (Option<&StepFacts>, Option<&StepFacts>),
    ) -> (Mark, String, bool) {
        let (mark, shown) = match pair {
            (Some(rust), Some(python)) => match between(rust, python) {
                None => return (Mark::Same, String::new(), false),
                Some(difference) => difference,
            },
            (Some(rust), None) => (Mark::Different, alone(rust, "Rust", &self.of_python)),
            (None, Some(python)) => (Mark::Different, alone(python, "Python", &self.of_rust)),
            (None, None) => return (Mark::Same, String::new(), false),
        };
        let is_printed =
            matches!(pair, (Some(rust), Some(python)) if rust.printed != python.printed);
        match self.note(pair, is_printed) {
            Some(note) => {
                let text = self.scene.words(&note.note, SourceLanguage::Python);
                // A note on what is printed quotes it.
                let quotes = note.note.contains("prints");
                (mark, if quotes { text } else { format!("{shown} {text}") }, true)
            }
            None => (mark, shown, false),
        }
    }

    /// Returns the lesson's note on a difference in one of the lines that ran, or else on the line that spawned the
    /// task. A note on what is printed explains a difference in that, if the printed lines aren't all moved by another
    /// difference.
    fn note(
        &self,
        (rust, python): (Option<&StepFacts>, Option<&StepFacts>),
        is_printed: bool,
    ) -> Option<&'a TwinNote> {
        let only_adds = rust.zip(python).is_some_and(|(rust, python)| {
            is_printed && rust.printed.iter().all(|line| python.printed.contains(line))
        });
        let steps = [python, rust];
        let ran = steps.iter().flatten().flat_map(|step| step.marks.iter().rev());
        let spawned = steps.iter().flatten().flat_map(|step| &step.spawned_at);
        let notes: Vec<&TwinNote> = ran
            .chain(spawned)
            .filter_map(|marker| self.note_at(marker))
            .filter(|note| note.mark != Mark::Same.sign())
            .filter(|note| note.note.contains("prints") == only_adds)
            .collect();
        let is_strong = |note: &&&TwinNote| note.mark == Mark::Different.sign();
        let is_own = |note: &&&TwinNote| note.scene == self.number;
        let found = notes.iter().find(is_strong).or_else(|| notes.iter().find(is_own));
        found.or(notes.first()).copied()
    }

    /// Returns the note on a line: that of this scene, or of the first one, or of any that has the line.
    fn note_at(&self, marker: &str) -> Option<&'a TwinNote> {
        let any = || self.front.twin.iter().find(|note| note.at == marker);
        self.front.twin_note(marker, self.number).or_else(any)
    }
}

/// Returns what a step without a counterpart is.
fn alone(step: &StepFacts, language: &str, other: &BTreeSet<&TaskName>) -> String {
    match &step.kind {
        Kind::Turn(task) if !other.contains(task) => {
            format!("Only the {language} program has a task `{}`.", task.name)
        }
        Kind::Turn(task) => format!("`{}` takes this step only in {language}.", task.name),
        Kind::Call(task) => format!("Only {language}'s loop calls `{}` here.", task.name),
        Kind::Jump => format!("The clock jumps to {} only in {language}.", step.clock),
        Kind::End(_) => format!("Only the {language} run ends here."),
        Kind::SetUp => String::new(),
    }
}

/// Returns the first difference between two steps that correspond, if there is one.
fn between(rust: &StepFacts, python: &StepFacts) -> Option<(Mark, String)> {
    if let (Kind::End(rust), Kind::End(python)) = (&rust.kind, &python.kind)
        && rust != python
    {
        let (rust, python) = (end(*rust), end(*python));
        return Some((Mark::Different, format!("The Rust run {rust}; the Python run {python}.")));
    }
    if rust.printed != python.printed {
        return Some((Mark::Different, printed(&rust.printed, &python.printed)));
    }
    if rust.outcome != python.outcome {
        let (rust, python) = (outcome(rust.outcome), outcome(python.outcome));
        return Some((Mark::Different, format!("In Rust the task {rust}; in Python it {python}.")));
    }
    if rust.clock != python.clock {
        let words =
            format!("The clock is at {} in Rust and at {} in Python.", rust.clock, python.clock);
        return Some((Mark::Different, words));
    }
    if rust.ready != python.ready {
        let queue = |step: &StepFacts| match step.ready.as_slice() {
            [] => "nothing".to_owned(),
            names => names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
        };
        let words = format!(
            "Both do the same, but then the ready queue has {} in Rust and {} in Python.",
            queue(rust),
            queue(python)
        );
        return Some((Mark::Alike, words));
    }
    None
}

/// Returns a sentence about the lines that only one of them prints.
fn printed(rust: &[String], python: &[String]) -> String {
    let without = |lines: &[String], other: &[String]| {
        let mut other = other.to_vec();
        let mut left = lines.to_vec();
        left.retain(|line| match other.iter().position(|there| there == line) {
            Some(at) => {
                other.remove(at);
                false
            }
            None => true,
        });
        left
    };
    let quoted = |lines: &[String]| match lines {
        [] => "nothing".to_owned(),
        [line] => format!("\u{201c}{}\u{201d}", short(line)),
        [first, rest @ ..] => {
            let lines = counted(rest.len(), "more line", "more lines");
            format!("\u{201c}{}\u{201d} and {lines}", short(first))
        }
    };
    match (&*without(rust, python), &*without(python, rust)) {
        ([], []) => "Both print the same lines, in another order.".to_owned(),
        ([], only) if rust.is_empty() => format!("Only Python prints something: {}.", quoted(only)),
        (only, []) if python.is_empty() => format!("Only Rust prints something: {}.", quoted(only)),
        ([], only) => format!("Python also prints {}.", quoted(only)),
        (only, []) => format!("Rust also prints {}.", quoted(only)),
        _ => format!("Rust prints {}; Python prints {}.", quoted(rust), quoted(python)),
    }
}

/// How many characters of a printed line a reason quotes.
const QUOTED: usize = 60;

fn short(line: &str) -> String {
    // A warning begins with a file and a line of the library.
    let line = line.find("RuntimeWarning: ").map_or(line, |at| &line[at..]);
    if line.chars().count() <= QUOTED {
        return line.to_owned();
    }
    line.chars().take(QUOTED).chain(['\u{2026}']).collect()
}

fn end(how: Verdict) -> &'static str {
    match how {
        Verdict::Finished => "finishes",
        Verdict::Stalled => "stalls",
        Verdict::NoProgress => "makes no progress",
        Verdict::Frozen => "freezes",
        Verdict::CutOff => "is cut off",
        Verdict::Stopped => "is stopped with tasks left",
        Verdict::Waiting => "waits for something outside the loop",
    }
}

fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Open => "hasn't ended its step",
        Outcome::Pending => "waits at an await",
        Outcome::Ready => "finishes",
        Outcome::Panicked => "fails",
        Outcome::Cancelled => "is cancelled",
    }
}

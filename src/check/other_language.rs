//! Checks that a lesson says to the readers of each language what is true of their program.

use super::subject::Subject;
use super::texts::{self, TextKind};
use crate::course::lesson::diagnostic::Diagnostic;
use crate::course::lesson::inline::{SourceLanguage, draft};

/// What only a Rust program has. Beside the Python source, a sentence may name it only if it says that it's about Rust.
const RUST_ONLY: [&str; 11] = [
    "destructor",
    "panic",
    ".await",
    "::",
    "`spawn`",
    "detach",
    "`Promise`",
    "`LockGuard`",
    "`Some",
    "`select`",
    "`block_for`",
];

/// The names that say so.
const NAMES_RUST: [&str; 3] = ["Rust", "Tokio", "JavaScript"];

pub(super) fn faults(subject: Subject<'_>) -> Vec<Diagnostic> {
    let mut faults = rust_beside_python(subject);
    faults.extend(notes_on_one_runtime(subject));
    faults
}

/// Finds sentences that are shown beside the Python source and speak of what only Rust has.
fn rust_beside_python(subject: Subject<'_>) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for text in texts::all(subject) {
        // The notes on a source, and what is printed, are about that source.
        if text.kind == TextKind::Note {
            continue;
        }
        let words = draft(text.text, SourceLanguage::Python).replace('\n', " ");
        for sentence in words.split_inclusive(". ") {
            let names_rust = NAMES_RUST.iter().any(|name| sentence.contains(name));
            let found = RUST_ONLY.iter().find(|term| sentence.contains(**term));
            if let Some(term) = found.filter(|_| !names_rust) {
                let what = format!("beside the Python source, {term} means nothing");
                let remedy = "say it with `:rust[…]` and `:python[…]`, or say that it's about Rust";
                faults.push(subject.fault(text.line, what, remedy));
            }
        }
    }
    faults
}

/// Checks that readers of both languages are told what their runtimes do, if any are.
fn notes_on_one_runtime(subject: Subject<'_>) -> Vec<Diagnostic> {
    let notes = &subject.page.elsewhere;
    let has = |runtime: &str| notes.iter().any(|note| note.runtime.contains(runtime));
    let (is_odd, line) =
        (has("Tokio") != has("asyncio"), notes.first().map_or(1, |note| note.line));
    let missing = if has("Tokio") { "asyncio" } else { "Tokio" };
    let what = format!("there's no `elsewhere` note on {missing}");
    let remedy =
        "add one: Tokio's notes are shown beside the Rust source, asyncio's beside the Python one";
    is_odd.then(|| subject.fault(line, what, remedy)).into_iter().collect()
}

//! Checks a lesson's programs in real libraries: their names, their length, and the text beside them.

use super::subject::Subject;
use crate::course::catalog::RealProgram;
use crate::course::lesson::diagnostic::Diagnostic;

/// The fewest and the most lines of a program, without blank ones.
const LINES: [usize; 2] = [14, 50];

/// The most sentences of a caveat.
const SENTENCES: usize = 3;

pub(super) fn faults(subject: Subject<'_>) -> Vec<Diagnostic> {
    let programs = subject.lesson.real.iter();
    programs.flat_map(|program| of_program(subject, program)).collect()
}

fn of_program(subject: Subject<'_>, program: &RealProgram) -> Vec<Diagnostic> {
    let table = &program.table;
    let mut faults = Vec::new();
    let mut fault = |key: &str, what: String, remedy: &str| {
        faults.push(subject.fault(subject.line_of(key), what, remedy));
    };
    let named = format!("file = \"{}\"", table.file);
    let names = table.all_files();
    if let Some(name) = names.iter().find(|name| !name.starts_with("real-")) {
        fault(name, format!("`{name}` isn't named as a real program"), "begin its name with real-");
    }
    let lines = program.source.text.lines().filter(|line| !line.trim().is_empty()).count();
    if !(LINES[0]..=LINES[1]).contains(&lines) {
        let what = format!("`{}` has {lines} lines that aren't blank", table.file);
        fault(&named, what, &format!("give it {} to {}", LINES[0], LINES[1]));
    }
    if program.output.as_ref().is_some_and(|output| output.text.trim().is_empty()) {
        let what = format!("no output of `{}` is kept", table.file);
        fault(&named, what, "run `python3 tests/real/run.py --write`");
    }
    if !table.caveat.ends_with('.') || table.caveat.split(". ").count() > SENTENCES {
        let what = format!("the caveat of `{}` isn't one to {SENTENCES} sentences", table.file);
        fault(&table.caveat, what, "say what a reader should know before using the program");
    }
    faults
}

//! Checks the text of a lesson: beats, questions and feedback.

use super::readability;
use super::subject::Subject;
use super::texts::{self, LessonText, TextKind};
use crate::course::catalog;
use crate::course::lesson::diagnostic::Diagnostic;
use crate::course::lesson::glossary;
use crate::course::lesson::inline::{self, SourceLanguage};
use crate::limits::MAX_NOTE_WORDS;

/// The lessons that may use the word "blocked".
const OF_THREADS: [&str; 3] = ["blocking", "thread-pool", "device"];

pub(super) fn faults(subject: Subject<'_>) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let front = &subject.page.front;
    // A lesson from a folder comes after the whole course.
    let is_after_the_course = subject.lesson.number.is_none();
    let may_say_blocked = is_after_the_course || OF_THREADS.contains(&subject.lesson.slug.as_str());
    let mut find = |line: usize, findings: Vec<readability::Finding>| {
        for (what, remedy, is_advice) in findings {
            let fault = if is_advice { Diagnostic::advice } else { Diagnostic::new };
            faults.push(fault(subject.file, line, what, &remedy));
        }
    };
    let forbidden = |text: &str| readability::forbidden(text, &front.earned, may_say_blocked);
    find(subject.line_of("objective"), forbidden(&front.objective));
    find(subject.line_of("title ="), forbidden(&front.title));
    for beat in &subject.page.beats {
        find(beat.line, forbidden(&beat.title));
    }
    for LessonText { line, kind, text, .. } in texts::all(subject) {
        let mut found = Vec::new();
        for language in SourceLanguage::ALL {
            let text = inline::draft(text, language);
            let findings = match kind {
                TextKind::Beat => readability::findings(&text, &front.earned, may_say_blocked),
                TextKind::Answer => Vec::new(),
                // It speaks of people, who may think and believe.
                TextKind::TeacherNote => readability::teacher_note(&text),
                _ => forbidden(&text),
            };
            let findings = findings.into_iter().chain(untitled_panes(&text));
            found.extend(findings.filter(|one| !found.contains(one)).collect::<Vec<_>>());
        }
        if kind == TextKind::Feedback && text.trim().is_empty() {
            let what = "an answer has no feedback".to_owned();
            found.push((what, "write “No: {answer}.”, and the reason from this run".into(), false));
        }
        find(line, found);
    }
    for note in &subject.page.elsewhere {
        if note.note.split_whitespace().count() > MAX_NOTE_WORDS {
            let what = "the note is too long".to_owned();
            find(
                note.line,
                vec![(what, format!("cut it to {MAX_NOTE_WORDS} words").into(), false)],
            );
        }
    }
    faults.extend(terms(subject));
    faults
}

/// Names of panels that are no titles on the screen, and what to write instead.
const UNTITLED: [(&str, &str); 6] = [
    ("Source", "the code"),
    ("Ready queue", "the ready queue"),
    ("Timers", "the timers"),
    ("Wakers", "Futures"),
    ("Shared values", "Futures"),
    ("Await chain", "Tasks"),
];

/// Finds what a text calls by a name that stands nowhere on the screen. At the beginning of a sentence it's an ordinary
/// word.
fn untitled_panes(text: &str) -> Vec<readability::Finding> {
    let is_inside = |at: usize| {
        let before = text[..at].trim_end();
        before.len() < at
            && before.ends_with(|letter: char| letter.is_alphanumeric() || letter == ',')
    };
    let is_word = |at: usize| !text[at..].starts_with(char::is_alphanumeric);
    let named = UNTITLED.iter().filter(|(name, _)| {
        let mut places = text.match_indices(name);
        places.any(|(at, _)| is_inside(at) && is_word(at + name.len()))
    });
    let finding = |(name, instead): &(&str, &str)| {
        let what = format!("“{name}” isn't the title of a pane");
        (what, format!("write “{instead}”, which is on the screen").into(), false)
    };
    named.map(finding).collect()
}

/// T9: checks that a term isn't used before the lesson that unlocks it, and that it is in the glossary.
fn terms(subject: Subject<'_>) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let known = glossary::terms();
    let front = &subject.page.front;
    let own = front.terms.iter().chain(&front.new_term);
    for term in own.clone() {
        if !known.iter().any(|one| one.name == *term) {
            let what = format!("`{term}` isn't in the glossary");
            let line = subject.line_of(&format!("\"{term}\""));
            faults.push(subject.fault(line, what, "add it to lessons/glossary.md"));
        }
    }
    let before = catalog::lessons().iter().filter(|one| one.comes_before(subject.lesson));
    let earlier = before.flat_map(|one| &one.page).map(|page| &page.front);
    let mut unlocked: Vec<&String> =
        earlier.flat_map(|front| front.terms.iter().chain(&front.new_term)).collect();
    unlocked.extend(own);
    let is_unlocked = |name: &str| unlocked.iter().any(|one| *one == name);
    // A note on the twin speaks of asyncio, and in its terms; a teacher's note speaks to someone who knows them all.
    let has_own_terms = |kind| matches!(kind, TextKind::Note | TextKind::TeacherNote);
    let texts = texts::all(subject).into_iter().filter(|text| !has_own_terms(text.kind));
    for LessonText { line, text, .. } in texts {
        let texts = SourceLanguage::ALL.map(|language| inline::draft(text, language)).join(" ");
        let text = readability::plain(&without_code(&texts)).to_lowercase();
        for term in known.iter().filter(|term| !is_unlocked(&term.name)) {
            let word = term.word().to_lowercase();
            let same = known.iter().any(|other| {
                other.name != term.name && other.word() == term.word() && is_unlocked(&other.name)
            });
            if COMMON.contains(&word.as_str()) || same {
                continue;
            }
            if says(&text, &word) {
                let what = format!("the term “{word}” is used before it is unlocked");
                let remedy = "list it under `terms`, or say it in other words";
                faults.push(subject.fault(line, what, remedy));
            }
        }
    }
    faults
}

/// Terms that are also everyday words. They give no findings.
const COMMON: [&str; 12] = [
    "event", "fair", "lock", "join", "race", "select", "rank", "stream", "pin", "guard", "yield",
    "channel",
];

fn without_code(text: &str) -> String {
    let parts = text.split('`').enumerate();
    parts.filter(|(nth, _)| nth % 2 == 0).map(|(_, part)| part).collect()
}

fn says(text: &str, term: &str) -> bool {
    let is_part = |letter: Option<char>| letter.is_some_and(|l| l.is_alphanumeric() || l == '-');
    text.match_indices(term).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let rest = text[at + term.len()..].trim_start_matches('s');
        !is_part(before) && !is_part(rest.chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pane_has_the_name_of_its_title() {
        let found = |text: &str| -> Vec<String> {
            untitled_panes(text).into_iter().map(|(what, ..)| what).collect()
        };
        assert_eq!(found("Look at the loops in Source."), ["“Source” isn't the title of a pane"]);
        assert_eq!(found("Look at Futures, and at Timers"), ["“Timers” isn't the title of a pane"]);
        for fine in ["Timers that are due fire.", "See Tasks.", "The timers are set. Wakers wake."]
        {
            assert_eq!(found(fine), [""; 0], "{fine}");
        }
    }
}

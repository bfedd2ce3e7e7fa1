//! Checks the text of a lesson: beats, questions and feedback.

use super::Subject;
use super::readability;
use crate::course::catalog;
use crate::course::lesson::diagnostic::Diagnostic;
use crate::course::lesson::glossary;
use crate::course::lesson::page::{QuestionKind, Wrong};

/// The lessons that may use the word "blocked".
const OF_THREADS: [&str; 1] = ["blocking"];

pub(super) fn faults(subject: Subject<'_>) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let front = &subject.page.front;
    let may_say_blocked = OF_THREADS.contains(&subject.lesson.slug.as_str());
    let mut find = |line: usize, findings: Vec<readability::Finding>| {
        for (what, remedy, is_advice) in findings {
            let fault = if is_advice { Diagnostic::advice } else { Diagnostic::new };
            faults.push(fault(subject.file, line, what, remedy));
        }
    };
    let forbidden = |text: &str| readability::forbidden(text, &front.earned, may_say_blocked);
    find(subject.line_of("objective"), forbidden(&front.objective));
    find(subject.line_of("title ="), forbidden(&front.title));
    let opening = subject.page.opening.lines().next().unwrap_or("~");
    find(subject.line_of(opening), forbidden(&subject.page.opening));
    for beat in &subject.page.beats {
        find(beat.line, readability::findings(&beat.text, &front.earned, may_say_blocked));
        find(beat.line, forbidden(&beat.title));
        for ask in &beat.questions {
            let (question, wrong): (_, &[Wrong]) = match &ask.kind {
                QuestionKind::Predicted(predict) => (&predict.ask, &predict.wrong),
                QuestionKind::Authored(question) => (&question.ask, &question.wrong),
            };
            find(ask.line, forbidden(question));
            for wrong in wrong {
                find(ask.line, forbidden(&wrong.feedback));
                if wrong.feedback.trim().is_empty() {
                    let what = format!("the answer “{}” has no feedback", wrong.answer);
                    find(ask.line, vec![(what, "name the loop that would give it", false)]);
                }
            }
        }
    }
    for note in &subject.page.elsewhere {
        if note.note.split_whitespace().count() > 30 {
            let what = "the note is longer than one line".to_owned();
            find(note.line, vec![(what, "say it in 30 words at most", false)]);
        }
    }
    faults.extend(terms(subject));
    faults
}

/// T9: checks that a term isn't used before the lesson that unlocks it, and that it is in the glossary.
fn terms(subject: Subject<'_>) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let known = glossary::terms();
    let front = &subject.page.front;
    let own = front.terms.iter().chain(&front.new_term);
    for term in own.clone() {
        if !known.iter().any(|one| one.name == *term) {
            let what = format!("`{term}` is not in the glossary");
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
    for (line, text) in spoken(subject) {
        let text = readability::plain(&without_code(text)).to_lowercase();
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

/// Returns all texts of a lesson that the learner reads, each with its line.
fn spoken(subject: Subject<'_>) -> Vec<(usize, &str)> {
    let page = subject.page;
    let opening = page.opening.lines().next().unwrap_or("~");
    let mut spoken = vec![(subject.line_of(opening), page.opening.as_str())];
    for beat in &page.beats {
        spoken.push((beat.line, &beat.text));
        for ask in &beat.questions {
            let (question, because, wrong, look) = match &ask.kind {
                QuestionKind::Predicted(one) => {
                    (&one.ask, one.because.as_ref(), &one.wrong, &one.look)
                }
                QuestionKind::Authored(one) => {
                    (&one.ask, Some(&one.because), &one.wrong, &one.look)
                }
            };
            let of_wrong = wrong.iter().flat_map(|wrong| [&wrong.answer, &wrong.feedback]);
            let texts = [question, look].into_iter().chain(because).chain(of_wrong);
            spoken.extend(texts.map(|text| (ask.line, text.as_str())));
        }
    }
    for change in &page.variants {
        spoken.extend([&change.change, &change.look].map(|text| (change.line, text.as_str())));
    }
    spoken
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

//! The rules of style that can be checked automatically.
//!
//! A beat must fit beside the panels, and must be easy to read for people whose first language isn't English. So
//! the length of a beat and of its sentences is limited, and its words are plain. It must not describe the loop as
//! if it had intentions.

use crate::limits::{
    MAX_BEAT_LINES, MAX_BEAT_SENTENCES, MAX_BEAT_WORDS, MAX_READING_GRADE, MAX_SENTENCE_WORDS,
    MAX_TEACHER_NOTE_WORDS, MIN_BEAT_WORDS,
};
use std::borrow::Cow;

/// The width of the lesson's pane there, in columns.
pub const WIDTH: usize = 28;
/// The width of a question there, in columns.
pub const QUESTION_WIDTH: usize = 72;

const MINDS: [&str; 24] = [
    "wants",
    "want",
    "decides",
    "decide",
    "notices",
    "notice",
    "knows",
    "tries",
    "try",
    "thinks",
    "hopes",
    "likes",
    "prefers",
    "feels",
    "realises",
    "realizes",
    "remembers",
    "forgets",
    "believes",
    "understands",
    "happy",
    "wishes",
    "sees",
    "learns",
];

const BANNED: [&str; 4] = ["parallel", "background", "simultaneous", "at the same time"];

const NAMES: [&str; 3] = ["foo", "baz", "qux"];

/// A violation of a rule, and the remedy. The flag is `true` for mere advice.
pub type Finding = (String, Cow<'static, str>, bool);

/// Returns the findings for the text of a beat.
#[must_use]
pub fn findings(text: &str, earned: &[String], may_say_blocked: bool) -> Vec<Finding> {
    let mut found = Vec::new();
    let plain = plain(text);
    let words = words(&plain);
    if words.len() > MAX_BEAT_WORDS {
        let what = format!("the beat has {} words", words.len());
        found.push((
            what,
            format!("cut it to {MAX_BEAT_WORDS} words, or split it into two beats").into(),
            false,
        ));
    } else if words.len() < MIN_BEAT_WORDS {
        let what = format!("the beat has only {} words", words.len());
        found.push((what, "say what it means as well".into(), true));
    }
    let sentences = sentences(&plain);
    if sentences.len() > MAX_BEAT_SENTENCES {
        let what = format!("the beat has {} sentences", sentences.len());
        found.push((what, format!("cut it to {MAX_BEAT_SENTENCES}").into(), false));
    }
    for sentence in &sentences {
        let count = self::words(sentence).len();
        if count > MAX_SENTENCE_WORDS {
            let begin: Vec<_> = sentence.split_whitespace().take(4).collect();
            let what = format!("the sentence “{} …” has {count} words", begin.join(" "));
            found.push((
                what,
                format!("split it: a sentence may have up to {MAX_SENTENCE_WORDS} words").into(),
                false,
            ));
        }
    }
    let grade = grade(&without_code(text));
    if grade > MAX_READING_GRADE {
        let what = format!("the reading grade is {grade:.1}");
        found.push((
            what,
            format!("use shorter words and sentences: the grade may be up to {MAX_READING_GRADE}")
                .into(),
            false,
        ));
    }
    let lines = wrapped(&plain, WIDTH);
    if lines > MAX_BEAT_LINES {
        let what = format!("the beat takes {lines} lines beside the panels of an 80x24 screen");
        found.push((
            what,
            format!("cut it to {MAX_BEAT_LINES} lines of {WIDTH} columns").into(),
            false,
        ));
    }
    found.extend(forbidden(text, earned, may_say_blocked));
    found
}

/// Returns the findings for a teacher's note.
#[must_use]
pub fn teacher_note(text: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    let count = words(&plain(text)).len();
    if count > MAX_TEACHER_NOTE_WORDS {
        let what = format!("the teacher's note has {count} words");
        let remedy =
            format!("cut it to {MAX_TEACHER_NOTE_WORDS} at most: it is read while a class waits");
        found.push((what, remedy.into(), false));
    }
    if !text.trim_end().ends_with(['.', '!', '?', '\u{201d}']) {
        let what = "the teacher's note doesn't end with a sentence".to_owned();
        found.push((what, "finish the sentence".into(), false));
    }
    found
}

/// Returns the words that a lesson must not use.
#[must_use]
pub fn forbidden(text: &str, earned: &[String], may_say_blocked: bool) -> Vec<Finding> {
    let mut found = Vec::new();
    let bare = without_code(text).to_lowercase();
    let has = |word: &str| {
        let one_word = self::words(&bare).contains(&word);
        one_word || (word.contains(' ') && bare.contains(word))
    };
    for word in MINDS.iter().filter(|word| has(word)) {
        let what = format!("“{word}” treats the program as a person");
        found.push((what, "say what it does, and which rule says so".into(), false));
    }
    for word in BANNED.iter().filter(|word| has(word) && !earned.iter().any(|one| one == *word)) {
        let what = format!("“{word}” suggests that tasks run in parallel");
        found.push((
            what,
            "say what overlaps, or list the word under `earned` in the lesson that explains it"
                .into(),
            false,
        ));
    }
    if has("blocked") && !may_say_blocked {
        let what = "only a thread is “blocked”".to_owned();
        found.push((what, "write “suspended”: only the lessons of `OF_THREADS` in src/check/wording.rs may use it".into(), false));
    }
    for word in NAMES.iter().filter(|word| has(word)) {
        let what = format!("“{word}” doesn't say which one is meant");
        found.push((what, "name it by its role, such as `waiter`".into(), false));
    }
    if has("wrong") {
        let what = "“wrong” judges the reader".to_owned();
        found.push((what, "name the loop that would do it, and what this one does".into(), false));
    }
    found
}

/// Returns the text without its Markdown syntax.
#[must_use]
pub fn plain(text: &str) -> String {
    let text = text.replace(['`', '*'], "");
    let mut plain = String::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once("[@") {
        plain.push_str(before);
        plain.push_str("line 00");
        rest = after.split_once(']').map_or("", |(_, rest)| rest);
    }
    plain + rest
}

/// Returns the text with each name in backticks replaced by a short word, for the reading grade.
fn without_code(text: &str) -> String {
    let parts = text.split('`').enumerate();
    parts.map(|(nth, part)| if nth % 2 == 0 { part } else { "it" }).collect()
}

fn words(text: &str) -> Vec<&str> {
    let is_edge = |letter: char| !letter.is_alphanumeric();
    let words = text.split_whitespace().map(|word| word.trim_matches(is_edge));
    words.filter(|word| !word.is_empty()).collect()
}

fn sentences(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut sentence = String::new();
    for word in text.split_whitespace() {
        sentence.push_str(word);
        sentence.push(' ');
        let ends = word.trim_end_matches(['"', '”', ')']).ends_with(['.', '?', '!']);
        if ends {
            found.push(std::mem::take(&mut sentence));
        }
    }
    if !words(&sentence).is_empty() {
        found.push(sentence);
    }
    found
}

/// Returns the Flesch–Kincaid grade: the school year in which people can read such a text.
#[must_use]
pub fn grade(text: &str) -> f64 {
    let (words, sentences) = (words(text), sentences(text));
    if words.is_empty() || sentences.is_empty() {
        return 0.0;
    }
    let count = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    let syllables: usize = words.iter().map(|word| syllables(word)).sum();
    0.39 * count(words.len()) / count(sentences.len())
        + 11.8 * count(syllables) / count(words.len())
        - 15.59
}

/// Counts the groups of vowels, without a silent `e` at the end.
fn syllables(word: &str) -> usize {
    let word = word.to_lowercase();
    let is_vowel = |letter: char| "aeiouy".contains(letter);
    let mut groups = 0;
    let mut before = false;
    for letter in word.chars() {
        groups += usize::from(is_vowel(letter) && !before);
        before = is_vowel(letter);
    }
    let silent = (word.ends_with('e') && !word.ends_with("le"))
        || (word.ends_with("ed") && !word.ends_with("ted") && !word.ends_with("ded"));
    if silent && groups > 1 { groups - 1 } else { groups.max(1) }
}

/// Returns how many lines the text takes at this width.
#[must_use]
pub fn wrapped(text: &str, width: usize) -> usize {
    let mut lines = 0;
    for paragraph in text.split("\n\n") {
        let mut used = width + 1;
        for word in paragraph.split_whitespace() {
            let long = word.chars().count();
            if used + 1 + long > width {
                lines += 1;
                used = long;
            } else {
                used += 1 + long;
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_beat_has_no_findings() {
        let text = "The loop takes `waiter` from the front and polls it. Its row says running now.";
        assert_eq!(findings(text, &[], false), []);
    }

    #[test]
    fn words_and_sentences_are_counted() {
        assert_eq!(words("a `b` — c 1.5 s."), ["a", "b", "c", "1.5", "s"]);
        assert_eq!(sentences("One. Two 1.5 s? Three").len(), 3);
        assert_eq!(wrapped("aaa bbb ccc", 7), 2);
        assert_eq!(plain("See [@wait] and `x`."), "See line 00 and x.");
    }

    #[test]
    fn long_words_make_a_high_grade() {
        assert!(grade("The cat sat on the mat.") < 2.0);
        assert!(
            grade("Asynchronous instrumentation necessitates organisational considerations.")
                > 20.0
        );
    }

    #[test]
    fn a_word_inside_another_or_inside_code_is_not_found() {
        assert_eq!(forbidden("A parallelogram with `parallel` in it.", &[], false), []);
        assert_eq!(forbidden("in parallel", &["parallel".to_owned()], false), []);
        assert_eq!(forbidden("in parallel", &[], false).len(), 1);
        assert_eq!(forbidden("The loop decides and a task is blocked.", &[], false).len(), 2);
    }
}

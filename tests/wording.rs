//! Searches the docs and comments for phrases that are no idiomatic English, and names what to write instead.
//!
//! It doesn't read the lessons or the texts on the screen. The files of the front page may have no such phrase. The
//! other sources still have some: [`ALLOWED`] is how many, and each change may only lower it.
#![allow(missing_docs)]

use std::fs;
use std::path::{Path, PathBuf};

/// A phrase, and what to write instead.
const PHRASES: [(&str, &str); 33] = [
    ("a ticket", "a waker"),
    ("anew", "again"),
    ("came to its end", "finished, returned"),
    ("came to the end", "finished, returned"),
    ("comes to its end", "finishes, returns"),
    ("comes to the end", "finishes, returns"),
    ("behind its await", "after its await"),
    ("behind the await", "after the await"),
    ("empty hands", "without holding anything"),
    ("gave back", "released, restored, returned"),
    ("gives back", "releases, restores, returns"),
    ("given back", "released, restored, returned"),
    ("go on", "continue"),
    ("goes on", "continues"),
    ("going on", "continuing"),
    ("went on", "continued"),
    ("has the say", "decides"),
    ("in its line", "is waiting on it"),
    ("in place of", "instead of"),
    ("is no error", "isn't an error"),
    ("is no fault", "isn't an error"),
    ("is no task", "isn't a task"),
    ("is over", "has finished"),
    ("of somebody's own", "your own"),
    ("once more", "again"),
    ("see to it that", "make sure that"),
    ("sees to it that", "makes sure that"),
    ("so many", "a number, or `n`"),
    ("stands in", "is in"),
    ("the house", "the crate"),
    ("this house", "the crate"),
    ("whatever the matter", "what went wrong"),
    ("whoever", "the task that, the code that"),
];

/// The files that a newcomer reads first. They may have none of the phrases.
const FRONT: [&str; 5] =
    ["CHANGELOG.md", "README.md", "src/contributing.md", "src/lib.rs", "src/main.rs"];

/// How many of the phrases the other sources have together.
const ALLOWED: usize = 6;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files_in(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the entry can be read").path();
        if path.is_dir() {
            files_in(&path, files);
        } else if path.extension().is_some_and(|end| end == "rs" || end == "md") {
            files.push(path);
        }
    }
}

/// Returns the prose of a file on one line, in lower case: the comments of a Rust file, or a Markdown file without
/// the parts that a test generates from the program.
fn prose(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("a source is text");
    let is_rust = path.extension().is_some_and(|end| end == "rs");
    let mut is_generated = false;
    let mut words = Vec::new();
    for line in text.lines() {
        if let Some(mark) = line.strip_prefix("<!-- ") {
            is_generated = !mark.starts_with("end of ");
        }
        let comment = match line.find("//") {
            Some(at) => line[at..].trim_start_matches(['/', '!']),
            None if is_rust => "",
            None => line,
        };
        if !is_generated {
            words.extend(comment.split_whitespace().map(str::to_lowercase));
        }
    }
    words.join(" ")
}

/// Returns how often the phrase occurs as whole words.
fn occurrences(prose: &str, phrase: &str) -> usize {
    let is_word = |end: Option<char>| end.is_some_and(char::is_alphanumeric);
    let whole = |at: &usize| {
        !is_word(prose[..*at].chars().next_back())
            && !is_word(prose[at + phrase.len()..].chars().next())
    };
    prose.match_indices(phrase).map(|(at, _)| at).filter(whole).count()
}

#[test]
fn docs_and_comments_have_few_banned_phrases_and_the_front_page_none() {
    let mut files: Vec<_> = ["README.md", "CHANGELOG.md"].map(|name| root().join(name)).into();
    files_in(&root().join("src"), &mut files);
    files.sort();
    let (mut left, mut all, mut front) = (0, String::new(), String::new());
    for path in files {
        let name = path.strip_prefix(root()).expect("it is inside").to_string_lossy();
        let name = name.replace('\\', "/");
        let prose = prose(&path);
        for (phrase, instead) in PHRASES {
            let times = occurrences(&prose, phrase);
            if times == 0 {
                continue;
            }
            let fault = format!("{name}: “{phrase}” ({times}): write {instead}\n");
            if FRONT.contains(&name.as_str()) {
                front += &fault;
            } else {
                left += times;
                all += &fault;
            }
        }
    }
    assert!(front.is_empty(), "\n{front}");
    assert!(left <= ALLOWED, "\n{all}{left} phrases are left, and {ALLOWED} are allowed");
}

#[test]
fn a_phrase_counts_only_as_whole_words() {
    assert_eq!(occurrences("the run is over. is overhead", "is over"), 1);
    assert_eq!(occurrences("it is no task, it is no taskmaster", "is no task"), 1);
    assert_eq!(occurrences("ago on", "go on"), 0);
}

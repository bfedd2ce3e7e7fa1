//! Searches for phrases that aren't idiomatic English, and names what to write instead: in docs and comments, in the
//! strings of the program (what the screen, the errors and the help say), in the sentences about the runs of all
//! lessons, and in the lessons.
#![allow(missing_docs)]

use std::fmt::Write as _;
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

/// More phrases, for what a learner reads. A comment may use the same words in another sense.
const SAID_TO_LEARNERS: [(&str, &str); 12] = [
    ("behind it", "after it"),
    ("ends pending", "returns `Pending`"),
    ("is called from now on", "is now called"),
    ("its lines below", "the rest of its code"),
    ("keeps the waker", "stores the waker"),
    ("kind of end", "outcome"),
    ("kinds of ends", "outcomes"),
    ("leaves its waker", "stores its waker"),
    ("orders of their own", "different orders"),
    ("somebody", "something, or the task that"),
    ("taken back", "undone"),
    ("waits for the end of", "waits for the task to finish"),
];

/// The last line of a lesson's expected output, if its program never ends.
const MARK_OF_AN_ENDLESS_PROGRAM: &str = "# goes on";

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
fn docs_and_comments_have_no_banned_phrase() {
    let mut files: Vec<_> = ["README.md", "CHANGELOG.md"].map(|name| root().join(name)).into();
    files_in(&root().join("src"), &mut files);
    files.sort();
    let mut faults = String::new();
    for path in files {
        let name = path.strip_prefix(root()).expect("it is inside").display();
        let prose = prose(&path);
        for (phrase, instead) in PHRASES {
            let times = occurrences(&prose, phrase);
            if times > 0 {
                let _ = writeln!(faults, "{name}: “{phrase}” ({times}): write {instead}");
            }
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}

#[test]
fn a_phrase_counts_only_as_whole_words() {
    assert_eq!(occurrences("the run is over. is overhead", "is over"), 1);
    assert_eq!(occurrences("it is no task, it is no taskmaster", "is no task"), 1);
    assert_eq!(occurrences("ago on", "go on"), 0);
}

/// Returns the text of the string literals in a Rust source, without its tests.
fn strings(source: &str) -> Vec<String> {
    let program = source.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let mut found = Vec::new();
    for line in program.split_inclusive('\n') {
        if line.trim_start().starts_with("//") {
            continue;
        }
        found.push(line);
    }
    let code = found.concat();
    let mut texts = Vec::new();
    let mut rest = code.as_str();
    while let Some(at) = rest.find(['"', '\'']) {
        let after = &rest[at + 1..];
        if rest[at..].starts_with('\'') {
            // A quotation mark as a character: '"'.
            rest = after.strip_prefix("\"'").unwrap_or(after);
            continue;
        }
        let mut end = 0;
        while let Some(next) = after[end..].find(['"', '\\']) {
            end += next;
            if after[end..].starts_with('"') {
                break;
            }
            end = (end + 2).min(after.len());
        }
        // A line that ends in a backslash continues in the next one.
        let text = after[..end].replace("\\\n", " ");
        texts.push(text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase());
        rest = after.get(end + 1..).unwrap_or_default();
    }
    texts
}

/// Returns each phrase that occurs in a text that a learner reads, and what to write instead.
fn unidiomatic(text: &str) -> impl Iterator<Item = (&'static str, &'static str, usize)> {
    let all = PHRASES.into_iter().chain(SAID_TO_LEARNERS);
    all.map(|(phrase, instead)| (phrase, instead, occurrences(text, phrase)))
        .filter(|(.., times)| *times > 0)
}

#[test]
fn the_strings_of_the_program_have_no_banned_phrase() {
    let mut files = Vec::new();
    files_in(&root().join("src"), &mut files);
    files.sort();
    let mut faults = String::new();
    for path in files.iter().filter(|path| path.extension().is_some_and(|end| end == "rs")) {
        let source = fs::read_to_string(path).expect("a source is text").replace("\r\n", "\n");
        let name = path.strip_prefix(root()).expect("it is inside").display();
        for text in strings(&source).iter().filter(|text| *text != MARK_OF_AN_ENDLESS_PROGRAM) {
            for (phrase, instead, _) in unidiomatic(text) {
                let _ = writeln!(faults, "{name}: “{phrase}” in “{text}”: write {instead}");
            }
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}

/// The traces beside the recipes have a sentence for each event of every scene. What a program prints is its own.
#[test]
fn the_sentences_about_a_run_have_no_banned_phrase() {
    let mut faults = String::new();
    for folder in fs::read_dir(root().join("lessons")).expect("the lessons are there") {
        let folder = folder.expect("the entry can be read").path();
        for file in fs::read_dir(&folder).into_iter().flatten() {
            let file = file.expect("the entry can be read").path();
            if file.extension().is_none_or(|end| end != "golden") {
                continue;
            }
            let text = fs::read_to_string(&file).expect("a trace is text").to_lowercase();
            for sentence in text.split(". ") {
                let own = sentence.split('“').enumerate().map(|(nth, part)| match nth {
                    0 => part,
                    _ => part.split_once('”').map_or("", |(_, rest)| rest),
                });
                for (phrase, instead, _) in unidiomatic(&own.collect::<String>()) {
                    let name = file.strip_prefix(root()).expect("it is inside").display();
                    let _ = writeln!(faults, "{name}: “{phrase}” in “{sentence}”: write {instead}");
                }
            }
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}

#[test]
fn lessons_have_no_banned_phrases() {
    let mut faults = String::new();
    for entry in fs::read_dir(root().join("lessons")).expect("the lessons are there") {
        let path = entry.expect("the entry can be read").path();
        let file = if path.is_dir() { path.join("lesson.md") } else { path.clone() };
        let Ok(text) = fs::read_to_string(&file) else { continue };
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let name = path.file_name().expect("it has a name").to_string_lossy();
        for (phrase, instead, times) in unidiomatic(&text) {
            let _ = writeln!(faults, "{name}: “{phrase}” ({times}): write {instead}");
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}

#[test]
fn string_literals_are_found() {
    let source =
        "// \"a comment\"\nlet c = '\"'; f(\"one\", \"two \\\n     three\", \"a \\\" b\");";
    assert_eq!(strings(source), ["one", "two three", "a \\\" b"]);
}

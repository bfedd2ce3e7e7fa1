//! What kind of word each part of a line of source is, so that a theme can colour it.
//!
//! Two languages in one small scanner: it knows words, texts, numbers and comments, and that is all that
//! colouring 40 lines takes. A grammar would bring a library of its own, and the time to load it.

use std::ops::Range;

/// What a part of a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is what it is called")]
pub enum Class {
    Plain,
    Keyword,
    Name,
    Type,
    Text,
    Number,
    Comment,
    Macro,
}

/// A language that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is what it is called")]
pub enum Language {
    Rust,
    Python,
}

const RUST: &str = "as async await break const continue crate dyn else enum false fn for if impl in let \
    loop match mod move mut pub ref return self Self static struct super trait true type unsafe use \
    where while";

const PYTHON: &str = "and as assert async await break class continue def del elif else except False \
    finally for from global if import in is lambda None nonlocal not or pass raise return True try \
    while with yield";

impl Language {
    /// By the end of a file's name.
    #[must_use]
    pub fn of(file: &str) -> Language {
        match file.rsplit_once('.') {
            Some((_, "py")) => Language::Python,
            _ => Language::Rust,
        }
    }

    fn is_keyword(self, word: &str) -> bool {
        let words = if self == Language::Rust { RUST } else { PYTHON };
        words.split_whitespace().any(|keyword| keyword == word)
    }
}

/// The parts of one line, in order and without gaps, as byte ranges.
#[must_use]
pub fn parts(language: Language, line: &str) -> Vec<(Range<usize>, Class)> {
    let mut parts: Vec<(Range<usize>, Class)> = Vec::new();
    let mut at = 0;
    while at < line.len() {
        let (length, class) = next(language, line, at);
        match parts.last_mut() {
            Some((range, same)) if *same == class => range.end = at + length,
            _ => parts.push((at..at + length, class)),
        }
        at += length;
    }
    parts
}

/// The next part: how many bytes, and what it is.
fn next(language: Language, line: &str, at: usize) -> (usize, Class) {
    let rest = &line[at..];
    let first = rest.chars().next().unwrap_or(' ');
    let comment = if language == Language::Rust { "//" } else { "#" };
    if rest.starts_with(comment) {
        return (rest.len(), Class::Comment);
    }
    if language == Language::Rust && rest.starts_with("#[") {
        let length = rest.find(']').map_or(rest.len(), |end| end + 1);
        return (length, Class::Macro);
    }
    if language == Language::Python && rest.starts_with("\"\"\"") {
        let length = rest[3..].find("\"\"\"").map_or(rest.len(), |end| end + 6);
        return (length, Class::Comment);
    }
    if first == '"' || (first == '\'' && (language == Language::Python || is_letter_literal(rest)))
    {
        return (quoted(rest, first), Class::Text);
    }
    if first.is_ascii_digit() {
        let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        return (rest.find(|letter| !is_part(letter)).unwrap_or(rest.len()), Class::Number);
    }
    if first.is_alphabetic() || first == '_' {
        let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
        let length = rest.find(|letter| !is_part(letter)).unwrap_or(rest.len());
        return (length, word(language, &rest[..length], &rest[length..]));
    }
    (first.len_utf8(), Class::Plain)
}

fn word(language: Language, word: &str, rest: &str) -> Class {
    let is_prefix = language == Language::Python && word == "f" && rest.starts_with(['"', '\'']);
    if is_prefix {
        Class::Text
    } else if language.is_keyword(word) {
        Class::Keyword
    } else if language == Language::Rust && rest.starts_with('!') && !rest.starts_with("!=") {
        Class::Macro
    } else if rest.starts_with('(') {
        Class::Name
    } else if word.starts_with(char::is_uppercase) {
        Class::Type
    } else {
        Class::Plain
    }
}

/// `'a'` is a letter, `'a` a lifetime.
fn is_letter_literal(rest: &str) -> bool {
    let mut letters = rest.chars().skip(1);
    let first = letters.next();
    first == Some('\\') || letters.next() == Some('\'')
}

fn quoted(rest: &str, mark: char) -> usize {
    let mut escaped = false;
    for (at, letter) in rest.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            letter if letter == mark => return at + letter.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(language: Language, line: &str) -> Vec<(&str, Class)> {
        parts(language, line).into_iter().map(|(range, class)| (&line[range], class)).collect()
    }

    #[test]
    fn rust_is_told_apart() {
        assert_eq!(
            told(Language::Rust, r#"let v = say!("a \" b", 12); // why"#),
            [
                ("let", Class::Keyword),
                (" v = ", Class::Plain),
                ("say", Class::Macro),
                ("!(", Class::Plain),
                (r#""a \" b""#, Class::Text),
                (", ", Class::Plain),
                ("12", Class::Number),
                ("); ", Class::Plain),
                ("// why", Class::Comment),
            ]
        );
    }

    #[test]
    fn a_lifetime_is_no_letter() {
        assert_eq!(told(Language::Rust, "&'a str")[0], ("&'a str", Class::Plain));
        assert_eq!(told(Language::Rust, "'a' ")[0], ("'a'", Class::Text));
    }

    #[test]
    fn python_is_told_apart() {
        assert_eq!(
            told(Language::Python, "await f(1)  # x"),
            [
                ("await", Class::Keyword),
                (" ", Class::Plain),
                ("f", Class::Name),
                ("(", Class::Plain),
                ("1", Class::Number),
                (")  ", Class::Plain),
                ("# x", Class::Comment),
            ]
        );
    }

    proptest::proptest! {
        #[test]
        fn every_line_is_covered_without_gaps(line in "\\PC{0,60}") {
            for language in [Language::Rust, Language::Python] {
                let joined: String = told(language, &line).iter().map(|(text, _)| *text).collect();
                proptest::prop_assert_eq!(&joined, &line);
            }
        }
    }
}

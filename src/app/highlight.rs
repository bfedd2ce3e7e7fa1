//! Classifies each part of a line of source, so that a theme can colour it.
//!
//! A library of grammars would take a few milliseconds of each start, seconds of each build, and more than
//! a megabyte for two languages of which forty lines are shown; this scanner takes none of that. In return
//! it knows tokens and not their meaning: it doesn't look into the braces of an f-string or the brackets of
//! an attribute, and it takes any name before a `(` for a function.

use std::ops::Range;

/// What a part of a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is what it is called")]
pub enum SyntaxClass {
    Plain,
    Keyword,
    Name,
    Type,
    Text,
    Number,
    Comment,
    Macro,
}

/// A language that the scanner knows.
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
    /// Returns the language of a file, by the extension of its name.
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

/// What is still open at the end of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Unclosed {
    #[default]
    Nothing,
    /// Comments of Rust, nested this deep.
    Comment(usize),
    /// A string of Rust up to `"`; a raw one up to `"` and this many `#`.
    Text,
    Raw(usize),
    /// A string of Python up to three of these marks, which may be a docstring.
    Long(char, SyntaxClass),
}

/// Returns the parts of each line of a text, in order and without gaps, as byte ranges.
#[must_use]
pub fn lines(language: Language, text: &str) -> Vec<Vec<(Range<usize>, SyntaxClass)>> {
    let mut scanner = Scanner { language, open: Unclosed::Nothing };
    text.lines().map(|line| scanner.parts(line)).collect()
}

/// Returns the parts of a single line.
#[must_use]
pub fn parts(language: Language, line: &str) -> Vec<(Range<usize>, SyntaxClass)> {
    Scanner { language, open: Unclosed::Nothing }.parts(line)
}

struct Scanner {
    language: Language,
    open: Unclosed,
}

impl Scanner {
    fn parts(&mut self, line: &str) -> Vec<(Range<usize>, SyntaxClass)> {
        let mut parts: Vec<(Range<usize>, SyntaxClass)> = Vec::new();
        let mut at = 0;
        while at < line.len() {
            let (length, class) = self.next(line, at);
            match parts.last_mut() {
                Some((range, same)) if *same == class => range.end = at + length,
                _ => parts.push((at..at + length, class)),
            }
            at += length;
        }
        parts
    }

    /// Returns the length in bytes and the class of the next part.
    fn next(&mut self, line: &str, at: usize) -> (usize, SyntaxClass) {
        let rest = &line[at..];
        if self.open != Unclosed::Nothing {
            return self.go_on(rest, 0);
        }
        let is_first = line[..at].trim().is_empty();
        let found = match self.language {
            Language::Rust => self.rust(rest),
            Language::Python => self.python(rest, is_first),
        };
        found.unwrap_or_else(|| self.plain(rest))
    }

    /// Scans a comment or string that is open at `from`, up to its end or the end of the line.
    fn go_on(&mut self, rest: &str, from: usize) -> (usize, SyntaxClass) {
        let (end, class) = match self.open {
            Unclosed::Comment(depth) => {
                return (self.comment(rest, from, depth), SyntaxClass::Comment);
            }
            Unclosed::Text => (quoted(rest, from, "\"", true), SyntaxClass::Text),
            Unclosed::Raw(hashes) => {
                let mark = format!("\"{}", "#".repeat(hashes));
                (quoted(rest, from, &mark, false), SyntaxClass::Text)
            }
            Unclosed::Long(mark, class) => {
                (quoted(rest, from, &mark.to_string().repeat(3), true), class)
            }
            Unclosed::Nothing => (Some(rest.len()), SyntaxClass::Plain),
        };
        if end.is_some() {
            self.open = Unclosed::Nothing;
        }
        (end.unwrap_or(rest.len()), class)
    }

    /// Scans nested comments up to the end of the outermost one.
    fn comment(&mut self, rest: &str, mut at: usize, mut depth: usize) -> usize {
        while depth > 0 {
            let opening = rest[at..].find("/*").map(|place| (place, true));
            let closing = rest[at..].find("*/").map(|place| (place, false));
            let Some((place, opens)) = opening.into_iter().chain(closing).min() else {
                self.open = Unclosed::Comment(depth);
                return rest.len();
            };
            depth = if opens { depth + 1 } else { depth - 1 };
            at += place + 2;
        }
        self.open = Unclosed::Nothing;
        at
    }

    fn rust(&mut self, rest: &str) -> Option<(usize, SyntaxClass)> {
        if rest.starts_with("//") {
            return Some((rest.len(), SyntaxClass::Comment));
        }
        if rest.starts_with("/*") {
            return Some((self.comment(rest, 2, 1), SyntaxClass::Comment));
        }
        if rest.starts_with("#[") || rest.starts_with("#![") {
            return Some((bracketed(rest), SyntaxClass::Macro));
        }
        let behind = rest.trim_start_matches(['b', 'c', 'r']);
        let prefix = rest.len() - behind.len();
        let hashes = behind.len() - behind.trim_start_matches('#').len();
        if prefix <= 2 && rest[..prefix].ends_with('r') && behind[hashes..].starts_with('"') {
            self.open = Unclosed::Raw(hashes);
            return Some(self.go_on(rest, prefix + hashes + 1));
        }
        if prefix <= 1 && behind.starts_with('"') {
            self.open = Unclosed::Text;
            return Some(self.go_on(rest, prefix + 1));
        }
        if prefix <= 1 && behind.starts_with('\'') {
            if is_letter_literal(behind) {
                let end = quoted(rest, prefix + 1, "'", true);
                return Some((end.unwrap_or(rest.len()), SyntaxClass::Text));
            }
            if prefix == 0 {
                // A lifetime, whose name may be a keyword's.
                return Some((1 + name(&rest[1..]), SyntaxClass::Plain));
            }
        }
        None
    }

    fn python(&mut self, rest: &str, is_first: bool) -> Option<(usize, SyntaxClass)> {
        if rest.starts_with('#') {
            return Some((rest.len(), SyntaxClass::Comment));
        }
        if is_first && rest.starts_with('@') {
            let is_part = |letter: char| letter.is_alphanumeric() || "_.@".contains(letter);
            let end = rest.find(|letter| !is_part(letter));
            return Some((end.unwrap_or(rest.len()), SyntaxClass::Macro));
        }
        let prefix = name(rest);
        let mark = rest[prefix..].chars().next().filter(|mark| ['"', '\''].contains(mark))?;
        if prefix > 2 || !rest[..prefix].chars().all(|letter| "rbfuRBFU".contains(letter)) {
            return None;
        }
        if rest[prefix..].starts_with(&mark.to_string().repeat(3)) {
            let class = if is_first { SyntaxClass::Comment } else { SyntaxClass::Text };
            self.open = Unclosed::Long(mark, class);
            return Some(self.go_on(rest, prefix + 3));
        }
        let end = quoted(rest, prefix + 1, &mark.to_string(), true);
        Some((end.unwrap_or(rest.len()), SyntaxClass::Text))
    }

    /// Scans a number, a word, or one other character.
    fn plain(&self, rest: &str) -> (usize, SyntaxClass) {
        let first = rest.chars().next().unwrap_or(' ');
        if first.is_ascii_digit() {
            return (number(rest), SyntaxClass::Number);
        }
        if first.is_alphabetic() || first == '_' {
            let raw = if self.language == Language::Rust && rest.starts_with("r#") { 2 } else { 0 };
            let length = raw + name(&rest[raw..]);
            return (length, word(self.language, &rest[..length], &rest[length..]));
        }
        (first.len_utf8(), SyntaxClass::Plain)
    }
}

/// Returns the length of the word at the start of a text.
fn name(text: &str) -> usize {
    text.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(text.len())
}

/// Returns the length of a number: digits, a point and more digits, but not the two points of a range.
fn number(rest: &str) -> usize {
    let whole = name(rest);
    let behind = rest[whole..].strip_prefix('.');
    let behind = behind.filter(|behind| behind.starts_with(|digit: char| digit.is_ascii_digit()));
    behind.map_or(whole, |behind| whole + 1 + name(behind))
}

fn word(language: Language, word: &str, rest: &str) -> SyntaxClass {
    if language.is_keyword(word) {
        SyntaxClass::Keyword
    } else if language == Language::Rust && rest.starts_with('!') && !rest.starts_with("!=") {
        SyntaxClass::Macro
    } else if rest.starts_with('(') {
        SyntaxClass::Name
    } else if word.starts_with(char::is_uppercase) {
        SyntaxClass::Type
    } else {
        SyntaxClass::Plain
    }
}

/// Returns the length of an attribute, up to the bracket that closes it.
fn bracketed(rest: &str) -> usize {
    let mut depth = 0;
    for (at, letter) in rest.char_indices() {
        match letter {
            '[' => depth += 1,
            ']' if depth == 1 => return at + 1,
            ']' => depth -= 1,
            _ => {}
        }
    }
    rest.len()
}

/// `'a'` is a letter, `'a` a lifetime.
fn is_letter_literal(rest: &str) -> bool {
    let mut letters = rest.chars().skip(1);
    let first = letters.next();
    first == Some('\\') || letters.next() == Some('\'')
}

/// Returns the byte after the mark that ends a text, which begins at `from`. `None` if the text continues on the next
/// line.
fn quoted(rest: &str, from: usize, mark: &str, has_escapes: bool) -> Option<usize> {
    let mut escaped = false;
    for (at, letter) in rest.get(from..)?.char_indices() {
        if escaped {
            escaped = false;
        } else if has_escapes && letter == '\\' {
            escaped = true;
        } else if rest[from + at..].starts_with(mark) {
            return Some(from + at + mark.len());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classify(language: Language, line: &str) -> Vec<(&str, SyntaxClass)> {
        parts(language, line).into_iter().map(|(range, class)| (&line[range], class)).collect()
    }

    #[test]
    fn rust_tokens_are_classified() {
        assert_eq!(
            classify(Language::Rust, r#"let v = say!("a \" b", 12); // why"#),
            [
                ("let", SyntaxClass::Keyword),
                (" v = ", SyntaxClass::Plain),
                ("say", SyntaxClass::Macro),
                ("!(", SyntaxClass::Plain),
                (r#""a \" b""#, SyntaxClass::Text),
                (", ", SyntaxClass::Plain),
                ("12", SyntaxClass::Number),
                ("); ", SyntaxClass::Plain),
                ("// why", SyntaxClass::Comment),
            ]
        );
    }

    /// A line, and one of its parts with its class.
    #[rustfmt::skip]
    const RUST_LINES: &[(&str, &str, SyntaxClass)] = &[
        (r##"let a = r#"a " b"#;"##, r##"r#"a " b"#"##, SyntaxClass::Text),
        (r#"let a = br"\";"#, r#"br"\""#, SyntaxClass::Text),
        (r#"let a = b"\"" + 1;"#, r#"b"\"""#, SyntaxClass::Text),
        (r"let a = b'\'';", r"b'\''", SyntaxClass::Text),
        ("f('a', 'b')", "'b'", SyntaxClass::Text),
        ("x: &'static str,", "x: &'static str,", SyntaxClass::Plain),
        ("impl<'async> Ape {", "<'async> ", SyntaxClass::Plain),
        ("let r#type = 1;", " r#type = ", SyntaxClass::Plain),
        ("a /* b /* c */ d */ e", "/* b /* c */ d */", SyntaxClass::Comment),
        ("#[expect(lint, reason = \"[a]\")] fn", "#[expect(lint, reason = \"[a]\")]", SyntaxClass::Macro),
        ("for i in 1..=n", "1", SyntaxClass::Number),
        ("let x = 1.5_f64;", "1.5_f64", SyntaxClass::Number),
        ("if a != b {", " a != b {", SyntaxClass::Plain),
        ("brief(c)", "brief", SyntaxClass::Name),
        ("let c = b.r;", " c = b.r;", SyntaxClass::Plain),
    ];

    #[rustfmt::skip]
    const PYTHON_LINES: &[(&str, &str, SyntaxClass)] = &[
        ("print(f\"got {value}\")", "f\"got {value}\"", SyntaxClass::Text),
        ("x = rb'\\'' + 1", "rb'\\''", SyntaxClass::Text),
        ("    @functools.wraps(f)", "@functools.wraps", SyntaxClass::Macro),
        ("a = b @ c", "a = b @ c", SyntaxClass::Plain),
        ("\"\"\"What it does.\"\"\"", "\"\"\"What it does.\"\"\"", SyntaxClass::Comment),
        ("x = '''a # b'''", "'''a # b'''", SyntaxClass::Text),
        ("x = 'it''s'  # why", "# why", SyntaxClass::Comment),
        ("buf[0]", "buf[", SyntaxClass::Plain),
    ];

    #[test]
    fn tricky_lines_are_classified() {
        for (language, lines) in [(Language::Rust, RUST_LINES), (Language::Python, PYTHON_LINES)] {
            for (line, part, class) in lines {
                let classes = classify(language, line);
                assert!(classes.contains(&(*part, *class)), "{line}: {classes:?}");
            }
        }
    }

    #[test]
    fn what_is_open_goes_on_in_the_next_line() {
        use SyntaxClass::{Comment, Keyword, Text};
        let of = |language, text: &str| -> Vec<SyntaxClass> {
            let lines = lines(language, text);
            lines.into_iter().filter_map(|parts| Some(parts.first()?.1)).collect()
        };
        let rust = |text| of(Language::Rust, text);
        assert_eq!(rust("/* a\n/* b */ c\nd */\nlet"), [Comment, Comment, Comment, Keyword]);
        assert_eq!(rust("\"a\nlet\"\nlet"), [Text, Text, Keyword]);
        assert_eq!(rust("r#\"a\n\"b\"#\nlet"), [Text, Text, Keyword]);
        let docs = "\"\"\"a\nif b\n\"\"\"\nif";
        assert_eq!(of(Language::Python, docs), [Comment, Comment, Comment, Keyword]);
    }

    #[test]
    fn python_tokens_are_classified() {
        assert_eq!(
            classify(Language::Python, "await f(1)  # x"),
            [
                ("await", SyntaxClass::Keyword),
                (" ", SyntaxClass::Plain),
                ("f", SyntaxClass::Name),
                ("(", SyntaxClass::Plain),
                ("1", SyntaxClass::Number),
                (")  ", SyntaxClass::Plain),
                ("# x", SyntaxClass::Comment),
            ]
        );
    }

    proptest::proptest! {
        #[test]
        fn every_line_is_covered_without_gaps(line in "\\PC{0,60}") {
            for language in [Language::Rust, Language::Python] {
                let joined: String = classify(language, &line).iter().map(|(text, _)| *text).collect();
                proptest::prop_assert_eq!(&joined, &line);
            }
        }
    }
}

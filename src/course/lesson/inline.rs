//! The **inline notation** of a lesson's texts: the parts of a sentence that depend on the
//! source that is shown, or on the run.
//!
//! | notation | becomes |
//! |---|---|
//! | `[@wait]` | "line 8", the line with that marker in the source that is shown |
//! | `:rust[…]`, `:python[…]` | its content, but only if that source is shown |
//! | `{answer}`, `{picked}` | the right answer, and the option that was picked; only in feedback |
//!
//! In code (between backticks) none of them is read, and a bracket in code closes nothing.

use crate::course::lesson::markers::TextFile;
use std::fmt;

/// The language of a source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum SourceLanguage {
    /// The recipe.
    #[default]
    Rust,
    /// The twin.
    Python,
}

impl SourceLanguage {
    /// Both of them.
    pub const ALL: [SourceLanguage; 2] = [SourceLanguage::Rust, SourceLanguage::Python];

    /// Returns its name, in the directive that it goes by.
    #[must_use]
    pub fn directive(self) -> &'static str {
        match self {
            SourceLanguage::Rust => "rust",
            SourceLanguage::Python => "python",
        }
    }
}

/// A placeholder, filled in when a question is prepared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placeholder {
    /// The right answer.
    Answer,
    /// The option that was picked.
    Picked,
}

/// A mistake in the notation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InlineError {
    /// Where it begins, in bytes.
    pub at: usize,
    /// What is wrong.
    pub what: String,
    /// How to fix it.
    pub remedy: &'static str,
}

impl fmt::Display for InlineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.what, self.remedy)
    }
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part<'a> {
    /// Plain text, or code with its backticks.
    Text(&'a str),
    /// Shown with one source only.
    Only(SourceLanguage, Vec<Part<'a>>),
    /// The line with this marker.
    Line(&'a str),
    /// Filled in from a run.
    Blank(Placeholder),
}

/// Checks the notation of a text.
///
/// # Errors
/// The first mistake.
pub fn check(text: &str, has_placeholders: bool) -> Result<(), InlineError> {
    let mut reader = Reader { text, at: 0, error: None };
    let parts = reader.parts(false);
    if let Some(error) = reader.error {
        return Err(error);
    }
    if !has_placeholders && has_blank(&parts) {
        let what = "a placeholder outside of feedback".to_owned();
        let remedy = "use `{answer}` and `{picked}` in `yes`, `no` and `feedback` only";
        return Err(InlineError { at: text.find('{').unwrap_or(0), what, remedy });
    }
    Ok(())
}

fn has_blank(parts: &[Part<'_>]) -> bool {
    parts.iter().any(|part| match part {
        Part::Blank(_) => true,
        Part::Only(_, parts) => has_blank(parts),
        Part::Text(_) | Part::Line(_) => false,
    })
}

/// Returns a text as it reads beside this source: on one line, with its line numbers.
#[must_use]
pub fn render<T: AsRef<str>>(text: &str, language: SourceLanguage, source: &TextFile<T>) -> String {
    let line = |name: &str| match source.line_of(name) {
        Ok(line) => format!("line {line}"),
        Err(_) => name.to_owned(),
    };
    let mut out = String::new();
    write(&mut out, &parse(text), language, &line);
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns a text as it reads in this language, on the lines that it is written on, with "line 00" for each marker:
/// what is counted and measured.
#[must_use]
pub fn draft(text: &str, language: SourceLanguage) -> String {
    let mut out = String::new();
    write(&mut out, &parse(text), language, &|_| "line 00".to_owned());
    out
}

/// Returns the names of the markers that a text points at in this language.
#[must_use]
pub fn markers(text: &str, language: SourceLanguage) -> Vec<String> {
    let found = std::cell::RefCell::new(Vec::new());
    write(&mut String::new(), &parse(text), language, &|name| {
        found.borrow_mut().push(name.to_owned());
        String::new()
    });
    found.into_inner()
}

/// Returns the parts of a text, each with whether it's emphasised: `*task*`. The text must have no code in it.
///
/// A star marks emphasis only at the beginning or the end of a word, so `2 * n` has none.
#[must_use]
pub fn emphasis(text: &str) -> Vec<(bool, &str)> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((open, close)) = emphasised(rest) {
        parts.push((false, &rest[..open]));
        parts.push((true, &rest[open + 1..close]));
        rest = &rest[close + 1..];
    }
    parts.push((false, rest));
    parts.retain(|(_, part)| !part.is_empty());
    parts
}

/// Returns the places of the stars around the first part that is emphasised.
fn emphasised(text: &str) -> Option<(usize, usize)> {
    let is_of_word = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    let mut stars = text.match_indices('*').map(|(at, _)| at);
    let open = stars.by_ref().find(|at| {
        !is_of_word(text[..*at].chars().next_back()) && is_of_word(text[at + 1..].chars().next())
    })?;
    let close = stars.find(|at| {
        let before = text[..*at].chars().next_back();
        before.is_some_and(|letter| !letter.is_whitespace())
            && !is_of_word(text[at + 1..].chars().next())
    })?;
    Some((open, close))
}

/// Returns a text without the stars of its emphasis, as it reads on paper. Those of its code stay.
#[must_use]
pub fn without_emphasis(text: &str) -> String {
    let parts = text.split('`').enumerate().map(|(nth, part)| match nth % 2 {
        0 => emphasis(part).into_iter().map(|(_, part)| part).collect(),
        _ => part.to_owned(),
    });
    parts.collect::<Vec<String>>().join("`")
}

/// Fills in the placeholders. The rest of the notation stays as it is.
#[must_use]
pub fn fill(text: &str, answer: &str, picked: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        let (word, length) = match placeholder(after) {
            Some((Placeholder::Answer, length)) => (answer, length),
            Some((Placeholder::Picked, length)) => (picked, length),
            None => ("{", 1),
        };
        out.push_str(word);
        rest = &after[length..];
    }
    out + rest
}

/// Returns the placeholder that a text begins with, and its length.
fn placeholder(text: &str) -> Option<(Placeholder, usize)> {
    let named = [("{answer}", Placeholder::Answer), ("{picked}", Placeholder::Picked)];
    named
        .into_iter()
        .find_map(|(name, which)| text.starts_with(name).then_some((which, name.len())))
}

fn parse(text: &str) -> Vec<Part<'_>> {
    Reader { text, at: 0, error: None }.parts(false)
}

fn write(
    out: &mut String,
    parts: &[Part<'_>],
    language: SourceLanguage,
    line: &dyn Fn(&str) -> String,
) {
    for part in parts {
        match part {
            Part::Text(text) => out.push_str(text),
            Part::Only(only, parts) if *only == language => write(out, parts, language, line),
            Part::Only(..) => {}
            Part::Line(name) => out.push_str(&line(name)),
            Part::Blank(Placeholder::Answer) => out.push_str("{answer}"),
            Part::Blank(Placeholder::Picked) => out.push_str("{picked}"),
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    error: Option<InlineError>,
}

impl<'a> Reader<'a> {
    fn fail(&mut self, at: usize, what: String, remedy: &'static str) {
        self.error.get_or_insert(InlineError { at, what, remedy });
    }

    /// Reads to the end of the text, or of the directive that it is in.
    fn parts(&mut self, is_inside: bool) -> Vec<Part<'a>> {
        let (mut parts, mut from, mut depth) = (Vec::new(), self.at, 0);
        while let Some(letter) = self.text[self.at..].chars().next() {
            let rest = &self.text[self.at..];
            let special = match letter {
                '`' => {
                    self.skip_code(rest);
                    continue;
                }
                ']' if is_inside && depth == 0 => break,
                ']' => {
                    depth -= i32::from(depth > 0);
                    None
                }
                '[' => {
                    let line = Self::line(rest);
                    depth += i32::from(line.is_none());
                    line
                }
                ':' => self.directive_name(rest).map(|(name, length)| (Part::Text(name), length)),
                '{' => self.blank(rest),
                _ => None,
            };
            let Some((part, length)) = special else {
                self.at += letter.len_utf8();
                continue;
            };
            if from < self.at {
                parts.push(Part::Text(&self.text[from..self.at]));
            }
            let begin = self.at;
            self.at += length;
            let part = match part {
                Part::Text(name) => match self.directive(name, begin) {
                    Some(part) => part,
                    None => Part::Text(&self.text[begin..self.at]),
                },
                other => other,
            };
            parts.push(part);
            from = self.at;
        }
        if from < self.at {
            parts.push(Part::Text(&self.text[from..self.at]));
        }
        parts
    }

    /// Skips a code span: as many backticks as open it close it.
    fn skip_code(&mut self, rest: &str) {
        let ticks = rest.len() - rest.trim_start_matches('`').len();
        let body = &rest[ticks..];
        let mut from = 0;
        while let Some(at) = body[from..].find('`') {
            let run = body[from + at..].len() - body[from + at..].trim_start_matches('`').len();
            if run == ticks {
                let code = &body[..from + at];
                if placeholder(code).is_some_and(|(_, length)| length == code.len()) {
                    let what = format!("`{code}` between backticks");
                    self.fail(self.at, what, "leave out the backticks: an answer has its own");
                }
                self.at += ticks + from + at + run;
                return;
            }
            from += at + run;
        }
        self.at += ticks;
    }

    /// Reads `[@name]`.
    fn line(rest: &'a str) -> Option<(Part<'a>, usize)> {
        let (name, _) = rest.strip_prefix("[@")?.split_once(']')?;
        Some((Part::Line(name), name.len() + 3))
    }

    /// Reads `{name}`.
    fn blank(&mut self, rest: &'a str) -> Option<(Part<'a>, usize)> {
        if let Some((which, length)) = placeholder(rest) {
            return Some((Part::Blank(which), length));
        }
        let (name, _) = rest[1..].split_once('}')?;
        if !name.is_empty() && name.chars().all(|letter| letter.is_ascii_lowercase()) {
            let what = format!("`{{{name}}}` isn't a placeholder");
            self.fail(
                self.at,
                what,
                "write `{answer}` or `{picked}`, or put code between backticks",
            );
        }
        None
    }

    /// Reads `:name[`. A name that is unknown counts only at the beginning of a word.
    fn directive_name(&self, rest: &'a str) -> Option<(&'a str, usize)> {
        let (name, _) = rest[1..].split_once('[')?;
        let is_name = !name.is_empty() && name.chars().all(|letter| letter.is_ascii_lowercase());
        let before = self.text[..self.at].chars().next_back();
        let is_known = SourceLanguage::ALL.iter().any(|one| one.directive() == name);
        let begins =
            before.is_none_or(|letter| letter != ':' && (is_known || !letter.is_alphanumeric()));
        (is_name && begins).then_some((name, name.len() + 2))
    }

    /// Reads the content of a directive, and its closing bracket.
    fn directive(&mut self, name: &str, begin: usize) -> Option<Part<'a>> {
        let inside = self.parts(true);
        if self.text[self.at..].is_empty() {
            self.fail(begin, format!("`:{name}[` isn't closed"), "close it with `]`");
            return None;
        }
        self.at += 1;
        let Some(only) = SourceLanguage::ALL.into_iter().find(|one| one.directive() == name) else {
            self.fail(
                begin,
                format!("`:{name}[…]` isn't a directive"),
                "write `:rust[…]` or `:python[…]`",
            );
            return None;
        };
        Some(Part::Only(only, inside))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::lesson::markers::BuiltInFile;

    const RUST: BuiltInFile = BuiltInFile { file: "recipe.rs", text: "a\nb // @wait\n" };
    const PYTHON: BuiltInFile = BuiltInFile { file: "twin.py", text: "a\n\n\nb  # @wait\n" };

    /// A text, and how it reads in Rust and in Python.
    #[rustfmt::skip]
    const TEXTS: [(&str, &str, &str); 13] = [
        ("plain  text,\non lines", "plain text, on lines", "plain text, on lines"),
        ("see [@wait].", "see line 2.", "see line 4."),
        ("see [@none]", "see none", "see none"),
        (":rust[`Vec`]:python[a list] of it", "`Vec` of it", "a list of it"),
        ("a :rust[x[0] and `y]`] b", "a x[0] and `y]` b", "a b"),
        ("call :python[`f`, on [@wait],] then", "call then", "call `f`, on line 4, then"),
        (":rust[one :python[never] two] three", "one two three", "three"),
        ("in code: `:rust[x] [@wait]`", "in code: `:rust[x] [@wait]`", "in code: `:rust[x] [@wait]`"),
        ("``a ` b`` :rust[c]", "``a ` b`` c", "``a ` b``"),
        ("std::vec[1], a list [of] things: [1]", "std::vec[1], a list [of] things: [1]", "std::vec[1], a list [of] things: [1]"),
        ("a word:python[s]", "a word", "a words"),
        ("one ` backtick :rust[x]", "one ` backtick x", "one ` backtick"),
        ("an arm `Middle { doubled }`, {not one}", "an arm `Middle { doubled }`, {not one}", "an arm `Middle { doubled }`, {not one}"),
    ];

    #[test]
    fn a_text_reads_as_the_source_that_is_shown() {
        for (text, rust, python) in TEXTS {
            assert_eq!(check(text, false), Ok(()), "{text}");
            assert_eq!(render(text, SourceLanguage::Rust, &RUST), rust);
            assert_eq!(render(text, SourceLanguage::Python, &PYTHON), python);
        }
    }

    #[test]
    fn a_mistake_is_found_where_it_begins() {
        let rows = [
            ("a :rsut[b] c", false, 2, "`:rsut[…]` isn't a directive: write `:rust[…]` or"),
            ("a :rust[b `]` c", false, 2, "`:rust[` isn't closed: close it with `]`"),
            (":python[a :rust[b] c", true, 0, "`:python[` isn't closed"),
            ("No: {anwser}.", true, 4, "`{anwser}` isn't a placeholder: write `{answer}`"),
            ("Is it {answer}?", false, 6, "a placeholder outside of feedback"),
            (":rust[{picked}]", false, 6, "a placeholder outside of feedback"),
            ("No: `{answer}`.", true, 4, "`{answer}` between backticks: leave out"),
        ];
        for (text, has_placeholders, at, message) in rows {
            let error = check(text, has_placeholders).expect_err(text);
            assert_eq!(error.at, at, "{text}");
            assert!(error.to_string().starts_with(message), "{error}");
        }
    }

    #[test]
    fn emphasis_is_around_words() {
        assert_eq!(emphasis("a *task* runs"), [(false, "a "), (true, "task"), (false, " runs")]);
        assert_eq!(
            emphasis("(*leaf future*)"),
            [(false, "("), (true, "leaf future"), (false, ")")]
        );
        for plain in ["2 * n * m", "a*b*c", "one *star", "*", "**", "", "* a *"] {
            let whole: String = emphasis(plain).into_iter().map(|(_, part)| part).collect();
            assert_eq!(whole, plain);
            assert!(emphasis(plain).iter().all(|(is_strong, _)| !is_strong), "{plain}");
        }
        assert_eq!(without_emphasis("*a* `*b*` *c*"), "a `*b*` c");
    }

    #[test]
    fn placeholders_are_filled_in_once() {
        let text = "No: {answer}, not {picked}. {other} :rust[{answer}]";
        assert_eq!(fill(text, "{picked}", "`b`"), "No: {picked}, not `b`. {other} :rust[{picked}]");
    }

    #[test]
    fn markers_are_those_of_one_source() {
        let text = "[@a] :rust[[@b]] `[@c]` :python[on [@d]]";
        assert_eq!(markers(text, SourceLanguage::Rust), ["a", "b"]);
        assert_eq!(markers(text, SourceLanguage::Python), ["a", "d"]);
    }
}

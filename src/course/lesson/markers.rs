//! A **marker** gives a line of source a name: `late.await; // @await` in Rust, `await late  # @await`
//! in Python.
//!
//! Texts refer to `[@await]` and never to a line number, which would change. The same name in a recipe and in
//! its twin connects the two lines. So a name occurs only once in a file, and in both files or in
//! neither; [`check_pair`] checks that. The screen shows [`TextFile::display_text`], which has no markers.

use crate::record::source::SourceFile;
use std::path::Path;
use std::sync::Arc;
use thiserror::Error;

/// A text file: a [`BuiltInFile`] or a [`LessonFile`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TextFile<T> {
    /// The path in the project or on the disk, with `/`.
    pub file: T,
    /// The contents.
    pub text: T,
}

/// A file that is compiled in.
pub type BuiltInFile = TextFile<&'static str>;

/// A file of a lesson, which may be built in or read from a folder.
pub type LessonFile = TextFile<Arc<str>>;

impl From<&SourceFile> for LessonFile {
    fn from(file: &SourceFile) -> LessonFile {
        LessonFile { file: Arc::clone(&file.path), text: Arc::clone(&file.text) }
    }
}

impl From<BuiltInFile> for LessonFile {
    fn from(file: BuiltInFile) -> LessonFile {
        LessonFile { file: Arc::from(file.file), text: Arc::from(file.text) }
    }
}

/// A named line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marker<'a> {
    /// The name, without the `@`.
    pub name: &'a str,
    /// The line, counted from 1.
    pub line: u32,
}

/// A problem with a marker, and the remedy.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[expect(missing_docs, reason = "the sentence of each variant speaks of its fields")]
pub enum MarkerError {
    /// Two lines of one file have this name.
    #[error(
        "{file}:{line}: the marker @{name} is on line {first} already; give each line its own name"
    )]
    Twice { file: String, name: String, first: u32, line: u32 },
    /// Only the recipe or only the twin has this name.
    #[error(
        "{file}:{line}: the marker @{name} is not in {other}; mark the same line there, or remove this"
    )]
    OneSided { file: String, name: String, line: u32, other: String },
    /// A text refers to a marker that doesn't exist.
    #[error("{file}: no line has the marker @{name}; there are {}", named(.known))]
    Missing { file: String, name: String, known: Vec<String> },
}

/// Returns all markers of a source, from the top. `comment` is the start of a comment in its language.
#[must_use]
pub fn markers<'a>(source: &'a str, comment: &str) -> Vec<Marker<'a>> {
    let named = source.lines().zip(1..).filter_map(|(text, line)| {
        let (_, name) = split(text, comment)?;
        Some(Marker { name, line })
    });
    named.collect()
}

/// Returns the source without its markers, line by line.
#[must_use]
pub fn without_markers(source: &str, comment: &str) -> String {
    let bare = |line| split(line, comment).map_or(line, |(code, _)| code).to_owned() + "\n";
    source.lines().map(bare).collect()
}

/// Returns the problems with the markers of a recipe and its twin.
#[must_use]
pub fn check_pair<T: AsRef<str>>(recipe: &TextFile<T>, twin: &TextFile<T>) -> Vec<MarkerError> {
    let twice = [recipe, twin].into_iter().flat_map(|source| repeated(source));
    let one_sided = [(recipe, twin), (twin, recipe)].into_iter().flat_map(|(here, there)| {
        let there_too = there.markers();
        let mut alone = here.markers();
        alone.retain(|marker| there_too.iter().all(|other| other.name != marker.name));
        alone.into_iter().map(|marker| MarkerError::OneSided {
            file: here.file.as_ref().to_owned(),
            name: marker.name.to_owned(),
            line: marker.line,
            other: there.file.as_ref().to_owned(),
        })
    });
    twice.chain(one_sided).collect()
}

impl<T: AsRef<str>> TextFile<T> {
    /// Returns all markers, from the top.
    #[must_use]
    pub fn markers(&self) -> Vec<Marker<'_>> {
        markers(self.text.as_ref(), self.comment())
    }

    /// Returns the line with this marker, counted from 1.
    pub fn line_of(&self, name: &str) -> Result<u32, MarkerError> {
        let markers = self.markers();
        let found = markers.iter().find(|marker| marker.name == name);
        found.map(|marker| marker.line).ok_or_else(|| MarkerError::Missing {
            file: self.file.as_ref().to_owned(),
            name: name.to_owned(),
            known: markers.iter().map(|marker| marker.name.to_owned()).collect(),
        })
    }

    /// Returns the text without the markers. The lines have the same numbers.
    #[must_use]
    pub fn display_text(&self) -> String {
        without_markers(self.text.as_ref(), self.comment())
    }

    fn comment(&self) -> &'static str {
        let is_python = Path::new(self.file.as_ref()).extension().is_some_and(|end| end == "py");
        if is_python { "#" } else { "//" }
    }
}

fn repeated<T: AsRef<str>>(source: &TextFile<T>) -> Vec<MarkerError> {
    let markers = source.markers();
    let again = markers.iter().enumerate().filter_map(|(nth, marker)| {
        let first = markers[..nth].iter().find(|earlier| earlier.name == marker.name)?;
        Some(MarkerError::Twice {
            file: source.file.as_ref().to_owned(),
            name: marker.name.to_owned(),
            first: first.line,
            line: marker.line,
        })
    });
    again.collect()
}

/// Splits a line into its code and the name of its marker.
fn split<'a>(line: &'a str, comment: &str) -> Option<(&'a str, &'a str)> {
    let (code, rest) = line.rsplit_once(comment)?;
    let name = rest.strip_prefix(" @")?.trim_end();
    let is_plain =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    (!name.is_empty() && name.chars().all(is_plain)).then(|| (code.trim_end(), name))
}

fn named(known: &[String]) -> String {
    if known.is_empty() {
        return "none".to_owned();
    }
    let names: Vec<_> = known.iter().map(|name| format!("@{name}")).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECIPE: BuiltInFile =
        BuiltInFile { file: "recipe.rs", text: "let x = 1;\nx.await; // @wait\nx // why\n" };

    fn twin(text: &'static str) -> BuiltInFile {
        BuiltInFile { file: "twin.py", text }
    }

    fn messages(twin_text: &'static str) -> Vec<String> {
        check_pair(&RECIPE, &twin(twin_text)).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_trailing_comment_names_its_line() {
        assert_eq!(RECIPE.line_of("wait"), Ok(2));
        assert_eq!(twin("x = 1  # @one-2\n").markers(), [Marker { name: "one-2", line: 1 }]);
    }

    #[test]
    fn the_display_text_has_no_markers_and_the_same_lines() {
        assert_eq!(RECIPE.display_text(), "let x = 1;\nx.await;\nx // why\n");
        assert_eq!(twin("a\n\nb  # @b\n").display_text(), "a\n\nb\n");
    }

    #[test]
    fn an_address_or_a_sentence_is_no_marker() {
        assert!(markers("a // mail me @home and away\nb // @ \nc // @Loud\n", "//").is_empty());
    }

    #[test]
    fn a_marker_in_both_files_is_valid() {
        assert!(messages("await x  # @wait\n").is_empty());
    }

    #[test]
    fn a_marker_in_only_one_file_is_an_error() {
        let errors = messages("x  # @other\n");
        assert_eq!(errors.len(), 2);
        assert!(errors[0].starts_with("recipe.rs:2: the marker @wait is not in twin.py;"));
        assert!(errors[1].starts_with("twin.py:1: the marker @other is not in recipe.rs;"));
    }

    #[test]
    fn a_name_given_twice_is_a_fault() {
        let errors = messages("x  # @wait\ny  # @wait\n");
        let expected =
            "twin.py:2: the marker @wait is on line 1 already; give each line its own name";
        assert_eq!(errors, [expected]);
    }

    #[test]
    fn an_unknown_marker_lists_the_known_ones() {
        let fault = RECIPE.line_of("sleep").expect_err("there is no such marker");
        assert_eq!(fault.to_string(), "recipe.rs: no line has the marker @sleep; there are @wait");
    }
}

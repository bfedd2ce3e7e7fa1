//! What a program is in the source that is shown, where that isn't the source that was run: its lines, its awaits and
//! its names.

use std::collections::{BTreeMap, BTreeSet};

/// Maps a source that was run to the source that is shown, such as a recipe to its Python twin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineMap {
    file: String,
    lines: BTreeMap<u32, u32>,
    /// What the lines of the source that is shown await.
    awaits: BTreeMap<u32, String>,
    /// The words of the source that is shown.
    names: BTreeSet<String>,
}

impl LineMap {
    /// Returns the map of one file, whose name may be the end of its path. Both sources name their lines by markers: a
    /// line has a counterpart if the other source has a line with the same marker.
    #[must_use]
    pub fn from_markers<'a>(
        file: impl Into<String>,
        run: impl IntoIterator<Item = (&'a str, u32)>,
        shown: impl IntoIterator<Item = (&'a str, u32)>,
    ) -> LineMap {
        let shown: BTreeMap<_, _> = shown.into_iter().collect();
        let pairs = run.into_iter().filter_map(|(name, line)| Some((line, *shown.get(name)?)));
        LineMap { file: file.into(), lines: pairs.collect(), ..LineMap::default() }
    }

    /// Adds the text of the source that is shown.
    #[must_use]
    pub fn with_text(mut self, text: &str) -> LineMap {
        let numbered = (1..).zip(text.lines());
        self.awaits = numbered.filter_map(|(line, code)| Some((line, await_in(code)?))).collect();
        let is_of_name = |letter: char| letter.is_alphanumeric() || letter == '_';
        self.names = text.split(|letter| !is_of_name(letter)).map(str::to_owned).collect();
        self
    }

    /// Returns the line that is shown for a line of the source that was run, if it has a counterpart.
    #[must_use]
    pub fn line(&self, file: &str, line: u32) -> Option<u32> {
        let is_file = file.replace('\\', "/").ends_with(&self.file);
        self.lines.get(&line).copied().filter(|_| is_file)
    }

    /// Returns the await on the counterpart of a line, such as `await answer` or `async with lock`.
    #[must_use]
    pub fn awaited(&self, file: &str, line: u32) -> Option<&str> {
        self.awaits.get(&self.line(file, line)?).map(String::as_str)
    }

    /// Returns whether the source that is shown has this name.
    #[must_use]
    pub fn has_name(&self, name: &str) -> bool {
        self.names.contains(name)
    }
}

/// Returns the await in a line of Python: up to the end of the line, its comment, or the bracket around it.
fn await_in(code: &str) -> Option<String> {
    let code = code.split("  #").next().unwrap_or(code).trim();
    if let Some(context) = code.strip_prefix("async with ") {
        let context = context.split(" as ").next().unwrap_or(context);
        return Some(format!("async with {}", context.trim_end_matches(':')));
    }
    let at = code.find("await ").filter(|at| code[..*at].ends_with([' ', '(']) || *at == 0)?;
    let (mut depth, mut end) = (0_usize, code.len());
    for (place, letter) in code[at..].char_indices() {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' if depth == 0 => {
                end = at + place;
                break;
            }
            ')' | ']' => depth -= 1,
            _ => {}
        }
    }
    // The rest of a call is on the lines below.
    let rest = if depth > 0 { "\u{2026})" } else { "" };
    Some(format!("{}{rest}", code[at..end].trim_end_matches(':')))
}

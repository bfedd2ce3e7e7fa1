//! The lines of a program in the source that is shown, where that isn't the source that was run.

use std::collections::BTreeMap;

/// Maps lines of the source that was run to lines of the source that is shown, such as a recipe's Python twin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineMap {
    file: String,
    lines: BTreeMap<u32, u32>,
}

impl LineMap {
    /// Returns the map of one file, whose name may be the end of its path. Both sources name their lines by markers: a line has a counterpart if the other
    /// source has a line with the same marker.
    #[must_use]
    pub fn from_markers<'a>(
        file: impl Into<String>,
        run: impl IntoIterator<Item = (&'a str, u32)>,
        shown: impl IntoIterator<Item = (&'a str, u32)>,
    ) -> LineMap {
        let shown: BTreeMap<_, _> = shown.into_iter().collect();
        let pairs = run.into_iter().filter_map(|(name, line)| Some((line, *shown.get(name)?)));
        LineMap { file: file.into(), lines: pairs.collect() }
    }

    /// Returns the line that is shown for a line of the source that was run, if it has a counterpart.
    #[must_use]
    pub fn line(&self, file: &str, line: u32) -> Option<u32> {
        let is_file = file.replace('\\', "/").ends_with(&self.file);
        self.lines.get(&line).copied().filter(|_| is_file)
    }
}

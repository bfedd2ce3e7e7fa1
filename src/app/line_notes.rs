//! The notes on lines of a source: in the twin, how Python differs from Rust; in the Rust source, what its syntax means,
//! for a reader who chose Python.

use super::App;
use super::sources::SourceTab;
use crate::course::lesson::inline::SourceLanguage;

/// How a line of the twin compares with the line of the recipe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// The same.
    Same,
    /// The same idea, written differently.
    Similar,
    /// It looks the same but isn't.
    Different,
}

impl Likeness {
    fn of(mark: &str) -> Likeness {
        match mark {
            "\u{2248}" => Likeness::Similar,
            "\u{2260}" => Likeness::Different,
            _ => Likeness::Same,
        }
    }
}

/// A note on a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineNote {
    /// The line.
    pub line: u32,
    /// How the line compares with the other source, or `None` for what its syntax means.
    pub likeness: Option<Likeness>,
    /// The note, in the words of its source.
    pub text: String,
}

impl App {
    /// Returns the notes on this source.
    #[must_use]
    pub fn line_notes(&self, tab: SourceTab) -> Vec<LineNote> {
        let subject = &self.open.subject;
        let page = subject.lesson().and_then(|lesson| lesson.page.as_ref().ok());
        let (Some(language), Some(page), Some(scene)) =
            (tab.language(), page, subject.scene_index())
        else {
            return Vec::new();
        };
        let (file, notes): (_, Vec<_>) = match language {
            SourceLanguage::Rust if self.language() != Some(SourceLanguage::Python) => {
                return Vec::new();
            }
            SourceLanguage::Rust => {
                let glosses = page.front.gloss.iter().filter(|gloss| gloss.scene == scene + 1);
                (subject.source(), glosses.map(|one| (&one.at, None, &one.note)).collect())
            }
            SourceLanguage::Python => {
                let notes = page.front.twin.iter().filter(|note| note.scene == scene + 1);
                let of_twin = notes.map(|one| (&one.at, Some(Likeness::of(&one.mark)), &one.note));
                (subject.twin(), of_twin.collect())
            }
        };
        let markers = file.markers();
        let note = |(at, likeness, note): (&String, Option<Likeness>, &String)| {
            let line = markers.iter().find(|marker| marker.name == *at)?.line;
            Some(LineNote { line, likeness, text: subject.words(note, language) })
        };
        notes.into_iter().filter_map(note).collect()
    }
}

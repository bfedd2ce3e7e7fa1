//! The **format** of the progress file: what it holds of each lesson, and how it is read and merged.

use crate::course::tour::{QuestionId, Reply};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The version of the file that this program reads and writes.
pub const VERSION: u32 = 1;

/// What a learner did in one lesson.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LessonProgress {
    /// The scene of the farthest beat, counted from 0.
    pub scene: usize,
    /// The farthest beat, by its place in the lesson, counted from 0.
    pub beat: usize,
    /// Whether the end of the lesson was reached.
    pub finished: bool,
    /// Whether the learner knows it without having read it: the gate's questions were answered.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub known: bool,
    /// The best reply to each question, by the question's name: `beat.question`.
    pub answers: BTreeMap<String, AnswerResult>,
}

/// How a question was answered. The greater one is the better one, and it's kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerResult {
    /// It was skipped.
    Skipped,
    /// A wrong option was taken.
    #[serde(rename = "other")]
    Wrong,
    /// The right option was taken.
    Right,
}

impl From<Reply> for AnswerResult {
    fn from(reply: Reply) -> AnswerResult {
        match reply {
            Reply::Skipped => AnswerResult::Skipped,
            Reply::Given(_, true) => AnswerResult::Right,
            Reply::Given(_, false) => AnswerResult::Wrong,
        }
    }
}

/// The whole file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct ProgressFile {
    pub(super) version: u32,
    pub(super) last: Option<String>,
    /// The language that the learner knows. A file from before the welcome page has none, and a value that this
    /// program doesn't know is kept.
    pub(super) language: Option<String>,
    pub(super) lessons: BTreeMap<String, LessonProgress>,
}

/// Why a text is not the progress of a learner.
#[cfg(feature = "cli")]
#[derive(Debug, PartialEq, Eq)]
pub(super) enum FormatError {
    /// A later version of this program wrote it.
    LaterVersion(u32),
    /// It is the progress of a learner, and damaged.
    Damaged(String),
    /// It is something else.
    Foreign(String),
}

/// The keys of the file.
#[cfg(feature = "cli")]
const KEYS: [&str; 4] = ["version", "last", "language", "lessons"];

#[cfg(feature = "cli")]
impl FormatError {
    /// Returns the error for a text that can't be read: it is damaged progress if it begins with a version as such a file
    /// does.
    fn of(text: &str, why: &str) -> FormatError {
        let is_number = |line: &str| {
            let value = line.strip_prefix("version").map(str::trim_start);
            let value = value.and_then(|value| value.strip_prefix('=')).map(str::trim_start);
            value.is_some_and(|value| value.starts_with(|digit: char| digit.is_ascii_digit()))
        };
        let mut lines = text.lines().map(str::trim).take_while(|line| !line.starts_with('['));
        let kind = if lines.any(is_number) { FormatError::Damaged } else { FormatError::Foreign };
        kind(why.to_owned())
    }
}

impl LessonProgress {
    /// Returns the best reply to a question so far.
    #[must_use]
    pub fn answer(&self, question: QuestionId) -> Option<AnswerResult> {
        self.answers.get(&question.to_string()).copied()
    }

    /// Takes the farther beat and the better answers of both.
    pub(super) fn merge(&mut self, other: &LessonProgress) {
        (self.scene, self.beat) = (self.scene, self.beat).max((other.scene, other.beat));
        self.finished |= other.finished;
        self.known |= other.known;
        for (question, result) in &other.answers {
            let best = self.answers.entry(question.clone()).or_insert(*result);
            *best = (*best).max(*result);
        }
    }
}

#[cfg(feature = "cli")]
impl ProgressFile {
    /// Reads a file. An empty one is a beginning.
    pub(super) fn parse(bytes: Vec<u8>) -> Result<ProgressFile, FormatError> {
        let text = String::from_utf8(bytes).map_err(|error| {
            let text = String::from_utf8_lossy(error.as_bytes());
            FormatError::of(&text, "it isn't text")
        })?;
        if text.is_empty() {
            return Ok(ProgressFile::default());
        }
        let reason =
            |error: &toml::de::Error| error.message().lines().next().unwrap_or("?").to_owned();
        let table: toml::Table =
            toml::from_str(&text).map_err(|error| FormatError::of(&text, &reason(&error)))?;
        let version = table.get("version").and_then(toml::Value::as_integer);
        match version.and_then(|version| u32::try_from(version).ok()) {
            Some(later) if later > VERSION => return Err(FormatError::LaterVersion(later)),
            Some(VERSION) => {}
            _ => return Err(FormatError::Foreign("it has no version".to_owned())),
        }
        // Other programs number their files too.
        if let Some(other) = table.keys().find(|key| !KEYS.contains(&key.as_str())) {
            return Err(FormatError::Foreign(format!("it has the key {other:?}")));
        }
        toml::from_str(&text).map_err(|error| FormatError::Damaged(reason(&error)))
    }

    /// Takes what is farther of both. The lesson that was open last and the language stay this one's, where it has
    /// them.
    pub(super) fn merge(&mut self, other: &ProgressFile) {
        for (slug, lesson) in &other.lessons {
            self.lessons.entry(slug.clone()).or_default().merge(lesson);
        }
        if self.last.is_none() {
            self.last.clone_from(&other.last);
        }
        if self.language.is_none() {
            self.language.clone_from(&other.language);
        }
    }
}

#[cfg(all(test, feature = "cli"))]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<ProgressFile, FormatError> {
        ProgressFile::parse(text.as_bytes().to_vec())
    }

    #[test]
    fn a_file_is_read_or_refused_with_its_reason() {
        let damaged = |why: &str| Err(FormatError::Damaged(why.to_owned()));
        let foreign = |why: &str| Err(FormatError::Foreign(why.to_owned()));
        let rows = [
            ("", Ok(ProgressFile::default())),
            ("version = 1", Ok(ProgressFile { version: 1, ..ProgressFile::default() })),
            ("version = 2\nlessons = 3", Err(FormatError::LaterVersion(2))),
            ("version = 4294967295", Err(FormatError::LaterVersion(u32::MAX))),
            ("version = -1", foreign("it has no version")),
            ("version = 0", foreign("it has no version")),
            ("version = '1'", foreign("it has no version")),
            ("lessons = {}", foreign("it has no version")),
            ("version = 1\n[[package]]", foreign("it has the key \"package\"")),
            ("# Notes\n", foreign("it has no version")),
            ("Buy milk.", foreign("key with no value, expected `=`")),
            ("[package]\nversion = 1\n[features", foreign("unclosed table, expected `]`")),
            ("version = 1\n[lessons.lazy", damaged("unclosed table, expected `]`")),
            ("version = 1\nlast = 3", damaged("invalid type: integer `3`, expected a string")),
        ];
        for (text, expected) in rows {
            assert_eq!(parsed(text), expected, "{text}");
        }
        assert_eq!(ProgressFile::parse(vec![0xff]), foreign("it isn't text"));
        let cut = b"version = 1\nlast = '\xff'".to_vec();
        assert_eq!(ProgressFile::parse(cut), damaged("it isn't text"));
    }

    /// Two files for one lesson, as `scene beat finished answer`, and their merge, in either order.
    #[test]
    fn merging_takes_the_farther_beat_and_the_better_answer() {
        use AnswerResult::{Right, Skipped, Wrong};
        let lesson = |(scene, beat, finished, answer): (usize, usize, bool, AnswerResult)| {
            let answers = BTreeMap::from([("0.1".to_owned(), answer)]);
            LessonProgress { scene, beat, finished, known: finished, answers }
        };
        let rows = [
            ((0, 3, false, Right), (0, 5, false, Skipped), (0, 5, false, Right)),
            ((1, 0, false, Wrong), (0, 7, false, Skipped), (1, 0, false, Wrong)),
            ((0, 0, true, Skipped), (0, 2, false, Skipped), (0, 2, true, Skipped)),
            ((2, 2, true, Wrong), (2, 2, true, Right), (2, 2, true, Right)),
        ];
        for (one, other, expected) in rows {
            for (first, second) in [(one, other), (other, one)] {
                let mut merged = lesson(first);
                merged.merge(&lesson(second));
                assert_eq!(merged, lesson(expected));
            }
        }
        let mut mine =
            parsed("version = 1\nlast = 'lazy'\n[lessons.lazy]\nbeat = 1").expect("it is sound");
        mine.merge(
            &parsed("version = 1\nlast = 'task'\n[lessons.task]\nbeat = 2").expect("it is sound"),
        );
        assert_eq!(mine.last.as_deref(), Some("lazy"));
        assert_eq!((mine.lessons["lazy"].beat, mine.lessons["task"].beat), (1, 2));
        let mut new = ProgressFile::default();
        new.merge(&mine);
        assert_eq!(new.last.as_deref(), Some("lazy"));
    }

    #[test]
    fn a_file_from_before_the_welcome_page_has_no_language_and_one_that_was_chosen_stays() {
        let old =
            parsed("version = 1\nlast = 'lazy'\n[lessons.lazy]\nbeat = 1").expect("it is sound");
        assert_eq!(old.language, None);
        let chosen = |language: &str| {
            parsed(&format!("version = 1\nlanguage = '{language}'")).expect("it is sound")
        };
        // Mine, what another program wrote meanwhile, and what is written.
        let rows = [
            (&old, &chosen("python"), "python"),
            (&chosen("rust"), &chosen("python"), "rust"),
            (&chosen("rust"), &old, "rust"),
            (&old, &chosen("ada"), "ada"),
        ];
        for (mine, other, expected) in rows {
            let mut merged = mine.clone();
            merged.merge(other);
            let written = toml::to_string(&merged).expect("it can be written");
            assert!(written.contains(&format!("language = \"{expected}\"")), "{written}");
            assert_eq!(parsed(&written), Ok(merged));
        }
    }

    #[test]
    fn the_words_of_the_file_stay_those_of_version_1() {
        let text = "version = 1\n[lessons.a.answers]\nx = 'skipped'\ny = 'other'\nz = 'right'\n";
        let file = parsed(text).expect("it is sound");
        let answers: Vec<_> = file.lessons["a"].answers.values().copied().collect();
        assert_eq!(answers, [AnswerResult::Skipped, AnswerResult::Wrong, AnswerResult::Right]);
        let written = toml::to_string(&file).expect("it can be written");
        assert!(written.contains("y = \"other\""), "{written}");
    }
}

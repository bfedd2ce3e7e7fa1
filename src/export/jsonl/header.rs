//! The first line of a record: what was run, and everything that is needed to show it elsewhere.
//!
//! A record is opened on machines that lack the program, so its header carries the source files. A record is
//! also opened by people who did not write it, so each size that it can grow to has a limit.

use super::read_error::ReadError;
use super::version::{OLDEST_VERSION, VERSION};
use crate::limits::{MAX_NAME_BYTES, MAX_SOURCE_BYTES, MAX_SOURCES};
use crate::record::source::{Language, SourceFile};
use crate::record::{escape_control, is_terminal_control};
use serde::{Deserialize, Serialize};

/// The first line of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The version of the format.
    #[serde(rename = "coroscope")]
    pub version: u32,
    /// The name of what was run: a lesson's scene, as an address names it, or a program's own name.
    pub lesson: String,
    /// The choices made, as an address writes them after its `~`.
    #[serde(default)]
    pub schedule: String,
    /// The language of the program.
    #[serde(default)]
    pub language: Language,
    /// Whether the same schedule gives the same events each time. A program that asks the clock, the network or a
    /// random number does not promise that.
    #[serde(default = "yes")]
    pub deterministic: bool,
    /// The source files of the program: its own first, then the same program in the other language, where there
    /// is one.
    #[serde(default)]
    pub sources: Vec<SourceFile>,
}

fn yes() -> bool {
    true
}

impl Header {
    /// Returns the header of a deterministic Rust program without sources. A name longer than
    /// [`MAX_NAME_BYTES`] is cut there, since it could not be read back.
    #[must_use]
    pub fn new(lesson: impl Into<String>, schedule: impl Into<String>) -> Header {
        let mut lesson = lesson.into();
        let ends = lesson.char_indices().map(|(at, letter)| at + letter.len_utf8());
        lesson.truncate(ends.take_while(|end| *end <= MAX_NAME_BYTES).last().unwrap_or(0));
        Header {
            version: VERSION,
            lesson,
            schedule: schedule.into(),
            language: Language::default(),
            deterministic: true,
            sources: Vec::new(),
        }
    }

    /// Returns the same header with these source files, as far as the limits allow. Files without text are left
    /// out.
    #[must_use]
    pub fn with_sources(self, sources: impl IntoIterator<Item = SourceFile>) -> Header {
        let fits = |file: &SourceFile| !file.text.is_empty() && check_source(file).is_ok();
        let sources = sources.into_iter().filter(fits).take(MAX_SOURCES).collect();
        Header { sources, ..self }
    }

    /// Returns the same header for a program in this language. A Python program uses the real clock and the network as it
    /// likes, so the same schedule may give other events.
    #[must_use]
    pub fn in_language(self, language: Language) -> Header {
        Header { language, deterministic: language == Language::Rust, ..self }
    }

    /// Reads the first line of a record.
    pub(super) fn read(line: &str) -> Result<Header, ReadError> {
        /// What the first lines of all versions have in common.
        #[derive(Deserialize)]
        struct Version {
            #[serde(rename = "coroscope")]
            version: u32,
        }
        let Version { version } = serde_json::from_str(line).map_err(|_| ReadError::Header)?;
        if !(OLDEST_VERSION..=VERSION).contains(&version) {
            return Err(ReadError::Version(version));
        }
        let refuse = |why: &str| ReadError::Field(escape_control(why));
        let header: Header =
            serde_json::from_str(line).map_err(|error| refuse(&without_line(&error)))?;
        header.check().map_err(|why| refuse(&why))?;
        let sources = header.sources.iter().map(without_control).collect();
        Ok(Header { sources, ..header })
    }

    fn check(&self) -> Result<(), String> {
        if self.lesson.len() > MAX_NAME_BYTES {
            return Err(format!("`lesson` is longer than {MAX_NAME_BYTES} bytes"));
        }
        if self.sources.len() > MAX_SOURCES {
            return Err(format!("`sources` has more than {MAX_SOURCES} files"));
        }
        self.sources.iter().try_for_each(check_source)
    }
}

/// Returns the message of an error in one line of a file. The message counts the lines from that one, so its own line is
/// left out.
pub(super) fn without_line(error: &serde_json::Error) -> String {
    let message = error.to_string();
    match message.split_once(&format!(" at line {} column ", error.line())) {
        Some((why, _)) if error.column() > 0 => format!("{why}, in column {}", error.column()),
        Some((why, _)) => why.to_owned(),
        None => message,
    }
}

fn check_source(file: &SourceFile) -> Result<(), String> {
    if file.path.len() > MAX_NAME_BYTES {
        return Err(format!("the path of a source file is longer than {MAX_NAME_BYTES} bytes"));
    }
    if file.text.len() > MAX_SOURCE_BYTES {
        let mib = MAX_SOURCE_BYTES >> 20;
        return Err(format!("the source file `{}` is longer than {mib} MiB", file.path));
    }
    Ok(())
}

/// Returns the file without control characters: a source is shown in a terminal, and a record can come from anyone.
fn without_control(file: &SourceFile) -> SourceFile {
    let steers = |c: char| is_terminal_control(c) && !matches!(c, '\n' | '\t');
    let text = file.text.replace("\r\n", "\n");
    let text = if text.contains(steers) {
        let plain = |c| if steers(c) { c.escape_default().to_string() } else { c.into() };
        text.chars().map(plain).collect()
    } else {
        text
    };
    SourceFile::new(escape_control(&file.path), text)
}

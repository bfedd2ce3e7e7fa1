//! Opening a record that was exported, here or on another machine.

use crate::course::lesson::markers::Source;
use crate::course::own::{self, Own};
use crate::course::tour::opening::{OpenError, SceneSession};
use crate::export::jsonl::{self, Header, ReadError};
use crate::record::Recorder;
use crate::record::escape_control;
use crate::record::event::{CoroutineEvent, Event};
use crate::record::source::SourceFile;
use crate::session::moment::AddressError;
use crate::session::{Program, Session};
use crate::world::words::counted;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Component, Path, PathBuf};
use thiserror::Error;

/// What the name of a record ends in.
const ENDING: &str = ".jsonl";

/// What is shown where no source can be: nothing was observed.
const NO_FUNCTION: &str = "// No observed function was called in this run.\n";

/// The beginning of what is shown where the source was not found.
const NOT_FOUND: &str = "// The source, ";

/// No source that is shown is as long as this, in bytes.
const LONGEST_SOURCE: u64 = 1 << 20;

/// No name of a run is as long as this, in letters.
const LONGEST_NAME: usize = 60;

/// Why a record is not opened.
#[derive(Debug, Error)]
pub enum RecordError {
    /// It cannot be opened.
    #[error("cannot read {0}: {1}")]
    File(PathBuf, io::Error),
    /// It is none.
    #[error("{0}, {1}")]
    Record(PathBuf, ReadError),
    /// A record has no such moment.
    #[error(transparent)]
    Moment(#[from] OpenError),
    /// This needs more than a record.
    #[error("{0} is a record, and {1} the program itself: name a lesson")]
    NeedsProgram(String, &'static str),
}

/// Does this name a record, perhaps with a moment?
fn split(address: &str) -> Option<(&str, &str)> {
    let at = address.rfind(ENDING)? + ENDING.len();
    let (file, rest) = address.split_at(at);
    (rest.is_empty() || rest.starts_with('@')).then_some((file, rest))
}

/// The file of the record that is named here, if one is.
pub fn file_of(address: &str) -> Option<&Path> {
    split(address).map(|(file, _)| Path::new(file))
}

/// Does this name a moment, and not a whole run?
pub fn has_moment(address: &str) -> bool {
    split(address).map_or(address, |(_, rest)| rest).contains('@')
}

/// Refuses a record where the program itself is needed.
pub fn refuse(address: &str, needs: &'static str) -> Result<(), RecordError> {
    match split(address) {
        Some((file, _)) => Err(RecordError::NeedsProgram(file.to_owned(), needs)),
        None => Ok(()),
    }
}

/// Goes to a lesson's moment, or to one of a record in a file: `run.jsonl`, `run.jsonl@9`.
pub fn visit(address: &str) -> Result<SceneSession, RecordError> {
    let Some((file, moment)) = split(address) else {
        return Ok(SceneSession::from_address(address)?);
    };
    let path = Path::new(file);
    let opened = File::open(path).map_err(|why| RecordError::File(path.to_owned(), why))?;
    let (header, record) = jsonl::read(&mut BufReader::new(opened))
        .map_err(|why| RecordError::Record(path.to_owned(), why))?;
    let own = own_of(path, &header, record);
    let mut session = Session::new(own.program.clone());
    let lesson = own::lesson(own);
    if let Some(moment) = moment.strip_prefix('@') {
        let moment = moment.parse().map_err(|why: AddressError| OpenError::from(why))?;
        let no_fit = |why| OpenError::Moment(escape_control(file), why);
        session.go_to(moment).map_err(no_fit)?;
    }
    Ok(SceneSession { lesson, scene: &lesson.scenes[0], session })
}

/// What is known of a run that was read. Its sources are those that the record carries. A record of version 1
/// carries none: that of a lesson has the lesson's sources, and that of another program those on this machine.
fn own_of(path: &Path, header: &Header, record: Recorder) -> Own {
    let name: String = escape_control(&header.lesson).chars().take(LONGEST_NAME).collect();
    let name = if name.trim().is_empty() { "a run".to_owned() } else { name };
    let known = SceneSession::from_address(&header.lesson).ok();
    let title = known.as_ref().map_or_else(|| name.clone(), |visit| visit.lesson.heading());
    let none = Source { file: "", text: "" };
    let (source, twin) = match (header.sources.as_slice(), &known) {
        ([own, rest @ ..], _) => (leaked(own), rest.first().map_or(none, leaked)),
        ([], Some(visit)) => (visit.scene.rust, visit.scene.twin),
        ([], None) => (on_disk(path, &record), none),
    };
    let events = counted(record.events().len(), "event", "events");
    let about = format!(
        "A run that was read from a file: {events}. Step through it as through any other; what would need \
         the program itself, such as another order, says so."
    );
    let program = Program::from_record(name.as_str(), record);
    Own { name, title, about, program, source, twin }
}

fn leaked(file: &SourceFile) -> Source {
    Source { file: file.path.to_string().leak(), text: file.text.to_string().leak() }
}

/// Whether this stands for a source that was not found.
pub(super) fn is_placeholder(source: &Source) -> bool {
    source.text.starts_with(NO_FUNCTION) || source.text.starts_with(NOT_FOUND)
}

/// The source file with most of the run's coroutines in it, where it is to be found from here, or from where the
/// record lies.
fn on_disk(path: &Path, record: &Recorder) -> Source {
    let mut calls = BTreeMap::<&str, usize>::new();
    for event in record.events() {
        if let Event::Coroutine(CoroutineEvent::Created { file, .. }) = event {
            *calls.entry(record.text(*file)).or_default() += 1;
        }
    }
    let most = calls.into_iter().max_by_key(|(_, calls)| *calls);
    let Some((file, _)) = most else {
        return Source { file: "source", text: NO_FUNCTION };
    };
    let folder = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let places = std::iter::once(Path::new("")).chain(folder.ancestors().skip(1));
    let text = places.map(|place| place.join(file)).find_map(|place| read(&place, file));
    let text = text.unwrap_or_else(|| {
        format!(
            "{NOT_FOUND}{file},\n// is not to be found from here. The record holds the run alone.\n"
        )
    });
    Source { file: file.to_owned().leak(), text: text.leak() }
}

/// A source. A record comes from anywhere: what it names must be a Rust file below the place looked at.
fn read(place: &Path, named: &str) -> Option<String> {
    let is_below = Path::new(named).components().all(|part| matches!(part, Component::Normal(_)));
    let is_source = Path::new(named).extension().is_some_and(|ending| ending == "rs");
    if !is_below || !is_source || !fs::metadata(place).ok()?.is_file() {
        return None;
    }
    let mut text = String::new();
    File::open(place).ok()?.take(LONGEST_SOURCE).read_to_string(&mut text).ok()?;
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_named_by_its_ending_and_a_moment_after_it() {
        let table: [(&str, Option<(&str, &str)>); 9] = [
            ("run.jsonl", Some(("run.jsonl", ""))),
            ("run.jsonl@9", Some(("run.jsonl", "@9"))),
            ("a@b/run.jsonl", Some(("a@b/run.jsonl", ""))),
            ("a.jsonl/b.jsonl@2.4", Some(("a.jsonl/b.jsonl", "@2.4"))),
            ("run.jsonl~0.1", None),
            ("run.jsonlx", None),
            ("run.json", None),
            ("three-tasks@9", None),
            ("", None),
        ];
        for (address, expected) in table {
            assert_eq!(split(address), expected, "{address}");
            assert_eq!(file_of(address), expected.map(|(file, _)| Path::new(file)), "{address}");
            assert_eq!(refuse(address, "this needs").is_err(), expected.is_some(), "{address}");
        }
        let moments = ["run.jsonl@9", "three-tasks@9", "a@b/run.jsonl@0"];
        let wholes = ["run.jsonl", "a@b/run.jsonl", "three-tasks", "three-tasks~0.1"];
        assert!(moments.into_iter().all(has_moment));
        assert!(!wholes.into_iter().any(has_moment));
    }

    /// A record comes from anywhere, so it may not make this program read any file it likes.
    #[test]
    fn a_source_is_read_only_below_the_place_and_only_if_it_is_rust() {
        let folder = tempfile::tempdir().expect("a folder");
        let outside = folder.path().join("outside.rs");
        let place = folder.path().join("place");
        fs::create_dir_all(place.join("src")).expect("a folder");
        for file in [&outside, &place.join("src/main.rs"), &place.join("secret")] {
            fs::write(file, "text").expect("a file");
        }
        let absolute = outside.display().to_string();
        let table: [(&str, bool); 6] = [
            ("src/main.rs", true),
            ("src/other.rs", false),
            ("src", false),
            ("secret", false),
            ("../outside.rs", false),
            (&absolute, false),
        ];
        for (named, is_read) in table {
            assert_eq!(read(&place.join(named), named).is_some(), is_read, "{named}");
        }
    }
}

//! Opening an exported record or a lesson folder.

use super::own_program::Own;
#[cfg(feature = "terminal")]
use crate::app::saved::SavedFile;
use crate::course::catalog::Catalog;
use crate::course::lesson::markers::{BuiltInFile, LessonFile};
use crate::course::tour::opening::{OpenError, SceneSession, Standalone, Subject, find_scene};
use crate::export::jsonl::{self, Header, ReadError};
use crate::lesson_folder::{self, Code, FolderError};
use crate::limits::{MAX_FOUND_SOURCE_BYTES, MAX_RUN_NAME_LETTERS};
use crate::record::Recorder;
use crate::record::escape_control;
use crate::record::event::Event;
use crate::record::source::Language;
use crate::session::Program;
use crate::session::moment::{Address, AddressError};
use crate::session::schedule::Schedule;
use crate::world::words::counted;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
#[cfg(feature = "terminal")]
use std::sync::{Mutex, PoisonError};
use thiserror::Error;

/// How many bytes of a file are read at once: a record may have hundreds of megabytes.
const READ_BYTES: usize = 1 << 18;

/// The ending of a record's file name.
const ENDING: &str = ".jsonl";

/// The file that is a record without having the ending.
const STANDARD_INPUT: &str = "/dev/stdin";

/// The placeholder for the source of a run without observed functions.
const NO_FUNCTION: &str = "// No observed function was called in this run.\n";

/// The placeholder for the source of a script's record without it.
const LEFT_OUT: &str = "# This record was written without the script's source.\n";

/// The start of the placeholder for a source that wasn't found.
const NOT_FOUND: &str = "// The source, ";

/// The reason why a record isn't enough for a command that prints the text of a lesson.
pub const LESSON_WORDS: &str = "a lesson's words need";

/// Why a record can't be opened.
#[derive(Debug, Error)]
pub enum RecordError {
    /// The file can't be read.
    #[error("can't read {0}: {1}")]
    File(PathBuf, io::Error),
    /// The file isn't a record.
    #[error("{0}, {1}")]
    Record(PathBuf, ReadError),
    /// The record has no such moment.
    #[error(transparent)]
    Moment(#[from] OpenError),
    /// The lesson folder can't be loaded.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The command needs more than a record.
    #[error("{0} is a recording, but {1} the program itself. Name a lesson instead.")]
    NeedsProgram(String, &'static str),
}

/// Splits the address of a record into the file and the rest, such as a moment.
fn split(address: &str) -> Option<(&str, &str)> {
    let at = match address.rfind(ENDING) {
        Some(at) => at + ENDING.len(),
        None => address.starts_with(STANDARD_INPUT).then_some(STANDARD_INPUT.len())?,
    };
    let (file, rest) = address.split_at(at);
    (rest.is_empty() || rest.starts_with('@')).then_some((file, rest))
}

/// Returns the file, if this is the address of a record.
pub fn file_of(address: &str) -> Option<&Path> {
    split(address).map(|(file, _)| Path::new(file))
}

/// Returns whether the address has a moment.
pub fn has_moment(address: &str) -> bool {
    if let Some(named) = folder_of(address) {
        return named.moment.is_some();
    }
    split(address).map_or(address, |(_, rest)| rest).contains('@')
}

/// Fails if this is the address of a record, because the command needs the program itself.
pub fn refuse(address: &str, needs: &'static str) -> Result<(), RecordError> {
    match split(address) {
        Some((file, _)) => Err(RecordError::NeedsProgram(file.to_owned(), needs)),
        None => Ok(()),
    }
}

/// Opens the moment of a lesson, of a record (`run.jsonl`, `run.jsonl@9`) or of the user's program (`@9`).
pub fn visit(address: &str, own: Option<&Own>, code: &Code) -> Result<SceneSession, RecordError> {
    if let Some(named) = folder_of(address) {
        return visit_folder(&named, code);
    }
    let Some((file, moment)) = split(address) else {
        let Some(own) = own else { return Ok(SceneSession::from_address(address)?) };
        let (subject, address) = find_own(address, own)?;
        let catalog = Catalog::default();
        return Ok(SceneSession::at(subject, catalog, address.moment, address.schedule)?);
    };
    let path = Path::new(file);
    let opened = open(path).map_err(|why| RecordError::File(path.to_owned(), why))?;
    let (header, record) =
        jsonl::read_consistent(&mut BufReader::with_capacity(READ_BYTES, opened))
            .map_err(|why| RecordError::Record(path.to_owned(), why))?;
    let mut visit = SceneSession::standalone(standalone(path, &header, record));
    if let Some(moment) = moment.strip_prefix('@') {
        let moment = moment.parse().map_err(|why: AddressError| OpenError::from(why))?;
        let no_fit = |why| OpenError::Moment(escape_control(file), why);
        visit.session.go_to(moment).map_err(no_fit)?;
    }
    Ok(visit)
}

/// Opens the file of a record. Opening a pipe would wait until something is written to it, perhaps for ever; standard
/// input has been opened already.
fn open(path: &Path) -> io::Result<File> {
    let is_stdin = |path: &Path| path == Path::new(STANDARD_INPUT);
    let is_input = is_stdin(path) || fs::read_link(path).is_ok_and(|target| is_stdin(&target));
    if !is_input && !fs::metadata(path)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it isn't a regular file"));
    }
    File::open(path)
}

/// The address of a lesson folder, with the scene and the moment.
struct NamedFolder<'a> {
    folder: &'a Path,
    scene: Option<&'a str>,
    moment: Option<&'a str>,
}

/// Parses the address of a lesson folder: `my-lesson`, `my-lesson/scene@9`.
fn folder_of(address: &str) -> Option<NamedFolder<'_>> {
    let (place, moment) = match address.rsplit_once('@') {
        Some((place, moment)) if !Path::new(address).is_dir() => (place, Some(moment)),
        _ => (address, None),
    };
    let folder = Path::new(place);
    if folder.is_dir() {
        return Some(NamedFolder { folder, scene: None, moment });
    }
    let above = folder.parent().filter(|above| lesson_folder::is_lesson_folder(above))?;
    let scene = folder.file_name()?.to_str().filter(|name| !name.ends_with(ENDING))?;
    Some(NamedFolder { folder: above, scene: Some(scene), moment })
}

/// Returns the files in a lesson folder, if this is the address of one.
pub fn files_of_folder(address: &str) -> Vec<PathBuf> {
    let entries = folder_of(address).and_then(|named| fs::read_dir(named.folder).ok());
    entries.into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}

/// Returns a function that reloads the lesson when it was saved, if this is the address of a lesson folder.
#[cfg(feature = "terminal")]
pub fn watched(address: &str, code: &Code) -> Option<crate::terminal::Saved> {
    let folder = folder_of(address)?.folder;
    let watch = Mutex::new(lesson_folder::Watch::new(folder, code.clone()));
    Some(Arc::new(move || {
        let saved = watch.lock().unwrap_or_else(PoisonError::into_inner).poll_changes()?;
        Some(SavedFile::Lesson(saved.map(Arc::new).map_err(|why| escape_control(&why.to_string()))))
    }))
}

/// Returns whether the address names a scene.
pub fn names_scene(address: &str) -> bool {
    folder_of(address).map_or(address.contains('/'), |named| named.scene.is_some())
}

/// Returns the folder that an address names, if it's that of a lesson.
pub fn lesson_folder_of(address: &str) -> Option<&Path> {
    folder_of(address).map(|named| named.folder)
}

fn visit_folder(named: &NamedFolder<'_>, code: &Code) -> Result<SceneSession, RecordError> {
    let lesson = Arc::new(lesson_folder::load_with(named.folder, code)?);
    let nth = named.scene.map_or(Ok(0), |scene| find_scene(&lesson, scene))?;
    let (moment, schedule) = match named.moment.map(|moment| moment.split_once('~')) {
        Some(Some((moment, schedule))) => (Some(moment), schedule),
        _ => (named.moment, ""),
    };
    let moment = moment.map(str::parse).transpose().map_err(OpenError::from)?;
    let schedule = if schedule.is_empty() {
        Schedule::default()
    } else {
        // The address of a lesson that is built in is parsed as a whole, with the same sentence.
        let address: Address = format!("lesson~{schedule}").parse().map_err(OpenError::from)?;
        address.schedule
    };
    let catalog = Catalog::built_in().with(Arc::clone(&lesson));
    let subject = Subject::Scene(lesson, nth);
    Ok(SceneSession::at(subject, catalog, moment, schedule)?)
}

/// Finds what an address names, without running anything.
pub fn find(address: &str, own: Option<&Own>, code: &Code) -> Result<Subject, RecordError> {
    if let Some(named) = folder_of(address) {
        let lesson = Arc::new(lesson_folder::load_with(named.folder, code)?);
        let nth = named.scene.map_or(Ok(0), |scene| find_scene(&lesson, scene))?;
        return Ok(Subject::Scene(lesson, nth));
    }
    let found = match own {
        Some(own) => find_own(address, own)?,
        None => SceneSession::find(Catalog::built_in(), address)?,
    };
    Ok(found.0)
}

/// Parses an address of the user's program, where the name may be left out: `@9`.
fn find_own(address: &str, own: &Own) -> Result<(Subject, Address), OpenError> {
    let name = own.name();
    let address: Address = if address.starts_with(['@', '~']) {
        format!("{name}{address}").parse()?
    } else {
        address.parse()?
    };
    if address.lesson != *name {
        return Err(OpenError::OtherProgram { asked: address.lesson, name: name.to_owned() });
    }
    Ok((Subject::Program(Arc::new(own.program.clone())), address))
}

/// Returns the program of a record, with the sources in the record. A record of version 1 has none, so then the sources
/// are those of the lesson or, for another program, those on this machine.
fn standalone(path: &Path, header: &Header, record: Recorder) -> Standalone {
    let name: String = escape_control(&header.lesson).chars().take(MAX_RUN_NAME_LETTERS).collect();
    let name = if name.trim().is_empty() { "a run".to_owned() } else { name };
    let known = SceneSession::find(Catalog::built_in(), &header.lesson).ok();
    let known = known.map(|(subject, _)| subject);
    let title = known.as_ref().map_or_else(|| name.clone(), Subject::heading);
    let none = LessonFile::default;
    let is_python = record.language() == Language::Python;
    let (source, twin) = match (header.sources.as_slice(), &known) {
        ([own, ..], _) if is_python => (own.into(), none()),
        ([], _) if is_python => (BuiltInFile { file: "no source", text: LEFT_OUT }.into(), none()),
        ([own, rest @ ..], _) => (own.into(), rest.first().map_or_else(none, LessonFile::from)),
        ([], Some(subject)) => (subject.source(), subject.twin()),
        ([], None) => (on_disk(path, &record), none()),
    };
    let events = counted(record.events().len(), "event", "events");
    let about = format!(
        "This run was read from a file: {events}. You can step through it like any other. Keys that need the \
         program itself, such as those for another order, say so."
    );
    let program = Program::from_record(name, record);
    let sources = if is_python { header.sources.clone() } else { Vec::new() };
    Standalone { title, about, program: program.with_sources(sources), source, twin }
}

/// Returns whether this is a placeholder for a source.
pub(super) fn is_placeholder(source: &LessonFile) -> bool {
    source.text.starts_with(NO_FUNCTION) || source.text.starts_with(NOT_FOUND)
}

/// Reads the source file with most of the run's coroutines, from the current folder or from the folder of the record.
fn on_disk(path: &Path, record: &Recorder) -> LessonFile {
    let mut calls = BTreeMap::<&str, usize>::new();
    for file in record.events().iter().filter_map(Event::called_file) {
        *calls.entry(record.text(file)).or_default() += 1;
    }
    let most = calls.into_iter().max_by_key(|(_, calls)| *calls);
    let Some((file, _)) = most else {
        return BuiltInFile { file: "source", text: NO_FUNCTION }.into();
    };
    let folder = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let places = std::iter::once(Path::new("")).chain(folder.ancestors().skip(1));
    let text = places.map(|place| place.join(file)).find_map(|place| read(&place, file));
    let text = text.unwrap_or_else(|| {
        format!(
            "{NOT_FOUND}{file},\n// can't be found from here. The record holds the run alone.\n"
        )
    });
    LessonFile { file: Arc::from(file), text: Arc::from(text) }
}

/// Reads a source file. A record isn't trusted, so the path must be that of a Rust file below `place`.
fn read(place: &Path, named: &str) -> Option<String> {
    let is_below = Path::new(named).components().all(|part| matches!(part, Component::Normal(_)));
    let is_source = Path::new(named).extension().is_some_and(|ending| ending == "rs");
    if !is_below || !is_source || !fs::metadata(place).ok()?.is_file() {
        return None;
    }
    let mut text = String::new();
    File::open(place).ok()?.take(MAX_FOUND_SOURCE_BYTES).read_to_string(&mut text).ok()?;
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_named_by_its_ending_and_a_moment_after_it() {
        let table: [(&str, Option<(&str, &str)>); 12] = [
            ("/dev/stdin", Some(("/dev/stdin", ""))),
            ("/dev/stdin@9", Some(("/dev/stdin", "@9"))),
            ("/dev/stdinx", None),
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

    /// A record isn't trusted, so it must not be able to make this program read arbitrary files.
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

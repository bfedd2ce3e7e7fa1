//! The **presenter file**: the position of a screen that is shown to a class, for the teacher's notes in a second window.
//!
//! ```text
//!   coroscope open LESSON --present ──writes──▶ presenter.toml ──is read by──▶ coroscope notes LESSON
//! ```
//!
//! It is a file of the user's own, in their runtime or state directory, that nobody else may read. It is written beside
//! its old self and then put in its place, which replaces a link instead of following it. It exists while a screen is
//! presenting. Of several, the one that was started last writes it. Nothing depends on it: where it can't be written,
//! the presentation continues.

use crate::process::is_alive;
use crate::user_file;
use serde::{Deserialize, Serialize};
use std::fs::{self, DirBuilder};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::time::{SystemTime, UNIX_EPOCH};
use tempfile::Builder;

/// The position of a presenting screen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresenterState {
    /// The process of the screen.
    pub process: u32,
    /// When it was started, in nanoseconds since 1970.
    pub started: u64,
    /// The name of the lesson.
    pub lesson: String,
    /// The address of the moment.
    pub address: String,
    /// The beat, by its place in the lesson.
    pub beat: Option<usize>,
    /// The question on the screen, by its name.
    pub question: Option<String>,
    /// Whether its answer is on the screen too.
    #[serde(default)]
    pub is_answered: bool,
    /// The questions that the run will answer, by their names.
    #[serde(default)]
    pub left_to_run: Vec<String>,
}

/// What a look at the file finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Presenter {
    /// No screen is presenting.
    None,
    /// The screen that wrote this has ended without removing it.
    Gone(PresenterState),
    /// A screen is presenting, at this position.
    At(PresenterState),
}

impl Presenter {
    /// Looks at the file. A file that can't be read or parsed counts as no presenter.
    #[must_use]
    pub fn look(file: &Path) -> Presenter {
        match read(file) {
            None => Presenter::None,
            Some(state) if is_alive(state.process) => Presenter::At(state),
            Some(state) => Presenter::Gone(state),
        }
    }
}

/// The file, for the screen that writes it. Dropping it removes what this screen wrote.
#[derive(Debug)]
pub struct PresenterFile {
    path: PathBuf,
    started: u64,
    written: Option<PresenterState>,
}

impl PresenterFile {
    /// Returns the file at this path, which need not exist.
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "of two screens, the one that was started last is followed"
    )]
    pub fn new(path: PathBuf) -> PresenterFile {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let started = u64::try_from(since.as_nanos()).unwrap_or(u64::MAX);
        PresenterFile { path, started, written: None }
    }

    /// Writes the screen's position if it has changed; `None` once it isn't presenting any more. If that fails,
    /// nothing happens: it is tried again at the next change.
    pub fn publish(&mut self, state: Option<PresenterState>) {
        let Some(state) = state else {
            if self.written.take().is_some() && self.is_own() {
                let _may_stay = fs::remove_file(&self.path);
            }
            return;
        };
        let state = PresenterState { process: process::id(), started: self.started, ..state };
        if self.written.as_ref() == Some(&state) && self.is_own() {
            return;
        }
        let is_later =
            |other: &PresenterState| other.started > self.started && other.process != state.process;
        if read(&self.path).is_some_and(|other| is_later(&other) && is_alive(other.process)) {
            return;
        }
        self.written = write(&self.path, &state).is_ok().then_some(state);
    }

    /// Returns whether the file on the disk is the one that this screen wrote.
    fn is_own(&self) -> bool {
        read(&self.path)
            .is_some_and(|state| (state.process, state.started) == (process::id(), self.started))
    }
}

impl Drop for PresenterFile {
    fn drop(&mut self) {
        self.publish(None);
    }
}

fn read(file: &Path) -> Option<PresenterState> {
    // A link may lead to something that isn't ours.
    if !fs::symlink_metadata(file).ok()?.is_file() {
        return None;
    }
    toml::from_str(&user_file::read_text(file).ok()?).ok()
}

fn write(file: &Path, state: &PresenterState) -> io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    let text = toml::to_string(state).map_err(io::Error::other)?;
    // Its mode is 0600 from the start.
    let mut new = Builder::new().prefix(".presenter.").suffix(".new").tempfile_in(folder)?;
    new.write_all(text.as_bytes())?;
    new.persist(file).map_err(|error| error.error)?;
    Ok(())
}

/// Returns the file of this user: in the runtime directory, or else in the state directory. `None` if the user has no
/// home.
#[cfg(feature = "cli")]
#[must_use]
pub fn default_path() -> Option<PathBuf> {
    use etcetera::BaseStrategy;
    let places = etcetera::choose_base_strategy().ok()?;
    let folder = places.runtime_dir().filter(|folder| folder.is_dir());
    let folder = folder.or_else(|| places.state_dir()).unwrap_or_else(|| places.data_dir());
    Some(folder.join("coroscope").join("presenter.toml"))
}

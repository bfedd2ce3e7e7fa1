//! **Opens** a scene: finds the lesson and its scene, and starts a session at the moment of an address.

use crate::course::catalog::{Catalog, Lesson, Scene, UnknownLesson};
use crate::course::lesson::inline::{self, SourceLanguage};
use crate::course::lesson::markers::LessonFile;
use crate::course::question::cue::locate_beats;
use crate::course::story::Story;
use crate::limits::MAX_SCHEDULE_STEPS;
use crate::record::escape_control;
use crate::session::moment::{Address, AddressError, Moment};
use crate::session::schedule::Schedule;
use crate::session::{Program, ReplayError, Session};
use std::sync::Arc;
use thiserror::Error;

/// What the screen shows: a scene of a lesson, or a program without a lesson.
#[derive(Clone, Debug)]
pub enum Subject {
    /// A scene of a lesson, counted from 0.
    Scene(Arc<Lesson>, usize),
    /// A record, or a user's program.
    Program(Arc<Standalone>),
}

/// A program without a lesson.
#[derive(Clone, Debug)]
pub struct Standalone {
    /// The heading.
    pub title: String,
    /// The text in the place of a lesson's text, as Markdown.
    pub about: String,
    /// The program. Its addresses start with its name.
    pub program: Program,
    /// Its source.
    pub source: LessonFile,
    /// The twin in Python. Empty if there is none.
    pub twin: LessonFile,
}

impl Subject {
    /// Returns the lesson, if it has one.
    #[must_use]
    pub fn lesson(&self) -> Option<&Arc<Lesson>> {
        if let Subject::Scene(lesson, _) = self { Some(lesson) } else { None }
    }

    /// Returns the scene of the lesson, if it has one. A number that is too large selects the last scene.
    #[must_use]
    pub fn scene(&self) -> Option<&Scene> {
        let Subject::Scene(lesson, nth) = self else { return None };
        lesson.scenes.get(*nth).or(lesson.scenes.last())
    }

    /// Returns the number of the scene in its lesson, counted from 0.
    #[must_use]
    pub fn scene_index(&self) -> Option<usize> {
        if let Subject::Scene(_, nth) = self { Some(*nth) } else { None }
    }

    /// Returns the program that a session runs.
    #[must_use]
    pub fn program(&self) -> Program {
        match self {
            Subject::Scene(lesson, nth) => {
                lesson.scenes[(*nth).min(lesson.scenes.len() - 1)].program()
            }
            Subject::Program(standalone) => standalone.program.clone(),
        }
    }

    /// Returns the source: the recipe, or the program's source.
    #[must_use]
    pub fn source(&self) -> LessonFile {
        match self {
            Subject::Scene(..) => self.scene().map(|scene| scene.rust.clone()).unwrap_or_default(),
            Subject::Program(standalone) => standalone.source.clone(),
        }
    }

    /// Returns a text about it as it reads beside this source. See [`Scene::words`].
    #[must_use]
    pub fn words(&self, text: &str, language: SourceLanguage) -> String {
        match self.scene() {
            Some(scene) => scene.words(text, language),
            None => inline::render(text, SourceLanguage::Rust, &self.source()),
        }
    }

    /// The same in Python. Empty where there is none.
    #[must_use]
    pub fn twin(&self) -> LessonFile {
        match self {
            Subject::Scene(..) => self.scene().map(|scene| scene.twin.clone()).unwrap_or_default(),
            Subject::Program(standalone) => standalone.twin.clone(),
        }
    }

    /// Returns the title of the lesson or the program.
    #[must_use]
    pub fn title(&self) -> &str {
        match self {
            Subject::Scene(lesson, _) => &lesson.title,
            Subject::Program(standalone) => &standalone.title,
        }
    }

    /// Returns the lesson's place in the course, `A6`. Empty if it isn't part of the course.
    #[must_use]
    pub fn place(&self) -> String {
        self.lesson().map_or(String::new(), |lesson| lesson.address())
    }

    /// Returns the heading of a page: the lesson's place and title, or the program's title.
    #[must_use]
    pub fn heading(&self) -> String {
        format!("{} {}", self.place(), self.title()).trim_start().to_owned()
    }

    /// Like the heading, with the title of the scene.
    #[must_use]
    pub fn scene_heading(&self) -> String {
        match self.scene() {
            None => self.heading(),
            Some(scene) => format!("{}: {}", self.heading(), scene.title),
        }
    }

    /// Returns its name in an address.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Subject::Scene(lesson, 0) => lesson.slug.clone(),
            Subject::Scene(lesson, nth) => {
                let scene = lesson.scenes.get(*nth).map_or("", |scene| &scene.name);
                format!("{}/{scene}", lesson.slug)
            }
            Subject::Program(standalone) => standalone.program.name.to_string(),
        }
    }

    /// Returns whether it is this scene of this lesson.
    #[must_use]
    pub fn is_scene(&self, lesson: &Lesson, scene: &Scene) -> bool {
        self.lesson().is_some_and(|own| own.slug == lesson.slug)
            && self.scene().is_some_and(|own| own.name == scene.name)
    }
}

/// A subject, and a session of it.
pub struct SceneSession {
    /// The scene or the program.
    pub subject: Subject,
    /// The session, at the moment of the address. Without a moment, it is after the set-up, or before it if a beat
    /// belongs to the set-up.
    pub session: Session,
    /// The lessons to which the learner can go from here.
    pub catalog: Catalog,
}

/// Why an address can't be opened.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum OpenError {
    /// The address can't be parsed.
    #[error(transparent)]
    Form(#[from] AddressError),
    /// There is no such lesson.
    #[error(transparent)]
    Lesson(#[from] UnknownLesson),
    /// The lesson has no such scene.
    #[error("the lesson {lesson} has no scene '{asked}': its scenes are {known}")]
    Scene {
        /// The lesson.
        lesson: String,
        /// The requested scene.
        asked: String,
        /// The scenes that exist.
        known: String,
    },
    /// The address doesn't have the name of the user's program.
    #[error("`{asked}` isn't a moment of this program: it is called `{name}`, try `{name}@3`")]
    OtherProgram {
        /// The requested name.
        asked: String,
        /// What the program is called.
        name: String,
    },
    /// The lesson's run has no such moment or no such choices.
    #[error("{0}: {1}")]
    Moment(String, ReplayError),
}

impl SceneSession {
    /// Opens a scene in the loop's default order, at the position before its first beat.
    #[must_use]
    pub fn new(lesson: &Arc<Lesson>, scene: &Scene) -> SceneSession {
        SceneSession::with_session(Session::new(scene.program()), lesson, scene)
    }

    /// Opens a scene after the one in `before`, and shares what was looked ahead there.
    #[must_use]
    pub fn after(before: &Session, lesson: &Arc<Lesson>, scene: &Scene) -> SceneSession {
        let session = Session::new(scene.program()).sharing_look_aheads_of(before);
        SceneSession::with_session(session, lesson, scene)
    }

    fn with_session(session: Session, lesson: &Arc<Lesson>, scene: &Scene) -> SceneSession {
        let nth = lesson.scenes.iter().position(|one| one.name == scene.name).unwrap_or(0);
        let subject = Subject::Scene(Arc::clone(lesson), nth);
        SceneSession { subject, session, catalog: Catalog::built_in().clone() }.at_its_opening()
    }

    /// Opens a program without a lesson, at the position after its set-up.
    #[must_use]
    pub fn standalone(standalone: Standalone) -> SceneSession {
        let session = Session::new(standalone.program.clone());
        let subject = Subject::Program(Arc::new(standalone));
        SceneSession { subject, session, catalog: Catalog::built_in().clone() }
    }

    /// Sets the lessons to which the learner can go from here.
    #[must_use]
    pub fn with_catalog(self, catalog: Catalog) -> SceneSession {
        SceneSession { catalog, ..self }
    }

    /// Returns the heading of a page about this scene.
    #[must_use]
    pub fn heading(&self) -> String {
        self.subject.scene_heading()
    }

    fn at_its_opening(mut self) -> SceneSession {
        let at = opening_position(&self.subject, &self.session);
        self.session.go(at);
        self
    }

    /// Opens an address: `three-tasks`, `A6@9`, `in-a-row/tasks@2.4~1`.
    ///
    /// # Errors
    /// Fails if the address can't be opened.
    pub fn from_address(address: &str) -> Result<SceneSession, OpenError> {
        SceneSession::to_in(Catalog::built_in(), address)
    }

    /// Opens an address among these lessons.
    ///
    /// # Errors
    /// Fails if the address can't be opened.
    pub fn to_in(catalog: &Catalog, address: &str) -> Result<SceneSession, OpenError> {
        let (subject, address) = SceneSession::find(catalog, address)?;
        SceneSession::at(subject, catalog.clone(), address.moment, address.schedule)
    }

    /// Finds the lesson and the scene that an address names, without running anything.
    ///
    /// # Errors
    /// Fails if there is no such lesson or scene.
    pub fn find(catalog: &Catalog, address: &str) -> Result<(Subject, Address), OpenError> {
        let address: Address = address.parse()?;
        let (name, scene) = match address.lesson.split_once('/') {
            Some((name, scene)) => (name, Some(scene)),
            None => (address.lesson.as_str(), None),
        };
        let whole = |unknown| UnknownLesson { asked: address.lesson.clone(), ..unknown };
        let lesson = catalog.find(name).map_err(whole)?;
        let nth = match scene {
            None => 0,
            Some(asked) => find_scene(lesson, asked)?,
        };
        Ok((Subject::Scene(Arc::clone(lesson), nth), address))
    }

    /// Opens a moment of this subject, in this order.
    ///
    /// # Errors
    /// Fails if its run has no such moment or choices.
    pub fn at(
        subject: Subject,
        catalog: Catalog,
        moment: Option<Moment>,
        schedule: Schedule,
    ) -> Result<SceneSession, OpenError> {
        let session = Session::with_schedule(subject.program(), schedule);
        SceneSession::at_moment(session, subject, catalog, moment)
    }

    /// Like [`SceneSession::at`], and shares what was looked ahead in the session `before`.
    ///
    /// # Errors
    /// Fails if its run has no such moment or choices.
    pub fn at_after(
        before: &Session,
        subject: Subject,
        catalog: Catalog,
        address: Address,
    ) -> Result<SceneSession, OpenError> {
        let session = Session::with_schedule(subject.program(), address.schedule);
        let session = session.sharing_look_aheads_of(before);
        SceneSession::at_moment(session, subject, catalog, address.moment)
    }

    fn at_moment(
        mut session: Session,
        subject: Subject,
        catalog: Catalog,
        moment: Option<Moment>,
    ) -> Result<SceneSession, OpenError> {
        let no_fit = |why| OpenError::Moment(escape_control(&subject.name()), why);
        session.check_schedule(MAX_SCHEDULE_STEPS).map_err(no_fit)?;
        let Some(moment) = moment else {
            return Ok(SceneSession { subject, session, catalog }.at_its_opening());
        };
        session.go_to(moment).map_err(no_fit)?;
        Ok(SceneSession { subject, session, catalog })
    }

    /// Returns the address of the session's moment.
    #[must_use]
    pub fn address(&self) -> Address {
        Address {
            lesson: self.subject.name(),
            moment: Some(self.session.moment()),
            schedule: self.session.schedule_here(),
        }
    }
}

/// Returns the position at which a scene opens: before the set-up if a beat belongs to it, and after it otherwise.
#[must_use]
pub fn opening_position(subject: &Subject, session: &Session) -> usize {
    let set_up = session.timeline().columns[0].events.end;
    let Subject::Scene(lesson, nth) = subject else { return set_up };
    let Ok(page) = &lesson.page else { return set_up };
    let beats = page.beats.iter().filter(|beat| beat.scene == *nth);
    let cues: Vec<_> = beats.map(|beat| &beat.cue).collect();
    if cues.is_empty() {
        return set_up;
    }
    let places = locate_beats(&cues, &Story::ahead(session));
    let has_words = places.into_iter().flatten().any(|at| at < set_up);
    if has_words { 0 } else { set_up }
}

/// Finds a scene of a lesson by its name or its number, counted from 1.
///
/// # Errors
/// Fails with the scenes that exist.
pub fn find_scene(lesson: &Lesson, asked: &str) -> Result<usize, OpenError> {
    let by_number = asked.parse().ok().and_then(|nth: usize| nth.checked_sub(1));
    let by_number = by_number.filter(|nth| *nth < lesson.scenes.len());
    let by_name = || lesson.scenes.iter().position(|scene| scene.name == asked);
    by_number.or_else(by_name).ok_or_else(|| {
        let known: Vec<_> = lesson.scenes.iter().map(|scene| scene.name.as_str()).collect();
        OpenError::Scene {
            lesson: lesson.slug.clone(),
            asked: asked.to_owned(),
            known: known.join(", "),
        }
    })
}

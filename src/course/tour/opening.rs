//! **Opening** a scene: the lesson, its scene, and a session at the moment that an address names.

use crate::course::catalog::{self, Lesson, Scene, UnknownLesson};
use crate::course::question::cue::locate_beats;
use crate::course::story::Story;
use crate::session::moment::{Address, AddressError};
use crate::session::{ReplayError, Session};
use thiserror::Error;

/// How many steps are run to check that a schedule fits.
const AHEAD: usize = 100_000;

/// A scene of a lesson, with a session of its run.
pub struct SceneSession {
    /// Which lesson.
    pub lesson: &'static Lesson,
    /// Which of its scenes.
    pub scene: &'static Scene,
    /// The run, at the moment that was named. Where none was: behind its set-up, or before it where the
    /// lesson has something to say of the set-up.
    pub session: Session,
}

/// Why an address cannot be opened.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum OpenError {
    /// It is not written as an address is.
    #[error(transparent)]
    Form(#[from] AddressError),
    /// There is no such lesson.
    #[error(transparent)]
    Lesson(#[from] UnknownLesson),
    /// The lesson has no such scene.
    #[error("the lesson {lesson} has no scene '{asked}': its scenes are {known}")]
    Scene {
        /// The lesson.
        lesson: &'static str,
        /// The scene that was named.
        asked: String,
        /// What there is.
        known: String,
    },
    /// The lesson's run has no such moment, or not these choices.
    #[error("{0}: {1}")]
    Moment(String, ReplayError),
}

impl SceneSession {
    /// Opens a scene in the loop's own order, where its first beat is still to come.
    #[must_use]
    pub fn new(lesson: &'static Lesson, scene: &'static Scene) -> SceneSession {
        SceneSession { lesson, scene, session: Session::new(scene.program()) }.at_its_opening()
    }

    /// Returns the heading of a page about this scene.
    #[must_use]
    pub fn heading(&self) -> String {
        SceneSession::heading_of(self.lesson, self.scene)
    }

    /// Returns what a page about this scene of this lesson is headed by.
    #[must_use]
    pub fn heading_of(lesson: &Lesson, scene: &Scene) -> String {
        match lesson.number {
            0 => lesson.heading(),
            _ => format!("{}: {}", lesson.heading(), scene.title),
        }
    }

    fn at_its_opening(mut self) -> SceneSession {
        let at = opening_position(self.lesson, self.scene, &self.session);
        self.session.go(at);
        self
    }

    /// Goes where an address says: `three-tasks`, `A6@9`, `in-a-row/tasks@2.4~1`.
    pub fn from_address(address: &str) -> Result<SceneSession, OpenError> {
        let (lesson, scene, address) = SceneSession::find(address)?;
        let no_fit = |why| OpenError::Moment(SceneSession::address_name(lesson, scene), why);
        let mut session = Session::with_schedule(scene.program(), address.schedule);
        session.check_schedule(AHEAD).map_err(no_fit)?;
        let Some(moment) = address.moment else {
            return Ok(SceneSession { lesson, scene, session }.at_its_opening());
        };
        session.go_to(moment).map_err(no_fit)?;
        Ok(SceneSession { lesson, scene, session })
    }

    /// Finds the lesson and the scene that an address names, without running anything.
    ///
    /// # Errors
    /// Where there is no such lesson or scene.
    pub fn find(address: &str) -> Result<(&'static Lesson, &'static Scene, Address), OpenError> {
        // A program in the course's place need not be named: `@9` is a moment of it.
        let own = catalog::own().filter(|_| address.starts_with(['@', '~']));
        let address: Address = match own {
            Some(own) => format!("{}{address}", own.slug).parse()?,
            None => address.parse()?,
        };
        let (name, scene) = match address.lesson.split_once('/') {
            Some((name, scene)) => (name, Some(scene)),
            None => (address.lesson.as_str(), None),
        };
        let whole = |unknown| UnknownLesson { asked: address.lesson.clone(), ..unknown };
        let lesson = catalog::find(name).map_err(whole)?;
        let scene = match scene {
            None => &lesson.scenes[0],
            Some(asked) => find_scene(lesson, asked)?,
        };
        Ok((lesson, scene, address))
    }

    /// Returns the address of the session's moment.
    #[must_use]
    pub fn address(&self) -> Address {
        Address {
            lesson: SceneSession::address_name(self.lesson, self.scene),
            moment: Some(self.session.moment()),
            schedule: self.session.schedule_here(),
        }
    }

    /// Returns the name of a scene in an address.
    #[must_use]
    pub fn address_name(lesson: &Lesson, scene: &Scene) -> String {
        if scene.name == lesson.scenes[0].name {
            lesson.slug.to_owned()
        } else {
            format!("{}/{}", lesson.slug, scene.name)
        }
    }
}

/// Returns the position at which a scene opens: before the set-up if a beat belongs to it, and after it otherwise.
#[must_use]
pub fn opening_position(lesson: &Lesson, scene: &Scene, session: &Session) -> usize {
    let set_up = session.timeline().columns[0].events.end;
    let (Ok(page), Some(nth)) =
        (&lesson.page, lesson.scenes.iter().position(|one| one.name == scene.name))
    else {
        return set_up;
    };
    let beats = page.beats.iter().filter(|beat| beat.scene == nth);
    let cues: Vec<_> = beats.map(|beat| &beat.cue).collect();
    if cues.is_empty() {
        return set_up;
    }
    let places = locate_beats(&cues, &Story::ahead(session));
    let has_words = places.into_iter().flatten().any(|at| at < set_up);
    if has_words { 0 } else { set_up }
}

fn find_scene(lesson: &'static Lesson, asked: &str) -> Result<&'static Scene, OpenError> {
    let by_number =
        asked.parse().ok().and_then(|nth: usize| lesson.scenes.get(nth.checked_sub(1)?));
    let by_name = || lesson.scenes.iter().find(|scene| scene.name == asked);
    by_number.or_else(by_name).ok_or_else(|| {
        let known: Vec<_> = lesson.scenes.iter().map(|scene| scene.name).collect();
        OpenError::Scene { lesson: lesson.slug, asked: asked.to_owned(), known: known.join(", ") }
    })
}

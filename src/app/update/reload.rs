//! Reloads a lesson whose folder was saved while it is open, and runs a script again that was.

use crate::app::App;
use crate::app::open_scene::OpenScene;
use crate::app::pane::Pane;
use crate::app::saved::{Rerun, SavedFile, ScriptFault};
use crate::app::sources::Sources;
use crate::course::catalog::{Catalog, Lesson};
use crate::course::lesson::markers::LessonFile;
use crate::course::tour::opening::{SceneSession, Standalone, Subject};
use crate::record::source::Language;
use crate::session::Session;
use crate::world::words::sentence;
use std::sync::Arc;

impl App {
    /// Opens the saved lesson in the same scene, and at the same moment if the run up to there is the same. If the
    /// lesson can't be read, a notice says why, and the last good version stays open.
    pub fn reload(&mut self, saved: Result<Arc<Lesson>, String>) {
        let lesson = match saved {
            Ok(lesson) => lesson,
            Err(why) => {
                self.notice = Some(sentence(&format!("the lesson was not reloaded: {why}")));
                return;
            }
        };
        let name = self.open.subject.scene().map(|scene| scene.name.clone());
        let same = lesson.scenes.iter().find(|scene| Some(&scene.name) == name.as_ref());
        let Some(scene) = same.or(lesson.scenes.first()) else { return };
        let mut visit = SceneSession::new(&lesson, scene);
        visit.catalog = Catalog::built_in().with(Arc::clone(&lesson));
        let at = self.open.session.position();
        let is_same = self.open.session.has_same_beginning(&visit.session, at);
        if is_same {
            visit.session.go(at);
        }
        self.reopen(visit);
        self.notice = Some(if is_same {
            "The lesson was saved, and is reloaded.".to_owned()
        } else {
            "The lesson was saved with another run: it is reloaded, from its start.".to_owned()
        });
    }

    /// Takes what was saved while it is open.
    pub fn reload_saved(&mut self, saved: SavedFile) {
        match saved {
            SavedFile::Lesson(lesson) => self.reload(lesson),
            SavedFile::Script(Ok(())) => self.run_again(),
            SavedFile::Script(Err(fault)) => {
                let ScriptFault { file, line, message, report: _ } = &fault;
                let line = line.map_or(String::new(), |line| format!(", line {line}"));
                self.notice = Some(format!("{file}{line}: {message}. The last run stays open."));
                self.source_tab = self.open.sources.tab_of_file(file).unwrap_or(self.source_tab);
                self.scroll_offsets.remove(&Pane::Source);
                self.script_fault = Some(fault);
            }
        }
    }

    /// Runs the saved script in the same order. [`App::continue_rerun`] goes to the moment that was open.
    fn run_again(&mut self) {
        self.script_fault = None;
        self.selected_task = None;
        self.order_explorer = None;
        self.overlay = None;
        self.is_playing = false;
        self.mentioned_outside = None;
        self.divergence = None;
        let session = &self.open.session;
        let visit = SceneSession {
            subject: self.open.subject.clone(),
            session: Session::with_schedule(session.program().clone(), session.schedule().clone()),
            catalog: self.catalog.clone(),
        };
        let OpenScene { session: before, .. } =
            std::mem::replace(&mut self.open, OpenScene::new(visit));
        // A script that is saved twice in a second is compared with the run that was shown.
        let at = before.position();
        self.rerun = Some(self.rerun.take().unwrap_or(Rerun { before, at }));
        self.notice = Some(format!("The {} was saved, and runs again.", self.saved_kind()));
        self.catch_up();
    }

    /// Returns what a saved file is, for a sentence.
    fn saved_kind(&self) -> &'static str {
        match self.open.session.program().language {
            Language::Python => "script",
            Language::Rust => "program",
        }
    }

    /// Goes to the moment that was open before the script was saved, or to the first event that differs, once the new
    /// run has got that far.
    pub(super) fn continue_rerun(&mut self) {
        let Some(Rerun { before, at }) = &self.rerun else { return };
        let session = &mut self.open.session;
        session.read_ahead(before.timeline().column_at(*at).saturating_add(1));
        let known = session.trace().events();
        if known < *at && session.trace().end().is_none() {
            return;
        }
        let differs = before.first_difference(session).filter(|first| first < at && *first < known);
        let to = differs.map_or(known.min(*at), |first| first + 1);
        let is_shorter = differs.is_none() && known < *at;
        session.go(to);
        self.rerun = None;
        self.follow_file();
        let what = self.saved_kind();
        self.notice = Some(if let Some(first) = differs {
            let session = &self.open.session;
            let (record, world) = (session.record(), session.world_at(first));
            let event = record.events().get(first);
            let event = event.map(|event| self.words(&world, &record).sentence(event));
            let event = event.unwrap_or_default().replace('`', "");
            format!("The {what} was saved. The first difference from the run before: {event}")
        } else if is_shorter {
            format!("The {what} was saved. The run is the same, but ends here now.")
        } else {
            format!("The {what} was saved. The run is the same up to here.")
        });
    }

    /// Shows the files that the running script has sent, if they aren't those on the screen.
    pub(super) fn refresh_files(&mut self) {
        let Subject::Program(standalone) = &self.open.subject else { return };
        // The files of a Rust program are known beforehand, unless the learner edits it.
        if standalone.program.language != Language::Python && standalone.program.sources.is_empty()
        {
            return;
        }
        let files = self.open.session.trace().sources();
        if files.is_empty() || files == standalone.program.sources {
            return;
        }
        let mut standalone = Standalone::clone(standalone);
        standalone.source = files.first().map(LessonFile::from).unwrap_or_default();
        standalone.program.sources = files;
        self.open.subject = Subject::Program(Arc::new(standalone));
        self.open.sources = Sources::of(&self.open.subject);
        self.open_a_tab_that_is_there();
    }
}

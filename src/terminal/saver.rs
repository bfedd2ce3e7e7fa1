//! Saves what changes while the screen is open: the learner's progress, and where a presenter stands.

use super::input::Input;
use crate::app::App;
use crate::app::progress_saver::{ProgressSaver, Unsaved};
use crate::course::lesson::inline::SourceLanguage;
use crate::course::tour::opening::Subject;
use crate::presenter_file::{PresenterFile, PresenterState};
use std::sync::mpsc::{Sender, channel};
use std::thread::{self, JoinHandle};

/// What is saved while the screen is open.
pub struct Saver {
    /// The learner's progress.
    pub progress: ProgressSaver,
    /// The file that the teacher's notes follow.
    pub presenter: Option<PresenterFile>,
}

impl Saver {
    /// Writes where the app stands, if it is presenting a lesson.
    pub(super) fn publish(&mut self, app: &App) {
        if let Some(presenter) = &mut self.presenter {
            presenter.publish(presenter_state(app));
        }
    }

    /// Starts the thread that saves the progress. It reports an error to `inbox`.
    pub(super) fn start(self, inbox: Sender<Input>) -> RunningSaver {
        let Saver { progress: ProgressSaver { mut progress, .. }, presenter } = self;
        let language = progress.language();
        let (sender, unsaved) = channel::<Unsaved>();
        let save_all = move || {
            for unsaved in unsaved {
                if let Some(word) = unsaved.save(&mut progress) {
                    let _nobody_listens = inbox.send(Input::Notice(word));
                }
            }
        };
        #[expect(
            clippy::disallowed_methods,
            reason = "a disk takes its time, and a frame must not"
        )]
        let thread = thread::spawn(save_all);
        RunningSaver { sender, thread, language, presenter }
    }
}

/// Saves what changes, on a thread of its own: a disk may take long to store a file, and no frame waits for that.
pub struct RunningSaver {
    sender: Sender<Unsaved>,
    thread: JoinHandle<()>,
    language: Option<SourceLanguage>,
    presenter: Option<PresenterFile>,
}

impl RunningSaver {
    /// Saves the app's progress and where it stands.
    pub(super) fn save(&mut self, app: &mut App) {
        if let Some(presenter) = &mut self.presenter {
            presenter.publish(presenter_state(app));
        }
        if let Some(unsaved) = Unsaved::take(app, self.language) {
            self.language = unsaved.language().or(self.language);
            let _it_has_panicked = self.sender.send(unsaved);
        }
    }

    /// Saves the rest, and waits until all of it is stored.
    pub(super) fn finish(mut self, app: &mut App) {
        self.save(app);
        drop(self.sender);
        let _it_has_panicked = self.thread.join();
    }
}

fn presenter_state(app: &App) -> Option<PresenterState> {
    let Subject::Scene(lesson, _) = &app.open.subject else { return None };
    let guide = app.guide.as_ref().filter(|_| app.is_presenting())?;
    let left = guide.left_to_run();
    Some(PresenterState {
        lesson: lesson.slug.clone(),
        address: app.address().to_string(),
        beat: guide.text.beat.as_ref().map(|(beat, _)| *beat),
        question: guide.question.as_ref().map(|question| question.id.to_string()),
        is_answered: guide.is_answered(),
        left_to_run: left.into_iter().map(|question| question.id.to_string()).collect(),
        ..PresenterState::default()
    })
}

//! Opens the twin of a lesson's program beside the recipe, and steps both.

use crate::app::App;
use crate::app::key::Key;
use crate::app::message::{AppRequest, Message, TwinMessage};
use crate::app::mode::Mode;
use crate::app::twin_view::{TwinRunner, TwinView};
use std::sync::Arc;

/// The notice where there is nothing to compare.
const NO_TWIN: &str = "There's no Python twin here: only the course's own lessons have one.";

impl App {
    /// Sets what runs the twins of the lessons.
    pub fn set_twin_runner(&mut self, runner: Arc<dyn TwinRunner>) {
        self.twin_runner = Some(runner);
    }

    /// Returns what is on the screen: the twin, if it is shown alone, or else this.
    #[must_use]
    pub fn front(&self) -> &App {
        match &self.twin {
            Some(twin) if twin.is_alone() => twin.python(),
            _ => self,
        }
    }

    /// Like [`App::front`], to change it.
    pub fn front_mut(&mut self) -> &mut App {
        if !self.twin.as_ref().is_some_and(|twin| twin.is_alone()) {
            return self;
        }
        self.twin.as_mut().expect("the line above has looked").python_mut()
    }

    /// Presses a key while the twin is shown alone. Returns `None` if it isn't, or if the key is for the whole screen.
    pub(super) fn press_in_twin(&mut self, key: Key) -> Option<AppRequest> {
        let twin = self.twin.as_mut().filter(|twin| twin.is_alone())?;
        let python = twin.python_mut();
        match python.message(key) {
            Some(Message::Twin(_)) => {
                twin.show_alone(false);
                Some(AppRequest::Redraw)
            }
            Some(Message::CopyAddress) => {
                python.notice = Some("Only the lesson has an address, not its twin.".to_owned());
                Some(AppRequest::Redraw)
            }
            _ => Some(python.press(key)),
        }
    }

    /// Passes the tick to the twin, if it is shown alone.
    pub(super) fn front_tick(&mut self) -> AppRequest {
        match &mut self.twin {
            Some(twin) if twin.is_alone() => twin.python_mut().update(Message::Tick),
            _ => AppRequest::Idle,
        }
    }

    pub(super) fn change_twin(&mut self, message: TwinMessage) {
        self.is_playing = false;
        if message == TwinMessage::Open {
            return self.open_twin();
        }
        let Some(twin) = &mut self.twin else { return };
        let (at, last) = (twin.at(), twin.rows().len().saturating_sub(1));
        match message {
            TwinMessage::Open => {}
            TwinMessage::Close => self.twin = None,
            TwinMessage::Next if at >= last && !twin.rows().is_empty() => {
                self.notice = Some("That's the end of both runs.".to_owned());
            }
            TwinMessage::Next => twin.go(at + 1),
            TwinMessage::Back => twin.go(at.saturating_sub(1)),
            TwinMessage::ToStart => twin.go(0),
            TwinMessage::ToEnd => twin.go(last),
            TwinMessage::NextDifference => {
                if !twin.go_to_next_difference() {
                    self.notice = Some(if twin.differences() == 0 {
                        "The two runs don't differ.".to_owned()
                    } else {
                        "There's no difference after this step.".to_owned()
                    });
                }
            }
            TwinMessage::ShowAlone => twin.show_alone(true),
        }
    }

    /// Returns whether there is a twin that can be run beside the recipe.
    #[must_use]
    pub fn has_twin_to_run(&self) -> bool {
        let lesson = self.open.subject.lesson();
        self.twin_runner.is_some() && lesson.is_some_and(|lesson| lesson.number.is_some())
    }

    fn open_twin(&mut self) {
        let subject = &self.open.subject;
        let scene = subject.lesson().cloned().zip(subject.scene_index());
        let Some((lesson, scene)) = scene.filter(|(lesson, _)| lesson.number.is_some()) else {
            self.notice = Some(NO_TWIN.to_owned());
            return;
        };
        let Some(runner) = &self.twin_runner else {
            self.notice = Some(NO_TWIN.to_owned());
            return;
        };
        let session = &self.open.session;
        let is_default = session.schedule().is_default();
        let position = if is_default { session.position() } else { 0 };
        match TwinView::open((&lesson, scene), runner, position) {
            Ok(view) => {
                self.twin = Some(Box::new(view));
                self.notice = (!is_default).then(|| {
                    "Both programs are compared in the loop's own order, without your choices."
                        .to_owned()
                });
            }
            Err(why) => self.notice = Some(format!("Can't run the twin: {why}.")),
        }
    }

    /// Returns what a key does while the twin is beside the recipe.
    pub(in crate::app) fn mode_of_twin(&self) -> Option<Mode> {
        self.twin.as_ref().map(|_| Mode::Twin)
    }
}

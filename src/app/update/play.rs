//! Automatic steps: when they start and stop, and what one of them does.

use crate::app::message::{AppRequest, PlayMessage};
use crate::app::{App, SPEEDS};

impl App {
    pub(super) fn play(&mut self, message: PlayMessage) {
        match message {
            PlayMessage::Faster => {
                self.speed_index = (self.speed_index + 1).min(SPEEDS.len() - 1);
            }
            PlayMessage::Slower => self.speed_index = self.speed_index.saturating_sub(1),
            PlayMessage::Toggle => self.is_playing = !self.is_playing,
        }
        if !self.is_playing {
            self.notice = Some(format!("Paused. Press a to play: {}.", self.speed()));
        }
    }

    /// Takes the next automatic step, unless an overlay covers the run.
    pub(super) fn tick(&mut self) -> AppRequest {
        if self.overlay.is_some() {
            return AppRequest::Idle;
        }
        self.step_automatically();
        AppRequest::Redraw
    }
}

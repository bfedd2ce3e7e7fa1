//! Updates the app for a message. Nothing else changes an [`App`]; each family of messages has a file of its own here.

mod capabilities;
mod end_card;
mod event_stops;
mod go_to;
mod held;
mod lesson;
mod lesson_change;
mod orders;
mod overlay;
mod passed_questions;
mod play;
mod presenting;
mod reload;
mod scene;
mod schedule;
mod selection;
mod step;
mod task_search;
mod twin;
mod twin_runs;
mod view;
mod waiting;
mod welcome;

use super::App;
use super::key::Key;
use super::keymap;
use super::message::{AppRequest, Message};

impl App {
    /// Presses a key. A key that does nothing still removes the notice.
    pub fn press(&mut self, key: Key) -> AppRequest {
        if let Some(request) = self.press_in_twin(key) {
            return request;
        }
        if let Key::Char(letter) = key {
            self.keyboard.note(letter);
        }
        let message = self.message(key);
        if message.is_none()
            && let Some(sentence) = keymap::about_foreign_letter(key)
        {
            self.notice = Some(sentence);
            return AppRequest::Redraw;
        }
        match message {
            Some(message) => self.update(message),
            None if self.notice.take().is_some() => AppRequest::Redraw,
            None => AppRequest::Idle,
        }
    }

    /// Updates the app for a message.
    pub fn update(&mut self, message: Message) -> AppRequest {
        if message == Message::Tick && self.twin.is_some() {
            return self.front_tick();
        }
        if message == Message::Tick && self.is_searching() {
            self.continue_search();
            return AppRequest::Redraw;
        }
        if message == Message::Tick && self.open.session.is_waiting() {
            self.catch_up();
            return AppRequest::Redraw;
        }
        let is_for_any_size = matches!(message, Message::Quit | Message::Suspend);
        if self.viewports.is_too_small && !is_for_any_size {
            // Nothing acts on a screen that can't be seen.
            self.is_playing = false;
            return AppRequest::Idle;
        }
        // What is on the screen now has been seen.
        self.note_rust_source();
        let from = self.open.session.position();
        let from_in_lesson = self.place_in_lesson();
        let request = if self.refuses(&message)
            || self.scrolls_lesson(&message)
            || self.leaves_question_to_run(&message)
            || self.is_held(&message)
            || self.continues_retry(&message)
        {
            AppRequest::Redraw
        } else {
            self.dispatch(message)
        };
        if self.open.session.position() != from {
            self.keep_selection();
            self.follow_file();
        }
        self.mark_since(from);
        self.look_for_the_end(self.open.session.trace().end().is_some());
        self.refresh_guide();
        if let Some(from) = from_in_lesson {
            self.mention_passed_questions(&from);
        }
        self.mention_divergence();
        request
    }

    fn dispatch(&mut self, message: Message) -> AppRequest {
        if message != Message::Tick {
            self.notice = None;
        }
        match message {
            Message::Tick => return self.tick(),
            Message::Quit => return AppRequest::Quit,
            Message::Suspend => return AppRequest::Suspend,
            Message::Edit => return AppRequest::Edit(self.edit_request()),
            Message::CopyAddress => {
                let (command, how) = self.command_to_reopen();
                self.notice = Some(format!("Copied: {command}{how}"));
                return AppRequest::CopyToClipboard(command);
            }
            Message::Step(step) => self.step(step),
            Message::Play(play) => self.play(play),
            Message::Lesson(lesson) => self.learn(lesson),
            Message::Schedule(schedule) => self.change_schedule(schedule),
            Message::Orders(orders) => self.explore_orders(orders),
            Message::View(view) => self.change_view(view),
            Message::Twin(twin) => self.change_twin(twin),
            Message::Overlay(overlay) => self.change_overlay(overlay),
        }
        AppRequest::Redraw
    }
}

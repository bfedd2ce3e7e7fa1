//! What is open over the panes: opens and closes it, marks an entry, edits a typed text, and confirms either.

use crate::app::guide::Guide;
use crate::app::message::OverlayMessage;
use crate::app::overlay::{LessonMenu, Overlay, TextInput};
use crate::app::{App, OPENS};
use crate::course::catalog::{Lesson, Scene};
use crate::record::event::TaskId;
use crate::record::source::Language;
use crate::world::words::letter;
use std::sync::Arc;

impl App {
    pub(super) fn change_overlay(&mut self, message: OverlayMessage) {
        if let Some(Overlay::Welcome(_)) = self.overlay
            && let OverlayMessage::Accept
            | OverlayMessage::Close
            | OverlayMessage::OpenHelp
            | OverlayMessage::OpenLessons = message
        {
            self.leave_welcome();
        }
        match message {
            OverlayMessage::OpenGoTo => self.overlay = Some(Overlay::GoTo(TextInput::default())),
            OverlayMessage::OpenHelp => {
                let is_open = matches!(self.overlay, Some(Overlay::Help(_)));
                // The welcome page is about the course, and its programs are Rust.
                let is_python = self.open.session.record().language() == Language::Python;
                self.overlay = match (is_open, is_python) {
                    (false, _) => Some(Overlay::Help(0)),
                    (true, false) => Some(Overlay::Welcome(0)),
                    (true, true) => None,
                };
            }
            OverlayMessage::OpenWelcome => self.overlay = Some(Overlay::Welcome(0)),
            OverlayMessage::OpenWhy => self.overlay = Some(Overlay::Why(0)),
            OverlayMessage::OpenLessons => self.overlay = Some(self.lesson_menu(false)),
            OverlayMessage::OpenLessonSearch => self.overlay = Some(self.lesson_menu(true)),
            OverlayMessage::OpenTaskSearch => self.open_task_search(),
            OverlayMessage::Close => self.close(),
            OverlayMessage::Up => self.move_mark(-1),
            OverlayMessage::Down => self.move_mark(1),
            OverlayMessage::PageUp => self.move_mark(-self.page_of_overlay()),
            OverlayMessage::PageDown => self.move_mark(self.page_of_overlay()),
            OverlayMessage::Accept => self.accept(),
            OverlayMessage::ReadOn => self.read_on_in_welcome(),
            OverlayMessage::Type(letter) => self.type_letter(letter),
            OverlayMessage::Erase => {
                if let Some(overlay) = &mut self.overlay {
                    overlay.erase();
                }
                self.refresh_task_search();
            }
            OverlayMessage::Paste(text) => {
                // What was copied with a key is a command, and its address can be gone to.
                let text = text.trim_start();
                let text = text.strip_prefix(OPENS).map_or(text, str::trim_start);
                if let Some(overlay) = &mut self.overlay {
                    text.chars().for_each(|letter| overlay.push(letter));
                }
                self.refresh_task_search();
            }
        }
        if self.overlay.is_some() {
            self.is_playing = false;
        }
    }

    fn lesson_menu(&self, is_typing: bool) -> Overlay {
        let mut menu = LessonMenu { is_typing, ..LessonMenu::default() };
        let subject = &self.open.subject;
        let is_scene = |(lesson, scene): &(&Arc<Lesson>, &Scene)| subject.is_scene(lesson, scene);
        let is_lesson = |(lesson, _): &(&Arc<Lesson>, &Scene)| {
            subject.lesson().is_some_and(|own| own.slug == lesson.slug)
        };
        let entries = menu.entries(&self.catalog);
        let scene = entries.iter().position(is_scene);
        menu.marked = scene.or_else(|| entries.iter().position(is_lesson)).unwrap_or(0);
        Overlay::Lessons(menu)
    }

    /// Closes one thing at a time: the overlay, the zoom, the question, the selected task, the filter of the tasks.
    fn close(&mut self) {
        if let Some(overlay) = self.overlay.take() {
            if overlay == Overlay::Orders {
                self.close_orders();
            }
            return;
        }
        if std::mem::take(&mut self.is_zoomed) {
            return;
        }
        if self.guide.as_mut().is_some_and(Guide::close) {
            self.leave_retry();
            return;
        }
        if self.selected_task.take().is_some() || self.remove_task_filter() {
            return;
        }
        // A class would see how the screen changes: only its own key ends the presentation.
        self.is_playing = false;
    }

    /// Returns the lines of a page: the height of the overlay, less one line that stays visible.
    fn page_of_overlay(&self) -> isize {
        isize::try_from(self.viewports.overlay.height.max(2) - 1).unwrap_or(1)
    }

    fn move_mark(&mut self, by: isize) {
        let last = self.viewports.overlay.max_first();
        if self.overlay == Some(Overlay::Orders) {
            self.move_mark_in_orders(by);
        } else if let Some(overlay) = &mut self.overlay {
            overlay.move_by(by, &self.catalog);
            if let Overlay::Help(first)
            | Overlay::Why(first)
            | Overlay::EndCard(first)
            | Overlay::Welcome(first) = overlay
            {
                *first = (*first).min(last);
            }
        }
    }

    /// Types a letter; in the list of ready tasks, a task's letter chooses it.
    fn type_letter(&mut self, typed: char) {
        if let Some(Overlay::ReadyTasks(tasks, _)) = &self.overlay {
            let wanted = typed.to_ascii_uppercase().to_string();
            if let Some(nth) = tasks.iter().position(|task: &TaskId| letter(*task) == wanted) {
                self.choose(nth);
            }
        } else if let Some(overlay) = &mut self.overlay {
            overlay.push(typed);
            self.refresh_task_search();
        }
    }

    fn accept(&mut self) {
        match self.overlay.take() {
            Some(Overlay::ReadyTasks(_, marked)) => self.choose(marked),
            Some(Overlay::Changes(_, marked)) => self.apply_change(marked),
            Some(Overlay::GoTo(input)) => self.go_to(input),
            Some(Overlay::Votes(input)) => self.take_votes(input),
            Some(Overlay::Tasks(search)) => self.accept_task_search(search),
            Some(Overlay::Lessons(menu)) => {
                let catalog = self.catalog.clone();
                match menu.entries(&catalog).get(menu.marked) {
                    Some((lesson, scene)) => self.visit(lesson, scene),
                    None => self.overlay = Some(Overlay::Lessons(menu)),
                }
            }
            Some(Overlay::Orders) => {
                self.overlay = Some(Overlay::Orders);
                self.open_order();
            }
            other => self.overlay = other,
        }
    }
}

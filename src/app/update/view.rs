//! Changes the view: the source, the panes and their focus, zoom, scrolling, and the screen for a class.

use crate::app::App;
use crate::app::message::{Message, StepMessage, ViewMessage};
use crate::app::mode::Mode;
use crate::app::pane::Pane;

impl App {
    pub(super) fn change_view(&mut self, message: ViewMessage) {
        match message {
            ViewMessage::NextSource => {
                self.source_tab = self.open.sources.after(self.source_tab);
                self.follows_lesson_tab = false;
                self.scroll_offsets.remove(&Pane::Source);
            }
            ViewMessage::ShowSource(tab) => {
                self.source_tab = tab;
                self.follows_lesson_tab = false;
                self.scroll_offsets.remove(&Pane::Source);
            }
            ViewMessage::ToggleZoom => self.is_zoomed = !self.is_zoomed,
            ViewMessage::NextPane => self.focus_neighbour(1),
            ViewMessage::PreviousPane => self.focus_neighbour(-1),
            ViewMessage::Focus(pane) => {
                if self.panes().contains(&pane) {
                    self.focus_on(pane);
                }
            }
            ViewMessage::PageUp => self.scroll_page(-1),
            ViewMessage::PageDown => self.scroll_page(1),
            ViewMessage::Scroll(pane, lines) => self.scroll(pane, lines as isize),
            ViewMessage::SelectTask(pane, task) => self.select_task(pane, task),
            ViewMessage::ToggleEndedTasks => self.toggle_ended_tasks(),
            ViewMessage::ToggleMouse => self.toggle_mouse(),
            ViewMessage::TogglePresentation => self.present(!self.is_presenting()),
            ViewMessage::CycleWords => self.cycle_narration(),
        }
    }

    fn toggle_mouse(&mut self) {
        self.captures_mouse = !self.captures_mouse;
        let notice = if self.captures_mouse {
            "The mouse is on: click and scroll in the panes."
        } else {
            "The mouse is off: select text as anywhere in your terminal. Press M to turn it on."
        };
        self.notice = Some(notice.to_owned());
    }

    fn focus_neighbour(&mut self, by: isize) {
        let panes = self.panes();
        let here = panes.iter().position(|pane| *pane == self.focus).unwrap_or(0);
        let count = panes.len().max(1);
        let next = (here + count).saturating_add_signed(by) % count;
        if let Some(pane) = panes.get(next) {
            self.focus_on(*pane);
            let name = self.name_on_screen(*pane);
            self.notice =
                Some(format!("Now in {name}: PgUp and PgDn scroll it, z makes it large."));
        }
    }

    pub(super) fn focus_on(&mut self, pane: Pane) {
        (self.focus, self.is_focus_chosen) = (pane, true);
        self.focus_history.retain(|other| *other != pane);
        self.focus_history.insert(0, pane);
    }

    /// Scrolls by the height of the pane, less one line that stays visible.
    fn scroll_page(&mut self, direction: isize) {
        let has_question = self.guide.as_ref().is_some_and(|guide| guide.question.is_some());
        // Until the learner has chosen a pane with Tab, the page keys scroll the question, or the source if the question
        // is visible whole.
        let is_raised = self.focus_history.first() == Some(&self.focus);
        let is_chosen = self.is_focus_chosen || is_raised;
        let question = self.viewports.panes.get(&Pane::Lesson);
        let is_whole = question.is_none_or(|viewport| viewport.max_first() == 0);
        let pane = match has_question && !is_chosen {
            true if is_whole => Pane::Source,
            true => Pane::Lesson,
            false => self.focus,
        };
        let viewport = self.viewports.panes.get(&pane);
        let lines = viewport.map_or(1, |viewport| viewport.height.max(2) - 1);
        self.scroll(pane, direction * isize::try_from(lines).unwrap_or(1));
    }

    /// Scrolls the lesson's pane, if the message goes to the next stop while the pane has text below. Returns whether
    /// it does.
    pub(super) fn scrolls_lesson(&mut self, message: &Message) -> bool {
        let is_next = *message == Message::Step(StepMessage::Next);
        // A learner's open question has to be answered, and its pane follows the hints.
        if !is_next || self.mode() == Mode::Question || !self.viewports.has_lesson_text_below() {
            return false;
        }
        self.is_playing = false;
        self.notice = None;
        let viewport = self.viewports.panes.get(&Pane::Lesson);
        let page = viewport.map_or(1, |viewport| viewport.height.max(2) - 1);
        self.scroll(Pane::Lesson, isize::try_from(page).unwrap_or(1));
        true
    }

    fn scroll(&mut self, pane: Pane, lines: isize) {
        let Some(viewport) = self.viewports.panes.get_mut(&pane) else { return };
        let first = viewport.first.saturating_add_signed(lines).min(viewport.max_first());
        if first != viewport.first {
            // A second key may come before the next frame.
            viewport.first = first;
            self.scroll_offsets.insert(pane, first);
        }
    }
}

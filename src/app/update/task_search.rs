//! Searches the tasks by name: the marked one is selected, and the panes list those that match. Folds those that ended.

use crate::app::App;
use crate::app::overlay::{Overlay, TaskSearch};
use crate::app::pane::Pane;
use crate::app::task_filter::find_tasks;

impl App {
    /// Opens the search with the text that filters the tasks now, which the next character replaces.
    pub(super) fn open_task_search(&mut self) {
        let text = self.task_filter.text.clone();
        let is_old = !text.is_empty();
        self.overlay = Some(Overlay::Tasks(TaskSearch { text, is_old, ..TaskSearch::default() }));
        self.refresh_task_search();
        let here = self.selected_task.or(self.open.session.world().step.task());
        if let Some(Overlay::Tasks(search)) = &mut self.overlay {
            let nth = search.found.iter().position(|task| Some(*task) == here);
            search.marked = nth.unwrap_or(0);
        }
    }

    /// Searches again after the text has changed.
    pub(super) fn refresh_task_search(&mut self) {
        let Some(Overlay::Tasks(search)) = &mut self.overlay else { return };
        let session = &self.open.session;
        search.found = find_tasks(&search.text, session.world(), &session.record());
        search.marked = 0;
    }

    /// Selects the marked task, and lists only those that match. Without a text all are listed again. If nothing
    /// matches, the search stays open.
    pub(super) fn accept_task_search(&mut self, search: TaskSearch) {
        let Some(task) = search.found.get(search.marked).copied() else {
            self.overlay = Some(Overlay::Tasks(search));
            return;
        };
        search.text.trim().clone_into(&mut self.task_filter.text);
        let is_in_timeline = self.focus == Pane::Timeline || !self.panes().contains(&Pane::Tasks);
        self.selected_task = None;
        self.select_task(if is_in_timeline { Pane::Timeline } else { Pane::Tasks }, task);
    }

    /// Lists all tasks again. Returns whether a filter was removed.
    pub(super) fn remove_task_filter(&mut self) -> bool {
        let had_filter = !std::mem::take(&mut self.task_filter.text).is_empty();
        if had_filter {
            self.follow_step_in_task_rows();
        }
        had_filter
    }

    pub(super) fn toggle_ended_tasks(&mut self) {
        let folds = !self.task_filter.folds_ended(self.open.session.world());
        self.task_filter.folds_ended = Some(folds);
        self.follow_step_in_task_rows();
        let notice = if folds {
            "Tasks that have ended are folded into one line. Press F to list them."
        } else {
            "All tasks are listed, with those that have ended. Press F to fold them."
        };
        self.notice = Some(notice.to_owned());
    }

    /// Makes the panes with a row for each task follow the step again, since their rows are others now.
    fn follow_step_in_task_rows(&mut self) {
        self.scroll_offsets.retain(|pane, _| !matches!(pane, Pane::Tasks | Pane::Timeline));
    }
}

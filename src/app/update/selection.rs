//! Selects a task: its colour is emphasised in every pane, and the panes with a row for each task follow it. Until the next
//! step, the source shows the line where it is suspended.

use crate::app::App;
use crate::app::pane::Pane;
use crate::app::sources::SourceTab;
use crate::record::event::TaskId;
use crate::world::TaskStage;

impl App {
    /// Selects a task, or deselects it if it is selected already.
    pub(super) fn select_task(&mut self, pane: Pane, task: TaskId) {
        if self.selected_task == Some(task) {
            self.selected_task = None;
            self.focus_on(pane);
            return;
        }
        if !self.open.session.world().tasks.contains_key(&task) {
            return;
        }
        self.selected_task = Some(task);
        self.selected_at = self.open.session.position();
        // If the source shares its place with another pane, this brings it to the front.
        if self.panes().contains(&Pane::Source) {
            self.focus_on(Pane::Source);
        }
        self.focus_on(pane);
        if matches!(self.source_tab, SourceTab::Executor | SourceTab::Real(_)) {
            self.source_tab = self.open.sources.first();
            self.follows_lesson_tab = false;
        }
        self.scroll_offsets.retain(|pane, _| *pane == Pane::Lesson);
        self.notice = Some(self.describe_task(task));
    }

    /// Keeps the selection at another moment, if the task exists there.
    pub(super) fn keep_selection(&mut self) {
        let world = self.open.session.world();
        self.selected_task = self.selected_task.filter(|task| world.tasks.contains_key(task));
    }

    /// Returns one sentence about the task: what it waits for, its place in the queue, or that it has ended.
    fn describe_task(&self, task: TaskId) -> String {
        let session = &self.open.session;
        let (world, record) = (session.world(), session.record());
        let words = self.words(world, &record);
        let name = words.task(task);
        let state = world.tasks.get(&task).map_or(TaskStage::Finished, |task| task.state);
        let line = words.innermost_await(task);
        let line = line.map_or(String::new(), |line| format!(" on line {line}"));
        let sentence = match state {
            TaskStage::Suspended | TaskStage::Lost => {
                format!("{name} is suspended{line}, waiting for {}.", words.waits_for(task))
            }
            TaskStage::Ready => {
                let place = world.ready.iter().position(|ready| *ready == task).unwrap_or(0) + 1;
                let place = match place {
                    1 => "first".to_owned(),
                    2 => "second".to_owned(),
                    3 => "third".to_owned(),
                    place => format!("number {place}"),
                };
                format!("{name} is ready: it's {place} in the ready queue.")
            }
            TaskStage::Running => words.is_running_now(task),
            TaskStage::Dropping => format!("{name} is being dropped: it was cancelled."),
            ended => format!("{name} has no line in the source: it's {}.", words.state(ended)),
        };
        sentence.replace('`', "")
    }
}

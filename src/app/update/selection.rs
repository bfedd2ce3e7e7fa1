//! A task that the learner points at. It is looked at until the next step: its hue is emphasised in every
//! pane, and the source shows the line where it stands.

use crate::app::App;
use crate::app::pane::Pane;
use crate::app::sources::SourceTab;
use crate::record::event::TaskId;
use crate::world::TaskStage;

impl App {
    /// Looks at a task; at nobody, where it is looked at already.
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
        // Where the source shares its place with another pane, it comes to the front.
        if self.panes().contains(&Pane::Source) {
            self.focus_on(Pane::Source);
        }
        self.focus_on(pane);
        if self.source_tab == SourceTab::Executor {
            self.source_tab = SourceTab::Rust;
        }
        self.scroll_offsets.retain(|pane, _| *pane == Pane::Lesson);
        self.notice = Some(self.standing(task));
    }

    /// Where a task stands now, in one sentence.
    fn standing(&self, task: TaskId) -> String {
        let session = &self.open.session;
        let (world, record) = (session.world(), session.record());
        let words = self.words(world, &record);
        let name = words.task(task);
        let state = world.tasks.get(&task).map_or(TaskStage::Finished, |task| task.state);
        let line = words.innermost_await(task);
        let line = line.map_or(String::new(), |line| format!(" on line {line}"));
        let told = match state {
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
            TaskStage::Running => format!("{name} is being polled."),
            ended => format!("{name} has no line in the source: it's {}.", words.state(ended)),
        };
        told.replace('`', "")
    }
}

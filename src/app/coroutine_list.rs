//! Which coroutines are listed: those that no task runs yet, the branches that one task polls side by side, those that
//! this step dropped, and all of them in lessons that come before tasks.

use super::App;
use super::pane::Pane;
use crate::record::Recorder;
use crate::record::event::CoroutineId;
use crate::world::{Coroutine, CoroutineStage};

impl App {
    /// Returns the coroutines that are listed at this moment. A program's set-up isn't one.
    #[must_use]
    pub fn listed_coroutines(&self) -> Vec<(CoroutineId, &Coroutine)> {
        let has_tasks = self.open.preview.panes.contains(&Pane::Tasks);
        let record = self.open.session.record();
        let coroutines = &self.open.session.world().coroutines;
        let listed = coroutines.iter().filter(|(_, coroutine)| {
            is_listed(coroutine, has_tasks) && !is_set_up(&record, coroutine)
        });
        listed.map(|(id, coroutine)| (*id, coroutine)).collect()
    }
}

fn is_listed(coroutine: &Coroutine, has_tasks: bool) -> bool {
    let of_set_up = coroutine.task.is_none() && coroutine.stage != CoroutineStage::Created;
    if has_tasks {
        let is_waiting_for_a_task =
            coroutine.stage == CoroutineStage::Created && coroutine.task.is_none();
        // A task's row counts the polls of the task, and nothing else would count those of its branches.
        let is_open_branch = coroutine.is_branch && !coroutine.has_ended();
        // Otherwise it would vanish, and nothing would show that the branch that lost a race was dropped, or that nothing
        // polls it.
        let has_lost =
            matches!(coroutine.stage, CoroutineStage::Dropped | CoroutineStage::Unpolled);
        is_waiting_for_a_task || is_open_branch || has_lost
    } else {
        !of_set_up || coroutine.polls == 0
    }
}

/// Returns whether this is an observed function that isn't a coroutine: the set-up itself.
fn is_set_up(record: &Recorder, coroutine: &Coroutine) -> bool {
    let is_first = coroutine.by.is_none() && coroutine.task.is_none();
    is_first && record.text(coroutine.name) == "set_up"
}

//! Which tasks the Tasks and Timeline panes list, in a program that has many: those that match what the learner typed,
//! without the ended ones that are folded into one line.

use crate::limits::MANY_TASKS;
use crate::record::Recorder;
use crate::record::event::TaskId;
use crate::world::words::letter;
use crate::world::{Task, TaskStage, World};

/// What the learner chose to see of the tasks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskFilter {
    /// A task's letter, its name, or parts of either. Empty if all tasks are listed.
    pub text: String,
    /// Whether ended tasks are folded, once the learner has decided. Until then they are if there are many.
    pub folds_ended: Option<bool>,
}

/// The tasks that a pane lists, and those that it leaves out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListedTasks {
    /// The tasks with a row, in the order in which they were spawned.
    pub tasks: Vec<TaskId>,
    /// How many match the filter, with those that are folded.
    pub matching: usize,
    /// How many are folded because they finished.
    pub finished: usize,
    /// How many are folded because they were cancelled.
    pub cancelled: usize,
}

impl ListedTasks {
    /// Returns whether tasks are folded.
    #[must_use]
    pub fn has_folded(&self) -> bool {
        self.finished + self.cancelled > 0
    }
}

/// How well a task matches: the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    LetterOrName,
    StartOfName,
    Part,
}

/// The words that were typed. Upper case, blanks and punctuation don't count, so that `worker17` finds `Worker-17`.
struct Query {
    words: Vec<String>,
    whole: String,
}

impl Query {
    fn new(text: &str) -> Query {
        let words: Vec<_> = text.split_whitespace().map(simplify).collect();
        Query {
            whole: simplify(text),
            words: words.into_iter().filter(|w| !w.is_empty()).collect(),
        }
    }

    /// Returns how well a task matches, if each word is its letter or a part of its name.
    fn rank(&self, letter: &str, name: &str) -> Option<Rank> {
        let (letter, name) = (letter.to_lowercase(), simplify(name));
        let label = format!("{letter}{name}");
        if self.whole == letter || self.whole == name || self.whole == label {
            return Some(Rank::LetterOrName);
        }
        if name.starts_with(&self.whole) {
            return Some(Rank::StartOfName);
        }
        let is_part = |word: &String| *word == letter || name.contains(word.as_str());
        self.words.iter().all(is_part).then_some(Rank::Part)
    }
}

fn simplify(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Returns the tasks that match a text, the best first.
#[must_use]
pub fn find_tasks(text: &str, world: &World, record: &Recorder) -> Vec<TaskId> {
    let query = Query::new(text);
    let rank = |(id, task): (&TaskId, &Task)| {
        Some((query.rank(&letter(*id), record.text(task.name))?, *id))
    };
    let mut found: Vec<_> = world.tasks.iter().filter_map(rank).collect();
    found.sort_unstable();
    found.into_iter().map(|(_, id)| id).collect()
}

impl TaskFilter {
    /// Returns the tasks that the panes list at this moment. The selected task and those that have just ended always
    /// have a row.
    #[must_use]
    pub fn listed(
        &self,
        selected: Option<TaskId>,
        (now, before): (&World, &World),
        record: &Recorder,
    ) -> ListedTasks {
        let query = Query::new(&self.text);
        let matches = |(id, task): &(&TaskId, &Task)| {
            selected == Some(**id) || query.rank(&letter(**id), record.text(task.name)).is_some()
        };
        let matching: Vec<_> = if self.text.is_empty() {
            now.tasks.iter().collect()
        } else {
            now.tasks.iter().filter(matches).collect()
        };
        let mut listed = ListedTasks { matching: matching.len(), ..ListedTasks::default() };
        let folds = self.folds_ended(now);
        for (id, task) in matching {
            let was_ended = before.tasks.get(id).is_some_and(|before| before.state == task.state);
            let is_in_view = selected == Some(*id) || !was_ended || !folds;
            match task.state {
                TaskStage::Finished if !is_in_view => listed.finished += 1,
                TaskStage::Cancelled if !is_in_view => listed.cancelled += 1,
                _ => listed.tasks.push(*id),
            }
        }
        listed
    }

    /// Returns whether ended tasks are folded at this moment.
    #[must_use]
    pub fn folds_ended(&self, now: &World) -> bool {
        self.folds_ended.unwrap_or_else(|| has_many_ended(now))
    }
}

/// Returns whether more tasks have ended than a pane should list by itself.
#[must_use]
pub fn has_many_ended(world: &World) -> bool {
    let is_folded = |task: &&Task| matches!(task.state, TaskStage::Finished | TaskStage::Cancelled);
    world.tasks.values().filter(is_folded).count() > MANY_TASKS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_is_found_by_its_letter_its_name_or_a_part() {
        let rank = |text: &str| Query::new(text).rank("AB", "Worker-17");
        for exact in ["ab", "AB", "worker-17", "Worker 17", "worker17", "ab worker 17", " AB "] {
            assert_eq!(rank(exact), Some(Rank::LetterOrName), "{exact}");
        }
        for start in ["work", "worker1", "WORKER-"] {
            assert_eq!(rank(start), Some(Rank::StartOfName), "{start}");
        }
        for part in ["17", "er", "17 work", "ab 17"] {
            assert_eq!(rank(part), Some(Rank::Part), "{part}");
        }
        for other in ["18", "workers", "b", "worker 18", "ac 17"] {
            assert_eq!(rank(other), None, "{other}");
        }
    }
}

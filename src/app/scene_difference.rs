//! What is different in a scene of a lesson, as it is said before the scene's first beat.

use super::App;
use super::line_diff::{DiffLine, diff};
use super::sources::{SourceTab, code_lines};
use crate::course::catalog::{Lesson, Scene};
use crate::course::tour::opening::Subject;

/// The most lines that are listed by their numbers.
const MOST_LISTED: usize = 3;

/// The lines of a scene that another scene doesn't have.
struct Difference {
    /// The other scene, as the header counts them.
    from: usize,
    added: Vec<u32>,
    /// The first line after a missing one.
    after_removed: Option<u32>,
}

impl App {
    /// Returns the lines of a source that are new in this scene, before its first turn.
    #[must_use]
    pub fn lines_new_in_scene(&self, tab: SourceTab) -> Vec<u32> {
        if self.open.session.world().turn > 0 {
            return Vec::new();
        }
        let Some(difference) = self.scene_difference(tab) else { return Vec::new() };
        if difference.added.is_empty() {
            difference.after_removed.into_iter().collect()
        } else {
            difference.added
        }
    }

    /// Returns a sentence on what is different in this scene, before its first beat: a step there moves no pane.
    #[must_use]
    pub fn words_on_scene(&self) -> Option<String> {
        let tab = SourceTab::of(self.shown_language());
        let Difference { from, added, after_removed } = self.scene_difference(tab)?;
        Some(match added.as_slice() {
            [] => {
                format!("A line of scene {from} was removed before line {}.", after_removed?)
            }
            [line] => format!("Line {line} is different from scene {from}."),
            [lines @ .., last] if added.len() <= MOST_LISTED => {
                let lines: Vec<_> = lines.iter().map(u32::to_string).collect();
                format!("Lines {} and {last} are different from scene {from}.", lines.join(", "))
            }
            [first, ..] => {
                let count = added.len();
                format!("{count} lines are different from scene {from}. The first is line {first}.")
            }
        })
    }

    /// Compares this scene with the one before it, or with the one that a change of the lesson makes it from.
    fn scene_difference(&self, tab: SourceTab) -> Option<Difference> {
        let guide = self.guide.as_ref()?;
        if guide.text.beat.is_some() || guide.applied_change.is_some() || guide.question.is_some() {
            return None;
        }
        let Subject::Scene(lesson, scene) = &self.open.subject else { return None };
        let (other, from) = scene_to_compare(lesson, *scene)?;
        let here = lesson.scenes.get(*scene)?;
        let text = |scene: &Scene| match tab {
            SourceTab::Rust => Some(scene.rust.display_text()),
            SourceTab::Python => Some(scene.twin.display_text()),
            SourceTab::Executor | SourceTab::File(_) => None,
        };
        let (old, new) = (text(other)?, text(here)?);
        let (old, new) = (code_lines(old.lines()), code_lines(new.lines()));
        let (mut added, mut after_removed, mut next) = (Vec::new(), None, 1);
        for line in diff(&old, &new) {
            match line {
                DiffLine::Added(at) if !new[at].is_empty() => added.push(number(at)),
                DiffLine::Removed(at) if !old[at].is_empty() => {
                    after_removed = after_removed.or(Some(next));
                }
                DiffLine::Same(_) | DiffLine::Added(_) | DiffLine::Removed(_) => {}
            }
            if let DiffLine::Same(at) | DiffLine::Added(at) = line {
                next = number(at) + 1;
            }
        }
        let is_different = !added.is_empty() || after_removed.is_some();
        is_different.then_some(Difference { from, added, after_removed })
    }
}

/// Returns the number of a line, counted from 1.
fn number(at: usize) -> u32 {
    u32::try_from(at + 1).unwrap_or(u32::MAX)
}

/// Returns the scene that a later one is compared with, and its number among the scenes with words.
fn scene_to_compare(lesson: &Lesson, scene: usize) -> Option<(&Scene, usize)> {
    let page = lesson.page.as_ref().ok()?;
    let told = lesson.scenes_with_beats();
    let number_of = |scene: &Scene| told.iter().position(|one| one.name == scene.name);
    let here = lesson.scenes.get(scene)?;
    let other = if let Some(nth) = number_of(here) {
        *told.get(nth.checked_sub(1)?)?
    } else {
        let change = page.variants.iter().find(|change| change.scene == scene + 1);
        lesson.scenes.get(change.map_or(0, |change| change.against.saturating_sub(1)))?
    };
    Some((other, number_of(other)? + 1))
}

//! What can't be checked where a scene is a record: whatever has to run the program again.

use crate::course::catalog::Lesson;
use crate::course::lesson::page::{Page, PredictBlock, QuestionKind, Variant};
use crate::course::question::mental_model::{self, MentalModel};

/// Returns the parts of a lesson that are left unchecked, each with its line. `line_of` finds the line of a text.
pub(super) fn unchecked(
    lesson: &Lesson,
    page: &Page,
    line_of: impl Fn(&str) -> usize,
) -> Vec<(usize, String)> {
    let mut parts: Vec<(usize, String)> = Vec::new();
    for beat in page.beats.iter().filter(|beat| cant_model(lesson, beat.scene)) {
        for ask in &beat.questions {
            let QuestionKind::Predicted(predict) = &ask.kind else { continue };
            let loops = mental_models(predict).map(|wrong| (ask.line, wrong_loop(wrong)));
            parts.extend(loops);
        }
    }
    for (nth, scene) in page.front.scenes.iter().enumerate() {
        if let Some(goal) = scene.goal.as_ref().filter(|_| is_record(lesson, nth)) {
            let part = format!("whether an order of `{}` meets the goal", scene.name);
            parts.push((line_of(&goal.ask), part));
        }
    }
    let changes = page.variants.iter().filter(|change| is_unrunnable(lesson, change));
    parts.extend(changes.map(|change| (change.line, format!("the change “{}”", change.change))));
    parts
}

fn wrong_loop(wrong: &MentalModel) -> String {
    format!("what the loop `{}` answers", wrong.tag)
}

/// Returns whether this scene, counted from 0, is a record, whose program can't be run again.
pub(super) fn is_record(lesson: &Lesson, scene: usize) -> bool {
    let scene = lesson.scenes.get(scene);
    scene.is_some_and(|scene| !scene.program.capabilities().can_reorder)
}

/// Can't another loop run this scene, counted from 0? Only a program that is compiled in runs on loops of our own.
pub(super) fn cant_model(lesson: &Lesson, scene: usize) -> bool {
    lesson.scenes.get(scene).is_some_and(|scene| scene.program.built_in().is_none())
}

/// The wrong loops of a question that would have to run the program.
pub(super) fn mental_models(
    predict: &PredictBlock,
) -> impl Iterator<Item = &'static MentalModel> + '_ {
    let named = predict.options.iter().filter_map(|tag| mental_model::find(tag));
    named.filter(|wrong| wrong.needs_program())
}

/// Returns whether this change of a record would run its program in another order, or with polls that cost time.
pub(super) fn is_unrunnable(lesson: &Lesson, change: &Variant) -> bool {
    let is_another_run = change.poll_cost.is_some() || !change.schedule.is_empty();
    let scene = change.scene.checked_sub(1);
    is_another_run && scene.is_some_and(|scene| is_record(lesson, scene))
}

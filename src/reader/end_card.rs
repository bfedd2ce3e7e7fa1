//! The end of a lesson, and the lists to continue from: the lessons, the changes, the ready tasks.

use super::Reader;
use super::wording::{ended, sentences, spoken, with_commands};
use crate::record::event::TaskId;
use crate::text::paper;

impl Reader {
    /// Returns the card at the end of the lesson: what was learned, the score, what to try, and the next lesson.
    pub(super) fn end_card(&self) -> Vec<String> {
        let app = &self.app;
        let end = app.guide.as_ref().and_then(|guide| guide.page().end.as_ref());
        let place = app.open.subject.place();
        let lesson =
            if place.is_empty() { "this lesson".to_owned() } else { format!("lesson {place}") };
        let mut lines = vec![format!("That's the end of {lesson}.")];
        if let Some(end) = end {
            lines.push("What you saw:".to_owned());
            lines.extend(
                end.learned.iter().flat_map(|text| sentences("", &app.words_of_lesson(text))),
            );
        }
        let score = app.score();
        if score.count > 0 {
            lines.extend(sentences("Your best answers:", &with_commands(&score.sentence())));
            if score.missed.len() > 1 {
                let missed = score.missed.iter().take(9).map(|one| app.words_of_lesson(&one.ask));
                let missed = (1..).zip(missed);
                lines.extend(missed.map(|(number, ask)| spoken(&format!("{number}. {ask}"))));
            }
        }
        if let Some(end) = end {
            let to_try = paper::with_heading("Try it", &app.words_of_lesson(&end.try_it));
            lines.extend(sentences("", &to_try));
            lines.push("Type b to list the changes.".to_owned());
            if let Some(exercise) = &end.exercise {
                lines.extend(sentences("Do it yourself:", &app.words_of_lesson(exercise)));
            }
        }
        match app.next_lesson() {
            Some(next) => {
                let title = format!("{}: {}", next.address(), next.title);
                let told = end.and_then(|end| end.next.clone()).unwrap_or(title);
                lines.extend(sentences("Next:", &app.words_of_lesson(&told)));
                lines.push("Press Enter to open the next lesson, or type q to quit.".to_owned());
            }
            None => lines.push(
                "This is the last lesson. Type m for the list of lessons, or q to quit.".to_owned(),
            ),
        }
        lines
    }

    /// Returns the lessons, with how far each was taken.
    pub(super) fn list_of_lessons(&self) -> Vec<String> {
        let app = &self.app;
        let here = app.open.subject.lesson().map(|lesson| &lesson.slug);
        let lessons = app.catalog.lessons().iter().map(|lesson| {
            let score = app.score_of(lesson);
            let done = match app.lesson_progress.get(&lesson.slug) {
                Some(done) if done.finished => {
                    format!(", done, {} of {} right", score.right, score.count)
                }
                Some(_) => ", half done".to_owned(),
                None => String::new(),
            };
            let is_here = if here == Some(&lesson.slug) { ", you are here" } else { "" };
            let name = format!("{} {}", lesson.address(), lesson.slug);
            let about = format!("{}, {} min{done}{is_here}", name.trim_start(), lesson.minutes());
            spoken(&ended(&format!("{about}: {}", lesson.title)))
        });
        let mut lines: Vec<String> = lessons.collect();
        lines.push(if lines.is_empty() {
            "There are no lessons to go to from here.".to_owned()
        } else {
            "Type m and a name to open a lesson, such as m resume.".to_owned()
        });
        lines
    }

    /// Returns the changes that the lesson offers.
    pub(super) fn changes(&self) -> Vec<String> {
        let Some(guide) = &self.app.guide else { return Vec::new() };
        let now = guide.applied_change_number().unwrap_or(0);
        let changes = guide.changes().iter().map(|one| self.app.words_of_lesson(&one.change));
        let entries = std::iter::once("the lesson's program".to_owned()).chain(changes);
        let mut lines: Vec<_> = entries
            .enumerate()
            .map(|(nth, words)| {
                let is_now = if nth == now { " (now)" } else { "" };
                spoken(&format!("{nth}. {}{is_now}.", words.trim_end_matches('.')))
            })
            .collect();
        lines.push("Type b and a number to make a change, such as b 1.".to_owned());
        lines
    }

    /// Returns the tasks from which one can be chosen.
    pub(super) fn ready_tasks(&self, tasks: &[TaskId]) -> Vec<String> {
        let session = &self.app.open.session;
        let record = session.record();
        let words = self.app.words(session.world(), &record);
        let mut lines = vec![words.which_is_next().to_owned()];
        lines.extend((1..).zip(tasks).map(|(number, task)| {
            let polls = session.world().tasks.get(task).map_or(0, |task| task.polls);
            let first = if number == 1 { ", which the loop would take" } else { "" };
            spoken(&format!("{number}. {}, {}{first}.", words.task(*task), words.polls(polls)))
        }));
        lines.push("Type c and a number or a task's letter, such as c 2.".to_owned());
        lines
    }
}

//! What can be open over the panes: help, a list, a line to type in.

use super::mode::Mode;
use crate::course::catalog::{Catalog, Lesson, Scene};
use crate::limits::MAX_TYPED_LETTERS;
use crate::record::event::TaskId;
use crate::record::is_terminal_control;
use std::sync::Arc;

/// What is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Overlay {
    /// The keys and the rules, scrolled by this many lines.
    Help(usize),
    /// Why the step happened, scrolled by this many lines.
    Why(usize),
    /// A turn is typed.
    GoTo(TextInput),
    /// The counts of a vote are typed.
    Votes(TextInput),
    /// The ready tasks, and which of them is marked.
    ReadyTasks(Vec<TaskId>, usize),
    /// The changes that a lesson suggests: their number, and which is marked.
    Changes(usize, usize),
    /// The lessons.
    Lessons(LessonMenu),
    /// The tasks that match a typed name.
    Tasks(TaskSearch),
    /// All orders of the program: the app has them.
    Orders,
    /// The welcome page, scrolled by this many lines.
    Welcome(usize),
    /// The end of the lesson, scrolled by this many lines.
    EndCard(usize),
}

/// A line that is typed into.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextInput {
    /// What was typed.
    pub text: String,
    /// Why the text was rejected.
    pub fault: Option<String>,
}

/// The lessons, those that fit the search, and which is marked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LessonMenu {
    /// The search text.
    pub search: String,
    /// Whether the cursor is in the search line, so that a typed letter is added to it.
    pub is_typing: bool,
    /// Which of [`LessonMenu::entries`] is marked.
    pub marked: usize,
}

/// The tasks that match a search, and which is marked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskSearch {
    /// The search text.
    pub text: String,
    /// Whether the text is that of the last search. The next character replaces it.
    pub is_old: bool,
    /// The tasks that match, the best first.
    pub found: Vec<TaskId>,
    /// Which of them is marked.
    pub marked: usize,
}

impl Overlay {
    /// Returns the mode of the keys while it is open.
    #[must_use]
    pub fn mode(&self) -> Mode {
        match self {
            Overlay::Help(_) | Overlay::Why(_) => Mode::Page,
            Overlay::ReadyTasks(..) | Overlay::Changes(..) => Mode::List,
            Overlay::Lessons(menu) if !menu.is_typing => Mode::Menu,
            Overlay::EndCard(_) => Mode::Card,
            Overlay::Welcome(_) => Mode::Welcome,
            Overlay::GoTo(_) | Overlay::Votes(_) | Overlay::Lessons(_) | Overlay::Tasks(_) => {
                Mode::Line
            }
            Overlay::Orders => Mode::Orders,
        }
    }

    /// Moves the selection down by this many entries, or scrolls.
    pub fn move_by(&mut self, by: isize, catalog: &Catalog) {
        match self {
            Overlay::Help(at) | Overlay::Why(at) | Overlay::EndCard(at) | Overlay::Welcome(at) => {
                *at = at.saturating_add_signed(by);
            }
            Overlay::ReadyTasks(tasks, at) => *at = moved(*at, by, tasks.len()),
            Overlay::Tasks(search) => search.marked = moved(search.marked, by, search.found.len()),
            Overlay::Changes(count, at) => *at = moved(*at, by, *count),
            Overlay::Lessons(menu) => {
                menu.marked = moved(menu.marked, by, menu.entries(catalog).len());
            }
            Overlay::GoTo(_) | Overlay::Votes(_) | Overlay::Orders => {}
        }
    }

    /// Adds a typed character.
    pub fn push(&mut self, letter: char) {
        let text = match self {
            Overlay::GoTo(line) | Overlay::Votes(line) => {
                line.fault = None;
                &mut line.text
            }
            Overlay::Tasks(search) => {
                if std::mem::take(&mut search.is_old) {
                    search.text.clear();
                }
                &mut search.text
            }
            Overlay::Lessons(menu) if menu.is_typing => {
                menu.marked = 0;
                &mut menu.search
            }
            _ => return,
        };
        if !is_terminal_control(letter) && text.chars().count() < MAX_TYPED_LETTERS {
            text.push(letter);
        }
    }

    /// Removes the last character.
    pub fn erase(&mut self) {
        match self {
            Overlay::GoTo(line) | Overlay::Votes(line) => {
                line.text.pop();
                line.fault = None;
            }
            Overlay::Tasks(search) => {
                if std::mem::take(&mut search.is_old) {
                    search.text.clear();
                }
                search.text.pop();
            }
            Overlay::Lessons(menu) => {
                menu.search.pop();
                menu.marked = 0;
            }
            _ => {}
        }
    }
}

fn moved(at: usize, by: isize, count: usize) -> usize {
    at.saturating_add_signed(by).min(count.saturating_sub(1))
}

impl LessonMenu {
    /// Returns the scenes with words of the lessons that match the search.
    #[must_use]
    pub fn entries<'a>(&self, catalog: &'a Catalog) -> Vec<(&'a Arc<Lesson>, &'a Scene)> {
        let wanted = self.search.trim().to_lowercase();
        let fits = |lesson: &&Arc<Lesson>| {
            let scenes = lesson
                .scenes
                .iter()
                .map(|scene| scene.title.as_str())
                .collect::<Vec<_>>()
                .join(" ");
            let all = format!("{} {} {} {scenes}", lesson.address(), lesson.slug, lesson.title);
            all.to_lowercase().contains(&wanted)
        };
        let lessons = catalog.lessons().iter().filter(fits);
        lessons
            .flat_map(|lesson| {
                lesson.scenes_with_beats().into_iter().map(move |scene| (lesson, scene))
            })
            .collect()
    }
}

//! The teacher's window of the command `notes`: it follows the window that presents.

use crate::course::catalog::{Catalog, Lesson};
use crate::course::lesson::inline::SourceLanguage;
use crate::course::tour::opening::SceneSession;
use crate::presenter_file::{self, Presenter, PresenterState};
use crate::terminal::{self, Left, ScreenError};
use crate::text::notes::{self, NoteLine};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use std::path::PathBuf;
use std::sync::Arc;

/// Shows the notes of a lesson, and follows the window that presents, until the teacher quits.
pub fn open(
    lesson: &Arc<Lesson>,
    catalog: &Catalog,
    language: SourceLanguage,
) -> Result<Left, ScreenError> {
    let file = presenter_file::default_path().unwrap_or_else(|| PathBuf::from("presenter.toml"));
    terminal::follow_notes(&file, |presenter| {
        let lines = match presenter {
            Presenter::At(state) => at(lesson, catalog, state, language),
            Presenter::None => {
                let how = "No window is presenting. To start, press P in an open lesson, or run: ";
                idle(lesson, &format!("{how}coroscope open {} --present", lesson.slug), language)
            }
            Presenter::Gone(_) => {
                let what = "The window that was presenting has ended without saying so. It was at ";
                idle(lesson, &format!("{what}{}.", address_of(presenter)), language)
            }
        };
        let footer = NoteLine::Text(" ↑ ↓ scroll  q quit".to_owned());
        lines.into_iter().chain([NoteLine::Gap, footer]).map(styled).collect()
    })
}

fn address_of(presenter: &Presenter) -> &str {
    match presenter {
        Presenter::At(state) | Presenter::Gone(state) => &state.address,
        Presenter::None => "",
    }
}

/// What is shown while no window presents: why, and all notes.
fn idle(lesson: &Arc<Lesson>, why: &str, language: SourceLanguage) -> Vec<NoteLine> {
    let why = [NoteLine::Text(why.to_owned()), NoteLine::Gap];
    why.into_iter().chain(notes::whole(lesson, language)).collect()
}

/// What is shown for the moment that a class sees. The window may have moved to another lesson of the course.
fn at(
    lesson: &Arc<Lesson>,
    catalog: &Catalog,
    state: &PresenterState,
    language: SourceLanguage,
) -> Vec<NoteLine> {
    let visit = SceneSession::to_in(catalog, &state.address).ok();
    let shown = visit.as_ref().and_then(|visit| visit.subject.lesson().cloned());
    let (Some(visit), Some(shown)) = (visit, shown) else {
        let what = format!("The window presents another lesson, `{}`. ", state.lesson);
        let how = format!("To see its notes, run: coroscope notes {}", state.lesson);
        return idle(lesson, &(what + &how), language);
    };
    let standing = notes::Standing {
        beat: state.beat,
        question: state.question.as_deref(),
        is_answered: state.is_answered,
        left_to_run: &state.left_to_run,
    };
    let mut lines = vec![NoteLine::Text(format!("{}  {}", shown.heading(), state.address))];
    if shown.slug != lesson.slug {
        let moved = format!("The window has moved from {} to this lesson.", lesson.heading());
        lines.push(NoteLine::Text(moved));
    }
    lines.push(NoteLine::Gap);
    lines.extend(notes::here(&shown, visit, &standing, language));
    lines
}

fn styled(line: NoteLine) -> Line<'static> {
    match line {
        NoteLine::Heading(text) => {
            Line::from(Span::styled(text, Style::new().add_modifier(Modifier::BOLD)))
        }
        NoteLine::Text(text) => Line::from(text),
        NoteLine::Gap => Line::default(),
    }
}

//! The command `notes`: a teacher's notes, in a window that follows the one that presents, or printed once.

use super::{Failure, Looks, Own, progress_in, record};
use crate::course::catalog::Lesson;
use crate::course::lesson::inline::SourceLanguage;
use crate::course::tour::opening::Subject;
use crate::text::notes;
use std::io::Write;
use std::sync::Arc;

/// Shows the notes of a lesson on the screen, or prints all of them if the output isn't a terminal.
pub fn show(
    out: &mut dyn Write,
    address: &str,
    looks: &Looks,
    own: Option<&Own>,
) -> Result<(), Failure> {
    let visit = record::visit(address, own)?;
    let Subject::Scene(lesson, _) = &visit.subject else {
        return Err(Failure::NoNotes(address.to_owned()));
    };
    let language = progress_in(looks.progress.as_deref()).0.language().unwrap_or_default();
    #[cfg(feature = "terminal")]
    if std::io::IsTerminal::is_terminal(&std::io::stdout()) {
        return window::open(lesson, &visit.catalog, language);
    }
    print_all(out, lesson, language)
}

fn print_all(
    out: &mut dyn Write,
    lesson: &Arc<Lesson>,
    language: SourceLanguage,
) -> Result<(), Failure> {
    notes::tell(out, lesson, language)?;
    out.flush()?;
    Ok(())
}

#[cfg(feature = "terminal")]
mod window {
    use super::{Arc, Failure, Lesson, SourceLanguage, notes};
    use crate::course::catalog::Catalog;
    use crate::course::tour::opening::SceneSession;
    use crate::presenter_file::{self, Presenter, PresenterState};
    use crate::terminal;
    use crate::text::notes::NoteLine;
    use ratatui::style::{Modifier, Style};
    use ratatui::text::{Line, Span};
    use std::path::PathBuf;

    pub fn open(
        lesson: &Arc<Lesson>,
        catalog: &Catalog,
        language: SourceLanguage,
    ) -> Result<(), Failure> {
        let file =
            presenter_file::default_path().unwrap_or_else(|| PathBuf::from("presenter.toml"));
        let left = terminal::follow_notes(&file, |presenter| {
            let lines = match presenter {
                Presenter::At(state) => at(lesson, catalog, state, language),
                Presenter::None => {
                    let how =
                        "No window is presenting. To start, press P in an open lesson, or run: ";
                    idle(
                        lesson,
                        &format!("{how}coroscope open {} --present", lesson.slug),
                        language,
                    )
                }
                Presenter::Gone(_) => {
                    let what =
                        "The window that was presenting has ended without saying so. It was at ";
                    idle(lesson, &format!("{what}{}.", address_of(presenter)), language)
                }
            };
            let footer = NoteLine::Text(" ↑ ↓ scroll  q quit".to_owned());
            lines.into_iter().chain([NoteLine::Gap, footer]).map(styled).collect()
        })?;
        if let Some(signal) = left.signal {
            std::process::exit(128 + signal);
        }
        Ok(())
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
}

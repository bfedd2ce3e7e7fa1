//! A lesson as text: the run in sentences, with the lesson's words and questions between them. With input, each question
//! waits for a line of it.

use super::paragraph;
use crate::course::catalog::{Lesson, Scene};
use crate::course::lesson::inline::{SourceLanguage, without_emphasis};
use crate::course::lesson::markers::LessonFile;
use crate::course::lesson::page::{EndCard, Page};
use crate::course::question::prediction::PreparedQuestion;
use crate::course::tour::{Tour, TourStep, variant};
use crate::limits::MAX_PAPER_STOPS;
use crate::record::escape_control;
use crate::session::Session;
use std::io::{self, BufRead, Write};
use std::sync::Arc;

/// The source that the words are written for.
const LANGUAGE: SourceLanguage = SourceLanguage::Rust;

/// Writes a lesson with its beats, one scene after the other. With `answers`, each question waits for a line of it: a
/// number, or `h` for a hint. Anything else, or the end of input, skips the question.
pub fn tell(
    out: &mut dyn Write,
    lesson: &Arc<Lesson>,
    scenes: &[usize],
    mut answers: Option<&mut dyn BufRead>,
) -> io::Result<()> {
    let Ok(page) = &lesson.page else { return Ok(()) };
    writeln!(out, "{}\n\n{}\n", lesson.heading(), page.front.objective)?;
    if let Some(rust) = &page.front.new_rust {
        writeln!(out, "New in Rust: {}\n", rust.replace('\n', " "))?;
    }
    for paragraph in &page.opening {
        writeln!(out, "{}\n", plain(&lesson.scenes[0], paragraph))?;
    }
    let mut key = Vec::new();
    let mut listed = Vec::new();
    for nth in scenes {
        let scene = &lesson.scenes[*nth];
        let has_beats = page.beats.iter().any(|beat| beat.scene == *nth);
        if !has_beats {
            continue;
        }
        writeln!(out, "Scene: {}\n", scene.title)?;
        if answers.is_none() {
            listings(out, scene, &mut listed)?;
        }
        let Some(tour) = Tour::new(lesson, *nth, &mut Session::new(scene.program())) else {
            continue;
        };
        take(out, tour, scene, &mut answers, &mut key)?;
    }
    for (title, text) in &page.after {
        writeln!(out, "{title}. {}\n", plain(&lesson.scenes[0], text))?;
    }
    changes(out, lesson, page, &mut answers, &mut key)?;
    notes(out, lesson, page)?;
    if let Some(end) = &page.end {
        end_card(out, &lesson.scenes[0], end)?;
    }
    if answers.is_none() && !key.is_empty() {
        writeln!(out, "Answers\n")?;
        for line in key {
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}

/// Writes the recipe and its twin with the numbers of their lines, unless a scene before had the same program.
fn listings(out: &mut dyn Write, scene: &Scene, listed: &mut Vec<LessonFile>) -> io::Result<()> {
    for file in [&scene.rust, &scene.twin] {
        if file.text.is_empty() || listed.contains(file) {
            continue;
        }
        let name = file.file.rsplit('/').next().unwrap_or(&file.file);
        writeln!(out, "{name}:\n")?;
        for (number, line) in (1..).zip(file.display_text().lines()) {
            let line = format!("  {number:>3}  {line}");
            writeln!(out, "{}", line.trim_end())?;
        }
        writeln!(out)?;
        listed.push(file.clone());
    }
    Ok(())
}

fn take(
    out: &mut dyn Write,
    mut tour: Tour,
    scene: &Scene,
    answers: &mut Option<&mut dyn BufRead>,
    key: &mut Vec<String>,
) -> io::Result<()> {
    let mut session = Session::new(scene.program());
    session.go(0);
    let mut latest = None;
    for _ in 0..MAX_PAPER_STOPS {
        let beat = tour.beat(&session);
        let here = beat.as_ref().map(|(nth, _)| *nth);
        if here != latest {
            latest = here;
            if let Some((_, beat)) = beat {
                let words = plain(scene, &beat.text);
                writeln!(out, "  {}. {words}\n", beat.title.trim_end_matches('.'))?;
            }
        }
        let from = session.position();
        let step = tour.read_on(&mut session);
        if session.position() != from {
            let summary = paragraph(&session, from);
            // A part of a step with no event but lines has no sentence.
            if !summary.ends_with(':') {
                writeln!(out, "{summary}\n")?;
            }
        }
        match step {
            TourStep::On => {}
            TourStep::End | TourStep::Waiting => break,
            TourStep::Held => question(out, &mut tour, &session, scene, answers, key)?,
        }
    }
    let missing = tour.did_not_happen(&session);
    if !missing.is_empty() {
        let titles: Vec<_> = missing.iter().map(|beat| beat.title.as_str()).collect();
        writeln!(out, "Did not happen this time: {}.\n", titles.join("; "))?;
    }
    Ok(())
}

fn question(
    out: &mut dyn Write,
    tour: &mut Tour,
    session: &Session,
    scene: &Scene,
    answers: &mut Option<&mut dyn BufRead>,
    key: &mut Vec<String>,
) -> io::Result<()> {
    let Some((_, asked)) = tour.question(session) else { return Ok(()) };
    let words = |text: &str| plain(scene, text);
    let number = key.len() + 1;
    writeln!(out, "  Question {number}. {}", words(&asked.ask))?;
    for (nth, option) in asked.options.iter().enumerate() {
        writeln!(out, "    {}) {}", nth + 1, words(&option.text))?;
    }
    key.push(answer_line(number, &asked, scene));
    let Some(input) = answers else {
        writeln!(out)?;
        tour.skip(session);
        return Ok(());
    };
    let most = asked.options.len();
    loop {
        write!(out, "  Your answer (1 to {most}, h for a hint, s to skip): ")?;
        out.flush()?;
        let mut line = Vec::new();
        let is_over = input.read_until(b'\n', &mut line)? == 0;
        let word = escape_control(String::from_utf8_lossy(&line).trim()).to_lowercase();
        if !is_over && word == "h" {
            let hint = tour.hint(session);
            let hint = hint.map_or("There are no more hints.".to_owned(), |hint| words(&hint));
            writeln!(out, "  {hint}")?;
            continue;
        }
        let option = word.parse::<usize>().ok().filter(|_| !is_over).and_then(|n| n.checked_sub(1));
        match option.and_then(|option| tour.answer(session, option)) {
            Some(feedback) => writeln!(out, "  {}\n", words(&feedback.text))?,
            None if is_over || word.is_empty() || word == "s" => {
                writeln!(out, "  Skipped.\n")?;
                tour.skip(session);
            }
            None => {
                writeln!(out, "  `{word}` isn't one of 1 to {most}.")?;
                continue;
            }
        }
        return Ok(());
    }
}

fn answer_line(number: usize, asked: &PreparedQuestion, scene: &Scene) -> String {
    let right = asked.right();
    let feedback = asked.options.get(right).map_or("", |option| option.feedback.as_str());
    let feedback = feedback.strip_prefix("Yes: ").unwrap_or(feedback);
    format!("{number}. {}) {}", right + 1, plain(scene, feedback))
}

/// Writes the changes, each with its prediction. What to look at comes after the prediction was made.
fn changes(
    out: &mut dyn Write,
    lesson: &Arc<Lesson>,
    page: &Page,
    answers: &mut Option<&mut dyn BufRead>,
    key: &mut Vec<String>,
) -> io::Result<()> {
    if page.variants.is_empty() {
        return Ok(());
    }
    writeln!(out, "Break it:\n")?;
    for (nth, change) in page.variants.iter().enumerate() {
        let scene = change.scene.checked_sub(1).and_then(|nth| lesson.scenes.get(nth));
        let scene = scene.unwrap_or(&lesson.scenes[0]);
        let words = |text: &str| plain(scene, text.trim_end_matches('.'));
        writeln!(out, "  - {}.\n", words(&change.change))?;
        let changed = variant::open(lesson, change).filter(|_| change.prediction.is_some());
        if let Some(mut session) = changed.map(|changed| changed.session)
            && let Some(mut tour) = Tour::of_change(lesson, nth, &mut session)
        {
            session.to_start();
            question(out, &mut tour, &session, scene, answers, key)?;
        }
        writeln!(out, "    After the run, look at {}.\n", words(&change.look))?;
    }
    Ok(())
}

/// Writes the notes on other runtimes, on the twin, and on the lines of the recipe.
fn notes(out: &mut dyn Write, lesson: &Lesson, page: &Page) -> io::Result<()> {
    for note in &page.elsewhere {
        let words = plain(&lesson.scenes[0], note.note.trim_end_matches('.'));
        writeln!(out, "In {}: {words}.\n", note.runtime)?;
    }
    let scene = |nth: usize| nth.checked_sub(1).and_then(|nth| lesson.scenes.get(nth));
    let words = |nth: usize, text: &str| scene(nth).map_or(String::new(), |s| plain(s, text));
    if !page.front.twin.is_empty() {
        writeln!(out, "Beside Python:")?;
        for note in &page.front.twin {
            writeln!(out, "  {} {}", note.mark, words(note.scene, &note.note))?;
        }
        writeln!(out)?;
    }
    if !page.front.gloss.is_empty() {
        writeln!(out, "In the Rust source:")?;
        for gloss in &page.front.gloss {
            let at = words(gloss.scene, &format!("[@{}]", gloss.at));
            writeln!(out, "  {at}: {}", words(gloss.scene, &gloss.note))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn end_card(out: &mut dyn Write, scene: &Scene, end: &EndCard) -> io::Result<()> {
    writeln!(out, "What you saw:")?;
    for sentence in &end.learned {
        writeln!(out, "  - {}", plain(scene, sentence))?;
    }
    let more = [Some(&end.try_it), end.exercise.as_ref(), end.next.as_ref()];
    let headings = ["Try it", "Do it yourself", "Next"];
    for (heading, text) in headings.into_iter().zip(more) {
        if let Some(text) = text {
            writeln!(out, "{}", with_heading(heading, &plain(scene, text)))?;
        }
    }
    writeln!(out)
}

/// What begins a text about one of the lesson's changes. It is a heading of its own.
const BREAK_IT: &str = "Break it: ";

/// Returns a text after its heading, or alone if it begins with one.
#[must_use]
pub fn with_heading(heading: &str, text: &str) -> String {
    if text.starts_with(BREAK_IT) { text.to_owned() } else { format!("{heading}: {text}") }
}

/// Returns a text of the lesson as it reads on paper.
fn plain(scene: &Scene, text: &str) -> String {
    without_emphasis(&scene.words(text, LANGUAGE))
}

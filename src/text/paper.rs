//! A lesson as text: the run in sentences, with the lesson's words and questions between them. With input, each question
//! waits for a line of it.

use super::paragraph;
use crate::course::catalog::{Lesson, Scene};
use crate::course::lesson::page::Page;
use crate::course::question::prediction::PreparedQuestion;
use crate::course::tour::{Tour, TourStep};
use crate::limits::MAX_PAPER_STOPS;
use crate::record::escape_control;
use crate::session::Session;
use std::io::{self, BufRead, Write};
use std::sync::Arc;

/// Writes a lesson with its beats, one scene after the other. With `answers`, each question waits for a line of it: a
/// letter, or `h` for a hint. Anything else, or the end of input, skips the question.
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
    if !page.opening.is_empty() {
        writeln!(out, "{}\n", lesson.scenes[0].words(&page.opening))?;
    }
    let mut key = Vec::new();
    for nth in scenes {
        let scene = &lesson.scenes[*nth];
        let has_beats = page.beats.iter().any(|beat| beat.scene == *nth);
        if !has_beats {
            continue;
        }
        writeln!(out, "Scene: {}\n", scene.title)?;
        let Some(tour) = Tour::new(lesson, *nth, &mut Session::new(scene.program())) else {
            continue;
        };
        take(out, tour, scene, &mut answers, &mut key)?;
    }
    last_words(out, page)?;
    if answers.is_none() && !key.is_empty() {
        writeln!(out, "Answers\n")?;
        for line in key {
            writeln!(out, "{line}")?;
        }
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
    let mut said = None;
    for _ in 0..MAX_PAPER_STOPS {
        let beat = tour.beat(&session);
        let here = beat.as_ref().map(|(nth, _)| *nth);
        if here != said {
            said = here;
            if let Some((_, beat)) = beat {
                let words = scene.words(&beat.text);
                writeln!(out, "  {}. {words}\n", beat.title.trim_end_matches('.'))?;
            }
        }
        let from = session.position();
        match tour.read_on(&mut session) {
            TourStep::On => {
                let told = paragraph(&session, from);
                // A part of a step with no event but lines has no sentence.
                if !told.ends_with(':') {
                    writeln!(out, "{told}\n")?;
                }
            }
            TourStep::End | TourStep::Waiting => break,
            TourStep::Held => question(out, &mut tour, &session, answers, key)?,
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
    answers: &mut Option<&mut dyn BufRead>,
    key: &mut Vec<String>,
) -> io::Result<()> {
    let Some((_, asked)) = tour.question(session) else { return Ok(()) };
    let number = key.len() + 1;
    writeln!(out, "  Question {number}. {}", asked.ask)?;
    for (nth, option) in asked.options.iter().enumerate() {
        writeln!(out, "    {}) {}", letter(nth), option.text)?;
    }
    key.push(answer_line(number, &asked));
    let Some(input) = answers else {
        writeln!(out)?;
        tour.skip(session);
        return Ok(());
    };
    loop {
        write!(out, "  Your answer (a letter, h for a hint, s to pass): ")?;
        out.flush()?;
        let mut line = Vec::new();
        let is_over = input.read_until(b'\n', &mut line)? == 0;
        let word = escape_control(String::from_utf8_lossy(&line).trim()).to_lowercase();
        if !is_over && word == "h" {
            writeln!(out, "  {}", tour.hint(session).unwrap_or_default())?;
            continue;
        }
        let option =
            (0..asked.options.len()).find(|nth| !is_over && word == letter(*nth).to_string());
        match option.and_then(|option| tour.answer(session, option)) {
            Some(feedback) => writeln!(out, "  {}\n", feedback.text)?,
            None if is_over || word.is_empty() || word == "s" => {
                writeln!(out, "  Passed over.\n")?;
                tour.skip(session);
            }
            None => {
                let last = letter(asked.options.len().saturating_sub(1));
                writeln!(out, "  `{word}` is none of a to {last}.")?;
                continue;
            }
        }
        return Ok(());
    }
}

fn letter(nth: usize) -> char {
    char::from(b'a' + u8::try_from(nth.min(25)).unwrap_or(25))
}

fn answer_line(number: usize, asked: &PreparedQuestion) -> String {
    let right = asked.right();
    format!("{number}. {}) {}. {}", letter(right), asked.options[right].text, asked.reason())
}

fn last_words(out: &mut dyn Write, page: &Page) -> io::Result<()> {
    for (title, text) in &page.after {
        writeln!(out, "{title}. {}\n", text.split_whitespace().collect::<Vec<_>>().join(" "))?;
    }
    if !page.variants.is_empty() {
        writeln!(out, "Break it:")?;
        for change in &page.variants {
            writeln!(out, "  - {}. {}.", change.change, change.look.trim_end_matches('.'))?;
        }
        writeln!(out)?;
    }
    for note in &page.elsewhere {
        writeln!(out, "Elsewhere, in {}: {}.\n", note.runtime, note.note.trim_end_matches('.'))?;
    }
    if !page.front.twin.is_empty() {
        writeln!(out, "Beside Python:")?;
        for note in &page.front.twin {
            writeln!(out, "  {} {}", note.mark, note.note)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

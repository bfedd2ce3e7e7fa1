//! The **gate** before the second part: six questions on programs that the lessons of the first part only reach by a
//! change, so that a learner who knows the part can skip it.

use crate::course::catalog::{self, Scene};
use crate::course::lesson::inline::{SourceLanguage, without_emphasis};
use crate::course::tour::{Tour, variant};
use crate::record::escape_control;
use std::io::{self, BufRead, Write};

/// The part that the gate is about.
pub const PART: char = 'A';

/// The right answers that are enough.
pub const ENOUGH: usize = 5;

/// The lessons, each with the scene that is asked about, counted from 1: the program of one of its changes.
const QUESTIONS: [(&str, usize); 6] =
    [("lazy", 3), ("task", 3), ("suspend", 2), ("resume", 2), ("in-a-row", 3), ("three-tasks", 2)];

/// The lessons whose questions were answered, each with whether the answer was right.
pub type Answers = Vec<(&'static str, bool)>;

/// Asks the questions and reads the answers. What is skipped, and what isn't answered when the input ends, isn't right.
///
/// # Errors
/// Fails if `out` or `input` does.
pub fn ask(
    out: &mut dyn Write,
    input: &mut dyn BufRead,
    language: SourceLanguage,
) -> io::Result<Answers> {
    let mut answers = Vec::new();
    for (nth, (slug, scene)) in QUESTIONS.into_iter().enumerate() {
        writeln!(out, "Question {} of {}\n", nth + 1, QUESTIONS.len())?;
        answers.push((slug, ask_one(out, input, (slug, scene), language)?));
    }
    Ok(answers)
}

fn ask_one(
    out: &mut dyn Write,
    input: &mut dyn BufRead,
    (slug, number): (&str, usize),
    language: SourceLanguage,
) -> io::Result<bool> {
    let Ok(lesson) = catalog::find(slug) else { return Ok(false) };
    let variants = lesson.page.as_ref().map_or(&[][..], |page| &page.variants);
    let change = variants.iter().position(|change| change.scene == number);
    let changed = change.and_then(|nth| Some((nth, variant::open(lesson, &variants[nth])?)));
    let Some((change, mut run)) = changed else { return Ok(false) };
    let Some(mut tour) = Tour::of_change(lesson, change, &mut run.session) else {
        return Ok(false);
    };
    run.session.to_start();
    let Some((_, asked)) = tour.question(&run.session) else { return Ok(false) };
    let scene = &lesson.scenes[run.scene];
    list(out, scene, language)?;
    let words = |text: &str| without_emphasis(&scene.words(text, language));
    // The lesson compares with its own program, which isn't shown here.
    writeln!(out, "{}", words(&asked.ask).replace(" now", ""))?;
    for (nth, option) in asked.options.iter().enumerate() {
        writeln!(out, "  {}) {}", nth + 1, words(&option.text))?;
    }
    let most = asked.options.len();
    loop {
        write!(out, "Your answer (1 to {most}, s to skip): ")?;
        out.flush()?;
        let mut line = Vec::new();
        let is_over = input.read_until(b'\n', &mut line)? == 0;
        let word = escape_control(String::from_utf8_lossy(&line).trim()).to_lowercase();
        if is_over || word.is_empty() || word == "s" {
            writeln!(out, "Skipped.\n")?;
            return Ok(false);
        }
        let option = word.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        if let Some(feedback) = option.and_then(|option| tour.answer(&run.session, option)) {
            writeln!(out, "{}\n", words(&feedback.text))?;
            return Ok(feedback.is_right);
        }
        writeln!(out, "`{word}` isn't one of 1 to {most}.")?;
    }
}

/// Writes the program in the learner's language, without the sentence at its top, which may say how it runs.
fn list(out: &mut dyn Write, scene: &Scene, language: SourceLanguage) -> io::Result<()> {
    let file = match language {
        SourceLanguage::Rust => &scene.rust,
        SourceLanguage::Python => &scene.twin,
    };
    let text = file.display_text();
    let is_about = |line: &str| line.starts_with("//!") || line.starts_with("\"\"\"");
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !is_about(line)) {
        let line = format!("  {number:>3}  {line}");
        writeln!(out, "{}", line.trim_end())?;
    }
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::lesson::page::Variant;

    fn asked(input: &str, language: SourceLanguage) -> (Answers, String) {
        let mut out = Vec::new();
        let answers = ask(&mut out, &mut input.as_bytes(), language).expect("it is in memory");
        (answers, String::from_utf8(out).expect("text"))
    }

    #[test]
    fn each_lesson_of_the_part_has_one_question_on_a_program_that_is_not_its_own() {
        let part: Vec<_> = catalog::lessons().iter().filter(|one| one.part == PART).collect();
        assert!(part.iter().map(|one| one.slug.as_str()).eq(QUESTIONS.map(|(slug, _)| slug)));
        for (lesson, (slug, scene)) in part.iter().zip(QUESTIONS) {
            let page = lesson.page.as_ref().expect("it is sound");
            let is_it = |change: &&Variant| change.scene == scene && change.prediction.is_some();
            assert!(page.variants.iter().any(|change| is_it(&change)), "{slug}");
            let scenes = &lesson.scenes;
            assert_ne!(scenes[scene - 1].rust.text, scenes[0].rust.text, "{slug}");
        }
    }

    /// One option of each question is right, and answering the others changes nothing.
    #[test]
    fn one_option_of_each_question_is_right() {
        for language in SourceLanguage::ALL {
            for nth in 0..QUESTIONS.len() {
                let is_right = |option: &usize| {
                    let mut lines = vec!["s".to_owned(); QUESTIONS.len()];
                    lines[nth] = option.to_string();
                    let (answers, text) = asked(&lines.join("\n"), language);
                    assert!(!text.contains(" now?"), "{text}");
                    assert!(answers.iter().enumerate().all(|(at, one)| at == nth || !one.1));
                    answers[nth].1
                };
                assert_eq!((1..=5).filter(is_right).count(), 1, "{}", QUESTIONS[nth].0);
            }
        }
    }

    #[test]
    fn nothing_is_right_when_the_input_ends() {
        let (answers, text) = asked("", SourceLanguage::Rust);
        assert_eq!(answers.len(), QUESTIONS.len());
        assert!(answers.iter().all(|(_, is_right)| !is_right));
        assert_eq!(text.matches("Skipped.").count(), QUESTIONS.len());
        let (_, text) = asked("9\n", SourceLanguage::Python);
        assert!(text.contains("`9` isn't one of 1 to"), "{text}");
        assert!(text.contains("import asyncio"), "{text}");
    }
}

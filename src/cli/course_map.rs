//! The commands about the course as a whole: the order of its lessons, and the gate before its second part.

use crate::course::catalog;
use crate::course::map::{self, Background};
use crate::progress::Progress;
use crate::text::gate;
use clap::{Args, ValueEnum};
use std::io::{self, BufRead, Write};

/// The order that is asked for.
#[derive(Debug, Args)]
pub struct PathOptions {
    /// What you know already
    #[arg(long, value_name = "WHAT")]
    from: From,
}

/// What somebody knows.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum From {
    /// Async Rust with Tokio
    Tokio,
    /// Python's asyncio
    Asyncio,
    /// Threads and locks
    Threads,
}

impl From {
    fn background(self) -> Background {
        match self {
            From::Tokio => Background::Tokio,
            From::Asyncio => Background::Asyncio,
            From::Threads => Background::Threads,
        }
    }
}

/// Prints all lessons in the order for this background, each with what was done of it.
pub(super) fn print_path(
    out: &mut dyn Write,
    asked: &PathOptions,
    progress: &Progress,
) -> io::Result<()> {
    let background = asked.from.background();
    writeln!(out, "{}\n", background.introduction())?;
    let mut next = None;
    for (nth, stage) in (1..).zip(map::path(background)) {
        let Ok(lesson) = catalog::find(stage.slug) else {
            writeln!(out, "{nth:3}.     {}: it isn't written yet", stage.slug)?;
            continue;
        };
        let done = progress.lesson(stage.slug);
        let mark = match done {
            Some(done) if done.finished => "  ✓",
            Some(done) if done.known => "  known",
            _ => {
                next = next.or(Some(stage.slug));
                ""
            }
        };
        writeln!(out, "{nth:3}. {}  {}{mark}", lesson.address(), lesson.title)?;
        if let Some(reason) = stage.reason {
            writeln!(out, "          {reason}")?;
        }
    }
    match next {
        Some(slug) => {
            writeln!(out, "\nTo begin with the first that is new: coroscope open {slug}")?;
        }
        None => writeln!(out, "\nYou have been through all of them.")?,
    }
    out.flush()
}

/// Asks the gate's questions. If enough answers are right, the part is recorded as known. Returns a sentence if that
/// can't be saved.
pub(super) fn pass_gate(
    out: &mut dyn Write,
    input: &mut dyn BufRead,
    progress: &mut Progress,
) -> io::Result<Option<String>> {
    let enough = gate::ENOUGH;
    writeln!(
        out,
        "Six questions on part {}, each on a program that its lessons only touch. With {enough} right answers you can skip \
         the part.\n",
        gate::PART
    )?;
    let language = progress.language().unwrap_or_default();
    let answers = gate::ask(out, input, language)?;
    let right = answers.iter().filter(|(_, is_right)| *is_right).count();
    let missed = answers.iter().filter(|(_, is_right)| !is_right).map(|(slug, _)| *slug);
    let missed: Vec<_> = missed.collect();
    if right < enough {
        writeln!(
            out,
            "{right} of {} right. Read these lessons: {}.",
            answers.len(),
            missed.join(", ")
        )?;
        out.flush()?;
        return Ok(None);
    }
    let part = catalog::lessons().iter().filter(|lesson| lesson.part == gate::PART);
    part.for_each(|lesson| progress.record_known(&lesson.slug));
    let saved = progress.save();
    writeln!(
        out,
        "{right} of {} right. Part {} is marked as known. Begin with: coroscope open poll",
        answers.len(),
        gate::PART
    )?;
    if let [missed] = missed[..] {
        writeln!(out, "The lesson on the question that you missed: coroscope open {missed}")?;
    }
    out.flush()?;
    Ok(saved)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The right options of the gate's questions, in Rust.
    const RIGHT: [usize; 6] = [1, 1, 2, 3, 3, 3];

    fn passed(options: [usize; 6]) -> (String, Progress) {
        let input = options.map(|option| option.to_string()).join("\n");
        let (mut out, mut progress) = (Vec::new(), Progress::in_memory());
        let saved = pass_gate(&mut out, &mut input.as_bytes(), &mut progress);
        assert_eq!(saved.expect("it is in memory"), None);
        (String::from_utf8(out).expect("text"), progress)
    }

    #[test]
    fn five_right_answers_of_six_are_enough() {
        let (text, progress) = passed(RIGHT);
        assert!(text.contains("6 of 6 right. Part A is marked as known."), "{text}");
        let part = catalog::lessons().iter().filter(|lesson| lesson.part == 'A');
        assert!(part.clone().count() == 6);
        assert!(part.clone().all(|one| progress.lesson(&one.slug).is_some_and(|it| it.known)));
        assert!(progress.lesson("poll").is_none());
        let wrong = |nth: usize| RIGHT[nth] % 2 + 1;
        let mut five = RIGHT;
        five[3] = wrong(3);
        let (text, progress) = passed(five);
        assert!(text.contains("5 of 6 right. Part A is marked as known."), "{text}");
        assert!(text.contains("that you missed: coroscope open resume"), "{text}");
        assert!(progress.lesson("resume").is_some_and(|lesson| lesson.known));
        let mut four = five;
        four[0] = wrong(0);
        let (text, progress) = passed(four);
        assert!(text.contains("4 of 6 right. Read these lessons: lazy, resume."), "{text}");
        assert!(progress.lessons().is_empty());
    }

    #[test]
    fn a_path_marks_what_is_known_and_names_the_first_that_is_new() {
        let mut progress = Progress::in_memory();
        let printed = |from: From, progress: &Progress| {
            let mut out = Vec::new();
            print_path(&mut out, &PathOptions { from }, progress).expect("it is in memory");
            String::from_utf8(out).expect("text")
        };
        let text = printed(From::Tokio, &progress);
        assert!(text.contains("  1. A1  "), "{text}");
        assert!(text.ends_with("coroscope open lazy\n"), "{text}");
        progress.record_finish("lazy");
        progress.record_known("task");
        let text = printed(From::Threads, &progress);
        assert!(text.contains("  ✓\n") && text.contains("  known\n"), "{text}");
        assert!(text.ends_with("coroscope open suspend\n"), "{text}");
        assert!(text.contains("          This is a race without a second thread.\n"), "{text}");
    }
}

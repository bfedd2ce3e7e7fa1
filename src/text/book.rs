//! The course beside the book that it follows: each chapter's systems with the lessons on them, their programs, and what
//! has changed since.

use super::orders::wrapped;
use crate::course::book::{CHAPTERS, System};
use crate::course::catalog;
use std::io::{self, Write};

/// Writes the page.
///
/// # Errors
/// Fails if `out` does.
pub fn tell(out: &mut dyn Write) -> io::Result<()> {
    wrapped(
        out,
        0,
        "The course follows the Python Parallel Programming Cookbook by Giancarlo Zaccone. These are the systems of its \
         chapters, with the lessons on them, the asyncio programs beside these, the programs in the real libraries, and \
         what to write differently today.",
    )?;
    writeln!(out)?;
    for chapter in CHAPTERS {
        writeln!(out, "Chapter {}, {}\n", chapter.number, chapter.subject)?;
        for system in chapter.systems {
            of_system(out, system)?;
        }
    }
    wrapped(out, 0, "To run a program in a real library: coroscope run-real mutex")
}

fn of_system(out: &mut dyn Write, system: &System) -> io::Result<()> {
    writeln!(out, "  {}", system.name)?;
    for slug in system.lessons {
        match catalog::find(slug) {
            Ok(lesson) => {
                let twin = &lesson.scenes[0].twin.file;
                wrapped(out, 6, &format!("lesson {}, {slug}: {}", lesson.address(), lesson.title))?;
                writeln!(out, "      twin {twin}")?;
                let real = lesson
                    .real
                    .iter()
                    .filter(|program| system.libraries.contains(&program.table.library.as_str()));
                for program in real {
                    let library = &program.table.library;
                    wrapped(out, 6, &format!("real program {} ({library})", program.source.file))?;
                }
            }
            Err(_) => writeln!(out, "      lesson {slug}: it isn't written yet")?,
        }
    }
    if !system.since.is_empty() {
        wrapped(out, 6, &format!("since the book: {}", system.since))?;
    }
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_system_has_its_lesson_its_programs_and_what_has_changed() {
        let mut page = Vec::new();
        tell(&mut page).expect("a vector takes everything");
        let page = String::from_utf8(page).expect("text");
        for line in [
            "Chapter 2, threads",
            "  Lock, RLock and with",
            "      lesson D2, mutex: ",
            "      twin lessons/17-mutex/twin.py",
            "      real program lessons/17-mutex/real-threading.py (threading)",
            "      since the book: `asyncio.coroutine` is gone since Python 3.11",
        ] {
            assert!(page.contains(line), "{line}\n{page}");
        }
        assert!(page.lines().all(|line| line.chars().count() <= 80), "{page}");
    }
}

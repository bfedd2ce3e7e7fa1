//! Checks that no letter of a lesson's text steers the terminal, changes the direction of the text, or can't be seen.

use crate::course::lesson::diagnostic::Diagnostic;
use crate::record::is_terminal_control;

/// Returns a fault for each line with such a letter.
pub(super) fn faults(file: &str, text: &str) -> Vec<Diagnostic> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text); // some editors begin a file with it
    let faults = text.lines().zip(1..).filter_map(|(line, number)| {
        let letter = line.chars().find(|letter| *letter != '\t' && is_terminal_control(*letter))?;
        let what = format!("the line has the character {}", letter.escape_unicode());
        let remedy = "remove it: it controls the terminal, or is invisible";
        Some(Diagnostic::new(file, number, what, remedy))
    });
    faults.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_that_cannot_be_seen_is_found_with_its_line() {
        for letter in
            ['\x1b', '\x07', '\u{9b}', '\u{202e}', '\u{2066}', '\u{61c}', '\u{200b}', '\u{feff}']
        {
            let found = faults("lesson.md", &format!("good\ngood {letter}bad {letter}\r\n\tgood"));
            let [fault] = &found[..] else { panic!("{letter:?}: {found:?}") };
            assert_eq!(fault.line, 2, "{letter:?}");
            assert!(fault.what.ends_with(&letter.escape_unicode().to_string()), "{}", fault.what);
            assert!(!fault.to_string().contains(letter));
        }
        assert_eq!(
            faults("lesson.md", "\u{feff}plain\r\n\twith a tab, é, 名 and 👩\u{200d}🔬\n"),
            []
        );
    }
}

//! The **glossary**: every term of the course, from `lessons/glossary.md`.

use crate::course::lesson::diagnostic::Diagnostic;

/// A term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Its name, optionally with a qualifier: `race (select)`.
    pub name: String,
    /// What it means.
    pub means: String,
    /// The lesson that shows it.
    pub lesson: String,
    /// Its line in the file.
    pub line: usize,
}

/// The file.
pub const FILE: &str = "lessons/glossary.md";

/// Returns the terms that are built in.
#[must_use]
pub fn terms() -> Vec<Term> {
    read(include_str!("../../../lessons/glossary.md")).0
}

/// Parses a glossary with one term per line: `- **name**: what it means. (lesson)`.
#[must_use]
pub fn read(text: &str) -> (Vec<Term>, Vec<Diagnostic>) {
    let (mut terms, mut faults) = (Vec::new(), Vec::new());
    for (line, row) in (1..).zip(text.lines()).filter(|(_, row)| row.starts_with("- ")) {
        let parts = row.strip_prefix("- **").and_then(|row| row.split_once("**: "));
        let whole = parts.and_then(|(name, rest)| {
            let (means, lesson) = rest.rsplit_once(" (")?;
            Some((name, means, lesson.strip_suffix(')')?))
        });
        let Some((name, means, lesson)) = whole else {
            let remedy = "write `- **name**: what it means. (lesson)`";
            faults.push(Diagnostic::new(FILE, line, "this line is not an entry", remedy));
            continue;
        };
        let words = means.split_whitespace().count();
        if words > 25 {
            let what = format!("`{name}` takes {words} words");
            faults.push(Diagnostic::new(FILE, line, what, "say it in 25 at most"));
        }
        let (name, means, lesson) = (name.to_owned(), means.to_owned(), lesson.to_owned());
        terms.push(Term { name, means, lesson, line });
    }
    (terms, faults)
}

impl Term {
    /// Returns its name without the qualifier in brackets.
    #[must_use]
    pub fn word(&self) -> &str {
        self.name.split(" (").next().unwrap_or(&self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_glossary_is_of_its_form_and_in_order() {
        let (terms, faults) = read(include_str!("../../../lessons/glossary.md"));
        assert_eq!(faults, []);
        assert!(terms.len() > 55);
        assert!(terms.is_sorted_by_key(|term| term.name.to_lowercase()));
    }

    #[test]
    fn an_invalid_term_is_rejected() {
        let long = format!("- **a**: {}. (lazy)\n- b means c", "word ".repeat(26).trim());
        let (_, faults) = read(&long);
        assert_eq!(faults.len(), 2);
        assert!(faults[0].to_string().contains("lessons/glossary.md:1: `a` takes 26 words"));
    }
}

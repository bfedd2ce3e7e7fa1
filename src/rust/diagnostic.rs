//! Reads what rustc reports about a file that doesn't compile.

use serde::Deserialize;
use std::fmt;

/// An error of the compiler.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompileError {
    /// The file, as the compiler was given it.
    pub file: String,
    /// The line, counted from 1, if the error is in one.
    pub line: Option<u32>,
    /// What is wrong, in the compiler's words.
    pub message: String,
    /// The compiler's whole report of this error: the code, and its help. It has several lines.
    pub report: String,
}

impl fmt::Display for CompileError {
    /// Writes it as in `three-tasks.rs, line 3: cannot find value`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for CompileError {}

#[derive(Deserialize)]
struct Report {
    level: String,
    message: String,
    #[serde(default)]
    spans: Vec<Span>,
    rendered: Option<String>,
}

#[derive(Deserialize)]
struct Span {
    file_name: String,
    line_start: u32,
    is_primary: bool,
}

/// Returns the first error in the compiler's reports, which are one JSON object a line. `file` is the learner's file; an
/// error in another one, which the learner hasn't written, says what the learner's file lacks.
pub(super) fn first_error(reports: &str, file: &str) -> Option<CompileError> {
    let reports = reports.lines().filter_map(|line| serde_json::from_str::<Report>(line).ok());
    let mut errors = reports.filter(|report| report.level.starts_with("error")).peekable();
    let is_in_file = |report: &Report| report.spans.iter().any(|span| span.file_name == file);
    let first = errors.next()?;
    let first = if is_in_file(&first) { first } else { errors.find(is_in_file).unwrap_or(first) };
    let of_file = |span: &&Span| span.file_name == file;
    let primary = first.spans.iter().filter(|span| span.is_primary).find(of_file);
    let span = primary.or_else(|| first.spans.iter().find(of_file));
    if span.is_none() && first.message.contains("set_up") {
        let message = "it needs a function `pub fn set_up()`, which spawns the tasks".to_owned();
        return Some(CompileError {
            file: file.to_owned(),
            line: None,
            report: message.clone(),
            message,
        });
    }
    Some(CompileError {
        file: file.to_owned(),
        line: span.map(|span| span.line_start),
        report: first.rendered.unwrap_or_else(|| first.message.clone()),
        message: first.message,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(message: &str, file: &str, line: u32, is_primary: bool) -> String {
        format!(
            r#"{{"level":"error","message":"{message}","spans":[{{"file_name":"{file}","line_start":{line},"is_primary":{is_primary}}}],"rendered":"error: {message}\n"}}"#
        )
    }

    #[test]
    fn the_first_error_in_the_learners_file_is_told() {
        let warning = error("unused", "a.rs", 1, true).replace("\"error\"", "\"warning\"");
        let reports = [
            warning,
            error("elsewhere", "main.rs", 3, true),
            error("wrong type", "a.rs", 7, true),
            error("later", "a.rs", 9, true),
        ];
        let found = first_error(&reports.join("\n"), "a.rs").expect("an error");
        assert_eq!(found.to_string(), "a.rs, line 7: wrong type");
        assert_eq!(found.report, "error: wrong type\n");
    }

    #[test]
    fn a_file_without_a_set_up_is_told_so() {
        let reports = error("cannot find value `set_up` in module `program`", "main.rs", 4, true);
        let found = first_error(&reports, "a.rs").expect("an error");
        assert_eq!(
            found.to_string(),
            "a.rs: it needs a function `pub fn set_up()`, which spawns the tasks"
        );
    }

    #[test]
    fn an_error_without_a_place_has_no_line_and_no_error_is_none() {
        let reports =
            r#"{"level":"error","message":"linking with `cc` failed","spans":[],"rendered":null}"#;
        let found = first_error(reports, "a.rs").expect("an error");
        assert_eq!(found.to_string(), "a.rs: linking with `cc` failed");
        assert_eq!(first_error("not JSON\n", "a.rs"), None);
    }
}

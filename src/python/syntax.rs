//! Compiles a script without running it, so that a syntax error is reported before anything starts.

use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};

/// What the interpreter runs: it compiles standard input, and prints the line and the message of an error.
const CHECK: &str = "
import sys
try:
    compile(sys.stdin.buffer.read(), '<script>', 'exec', dont_inherit=True)
except SyntaxError as error:
    sys.stdout.buffer.write(f'{error.lineno or 0}\\t{error.msg}'.encode('utf-8', 'replace'))
except ValueError as error:
    sys.stdout.buffer.write(f'0\\t{error}'.encode('utf-8', 'replace'))
except (RecursionError, MemoryError):
    pass
";

/// An error that keeps a script from being compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// The line, counted from 1, if the error is in one.
    pub line: Option<u32>,
    /// Python's message.
    pub message: String,
}

impl fmt::Display for SyntaxError {
    /// Writes it as in `line 3: invalid syntax`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        f.write_str(&self.message)
    }
}

/// Returns the error that keeps this interpreter from compiling the text, if there is one.
///
/// # Errors
/// Fails if the interpreter can't be run.
pub fn check(python: &Path, text: &[u8]) -> io::Result<Option<SyntaxError>> {
    let mut child = Command::new(python)
        .args(["-I", "-S", "-W", "ignore", "-c", CHECK])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    if let Some(mut input) = child.stdin.take() {
        // The interpreter reads all of its input before it writes anything.
        input.write_all(text)?;
    }
    let answer = child.wait_with_output()?;
    Ok(parse(&String::from_utf8_lossy(&answer.stdout)))
}

fn parse(answer: &str) -> Option<SyntaxError> {
    let (line, message) = answer.split_once('\t')?;
    let line = line.parse().ok().filter(|line| *line > 0);
    Some(SyntaxError { line, message: message.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_names_a_line_or_none() {
        let error = |line, message: &str| Some(SyntaxError { line, message: message.to_owned() });
        assert_eq!(parse("3\tinvalid syntax"), error(Some(3), "invalid syntax"));
        assert_eq!(parse("0\tnull bytes"), error(None, "null bytes"));
        assert_eq!(parse(""), None);
        assert_eq!(error(Some(3), "bad").expect("it is there").to_string(), "line 3: bad");
        assert_eq!(error(None, "bad").expect("it is there").to_string(), "bad");
    }
}

//! The learner's editor: which one it is, and how it is opened.

use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};

/// The columns that a tmux pane needs to be split side by side.
const MIN_COLUMNS: u32 = 160;
/// The rows that it needs to be split one above the other.
const MIN_ROWS: u32 = 44;

/// The command that opens a file in the learner's editor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Editor {
    command: OsString,
}

impl Editor {
    /// Returns the editor that `$VISUAL` or `$EDITOR` names.
    #[must_use]
    pub fn from_environment() -> Option<Editor> {
        let named = ["VISUAL", "EDITOR"].into_iter().filter_map(env::var_os);
        let mut named = named.filter(|command| !command.is_empty());
        named.next().map(|command| Editor { command })
    }

    /// Returns what opens the file in this terminal. As in other programs, the variable may hold arguments too, so a shell
    /// reads it.
    #[must_use]
    pub fn open(&self, file: &Path) -> Command {
        let [shell, argument] = SHELL;
        let mut line = self.command.clone();
        line.push(FILE);
        let mut command = Command::new(shell);
        command.arg(argument).arg(line).arg("editor").arg(file);
        command
    }

    /// Opens the file in a new pane of tmux, beside or below this one. Returns whether there is room for that, and tmux
    /// could do it.
    #[must_use]
    pub fn split(&self, file: &Path) -> bool {
        if cfg!(windows) || env::var_os("TMUX").is_none_or(|value| value.is_empty()) {
            return false;
        }
        let Some(direction) = tmux_size().and_then(direction) else { return false };
        let mut split = Command::new("tmux");
        split.args(["split-window", direction]);
        let open = self.open(file);
        split.arg(open.get_program()).args(open.get_args());
        let done = split.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
        done.is_ok_and(|status| status.success())
    }
}

/// The shell that reads the variable.
const SHELL: [&str; 2] = if cfg!(windows) { ["cmd", "/C"] } else { ["sh", "-c"] };
/// What stands for the file in the shell's command.
const FILE: &str = if cfg!(windows) { "" } else { " \"$@\"" };

/// Returns the columns and the rows of this pane.
fn tmux_size() -> Option<(u32, u32)> {
    let mut ask = Command::new("tmux");
    ask.args(["display-message", "-p", "#{pane_width} #{pane_height}"]);
    if let Some(pane) = env::var_os("TMUX_PANE") {
        ask.arg("-t").arg(pane);
    }
    let answer = ask.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    parse_size(String::from_utf8_lossy(&answer.stdout).trim())
}

fn parse_size(answer: &str) -> Option<(u32, u32)> {
    let (columns, rows) = answer.split_once(' ')?;
    Some((columns.parse().ok()?, rows.parse().ok()?))
}

/// Returns the option with which tmux splits a pane of this size so that both halves can be used.
fn direction((columns, rows): (u32, u32)) -> Option<&'static str> {
    if columns >= MIN_COLUMNS {
        Some("-h")
    } else if rows >= MIN_ROWS {
        Some("-v")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pane_is_split_only_where_both_halves_can_be_used() {
        assert_eq!(parse_size("160 45"), Some((160, 45)));
        assert_eq!(parse_size(""), None);
        assert_eq!(direction((160, 30)), Some("-h"));
        assert_eq!(direction((100, 50)), Some("-v"));
        assert_eq!(direction((100, 30)), None);
    }

    #[cfg(unix)]
    #[test]
    fn an_editor_may_have_arguments_and_a_file_any_name() {
        let editor = Editor { command: "printf '<%s>' --wait".into() };
        let printed = editor.open(Path::new("a file; exit 1.rs")).output().expect("a shell");
        assert_eq!(String::from_utf8_lossy(&printed.stdout), "<--wait><a file; exit 1.rs>");
    }
}

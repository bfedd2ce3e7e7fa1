//! Detects what this terminal supports, and combines that with the options.

use crate::app::message::EditRequest;
use crate::app::saved::SavedFile;
use crate::app::twin_view::TwinRunner;
use crate::process::Children;
use crate::ui::Look;
use crate::ui::theme::{ColorDepth, Theme, ThemeError};
use crate::user_file;
use std::env;
use std::io::{self, IsTerminal, stdin, stdout};
use std::process::Command;
use std::sync::Arc;

/// A function that returns what was saved since the last call: a lesson that is loaded again, or a script.
pub type Saved = Arc<dyn Fn() -> Option<SavedFile> + Send + Sync>;

/// A function that creates what runs the twins of the lessons. Its argument is called when a twin has sent something.
pub type MakeTwins = Arc<dyn Fn(Arc<dyn Fn() + Send + Sync>) -> Arc<dyn TwinRunner> + Send + Sync>;

/// A function that returns the command with which the learner edits a program, or a sentence that says why it can't be
/// edited.
pub type EditCommand = Arc<dyn Fn(&EditRequest) -> Result<Command, String> + Send + Sync>;

/// The options of the screen.
#[derive(Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct ScreenOptions {
    /// The name of a theme, or the path of a theme file.
    pub theme: Option<String>,
    /// Whether to use only ASCII for signs and borders.
    pub is_ascii: bool,
    /// Whether to use colour, regardless of the environment.
    pub color: Option<bool>,
    /// Whether to open in presentation mode.
    pub presents: bool,
    /// Whether to leave the mouse to the terminal.
    pub leaves_mouse: bool,
    /// Whether to open with the welcome page.
    pub welcomes: bool,
    /// The processes that run the program, if it doesn't run in this one.
    pub children: Option<Children>,
    /// Notices that the lesson or the script was saved.
    pub saved: Option<Saved>,
    /// Creates what runs the twins of the lessons. Its argument is called when a twin has sent something.
    pub twins: Option<MakeTwins>,
    /// Edits the program.
    pub edit: Option<EditCommand>,
    /// A sentence to begin with.
    pub notice: Option<String>,
}

/// Why the screen does not open.
#[derive(Debug, thiserror::Error)]
pub enum ScreenError {
    /// Standard input or output isn't a terminal, or the terminal can't show a screen.
    #[error("this needs a terminal. To print a lesson as text instead, run: coroscope text LESSON")]
    NoTerminal,
    /// The theme can't be loaded.
    #[error(transparent)]
    Theme(#[from] ThemeError),
    /// Reading or writing failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Checks that there is a terminal that understands escape sequences.
pub fn check_terminal() -> Result<(), ScreenError> {
    let is_dumb = env::var("TERM").is_ok_and(|term| term == "dumb");
    if stdin().is_terminal() && stdout().is_terminal() && !is_dumb {
        Ok(())
    } else {
        Err(ScreenError::NoTerminal)
    }
}

/// Returns the look, from the options and from what the terminal supports. `ask_background` is called if the theme
/// depends on it.
pub fn look(
    options: &ScreenOptions,
    ask_background: impl FnOnce() -> Option<[u8; 3]>,
) -> Result<Look, ScreenError> {
    let is_ascii = options.is_ascii || !is_utf8(&locale());
    let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    let has_color = options.color.unwrap_or_else(|| !is_set("NO_COLOR"));
    if !has_color {
        return Ok(Look::new(load_theme("mono", ColorDepth::TrueColor)?, is_ascii));
    }
    let depth = depth(&var("COLORTERM"), &var("TERM"));
    let theme = if let Some(theme) = &options.theme {
        load_theme(theme, depth)?
    } else {
        let asked = if answers(&var("TERM")) { ask_background() } else { None };
        let is_light = asked.map_or_else(|| is_light(&var("COLORFGBG")), is_light_color);
        load_theme(if is_light { "light" } else { "dark" }, depth)?
    };
    Ok(Look::new(theme, is_ascii))
}

/// Returns whether a terminal with this name may be asked for its background. The console of Linux prints the question.
fn answers(term: &str) -> bool {
    !term.is_empty() && !matches!(term, "linux" | "dumb" | "eterm")
}

/// Returns whether dark letters are easier to read on this color than light ones.
fn is_light_color([red, green, blue]: [u8; 3]) -> bool {
    299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue) > 127 * 1000
}

fn load_theme(name: &str, depth: ColorDepth) -> Result<Theme, ThemeError> {
    Theme::load(name, depth, |name| user_file::read_text(name.as_ref()))
}

fn var(name: &str) -> String {
    env::var(name).unwrap_or_default()
}

fn locale() -> String {
    let first = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().map(var).find(|value| !value.is_empty());
    first.unwrap_or_default()
}

fn is_utf8(locale: &str) -> bool {
    let locale = locale.to_ascii_lowercase();
    locale.contains("utf-8")
        || locale.contains("utf8")
        || cfg!(not(unix))
        || cfg!(target_os = "macos")
}

fn depth(colorterm: &str, term: &str) -> ColorDepth {
    if matches!(colorterm, "truecolor" | "24bit") || term.ends_with("-direct") || cfg!(windows) {
        ColorDepth::TrueColor
    } else if term.contains("256") {
        ColorDepth::Indexed256
    } else {
        ColorDepth::Ansi16
    }
}

/// Parses the variable in which some terminals store their colors. The last number is the background.
fn is_light(colors: &str) -> bool {
    matches!(colors.rsplit(';').next(), Some("7" | "15"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_says_how_many_colours_it_has() {
        assert_eq!(depth("truecolor", "xterm"), ColorDepth::TrueColor);
        assert_eq!(depth("", "xterm-256color"), ColorDepth::Indexed256);
        assert_eq!(depth("", "linux"), ColorDepth::Ansi16);
    }

    #[test]
    fn a_locale_says_which_signs_it_can_write() {
        assert!(is_utf8("de_AT.UTF-8") && is_utf8("C.utf8"));
        assert!(cfg!(target_os = "macos") || cfg!(windows) || !is_utf8("C"));
    }

    #[test]
    fn a_light_colour_is_one_for_dark_letters() {
        assert!(is_light_color([255, 255, 255]) && is_light_color([0xfd, 0xf6, 0xe3]));
        assert!(!is_light_color([0, 0, 0]) && !is_light_color([0, 0x2b, 0x36]));
        assert!(!is_light_color([0, 0, 255]));
    }

    #[test]
    fn a_light_background_is_known_by_its_number() {
        assert!(is_light("0;15") && !is_light("15;0") && !is_light(""));
    }
}

//! Loads the theme that was asked for: a built-in one by its name, or a file.

use super::{ColorDepth, Theme, ThemeFileError};
use std::io;

/// The reason why a theme can't be loaded.
#[derive(Debug, thiserror::Error)]
pub enum ThemeError {
    /// Neither a built-in theme nor a file has this name.
    #[error("there's no theme called '{0}'. Choose {names}, or name a theme file.", names = Theme::built_in_names().join(", "))]
    Unknown(String),
    /// The file cannot be read.
    #[error("can't read the theme file {0}: {1}")]
    Unreadable(String, io::Error),
    /// The file isn't a theme.
    #[error(transparent)]
    Wrong(#[from] ThemeFileError),
}

impl Theme {
    /// Returns the built-in theme with this name, or else the theme in the file with this name. `read` reads the file.
    ///
    /// # Errors
    /// If there is no such theme and no such file, or the file can't be read or parsed.
    pub fn load(
        name: &str,
        depth: ColorDepth,
        read: impl FnOnce(&str) -> io::Result<String>,
    ) -> Result<Theme, ThemeError> {
        if let Some(theme) = Theme::built_in(name, depth) {
            return Ok(theme);
        }
        let text = read(name).map_err(|why| match why.kind() {
            io::ErrorKind::NotFound => ThemeError::Unknown(name.to_owned()),
            _ => ThemeError::Unreadable(name.to_owned(), why),
        })?;
        Ok(Theme::from_toml(name, &text, depth)?)
    }
}

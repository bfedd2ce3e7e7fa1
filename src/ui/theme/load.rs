//! The theme that somebody asked for: by its name, or as a file of their own.

use super::{Depth, Theme, ThemeFileError};
use std::io;

/// Why there is no such theme.
#[derive(Debug, thiserror::Error)]
pub enum ThemeError {
    /// Nothing is called so, and no file either.
    #[error("no theme is called '{0}': there are {names}, or name a file", names = Theme::names().join(", "))]
    Unknown(String),
    /// The file cannot be read.
    #[error("the theme's file {0} cannot be read: {1}")]
    Unreadable(String, io::Error),
    /// The file is wrong.
    #[error(transparent)]
    Wrong(#[from] ThemeFileError),
}

impl Theme {
    /// One of those that are always there, or else the file of this name, which `read` brings.
    pub fn chosen(
        name: &str,
        depth: Depth,
        read: impl FnOnce(&str) -> io::Result<String>,
    ) -> Result<Theme, ThemeError> {
        if let Some(theme) = Theme::named(name, depth) {
            return Ok(theme);
        }
        let text = read(name).map_err(|why| match why.kind() {
            io::ErrorKind::NotFound => ThemeError::Unknown(name.to_owned()),
            _ => ThemeError::Unreadable(name.to_owned(), why),
        })?;
        Ok(Theme::read(name, &text, depth)?)
    }
}

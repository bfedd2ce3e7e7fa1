//! The keys that the app handles. The code that drives an app translates the keys of a terminal or a browser into
//! these.

use std::fmt;
use std::str::FromStr;

/// A key press.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the key of that name")]
pub enum Key {
    Char(char),
    Ctrl(char),
    Enter,
    Esc,
    Tab,
    BackTab,
    Backspace,
    Left,
    Right,
    Up,
    Down,
    Home,
    End,
    PageUp,
    PageDown,
}

const NAMES: [(&str, Key); 14] = [
    ("space", Key::Char(' ')),
    ("Enter", Key::Enter),
    ("Esc", Key::Esc),
    ("Tab", Key::Tab),
    ("Shift-Tab", Key::BackTab),
    ("Backspace", Key::Backspace),
    ("\u{2190}", Key::Left),
    ("\u{2192}", Key::Right),
    ("\u{2191}", Key::Up),
    ("\u{2193}", Key::Down),
    ("Home", Key::Home),
    ("End", Key::End),
    ("PgUp", Key::PageUp),
    ("PgDn", Key::PageDown),
];

const PLAIN: [(&str, Key); 4] =
    [("left", Key::Left), ("right", Key::Right), ("up", Key::Up), ("down", Key::Down)];

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match NAMES.iter().find(|(_, key)| key == self) {
            Some((name, _)) => f.write_str(name),
            None => match self {
                Key::Char(letter) => write!(f, "{letter}"),
                Key::Ctrl(letter) => write!(f, "Ctrl-{}", letter.to_ascii_uppercase()),
                _ => Ok(()),
            },
        }
    }
}

impl Key {
    /// Returns its name in ASCII, for a terminal that draws no arrows.
    #[must_use]
    pub fn ascii(self) -> String {
        let plain = PLAIN.iter().find(|(_, key)| *key == self);
        plain.map_or_else(|| self.to_string(), |(name, _)| (*name).to_owned())
    }
}

/// The error for a text that isn't the name of a key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' isn't a key")]
pub struct ParseKeyError(String);

impl FromStr for Key {
    type Err = ParseKeyError;

    fn from_str(text: &str) -> Result<Key, ParseKeyError> {
        let same = |(name, _): &&(&str, Key)| name.eq_ignore_ascii_case(text);
        if let Some((_, key)) = NAMES.iter().chain(&PLAIN).find(same) {
            return Ok(*key);
        }
        let letters = text.strip_prefix("Ctrl-").unwrap_or(text);
        let mut letters = letters.chars();
        match (letters.next(), letters.next()) {
            (Some(letter), None) if text.starts_with("Ctrl-") => {
                Ok(Key::Ctrl(letter.to_ascii_lowercase()))
            }
            (Some(letter), None) => Ok(Key::Char(letter)),
            _ => Err(ParseKeyError(text.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_parsed_from_each_of_its_names() {
        for (name, key) in NAMES.into_iter().chain(PLAIN) {
            for name in [name.to_owned(), name.to_lowercase(), name.to_uppercase()] {
                assert_eq!(name.parse(), Ok(key), "{name}");
            }
            assert_eq!(key.to_string().parse(), Ok(key));
            assert_eq!(key.ascii().parse(), Ok(key));
            assert!(key.ascii().is_ascii(), "{name}");
        }
    }

    #[test]
    fn the_case_of_a_letter_counts_and_that_of_a_control_key_does_not() {
        let rows = [
            ("c", Key::Char('c'), "c"),
            ("C", Key::Char('C'), "C"),
            ("é", Key::Char('é'), "é"),
            ("-", Key::Char('-'), "-"),
            ("Ctrl-c", Key::Ctrl('c'), "Ctrl-C"),
            ("Ctrl-C", Key::Ctrl('c'), "Ctrl-C"),
        ];
        for (text, key, shown) in rows {
            assert_eq!(text.parse(), Ok(key), "{text}");
            assert_eq!(key.to_string(), shown, "{text}");
        }
    }

    #[test]
    fn a_text_that_names_no_key_is_rejected() {
        for text in ["", "Ctrl-", "Ctrl-ab", "ab", "Alt-x", "ctrl-c", "space "] {
            let error = text.parse::<Key>().expect_err(text);
            assert_eq!(error.to_string(), format!("'{text}' isn't a key"));
        }
    }
}

//! The `Debug` text of a value, without what differs from run to run of one schedule (R9).

use super::show::type_text;
use crate::executor::context;
use crate::kit::history;
use crate::limits::{MAX_SORTED_LETTERS, MAX_VALUE_LETTERS};
use crate::record::looking;
use std::any::type_name;
use std::fmt::{self, Debug, Write};
use std::panic::{self, AssertUnwindSafe};

/// Returns a value's `Debug` text, truncated if it is long. It is the name of the type if the `Debug` panics, or if the
/// run is recorded without values.
pub(crate) fn debug_text<T: Debug + ?Sized>(value: &T) -> String {
    text_or_type(&value, type_name::<T>())
}

/// Like [`debug_text`], without being generic.
pub(crate) fn text_or_type(value: &dyn Debug, type_name: &str) -> String {
    if !context::has_values() {
        return type_text(type_name);
    }
    if !history::is_plain(type_name) {
        looking::announce(|| type_text(type_name));
    }
    let mut text = Limited::default();
    let written = panic::catch_unwind(AssertUnwindSafe(|| write!(text, "{value:?}")));
    if written.is_err() && !text.is_full {
        return format!("{} (its Debug panics)", type_text(type_name));
    }
    let is_ordered = ["BTree", "Index"].iter().any(|kind| type_name.contains(kind));
    let is_hashed = ["HashMap<", "HashSet<"].iter().any(|kind| type_name.contains(kind));
    let mut shown = without_addresses(&text.text);
    if text.has_map && (is_hashed || !is_ordered) {
        match sorted(&shown) {
            Some(sorted) => shown = sorted,
            None if is_hashed => return format!("{} (in no fixed order)", type_text(type_name)),
            None => {}
        }
    }
    match shown.char_indices().nth(MAX_VALUE_LETTERS) {
        Some((end, _)) => format!("{}…", &shown[..end]),
        None => shown,
    }
}

/// A writer that fails after a maximum number of characters.
#[derive(Default)]
struct Limited {
    text: String,
    letters: usize,
    is_full: bool,
    /// Whether there is a map or a set, which may have to be sorted before it is truncated.
    has_map: bool,
}

impl Write for Limited {
    fn write_str(&mut self, more: &str) -> fmt::Result {
        for character in more.chars() {
            // `Debug` writes `Struct { field: …`, but `{key: …` for a map and `{value, …` for a set.
            self.has_map |= self.text.ends_with('{') && !matches!(character, ' ' | '}' | '\n');
            let limit = if self.has_map { MAX_SORTED_LETTERS } else { MAX_VALUE_LETTERS + 1 };
            if self.letters >= limit {
                self.is_full = true;
                return Err(fmt::Error);
            }
            self.letters += 1;
            self.text.push(character);
        }
        Ok(())
    }
}

/// Replaces the digits of each address. A `Waker` consists of nothing else.
fn without_addresses(text: &str) -> String {
    const MIN_DIGITS: usize = 8; // A shorter number is more likely one that the program chose.
    let mut shown = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("0x") {
        let end = after.find(|digit: char| !digit.is_ascii_hexdigit()).unwrap_or(after.len());
        shown.push_str(before);
        shown.push_str("0x");
        let is_cut = end == after.len() && text.chars().count() > MAX_VALUE_LETTERS;
        shown.push_str(if end >= MIN_DIGITS || is_cut { "…" } else { &after[..end] });
        rest = &after[end..];
    }
    shown.push_str(rest);
    shown.replace("Waker { data: 0x…, vtable: 0x… }", "Waker")
}

/// Sorts the entries of each map and set in a text. Returns `None` if the text is cut off inside one.
fn sorted(text: &str) -> Option<String> {
    let mut rest = text;
    let sorted = sort_until(&mut rest, None)?;
    rest.is_empty().then(|| sorted.concat())
}

/// Returns the entries up to the closing bracket, each with its maps sorted. At the top there is one entry.
fn sort_until(rest: &mut &str, closing: Option<char>) -> Option<Vec<String>> {
    let mut entries = vec![String::new()];
    while let Some(character) = rest.chars().next() {
        *rest = &rest[character.len_utf8()..];
        if Some(character) == closing {
            return Some(entries);
        }
        let entry = entries.last_mut()?;
        match character {
            '"' | '\'' => {
                let end = end_of_literal(rest, character);
                entry.push(character);
                entry.push_str(&rest[..end]);
                *rest = &rest[end..];
            }
            '{' if !rest.starts_with([' ', '}', '\n']) => {
                let mut inner = sort_until(rest, Some('}'))?;
                inner.sort_by_key(|entry| (leading_number(entry), entry.clone()));
                write!(entry, "{{{}}}", inner.join(", ")).ok()?;
            }
            '(' | '[' | '{' => {
                let closing = match character {
                    '(' => ')',
                    '[' => ']',
                    _ => '}',
                };
                let inner = sort_until(rest, Some(closing))?;
                write!(entry, "{character}{}{closing}", inner.join(", ")).ok()?;
            }
            ',' if closing.is_some() => {
                *rest = rest.strip_prefix(' ').unwrap_or(rest);
                entries.push(String::new());
            }
            _ => entry.push(character),
        }
    }
    closing.is_none().then_some(entries)
}

/// Returns where a string or character literal ends. An apostrophe elsewhere doesn't begin one.
fn end_of_literal(rest: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, character) in rest.char_indices() {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            _ if character == quote => return at + 1,
            _ if quote == '\'' && at > 0 => return 0,
            _ => {}
        }
    }
    0
}

/// Returns the number that a text starts with, so that 9 comes before 10.
fn leading_number(text: &str) -> Option<i128> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(text.len());
    text[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{sorted, without_addresses};

    #[test]
    fn entries_of_maps_and_sets_are_sorted_and_structs_are_not() {
        let table = [
            ("{2, 10, 1}", Some("{1, 2, 10}")),
            (
                r#"Bank { z: {"b": 1, "a": [3, 2]}, a: 1 }"#,
                Some(r#"Bank { z: {"a": [3, 2], "b": 1}, a: 1 }"#),
            ),
            (r#"{"}, {": 1, "a\"": {'}', '{'}}"#, Some(r#"{"a\"": {'{', '}'}, "}, {": 1}"#)),
            ("don't {b, a}", Some("don't {a, b}")),
            ("Some({})", Some("Some({})")),
            ("{2, 1", None),
        ];
        for (text, expected) in table {
            assert_eq!(sorted(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn an_address_has_no_digits() {
        let table = [
            ("Waker { data: 0x55aa00112233, vtable: 0x55aa44556677 }", "Waker"),
            ("(0x7ffdeadbeef0, 0xff)", "(0x…, 0xff)"),
            ("0x", "0x"),
        ];
        for (text, expected) in table {
            assert_eq!(without_addresses(text), expected, "{text}");
        }
    }
}

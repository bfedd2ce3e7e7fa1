//! Prepares texts for a screen reader: one sentence per line, commands instead of keys, and no signs that would be spelled out.

use crate::record::escape_control;

/// What the texts of the screen say about keys that nothing can be typed for, and what is typed here instead.
const TYPED: [(&str, &str); 6] = [
    ("Press space for one poll, left to go back", "Press Enter for one poll, type k to go back"),
    ("for all keys", "for all commands"),
    ("Press space", "Press Enter"),
    ("Press Home", "Type g 0"),
    ("Go back with \u{2190}", "Go back with o"),
    ("\u{2190} goes back", "k goes back"),
];

/// Returns a text that names keys of the screen, with the commands that do the same.
pub(super) fn with_commands(text: &str) -> String {
    let mut text = text.to_owned();
    for (key, typed) in TYPED {
        text = text.replace(key, typed);
    }
    // Enter is pressed here too; anything else is typed.
    let pressed = text.replace("Press ", "Type ").replace(" press ", " type ");
    pressed.replace("Type Enter", "Press Enter")
}

/// Returns the text as one line for a screen reader: without emphasis, and with words for signs.
pub(super) fn spoken(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ").replace(" \u{b7} ", ", ");
    let parts = text.split('`').enumerate().map(|(nth, part)| match nth % 2 {
        0 => part.replace('*', ""),
        _ => part.to_owned(),
    });
    escape_control(&parts.collect::<Vec<_>>().join("`"))
}

/// Returns the text with a full stop, unless it has an end already.
pub(super) fn ended(text: &str) -> String {
    let stop = if text.ends_with(['.', '?', '!']) { "" } else { "." };
    format!("{text}{stop}")
}

/// Returns the sentences of a text, each on a line of its own. The first one begins with `label`.
pub(super) fn sentences(label: &str, text: &str) -> Vec<String> {
    let text = spoken(text);
    let mut lines = Vec::new();
    let (mut from, mut is_code, mut is_quoted) = (0, false, false);
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    for (nth, (at, letter)) in letters.iter().enumerate() {
        match letter {
            '`' => is_code = !is_code,
            '\u{201c}' => is_quoted = true,
            '\u{201d}' => is_quoted = false,
            ' ' if !is_code && !is_quoted && from < *at => {
                let before = text[from..*at].trim_end_matches([')', '\u{201d}', '`']);
                let next = letters.get(nth + 1).map(|(_, letter)| *letter);
                let begins = next.is_some_and(|next| {
                    next.is_uppercase() || matches!(next, '`' | '\u{201c}' | '(')
                });
                if before.ends_with(['.', '?', '!']) && begins {
                    lines.push(text[from..*at].to_owned());
                    from = at + 1;
                }
            }
            _ => {}
        }
    }
    if from < text.len() {
        lines.push(text[from..].to_owned());
    }
    if let Some(first) = lines.first_mut()
        && !label.is_empty()
    {
        *first = format!("{label} {first}");
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_a_line_and_code_and_quotes_stay_whole() {
        let text =
            "`a. B` is *one* thing. `c` says “No. Yes.” and ends? Then 3.5 s pass (R1). (Or 4.)";
        assert_eq!(
            sentences("Beat 1 of 2:", text),
            [
                "Beat 1 of 2: `a. B` is one thing.",
                "`c` says “No. Yes.” and ends?",
                "Then 3.5 s pass (R1).",
                "(Or 4.)"
            ]
        );
        assert_eq!(sentences("Empty:", ""), Vec::<String>::new());
        assert_eq!(spoken("a\n b · c\u{1b}[2J"), "a b, c\\u{1b}[2J");
    }

    #[test]
    fn what_is_pressed_on_the_screen_is_typed_here() {
        let table = [
            ("Press Home to go back to the start.", "Type g 0 to go back to the start."),
            ("Press space for the next one.", "Press Enter for the next one."),
            ("Answer with 1-3, or press s to skip.", "Answer with 1-3, or type s to skip."),
            ("Go back with \u{2190} and choose with c.", "Go back with o and choose with c."),
        ];
        for (screen, expected) in table {
            assert_eq!(with_commands(screen), expected);
        }
    }
}

//! Fits text into columns: truncates with a sign, wraps at spaces, and removes control characters.

use crate::record::is_terminal_control;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Returns how many columns a text takes.
#[must_use]
pub fn width(text: &str) -> usize {
    text.width()
}

/// Returns the text with U+FFFD for each character that would control the terminal.
#[must_use]
pub fn sanitize(text: &str) -> String {
    text.replace(is_terminal_control, "\u{fffd}")
}

/// Returns the first letters of a text. It takes as long as they do, however long the text is.
#[must_use]
pub fn first_letters(text: &str, most: usize) -> &str {
    // No letter has fewer bytes than one.
    if text.len() <= most {
        return text;
    }
    let end = text.char_indices().nth(most).map_or(text.len(), |(at, _)| at);
    &text[..end]
}

/// Returns the text in up to this many columns. If it was truncated, it ends with `more`.
#[must_use]
pub fn truncate(text: &str, columns: usize, more: &str) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let room = columns.saturating_sub(more.width());
    let mut kept = String::new();
    let mut used = 0;
    for letter in text.chars() {
        used += letter.width().unwrap_or(0);
        if used > room {
            break;
        }
        kept.push(letter);
    }
    if more.width() <= columns {
        kept.push_str(more);
    }
    kept
}

/// Returns the text in exactly this many columns: truncated, or padded with spaces.
#[must_use]
pub fn fit_to_width(text: &str, columns: usize, more: &str) -> String {
    let mut text = truncate(text, columns, more);
    text.push_str(&" ".repeat(columns.saturating_sub(text.width())));
    text
}

/// Returns a line in up to this many columns. If it was truncated, it ends with `more`.
#[must_use]
pub fn truncate_line(line: Line<'static>, columns: usize, more: &str) -> Line<'static> {
    if line.width() <= columns {
        return line;
    }
    let mut left = columns.saturating_sub(more.width());
    let mut kept = Line::default().style(line.style);
    for span in line.spans {
        let text = truncate(&span.content, left, "");
        left = left.saturating_sub(text.width());
        let was_cut = text.len() < span.content.len();
        kept.push_span(Span::styled(text, span.style));
        if was_cut || left == 0 {
            break;
        }
    }
    if more.width() <= columns {
        let style = kept.spans.last().map_or(Style::new(), |span| span.style);
        kept.push_span(Span::styled(more.to_owned(), style));
    }
    kept
}

/// A space at which no line breaks.
pub const NO_BREAK_SPACE: char = '\u{a0}';

/// Wraps spans at their spaces into lines of up to this many columns.
#[must_use]
pub fn wrap(spans: Vec<Span<'static>>, columns: usize) -> Vec<Line<'static>> {
    let columns = columns.max(1);
    let mut lines = vec![Line::default()];
    let mut used = 0;
    for (word, gap) in words(spans) {
        let long: usize = word.iter().map(Span::width).sum();
        if used > 0 && used + usize::from(gap) + long > columns {
            lines.push(Line::default());
            used = 0;
        }
        let Some(line) = lines.last_mut() else { break };
        if gap && used > 0 {
            let style = if line.spans.last().map(|span| span.style) == word.first().map(|s| s.style)
            {
                word.first().map_or(Style::new(), |span| span.style)
            } else {
                Style::new()
            };
            line.push_span(Span::styled(" ", style));
            used += 1;
        }
        for span in word {
            let text = truncate(&span.content, columns - used.min(columns), "")
                .replace(NO_BREAK_SPACE, " ");
            used += text.width();
            line.push_span(Span::styled(text, span.style));
        }
    }
    lines
}

/// Returns how many lines [`wrap`] makes of a text, without making them.
#[must_use]
pub fn wrapped_height(text: &str, columns: usize) -> usize {
    let columns = columns.max(1);
    let (mut lines, mut used) = (1, 0);
    for (nth, word) in text.split(' ').filter(|word| !word.is_empty()).enumerate() {
        let (gap, long) = (usize::from(nth > 0), word.width());
        if used > 0 && used + gap + long > columns {
            lines += 1;
            used = 0;
        }
        used += if used > 0 { gap } else { 0 };
        let room = columns - used.min(columns);
        used += if long <= room { long } else { truncate(word, room, "").width() };
    }
    lines
}

/// Returns the words of some spans, each with whether a space comes before it. A word that changes its style is
/// several spans.
fn words(spans: Vec<Span<'static>>) -> Vec<(Vec<Span<'static>>, bool)> {
    let mut words: Vec<(Vec<Span<'static>>, bool)> = Vec::new();
    let mut gap = true;
    for span in spans {
        for (nth, piece) in span.content.split(' ').enumerate() {
            gap |= nth > 0;
            if piece.is_empty() {
                continue;
            }
            let piece = Span::styled(piece.to_owned(), span.style);
            match words.last_mut() {
                Some((word, _)) if !gap => word.push(piece),
                _ => words.push((vec![piece], !words.is_empty())),
            }
            gap = false;
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(text: &str, columns: usize) -> Vec<String> {
        let lines = wrap(vec![Span::raw(text.to_owned())], columns);
        lines.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn truncated_text_ends_with_the_sign() {
        assert_eq!(truncate("waiter", 6, "~"), "waiter");
        assert_eq!(truncate("waiter", 5, "~"), "wait~");
        assert_eq!(truncate("waiter", 0, "~"), "");
        assert_eq!(fit_to_width("a", 3, "~"), "a  ");
        assert_eq!(truncate_line(Line::from("waiter"), 4, "~").to_string(), "wai~");
    }

    #[test]
    fn wrap_breaks_only_at_spaces() {
        assert_eq!(wrapped("one two  three", 7), ["one two", "three"]);
        assert_eq!(wrapped("", 7), [""]);
        assert_eq!(wrapped_height("one two  three", 7), 2);
    }

    proptest::proptest! {
        #[test]
        fn no_line_is_wider_than_the_columns(text in "\\PC{0,40}", columns in 1_usize..30) {
            for line in wrapped(&text, columns) {
                proptest::prop_assert!(width(&line) <= columns);
            }
            proptest::prop_assert_eq!(wrapped_height(&text, columns), wrapped(&text, columns).len());
            let short = truncate(&text, columns, "~");
            proptest::prop_assert!(width(&short) <= columns);
        }
    }
}

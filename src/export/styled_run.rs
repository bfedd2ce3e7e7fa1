//! Drawn cells as runs of one style, which the pictures and the page are made of.
//!
//! A terminal has default colours for what a theme leaves open. A file hasn't, so a [`Paper`] has them: dark or light,
//! to match the theme.

use crate::ui::theme::{Role, SIXTEEN, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier};
use std::fmt;
use unicode_width::UnicodeWidthStr;

/// A colour. It displays as `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub [u8; 3]);

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl Rgb {
    /// Returns whether it is nearer to white than to black.
    #[must_use]
    pub fn is_light(self) -> bool {
        let [red, green, blue] = self.0.map(u32::from);
        red * 299 + green * 587 + blue * 114 >= 128_000
    }
}

/// The colours of cells that have none of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paper {
    /// The colour of the letters.
    pub fg: Rgb,
    /// The colour of the background.
    pub bg: Rgb,
}

const DARK: Paper = Paper { fg: Rgb([0xd9, 0xde, 0xe6]), bg: Rgb([0x14, 0x17, 0x1c]) };
const LIGHT: Paper = Paper { fg: Rgb([0x1d, 0x21, 0x27]), bg: Rgb([0xff, 0xff, 0xff]) };

impl Paper {
    /// Returns the paper for a theme, by the colour of its text, or else by those of its tasks: dark letters need light
    /// paper. A theme without colours gets black on white.
    #[must_use]
    pub fn of(theme: &Theme) -> Paper {
        let text = theme.style(Role::Text);
        let [fg, bg] = [text.fg, text.bg].map(|color| color.and_then(rgb));
        let hue = theme.task(crate::record::event::TaskId(0)).fg.and_then(rgb);
        let is_dark = match (bg, fg.or(hue)) {
            (Some(bg), _) => !bg.is_light(),
            (None, letters) => letters.is_some_and(Rgb::is_light),
        };
        let usual = if is_dark { DARK } else { LIGHT };
        Paper { fg: fg.unwrap_or(usual.fg), bg: bg.unwrap_or(usual.bg) }
    }
}

/// The style of a cell. The colours of a reversed cell are swapped already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RunStyle {
    /// The colour of the letters, or `None` for the paper's.
    pub fg: Option<Rgb>,
    /// The colour behind them.
    pub bg: Option<Rgb>,
    /// Bold, dim, italic and underlined, and nothing else.
    pub weight: Modifier,
}

impl RunStyle {
    /// Returns the style of a cell.
    #[must_use]
    pub fn of(cell: &ratatui::buffer::Cell, paper: Paper) -> RunStyle {
        let (mut fg, mut bg) = (rgb(cell.fg), rgb(cell.bg));
        if cell.modifier.contains(Modifier::REVERSED) {
            (fg, bg) = (Some(bg.unwrap_or(paper.bg)), Some(fg.unwrap_or(paper.fg)));
        }
        let kept = Modifier::BOLD | Modifier::DIM | Modifier::ITALIC | Modifier::UNDERLINED;
        let weight = cell.modifier & kept;
        RunStyle {
            fg: fg.filter(|fg| *fg != paper.fg),
            bg: bg.filter(|bg| *bg != paper.bg),
            weight,
        }
    }
}

/// Neighbouring cells of a row in one style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StyledRun<I = RunStyle> {
    /// The column of the first cell, counted from 0 at the left end of the row.
    pub column: u16,
    /// How many columns they take.
    pub width: u16,
    /// Their text.
    pub text: String,
    /// Their style.
    pub style: I,
}

/// Returns a row of cells as runs, without gaps.
#[must_use]
pub fn runs(buffer: &Buffer, row: Rect, paper: Paper) -> Vec<StyledRun> {
    runs_by(buffer, row, |place| RunStyle::of(&buffer[place], paper))
}

/// Does the same with styles of another kind, such as a pair of a light and a dark one.
#[must_use]
pub fn runs_by<I: PartialEq>(
    buffer: &Buffer,
    row: Rect,
    style: impl Fn(Position) -> I,
) -> Vec<StyledRun<I>> {
    let mut runs: Vec<StyledRun<I>> = Vec::new();
    let mut hidden = 0;
    for place in row.columns().map(Rect::as_position) {
        if hidden > 0 {
            hidden -= 1; // the right part of a wide letter
            continue;
        }
        let text = buffer[place].symbol();
        let width = u16::try_from(text.width().max(1)).unwrap_or(1);
        hidden = width - 1;
        let style = style(place);
        if let Some(last) = runs.last_mut().filter(|last| last.style == style) {
            last.text.push_str(text);
            last.width += width;
        } else {
            let (column, text) = (place.x - row.x, text.to_owned());
            runs.push(StyledRun { column, width, text, style });
        }
    }
    runs
}

fn rgb(color: Color) -> Option<Rgb> {
    match color {
        Color::Rgb(red, green, blue) => Some(Rgb([red, green, blue])),
        Color::Indexed(number) => Some(Rgb(indexed(number))),
        named => {
            let found = SIXTEEN.iter().find(|(_, color, _)| *color == named);
            found.map(|(.., looks)| Rgb(*looks))
        }
    }
}

/// Returns a colour of xterm's palette: the sixteen, a cube of 6 by 6 by 6, and a ramp of greys.
fn indexed(number: u8) -> [u8; 3] {
    match number {
        0..16 => SIXTEEN[usize::from(number)].2,
        16..232 => {
            let step = |part: u8| if part == 0 { 0 } else { 55 + 40 * part };
            let number = number - 16;
            [step(number / 36), step(number / 6 % 6), step(number % 6)]
        }
        _ => [8 + 10 * (number - 232); 3],
    }
}

/// Returns a text escaped for XML and HTML.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // XML 1.0 doesn't allow these, not even escaped.
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            control if control.is_control() => escaped.push('\u{fffd}'),
            letter => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::ColorDepth;

    #[test]
    fn dark_letters_get_light_paper() {
        let is_light = |name| {
            let theme = Theme::built_in(name, ColorDepth::TrueColor).expect("it is built in");
            Paper::of(&theme).bg.is_light()
        };
        let light: Vec<_> =
            Theme::built_in_names().into_iter().filter(|name| is_light(name)).collect();
        assert_eq!(light, ["light", "mono"]);
    }

    #[test]
    fn indexed_colours_match_xterm() {
        assert_eq!(
            [0, 16, 21, 196, 231, 232, 255].map(indexed).map(|c| Rgb(c).to_string()),
            ["#000000", "#000000", "#0000ff", "#ff0000", "#ffffff", "#080808", "#eeeeee"]
        );
    }

    #[test]
    fn characters_that_xml_forbids_are_replaced() {
        assert_eq!(
            escaped("a<b> & \"c\"\u{1b}['\u{ffff}"),
            "a&lt;b&gt; &amp; &quot;c&quot;\u{fffd}[&#39;\u{fffd}"
        );
    }
}

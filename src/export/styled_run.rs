//! Drawn cells as runs in one style: what the pictures and the page are made of.
//!
//! A terminal has colours of its own where a theme leaves them open. A file has not, so a [`Paper`] brings
//! them: dark or light, as the theme is meant for.

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
    /// Is it nearer to white than to black, as an eye sees it?
    #[must_use]
    pub fn is_light(self) -> bool {
        let [red, green, blue] = self.0.map(u32::from);
        red * 299 + green * 587 + blue * 114 >= 128_000
    }
}

/// The colours where none is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paper {
    /// That of the letters.
    pub fg: Rgb,
    /// That of the ground.
    pub bg: Rgb,
}

const DARK: Paper = Paper { fg: Rgb([0xd9, 0xde, 0xe6]), bg: Rgb([0x14, 0x17, 0x1c]) };
const LIGHT: Paper = Paper { fg: Rgb([0x1d, 0x21, 0x27]), bg: Rgb([0xff, 0xff, 0xff]) };

impl Paper {
    /// What a theme is meant for, told by its text, or else by its tasks' hues: dark letters ask for light
    /// paper. A theme that says nothing gets black on white.
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

/// How a cell is written: with a reversed one's colours changed over already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RunStyle {
    /// The colour of the letters; that of the paper where it is none.
    pub fg: Option<Rgb>,
    /// The colour behind them.
    pub bg: Option<Rgb>,
    /// Bold, dim, italic, underlined; nothing else.
    pub weight: Modifier,
}

impl RunStyle {
    /// The style of a cell.
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
    /// The first of them, counted from the left end of the row.
    pub column: u16,
    /// How many.
    pub width: u16,
    /// What stands in them.
    pub text: String,
    /// How.
    pub style: I,
}

/// A row of cells as runs, without gaps.
#[must_use]
pub fn runs(buffer: &Buffer, row: Rect, paper: Paper) -> Vec<StyledRun> {
    runs_by(buffer, row, |place| RunStyle::of(&buffer[place], paper))
}

/// The same with styles of another kind, such as one for the day and one for the night.
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

/// xterm's palette: the sixteen, a cube of 6 by 6 by 6, and a ramp of greys.
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

/// A text in XML and in HTML.
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
            // XML 1.0 has no place for these, not even escaped.
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
    fn a_theme_gets_the_paper_that_it_is_meant_for() {
        let is_light = |name| {
            let theme = Theme::built_in(name, ColorDepth::TrueColor).expect("it is built in");
            Paper::of(&theme).bg.is_light()
        };
        let light: Vec<_> =
            Theme::built_in_names().into_iter().filter(|name| is_light(name)).collect();
        assert_eq!(light, ["light", "mono"]);
    }

    #[test]
    fn the_palette_is_xterms() {
        assert_eq!(
            [0, 16, 21, 196, 231, 232, 255].map(indexed).map(|c| Rgb(c).to_string()),
            ["#000000", "#000000", "#0000ff", "#ff0000", "#ffffff", "#080808", "#eeeeee"]
        );
    }

    #[test]
    fn what_xml_cannot_hold_is_escaped() {
        assert_eq!(
            escaped("a<b> & \"c\"\u{1b}['\u{ffff}"),
            "a&lt;b&gt; &amp; &quot;c&quot;\u{fffd}[&#39;\u{fffd}"
        );
    }
}

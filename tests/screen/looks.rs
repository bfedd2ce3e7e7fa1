//! The looks, not only the letters: each cell's style, in each theme.

use crate::driver::Screen;
use coroscope::ui::Look;
use coroscope::ui::theme::{ColorDepth, Theme};
use insta::assert_snapshot;
use ratatui::style::{Color, Modifier};
use std::fmt::Write;

/// The screen with a row of letters below each of its rows: one letter a style, a blank for the ground.
fn styled(screen: &Screen) -> String {
    let mut styles: Vec<(Color, Color, Modifier)> = Vec::new();
    let mut drawn = String::new();
    let area = screen.buffer.area;
    let ground = screen.buffer[(0, area.height - 1)].style();
    let ground = (ground.fg.unwrap_or_default(), ground.bg.unwrap_or_default(), Modifier::empty());
    for row in area.rows() {
        let (mut text, mut looks) = (String::new(), String::new());
        for cell in row.columns() {
            let cell = &screen.buffer[(cell.x, cell.y)];
            text.push_str(cell.symbol());
            let style = (cell.fg, cell.bg, cell.modifier);
            // A blank shows its ground and nothing else.
            let is_seen = cell.symbol() != " "
                || cell.bg != ground.1
                || cell.modifier.intersects(Modifier::REVERSED | Modifier::UNDERLINED);
            if style == ground || !is_seen {
                looks.push(' ');
                continue;
            }
            let nth = styles.iter().position(|known| *known == style).unwrap_or_else(|| {
                styles.push(style);
                styles.len() - 1
            });
            looks.push(char::from(b'a' + u8::try_from(nth).expect("few styles")));
        }
        writeln!(drawn, "{}\n{}", text.trim_end(), looks.trim_end()).expect("a string");
    }
    for (letter, (fg, bg, modifier)) in ('a'..).zip(styles) {
        writeln!(drawn, "{letter}: {fg} on {bg} {modifier:?}").expect("a string");
    }
    drawn
}

#[test]
fn each_theme_tells_the_same_moment() {
    for name in Theme::built_in_names() {
        let mut screen = Screen::new("resume@2.9", 80, 24).with_looks(name, false);
        screen.click("A ● waiter");
        screen.press("d");
        assert_snapshot!(format!("looks-{name}"), styled(&screen));
    }
}

#[test]
fn sixteen_colours_tell_it_too() {
    let mut screen = Screen::new("resume@2.9", 80, 24);
    screen.look =
        Look::new(Theme::built_in("dark", ColorDepth::Ansi16).expect("it is built in"), false);
    screen.draw();
    assert_snapshot!("looks-dark-16", styled(&screen));
}

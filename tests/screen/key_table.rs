//! Every key in every mode, held to a table: `key_table.txt` must be edited when a binding changes.

use crate::driver::Screen;
use coroscope::app::key::Key;
use coroscope::app::keyboard::Keyboard;
use coroscope::app::keymap::{self, BINDINGS};
use coroscope::app::mode::Mode;
use std::fmt::Write;

const MODES: [Mode; 14] = [
    Mode::Screen,
    Mode::Presenting,
    Mode::Vote,
    Mode::Reveal,
    Mode::Question,
    Mode::Answered,
    Mode::List,
    Mode::Menu,
    Mode::Card,
    Mode::Line,
    Mode::Orders,
    Mode::Page,
    Mode::Welcome,
    Mode::Twin,
];

fn keys() -> Vec<Key> {
    let mut keys: Vec<Key> = (' '..='~').chain("äП".chars()).map(Key::Char).collect();
    keys.extend(('a'..='z').map(Key::Ctrl));
    keys.extend([Key::Enter, Key::Esc, Key::Tab, Key::BackTab, Key::Backspace]);
    keys.extend([Key::Left, Key::Right, Key::Up, Key::Down]);
    keys.extend([Key::Home, Key::End, Key::PageUp, Key::PageDown]);
    keys
}

#[test]
fn every_key_in_every_mode_means_what_the_table_says() {
    let mut table = String::new();
    for mode in MODES {
        writeln!(table, "{mode:?}").expect("a string");
        for key in keys() {
            // What types a letter is one row.
            match keymap::message(mode, key, Keyboard::default()) {
                Some(message) if !format!("{message:?}").contains("Type(") => {
                    writeln!(table, "    {:<9} {message:?}", key.ascii()).expect("a string");
                }
                _ => {}
            }
        }
        let typed = |key: &Key| {
            keymap::message(mode, *key, Keyboard::default())
                .is_some_and(|message| format!("{message:?}").contains("Type("))
        };
        let letters: String =
            keys().iter().filter(|key| typed(key)).map(ToString::to_string).collect();
        if !letters.is_empty() {
            writeln!(table, "    typed: {letters}").expect("a string");
        }
    }
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/screen/key_table.txt");
        std::fs::write(path, &table).expect("the table can be written");
        return;
    }
    assert_eq!(table, include_str!("key_table.txt"));
}

#[test]
fn no_key_has_two_meanings_in_a_mode() {
    for mode in MODES {
        let rows = BINDINGS.iter().filter(|row| row.mode == mode || row.mode == Mode::Always);
        let mut keys: Vec<_> = rows.flat_map(|row| row.keys).map(ToString::to_string).collect();
        keys.sort();
        let twice: Vec<_> = keys.windows(2).filter(|two| two[0] == two[1]).collect();
        assert!(twice.is_empty(), "{mode:?}: {twice:?}");
    }
}

/// Where it starts, the keys, the mode that they lead to, and the footer or the lower border there.
#[rustfmt::skip]
const FOOTERS: &[(&str, &str, Mode, &str)] = &[
    ("resume@2", "", Mode::Screen, " space next  ← back  → poll  ↓ event  b break it  x all orders  t Rust/Python  w why  ] next beat  Tab pane  z zoom  a play  g go to  ? keys  m lessons  q quit"),
    ("three-tasks@0", "", Mode::Screen, " space next  ← back  → poll  ↓ event  b break it  x all orders  c choose  t Rust/Python  w why"),
    ("three-tasks@1~1", "", Mode::Screen, "r start over  u undo"),
    ("resume@2", "a", Mode::Screen, " playing, a step each 1 s  + - speed  a pause"),
    ("resume@2.7", "space", Mode::Question, " 1-3 answer  h hint  s skip"),
    ("resume@2.7", "space 1", Mode::Answered, " Enter show me where  space continue"),
    ("resume@2.7", "space 1 Enter", Mode::Answered, " space back to where you were"),
    ("resume@2", "P", Mode::Presenting, " space next  ← back  g go to  n text  P leave"),
    ("resume@2.7", "space P", Mode::Vote, " v votes  space run on  Esc put away"),
    ("resume@2.7", "P space space space", Mode::Reveal, " space continue  v ask again  Enter show where"),
    ("three-tasks@0", "c", Mode::List, "╰ Enter open  ↓ down  ↑ up  Esc close ─"),
    ("resume@2.9", "b", Mode::List, "╰ Enter open  ↓ down  ↑ up  Esc close ─"),
    ("three-tasks@0", "m", Mode::Menu, "╰ Enter open  w welcome page  ↓ down  ↑ up  / find  Esc close ─"),
    ("three-tasks@0", "/", Mode::Line, "╰ Enter go  Esc close ─"),
    ("three-tasks@0", "g", Mode::Line, "╰ Enter go  Esc close ─"),
    ("three-tasks@0", "?", Mode::Page, "╰ Esc close  ? welcome page  ↓ down  ↑ up  space a page down ─"),
    ("three-tasks@0", "w", Mode::Page, "╰ Esc close  ↓ down  ↑ up  space a page down ─"),
    ("deadlock@0", "x", Mode::Orders, "╰ Enter open  → into the tree  Esc close ─"),
    ("deadlock@0", "x right", Mode::Orders, "╰ Enter open  → into the tree  ← out  Esc close ─"),
];

#[test]
fn each_mode_has_its_footer() {
    for (start, keys, mode, footer) in FOOTERS {
        let mut screen = Screen::new(start, 160, 45);
        screen.press(keys);
        assert_eq!(screen.app.mode(), *mode, "{start}: {keys}");
        let text = screen.text();
        assert!(
            text.lines().any(|line| line.contains(footer)),
            "{start}: {keys}: no '{footer}' on\n{text}"
        );
    }
}

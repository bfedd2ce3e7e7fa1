//! Translates the events of a Windows console. On Unix, the decoder reads the bytes of the terminal itself.

use super::decoder::{Token, WHEEL_LINES};
use super::input::Input;
use crate::app::key::Key;
use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};

/// Returns the input of an event, if it is one.
pub fn from_event(event: Event) -> Option<Input> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => from_key(key).map(Input::Key),
        Event::Mouse(mouse) => from_mouse(mouse).map(Input::from),
        Event::Paste(text) => Some(Token::Paste(text).into()),
        Event::Resize(..) => Some(Input::Resized),
        _ => None,
    }
}

fn from_mouse(mouse: MouseEvent) -> Option<Token> {
    let (column, row) = (mouse.column, mouse.row);
    match mouse.kind {
        MouseEventKind::Down(MouseButton::Left) => Some(Token::Click { column, row }),
        MouseEventKind::ScrollDown => Some(Token::Wheel { column, row, lines: WHEEL_LINES }),
        MouseEventKind::ScrollUp => Some(Token::Wheel { column, row, lines: -WHEEL_LINES }),
        _ => None,
    }
}

fn from_key(key: KeyEvent) -> Option<Key> {
    let is_ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
    let is_alt = key.modifiers.contains(KeyModifiers::ALT);
    Some(match key.code {
        // Ctrl and Alt together are AltGr, which makes a character of its own: `[` on a German keyboard.
        KeyCode::Char(letter) if is_ctrl && is_alt => Key::Char(letter),
        KeyCode::Char(letter) if is_ctrl => Key::Ctrl(letter.to_ascii_lowercase()),
        _ if is_alt => return None,
        KeyCode::Char(letter) => Key::Char(letter),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Esc,
        KeyCode::Tab => Key::Tab,
        KeyCode::BackTab => Key::BackTab,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn altgr_makes_a_character_and_alt_alone_no_key() {
        let (control, alt) = (KeyModifiers::CONTROL, KeyModifiers::ALT);
        let rows = [
            (KeyCode::Char('['), control | alt, Some(Key::Char('['))),
            (KeyCode::Char('?'), control | alt | KeyModifiers::SHIFT, Some(Key::Char('?'))),
            (KeyCode::Char('q'), alt, None),
            (KeyCode::Left, alt, None),
            (KeyCode::Char('C'), control, Some(Key::Ctrl('c'))),
            (KeyCode::Char('P'), KeyModifiers::SHIFT, Some(Key::Char('P'))),
        ];
        for (code, modifiers, expected) in rows {
            assert_eq!(
                from_key(KeyEvent::new(code, modifiers)),
                expected,
                "{code:?} {modifiers:?}"
            );
        }
    }
}

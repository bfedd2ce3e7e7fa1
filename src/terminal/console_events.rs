//! The thread that reads the terminal and translates its events.

use super::input::Input;
use super::watchdog;
use crate::app::key::Key;
use crate::app::message::{Message, OverlayMessage};
use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
    read,
};
use std::sync::mpsc::Sender;
use std::thread;

/// How many lines one notch of the wheel scrolls.
const WHEEL_LINES: i32 = 3;

/// Reads the terminal on a separate thread.
#[expect(
    clippy::disallowed_methods,
    reason = "reading a terminal waits, and the drawing thread must not"
)]
pub fn listen(sender: Sender<Input>) {
    thread::spawn(move || {
        loop {
            let input = match read() {
                Ok(event) => from_event(event),
                Err(_) => Some(Input::Disconnected),
            };
            if matches!(input, Some(Input::Key(Key::Ctrl('c')))) && watchdog::is_stuck() {
                watchdog::leave();
            }
            let is_gone = matches!(input, Some(Input::Disconnected));
            let nobody_listens = input.is_some_and(|input| sender.send(input).is_err());
            if is_gone || nobody_listens {
                return;
            }
        }
    });
}

fn from_event(event: Event) -> Option<Input> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => from_key(key).map(Input::Key),
        Event::Mouse(mouse) => from_mouse(mouse),
        Event::Paste(text) => Some(Input::Message(Message::Overlay(OverlayMessage::Paste(text)))),
        Event::Resize(..) => Some(Input::Resized),
        _ => None,
    }
}

fn from_mouse(mouse: MouseEvent) -> Option<Input> {
    let (column, row) = (mouse.column, mouse.row);
    match mouse.kind {
        MouseEventKind::Down(MouseButton::Left) => Some(Input::Click { column, row }),
        MouseEventKind::ScrollDown => Some(Input::Wheel { column, row, lines: WHEEL_LINES }),
        MouseEventKind::ScrollUp => Some(Input::Wheel { column, row, lines: -WHEEL_LINES }),
        _ => None,
    }
}

fn from_key(key: KeyEvent) -> Option<Key> {
    let is_ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
    Some(match key.code {
        KeyCode::Char(letter) if is_ctrl => Key::Ctrl(letter.to_ascii_lowercase()),
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

//! From the terminal's own events to the app's keys and messages.

use crate::app::App;
use crate::app::key::Key;
use crate::app::message::{Message, OverlayMessage};
use crate::ui::{self, Look};
use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
    read,
};
use ratatui::layout::Rect;
use std::sync::mpsc::Sender;
use std::thread;

/// Something that came in.
pub enum Input {
    /// A key.
    Key(Key),
    /// The mouse.
    Mouse(MouseEvent),
    /// What needs no translation.
    Message(Message),
    /// The terminal has another size.
    Resized,
    /// A program that runs in another process has sent something.
    News,
    /// A word for the learner.
    Told(String),
    /// The process was stopped and continues.
    #[cfg_attr(not(unix), expect(dead_code, reason = "only Unix has this signal"))]
    Continued,
    /// A signal asks the process to end.
    #[cfg_attr(not(unix), expect(dead_code, reason = "only Unix has these signals"))]
    Ended(i32),
    /// The terminal is gone.
    Gone,
}

/// Reads the terminal on a thread of its own.
#[expect(
    clippy::disallowed_methods,
    reason = "reading a terminal waits, and the drawing thread must not"
)]
pub fn listen(sender: Sender<Input>) {
    thread::spawn(move || {
        loop {
            let input = match read() {
                Ok(event) => of_event(event),
                Err(_) => Some(Input::Gone),
            };
            if matches!(input, Some(Input::Key(Key::Ctrl('c')))) && super::watchdog::is_stuck() {
                super::watchdog::leave();
            }
            let is_gone = matches!(input, Some(Input::Gone));
            let nobody_listens = input.is_some_and(|input| sender.send(input).is_err());
            if is_gone || nobody_listens {
                return;
            }
        }
    });
}

fn of_event(event: Event) -> Option<Input> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => of_key(key).map(Input::Key),
        Event::Mouse(mouse) => {
            let counts = matches!(
                mouse.kind,
                MouseEventKind::Down(MouseButton::Left)
                    | MouseEventKind::ScrollDown
                    | MouseEventKind::ScrollUp
            );
            counts.then_some(Input::Mouse(mouse))
        }
        Event::Paste(text) => Some(Input::Message(Message::Overlay(OverlayMessage::Paste(text)))),
        Event::Resize(..) => Some(Input::Resized),
        _ => None,
    }
}

fn of_key(key: KeyEvent) -> Option<Key> {
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

/// So many lines the wheel scrolls.
const ROLL: i32 = 3;

/// What the mouse asks for, which depends on what lies under it.
pub fn of_mouse(app: &App, look: &Look, area: Rect, mouse: MouseEvent) -> Option<Message> {
    let (column, row) = (mouse.column, mouse.row);
    match mouse.kind {
        MouseEventKind::ScrollDown => ui::wheel(app, area, column, row, ROLL),
        MouseEventKind::ScrollUp => ui::wheel(app, area, column, row, -ROLL),
        MouseEventKind::Down(MouseButton::Left) => ui::hit(app, look, area, column, row),
        _ => None,
    }
}

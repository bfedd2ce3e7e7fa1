//! The teacher's window: it follows the presenter file, and shows the notes for the moment that the class sees.

use super::input::Input;
use super::reader::{self, Reader};
use super::screen::Screen;
use super::{Left, ScreenError, detect, ownership, signals};
use crate::app::key::Key;
use crate::app::message::Message;
use crate::limits::NOTES_LOOK_INTERVAL;
use crate::presenter_file::Presenter;
use ratatui::text::Line;
use std::fs;
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::SystemTime;

/// How many lines a page key scrolls.
const PAGE: usize = 10;

/// Shows the notes until the teacher quits. `render` makes the lines of what the presenter shows.
pub fn follow(
    file: &Path,
    mut render: impl FnMut(&Presenter) -> Vec<Line<'static>>,
) -> Result<Left, ScreenError> {
    detect::check_terminal()?;
    ownership::install_panic_hook(|_| {});
    let (sender, inbox) = channel();
    signals::listen(sender.clone())?;
    let mut screen = Screen::enter()?;
    reader::listen(Reader::default(), sender);
    let mut watched = Watched::default();
    let (mut lines, mut first) = (Vec::new(), 0_usize);
    let mut is_stale = true;
    loop {
        if let Some(presenter) = watched.look(file) {
            (lines, first, is_stale) = (render(&presenter), 0, true);
        }
        if is_stale {
            screen.draw_lines(&lines, first)?;
            is_stale = false;
        }
        let input = match inbox.recv_timeout(NOTES_LOOK_INTERVAL) {
            Ok(input) => input,
            Err(RecvTimeoutError::Timeout) => continue,
            Err(RecvTimeoutError::Disconnected) => return Ok(Left::default()),
        };
        let last = lines.len().saturating_sub(1);
        match input {
            Input::Key(Key::Char('q') | Key::Ctrl('c') | Key::Esc)
            | Input::Message(Message::Quit) => {
                return Ok(Left::default());
            }
            Input::Key(Key::Down) => first += 1,
            Input::Key(Key::Up) => first = first.saturating_sub(1),
            Input::Key(Key::PageDown | Key::Char(' ')) => first += PAGE,
            Input::Key(Key::PageUp) => first = first.saturating_sub(PAGE),
            Input::Wheel { lines, .. } => first = first.saturating_add_signed(lines as isize),
            Input::Key(Key::Ctrl('z')) | Input::Message(Message::Suspend) => screen.suspend()?,
            Input::Continued => screen.reclaim()?,
            Input::Signal(signal) => return Ok(Left { signal: Some(signal), sentence: None }),
            Input::Disconnected => return Ok(Left { signal: Some(1), sentence: None }),
            _ => {}
        }
        first = first.min(last);
        is_stale = true;
    }
}

/// The file as it was seen last.
#[derive(Default)]
struct Watched {
    stamp: Option<(SystemTime, u64)>,
    seen: Option<Presenter>,
}

impl Watched {
    /// Returns what the file says, if that has changed. The file is read only if it was written since the last look.
    fn look(&mut self, file: &Path) -> Option<Presenter> {
        let about = fs::symlink_metadata(file).ok();
        let stamp = about.and_then(|about| Some((about.modified().ok()?, about.len())));
        let is_same = stamp == self.stamp;
        let now = match &self.seen {
            Some(Presenter::At(state)) if is_same => {
                if crate::process::is_alive(state.process) {
                    return None;
                }
                Presenter::Gone(state.clone())
            }
            Some(_) if is_same => return None,
            _ => Presenter::look(file),
        };
        self.stamp = stamp;
        let has_changed = self.seen.as_ref() != Some(&now);
        self.seen = Some(now.clone());
        has_changed.then_some(now)
    }
}

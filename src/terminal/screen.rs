//! Draws the screen with one write per frame, and copies to the clipboard.

use super::output::{self, Stream};
use super::ownership;
use crate::app::App;
use crate::ui::{self, Look};
use crossterm::clipboard::CopyToClipboard;
use crossterm::queue;
use crossterm::style::force_color_output;
use crossterm::terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate};
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Paragraph, Wrap};
use ratatui::{Terminal, TerminalOptions, Viewport};
use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

/// A buffer for a frame, so that it is written with one call.
#[derive(Clone, Default)]
struct FrameBuffer(Rc<RefCell<Vec<u8>>>);

impl Write for FrameBuffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    /// Does nothing, because the frame is written when it is complete.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The screen on a terminal that is ours. Dropping it restores the terminal.
pub struct Screen {
    terminal: Terminal<CrosstermBackend<FrameBuffer>>,
    frame: FrameBuffer,
}

impl Screen {
    /// Takes the terminal.
    pub fn enter() -> io::Result<Screen> {
        // With NO_COLOR the theme has no colors. crossterm itself would also remove bold and reversed text.
        force_color_output(true);
        ownership::acquire()?;
        // crossterm detects a change of size only after the first call of `poll`.
        #[cfg(not(unix))]
        crossterm::event::poll(std::time::Duration::ZERO).inspect_err(|_| ownership::release())?;
        let frame = FrameBuffer::default();
        // With `Fullscreen`, ratatui would take the size that the terminal claims to have.
        let options = TerminalOptions { viewport: Viewport::Fixed(Screen::area()) };
        let backend = CrosstermBackend::new(frame.clone());
        let terminal = Terminal::with_options(backend, options);
        let terminal = terminal.inspect_err(|_| ownership::release())?;
        Ok(Screen { terminal, frame })
    }

    /// Returns the whole screen.
    pub fn area() -> Rect {
        ownership::size().map_or(Rect::ZERO, |(width, height)| Rect { width, height, ..Rect::ZERO })
    }

    /// Draws the app, and stores in it how much of each pane fits.
    pub fn draw(&mut self, app: &mut App, look: &Look) -> io::Result<()> {
        let mut viewports = None;
        self.fit()?;
        queue!(self.frame, BeginSynchronizedUpdate)?;
        self.terminal.draw(|frame| {
            viewports = Some(ui::draw(app.front(), look, frame.area(), frame.buffer_mut()));
        })?;
        queue!(self.frame, EndSynchronizedUpdate)?;
        app.front_mut().viewports = viewports.unwrap_or_default();
        self.send()
    }

    /// Draws these lines, wrapped, from the line `first` on.
    pub fn draw_lines(&mut self, lines: &[Line<'static>], first: usize) -> io::Result<()> {
        self.fit()?;
        queue!(self.frame, BeginSynchronizedUpdate)?;
        self.terminal.draw(|frame| {
            let shown: Vec<_> = lines.iter().skip(first).cloned().collect();
            let text = Paragraph::new(shown).wrap(Wrap { trim: false });
            frame.render_widget(text, frame.area());
        })?;
        queue!(self.frame, EndSynchronizedUpdate)?;
        self.send()
    }

    /// Draws in the whole terminal from now on, if its size has changed.
    fn fit(&mut self) -> io::Result<()> {
        if self.terminal.get_frame().area() == Screen::area() { Ok(()) } else { self.redraw_all() }
    }

    fn send(&mut self) -> io::Result<()> {
        let bytes = std::mem::take(&mut *self.frame.0.borrow_mut());
        output::write(Stream::Out, &bytes)
    }

    /// Copies a text to the clipboard, if the terminal supports that.
    pub fn copy_to_clipboard(&mut self, text: &str) -> io::Result<()> {
        queue!(self.frame, CopyToClipboard::to_clipboard_from(text))?;
        self.send()
    }

    /// Restores the terminal, suspends the process until the shell resumes it, and takes the terminal again.
    pub fn suspend(&mut self) -> io::Result<()> {
        ownership::suspend()?;
        self.redraw_all()
    }

    /// Takes the terminal again after something else has written to it.
    pub fn reclaim(&mut self) -> io::Result<()> {
        ownership::acquire()?;
        self.redraw_all()
    }

    /// Takes the terminal again after this process was stopped.
    pub fn reclaim_after_stop(&mut self) -> io::Result<()> {
        ownership::reacquire()?;
        self.redraw_all()
    }

    /// Makes the next frame draw every cell. This doesn't call `clear`, which queries the terminal for its cursor and
    /// waits for the answer.
    fn redraw_all(&mut self) -> io::Result<()> {
        self.terminal.resize(Screen::area())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        ownership::release();
    }
}

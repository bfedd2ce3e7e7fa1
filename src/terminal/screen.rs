//! Taking the terminal and giving it back: on leaving, on a panic, on a signal, on Ctrl-Z.

use super::input::Input;
use crate::app::App;
use crate::executor::context;
use crate::ui::{self, Look};
use crossterm::clipboard::CopyToClipboard;
use crossterm::cursor::Show;
use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::style::{ResetColor, SetAttribute, force_color_output};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode, size,
};
use crossterm::{Command, execute, queue};
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};
use std::cell::RefCell;
use std::io::{self, Write, stdout};
use std::panic;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::thread;

/// Is the terminal ours? Whoever turns this to false gives it back: once.
static IS_OURS: AtomicBool = AtomicBool::new(false);

/// A frame that is being put together; it goes out as one write.
#[derive(Clone, Default)]
struct Pending(Rc<RefCell<Vec<u8>>>);

impl Write for Pending {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    /// Nothing: the frame goes out when it is whole.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The terminal, while it is ours.
pub struct Screen {
    terminal: Terminal<CrosstermBackend<Pending>>,
    pending: Pending,
}

impl Screen {
    /// Takes the terminal.
    pub fn enter() -> io::Result<Screen> {
        // NO_COLOR is answered by a theme without colours. crossterm's own answer to it would wipe bold
        // and reversed text as well.
        force_color_output(true);
        take()?;
        // A change of size is noticed only from the first question about events on.
        crossterm::event::poll(std::time::Duration::ZERO)?;
        let pending = Pending::default();
        let options = TerminalOptions { viewport: Viewport::Fullscreen };
        let backend = CrosstermBackend::new(pending.clone());
        let terminal = Terminal::with_options(backend, options).inspect_err(|_| give_back())?;
        Ok(Screen { terminal, pending })
    }

    /// The whole screen.
    pub fn area() -> Rect {
        size().map_or(Rect::ZERO, |(width, height)| Rect { width, height, ..Rect::ZERO })
    }

    /// Draws the app, and tells it how much room there was.
    pub fn draw(&mut self, app: &mut App, look: &Look) -> io::Result<()> {
        let mut room = None;
        queue!(self.pending, BeginSynchronizedUpdate)?;
        self.terminal.draw(|frame| {
            room = Some(ui::draw(app, look, frame.area(), frame.buffer_mut()));
        })?;
        queue!(self.pending, EndSynchronizedUpdate)?;
        app.viewports = room.unwrap_or_default();
        self.send()
    }

    fn send(&mut self) -> io::Result<()> {
        let bytes = std::mem::take(&mut *self.pending.0.borrow_mut());
        let mut out = stdout().lock();
        out.write_all(&bytes)?;
        out.flush()
    }

    /// Puts a text into the clipboard, where the terminal allows that.
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        queue!(self.pending, CopyToClipboard::to_clipboard_from(text))?;
        self.send()
    }

    /// Gives the terminal back and stops until the shell says to go on.
    pub fn step_aside(&mut self) -> io::Result<()> {
        give_back();
        super::signals::stop()?;
        self.come_back()
    }

    /// Takes the terminal again, with nothing on it that we know of.
    pub fn come_back(&mut self) -> io::Result<()> {
        take()?;
        // Not `clear`, which asks the terminal for its cursor and waits for the answer.
        let area = Screen::area();
        self.terminal.resize(area)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

fn take() -> io::Result<()> {
    enable_raw_mode()?;
    IS_OURS.store(true, Ordering::SeqCst);
    let taken = execute!(
        stdout(),
        EnterAlternateScreen,
        crossterm::cursor::Hide,
        EnableMouseCapture,
        EnableBracketedPaste
    );
    taken.inspect_err(|_| give_back())
}

/// Is the terminal ours at the moment?
pub fn is_ours() -> bool {
    IS_OURS.load(Ordering::SeqCst)
}

/// Gives the terminal back, if it is ours. What cannot be written is not: the terminal may be gone.
pub fn give_back() {
    if !IS_OURS.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut bytes = String::new();
    let commands: [&dyn Fn(&mut String) -> std::fmt::Result; 6] = [
        &|out| EndSynchronizedUpdate.write_ansi(out),
        &|out| DisableBracketedPaste.write_ansi(out),
        &|out| DisableMouseCapture.write_ansi(out),
        &|out| {
            ResetColor.write_ansi(out)?;
            SetAttribute(crossterm::style::Attribute::Reset).write_ansi(out)
        },
        &|out| LeaveAlternateScreen.write_ansi(out),
        &|out| Show.write_ansi(out),
    ];
    let written = commands.iter().try_for_each(|command| command(&mut bytes));
    debug_assert!(written.is_ok(), "a string takes all that is written to it");
    let mut out = stdout();
    let _gone = out.write_all(bytes.as_bytes()).and_then(|()| out.flush());
    let _gone = disable_raw_mode();
}

/// A panic of the drawing thread gives the terminal back first, so that its message can be read. One in a
/// recipe is caught at its task and is told by the run. One of another thread becomes a notice.
pub fn install_panic_hook(sender: Sender<Input>) {
    let drawing = thread::current().id();
    let tell = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if context::is_running() {
            return;
        }
        if thread::current().id() == drawing || !IS_OURS.load(Ordering::SeqCst) {
            give_back();
            tell(info);
        } else {
            let words = format!("Another thread panicked: {info}").replace('\n', " ");
            let _nobody_listens = sender.send(Input::Told(words));
        }
    }));
}

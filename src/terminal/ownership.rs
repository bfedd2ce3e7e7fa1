//! Owns the mode of the terminal. All code that takes the terminal, restores it or writes over the screen calls this
//! module.
//!
//! ```text
//!              acquire                      release
//!   the shell's ────▶ ours ──────────────────────────────▶ the shell's
//!                       │  leaving · a panic · a signal · Ctrl-C at a poll that hangs
//!                       └── suspend: release, stop the process, acquire once the shell continues it
//! ```
//!
//! [`release`] may be called from any thread, and more than once: the first call restores the terminal, the
//! others do nothing.

use crate::executor::context;
use crossterm::cursor::{Hide, MoveTo, RestorePosition, SavePosition, Show};
use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::style::{Attribute, Print, ResetColor, SetAttribute};
use crossterm::terminal::{
    Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode, size,
};
use crossterm::{Command, execute, queue};
use std::io::{self, Write, stdout};
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// Whether the terminal is in our mode. The code that sets this to false must restore the terminal.
static IS_OURS: AtomicBool = AtomicBool::new(false);

/// Takes the terminal: raw input, the alternate screen, the mouse and bracketed pastes.
///
/// # Errors
/// Fails if the terminal can't be written to. It has been restored then.
pub fn acquire() -> io::Result<()> {
    enable_raw_mode()?;
    IS_OURS.store(true, Ordering::SeqCst);
    let taken =
        execute!(stdout(), EnterAlternateScreen, Hide, EnableMouseCapture, EnableBracketedPaste);
    taken.inspect_err(|_| release())
}

/// Returns whether the terminal is in our mode.
pub fn is_ours() -> bool {
    IS_OURS.load(Ordering::SeqCst)
}

/// Restores the terminal, if it is ours. Errors are ignored, because the terminal may have gone away.
pub fn release() {
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
            SetAttribute(Attribute::Reset).write_ansi(out)
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

/// Restores the terminal, suspends the process until the shell resumes it, and takes the terminal again.
pub fn suspend() -> io::Result<()> {
    release();
    stop_process()?;
    acquire()
}

#[cfg(unix)]
fn stop_process() -> io::Result<()> {
    signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)
}

/// Does nothing: there is no shell to go back to.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the same signature as on Unix")]
fn stop_process() -> io::Result<()> {
    Ok(())
}

/// Restores the terminal, writes `last_words` to standard error, and exits with this status.
pub fn exit(status: i32, last_words: Option<&str>) -> ! {
    release();
    if let Some(words) = last_words {
        let _closed = writeln!(io::stderr(), "{words}");
    }
    std::process::exit(status)
}

/// Writes over the last row of the screen, for a thread that doesn't draw.
///
/// # Errors
/// Fails if the terminal has gone away.
pub fn write_last_row(words: &str) -> io::Result<()> {
    let (width, height) = size()?;
    let words: String = words.chars().take(width.into()).collect();
    let mut out = stdout().lock();
    queue!(out, SavePosition, MoveTo(0, height.saturating_sub(1)), Clear(ClearType::CurrentLine))?;
    queue!(out, SetAttribute(Attribute::Reverse), Print(words), SetAttribute(Attribute::Reset))?;
    execute!(out, RestorePosition)
}

/// Installs a panic hook. A panic of this thread, which draws, restores the terminal before its message is
/// printed, so that the message is visible. A panic in a recipe is caught by its task and shown as part of the run. A
/// panic of another thread is passed to `report`.
pub fn install_panic_hook(report: impl Fn(String) + Send + Sync + 'static) {
    let drawing = thread::current().id();
    let print = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if context::is_running() {
            return;
        }
        if thread::current().id() == drawing || !is_ours() {
            release();
            print(info);
        } else {
            report(format!("Another thread panicked: {info}").replace('\n', " "));
        }
    }));
}

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
//! [`release`] may be called from any thread, and more than once: the first call restores the terminal, and the others
//! wait until it has. It restores the input mode first, which never waits, and gives up on a terminal that accepts no
//! output.

use super::output::{self, Stream};
use crate::executor::context;
use crate::limits::{MAX_RESTORE_TIME, MAX_SCREEN_CELLS, SIGNAL_GRACE_TIME};
use crossterm::Command;
use crossterm::cursor::{Hide, MoveTo, RestorePosition, SavePosition, Show};
use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::style::{Attribute, Print, ResetColor, SetAttribute};
use crossterm::terminal::{
    Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use std::io;
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Whether the terminal is in our mode. The code that sets this to false must restore the terminal.
static IS_OURS: AtomicBool = AtomicBool::new(false);
/// Whether the alternate screen is shown. Before that, only the input mode is ours.
static HAS_SCREEN: AtomicBool = AtomicBool::new(false);
/// Whether the mouse is captured while the terminal is ours.
static HAS_MOUSE: AtomicBool = AtomicBool::new(true);
/// Whether the process ends now. The terminal isn't taken again.
static IS_LEAVING: AtomicBool = AtomicBool::new(false);
/// Is held while the terminal is taken or restored.
static TRANSITION: Mutex<()> = Mutex::new(());

/// Takes the input of the terminal: keys arrive at once, and nothing is echoed.
///
/// # Errors
/// Fails if the terminal has gone away, or if the process is about to exit.
pub fn acquire_input() -> io::Result<()> {
    let _one_at_a_time = TRANSITION.lock().unwrap_or_else(PoisonError::into_inner);
    take_input()
}

fn take_input() -> io::Result<()> {
    if IS_LEAVING.load(Ordering::SeqCst) {
        return Err(io::Error::from(io::ErrorKind::BrokenPipe));
    }
    enable_raw_mode()?;
    IS_OURS.store(true, Ordering::SeqCst);
    Ok(())
}

/// Takes the terminal: raw input, the alternate screen, the mouse and bracketed pastes.
///
/// # Errors
/// Fails if the terminal can't be written to, or if the process is about to exit. It has been restored then.
pub fn acquire() -> io::Result<()> {
    let transition = TRANSITION.lock().unwrap_or_else(PoisonError::into_inner);
    take_input()?;
    HAS_SCREEN.store(true, Ordering::SeqCst);
    drop(transition);
    let mut bytes = ansi(&[&EnterAlternateScreen, &Hide, &EnableBracketedPaste]);
    if HAS_MOUSE.load(Ordering::SeqCst) {
        bytes.push_str(&ansi(&[&EnableMouseCapture]));
    }
    output::write(Stream::Out, bytes.as_bytes()).inspect_err(|_| release())
}

/// Takes the terminal again after the process was stopped: the shell may have changed its mode meanwhile.
///
/// # Errors
/// As [`acquire`].
pub fn reacquire() -> io::Result<()> {
    let transition = TRANSITION.lock().unwrap_or_else(PoisonError::into_inner);
    if IS_OURS.load(Ordering::SeqCst) {
        // Otherwise crossterm takes the terminal for raw, as it was before.
        disable_raw_mode()?;
    }
    drop(transition);
    acquire()
}

/// Captures the mouse, or leaves it to the terminal.
///
/// # Errors
/// Fails if the terminal has gone away.
pub fn capture_mouse(captures: bool) -> io::Result<()> {
    let did_capture = HAS_MOUSE.swap(captures, Ordering::SeqCst);
    if did_capture == captures || !HAS_SCREEN.load(Ordering::SeqCst) {
        return Ok(());
    }
    let command: &dyn Ansi = if captures { &EnableMouseCapture } else { &DisableMouseCapture };
    output::write(Stream::Out, ansi(&[command]).as_bytes())
}

/// A command, whichever it is.
trait Ansi {
    fn write_to(&self, out: &mut String) -> std::fmt::Result;
}

impl<C: Command> Ansi for C {
    fn write_to(&self, out: &mut String) -> std::fmt::Result {
        self.write_ansi(out)
    }
}

/// Returns the bytes of these commands.
fn ansi(commands: &[&dyn Ansi]) -> String {
    let mut bytes = String::new();
    let written = commands.iter().try_for_each(|command| command.write_to(&mut bytes));
    debug_assert!(written.is_ok(), "a string takes all that is written to it");
    bytes
}

/// Returns whether the terminal is in our mode.
pub fn is_ours() -> bool {
    IS_OURS.load(Ordering::SeqCst)
}

/// Returns whether the screen is shown.
pub fn has_screen() -> bool {
    HAS_SCREEN.load(Ordering::SeqCst)
}

/// Restores the terminal, if it is ours, or waits until another thread has. Errors are ignored, because the terminal may
/// have gone away.
pub fn release() {
    restore(Vec::new());
}

/// Restores the terminal, if it is ours, and then writes these words to standard error.
fn restore(last_words: Vec<u8>) {
    let _one_at_a_time = TRANSITION.lock().unwrap_or_else(PoisonError::into_inner);
    let mut parts = Vec::new();
    if IS_OURS.swap(false, Ordering::SeqCst) {
        let _gone = disable_raw_mode();
        if HAS_SCREEN.swap(false, Ordering::SeqCst) {
            parts.push((Stream::Out, restoring_bytes().into_bytes()));
        }
    }
    if !last_words.is_empty() {
        parts.push((Stream::Err, last_words));
    }
    if !parts.is_empty() {
        output::write_within(MAX_RESTORE_TIME, parts);
    }
}

/// Restores the screen that another process has taken and left, and then writes this sentence to standard error.
#[cfg(unix)]
pub fn restore_for_another(sentence: Option<&str>) {
    let mut parts = vec![(Stream::Out, restoring_bytes().into_bytes())];
    if let Some(sentence) = sentence {
        parts.push((Stream::Err, format!("coroscope: {sentence}\n").into_bytes()));
    }
    output::write_within(MAX_RESTORE_TIME, parts);
}

fn restoring_bytes() -> String {
    ansi(&[
        &EndSynchronizedUpdate,
        &DisableBracketedPaste,
        &DisableMouseCapture,
        &ResetColor,
        &SetAttribute(Attribute::Reset),
        &LeaveAlternateScreen,
        &Show,
    ])
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

/// Restores the terminal, writes `last_words` to standard error, and exits with this status. It doesn't wait for any
/// other thread, as one may hang, and for no more than a moment for the terminal.
pub fn exit(status: i32, last_words: Option<&str>) -> ! {
    IS_LEAVING.store(true, Ordering::SeqCst);
    restore(last_words.map(|words| format!("{words}\n").into_bytes()).unwrap_or_default());
    // The usual exit would flush standard output, which may block.
    #[cfg(unix)]
    signal_hook::low_level::exit(status);
    #[cfg(not(unix))]
    std::process::exit(status)
}

/// Exits like [`exit`] if the main thread hasn't ended the process after a moment.
#[expect(
    clippy::disallowed_methods,
    reason = "the drawing thread may hang, and this one waits for it"
)]
pub fn exit_after_grace(status: i32, last_words: Option<&str>) -> ! {
    thread::sleep(SIGNAL_GRACE_TIME);
    exit(status, last_words)
}

/// Returns the size of the terminal in columns and rows, or the largest one that is drawn if it is larger.
///
/// # Errors
/// Fails if the terminal has gone away.
pub fn size() -> io::Result<(u16, u16)> {
    let (width, height) = crossterm::terminal::size()?;
    Ok((width.min(MAX_SCREEN_CELLS), height.min(MAX_SCREEN_CELLS)))
}

/// Writes over the last row of the screen, for a thread that doesn't draw.
///
/// # Errors
/// Fails if the terminal has gone away.
pub fn write_last_row(words: &str) -> io::Result<()> {
    let (width, height) = size()?;
    let words: String = words.chars().take(width.into()).collect();
    let bytes = ansi(&[
        &SavePosition,
        &MoveTo(0, height.saturating_sub(1)),
        &Clear(ClearType::CurrentLine),
        &SetAttribute(Attribute::Reverse),
        &Print(words),
        &SetAttribute(Attribute::Reset),
        &RestorePosition,
    ]);
    output::write(Stream::Out, bytes.as_bytes())
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

//! The real terminal. No other module accesses it.
//!
//! ```text
//!   keys, mouse, resize ─┐
//!   signals ─────────────┼──▶ one queue ──▶ App::update ──▶ ui::draw ──▶ one write a frame
//!   other threads ───────┘
//! ```
//!
//! One thread reads the terminal, one waits for signals, one watches for a poll that doesn't return, and the
//! main thread draws. It sleeps until an input arrives, and draws only if the input changed something.
//!
//! All this is in a process of its own. Another one, its guard, restores the terminal if that process dies.

#[cfg(any(test, not(unix)))]
#[cfg_attr(unix, expect(dead_code, reason = "on Unix, only its tests run"))]
mod console_events;
mod decoder;
mod detect;
mod event_loop;
mod foreground;
mod guard;
mod input;
mod notes;
mod output;
mod ownership;
mod reader;
mod saver;
mod screen;
mod signals;
mod watchdog;

use crate::app::App;
use crate::course::tour::opening::SceneSession;
use crate::limits::FOLDER_LOOK_INTERVAL;
use crate::process::Children;
use input::Input;
use reader::Reader;
use screen::Screen;
use std::io;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

pub use detect::{EditCommand, MakeTwins, Saved, ScreenError, ScreenOptions, check_terminal};
pub use foreground::has_failed;
pub use guard::run as run_guarded;
pub use notes::follow as follow_notes;
pub use saver::Saver;
pub use signals::closed_by;

/// How the screen was closed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Left {
    /// The signal that closed it, if any. The exit status is then 128 plus its number.
    pub signal: Option<i32>,
    /// How the program's process ended, if it ended before its run.
    pub sentence: Option<String>,
}

/// Opens the screen, and returns when the learner quits.
pub fn open(
    visit: SceneSession,
    mut saver: Saver,
    options: &ScreenOptions,
) -> Result<Left, ScreenError> {
    detect::check_terminal()?;
    let (sender, inbox) = channel();
    // This comes before the app, which runs the recipe once as a preview.
    let reports = sender.clone();
    ownership::install_panic_hook(move |words| {
        let _nobody_listens = reports.send(Input::Notice(words));
    });
    signals::listen(sender.clone())?;
    // From here on a key, a signal and an answer of the terminal are understood, even while the preview runs.
    ownership::acquire_input()?;
    let _restored = Restored;
    let mut reader = Reader::default();
    let look = detect::look(options, || reader.ask_background())?;
    reader::listen(reader, sender.clone());
    watchdog::watch();
    let mut app = App::new(visit);
    app.lesson_progress.clone_from(saver.progress.progress.lessons());
    app.captures_mouse = !options.leaves_mouse;
    app.present(options.presents);
    if let Some(beat) = saver.progress.beat {
        app.go_to_beat(beat);
    }
    if let Some(language) = saver.progress.progress.language() {
        app.set_language(language);
    }
    if options.welcomes {
        app.welcome();
    }
    app.notice = saver.progress.notice.take().or_else(|| options.notice.clone());
    let children = options.children.as_ref();
    if let Some(children) = children {
        report_news(children, sender.clone());
    }
    if let Some(twins) = &options.twins {
        let sender = Mutex::new(sender.clone());
        app.set_twin_runner(twins(Arc::new(move || {
            let sender = sender.lock().unwrap_or_else(PoisonError::into_inner);
            let _nobody_listens = sender.send(Input::News);
        })));
    }
    if let Some(saved) = options.saved.clone() {
        report_saved(saved, sender.clone());
    }
    saver.publish(&app);
    let saver = saver.start(sender);
    let signal = event_loop::run(&mut app, saver, &look, &inbox, options)?;
    Ok(Left { signal, sentence: app.how_it_ended() })
}

/// Restores the terminal when it is dropped.
struct Restored;

impl Drop for Restored {
    fn drop(&mut self) {
        ownership::release();
    }
}

/// Puts one message into the queue when something has arrived from a child. Until it is read, no second one is added.
fn report_news(children: &Children, sender: Sender<Input>) {
    let sender = Mutex::new(sender);
    children.on_news(move |is_first| {
        if is_first {
            let sender = sender.lock().unwrap_or_else(PoisonError::into_inner);
            let _nobody_listens = sender.send(Input::News);
        }
    });
}

/// Checks on a separate thread whether the lesson was saved, until the receiver is dropped.
#[expect(clippy::disallowed_methods, reason = "a file is watched by the clock on the wall")]
fn report_saved(saved: Saved, sender: Sender<Input>) {
    thread::spawn(move || {
        loop {
            thread::sleep(FOLDER_LOOK_INTERVAL);
            if let Some(lesson) = saved()
                && sender.send(Input::Saved(lesson)).is_err()
            {
                return;
            }
        }
    });
}

/// Takes the terminal during the work, and restores it afterwards, even if the work panics.
#[doc(hidden)]
pub fn with_screen<T>(work: impl FnOnce() -> T) -> io::Result<T> {
    ownership::install_panic_hook(|_| {});
    let screen = Screen::enter()?;
    let value = work();
    drop(screen);
    Ok(value)
}

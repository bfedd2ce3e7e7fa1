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

mod detect;
mod event_loop;
mod input;
mod input_reader;
mod notes;
mod ownership;
mod saver;
mod screen;
mod signals;
mod watchdog;

use crate::app::App;
use crate::course::tour::opening::SceneSession;
use crate::limits::FOLDER_LOOK_INTERVAL;
use crate::process::Children;
use input::Input;
use screen::Screen;
use std::io;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

pub use detect::{Saved, ScreenError, ScreenOptions, check_terminal};
pub use notes::follow as follow_notes;
pub use saver::Saver;

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
    let look = detect::look(options)?;
    let (sender, inbox) = channel();
    // This comes before the app, which runs the recipe once as a preview.
    let reports = sender.clone();
    ownership::install_panic_hook(move |words| {
        let _nobody_listens = reports.send(Input::Notice(words));
    });
    watchdog::watch();
    let mut app = App::new(visit);
    app.lesson_progress.clone_from(saver.progress.progress.lessons());
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
    app.notice = saver.progress.notice.take();
    let children = options.children.as_ref();
    if let Some(children) = children {
        report_news(children, sender.clone());
    }
    if let Some(saved) = options.saved.clone() {
        report_saved(saved, sender.clone());
    }
    saver.publish(&app);
    let signal = event_loop::run(&mut app, &mut saver, &look, (sender, &inbox), children)?;
    Ok(Left { signal, sentence: app.how_it_ended() })
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

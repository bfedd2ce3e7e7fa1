//! The real terminal: the only room that knows of one.
//!
//! ```text
//!   keys, mouse, resize ─┐
//!   signals ─────────────┼──▶ one queue ──▶ App::update ──▶ ui::draw ──▶ one write a frame
//!   other threads ───────┘
//! ```
//!
//! One thread reads the terminal, one waits for signals, one watches for a poll that does not come back, and the
//! first one draws. That one sleeps until something comes in, and draws only when that changed something.

mod detect;
mod input;
mod screen;
mod signals;
mod watchdog;

use crate::app::App;
use crate::app::message::{AppRequest, Message};
use crate::app::presentation::Presentation;
use crate::course::tour::opening::SceneSession;
use crate::progress::Progress;
use crate::ui::Look;
use input::Input;
use screen::Screen;
use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Instant;

pub use detect::{Fault, Options};

/// The number of the signal that a terminal sends when it goes away.
const HANG_UP: i32 = 1;

/// The learner's progress while the screen is open.
pub struct Keeping {
    /// What was reached, and where it is written.
    pub progress: Progress,
    /// What the learner has to be told of it.
    pub word: Option<String>,
    /// The beat to go on from.
    pub beat: Option<usize>,
}

impl Keeping {
    /// Saves what the app has reached. A failure is told once.
    fn save(&mut self, app: &mut App) {
        if app.unsaved_milestones.is_empty() {
            return;
        }
        for milestone in app.unsaved_milestones.drain(..) {
            self.progress.record(&milestone);
        }
        app.lesson_progress.clone_from(self.progress.lessons());
        if let Some(word) = self.progress.save() {
            app.notice = Some(word);
            self.progress.stop_saving();
        }
    }
}

/// Opens the screen on what is visited, and comes back when the learner leaves.
pub fn open(visit: SceneSession, mut keeping: Keeping, options: &Options) -> Result<(), Fault> {
    detect::check_terminal()?;
    let look = detect::look(options)?;
    let (sender, inbox) = channel();
    // Before the app, which runs the recipe once to see what there will be to show.
    screen::install_panic_hook(sender.clone());
    watchdog::watch();
    let mut app = App::new(visit);
    app.lesson_progress.clone_from(keeping.progress.lessons());
    if options.presents {
        app.presentation = Presentation::WithoutWords;
    }
    if let Some(beat) = keeping.beat {
        app.go_to_beat(beat);
    }
    app.notice = keeping.word.take();
    run(app, &mut keeping, &look, sender, &inbox)?;
    Ok(())
}

/// Takes the terminal for as long as the work lasts, and gives it back after it, or when it panics.
#[doc(hidden)]
pub fn while_taken<T>(work: impl FnOnce() -> T) -> io::Result<T> {
    screen::install_panic_hook(channel().0);
    let screen = Screen::enter()?;
    let value = work();
    drop(screen);
    Ok(value)
}

/// Shows the app until the learner leaves. Where a signal ended it, the process ends here, with 128 and
/// the signal's number as its status.
fn run(
    mut app: App,
    keeping: &mut Keeping,
    look: &Look,
    sender: Sender<Input>,
    inbox: &Receiver<Input>,
) -> io::Result<()> {
    let mut screen = Screen::enter()?;
    signals::listen(sender.clone())?;
    input::listen(sender);
    let drawn = screen.draw(&mut app, look);
    let ended = drawn.and_then(|()| follow(&mut app, keeping, look, &mut screen, inbox));
    keeping.save(&mut app);
    drop(screen);
    // Whether the signal comes first, or a write that fails, is chance: both mean that nobody is there.
    let ended = ended.or_else(|why| if is_gone(&why) { Ok(Some(HANG_UP)) } else { Err(why) });
    if let Some(signal) = ended? {
        std::process::exit(128 + signal);
    }
    Ok(())
}

/// Does this fault mean that the terminal is there no longer?
fn is_gone(why: &io::Error) -> bool {
    const NO_LONGER_THERE: [i32; 2] = [5, 6]; // EIO, ENXIO
    why.kind() == io::ErrorKind::BrokenPipe
        || why.raw_os_error().is_some_and(|number| NO_LONGER_THERE.contains(&number))
}

/// Takes in one thing after the other. Gives the signal that ended it, if one did.
#[expect(clippy::disallowed_methods, reason = "playing goes by the clock on the wall")]
fn follow(
    app: &mut App,
    keeping: &mut Keeping,
    look: &Look,
    screen: &mut Screen,
    inbox: &Receiver<Input>,
) -> io::Result<Option<i32>> {
    let mut due: Option<Instant> = None;
    loop {
        due = app.next_tick().map(|wait| due.unwrap_or_else(|| Instant::now() + wait));
        let first = match due {
            None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(due) => inbox.recv_timeout(due.saturating_duration_since(Instant::now())),
        };
        let first = match first {
            Ok(input) => input,
            Err(RecvTimeoutError::Timeout) => {
                due = None;
                Input::Message(Message::Tick)
            }
            Err(RecvTimeoutError::Disconnected) => return Ok(None),
        };
        let mut has_changed = false;
        for input in std::iter::once(first).chain(std::iter::from_fn(|| inbox.try_recv().ok())) {
            let next = match input {
                Input::Key(key) => Some(app.press(key)),
                Input::Mouse(mouse) => input::of_mouse(app, look, Screen::area(), mouse)
                    .map(|message| app.update(message)),
                Input::Message(message) => Some(app.update(message)),
                Input::Resized => {
                    has_changed = true;
                    None
                }
                Input::Told(words) => {
                    app.notice = Some(words);
                    has_changed = true;
                    None
                }
                Input::Continued => {
                    screen.come_back()?;
                    has_changed = true;
                    None
                }
                Input::Ended(signal) => return Ok(Some(signal)),
                Input::Gone => return Ok(Some(HANG_UP)),
            };
            let Some(next) = next else { continue };
            match next {
                AppRequest::Idle => {}
                AppRequest::Redraw => has_changed = true,
                AppRequest::Quit => return Ok(None),
                AppRequest::CopyToClipboard(text) => {
                    screen.copy(&text)?;
                    has_changed = true;
                }
                AppRequest::Suspend => {
                    screen.step_aside()?;
                    has_changed = true;
                }
            }
        }
        keeping.save(app);
        if watchdog::has_told() {
            screen.come_back()?;
            has_changed = true;
        }
        if has_changed {
            screen.draw(app, look)?;
        }
    }
}

//! The event loop: passes each input to the app, and draws the result.

use super::detect::ScreenOptions;
use super::foreground;
use super::input::Input;
use super::saver::RunningSaver;
use super::screen::Screen;
use super::{ownership, watchdog};
use crate::app::App;
use crate::app::message::{AppRequest, EditRequest, Message};
use crate::process::Children;
use crate::record::source::Language;
use crate::ui::{self, Look};
use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Instant;

/// The number of the signal that a terminal sends when it goes away.
const HANG_UP: i32 = 1;

/// Shows the app until the learner quits. Returns the signal that ended it, if any.
pub fn run(
    app: &mut App,
    mut saver: RunningSaver,
    look: &Look,
    inbox: &Receiver<Input>,
    options: &ScreenOptions,
) -> io::Result<Option<i32>> {
    ownership::capture_mouse(app.captures_mouse)?;
    let mut screen = Screen::enter()?;
    let drawn = screen.draw(app, look);
    let handle = |()| handle_inputs(app, &mut saver, look, (&mut screen, inbox), options);
    let ended = drawn.and_then(handle);
    drop(screen);
    saver.finish(app);
    // When the terminal goes away, either the signal or a failed write may come first.
    ended.or_else(|why| if is_disconnected(&why) { Ok(Some(HANG_UP)) } else { Err(why) })
}

/// Shows a notice, once, that the program has printed without `say!`. How the program ended matters more, so then there
/// is no such notice.
fn mention_printed(app: &mut App, children: &Children) -> bool {
    let is_new = children.has_fresh_print();
    let sentence = match app.open.session.record().language() {
        Language::Rust => "The program printed something without `say!`.",
        Language::Python => {
            "The script, or a program that it started, wrote past Python's own output."
        }
    };
    let notice = format!("{sentence} It is shown when you leave.");
    if app.how_it_ended().is_some() {
        let is_there = app.notice.as_ref() == Some(&notice);
        app.notice = app.notice.take().filter(|shown| *shown != notice);
        return is_there;
    }
    if is_new {
        app.notice = Some(notice);
    }
    is_new
}

/// Returns whether this error means that the terminal has gone away.
fn is_disconnected(why: &io::Error) -> bool {
    const NO_LONGER_THERE: [i32; 2] = [5, 6]; // EIO, ENXIO
    why.kind() == io::ErrorKind::BrokenPipe
        || why.raw_os_error().is_some_and(|number| NO_LONGER_THERE.contains(&number))
}

/// Handles one input after another. Returns the signal that ended it, if any.
#[expect(clippy::disallowed_methods, reason = "playing goes by the clock on the wall")]
fn handle_inputs(
    app: &mut App,
    saver: &mut RunningSaver,
    look: &Look,
    (screen, inbox): (&mut Screen, &Receiver<Input>),
    options: &ScreenOptions,
) -> io::Result<Option<i32>> {
    let children = options.children.as_ref();
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
                Input::Click { column, row } => {
                    ui::hit(app.front(), look, Screen::area(), column, row)
                        .map(|message| app.front_mut().update(message))
                }
                Input::Wheel { column, row, lines } => {
                    ui::wheel(app.front(), Screen::area(), column, row, lines)
                        .map(|message| app.front_mut().update(message))
                }
                Input::Message(message) => Some(app.update(message)),
                Input::Resized => {
                    has_changed = true;
                    None
                }
                Input::News => {
                    if let Some(children) = children {
                        children.take_news();
                        has_changed |= mention_printed(app, children);
                    }
                    has_changed |= app.catch_up();
                    None
                }
                Input::Saved(saved) => {
                    app.reload_saved(saved);
                    has_changed = true;
                    None
                }
                Input::Notice(words) => {
                    app.notice = Some(words);
                    has_changed = true;
                    None
                }
                Input::Continued => {
                    screen.reclaim_after_stop()?;
                    children.inspect(|children| children.resume());
                    has_changed = true;
                    None
                }
                Input::Answered => None,
                Input::Signal(signal) => return Ok(Some(signal)),
                Input::Disconnected => return Ok(Some(HANG_UP)),
            };
            let Some(next) = next else { continue };
            match next {
                AppRequest::Idle => {}
                AppRequest::Redraw => has_changed = true,
                AppRequest::Quit => return Ok(None),
                AppRequest::CopyToClipboard(text) => {
                    screen.copy_to_clipboard(&text)?;
                    has_changed = true;
                }
                AppRequest::Edit(request) => {
                    app.notice = edit(screen, options, &request)?;
                    has_changed = true;
                }
                AppRequest::Suspend => {
                    children.inspect(|children| children.pause());
                    screen.suspend()?;
                    children.inspect(|children| children.resume());
                    has_changed = true;
                }
            }
        }
        ownership::capture_mouse(app.captures_mouse)?;
        if watchdog::has_written() {
            screen.reclaim()?;
            has_changed = true;
        }
        if has_changed {
            screen.draw(app, look)?;
        }
        // The frame comes first: a file may take longer than a learner waits.
        saver.save(app);
    }
}

/// Lends the terminal to what edits the program, and takes it again. Returns a sentence if that wasn't possible.
fn edit(
    screen: &mut Screen,
    options: &ScreenOptions,
    request: &EditRequest,
) -> io::Result<Option<String>> {
    let Some(edit) = &options.edit else {
        return Ok(Some("This program can't be edited from here.".to_owned()));
    };
    let mut command = match edit(request) {
        Ok(command) => command,
        Err(sentence) => return Ok(Some(sentence)),
    };
    let done = foreground::run(&mut command);
    screen.reclaim()?;
    Ok(done.err().map(|why| format!("Can't start {}: {why}.", command.get_program().display())))
}

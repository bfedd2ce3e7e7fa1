//! Small screens: a text that doesn't fit is scrolled before the run is left, and nothing acts on a screen that is too
//! small to be drawn.

use crate::driver::Screen;
use coroscope::app::key::Key;
use coroscope::app::message::{AppRequest, Message, OverlayMessage, PlayMessage, ViewMessage};
use coroscope::app::mode::Mode;
use coroscope::app::pane::Pane;
use coroscope::course::catalog::find;
use coroscope::course::tour::opening::SceneSession;

/// Reads a lesson with space to its end, and returns how many times that scrolled.
fn read(slug: &str, keys: &str) -> usize {
    let lesson = find(slug).expect("it is built in");
    let mut screen = Screen::of(SceneSession::new(lesson, &lesson.scenes[0]), 60, 20);
    screen.press(keys);
    let mut scrolled = 0;
    for _ in 0..600 {
        if screen.app.overlay.is_some() {
            return scrolled;
        }
        if screen.app.mode() == Mode::Question {
            screen.press("s");
            continue;
        }
        let has_more = screen.app.viewports.has_lesson_text_below();
        let before = screen.text();
        let footer = before.lines().last().unwrap_or_default();
        if screen.app.notice.is_none() {
            assert_eq!(footer.contains("space more"), has_more, "{before}");
        }
        let at = (screen.address(), screen.app.open.session.position());
        let first = |screen: &Screen| screen.app.viewports.panes[&Pane::Lesson].first;
        let was = has_more.then(|| first(&screen));
        screen.press("space");
        if let Some(was) = was {
            assert_eq!(at, (screen.address(), screen.app.open.session.position()), "{before}");
            assert!(first(&screen) > was, "{before}\n{}", screen.text());
            scrolled += 1;
        }
    }
    panic!("{slug} has no end");
}

#[test]
fn space_scrolls_a_text_that_does_not_fit_before_it_leaves() {
    for (slug, keys) in [("mutex", ""), ("poll", "t"), ("cancel", "P")] {
        assert!(read(slug, keys) > 0, "{slug} {keys}");
    }
}

#[test]
fn space_shows_the_last_line_of_a_long_beat() {
    let mut screen = Screen::new("mutex", 60, 20);
    let has_words =
        |screen: &Screen| screen.app.guide.as_ref().is_some_and(|guide| guide.text.words.is_some());
    for _ in 0..60 {
        if screen.shows("space more") && has_words(&screen) {
            break;
        }
        let is_asking =
            screen.app.guide.as_ref().is_some_and(coroscope::app::guide::Guide::is_asking);
        screen.press(if is_asking { "s" } else { "space" });
    }
    assert!(screen.shows("space more"), "{}", screen.text());
    let at = screen.address();
    let words = screen.app.guide.as_ref().and_then(|guide| guide.text.words.clone());
    let words = screen.app.words_of_lesson(&words.expect("the beat has words")).replace('`', "");
    let last = words.split_whitespace().last().expect("a word").to_owned();
    for _ in 0..9 {
        if !screen.app.viewports.has_lesson_text_below() {
            break;
        }
        screen.press("space");
    }
    assert_eq!(screen.address(), at);
    assert!(screen.shows(&last), "{last}\n{}", screen.text());
    screen.press("space");
    assert!(!screen.shows("space more") || screen.address() != at, "{}", screen.text());
}

#[test]
fn nothing_but_leaving_acts_on_a_screen_that_is_too_small() {
    for (width, height) in [(59, 20), (60, 19), (1, 1)] {
        let mut screen = Screen::new("lazy@1.9", 60, 20);
        screen.press("space");
        assert_eq!(screen.app.mode(), Mode::Question, "{}", screen.text());
        screen.resize(width, height);
        screen.press("1 s space right End x m ? g 3 Enter Esc P");
        for message in [
            Message::Overlay(OverlayMessage::Paste("9".to_owned())),
            Message::View(ViewMessage::Focus(Pane::Tasks)),
            Message::Play(PlayMessage::Toggle),
            Message::Tick,
        ] {
            assert_eq!(screen.app.update(message), AppRequest::Idle);
        }
        assert_eq!(screen.key(Key::Char('q')), AppRequest::Quit);
        assert_eq!(screen.key(Key::Ctrl('c')), AppRequest::Quit);
        assert_eq!(screen.key(Key::Ctrl('z')), AppRequest::Suspend);
        screen.resize(60, 20);
        let at = (screen.app.mode(), screen.address());
        assert_eq!(at, (Mode::Question, "lazy@1.9".to_owned()), "{}", screen.text());
        // A letter that would be typed into a line leaves too.
        screen.press("g");
        screen.resize(width, height);
        assert_eq!(screen.key(Key::Char('q')), AppRequest::Quit);
    }
}

/// A narrow pane cuts the variables of a task, so those that the words name come first.
#[test]
fn a_variable_that_the_words_name_is_visible() {
    let mut screen = Screen::new("three-tasks", 60, 20);
    let mut seen = 0;
    for _ in 0..200 {
        if screen.app.overlay.is_some() {
            break;
        }
        // The words of an earlier moment name what was there then.
        let guide = screen.app.guide.as_ref().filter(|guide| guide.text.since.is_none());
        let words = guide.and_then(|guide| guide.text.words.clone());
        let names_i = words.is_some_and(|words| words.contains("`i`") || words.contains("`i = "));
        let text = screen.text();
        if names_i && text.contains("product = ") {
            let line = text.lines().find(|line| line.contains("product = "));
            assert!(line.is_some_and(|line| line.contains("i = ")), "{text}");
            seen += 1;
        }
        screen.press(if screen.app.mode() == Mode::Question { "s" } else { "space" });
    }
    assert!(seen > 0, "no beat names it");
}

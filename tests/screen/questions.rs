//! Questions on small screens.

use crate::driver::Screen;
use coroscope::app::guide::Guide;
use coroscope::app::pane::Pane;
use coroscope::course::catalog::lessons;
use coroscope::course::tour::opening::SceneSession;

/// Puts every question of every scene, one after the other, and has a look at each.
fn each_question(width: u16, height: u16, mut look: impl FnMut(&Screen)) {
    for lesson in lessons() {
        for scene in &lesson.scenes {
            let mut screen = Screen::of(SceneSession::new(lesson, scene), width, height);
            screen.press("Home");
            loop {
                let at = screen.app.open.session.position();
                screen.press("space");
                if screen.app.guide.as_ref().is_some_and(Guide::is_asking) {
                    look(&screen);
                    screen.press("s");
                } else if screen.app.open.session.position() == at {
                    break;
                }
            }
        }
    }
}

#[test]
fn a_question_is_seen_whole() {
    for (width, height) in [(80, 24), (100, 30), (120, 34), (160, 45)] {
        let mut asked = 0;
        each_question(width, height, |screen| {
            asked += 1;
            let room = screen.app.viewports.panes.get(&Pane::Lesson).copied().unwrap_or_default();
            let text = screen.text();
            assert!(room.lines <= room.height, "{width}x{height} {}\n{text}", screen.address());
        });
        assert!(asked > 40, "{asked} questions");
    }
}

#[test]
fn the_options_are_there_on_the_smallest_screen_too() {
    each_question(60, 20, |screen| {
        let text = screen.text();
        let guide = screen.app.guide.as_ref().expect("a lesson asks");
        let asked = &guide.question.as_ref().expect("a question is put").asked;
        for (number, option) in (1..).zip(&asked.options) {
            let first = option.text.replace('`', "");
            let first = first.split_whitespace().next().unwrap_or_default();
            let label = format!(" {number}  {first}");
            assert!(text.contains(&label), "'{label}' of {}\n{text}", screen.address());
        }
    });
}

#[test]
fn the_answer_is_seen_whole_with_the_options() {
    each_question(100, 30, |screen| {
        let mut screen = Screen::of(
            SceneSession::from_address(&screen.address()).expect("it is there"),
            100,
            30,
        );
        screen.press("space 1");
        let guide = screen.app.guide.as_ref().expect("a lesson asks");
        let Some(question) = &guide.question else { return };
        let (_, said) = question.answered.as_ref().expect("it was answered");
        let last = said.text.replace('`', "");
        let last = last.split_whitespace().last().unwrap_or_default().to_owned();
        assert!(screen.shows(&last), "{}\n{}", screen.address(), screen.text());
    });
}

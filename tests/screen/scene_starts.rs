//! How a later scene of a lesson begins: with its title, and with what is different in it.

use crate::driver::Screen;
use coroscope::app::sources::SourceTab;
use coroscope::course::catalog::lessons;
use coroscope::course::tour::opening::SceneSession;

#[test]
fn a_scene_begins_with_what_is_different_in_it() {
    let mut count = 0;
    for (width, height) in [(80, 24), (100, 30)] {
        for lesson in lessons() {
            for scene in lesson.scenes_with_beats().into_iter().skip(1) {
                for tab in [SourceTab::Rust, SourceTab::Python] {
                    let mut screen = Screen::of(SceneSession::new(lesson, scene), width, height);
                    screen.app.source_tab = tab;
                    screen.draw();
                    let text = screen.text();
                    let Some(words) = screen.app.words_on_scene() else {
                        // The lesson's own words begin the scene.
                        let guide = screen.app.guide.as_ref().expect("a lesson");
                        let has_beat = guide.text.beat.is_some() && guide.text.since.is_none();
                        let is_same = screen.app.lines_new_in_scene(tab).is_empty();
                        assert!(has_beat || is_same, "no words on\n{text}");
                        continue;
                    };
                    let lines = screen.app.lines_new_in_scene(tab);
                    let line = *lines.first().expect("a line is marked");
                    let words = words.replace('`', "");
                    let pane: Vec<_> = text.lines().filter_map(|l| l.split('│').nth(1)).collect();
                    // A long line of code is broken anywhere.
                    let letters = |text: &str| text.split_whitespace().collect::<String>();
                    assert!(letters(&pane.concat()).contains(&letters(&words)), "{words}\n{text}");
                    let source = &screen.app.open.sources.text(tab).lines;
                    let code = source[line as usize - 1].text.trim();
                    let begin: String = code.chars().take(12).collect();
                    assert!(screen.shows(&format!(" {line} ")), "{words}\n{text}");
                    assert!(screen.shows(begin.trim()), "line {line}, {code}\n{text}");
                    count += 1;
                    // Once the run has begun, the run is what there is to read about.
                    screen.press("End");
                    assert_eq!(screen.app.words_on_scene(), None);
                }
            }
        }
    }
    assert!(count > 30, "{count} scenes");
}

#[test]
fn the_first_scene_and_a_record_have_nothing_to_compare() {
    let screen = Screen::new("waker", 80, 24);
    assert_eq!(screen.app.words_on_scene(), None);
    assert!(screen.app.lines_new_in_scene(SourceTab::Rust).is_empty());
    let mut changed = Screen::new("waker", 80, 24);
    changed.press("b Enter s");
    assert_eq!(changed.app.words_on_scene(), None, "a change has words of its own");
}

/// A comment is no difference, and a line that is missing is one.
#[test]
fn what_is_different_is_code_and_what_is_gone_is_quoted() {
    for (scene, words) in [
        (
            "waker/forgotten",
            "A line of scene 1 is gone: `self.waker = future.set_result`, which came before line 14.",
        ),
        (
            "lost-update/no-sleep",
            "A line of scene 2 is gone: `await asyncio.sleep(secs)`, which came before line 11.",
        ),
    ] {
        let mut screen = Screen::new(scene, 100, 30);
        screen.app.source_tab = SourceTab::Python;
        screen.draw();
        let told = screen.app.words_on_scene().expect("the scene differs");
        assert!(told.ends_with(words), "{told}");
        assert!(!told.contains("43"), "only its comment differs: {told}");
    }
    // Lines that have changed places are different, and none of them is gone.
    let mut screen = Screen::new("deadlock/same-order", 100, 30);
    for tab in [SourceTab::Rust, SourceTab::Python] {
        screen.app.source_tab = tab;
        screen.draw();
        let told = screen.app.words_on_scene().expect("the scene differs");
        let lines = if tab == SourceTab::Rust { "15, 16 and 18" } else { "14, 15 and 17" };
        assert_eq!(told, format!("In `bob`, lines {lines} are different from scene 1."));
    }
    let mut screen = Screen::new("cancel/timeout", 100, 30);
    screen.app.source_tab = SourceTab::Python;
    screen.draw();
    let told = screen.app.words_on_scene().expect("the scene differs");
    assert_eq!(told, "This scene runs a different program from scene 1.");
}

//! The executor's own source: each event lights the line of the loop that does it.

use crate::driver::Screen;
use coroscope::ui::theme::Role;

/// The line that is lit, as it is drawn.
fn lit(screen: &Screen, width: u16) -> Vec<String> {
    let ground = screen.look.theme.style(Role::Lit).bg.expect("a colour");
    let text = screen.text();
    let rows = text.lines().zip(0_u16..);
    let rows = rows.filter(|(_, y)| (0..width).any(|x| screen.buffer[(x, *y)].bg == ground));
    rows.map(|(line, _)| line.to_owned()).collect()
}

/// What a row shows of the source, without borders, gutter and number.
fn code(row: &str) -> String {
    let pane = row.trim_end_matches(['│', ' ']).rsplit('│').next().unwrap_or("");
    pane.chars().skip(9).filter(|letter| !letter.is_whitespace()).collect()
}

/// The keys, where they lead in lesson B3, and what the lit line of the loop says.
#[rustfmt::skip]
const LIT: &[(&str, &str, &str)] = &[
    ("Home down", "executor@1.1", ".take("),
    ("Home down down", "executor@1.2", ".poll(&mut context)"),
    ("g 1 . 1 0 Enter", "executor@1.10", ".queue(waker.task,"),
    ("g 1 Enter", "executor@1", ".put_back(task, body)"),
    ("g 5 Enter", "executor@5", "Ok(Poll::Ready(())) => self.end_task(task, body, Action::Poll, None)"),
    ("End", "executor@6.6", "state.journal.end(Verdict::Finished);"),
];

#[test]
fn each_event_lights_its_line_of_the_loop() {
    for (width, height) in [(80, 24), (120, 34), (160, 45)] {
        let mut screen = Screen::new("executor", width, height);
        assert!(screen.shows("yield_now().await;"), "the program is read first: {}", screen.text());
        screen.press("t t");
        assert!(lit(&screen, width).is_empty(), "the loop has not begun: {}", screen.text());
        assert!(screen.shows("fn turn("), "the loop will begin here: {}", screen.text());
        for (keys, at, line) in LIT {
            screen.press(keys);
            let lit = lit(&screen, width);
            // On a narrow screen a line goes on in the next row.
            let lit: String = lit.iter().map(|row| code(row)).collect();
            assert!(
                lit.contains(&line.replace(' ', "")),
                "{at} at {width}x{height}: {lit}\n{}",
                screen.text()
            );
            assert_eq!(screen.address(), *at, "{}", screen.text());
        }
    }
}

#[test]
fn the_letter_of_the_task_stands_at_the_line_of_the_loop() {
    let screen = Screen::new("executor@1.3", 120, 34);
    assert!(screen.line("let poll =").contains("A ▶"), "{}", screen.text());
    // The markers that tie events to lines are not part of what is shown.
    assert!(!screen.shows("// @"), "{}", screen.text());
}

#[test]
fn inside_one_function_the_code_stands_still() {
    let mut screen = Screen::new("executor@1.2", 160, 60);
    screen.press("z");
    let rows = |screen: &Screen| screen.find("fn run_task(");
    let before = rows(&screen);
    screen.press("down down");
    assert_eq!(rows(&screen), before);
}

#[test]
fn the_folded_chapter_has_no_comments_and_says_how_to_see_all_of_it() {
    for (width, height) in [(80, 24), (120, 34)] {
        let mut screen = Screen::new("executor", width, height);
        screen.press("t t");
        assert!(screen.shows("z: all of it"), "{}", screen.text());
        for _ in 0..40 {
            screen.press("down");
            if screen.app.guide.as_ref().is_some_and(coroscope::app::guide::Guide::is_asking) {
                screen.press("s");
            }
            let text = screen.text();
            let comment = text.lines().find(|line| line.contains("// ") && !line.contains("━━"));
            assert_eq!(comment, None, "{}: {text}", screen.address());
        }
        screen.press("Home Tab z");
        assert!(!screen.shows("z: all of it"), "{}", screen.text());
    }
}

/// The program is on the screen while it is introduced, and for the questions that its lines answer.
#[test]
fn the_source_is_the_one_that_the_words_are_about() {
    for (width, height) in [(80, 24), (100, 30)] {
        let mut screen = Screen::new("executor", width, height);
        let mut questions = 0;
        for _ in 0..60 {
            let guide = screen.app.guide.as_ref().expect("it has words");
            let asked = guide.question.as_ref().map(|question| question.asked.look.clone());
            let is_opening = guide.text.paragraph.is_some();
            if is_opening || asked.as_ref().is_some_and(|look| look.contains("[@")) {
                questions += usize::from(!is_opening);
                assert!(screen.shows("yield_now().await;"), "{}", screen.text());
            } else {
                assert!(!screen.shows("yield_now().await;"), "{}", screen.text());
            }
            screen.press(if asked.is_some() { "s" } else { "space" });
        }
        assert_eq!(questions, 2, "two questions are about the program");
    }
}

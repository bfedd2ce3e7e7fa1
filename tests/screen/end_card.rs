//! The card at the end of a lesson, the questions that are tried again from it, and the score in the list of lessons.

use crate::driver::Screen;
use coroscope::app::guide::Guide;
use coroscope::app::overlay::Overlay;
use coroscope::course::catalog::lessons;
use coroscope::course::tour::opening::SceneSession;
use coroscope::progress::Progress;

/// Reads a lesson to its end. The questions with these numbers, counted from 1, are answered wrong.
fn read_to_the_end(screen: &mut Screen, wrong: &[usize]) {
    let mut asked = 0;
    for _ in 0..500 {
        if is_card(screen) {
            return;
        }
        let guide = screen.app.guide.as_ref().expect("it has words");
        match guide.question.as_ref().filter(|_| guide.is_asking()) {
            Some(question) => {
                asked += 1;
                let count = question.asked.options.len();
                let other = usize::from(wrong.contains(&asked));
                let option = (question.asked.right() + other) % count + 1;
                screen.press(&option.to_string());
            }
            None => _ = screen.press("space"),
        }
    }
    panic!("it has no end\n{}", screen.text());
}

fn is_card(screen: &Screen) -> bool {
    matches!(screen.app.overlay, Some(Overlay::EndCard(_)))
}

/// The texts inside the box, without their line breaks.
fn told(screen: &Screen) -> String {
    let text = screen.text();
    let inside =
        text.lines().filter_map(|line| line.split('│').max_by_key(|part| part.trim().len()));
    inside.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

#[test]
fn each_lesson_ends_on_a_card_with_its_keys_in_sight() {
    for lesson in lessons() {
        let mut screen = Screen::of(SceneSession::new(lesson, &lesson.scenes[0]), 80, 24);
        read_to_the_end(&mut screen, &[]);
        let score = screen.app.score();
        assert!(
            told(&screen).contains(&format!("{0} of {0} right.", score.count)) || score.count == 0
        );
        let mut seen = told(&screen);
        for _ in 0..30 {
            if screen.app.next_lesson().is_some() {
                assert!(screen.shows("Enter next lesson"), "{}", screen.text());
            }
            let changes =
                screen.app.guide.as_ref().is_some_and(|guide| !guide.changes().is_empty());
            assert!(!changes || screen.shows("b break it"), "{}", screen.text());
            assert!(screen.shows("Home replay") && screen.shows("m lessons"), "{}", screen.text());
            screen.press("down");
            seen.push_str(&told(&screen));
        }
        let page = lesson.page.as_ref().expect("it can be read");
        for text in page.end.iter().flat_map(|end| &end.learned) {
            let last = text.replace('`', "");
            let last = last.split_whitespace().last().unwrap_or_default().to_owned();
            assert!(seen.contains(&last), "{}: {text}\n{}", lesson.slug, screen.text());
        }
    }
}

#[test]
fn a_missed_question_is_tried_again_from_the_card() {
    for (width, height) in [(80, 24), (100, 30)] {
        let mut screen = Screen::new("resume", width, height);
        read_to_the_end(&mut screen, &[2]);
        let count = screen.app.score().count;
        let told = told(&screen);
        let missed = "You missed question 2. Press 1 to try it again.";
        assert!(told.contains(&format!("{} of {count} right. {missed}", count - 1)), "{told}");
        screen.press("1");
        let guide = screen.app.guide.as_ref().expect("it has words");
        let question = guide.question.as_ref().expect("it is asked again");
        assert!(guide.is_asking());
        assert_eq!(question.id.to_string(), "2.0");
        assert_eq!(screen.address(), "resume@2.7");
        let right = question.asked.right() + 1;
        screen.press(&right.to_string());
        assert!(screen.shows(" Yes "), "{}", screen.text());
        // Looking at the reason first is fine.
        screen.press("Enter space");
        assert!(is_card(&screen), "{}", screen.text());
        assert_eq!(screen.app.score().right, count);
        assert!(screen.shows(&format!("{count} of {count} right.")), "{}", screen.text());
    }
}

#[test]
fn a_question_that_is_tried_again_can_be_skipped() {
    let mut screen = Screen::new("resume", 100, 30);
    read_to_the_end(&mut screen, &[1, 2]);
    assert!(
        screen.shows("You missed 2 questions. Press 1 or 2 to try one again."),
        "{}",
        screen.text()
    );
    for keys in ["2 s", "1 Esc"] {
        screen.press(keys);
        assert!(is_card(&screen), "{keys}\n{}", screen.text());
    }
}

#[test]
fn the_card_leads_on() {
    let rows = [
        ("Enter", "in-a-row@0", false),
        ("Home", "resume@0", false),
        ("Esc", "resume@3.10", false),
        ("left", "resume@3.10", false),
        ("m", "resume@3.10", true),
        ("b", "resume@3.10", true),
        ("x", "resume@3.10", true),
    ];
    for (key, end, is_open) in rows {
        let mut screen = Screen::new("resume", 100, 30);
        read_to_the_end(&mut screen, &[]);
        screen.press(key);
        assert!(!is_card(&screen), "{key}");
        assert_eq!(
            (screen.address().as_str(), screen.app.overlay.is_some()),
            (end, is_open),
            "{key}"
        );
    }
}

/// The menu counts what was understood, and `r` there asks the rest.
#[test]
fn the_menu_counts_right_answers() {
    let mut screen = Screen::new("resume", 100, 30);
    screen.press("space space m");
    assert!(screen.line("A4  ").contains("half done"), "{}", screen.text());
    assert!(screen.line("A4  ").contains("you are here"), "{}", screen.text());
    screen.press("Esc");
    read_to_the_end(&mut screen, &[2, 3]);
    let count = screen.app.score().count;
    screen.press("m");
    assert!(screen.line("A4  ").contains(&format!("✓ {} of {count} right", count - 2)));
    assert!(screen.shows("r try the others again"), "{}", screen.text());
    screen.press("r");
    for _ in 0..2 {
        let guide = screen.app.guide.as_ref().expect("it has words");
        assert!(guide.is_asking(), "{}", screen.text());
        let right = guide.question.as_ref().expect("it is asked").asked.right() + 1;
        screen.press(&right.to_string()).press("space");
    }
    assert!(is_card(&screen), "{}", screen.text());
    screen.press("m");
    assert!(
        screen.line("A4  ").contains(&format!("✓ {count} of {count} right")),
        "{}",
        screen.text()
    );
    assert!(!screen.shows("r try the others again"), "{}", screen.text());
}

/// A file of the first version is still read, and its answers count.
#[test]
fn an_old_file_of_progress_counts_its_right_answers() {
    let file = concat!(env!("CARGO_TARGET_TMPDIR"), "/old-progress.toml");
    let text = "version = 1\nlast = 'resume'\n[lessons.resume]\nscene = 0\nbeat = 7\nfinished = true\n\
                [lessons.resume.answers]\n'0.0' = 'right'\n'2.0' = 'other'\n'7.0' = 'skipped'\n";
    std::fs::write(file, text).expect("the file can be written");
    let (progress, warning) = Progress::open(std::path::Path::new(file));
    assert_eq!(warning, None);
    let mut screen = Screen::new("resume", 100, 30);
    screen.app.lesson_progress.clone_from(progress.lessons());
    screen.press("m");
    let count = screen.app.score().count;
    assert!(screen.line("A4  ").contains(&format!("✓ 1 of {count} right")), "{}", screen.text());
}

#[test]
fn a_question_that_is_asked_again_is_asked_alone() {
    let mut screen = Screen::new("resume", 100, 30);
    read_to_the_end(&mut screen, &[1]);
    screen.press("1");
    let guide = screen.app.guide.as_ref().expect("it has words");
    assert!(guide.is_asking());
    screen.press("1 space");
    assert!(screen.app.guide.as_ref().is_none_or(|guide| !Guide::is_asking(guide)));
    assert!(is_card(&screen), "{}", screen.text());
}

#[test]
fn the_menu_says_where_one_is_on_a_small_screen_too() {
    let mut screen = Screen::new("resume", 80, 24);
    read_to_the_end(&mut screen, &[2]);
    screen.press("m");
    assert!(screen.line("A4  ").contains("right  you are here"), "{}", screen.text());
}

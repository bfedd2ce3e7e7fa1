//! Line numbers follow the source that is shown: with the Python twin on the screen, no line of the Rust source is named.

use crate::driver::Screen;
use coroscope::app::App;
use coroscope::app::guide::Guide;
use coroscope::app::sources::SourceTab;
use coroscope::course::catalog::{Lesson, Scene, lessons};
use coroscope::course::lesson::inline::SourceLanguage;
use coroscope::course::tour::opening::SceneSession;
use std::sync::Arc;

/// The line numbers that a text names: "line 8", "lines 4 and 8".
fn numbers(text: &str) -> Vec<u32> {
    let words: Vec<_> = text.split_whitespace().collect();
    let mut found = Vec::new();
    for (nth, word) in words.iter().enumerate() {
        if !matches!(word.trim_start_matches('('), "line" | "lines" | "Line" | "Lines") {
            continue;
        }
        for word in &words[nth + 1..] {
            let digits: String = word.chars().take_while(char::is_ascii_digit).collect();
            match digits.parse() {
                Ok(number) => found.push(number),
                Err(_) if *word == "and" || *word == "or" => {}
                Err(_) => break,
            }
        }
    }
    found
}

fn scenes() -> impl Iterator<Item = (&'static Arc<Lesson>, &'static Scene)> {
    lessons().iter().flat_map(|lesson| lesson.scenes.iter().map(move |scene| (lesson, scene)))
}

/// Asserts that the text names lines of the twin only.
fn assert_lines_of_twin(app: &App, text: &str, place: &str) {
    let twin = app.open.subject.twin();
    let lines: Vec<_> = twin.markers().iter().map(|marker| marker.line).collect();
    for number in numbers(text) {
        assert!(lines.contains(&number), "{place}: line {number} isn't one of {lines:?}: {text}");
    }
}

#[test]
fn every_step_line_names_the_lines_of_the_twin_or_none() {
    let mut named = 0;
    for (lesson, scene) in scenes() {
        let mut app = App::new(SceneSession::new(lesson, scene));
        app.open.session.to_end(1000);
        let end = app.open.session.position();
        for at in 0..=end {
            app.go(at);
            app.source_tab = SourceTab::Rust;
            let rust = app.step_summary().sentence;
            app.source_tab = SourceTab::Python;
            let python = app.step_summary().sentence;
            let twin = |line: u32| app.open.sources.line_in(SourceTab::Python, line);
            // What the twin awaits on a line that is marked with ≠ may complete at another time.
            let is_elsewhere = |line: u32| {
                rust.starts_with(&format!("The await on line {line} completes"))
                    && app.open.sources.twin_lines().is_different(line)
            };
            let lines = numbers(&rust).into_iter().filter(|line| !is_elsewhere(*line));
            let expected: Vec<_> = lines.filter_map(twin).collect();
            assert_eq!(
                numbers(&python),
                expected,
                "{}/{}: {rust}\n{python}",
                lesson.slug,
                scene.name
            );
            assert!(!python.contains("  ") && !python.contains(" ."), "{python}");
            named += expected.len();
        }
    }
    assert!(named > 100, "{named} lines were named");
}

#[test]
fn every_word_question_hint_and_answer_names_the_lines_of_the_twin() {
    for (lesson, scene) in scenes() {
        let mut screen = Screen::of(SceneSession::new(lesson, scene), 160, 45);
        screen.app.set_language(SourceLanguage::Python);
        screen.draw();
        for _ in 0..400 {
            if screen.app.overlay.is_some() || !screen.app.open.subject.is_scene(lesson, scene) {
                break;
            }
            let place = format!("{} in Python", screen.app.address());
            for text in texts(&screen.app) {
                assert_lines_of_twin(&screen.app, &screen.app.words_of_lesson(&text), &place);
            }
            let is_asking = screen.app.guide.as_ref().is_some_and(Guide::is_asking);
            let hints = screen.app.guide.as_ref().and_then(|guide| guide.question.as_ref());
            match hints.map(|question| question.hints.len()) {
                Some(hints) if is_asking && hints < 3 => screen.press("h"),
                Some(_) if is_asking => screen.press("1"),
                _ => screen.press("space"),
            };
        }
    }
}

/// What the lesson says now, as it is written.
fn texts(app: &App) -> Vec<String> {
    let Some(guide) = &app.guide else { return Vec::new() };
    let mut texts: Vec<_> = guide.opening_so_far().into_iter().map(str::to_owned).collect();
    texts.extend(guide.text.words.clone());
    if let Some(question) = &guide.question {
        texts.push(question.asked.ask.clone());
        texts.extend(question.asked.options.iter().map(|option| option.text.clone()));
        texts.extend(question.hints.iter().cloned());
        texts.extend(question.answered.iter().map(|(_, feedback)| feedback.text.clone()));
    }
    texts
}

#[test]
fn the_sentences_follow_the_tab_that_is_selected() {
    for (width, height) in [(80, 24), (100, 30), (160, 45)] {
        let mut screen = Screen::new("resume@1", width, height);
        let rust = screen.app.step_summary().sentence;
        assert!(rust.contains("on line 7"), "{rust}");
        screen.press("t");
        let python = screen.app.step_summary().sentence;
        let twin = screen.app.open.sources.line_in(SourceTab::Python, 7).expect("it has a marker");
        assert!(python.contains(&format!("at the await on line {twin}")), "{python}");
        assert!(rust.contains("`Pending`") && !python.contains("Pending"), "{rust}\n{python}");
        assert!(screen.shows(&format!("line {twin}")), "{}", screen.text());
    }
}

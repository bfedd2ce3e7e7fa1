//! A lesson on paper, and as a conversation on standard input.

use coroscope::course::catalog;
use coroscope::text::paper;
use std::io::BufRead;

fn paper(slug: &str, answers: Option<&str>) -> String {
    let lesson = catalog::find(slug).expect("there is such a lesson");
    let scenes: Vec<_> = (0..lesson.scenes.len()).collect();
    let mut out = Vec::new();
    let mut input = answers.map(str::as_bytes);
    let answers = input.as_mut().map(|input| input as &mut dyn BufRead);
    paper::tell(&mut out, lesson, &scenes, answers).expect("a vector takes everything");
    String::from_utf8(out).expect("it is text")
}

#[test]
fn on_paper_the_answers_come_at_the_end() {
    let text = paper("resume", None);
    let question = text.find("Question 1.").expect("a question");
    let key = text.find("Answers\n").expect("the answers");
    assert!(question < key);
    assert!(text[key..].contains("1) `answer set`. `waiter` will be woken"), "{text}");
    assert!(!text.contains("Yes: ") && !text.contains("No: "), "{text}");
    assert!(text.contains("begins at the await on line 7, not"), "a marker is a line");
    assert!(!text.contains("[@"));
    assert!(text.contains("In JavaScript: "));
}

/// The words name lines by their numbers, so the paper has the lines.
#[test]
fn on_paper_a_listing_comes_before_the_run() {
    for lesson in catalog::lessons() {
        let text = paper(&lesson.slug, None);
        for scene in lesson.scenes_with_beats() {
            let nth = scene.rust.text.lines().position(|line| line.contains("async fn"));
            let nth = nth.unwrap_or_else(|| panic!("{} has an async fn", lesson.slug));
            let line = scene.rust.display_text().lines().nth(nth).map(str::to_owned);
            let line = format!("\n  {:>3}  {}\n", nth + 1, line.unwrap_or_default());
            let at = text.find(&line).unwrap_or_else(|| panic!("{line} is not in\n{text}"));
            let scene = text.find(&format!("Scene: {}\n", scene.title)).expect("its heading");
            let run = scene + text[scene..].find("Set-up, ").expect("its run");
            assert!(at < run, "{}", lesson.slug);
            assert!(!text.contains("// @") && !text.contains("# @"), "{}", lesson.slug);
        }
    }
    let text = paper("resume", None);
    assert!(text.contains("recipe.rs:\n") && text.contains("twin.py:\n"), "{text}");
}

#[test]
fn every_beat_is_on_paper_once() {
    for lesson in catalog::lessons() {
        let text = paper(&lesson.slug, None);
        let page = lesson.page.as_ref().expect("it can be read");
        for beat in &page.beats {
            let title = format!("  {}. ", beat.title);
            assert_eq!(text.matches(&title).count(), 1, "{} {title}", lesson.slug);
        }
    }
}

#[test]
fn asked_and_answered() {
    let text = paper("resume", Some("2\nx\n4\nh\nh\nh\nh\n3\ns\n"));
    assert!(text.contains("Yes: 2. One poll gets it to the await."), "{text}");
    assert!(text.contains("`x` isn't one of 1 to 3."), "{text}");
    assert!(
        text.contains("No: `answer set`. `set` puts `waiter` in the ready queue and returns."),
        "{text}"
    );
    assert!(text.contains("The answer is `answer set`."), "{text}");
    assert!(text.contains("There are no more hints."), "{text}");
    assert!(text.contains("Skipped."));
    assert!(!text.contains("Answers\n"));
}

#[test]
fn the_end_of_input_skips_every_question() {
    let text = paper("three-tasks", Some(""));
    assert_eq!(text.matches("Skipped.").count(), text.matches("Question ").count());
    assert!(text.contains("finishes after 16 turns"));
}

#[test]
fn what_to_try_has_one_heading() {
    for lesson in catalog::lessons() {
        let text = paper(&lesson.slug, None);
        assert!(!text.contains("Try it: Break it:"), "{}", lesson.slug);
        let starts = |line: &&str| line.starts_with("Try it: ") || line.starts_with("Break it: ");
        assert_eq!(text.lines().filter(starts).count(), 1, "{}", lesson.slug);
    }
}

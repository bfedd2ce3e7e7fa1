//! Break it: a change is chosen, predicted, marked in the source, and explained after its run.

use crate::driver::Screen;
use coroscope::app::guide::Guide;
use coroscope::app::pane::Pane;
use coroscope::app::sources::SourceTab;
use coroscope::course::catalog::{Lesson, find, lessons};
use coroscope::course::lesson::page::{PredictBlock, Question, QuestionKind, Wrong};
use coroscope::course::question::query::Arguments;
use coroscope::course::tour::QuestionId;
use coroscope::course::tour::opening::SceneSession;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The first lesson, whose first change asks how many lines are printed.
fn with_a_prediction() -> Arc<Lesson> {
    let mut lesson = Lesson::clone(find("lazy").expect("there is such a lesson"));
    let page = lesson.page.as_mut().expect("it can be read");
    let wrong = |answer: &str| Wrong {
        answer: answer.to_owned(),
        misconception: None,
        feedback: "No: {answer}. You said {picked}.".to_owned(),
    };
    let predict = PredictBlock {
        ask: "How many lines are printed now?".to_owned(),
        query: "number_of_lines".to_owned(),
        with: Arguments::default(),
        before: None,
        options: Vec::new(),
        wrong: vec![wrong("2"), wrong("3")],
        yes: Some("Yes: {answer}. Both coroutines ran.".to_owned()),
        no: BTreeMap::new(),
        hint: None,
        look: String::new(),
        rule: String::new(),
        see: None,
    };
    page.variants[0].prediction =
        Some(Question { line: 1, kind: QuestionKind::Predicted(predict) });
    Arc::new(lesson)
}

#[test]
fn a_change_is_predicted_before_its_run() {
    for (width, height) in [(80, 24), (100, 30), (160, 45)] {
        let lesson = with_a_prediction();
        let mut screen = Screen::of(SceneSession::new(&lesson, &lesson.scenes[0]), width, height);
        screen.press("b down up");
        let effect = "4 lines are printed. Both";
        assert!(!screen.shows(effect), "{}", screen.text());
        screen.press("b b Esc b Enter");
        let guide = screen.app.guide.as_ref().expect("it has words");
        assert!(guide.is_asking(), "{}", screen.text());
        assert_eq!(guide.question.as_ref().map(|one| one.id), Some(QuestionId::Break(0)));
        assert!(screen.shows("How many lines are"), "{}", screen.text());
        let milestones = screen.app.unsaved_milestones.clone();
        screen.press("1");
        assert!(screen.shows(" No ") && screen.shows("You said 2."), "{}", screen.text());
        assert_eq!(screen.app.unsaved_milestones, milestones, "it is no part of the score");
        screen.press("space");
        assert!(!screen.shows(effect), "before the run has shown it\n{}", screen.text());
        screen.press("End");
        assert!(screen.shows(effect), "{}", screen.text());
        assert!(screen.shows("You can see it in Output."), "{}", screen.text());
        screen.press("r");
        assert!(screen.app.guide.as_ref().is_some_and(|guide| guide.applied_change.is_none()));
    }
}

/// The end of the run of each change.
fn ends_of_changes(width: u16, height: u16) -> Vec<Screen> {
    let mut ends = Vec::new();
    for lesson in lessons() {
        let count = lesson.page.as_ref().map_or(0, |page| page.variants.len());
        for nth in 0..count {
            let mut screen =
                Screen::of(SceneSession::new(lesson, &lesson.scenes[0]), width, height);
            screen.press(&format!("b {}Enter s End", "down ".repeat(nth)));
            ends.push(screen);
        }
    }
    ends
}

/// What the lesson says about its own run, or about what other runtimes do in it, can be false in a changed one.
#[test]
fn a_changed_run_shows_what_it_did_and_no_text_of_the_lessons_run() {
    let mut count = 0;
    for screen in ends_of_changes(160, 45) {
        let text = screen.text();
        let guide = screen.app.guide.as_ref().expect("it has words");
        let effect = guide.text.effect_of_change.as_ref().expect("it has a result");
        let first = effect.split_whitespace().next().unwrap_or_default();
        // The question isn't on the screen any more, so nothing says what “it” is.
        assert!(!["it", "it's", "It", "It's"].contains(&first), "{effect}");
        let is_named =
            |word: &str| word.starts_with(|letter: char| letter.is_uppercase() || letter == '`');
        assert!(is_named(first) || first.parse::<u64>().is_ok(), "{effect}");
        for words in ["This didn't happen", "This text is about", "In asyncio:", "In Tokio:"] {
            assert!(!screen.shows(words), "{words}\n{text}");
        }
        count += 1;
    }
    assert!(count > 40, "{count}");
}

/// The line or the row that a change is about is behind no other pane, and is named as it is on the screen.
#[test]
fn a_change_brings_the_panes_that_show_it_to_the_front() {
    for screen in ends_of_changes(80, 24) {
        let guide = screen.app.guide.as_ref().expect("it has words");
        let there = screen.app.panes();
        let first = guide.text.panes().into_iter().find(|pane| there.contains(pane));
        // The loop is a line on a small screen.
        if let Some(first) = first.filter(|pane| *pane != Pane::Loop) {
            assert!(
                screen.app.viewports.panes.contains_key(&first),
                "{first:?}\n{}",
                screen.text()
            );
        }
    }
}

/// Space leads from the end of a changed run back to the lesson, with the learner's answers.
#[test]
fn space_leaves_the_end_of_a_changed_run() {
    for (width, height) in [(80, 24), (160, 45)] {
        let mut screen = Screen::new("resume@2.7", width, height);
        screen.press("space 1");
        let replies =
            |screen: &Screen| screen.app.guide.as_ref().map(|guide| guide.text.has_question);
        assert_eq!(replies(&screen), Some(false), "{}", screen.text());
        screen.press("b Enter s End");
        for _ in 0..6 {
            if screen.address() == "resume@2.7" {
                break;
            }
            screen.press("space");
        }
        assert_eq!(screen.address(), "resume@2.7", "{}", screen.text());
        assert_eq!(replies(&screen), Some(false), "the question was answered\n{}", screen.text());
    }
}

/// A change with a place or an aim of its own has one colon in its sentence.
#[test]
fn a_changes_heading_has_one_colon() {
    for lesson in lessons() {
        for change in lesson.page.iter().flat_map(|page| &page.variants) {
            assert_eq!(change.heading().matches(": ").count(), 1, "{}", change.heading());
        }
    }
}

/// Each change of a scene marks lines of the source: a sign that needs no colour stands before them.
#[test]
fn the_source_shows_the_change() {
    let mut marked = 0;
    for lesson in lessons() {
        let scene = &lesson.scenes[0];
        let count = lesson.page.as_ref().map_or(0, |page| page.variants.len());
        for nth in 0..count {
            let page = lesson.page.as_ref().expect("it can be read");
            let change = &page.variants[nth];
            let mut screen =
                Screen::of(SceneSession::new(lesson, scene), 160, 45).with_looks("dark", true);
            screen.press("b up up up up up up up up");
            for _ in 0..=nth {
                screen.press("down");
            }
            screen.press("Enter");
            let sources = &screen.app.open.sources;
            let lines = &sources.text(screen.app.source_tab).lines;
            let changed: Vec<_> = lines.iter().filter(|line| line.change.is_some()).collect();
            assert_eq!(
                changed.is_empty(),
                change.scene == change.against,
                "{}: {}",
                lesson.slug,
                change.change
            );
            let removed = changed.iter().filter(|line| line.number.is_none()).count();
            assert!(changed.len() - removed < lines.len(), "{}: {}", lesson.slug, change.change);
            // Imports are left out where there is no room.
            let mut added = changed.iter().filter_map(|line| line.number);
            let is_marked = added.any(|number| screen.shows(&format!("{number}+ ")));
            let is_removed = screen.shows(" - ");
            assert!(
                changed.is_empty() || is_marked || is_removed,
                "{}: {}\n{}",
                lesson.slug,
                change.change,
                screen.text()
            );
            marked += usize::from(is_marked);
        }
    }
    assert!(marked > 15, "{marked}");
}

#[test]
fn a_changed_run_offers_the_way_back() {
    let mut screen = Screen::new("resume@2.9", 80, 24);
    assert!(screen.shows("b break it") && screen.shows("x all orders"), "{}", screen.text());
    screen.press("b Enter");
    if screen.app.guide.as_ref().is_some_and(Guide::is_asking) {
        screen.press("s");
    }
    screen.press("space space space");
    assert!(screen.shows("r lesson's run"), "{}", screen.text());
    screen.press("r");
    assert_eq!(screen.address(), "resume@2.9");
}

#[test]
fn the_menu_and_the_notice_name_a_change_in_the_words_of_the_source() {
    for (tab, word) in [(SourceTab::Rust, "spawn"), (SourceTab::Python, "create_task")] {
        let mut screen = Screen::new("lazy", 100, 30);
        screen.app.source_tab = tab;
        screen.press("b");
        assert!(screen.shows(word) && !screen.shows(":rust["), "{}", screen.text());
        for _ in 0..3 {
            screen.press("down");
        }
        screen.press("Enter");
        assert!(screen.shows(word) && !screen.shows(":rust["), "{}", screen.text());
    }
}

/// Neither the question about a change nor its feedback moves the run: the first poll is the learner's.
#[test]
fn a_prediction_polls_nothing_by_itself() {
    let mut asked = 0;
    for lesson in lessons().iter().step_by(2) {
        let count = lesson.page.as_ref().map_or(0, |page| page.variants.len());
        for nth in 0..count {
            let mut screen = Screen::of(SceneSession::new(lesson, &lesson.scenes[0]), 80, 24);
            screen.press("space space b up up up up up up up up");
            screen.press(&"down ".repeat(nth + 1)).press("Enter");
            if !screen.app.guide.as_ref().is_some_and(Guide::is_asking) {
                continue;
            }
            asked += 1;
            let begin = screen.app.open.session.position();
            let is_at_start = |screen: &Screen| {
                let session = &screen.app.open.session;
                let polls: u32 = session.world().tasks.values().map(|task| task.polls).sum();
                session.position() == begin && session.world().turn == 0 && polls == 0
            };
            for key in ["h", "h", "1", "Enter", "space"] {
                screen.press(key);
                let is_elsewhere = screen.app.guide.as_ref().and_then(Guide::shown_reason);
                assert!(
                    is_at_start(&screen) || is_elsewhere == Some(true),
                    "{key}\n{}",
                    screen.text()
                );
            }
            while screen.app.guide.as_ref().is_some_and(Guide::is_answered) {
                screen.press("space");
                assert!(is_at_start(&screen), "{} {nth}\n{}", lesson.slug, screen.text());
            }
            // Then each key is one turn.
            for _ in 0..12 {
                let turn = screen.app.open.session.world().turn;
                screen.press("right");
                let now = screen.app.open.session.world().turn;
                assert!(now <= turn + 1, "{} {nth}\n{}", lesson.slug, screen.text());
            }
        }
    }
    assert!(asked > 20, "{asked}");
}

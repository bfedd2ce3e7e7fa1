//! Before a class: the lesson goes on as a tour, with large panes, and questions that are voted on and that the run
//! answers.

use crate::driver::Screen;
use coroscope::app::guide::Guide;
use coroscope::app::keymap::BINDINGS;
use coroscope::app::mode::Mode;
use coroscope::app::overlay::Overlay;
use coroscope::app::pane::Pane;
use coroscope::app::presentation::parse_votes;
use coroscope::course::catalog::{Lesson, Scene, lessons};
use coroscope::course::tour::opening::SceneSession;
use proptest::prelude::*;
use std::sync::Arc;

/// The projector, the laptop, and the large screen.
const SIZES: [(u16, u16); 3] = [(60, 20), (100, 30), (120, 34)];

/// The panes of which one is shown.
const NAMED: [Pane; 5] = [Pane::Tasks, Pane::Loop, Pane::Coroutines, Pane::Futures, Pane::Timeline];

fn guide(screen: &Screen) -> &Guide {
    screen.app.guide.as_ref().expect("a lesson has words")
}

fn squeezed(text: &str) -> String {
    text.replace(['`', '*', ' ', '\n', '│'], "")
}

/// Presses space from the start of a scene until the scene ends, and has a look at each stop.
fn walk(
    lesson: &Arc<Lesson>,
    scene: &Scene,
    (width, height): (u16, u16),
    mut look: impl FnMut(&Screen),
) {
    let mut screen = Screen::of(SceneSession::new(lesson, scene), width, height);
    screen.press("P Home");
    let name = screen.app.open.subject.name();
    for _ in 0..400 {
        look(&screen);
        screen.press("space");
        if screen.app.open.subject.name() != name || screen.app.overlay.is_some() {
            return;
        }
    }
    panic!("{name} has no end");
}

fn each_scene(mut with: impl FnMut(&Arc<Lesson>, &Scene)) {
    for lesson in lessons() {
        for scene in lesson.scenes_with_beats() {
            with(lesson, scene);
        }
    }
}

#[test]
fn every_beat_has_its_title_its_pane_the_source_and_the_output() {
    for size in SIZES {
        each_scene(|lesson, scene| {
            walk(lesson, scene, size, |screen| {
                let (text, room) = (screen.text(), &screen.app.viewports.panes);
                let at = format!("{} at {size:?}\n{text}", screen.address());
                assert!(room.contains_key(&Pane::Output), "{at}");
                let words = room.get(&Pane::Lesson).copied().unwrap_or_default();
                // At the end, notes on other runtimes come after the words.
                let is_over = guide(screen).text.is_over;
                let is_small = (size.0 < 96 || is_over) && words.height >= 5;
                assert!(words.lines <= words.height || is_small, "the words of {at}");
                let guide = guide(screen);
                if guide.question.is_some() {
                    return;
                }
                let source = room.get(&Pane::Source).expect("the source is there").height;
                assert!(source >= if size.0 < 96 { 3 } else { 10 }, "{source} rows of {at}");
                let Some((_, beat)) = &guide.text.beat else { return };
                // A title that follows its moment may be broken after its first word.
                let begin = squeezed(beat.title.split_whitespace().next().unwrap_or_default());
                // Space scrolls a long text, and then its title is above.
                assert!(words.first > 0 || squeezed(&text).contains(&begin), "{begin} of {at}");
                // A step may leave the beat's moment, but its panes stay named.
                let there = |pane: &Pane| screen.app.panes().contains(pane);
                let named = guide.text.panes();
                let named = named.iter().find(|pane| NAMED.contains(*pane) && there(pane));
                assert!(named.is_none_or(|pane| room.contains_key(pane)), "{named:?} of {at}");
            });
        });
    }
}

#[test]
fn n_shows_all_the_text_its_first_sentence_or_the_title_alone() {
    for (width, height) in SIZES {
        let mut screen = Screen::new("resume@1", width, height);
        screen.press("P");
        assert!(screen.shows("still empty") && screen.shows("Under"), "{}", screen.text());
        screen.press("n");
        assert!(screen.shows("still empty") && !screen.shows("Under"), "{}", screen.text());
        screen.press("n");
        assert!(screen.shows("waiter is suspended"), "{}", screen.text());
        assert!(!screen.shows("still empty"), "{}", screen.text());
        // A class without the text still stops at each beat.
        screen.press("space space");
        assert_eq!(screen.address(), "resume@2.1", "{}", screen.text());
    }
}

#[test]
fn the_step_sentence_and_few_keys_stay() {
    for (width, height) in SIZES {
        let mut screen = Screen::new("resume@2.9", width, height);
        screen.press("P");
        assert!(screen.shows("goes to the back"), "{}", screen.text());
        assert_eq!(
            screen.text().lines().last(),
            Some(" space next  ← back  g go to  n text  P leave")
        );
        for clutter in ["[Rust]", "keys", "A question comes next"] {
            assert!(!screen.shows(clutter), "{clutter}\n{}", screen.text());
        }
    }
}

#[test]
fn an_open_question_survives_both_ways() {
    for (width, height) in SIZES {
        let mut screen = Screen::new("resume@2.7", width, height);
        screen.press("space P");
        assert_eq!(screen.app.mode(), Mode::Vote, "{}", screen.text());
        assert!(screen.shows("╭ Question "), "{}", screen.text());
        screen.press("P");
        assert_eq!(screen.app.mode(), Mode::Question, "{}", screen.text());
        assert!(screen.shows("Your guess"), "{}", screen.text());
    }
}

#[test]
fn the_question_is_a_card_with_its_options_and_counts() {
    for (width, height) in SIZES {
        let mut screen = Screen::new("resume@2.7", width, height);
        screen.press("P space");
        let ask = screen.line("Which line is printed next?");
        let (left, rest) = ask.split_once("Which").expect("it is there");
        let right = rest.trim_end_matches('│').rsplit_once('?').map_or("", |(_, right)| right);
        let (left, right) = (left.chars().count(), right.chars().count());
        assert!(left.abs_diff(right) <= 4, "it is in the middle: {ask}");
        for option in ["1  answer set", "2  asking", "3  got 42"] {
            assert!(screen.shows(option), "{option}\n{}", screen.text());
        }
        screen.press("v");
        assert!(screen.shows("votes: "), "{}", screen.text());
        type_text(&mut screen, "3 12 0");
        assert!(screen.shows("1  answer set"), "the card stays visible\n{}", screen.text());
        screen.press("Enter");
        let bar = |screen: &Screen, option: &str| screen.line(option).matches('▆').count();
        assert!(screen.line("2  asking").contains(" 12 ▆"), "{}", screen.text());
        let bars = ["answer set ", "asking  ", "got 42 "].map(|option| bar(&screen, option));
        assert!(
            bars[1] > bars[0] && bars[0] > bars[2] && bars[2] == 0,
            "{bars:?}\n{}",
            screen.text()
        );
        // The vote after the discussion comes beside it.
        screen.press("v");
        type_text(&mut screen, "15 0 0");
        screen.press("Enter");
        let line = screen.line("1  answer set");
        assert!(line.contains("  3 ▆") && line.contains("→     15 ▆"), "{line}\n{}", screen.text());
        // An empty line clears the last vote, and then the first one.
        screen.press("v");
        (0..8).for_each(|_| _ = screen.press("Backspace"));
        screen.press("Enter");
        assert!(!screen.shows("→     15") && screen.shows(" 12 ▆"), "{}", screen.text());
        screen.press("v Enter");
        assert!(!screen.shows("▆"), "{}", screen.text());
    }
}

fn type_text(screen: &mut Screen, text: &str) {
    for letter in text.chars() {
        let _ = screen.key(coroscope::app::key::Key::Char(letter));
    }
}

#[test]
fn votes_are_one_count_for_each_option() {
    type Parsed = Result<Option<Vec<u32>>, &'static str>;
    #[rustfmt::skip]
    let table: [(&str, Parsed); 12] = [
        ("3 12 0 5", Ok(Some(vec![3, 12, 0, 5]))),
        ("  3,12, 0 ,5 ", Ok(Some(vec![3, 12, 0, 5]))),
        ("9999 0 0 0", Ok(Some(vec![9999, 0, 0, 0]))),
        ("", Ok(None)),
        (" , ", Ok(None)),
        ("3 12 0", Err("There are 4 options, but only 3 counts.")),
        ("3", Err("There are 4 options, but only 1 count.")),
        ("3 12 0 5 6", Err("There are only 4 options, but 5 counts.")),
        ("3 12 x 5", Err("x isn't a count from 0 to 9999. Type 4 counts, with spaces between them.")),
        ("3 -1 0 5", Err("-1 isn't a count from 0 to 9999. Type 4 counts, with spaces between them.")),
        ("3 +1 0 5", Err("+1 isn't a count from 0 to 9999. Type 4 counts, with spaces between them.")),
        ("3 10000 0 5", Err("10000 isn't a count from 0 to 9999. Type 4 counts, with spaces between them.")),
    ];
    for (text, expected) in table {
        assert_eq!(parse_votes(text, 4), expected.map_err(str::to_owned), "{text:?}");
    }
    let mut screen = Screen::new("resume@2.7", 60, 20);
    screen.press("P space v");
    type_text(&mut screen, "3 many 0");
    screen.press("Enter");
    assert!(screen.shows("many isn't a count"), "{}", screen.text());
    assert!(matches!(screen.app.overlay, Some(Overlay::Votes(_))));
    screen.press("Esc");
    assert_eq!(screen.app.mode(), Mode::Vote);
    assert!(screen.app.votes().is_none());
}

#[test]
fn the_run_shows_the_answer_and_not_before() {
    for (width, height) in SIZES {
        let mut screen = Screen::new("resume@2.7", width, height);
        screen.press("P space v");
        type_text(&mut screen, "3 12 0");
        screen.press("Enter");
        let card = screen.text();
        assert!(!card.contains("✓ 1") && !card.contains("The answer:"), "{card}");
        screen.press("space");
        assert_eq!(screen.address(), "resume@2.9", "the next beat comes first");
        assert!(!screen.shows("The answer:") && screen.shows(" open"), "{}", screen.text());
        screen.press("space");
        assert_eq!(screen.address(), "resume@2.11", "here the line is printed");
        assert!(screen.shows("The answer: answer set."), "{}", screen.text());
        assert!(screen.line("✓ 1  answer set").contains("  3 "), "{}", screen.text());
        assert!(screen.line("2  asking").contains(" 12 ▆"), "{}", screen.text());
        // Closing the card leaves the class at the moment that shows the answer.
        screen.press("space");
        assert_eq!(screen.address(), "resume@2.11");
        assert!(screen.shows("answerer keeps running"), "{}", screen.text());
        // The same question, after the discussion, with the answer hidden again.
        screen.press("v");
        assert_eq!((screen.address().as_str(), screen.app.mode()), ("resume@2.7", Mode::Vote));
        assert!(!screen.shows("✓ 1") && screen.shows(" 12 ▆"), "{}", screen.text());
        screen.press("v");
        type_text(&mut screen, "14 1 0");
        screen.press("Enter right");
        assert_eq!(screen.app.mode(), Mode::Reveal, "{}", screen.text());
        assert_eq!(screen.address(), "resume@2.11", "a step doesn't go past the answer");
        let line = screen.line("✓ 1  answer set");
        assert!(line.contains("  3 ▆") && line.contains("→     14 ▆"), "{line}");
        // From the answer, too, it is asked again.
        screen.press("v");
        assert_eq!((screen.address().as_str(), screen.app.mode()), ("resume@2.7", Mode::Vote));
    }
}

#[test]
fn each_question_is_answered_where_the_run_settles_it() {
    let mut answered = 0;
    each_scene(|lesson, scene| {
        let mut open: Vec<(String, usize)> = Vec::new();
        walk(lesson, scene, (60, 20), |screen| {
            let Some(question) = &guide(screen).question else { return };
            let at = screen.app.open.session.position();
            let ask = question.asked.ask.clone();
            if question.is_revealed {
                let place = open.iter().position(|(other, _)| *other == ask);
                let (_, settled_at) = open.remove(place.expect("it was asked before"));
                assert_eq!(at, settled_at, "{ask} of {}", screen.address());
                answered += 1;
            } else {
                open.push((ask, question.asked.settled_at.unwrap_or(at).max(at)));
            }
        });
        assert_eq!(open, [], "{}", lesson.slug);
    });
    assert!(answered > 60, "{answered} questions");
}

#[test]
fn neither_a_digit_nor_a_click_gives_the_answer_away() {
    let mut screen = Screen::new("resume@2.7", 100, 30);
    screen.press("P space");
    let is_open = |screen: &Screen, by: &str| {
        let text = screen.text();
        assert_eq!(screen.app.mode(), Mode::Vote, "{by}\n{text}");
        assert!(!text.contains('✗') && !text.contains('✓'), "{by}\n{text}");
    };
    for digit in ["1", "2", "3", "4"] {
        screen.press(digit);
        is_open(&screen, digit);
        assert!(screen.shows("In presenter mode the run shows the answer."), "{}", screen.text());
    }
    screen.click("2  asking");
    is_open(&screen, "a click");
    screen.press("space");
    assert_eq!(screen.address(), "resume@2.9");
}

#[test]
fn a_private_answer_and_private_hints_are_not_projected() {
    for keys in ["space 3", "space 3 Enter", "space 1"] {
        let mut screen = Screen::new("resume@2.7", 60, 20);
        screen.press(keys).press("P");
        let text = screen.text();
        assert_eq!(screen.app.mode(), Mode::Presenting, "{keys}\n{text}");
        assert_eq!(screen.address(), "resume@2.7", "{keys}");
        assert!(!text.contains('✗') && !text.contains('✓'), "{keys}\n{text}");
    }
    // So is the answer to a change's question.
    let mut screen = Screen::new("resume", 60, 20);
    screen.press("b down Enter");
    if screen.app.mode() != Mode::Question {
        screen.press("space");
    }
    assert_eq!(screen.app.mode(), Mode::Question, "{}", screen.text());
    screen.press("1 P");
    assert_eq!(screen.app.mode(), Mode::Presenting, "{}", screen.text());
    let mut screen = Screen::new("resume@2.7", 60, 20);
    screen.press("space h h h P");
    assert_eq!(screen.app.mode(), Mode::Vote, "{}", screen.text());
    let question = guide(&screen).question.as_ref().expect("it stays open");
    assert!(question.hints.is_empty(), "{:?}", question.hints);
}

#[test]
fn no_key_passes_silently_over_a_question() {
    for key in ["space", "right", "]", "a"] {
        let mut screen = Screen::new("lazy@1.9", 100, 30);
        screen.press("P").press(key);
        if key == "a" {
            let _ = screen.app.update(coroscope::app::message::Message::Tick);
        }
        assert_eq!(screen.app.mode(), Mode::Vote, "{key}\n{}", screen.text());
    }
    // Nothing but a step leaves it to the run.
    for key in ["End", "a", "x"] {
        let mut screen = Screen::new("lazy@1.9", 100, 30);
        screen.press("P space").press(key);
        assert_eq!(screen.app.mode(), Mode::Vote, "{key}\n{}", screen.text());
    }
}

#[test]
fn escape_puts_the_card_away_and_never_ends_the_presentation() {
    let mut screen = Screen::new("resume@2.7", 60, 20);
    screen.press("P space Esc");
    assert_eq!(screen.app.mode(), Mode::Presenting);
    screen.press("Esc Esc");
    assert_eq!(screen.app.mode(), Mode::Presenting);
    screen.press("space");
    assert_eq!(screen.app.mode(), Mode::Vote);
}

#[test]
fn the_end_names_what_the_class_was_not_asked() {
    let mut screen = Screen::new("resume", 100, 30);
    screen.press("P g");
    type_text(&mut screen, "b4");
    screen.press("Enter");
    for _ in 0..20 {
        if screen.app.overlay.is_some() {
            break;
        }
        screen.press("space");
    }
    assert!(screen.shows("1 of 3 questions were asked. Press 1-2"), "{}", screen.text());
    screen.press("1");
    assert_eq!((screen.app.mode(), screen.address().as_str()), (Mode::Vote, "resume@1"));
    for _ in 0..20 {
        if screen.app.overlay.is_some() {
            break;
        }
        screen.press("space");
    }
    // On the way from there the other one was asked too.
    assert!(screen.shows("3 of 3 questions were asked."), "{}", screen.text());
}

#[test]
fn the_lesson_leads_through_its_scenes() {
    let mut screen = Screen::new("in-a-row", 60, 20);
    screen.press("P");
    while screen.app.overlay.is_none() {
        screen.press("space");
    }
    assert_eq!(screen.app.open.subject.name(), "in-a-row/tasks");
    assert_eq!(screen.app.overlay, Some(Overlay::EndCard(0)));
}

#[test]
fn the_source_leaves_room_for_the_lesson() {
    let mut screen = Screen::new("lazy@1.9", 120, 34);
    screen.press("P");
    let frame = screen.line("╭ recipe.rs ");
    let width = frame.split("╭ recipe.rs ").nth(1).expect("a frame").chars().count() + 12;
    assert!((48..=72).contains(&width), "{width}\n{}", screen.text());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_talk_is_nobodys_progress(
        keys in prop::collection::vec(
            prop_oneof![
                2 => prop::sample::select(
                    BINDINGS.iter().flat_map(|row| row.keys.iter().copied()).collect::<Vec<_>>(),
                ),
                3 => prop::sample::select(" v12g]".chars().collect::<Vec<_>>())
                    .prop_map(coroscope::app::key::Key::Char),
            ],
            1..40,
        ),
        (width, height) in prop::sample::select(&SIZES[..]),
    ) {
        let mut screen = Screen::new("lazy", width, height);
        screen.press("P");
        for key in keys {
            let _ = screen.key(key);
            if !screen.app.is_presenting() {
                screen.press("Esc Esc P");
                break;
            }
            prop_assert_eq!(&screen.app.unsaved_milestones, &[]);
            prop_assert!(screen.app.lesson_progress.is_empty());
        }
    }
}

/// Where the pane of the loop has two rows, the ready queue is one of them, with the names of its tasks.
#[test]
fn the_ready_queue_is_seen_in_two_rows() {
    let mut screen = Screen::new("three-tasks", 60, 20);
    screen.press("P space space space");
    let text = screen.text();
    assert!(text.contains("╭ Loop ") && text.contains("ready     ▸"), "{text}");
    let line = screen.line("ready     ▸");
    assert!(["A", "B", "C"].iter().all(|task| line.contains(task)), "{text}");
}

/// A question about the whole program leaves a part of the program in sight, however many options it has.
#[test]
fn a_question_about_the_source_is_asked_beside_it() {
    let mut screen = Screen::new("deadlock", 60, 20);
    screen.press("P space space space");
    assert_eq!(screen.app.mode(), Mode::Vote, "{}", screen.text());
    assert!(screen.shows("╭ recipe.rs ") && screen.shows("4  the loop keeps"), "{}", screen.text());
}

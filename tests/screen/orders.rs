//! All orders of a program: the search, the kinds of ends, the tree, and the run that is opened.

use crate::driver::Screen;
use coroscope::app::App;
use coroscope::app::message::{AppRequest, Message, OrdersMessage};
use coroscope::app::order_explorer::OrderExplorer;
use coroscope::course::catalog;
use coroscope::course::lesson::markers::{BuiltInFile, LessonFile};
use coroscope::course::tour::opening::{SceneSession, Standalone};
use coroscope::kit::{spawn, yield_now};
use coroscope::session::{Backend, BuiltIn, Program, Session};
use std::time::Duration;

const SIZES: [(u16, u16); 3] = [(80, 24), (100, 30), (120, 34)];

/// Where it starts, the keys, where it ends, and what is on the screen then.
#[rustfmt::skip]
const TRIPLES: &[(&str, &str, &str, &str)] = &[
    ("deadlock/no-sleep", "x", "deadlock/no-sleep@0", "There are 2 ways to order this program's polls. They lead to 2 outcomes:"),
    ("deadlock/no-sleep", "x", "deadlock/no-sleep@0", "▸ stalls at 1 s in 1 of 2 orders ~1 Enter: the end of the shortest run (3 turns)"),
    ("deadlock/no-sleep", "x", "deadlock/no-sleep@0", "A alice is waiting for paint, held by B bob, B bob is waiting for brush, held by A alice"),
    ("deadlock/no-sleep", "x", "deadlock/no-sleep@0", "finishes at 1 s in 1 of 2 orders the loop's order"),
    ("deadlock/no-sleep", "x Enter", "deadlock/no-sleep@3.8~1", "stalled"),
    ("deadlock/three-locks", "x down down down Enter", "deadlock/three-locks@6.8~1.1", "This run differs from the loop's by 2 choices"),
    ("deadlock/no-sleep", "x Enter r", "deadlock/no-sleep@0", "Started over in the loop's order"),
    ("deadlock/no-sleep@2", "x Enter u", "deadlock/no-sleep@2", "Choice undone."),
    ("deadlock/no-sleep", "x down Enter", "deadlock/no-sleep@3.20", "This is the loop's own order."),
    ("deadlock/no-sleep", "x right", "deadlock/no-sleep@0", "Turn 1: which task is polled next? A alice 1 order 1 finished ▸ B bob 1 order 1 stalled"),
    ("deadlock/no-sleep", "x right Enter", "deadlock/no-sleep@1~1", "Your choice"),
    ("deadlock/no-sleep", "x right right", "deadlock/no-sleep@0", "Polled so far: B bob. The run ends after turn 3: stalls"),
    ("deadlock/no-sleep", "x right right Enter", "deadlock/no-sleep@3.8~1", "stalled"),
    ("deadlock/no-sleep", "x right up right", "deadlock/no-sleep@0", "Polled so far: A alice. The run ends after turn 3: finishes"),
    ("deadlock/no-sleep", "x right right left", "deadlock/no-sleep@0", "▸ B bob 1 order 1 stalled"),
    ("deadlock/no-sleep", "x right left", "deadlock/no-sleep@0", "They lead to 2 outcomes:"),
    ("deadlock/no-sleep", "x right Esc", "deadlock/no-sleep@0", "turn 0 of 3"),
    ("deadlock/no-sleep", "x x", "deadlock/no-sleep@0", "turn 0 of 3"),
    ("deadlock/no-sleep", "x down x x", "deadlock/no-sleep@0", "▸ finishes"),
    ("deadlock/no-sleep", "x Enter left left", "deadlock/no-sleep@2.19~1", "timer is due"),
    ("deadlock/three-locks", "x", "deadlock/three-locks@0", "There are 36 ways to order this program's polls. They lead to 6 outcomes:"),
    ("deadlock/three-locks", "x right right", "deadlock/three-locks@0", "Polled so far: A alice. Turn 2: which task is polled next? ▸ B bob 6 orders 6 stalled C carol 6 orders 6 stalled"),
    ("task", "x", "task@0.0", "Not every runtime does: Tokio may take another one. Here you can, with c."),
    ("lazy", "x", "lazy@0", "Only one order is possible: there's never more than one task to choose from."),
    ("resume@2.7", "space x", "resume@2.7", "First answer the question with 1-3, or press s to skip it."),
    ("resume@2.7", "space 1 x", "resume@2.7", "There are 2 ways"),
];

fn flat(text: &str) -> String {
    let frame = |letter: &char| !"\u{2502}\u{256d}\u{256e}\u{2570}\u{256f}".contains(*letter);
    text.chars().filter(frame).collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of `shown` follow each other, with at most the panes beside the list between its lines.
fn has_words(text: &str, shown: &str) -> bool {
    let mut rest = text;
    shown.split_whitespace().all(|word| match rest.find(word) {
        Some(at) => {
            rest = &rest[at + word.len()..];
            true
        }
        None => false,
    })
}

#[test]
fn all_orders_are_shown_and_opened() {
    for (start, keys, end, shown) in TRIPLES {
        for (width, height) in SIZES {
            let mut screen = Screen::new(start, width, height);
            screen.press(keys);
            let text = screen.text();
            let at = screen.address();
            assert_eq!(&at, end, "{start}: {keys}\n{text}");
            assert!(has_words(&flat(&text), shown), "{start}: {keys}: no '{shown}' on\n{text}");
        }
    }
}

/// Outcomes may differ in their first lines and end with the same ones.
#[test]
fn no_two_outcomes_read_the_same() {
    for start in ["poll", "poll/not-stored", "lost-update", "task"] {
        for (width, height) in [(100, 60), (160, 60)] {
            let mut screen = Screen::new(start, width, height);
            screen.press("x");
            let text = screen.text();
            let flat = text.lines().map(flat).collect::<Vec<_>>();
            let prints: Vec<_> = flat.iter().filter(|line| line.contains("prints: ")).collect();
            assert!(prints.len() > 1, "{start}\n{text}");
            for (nth, line) in prints.iter().enumerate() {
                assert!(!prints[..nth].contains(line), "{start} at {width}: {line}\n{text}");
            }
        }
    }
}

#[test]
fn an_opened_order_is_one_to_go_back_in() {
    let mut screen = Screen::new("deadlock/three-locks@1", 120, 34);
    screen.press("x down Enter");
    assert_eq!(screen.address(), "deadlock/three-locks@6.8~0.1");
    let end = screen.text();
    screen.press("left space");
    let again = screen.address();
    assert_eq!(again, "deadlock/three-locks@6.8~0.1");
    screen.press("Home End");
    assert_eq!(screen.address(), "deadlock/three-locks@6.8~0.1");
    screen.press("r x Enter");
    assert_eq!(screen.text(), end, "the same run is the same screen");
}

async fn polls(count: u32) {
    for _ in 1..count {
        yield_now().await;
    }
}

/// Three tasks of four polls: 34,650 orders; and one of five.
fn much() {
    (0..4).for_each(|_| spawn(polls(4)).detach());
}

fn of_own(shares_only_via_kit: bool) -> Screen {
    let built_in =
        BuiltIn::new(much).sharing_only_via_kit(shares_only_via_kit).with_unknown_polls();
    let standalone = Standalone {
        title: "Much".to_owned(),
        about: "Much.".to_owned(),
        program: Program::from_backend("much", Backend::BuiltIn(built_in)),
        source: BuiltInFile { file: "much.rs", text: "" }.into(),
        twin: LessonFile::default(),
    };
    Screen::of(SceneSession::standalone(standalone), 100, 30)
}

/// Nobody vouches for this program, and it has 63,063,000 orders: a search of minutes.
#[test]
fn a_search_is_taken_in_slices() {
    let mut screen = of_own(false);
    screen.press("x");
    assert_eq!(screen.app.next_tick(), Some(Duration::ZERO));
    assert!(screen.shows("Trying every order:"), "{}", screen.text());
    let runs = |app: &App| {
        let progress = app.order_explorer.as_ref().and_then(OrderExplorer::progress);
        progress.map(|progress| progress.runs)
    };
    let before = runs(&screen.app).expect("it goes on");
    assert_eq!(screen.app.update(Message::Tick), AppRequest::Redraw);
    screen.draw();
    let after = runs(&screen.app).expect("it goes on");
    // A slice is a number of turns, sixteen to a run.
    assert_eq!((before, after), (1250, 2500));
    assert!(screen.shows("Trying every order: 2,500 so far."), "{}", screen.text());

    // What is not known yet cannot be opened or walked.
    screen.press("Enter right left down up");
    assert_eq!(runs(&screen.app), Some(2500));

    screen.press("s");
    assert_eq!(screen.app.next_tick(), None);
    assert!(screen.shows("Some orders, not all"), "{}", screen.text());
    assert!(
        screen.shows("Stopped after 2,500 runs. The orders so far led to"),
        "{}",
        screen.text()
    );
    screen.press("right");
    assert!(screen.shows("which task is polled next?"), "{}", screen.text());

    // What is not whole is not kept.
    screen.press("Esc x");
    assert_eq!(runs(&screen.app), Some(1250));
    screen.press("Esc");
    assert_eq!((screen.app.next_tick(), runs(&screen.app)), (None, None));
}

#[test]
fn beyond_the_limit_it_says_sampled() {
    let mut screen = of_own(false);
    screen.press("x");
    let mut slices = 0;
    while screen.app.next_tick().is_some() && slices < 200 {
        let _ = screen.app.update(Message::Tick);
        slices += 1;
        if slices == 82 {
            screen.draw();
            assert!(screen.shows("There are too many to try them all."), "{}", screen.text());
        }
    }
    screen.draw();
    assert!(screen.shows("Random orders, not all"), "{}", screen.text());
    assert!(!screen.shows("All orders"), "{}", screen.text());
    assert!(screen.shows("10,000 random orders led to"), "{}", screen.text());
}

#[test]
fn one_who_vouches_gets_each_state_once() {
    let mut screen = of_own(true);
    screen.press("x");
    assert!(screen.shows("states have been explored. Counting"), "{}", screen.text());
    while screen.app.is_searching() {
        let _ = screen.app.update(Message::Tick);
    }
    screen.draw();
    assert!(screen.shows("There are 63,063,000 ways"), "{}", screen.text());
}

#[test]
fn a_record_cannot_be_run() {
    let lesson = catalog::find("deadlock").expect("there is such a lesson");
    let mut visit = SceneSession::new(lesson, &lesson.scenes[0]);
    visit.session.to_end(100);
    let record = visit.session.record().clone();
    visit.session = Session::new(Program::from_record("run", record));
    let mut screen = Screen::of(visit, 120, 34);
    screen.press("x");
    let words = "This is a recorded run, so it can't be run in another order.";
    assert!(screen.shows(words), "{}", screen.text());
    screen.press("x Enter right");
    assert_eq!(screen.app.next_tick(), None);
}

#[test]
fn a_class_sees_it_too() {
    for (width, height) in [(60, 20), (100, 30)] {
        let mut screen = Screen::new("deadlock/no-sleep", width, height);
        screen.press("P x");
        assert!(screen.shows("2 outcomes"), "{}", screen.text());
        screen.press("Enter");
        assert_eq!(screen.address(), "deadlock/no-sleep@3.8~1");
    }
}

/// Also where all states are known, and only counted: there are so many that it took a second in one piece.
#[test]
fn the_counting_is_sliced_too() {
    let mut app = App::new(SceneSession::from_address("three-tasks/big").expect("it is there"));
    let _ = app.update(Message::Orders(OrdersMessage::Show));
    let (mut last, mut without_a_run) = (0, 0);
    while app.is_searching() {
        let _ = app.update(Message::Tick);
        let runs = app
            .order_explorer
            .as_ref()
            .and_then(OrderExplorer::progress)
            .map_or(0, |progress| progress.runs);
        without_a_run += usize::from(runs == last);
        last = runs;
    }
    assert!(without_a_run >= 10, "{without_a_run} slices for the counting");
}

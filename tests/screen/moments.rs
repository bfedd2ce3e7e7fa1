//! The moments that the lessons are about, as they are seen.

use crate::driver::Screen;
use coroscope::app::message::{Message, ViewMessage};
use coroscope::app::pane::Pane;
use insta::assert_snapshot;

fn pane_text(screen: &Screen) -> String {
    format!("{}\n\nchanged: {}", screen.text(), screen.changed().join(" | "))
}

/// Takes a picture of these moments at this size.
fn pictures(name: &str, width: u16, height: u16) {
    for moment in
        ["lazy@1.8", "task@0", "suspend@2", "resume@2.9", "in-a-row/tasks@3", "three-tasks@9"]
    {
        let screen = Screen::new(moment, width, height);
        let slug = moment.replace(['@', '.', '/'], "-");
        assert_snapshot!(format!("{name}-{slug}"), pane_text(&screen));
    }
}

#[test]
fn at_80_by_24() {
    pictures("80x24", 80, 24);
}

#[test]
fn at_100_by_30() {
    pictures("100x30", 100, 30);
}

#[test]
fn at_120_by_34() {
    pictures("120x34", 120, 34);
}

#[test]
fn at_160_by_45() {
    pictures("160x45", 160, 45);
}

#[test]
fn in_plain_letters() {
    let screen = Screen::new("resume@2.9", 100, 30).with_looks("mono", true);
    assert!(screen.text().is_ascii(), "{}", screen.text());
    assert_snapshot!("ascii", screen.text());
}

#[test]
fn why_the_waiter_does_not_run() {
    let screen = Screen::new("suspend@2", 100, 30);
    assert!(screen.line("ready  ").contains("empty"));
    assert!(screen.shows("A ○ waiter"), "{}", screen.text());
    assert!(screen.line("waiting:").contains("A waiter"));
    let mut stalled = screen;
    stalled.press("space s");
    assert!(stalled.shows("stalled"), "{}", stalled.text());
    assert!(stalled.shows("A waiter is waiting for"), "{}", stalled.text());
}

/// Three tasks wait for a permit. Each row is shown whole: with names where they fit, with letters where they don't.
#[test]
fn a_wait_list_is_never_cut_off() {
    for (width, height, holders, waiting) in [
        (80, 24, "held by: A alice B bob ", "waiting: C carol D dave E erin "),
        (100, 30, "held by: A alice B bob ", "waiting: C D E "),
        (160, 45, "held by: A alice B bob ", "waiting: C carol D dave E erin "),
    ] {
        let mut screen = futures_at("semaphore@5");
        screen.resize(width, height);
        for row in [holders, waiting] {
            assert!(screen.shows(row), "{row} at {width}x{height}\n{}", screen.text());
        }
    }
}

/// Returns this moment with the Futures pane in front.
fn futures_at(address: &str) -> Screen {
    let mut screen = Screen::new(address, 80, 24);
    let _request = screen.app.update(Message::View(ViewMessage::Focus(Pane::Futures)));
    screen.draw();
    screen
}

/// The first `put` that finds the queue full waits at one end, and a `get` that finds it empty at the other.
#[test]
fn a_queue_shows_at_which_end_a_task_waits() {
    let full = futures_at("queue@1");
    assert!(full.shows("2 of 2: [1, 2]"), "{}", full.text());
    assert!(full.line("waiting to put:").contains("A producer"), "{}", full.text());
    assert!(!full.shows("waiting to get:"), "{}", full.text());
    let mut narrow = full;
    narrow.resize(100, 30);
    assert!(narrow.line(" to put:").contains("A producer"), "{}", narrow.text());
    let empty = futures_at("queue@1~1");
    assert!(empty.shows("0 of 2: []"), "{}", empty.text());
    assert!(empty.line("waiting to get:").contains("B consumer"), "{}", empty.text());
    assert!(!empty.shows("waiting to put:"), "{}", empty.text());
}

/// `bob` has been notified, and waits for the lock now: it has moved from the one wait list to the other.
#[test]
fn a_lock_and_its_condition_have_a_wait_list_each() {
    let set_up = futures_at("condition@0");
    assert!(set_up.shows("creates baked") && !set_up.shows("baked ()"), "{}", set_up.text());
    let before = futures_at("condition@3");
    assert!(before.shows("lock  lock  free"), "{}", before.text());
    assert!(before.shows("waiting: A alice B bob "), "{}", before.text());
    let after = futures_at("condition@6");
    assert!(after.line("held by:").contains("A alice"), "{}", after.text());
    let rows = after.text();
    let futures: Vec<_> = rows.lines().filter(|row| row.contains("waiting: ")).collect();
    assert!(futures[0].contains("waiting: B bob "), "the lock's row\n{rows}");
    assert!(futures[1].contains("waiting: nobody"), "the condition's row\n{rows}");
}

#[test]
fn a_wake_is_seen_to_join_at_the_back() {
    let screen = Screen::new("resume@2.9", 120, 34);
    let changed = screen.changed();
    assert!(changed.contains(&"A waiter".to_owned()), "{changed:?}");
    assert!(changed.contains(&"ready".to_owned()), "{changed:?}");
    assert!(screen.shows("│ A waiter │"), "{}", screen.text());
}

#[test]
fn the_twin_lights_the_same_line() {
    use coroscope::ui::theme::Role;
    let lit = |screen: &Screen| {
        let style = screen.look.theme.style(Role::Lit);
        let rows = screen.text();
        let is_lit = |row: usize| {
            let y = u16::try_from(row).expect("a row");
            (0..120).any(|x| screen.buffer[(x, y)].bg == style.bg.expect("a colour"))
        };
        let lines = rows.lines().enumerate().filter(|(row, _)| is_lit(*row));
        lines.map(|(_, line)| line.to_owned()).collect::<Vec<_>>()
    };
    let mut screen = Screen::new("resume@2.7", 120, 34);
    assert!(lit(&screen).len() == 1 && lit(&screen)[0].contains("answer.set(42);"));
    screen.press("t");
    assert!(lit(&screen)[0].contains("answer.set_result(42)"), "{:?}", lit(&screen));
    assert!(screen.shows("A ○"), "{}", screen.text());
    let dropped = Screen::new("cancel@6.2", 120, 34);
    assert!(lit(&dropped).len() == 1 && lit(&dropped)[0].contains("sleep(SECOND).await"));
}

#[test]
fn too_small_says_what_it_needs_and_comes_back() {
    let mut screen = Screen::new("resume@2", 100, 30);
    let before = screen.text();
    screen.resize(40, 10);
    let said = screen.text().replace('\n', " ");
    assert!(
        said.starts_with("coroscope needs 60 columns and 20 rows; this terminal has 40 and 10."),
        "{said}"
    );
    screen.resize(100, 30);
    assert_eq!(screen.text(), before);
}

#[test]
fn every_task_has_its_row_before_the_details_of_any() {
    for (width, height) in [(80, 24), (100, 30), (120, 34), (160, 45)] {
        let mut screen = Screen::new("three-tasks@0", width, height);
        loop {
            for task in ["A", "B", "C"] {
                let is_row = |line: &str| {
                    let row = line.find("polls").or(line.find("1 poll")).map(|end| &line[..end]);
                    let word = format!(" {task} ");
                    row.is_some_and(|row| row.contains(&word))
                };
                let text = screen.text();
                let at = screen.address();
                assert!(text.lines().any(is_row), "{task} at {at}, {width}x{height}\n{text}");
            }
            let before = screen.address();
            screen.press("space s");
            if screen.address() == before {
                break;
            }
        }
    }
}

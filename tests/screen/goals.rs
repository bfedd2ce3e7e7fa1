//! Goals: the learner in the loop's place, and the word when it is done.

use crate::driver::Screen;
use coroscope::check;
use coroscope::course::catalog;

/// Where it starts, the keys, where it ends, and what is on the screen then.
#[rustfmt::skip]
const TRIPLES: &[(&str, &str, &str, &str)] = &[
    ("deadlock/no-sleep", "", "deadlock/no-sleep@0", "Your goal: make it stall. Where several tasks are ready, press c to choose."),
    ("deadlock/no-sleep", "End", "deadlock/no-sleep@3.", "Your goal: make it stall. Not this time. Go back with"),
    ("deadlock/no-sleep", "c b", "deadlock/no-sleep@1~1", "Your goal: make it stall. Where several"),
    ("deadlock/no-sleep", "c b End", "deadlock/no-sleep@3.", "You did it. Each task holds a lock"),
    ("deadlock/no-sleep", "c b End left", "deadlock/no-sleep@3~1", "Your goal: make it stall."),
    ("deadlock/no-sleep", "c b End u", "deadlock/no-sleep@0", "Your goal: make it stall. Where several"),
    ("deadlock/no-sleep", "x Enter", "deadlock/no-sleep@3.", "You did it. Each task holds a lock"),
    ("lost-update/sleep-zero", "End", "lost-update/sleep-zero@4.", "Your goal: make it keep both deposits. Not this time."),
    ("lost-update/sleep-zero", "space c a End", "lost-update/sleep-zero@4.", "You did it. One task read and wrote"),
    ("lost-update/late-bob", "End", "lost-update/late-bob@", "Your goal: make it lose an update. Not this time."),
    ("lost-update/late-bob", "space space space c b End", "lost-update/late-bob@", "You did it. bob was polled before"),
    // A change that is made leads there; r goes back to the loop's own order first, then to the plain run.
    ("deadlock", "b up Enter", "deadlock@0", "This is the lesson's run already."),
    ("deadlock", "b down Enter s Home c b", "deadlock/no-sleep@1~1", "Your goal: make it stall."),
    ("deadlock", "b down Enter s Home c b r", "deadlock/no-sleep@0", "Started over in the loop's order"),
    ("deadlock", "b down Enter s Home c b r r", "deadlock@0", "This is the lesson's program again."),
];

#[test]
fn the_screen_says_when_a_goal_is_met() {
    for (start, keys, end, shown) in TRIPLES {
        for (width, height) in [(80, 24), (100, 30), (120, 34)] {
            let mut screen = Screen::new(start, width, height);
            screen.press(keys);
            let text = screen.text();
            let (at, place) = (screen.address(), format!("{start}: {keys}"));
            assert!(at.starts_with(end), "{place}: {at}\n{text}");
            let mut rest = text.as_str();
            for word in shown.split_whitespace() {
                let found = rest.find(word);
                assert!(found.is_some(), "{place}: no '{shown}' on\n{text}");
                rest = &rest[found.unwrap_or(0) + word.len()..];
            }
        }
    }
}

/// What is wrong with the lesson when one thing in its text is another.
fn faults(slug: &str, from: &str, to: &str) -> Vec<String> {
    let lesson = catalog::find(slug).expect("there is such a lesson");
    assert!(lesson.text.text.contains(from), "{from}");
    let text = lesson.text.text.replacen(from, to, 1);
    let report = check::text(lesson, &lesson.text.file, &text);
    report.faults.iter().filter(|fault| !fault.is_advice).map(ToString::to_string).collect()
}

#[test]
fn a_goal_is_held_against_all_orders() {
    let end = "end = \"stalled\"";
    assert_eq!(faults("deadlock", end, end), [] as [&str; 0]);
    for (to, fault) in [
        ("end = \"finished\"", "in `no-sleep` the loop's own order meets the goal"),
        ("end = \"no-progress\"", "no order of `no-sleep` meets the goal"),
        (
            "end = \"stalled\", prints = [\"alice has both\"]",
            "no order of `no-sleep` meets the goal",
        ),
        ("prints = []", "the goal has no condition"),
        ("end = \"stals\"", "unknown variant `stals`"),
        ("ends = \"stalled\"", "unknown field `ends`"),
    ] {
        let found = faults("deadlock", end, to);
        assert!(found.iter().any(|found| found.contains(fault)), "{to}: {found:#?}");
    }
}

//! The diagram says who polls, waits for and wakes whom. That Mermaid reads it is tested with Mermaid itself, in
//! `tests/browser`.

use crate::{LESSONS, own, whole};
use coroscope::course::tour::opening::SceneSession;
use coroscope::export::mermaid;
use coroscope::limits::MAX_MERMAID_TURNS;

fn diagram(visit: &SceneSession) -> String {
    let mut file = Vec::new();
    mermaid::write(&mut file, visit).expect("memory");
    String::from_utf8(file).expect("UTF-8")
}

#[test]
fn a_short_run_is_drawn_whole() {
    insta::assert_snapshot!(diagram(&whole("resume")));
}

#[test]
fn a_run_with_timers_a_cancelled_task_and_signs_is_drawn_whole() {
    insta::assert_snapshot!(diagram(&own()));
}

#[test]
fn a_run_that_ends_in_a_deadlock_is_drawn_whole() {
    insta::assert_snapshot!(diagram(&whole("deadlock")));
}

#[test]
fn a_cancelled_waiter_leaves_what_it_waited_for() {
    let text = diagram(&whole("mutex/leaves-line"));
    assert!(text.contains("task1-xthing1: waits no longer"), "{text}");
}

#[test]
fn every_participant_has_one_name_and_every_sign_is_escaped() {
    for lesson in LESSONS {
        let text = diagram(&whole(lesson));
        let mut known = Vec::new();
        let mut open = Vec::<String>::new();
        for line in text.lines().skip(2) {
            let line = line.trim();
            if let Some(rest) = line.strip_prefix("participant ") {
                known.push(rest.split(' ').next().expect("a name").to_owned());
                continue;
            }
            let (who, words) = line.split_once(": ").unwrap_or_else(|| panic!("{lesson}: {line}"));
            let names = who.trim_start_matches("Note over ");
            let names = names.replace("--x", "-").replace("-x", "-");
            for name in names.split(|c: char| !c.is_ascii_alphanumeric()).filter(|n| n.len() > 1) {
                assert!(known.iter().any(|one| one == name), "{lesson}: {name} in {line}");
            }
            // What is opened by a poll is closed by its end.
            if let Some((_, to)) = who.split_once("->>+") {
                open.push(to.to_owned());
            } else if let Some((from, _)) = who.split_once("-->>-").or(who.split_once("--x-")) {
                assert_eq!(open.pop().as_deref(), Some(from), "{lesson}: {line}");
            }
            let plain = words.replace(';', "");
            let numbers = words.matches('#').count();
            assert_eq!(words.matches(';').count(), numbers, "{lesson}: {line}");
            assert!(!plain.contains(['<', '>', '{', '}', '%', '"']), "{lesson}: {line}");
        }
    }
}

#[test]
fn a_long_run_stops_and_says_where() {
    let text = diagram(&whole("three-tasks/big"));
    let last = whole("three-tasks/big").session.last_turn().expect("it ends");
    assert_eq!(text.contains("the diagram stops after"), last > MAX_MERMAID_TURNS);
    assert!(text.len() < 50_000, "{} bytes", text.len());
}

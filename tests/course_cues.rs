//! Every kind of cue against runs that are written by hand: where it fires, and by that where it does not.

mod event_script;

use coroscope::course::question::cue::{Cue, locate_beats};
use coroscope::course::story::Story;
use event_script::story;

fn cue(text: &str) -> Cue {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// All positions at which a cue fires, each one sought after the one before.
fn positions(cue: &Cue, story: &Story) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    while let Some(position) = cue.next(story, found.last().copied()) {
        assert!(
            found.last().is_none_or(|last| *last < position),
            "`{cue}` fires twice at {position}"
        );
        found.push(position);
    }
    found
}

/// A cue, a run, and every position at which the cue fires in it.
type Row = (&'static str, &'static str, &'static [usize]);

#[rustfmt::skip]
const ROWS: [Row; 72] = [
    // The beginning.
    ("start", "spawn waiter; | ; poll waiter", &[0]),
    ("setup done", "spawn waiter; spawn bell; | ; poll waiter; pending waiter", &[2]),
    ("setup done", "spawn waiter; |", &[1]),
    // A poll, and how it ends.
    ("poll waiter", "spawn waiter; spawn bell; poll bell; poll waiter; poll waiter", &[4, 5]),
    ("poll waiter", "spawn waiter; drop waiter", &[]),
    ("poll waiter #2", "spawn waiter; spawn bell; poll waiter; poll bell; poll bell; poll waiter", &[6]),
    ("poll waiter #1", "spawn waiter; poll waiter; poll waiter", &[2]),
    ("pending waiter", "spawn waiter; spawn bell; pending bell; pending waiter; ready waiter", &[4]),
    ("ready waiter", "spawn waiter; spawn bell; ready bell; pending waiter; ready waiter", &[5]),
    ("panicked waiter", "spawn waiter; spawn bell; panicked bell; ready waiter; panicked waiter", &[5]),
    // A task outside of its poll.
    ("spawn waiter", "spawn bell; spawn waiter; poll waiter", &[2]),
    ("cancel waiter", "spawn waiter; spawn bell; cancel bell; cancel waiter; drop waiter; cancelled waiter", &[4]),
    ("drop waiter", "spawn waiter; spawn bell; drop bell; poll waiter; cancel waiter; drop waiter; cancelled waiter", &[6]),
    ("cancelled waiter", "spawn waiter; spawn bell; cancelled bell; cancel waiter; drop waiter; cancelled waiter", &[6]),
    ("lost waiter", "spawn waiter; spawn bell; lost bell; pending waiter; lost waiter", &[5]),
    ("joins waiter bell", "spawn waiter; spawn bell; joins bell waiter; joins waiter bell", &[4]),
    // A wake: each effect has its own cue, and a bare `wake` means the one that queues.
    ("wake waiter", "spawn waiter; spawn bell; wake bell; wake waiter merged; wake waiter ignored; wake waiter", &[6]),
    ("wake waiter merged", "spawn waiter; wake waiter; wake waiter merged; wake waiter ignored", &[3]),
    ("wake waiter ignored", "spawn waiter; wake waiter; wake waiter merged; wake waiter ignored", &[4]),
    // Timers and the clock.
    ("timer waiter", "spawn waiter; spawn bell; timer bell 1; timer waiter 2", &[4]),
    ("fired waiter", "spawn waiter; spawn bell; timer bell 1; timer waiter 2; fire bell; fire waiter", &[6]),
    ("clock 2", "clock 1 idle; clock 2 cost; clock 2.5 idle", &[2]),
    ("clock 2.5", "clock 2 idle; clock 2.5 block; clock 25 idle", &[2]),
    ("idle", "clock 1 cost; clock 2 block; clock 3 idle", &[3]),
    // A coroutine, by the name that the screen gives it.
    ("created early", "call late; call early; enter early", &[2]),
    ("created early", "call greet; bind greet early", &[2]),
    ("enter early", "call early; call late; enter late; continue early; enter early", &[5]),
    ("continue early", "call early; call late; enter early; continue late; continue early", &[5]),
    ("await early", "call early; call late; await late; enter early; await early", &[5]),
    ("returns early", "call early; call late; return late; return early", &[4]),
    ("dropped early", "call early; call late; return late; discard late; discard early", &[5]),
    ("local f", "call main; local main g 1; local main f 1; local main f 2", &[3, 4]),
    ("local f 2", "call main; local main f 1; local main g 2; local main f 2", &[4]),
    ("local f \"Some (2)\"", "call main; local main f 1; local main f Some (2)", &[3]),
    // Shared things.
    ("waits waiter answer", "spawn waiter; spawn bell; make answer; make lock; waits bell answer; waits waiter lock; waits waiter answer", &[7]),
    ("changed answer", "make answer; make lock; change lock 1; change answer 42", &[4]),
    ("holds waiter lock", "spawn waiter; spawn bell; make lock; holds bell lock; waits waiter lock; holds waiter lock", &[6]),
    ("releases waiter lock", "spawn waiter; spawn bell; make lock; releases bell lock; holds waiter lock; releases waiter lock", &[6]),
    // Jobs outside the loop.
    ("handed-over bread", "make pool; hand cake pool; hand bread pool; job start bread 0", &[3]),
    ("started bread", "make pool; hand cake pool; hand bread pool; job start cake 0; job start bread 1", &[5]),
    ("waits alice bread", "spawn alice; spawn bob; make pool; hand bread pool; job await bob bread; job await alice bread", &[6]),
    ("abandoned bread", "make pool; hand bread pool; hand cake pool; job abandon cake; job abandon bread", &[5]),
    ("done bread", "make pool; hand cake pool; hand bread pool; job end cake 1; job end bread 2; job abandon cake", &[5]),
    // Output.
    ("out \"answer set\"", "print answer; print answer set; print answer set twice", &[2]),
    ("out one", "print two; print one", &[2]),
    // The end.
    ("finished", "end stalled; end finished", &[2]),
    ("stalled", "end finished; end stalled", &[2]),
    ("waiting", "end finished; end waiting", &[2]),
    ("no-progress", "end finished; end no-progress", &[2]),
    ("frozen", "end finished; end frozen", &[2]),
    ("cut-off", "end finished; end cut-off", &[2]),
    // A chain: each condition is met after the one before it, not at the same event.
    ("wake main then clock 2", "spawn main; clock 2 idle; wake main; clock 1 idle; clock 2 idle", &[5]),
    ("poll waiter then poll waiter", "spawn waiter; poll waiter; pending waiter; poll waiter", &[4]),
    ("poll waiter then pending waiter then poll waiter", "spawn waiter; pending waiter; poll waiter; poll waiter; pending waiter; poll waiter", &[6]),
    ("idle then wake waiter", "spawn waiter; wake waiter; clock 1 idle; wake waiter merged; wake waiter", &[5]),
    ("setup done then poll waiter", "spawn waiter; | ; poll waiter", &[2]),
    ("start then spawn waiter", "spawn waiter; spawn waiter", &[1]),
    // Names that are the same or begin the same.
    ("poll a", "spawn ab; spawn a; poll ab; poll a", &[4]),
    ("pending b", "spawn a; spawn b; poll a; pending a; poll b", &[]),
    ("out \"\"", "print x; print", &[2]),
    ("changed a", "make ab; change ab 1", &[]),
    ("created a", "call ab; call a", &[2]),
    ("lost a", "spawn a; pending a; wake a ignored", &[]),
    ("ready a", "spawn a; pending a; cancelled a", &[]),
    ("cancel a", "spawn a; drop a; cancelled a", &[]),
    ("fired a", "spawn a; timer a 1; clock 1 idle", &[]),
    ("timer a", "spawn a; spawn b; timer b 1; fire b", &[]),
    ("await a", "call a; enter a; continue a; return a", &[]),
    ("enter a", "call a; continue a", &[]),
    ("joins a b", "spawn a; spawn b; ready b", &[]),
    ("releases a lock", "spawn a; make lock; holds a lock", &[]),
    ("waits a lock", "spawn a; make lock; holds a lock; change lock held by a", &[]),
];

#[test]
fn a_cue_fires_where_its_event_happens_and_nowhere_else() {
    let mut wrong = Vec::new();
    for (text, script, expected) in &ROWS {
        let found = positions(&cue(text), &story(script));
        if found != *expected {
            wrong
                .push(format!("`{text}` in `{script}`: fires at {found:?}, expected {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The list of words comes from the refusal, so a new word without a row is found.
#[test]
fn every_word_that_begins_a_cue_has_a_row_in_which_it_fires() {
    let refusal = "nothing".parse::<Cue>().expect_err("this is no cue").to_string();
    let (_, words) = refusal.split_once("the words are ").expect("the refusal lists the words");
    for word in words.split(", ") {
        let is_fired = |(text, _, found): &&Row| {
            text.split(" then ").last().is_some_and(|last| last.starts_with(word))
                && !found.is_empty()
        };
        assert!(ROWS.iter().any(|row| is_fired(&row)), "no row fires `{word}`");
    }
}

#[test]
fn a_cue_is_sought_after_the_position_and_not_at_it() {
    let story = story("spawn a; poll a; pending a; poll a");
    assert_eq!(cue("poll a").next(&story, None), Some(2));
    assert_eq!(cue("poll a").next(&story, Some(1)), Some(2));
    assert_eq!(cue("poll a").next(&story, Some(2)), Some(4));
    assert_eq!(cue("poll a").next(&story, Some(4)), None);
    assert_eq!(cue("start").next(&story, Some(0)), None, "the start is never after a position");
}

/// The cues of a scene's beats, its run, and where each beat begins, or `-` where it does not happen.
#[test]
fn beats_begin_one_after_another_and_as_many_as_can() {
    let rows: [(&[&str], &str, &str); 9] = [
        (&["poll a", "pending a"], "spawn a; poll a; pending a", "2 3"),
        // The second beat does not begin at the position of the first.
        (&["poll a", "poll a"], "spawn a; poll a; pending a; poll a", "2 4"),
        (&["poll a", "poll a"], "spawn a; poll a; pending a", "2 -"),
        // A beat whose event never happens is left out, and the others stay.
        (&["poll a", "panicked a", "pending a"], "spawn a; poll a; pending a", "2 - 3"),
        (&["panicked a"], "spawn a; poll a", "-"),
        // A beat that would push two others out gives way to them.
        (
            &["ready a", "poll b", "pending b"],
            "spawn a; spawn b; poll b; pending b; ready a",
            "- 3 4",
        ),
        // Of two that exclude each other, the one that is written first stays.
        (&["ready a", "poll b"], "spawn a; spawn b; poll b; ready a", "4 -"),
        (&["start", "spawn a"], "spawn a", "0 1"),
        (&["spawn a", "start"], "spawn a", "1 -"),
    ];
    for (cues, script, expected) in rows {
        let cues: Vec<_> = cues.iter().map(|text| cue(text)).collect();
        let places = locate_beats(&cues.iter().collect::<Vec<_>>(), &story(script));
        let places: Vec<_> =
            places.iter().map(|at| at.map_or("-".to_owned(), |at| at.to_string())).collect();
        assert_eq!(places.join(" "), expected, "{script}");
    }
}

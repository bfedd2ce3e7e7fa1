//! A run as plain sentences: how each paragraph begins, and which turns are folded into one line.
#![allow(missing_docs)]

use coroscope::Scope;
use coroscope::kit::{SECOND, say, sleep, spawn_named, yield_now};
use coroscope::session::Session;
use std::process::Command;

fn text(scope: &Scope) -> String {
    let mut out = Vec::new();
    scope.write_sentences(&mut out).expect("a vector takes all");
    String::from_utf8(out).expect("sentences are text")
}

/// Returns the part of each paragraph before its first colon.
fn beginnings(text: &str) -> Vec<&str> {
    let paragraphs = text.split("\n\n").map(str::trim).filter(|text| !text.is_empty());
    paragraphs.map(|paragraph| paragraph.split(':').next().unwrap_or("")).collect()
}

/// A task that yields n times takes n + 1 turns. The first and the last one read differently from the rest.
#[test]
fn turns_in_the_same_words_are_folded_after_the_third() {
    let table: [(u32, &[&str]); 5] = [
        (0, &["Set-up, 0 s", "Turn 1, 0 s", "After turn 1"]),
        (1, &["Set-up, 0 s", "Turn 1, 0 s", "Turn 2, 0 s", "After turn 2"]),
        (
            4,
            &[
                "Set-up, 0 s",
                "Turn 1, 0 s",
                "Turn 2, 0 s",
                "Turn 3, 0 s",
                "Turn 4, 0 s",
                "Turn 5, 0 s",
                "After turn 5",
            ],
        ),
        // One turn too many is written out, as a line about it would be no shorter.
        (
            5,
            &[
                "Set-up, 0 s",
                "Turn 1, 0 s",
                "Turn 2, 0 s",
                "Turn 3, 0 s",
                "Turn 4, 0 s",
                "Turn 5, 0 s",
                "Turn 6, 0 s",
                "After turn 6",
            ],
        ),
        (
            40,
            &[
                "Set-up, 0 s",
                "Turn 1, 0 s",
                "Turn 2, 0 s",
                "Turn 3, 0 s",
                "Turn 4, 0 s",
                "Turns 5 to 40",
                "Turn 41, 0 s",
                "After turn 41",
            ],
        ),
    ];
    for (yields, expected) in table {
        let scope = Scope::new("yields", move || {
            spawn_named("yields", async move {
                for _ in 0..yields {
                    yield_now().await;
                }
            })
            .detach();
        });
        let text = text(&scope);
        assert_eq!(beginnings(&text), expected, "{yields} yields\n{text}");
    }
}

/// What is printed is part of the words: such turns are never folded.
#[test]
fn turns_that_print_different_words_are_not_folded() {
    let scope = Scope::new("counts", || {
        spawn_named("counts", async {
            for word in ["one", "two", "three", "four", "five", "six", "seven"] {
                say!("{word}");
                yield_now().await;
            }
        })
        .detach();
    });
    let text = text(&scope);
    assert!(!text.contains("Turns "), "{text}");
    assert_eq!(beginnings(&text).len(), 10, "{text}");
}

#[test]
fn a_jump_of_the_clock_begins_with_the_turn_before_it_and_ends_with_the_queue() {
    let scope = Scope::new("sleeps", || {
        spawn_named("sleeps", async {
            sleep(2 * SECOND).await;
        })
        .detach();
    });
    let text = text(&scope);
    let expected = ["Set-up, 0 s", "Turn 1, 0 s", "After turn 1", "Turn 2, 2 s", "After turn 2"];
    assert_eq!(beginnings(&text), expected, "{text}");
    let queues: Vec<_> = text
        .split("\n\n")
        .map(|paragraph| {
            let is_ready = paragraph.contains("Ready queue: A sleeps.");
            (is_ready, paragraph.contains("The ready queue is empty."))
        })
        .take(5)
        .collect();
    // After the set-up and after the jump A is ready. After the end there is nothing to say about the queue.
    let expected = [(true, false), (false, true), (true, false), (false, true), (false, false)];
    assert_eq!(queues, expected, "{text}");
}

#[test]
fn an_endless_run_stops_after_ten_thousand_steps_and_says_so() {
    let scope = Scope::new("endless", || {
        spawn_named("endless", async {
            loop {
                sleep(SECOND).await;
            }
        })
        .detach();
    });
    let text = text(&scope);
    let last = text.trim_end().lines().last().unwrap_or("").to_owned();
    assert!(last.starts_with("The text ends here, after 10000 steps"), "{last}");
}

#[test]
fn a_moment_inside_a_turn_ends_the_text_there() {
    let output = Command::new(env!("CARGO_BIN_EXE_coroscope"))
        .args(["text", "resume@1.3"])
        .output()
        .expect("the program starts");
    let text = String::from_utf8_lossy(&output.stdout);
    let paragraphs = beginnings(text.trim_end());
    assert_eq!(paragraphs.last(), Some(&"Turn 1, 0 s"), "{text}");
    // The poll hasn't returned yet, so there is no sentence about its end and none about the queue.
    let last = text.trim_end().split("\n\n").last().unwrap_or("").to_owned();
    assert!(!last.contains("Pending") && !last.contains("eady queue:"), "{last}");
}

/// Each position of a run, and the last paragraph of the text that ends there.
#[test]
fn a_text_that_stops_inside_a_step_has_the_events_up_to_there_and_no_more() {
    let scope = Scope::new("prints", || {
        spawn_named("one", async {
            say!("first");
            say!("second");
        })
        .detach();
    });
    let mut session = Session::new(scope.program());
    session.to_end(10);
    let end = session.position();
    let texts: Vec<_> = (0..=end)
        .map(|position| {
            session.go(position);
            let mut out = Vec::new();
            coroscope::text::tell(&mut out, &mut session, false).expect("a vector takes all");
            assert_eq!(session.position(), position);
            String::from_utf8(out).expect("sentences are text").trim_end().to_owned()
        })
        .collect();
    let last = |position: usize| texts[position].rsplit("\n\n").next().unwrap_or("").to_owned();
    assert_eq!(texts[0], "");
    let whole = &texts[end];
    let turn = whole.split("\n\n").nth(1).expect("there is one turn");
    let mut paragraphs = 0;
    for position in 1..=end {
        let last = last(position);
        let is_in_turn = last.starts_with("Turn 1, 0 s:") && last != turn;
        if is_in_turn {
            assert!(turn.starts_with(&last), "{position}: {last}");
            assert!(
                !last.contains("Ready queue:") && !last.contains("The ready queue is"),
                "{position}: {last}"
            );
            paragraphs += 1;
        }
        assert_eq!(last.contains("second"), last == turn || last.ends_with("“second”."), "{last}");
    }
    assert_eq!(paragraphs, 3, "{texts:#?}");
}

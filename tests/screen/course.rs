//! The lesson beside the run: its words, its questions, its changes.

use crate::driver::Screen;
use coroscope::app::guide::Guide;
use coroscope::app::message::{Message, ViewMessage};
use coroscope::app::pane::Pane;
use coroscope::course::tour::{QuestionId, Reply};
use coroscope::progress::Milestone;

/// Where it starts, the keys, where it ends, and what is on the screen then.
#[rustfmt::skip]
const TRIPLES: &[(&str, &str, &str, &str)] = &[
    // A4: before `answer set` the step is held.
    ("resume@2.7", "space", "resume@2.7", "Which line is printed next?"),
    ("resume@2.7", "space space", "resume@2.7", "Which line is printed next?"),
    ("resume@2.7", "space 1", "resume@2.7", "Yes: answer set. waiter will be woken"),
    ("resume@2.7", "space 3", "resume@2.7", "No: answer set. set puts waiter"),
    ("resume@2.7", "space 2", "resume@2.7", "it continues at its await."),
    ("resume@2.7", "space 1 right", "resume@2", "answerer finishes"),
    ("resume@2.7", "space s", "resume@2.9", "Skipped. You can answer it at the end of the lesson."),
    ("resume@2.7", "space h", "resume@2.7", "Which task is being polled, and has that poll returned?"),
    ("resume@2.7", "space h h", "resume@2.7", "R5: "),
    ("resume@2.7", "space h h h", "resume@2.7", "The answer is answer set."),
    ("resume@2.7", "space Esc", "resume@2.7", "A question comes next. Press space."),
    ("resume@2.7", "space left", "resume@1", "waiter is suspended"),
    ("resume@2.9", "]", "resume@2.11", "answerer keeps running"),
    ("resume@2.11", "[", "resume@2.9", "The waker is called"),
    ("resume@0.0", "[", "resume@0.0", "This is the first beat."),
    ("in-a-row@0", "End ] [", "in-a-row@3.11", "A5 Two awaits"),
    // A second key at a question says what it waits for, and hides nothing.
    ("resume@2.7", "space space", "resume@2.7", "First answer the question with 1-3, or press s to skip it."),
    // Looking around is possible, but no answer is given to a question that can't be seen.
    ("resume@2.7", "space Tab z", "resume@2.7", "leave zoom"),
    ("resume@2.7", "space Tab z 1", "resume@2.7", "First answer the question with 1-3, or press s to skip it."),
    ("resume@2.7", "space Tab z z 1", "resume@2.7", "show me where"),
    ("resume@2.7", "space ]", "resume@2.7", "First answer the question with 1-3, or press s to skip it."),
    // What is changed now is marked.
    ("resume@2.9", "b", "resume@2.9", "the lesson's run (now)"),
    ("resume@2.9", "b Enter b", "resume@0", "poll answerer first (now)"),
    ("resume@2.9", "b Enter s End u", "resume@2.15~1", "There's no choice to undo: the run began in this order."),
    ("resume@2.9", "n", "resume@2.9", "set also called the waker that"),
    ("resume@2.9", "b", "resume@2.9", "poll answerer first"),
    ("resume@2.9", "b Enter", "resume@0", "Your change: poll \u{201c}answerer\u{201d} first."),
    ("resume@2.9", "b Enter s End", "resume@2.15~1", "waiter is polled once. When waiter gets"),
    ("resume@2.9", "b Enter s End r", "resume@2.9", "This is the lesson's program again."),
    ("resume@2.9", "b Enter space b up Enter", "resume@2.9", "This is the lesson's program again."),
    ("resume@2.9", "b up Enter", "resume@2.9", "This is the lesson's run already."),
    ("resume@2.7", "a", "resume@2.7", "playing"),
    // Words of an earlier step say so, and those of the plain run in another one.
    ("three-tasks@4.3", "", "three-tasks@4.3", "Earlier in this turn: factorial"),
    // At the end of the turn they might be about another state than the one that is shown.
    ("three-tasks@4", "", "three-tasks@4", "The lesson has nothing to add here."),
    // Only the end of the last scene says what other runtimes do.
    ("in-a-row@0", "End", "in-a-row@3.11", "Both downloads have finished"),
    // The program is seen before the loop that runs it, and again where a question needs it.
    ("executor@0", "", "executor@0", "yield_now().await;"),
    ("executor@0", "space space", "executor@1.1", "let taken = state.take(nth);"),
    ("task@1~1", "", "task@1~1", "The tasks are polled in another order now,"),
    ("waker@0", "b down Enter", "waker/busy@0", "Your change: wake the task"),
    // A lesson goes on with its next scene.
    ("in-a-row@0", "End right", "in-a-row@3.11", "Press space for the next one."),
    ("in-a-row@0", "End space", "in-a-row/tasks@0", "Two tasks, awaited one after the other"),
    ("in-a-row@0", "End ]", "in-a-row/tasks@0", "Two tasks, awaited one after the other"),
    ("in-a-row/tasks@0", "End ] s", "in-a-row/tasks@7.7", "The end of A5 Two awaits in a row"),
    // The opening is about the first scene.
    ("lazy@0", "b Enter", "lazy/both@0", "Your change: await \u{201c}early\u{201d} as well, before"),
    // Which timer is whose, a task with two of them does not tell.
    ("select@1", "", "select@1", "is suspended at the await on line 28"),
    ("select@1", "", "select@1", "line 15 sleep(5 * SECOND).await │"),
    // Who is given a lock is not who gives it.
    ("mutex@4", "", "mutex@4", "hands lock to B bob"),
    // A drop is no poll, and what is printed in it is printed by drop handlers.
    ("cancel@6", "", "cancel@6", "●   ✗"),
    ("cancel@6.3", "", "cancel@6.3", "R7 B worker prints"),
    ("cancel@6.3", "", "cancel@6.3", "dropping ✗ B worker"),
    ("cancel@6.3", "", "cancel@6.3", "B ✗ worker dropping"),
    // What nobody keeps is not shown as kept.
    ("resume@2.8", "", "resume@2.8", "no wakers stored"),
];

#[test]
fn the_lesson_goes_with_the_run() {
    for (start, keys, end, shown) in TRIPLES {
        let mut screen = Screen::new(start, 160, 45);
        screen.press(keys);
        // A sentence is broken by what stands beside it: its words are looked for in order.
        let text = screen.text();
        let mut rest = text.as_str();
        assert_eq!(&screen.address(), end, "{start}: {keys}\n{text}");
        for word in shown.replace('`', "").split_whitespace() {
            let plain = rest.replace('`', "");
            let at = plain.find(word);
            assert!(at.is_some(), "{start}: {keys}: no '{shown}' on\n{text}");
            rest = rest.get(at.unwrap_or(0)..).unwrap_or(rest);
        }
    }
}

/// Where panes share a place, the one that the beat speaks of is in front; one that has the focus stays.
#[test]
fn what_the_beat_speaks_of_is_in_front() {
    for (width, height) in [(80, 24), (100, 30)] {
        let mut screen = Screen::new("mutex@3", width, height);
        assert!(screen.shows("[Futures]") && screen.shows("held by:"), "{}", screen.text());
        screen.click("Corouti"); // a narrow pane cuts its tabs
        assert!(!screen.shows("[Futures]"), "{}", screen.text());
        screen.press("space space");
        assert!(!screen.shows("[Futures]"), "{}", screen.text());
    }
    // The last beat speaks of the timeline.
    let mut screen = Screen::new("mutex@0", 80, 24);
    screen.press("End");
    assert!(screen.shows("[Timeline]"), "{}", screen.text());
}

#[test]
fn the_question_lies_beside_the_source() {
    for (width, height) in [(80, 24), (100, 30), (120, 34), (160, 45)] {
        let mut screen = Screen::new("resume@2.7", width, height);
        screen.press("space");
        for text in ["Your guess", "answer set", "got 42", "answer.set(42);", "B ▶"] {
            assert!(screen.shows(text), "{text} at {width}x{height}\n{}", screen.text());
        }
    }
}

#[test]
fn playing_stops_at_a_beat_and_at_a_question() {
    let mut screen = Screen::new("resume", 100, 30);
    for stop in ["waiter is suspended", "Your guess"] {
        screen.press("a");
        for _ in 0..3 {
            if screen.app.is_playing {
                let _ = screen.app.update(Message::Tick);
            }
        }
        screen.draw();
        assert!(!screen.app.is_playing, "{stop}");
        assert!(screen.shows(stop), "{}", screen.text());
    }
}

#[test]
fn what_is_reached_is_told_for_saving() {
    let mut screen = Screen::new("resume", 100, 30);
    screen.press("space space space 2 space");
    let reached = std::mem::take(&mut screen.app.unsaved_milestones);
    assert_eq!(
        reached,
        [
            Milestone::Beat("resume".into(), 0, 0),
            Milestone::Answer("resume".into(), QuestionId::Beat(0, 0), Reply::Given(1, true)),
            Milestone::Beat("resume".into(), 0, 1),
        ]
    );
    screen.press("End");
    assert!(screen.app.unsaved_milestones.contains(&Milestone::Finish("resume".into())));
    screen.press("b Enter");
    screen.app.unsaved_milestones.clear();
    screen.press("End");
    assert_eq!(screen.app.unsaved_milestones, []);
}

/// A2: three of its beats belong to the set-up, and the step key comes to each of them.
#[test]
fn a_lesson_on_the_set_up_opens_before_it() {
    let mut screen = Screen::new("task", 160, 45);
    assert_eq!(screen.address(), "task@0.0");
    assert!(screen.shows("In lesson A1, main ran late"), "{}", screen.text());
    let mut titles = Vec::new();
    for _ in 0..16 {
        screen.press("space");
        if screen.app.guide.as_ref().is_some_and(Guide::is_asking) {
            screen.press("s");
        }
        let said = &screen.app.guide.as_ref().expect("it has words").text;
        titles.extend(said.beat.iter().map(|(_, beat)| beat.title.clone()));
    }
    titles.dedup();
    let lesson = coroscope::course::catalog::find("task").expect("there is such a lesson");
    let page = lesson.page.as_ref().expect("it can be read");
    // A step is a whole poll: of two beats in one poll, the later stays.
    let steps: Vec<_> = page.beats.iter().map(|beat| beat.title.clone()).collect();
    assert_eq!(titles[..3], steps[..3]);
    assert_eq!(titles.last(), steps.last());
    screen.press("Home");
    assert_eq!(screen.address(), "task@0.0");
    assert_eq!(Screen::new("task@0", 80, 24).address(), "task@0");
    assert_eq!(Screen::new("resume", 80, 24).address(), "resume@0");
}

#[test]
fn a_lesson_is_done_with_its_last_scene() {
    let mut screen = Screen::new("in-a-row@0", 120, 34);
    screen.press("End");
    assert!(!screen.app.unsaved_milestones.contains(&Milestone::Finish("in-a-row".into())));
    screen.press("] End");
    assert!(screen.app.unsaved_milestones.contains(&Milestone::Finish("in-a-row".into())));
}

#[test]
fn the_last_page_of_the_timeline_is_a_full_one() {
    let mut screen = Screen::new("three-tasks@0", 80, 24);
    screen.press("End");
    let _request = screen.app.update(Message::View(ViewMessage::Focus(Pane::Timeline)));
    screen.press("z");
    let bars = screen.text().matches('▆').count();
    assert!(bars > 10, "{bars} bars on\n{}", screen.text());
}

#[test]
fn nobody_stands_in_line_for_a_shared_value() {
    let screen = Screen::new("lost-update@1", 160, 45);
    assert!(screen.shows("shared value") && !screen.shows("waiting:"), "{}", screen.text());
}

/// It is said while the question waits, and not behind the answer.
#[test]
fn behind_an_answer_no_question_is_first() {
    for keys in ["space 1 space", "space 1 ]", "space s", "space 1 Tab z", "space left"] {
        let mut screen = Screen::new("resume@2.7", 100, 30);
        screen.press(keys);
        assert!(!screen.shows("First answer the question"), "{keys}\n{}", screen.text());
    }
}

#[test]
fn a_pane_that_the_words_name_comes_to_the_front_beside_the_one_they_point_at() {
    // The beat points at Tasks, and says that Output is empty.
    let mut screen = Screen::new("task", 80, 24);
    while !screen.shows("`set_up` returns") && !screen.shows("set_up returns") {
        screen.press("space");
        screen.press("s");
    }
    assert!(screen.shows("[Output]"), "{}", screen.text());
}

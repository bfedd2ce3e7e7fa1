//! The lesson beside the run: its words, its questions, its changes.

use crate::driver::Screen;
use coroscope::app::guide::Guide;
use coroscope::course::tour::{QuestionId, Reply};
use coroscope::progress::Milestone;

/// Where it starts, the keys, where it ends, and what is on the screen then.
#[rustfmt::skip]
const TRIPLES: &[(&str, &str, &str, &str)] = &[
    // A4: before `answer set` the step is held.
    ("resume@2.7", "space", "resume@2.7", "Which line is printed next?"),
    ("resume@2.7", "space space", "resume@2.7", "Which line is printed next?"),
    ("resume@2.7", "space a", "resume@2.7", "Yes: answer set. Waking puts"),
    ("resume@2.7", "space c", "resume@2.7", "No: answer set. Waking a task"),
    ("resume@2.7", "space b", "resume@2.7", "This one goes on at the await."),
    ("resume@2.7", "space a space", "resume@2", "Its turn is over"),
    ("resume@2.7", "space s", "resume@2", "Its turn is over"),
    ("resume@2.7", "space h", "resume@2.7", "Look at Source: which coroutine is running now."),
    ("resume@2.7", "space h h", "resume@2.7", "R5: "),
    ("resume@2.7", "space h h h", "resume@2.7", "The answer is answer set."),
    ("resume@2.7", "space Esc", "resume@2.7", "A question waits before the next step: space."),
    ("resume@2.7", "space left", "resume@1", "No answer yet"),
    ("resume@2.9", "]", "resume@2.11", "The same poll goes on"),
    ("resume@2.11", "[", "resume@2.9", "The waker is called"),
    ("resume@0.0", "[", "resume@0.0", "There is no beat before."),
    ("in-a-row@0", "End ] [", "in-a-row@3.11", "A5 Two awaits"),
    // A second key at a question says what it waits for, and hides nothing.
    ("resume@2.7", "space space", "resume@2.7", "First the question: answer it, or pass over it with s."),
    ("resume@2.7", "space Tab z", "resume@2.7", "First the question: answer it, or pass over it with s."),
    ("resume@2.7", "space ]", "resume@2.7", "First the question: answer it, or pass over it with s."),
    // What is changed now is marked.
    ("resume@2.9", "b", "resume@2.9", "the plain run (as it is now)"),
    ("resume@2.9", "b Enter b", "resume@0", "poll answerer first (as it is now)"),
    ("resume@2.9", "b Enter End u", "resume@2.15~1", "It began in this order: r runs the loop's own."),
    ("resume@2.9", "n", "resume@2.9", "Filling the slot called the waker that it kept."),
    ("resume@2.9", "b", "resume@2.9", "poll answerer first"),
    ("resume@2.9", "b Enter", "resume@0", "Changed: poll answerer first."),
    ("resume@2.9", "b Enter End", "resume@2.15~1", "Did not happen this time: No answer yet;"),
    ("resume@2.9", "b Enter End r", "resume@0", "The plain run again."),
    ("resume@2.9", "b Enter space b up Enter", "resume@0", "The plain run again."),
    ("resume@2.9", "b up Enter", "resume@2.9", "This is the plain run."),
    ("resume@2.7", "a", "resume@2.7", "playing"),
    // Words of an earlier step say so, and those of the plain run in another one.
    ("three-tasks@4", "", "three-tasks@4", "`factorial` still has its variables @4.1 "),
    ("task@1~1", "", "task@1~1", "Written for the plain run:"),
    ("waker@0", "b down Enter", "waker/busy@0", "Changed:"),
    // A lesson goes on with its next scene.
    ("in-a-row@0", "End space", "in-a-row@3.11", "] goes on to the next one"),
    ("in-a-row@0", "End ]", "in-a-row/tasks@0", "Two tasks, awaited one after the other"),
    ("in-a-row/tasks@0", "End ] s", "in-a-row/tasks@7.7", "This is the end of the run."),
    // The opening is about the first scene.
    ("lazy@0", "b Enter", "lazy/both@0", "Changed: await early as well, before late"),
    // Which timer is whose, a task with two of them does not tell.
    ("select@1", "", "select@1", "ends Pending: suspended at line 28"),
    ("select@1", "", "select@1", "line 15 sleep(5 * SECOND).await │"),
    // Who is given a lock is not who gives it.
    ("mutex@4", "", "mutex@4", "hands lock to B b"),
    // A drop is no poll, and what is printed in it is printed by drop handlers.
    ("cancel@6", "", "cancel@6", "●   ✗"),
    ("cancel@6.3", "", "cancel@6.3", "R7 B worker prints"),
    // What nobody keeps is not shown as kept.
    ("resume@2.8", "", "resume@2.8", "none is kept"),
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
        assert!(screen.shows("[Futures]") && screen.shows("held by"), "{}", screen.text());
        screen.click("Coroutin"); // a narrow pane cuts its tabs
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
        for text in ["Before you step", "answer set", "got 42", "answer.set(42);", "B ▶"] {
            assert!(screen.shows(text), "{text} at {width}x{height}\n{}", screen.text());
        }
    }
}

#[test]
fn playing_stops_at_a_beat_and_at_a_question() {
    use coroscope::app::message::Message;
    let mut screen = Screen::new("resume", 100, 30);
    screen.press("a");
    let _ = screen.app.update(Message::Tick);
    assert!(!screen.app.is_playing, "at the beat");
    screen.press("a");
    let _ = screen.app.update(Message::Tick);
    screen.draw();
    assert!(!screen.app.is_playing, "at the question");
    assert!(screen.shows("Before you step"));
}

#[test]
fn what_is_reached_is_told_for_saving() {
    let mut screen = Screen::new("resume", 100, 30);
    screen.press("space space b space s");
    let reached = std::mem::take(&mut screen.app.unsaved_milestones);
    assert_eq!(
        reached,
        [
            Milestone::Beat("resume".into(), 0, 0),
            Milestone::Answer("resume".into(), QuestionId::Beat(0, 0), Reply::Given(1, true)),
            Milestone::Answer("resume".into(), QuestionId::Beat(0, 1), Reply::Skipped),
            Milestone::Beat("resume".into(), 0, 2),
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
    assert!(screen.shows("Here the set-up code is shown as well."), "{}", screen.text());
    let mut titles = Vec::new();
    for _ in 0..12 {
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
    let bars = screen.text().matches('▆').count();
    assert!(bars > 10, "{bars} bars on\n{}", screen.text());
}

#[test]
fn nobody_stands_in_line_for_a_shared_value() {
    let screen = Screen::new("lost-update@1", 160, 45);
    assert!(screen.shows("shared value") && !screen.shows("in line"), "{}", screen.text());
}

/// It is said while the question waits, and not behind the answer.
#[test]
fn behind_an_answer_no_question_is_first() {
    for keys in ["space a space", "space a ]", "space s", "space a Tab z", "space left"] {
        let mut screen = Screen::new("resume@2.7", 100, 30);
        screen.press(keys);
        assert!(!screen.shows("First the question"), "{keys}\n{}", screen.text());
    }
}

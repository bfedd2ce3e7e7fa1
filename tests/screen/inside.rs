//! Through a poll with `↓` and `↑`: every stop says something new.

use crate::driver::Screen;
use coroscope::app::guide::Guide;
use coroscope::course::catalog::lessons;
use coroscope::course::tour::opening::SceneSession;

/// The sentence of the step line, without the event's number.
fn sentence(screen: &Screen) -> String {
    let text = screen.text();
    let lines: Vec<_> = text.lines().collect();
    let at = lines.iter().rposition(|line| line.starts_with('╰')).expect("the last panes") + 1;
    let words = lines[at..].iter().take(2).flat_map(|line| line.split_whitespace());
    let words: Vec<_> = words.take_while(|word| *word != "space").collect();
    let is_number = |word: Option<&&str>| word.is_some_and(|word| word.parse::<usize>().is_ok());
    let is_counter = |at: &usize| {
        words[*at] == "event" && is_number(words.get(at + 1)) && words.get(at + 2) == Some(&"of")
    };
    let end = (0..words.len()).find(is_counter).unwrap_or(words.len());
    words[..end].join(" ")
}

/// Presses `↓`. A question that is put there is answered, and put away.
fn down(screen: &mut Screen) {
    screen.press("down");
    if screen.app.guide.as_ref().is_some_and(Guide::is_asking) {
        screen.press("1 Esc");
    }
    // The card at the end of the lesson.
    screen.app.overlay = None;
}

#[test]
fn no_two_stops_in_a_row_say_the_same() {
    for lesson in lessons() {
        for scene in &lesson.scenes {
            let mut screen = Screen::of(SceneSession::new(lesson, scene), 200, 45);
            screen.press("n n Home up");
            while screen.app.open.session.position() > 0 {
                screen.press("up");
            }
            let mut told = vec![(0, String::new())];
            // A run that is busy for ever says enough in so many stops.
            for _ in 0..400 {
                let from = screen.app.open.session.position();
                down(&mut screen);
                if screen.app.open.session.position() == from {
                    break;
                }
                let at = screen.app.open.session.position();
                let said = sentence(&screen);
                assert!(said.len() > 8, "{}: {said}", screen.address());
                assert_ne!(told.last().map(|(_, said)| said), Some(&said), "{}", screen.address());
                told.push((at, said));
            }
            // Back is the same way.
            for (at, said) in told.iter().rev().skip(1).filter(|(at, _)| *at > 0) {
                screen.press("up");
                assert_eq!(screen.app.open.session.position(), *at, "{}", screen.address());
                assert_eq!(&sentence(&screen), said, "{}", screen.address());
            }
        }
    }
}

#[test]
fn a_line_goes_with_what_it_does() {
    let mut screen = Screen::new("resume@2.2", 120, 34);
    let mut stops = Vec::new();
    while !screen.app.open.session.is_between_steps() {
        stops.push(screen.address());
        down(&mut screen);
    }
    let session = &screen.app.open.session;
    let (start, end) = (session.column().events.start, session.column().events.end);
    assert!(stops.len() + 2 < end - start, "{stops:?}");
    // The question before `answer set` waits at its own place, a line or not.
    assert!(stops.contains(&"resume@2.7".to_owned()), "{stops:?}");
    // An address may still name a line that is passed over.
    assert_eq!(Screen::new("resume@2.3", 120, 34).address(), "resume@2.3");
}

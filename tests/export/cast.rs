//! The recording, played on a terminal, shows at each marker the screen of that turn.

use crate::driver::Screen;
use crate::{LESSONS, own, whole};
use coroscope::app::App;
use coroscope::course::tour::opening::SceneSession;
use coroscope::export::styled_run::Paper;
use coroscope::export::{cast, steps};
use ratatui::style::{Color, Modifier};
use serde_json::Value;

fn recorded(address: &str, size: (u16, u16)) -> (Value, Vec<(f64, String, String)>) {
    recording_of(whole(address), size)
}

fn recording_of(visit: SceneSession, size: (u16, u16)) -> (Value, Vec<(f64, String, String)>) {
    let mut file = Vec::new();
    let look = coroscope::ui::Look::default();
    cast::write(&mut file, visit, &look, size, &mut |_| {}).expect("memory");
    let text = String::from_utf8(file).expect("UTF-8");
    let mut lines = text.lines();
    let header = serde_json::from_str(lines.next().expect("a header")).expect("JSON");
    let events = lines.map(|line| serde_json::from_str(line).expect("an event")).collect();
    (header, events)
}

fn color(color: Color) -> vt100::Color {
    match color {
        Color::Reset => vt100::Color::Default,
        Color::Rgb(red, green, blue) => vt100::Color::Rgb(red, green, blue),
        other => panic!("the theme has {other:?}"),
    }
}

fn same(terminal: &vt100::Parser, screen: &Screen, at: &str) {
    let buffer = &screen.buffer;
    for row in buffer.area.rows() {
        for place in row.columns() {
            let right = &buffer[(place.x, place.y)];
            let shown = terminal.screen().cell(place.y, place.x).expect("it is on the screen");
            let letters = if shown.contents().is_empty() { " " } else { shown.contents() };
            let has = |weight| right.modifier.contains(weight);
            let right = (
                right.symbol(),
                color(right.fg),
                color(right.bg),
                [Modifier::BOLD, Modifier::ITALIC, Modifier::UNDERLINED, Modifier::REVERSED]
                    .map(has),
            );
            let weights = [shown.bold(), shown.italic(), shown.underline(), shown.inverse()];
            let shown = (letters, shown.fgcolor(), shown.bgcolor(), weights);
            assert_eq!(right, shown, "{at}: row {}, column {}", place.y, place.x);
        }
    }
}

#[test]
fn each_marker_finds_the_screen_of_its_turn() {
    for (lesson, (width, height)) in
        LESSONS.into_iter().zip([(120, 34), (80, 24)].into_iter().cycle())
    {
        let (header, events) = recorded(lesson, (width, height));
        assert_eq!((&header["version"], &header["width"]), (&2.into(), &width.into()));
        assert!(events.is_sorted_by(|one, next| one.0 <= next.0), "{lesson}: time runs back");
        let mut terminal = vt100::Parser::new(height, width, 0);
        let mut screen = Screen::of(whole(lesson), width, height);
        let last = whole(lesson).session.last_turn().expect("the run ends");
        let mut turn = 0;
        for (_, kind, text) in &events {
            if kind == "o" {
                terminal.process(text.as_bytes());
                continue;
            }
            turn += 1;
            assert_eq!((kind.as_str(), text), ("m", &format!("turn {turn}")));
            let visit = coroscope::course::tour::opening::SceneSession::from_address(&format!(
                "{lesson}@{turn}"
            ));
            let position = visit.expect("such a turn").session.position();
            steps::go_to(&mut screen.app, position);
            screen.draw();
            same(&terminal, &screen, text);
        }
        assert_eq!(turn, last, "{lesson}: one marker a turn");
        assert!(!terminal.screen().hide_cursor(), "the cursor comes back");
        let [.., before, end] = events.as_slice() else { panic!("events") };
        assert!(end.0 >= before.0 + 1.0, "the last step stays to be read");
    }
}

#[test]
fn only_what_changes_is_written() {
    let (_, events) = recorded("three-tasks", (120, 34));
    let sizes: Vec<_> =
        events.iter().filter(|(_, kind, _)| kind == "o").map(|e| e.2.len()).collect();
    let (first, rest) = sizes.split_first().expect("frames");
    let mean = rest.iter().sum::<usize>() / rest.len();
    assert!(mean * 2 < *first, "a first frame of {first} bytes, and then {mean} each");
}

#[test]
fn the_header_has_the_size_the_title_and_the_colours() {
    let (header, _) = recording_of(own(), (90, 30));
    assert_eq!((&header["width"], &header["height"]), (&90.into(), &30.into()));
    assert_eq!(header["title"], "A <title> & \"more\"");
    assert_eq!(header["env"]["TERM"], "xterm-256color");
    let paper = Paper::of(&coroscope::ui::Look::default().theme);
    let theme = &header["theme"];
    assert_eq!(
        (&theme["fg"], &theme["bg"]),
        (&paper.fg.to_string().into(), &paper.bg.to_string().into())
    );
    let palette: Vec<_> = theme["palette"].as_str().expect("a text").split(':').collect();
    assert_eq!(palette.len(), 16);
    let is_colour = |text: &&str| {
        text.strip_prefix('#')
            .is_some_and(|hex| hex.len() == 6 && u32::from_str_radix(hex, 16).is_ok())
    };
    assert!(palette.iter().all(is_colour), "{palette:?}");
    assert_eq!(palette[0], "#000000");
}

/// A frame stays for a second and a quarter of a second for each word of its sentence, up to nine seconds.
#[test]
fn a_frame_stays_for_as_long_as_its_sentence_takes_to_read() {
    let (_, events) = recording_of(own(), (80, 24));
    let mut app = App::new(own());
    let (all, _) = steps::steps(&own(), 100);
    let mut millis = 0_u64;
    let mut expected = Vec::new();
    for step in &all {
        steps::go_to(&mut app, step.position);
        expected.push((millis, "o".to_owned(), None));
        if step.is_turn {
            expected.push((millis + 10, "m".to_owned(), Some(format!("turn {}", step.turn))));
        }
        let words = app.step_summary().sentence.split_whitespace().count() as u64;
        millis += (1000 + 250 * words).min(9000);
    }
    expected.push((millis, "o".to_owned(), None));
    let found: Vec<_> = events
        .iter()
        .map(|(time, kind, text)| {
            let millis = (time * 1000.0).round() as u64;
            (millis, kind.clone(), (kind == "m").then(|| text.clone()))
        })
        .collect();
    assert_eq!(found, expected);
    assert!(
        events[0].2.starts_with("\u{1b}[?25l\u{1b}[0m\u{1b}[2J"),
        "the screen is cleared first"
    );
    assert!(events[1..].iter().all(|(.., text)| !text.contains("[2J")), "and only then");
    assert_eq!(events.last().expect("events").2, "\u{1b}[0m\u{1b}[24;1H\u{1b}[?25h\r\n");
}

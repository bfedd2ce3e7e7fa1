//! The notes under the lines of a source: glosses for a reader who chose Python, and how the twin differs.

use crate::driver::Screen;
use coroscope::app::guide::Guide;
use coroscope::app::pane::Pane;
use coroscope::app::sources::SourceTab;
use coroscope::course::catalog::lessons;
use coroscope::course::lesson::inline::{SourceLanguage, markers};
use coroscope::course::tour::opening::SceneSession;
use ratatui::style::Modifier;

/// Every size, and whether it has ASCII glyphs only.
const SIZES: [(u16, u16, bool); 4] =
    [(80, 24, false), (80, 24, true), (100, 30, false), (160, 45, false)];

/// A lesson in Python's words, with this source.
fn opened(address: &str, tab: SourceTab, (width, height, is_ascii): (u16, u16, bool)) -> Screen {
    let mut screen = Screen::new(address, width, height).with_looks("dark", is_ascii);
    screen.app.set_language(SourceLanguage::Python);
    screen.app.source_tab = tab;
    screen.draw();
    screen
}

/// The words of the screen without borders and line breaks.
fn words(screen: &Screen) -> String {
    let text = screen.text().replace(['│', '|'], " ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_note_stands_under_the_line_that_has_just_run() {
    for size in SIZES {
        let sign = if size.2 { "> late.await" } else { "› late.await" };
        // The line of the await is lit.
        for (tab, said) in [(SourceTab::Rust, sign), (SourceTab::Python, "= await runs")] {
            let mut screen = opened("lazy", tab, size);
            let line = screen.app.open.sources.text(tab).lines.iter().find(|line| {
                line.text.contains(if tab == SourceTab::Rust { "late.await" } else { "await late" })
            });
            let number = line.and_then(|line| line.number).expect("there is such a line");
            let found = (0..60).any(|_| {
                screen.press("down");
                if screen.app.guide.as_ref().is_some_and(Guide::is_asking) {
                    screen.press("s");
                }
                screen.shows(said)
            });
            assert!(found, "{size:?} {tab:?}: '{said}' never came\n{}", screen.text());
            assert!(screen.shows(&format!("{number}")), "{}", screen.text());
            assert!(!size.2 || screen.text().is_ascii(), "{}", screen.text());
        }
    }
}

#[test]
fn a_question_about_the_whole_program_leaves_the_whole_program_visible() {
    let mut screen = opened("lazy", SourceTab::Python, (80, 24, false));
    for _ in 0..4 {
        screen.press("space");
        if screen.app.guide.as_ref().is_some_and(Guide::is_asking) {
            break;
        }
    }
    assert!(screen.shows("How many lines will this"), "{}", screen.text());
    for line in ["async def greet(name):", "await late", "asyncio.run(main())"] {
        assert!(screen.shows(line), "{line}\n{}", screen.text());
    }
}

#[test]
fn glosses_are_for_those_who_chose_python() {
    for language in SourceLanguage::ALL {
        let mut screen = Screen::new("lazy", 160, 45);
        screen.app.set_language(language);
        screen.app.source_tab = SourceTab::Rust;
        screen.draw();
        let is_for_python = language == SourceLanguage::Python;
        assert_eq!(screen.shows("New Rust syntax in this lesson"), is_for_python);
        screen.press("space");
        assert!(!screen.shows("New Rust syntax in this lesson"), "{}", screen.text());
        let mut seen = String::new();
        for _ in 0..60 {
            screen.press("down");
            if screen.app.guide.as_ref().is_some_and(Guide::is_asking) {
                screen.press("s");
            }
            seen.push_str(&words(&screen));
        }
        assert_eq!(seen.contains('›'), is_for_python, "{language:?}");
    }
}

#[test]
fn new_rust_is_shown_when_the_rust_source_first_appears() {
    const HEADING: &str = "New Rust syntax in this lesson";
    // The keys that lead to the Rust source, in different orders of the tabs and later in the run.
    for keys in ["t t", "space t t", "t space t", "space space s t space t"] {
        let mut screen = opened("suspend", SourceTab::Python, (100, 30, false));
        assert!(!screen.shows(HEADING), "{keys}: {}", screen.text());
        screen.press(keys);
        assert_eq!(screen.app.source_tab, SourceTab::Rust, "{keys}");
        assert!(screen.shows(HEADING), "{keys}: {}", screen.text());
        screen.press("down");
        assert!(!screen.shows(HEADING), "{keys}, and a step: {}", screen.text());
        screen.press("t t t");
        assert!(!screen.shows(HEADING), "{keys}, and again: {}", screen.text());
    }
}

/// What other runtimes do is said about the one that the reader knows.
#[test]
fn notes_on_other_runtimes_follow_the_language() {
    for (tab, said, other) in [
        (SourceTab::Rust, "In Tokio:", "In asyncio:"),
        (SourceTab::Python, "In asyncio:", "In Tokio:"),
    ] {
        let mut screen = opened("resume", tab, (160, 45, false));
        screen.press("End Esc");
        let words = words(&screen);
        assert!(words.contains(said) && !words.contains(other), "{tab:?}: {}", screen.text());
    }
}

/// The stars of a lesson's emphasis are on no screen, and the words are in italics.
#[test]
fn emphasis_is_drawn_in_italics() {
    let screen = opened("lazy", SourceTab::Python, (100, 30, false));
    assert!(screen.shows("An async function can pause"), "{}", screen.text());
    let (x, y) = screen.find("async function can");
    let is_italic = |x| screen.buffer[(x, y)].modifier.contains(Modifier::ITALIC);
    assert!(is_italic(x) && is_italic(x + 13) && !is_italic(x + 15) && !is_italic(x - 2));
    let screen = opened("select", SourceTab::Rust, (160, 45, false));
    assert!(screen.shows("destructor: its drop runs"), "{}", screen.text());
    assert!(!screen.shows("*destructor*"), "{}", screen.text());
}

/// Each line that the lesson names begins on the screen, with the notes that are shown, if all of them fit.
#[test]
fn notes_leave_the_lines_that_are_named_on_the_screen() {
    let mut count = 0;
    for (width, height, _) in SIZES {
        for lesson in lessons() {
            let visit = SceneSession::new(lesson, &lesson.scenes[0]);
            let mut screen = Screen::of(visit, width, height);
            screen.app.set_language(SourceLanguage::Python);
            for _ in 0..80 {
                for tab in [SourceTab::Python, SourceTab::Rust] {
                    screen.app.source_tab = tab;
                    screen.draw();
                    count += assert_named_lines_are_visible(&screen);
                }
                if screen.app.guide.as_ref().is_some_and(Guide::is_asking) {
                    screen.press("s");
                } else {
                    screen.press("space");
                }
                if screen.app.overlay.is_some() {
                    break;
                }
            }
        }
    }
    assert!(count > 100, "{count} lines were named");
}

/// The lesson's texts at this moment: the paragraph of the opening or the beat, or the question with its options,
/// hints and feedback.
fn texts(guide: &Guide) -> Vec<String> {
    let Some(question) = &guide.question else {
        let opening = guide.text.paragraph.and_then(|nth| guide.opening().get(nth).copied());
        return opening.map(str::to_owned).into_iter().chain(guide.text.words.clone()).collect();
    };
    let mut texts = vec![question.asked.ask.clone()];
    texts.extend(question.asked.options.iter().map(|option| option.text.clone()));
    texts.extend(question.hints.iter().cloned());
    texts.extend(question.answered.iter().map(|(_, feedback)| feedback.text.clone()));
    texts
}

/// Returns how many lines were looked for.
fn assert_named_lines_are_visible(screen: &Screen) -> usize {
    let app = &screen.app;
    let Some(room) = app.viewports.panes.get(&Pane::Source) else { return 0 };
    // Under the new syntax the code begins further down, and a beat of an earlier moment gives way to the line that has
    // just run.
    let Some(guide) = &app.guide else { return 0 };
    let is_earlier = guide.question.is_none() && guide.text.since.is_some();
    if guide.text.paragraph == Some(0) || is_earlier {
        return 0;
    }
    let language = app.source_tab.language().expect("it is a program");
    let file = match language {
        SourceLanguage::Rust => app.open.subject.source(),
        SourceLanguage::Python => app.open.subject.twin(),
    };
    let texts = texts(guide);
    let names: Vec<_> = texts.iter().flat_map(|text| markers(text, language)).collect();
    let of_file = file.markers();
    let lines = of_file.iter().filter(|marker| names.iter().any(|name| name == marker.name));
    let lines: Vec<usize> = lines.map(|marker| marker.line as usize).collect();
    let (Some(first), Some(last)) = (lines.iter().min(), lines.iter().max()) else { return 0 };
    // A line that is lit comes first, and long lines take two rows.
    if last - first + 6 > room.height {
        return 0;
    }
    for line in &lines {
        let shown = file.display_text();
        let code = shown.lines().nth(line - 1).expect("the line is there").trim();
        // A long line is wrapped, after its first word or later.
        let begin = code.split(' ').next().unwrap_or_default();
        let text = screen.text();
        let is_shown = text.lines().any(|row| {
            row.split(&format!(" {line} ")).skip(1).any(|code| code.trim_start().starts_with(begin))
        });
        assert!(
            is_shown || screen.shows(code.chars().take(9).collect::<String>().trim()),
            "{}: line {line}, {code}\n{}",
            app.address(),
            screen.text()
        );
    }
    lines.len()
}

/// Every lesson ends with a note on Tokio beside the Rust source, and with one on asyncio beside the Python source.
#[test]
fn each_lesson_ends_with_the_notes_of_the_readers_own_runtime() {
    for lesson in lessons() {
        let last = lesson.scenes_with_beats().pop().expect("it has beats").clone();
        for (language, own, other) in [
            (SourceLanguage::Rust, "Tokio", "asyncio"),
            (SourceLanguage::Python, "asyncio", "Tokio"),
        ] {
            let mut screen = Screen::of(SceneSession::new(lesson, &last), 160, 45);
            screen.app.set_language(language);
            screen.app.source_tab = SourceTab::of(language);
            screen.press("End");
            let guide = screen.app.guide.as_ref().expect("it has words");
            let notes: Vec<_> =
                guide.elsewhere().iter().filter(|one| one.is_for(language)).collect();
            let is_own = |runtime: &str| notes.iter().any(|note| note.runtime.contains(runtime));
            assert!(is_own(own), "{}: no note on {own}", lesson.slug);
            let words = words(&screen);
            for note in notes {
                let begin = format!("In {}: ", note.runtime);
                assert!(words.contains(&begin), "{}: {begin}\n{}", lesson.slug, screen.text());
            }
            let only_other = format!("In {other}: ");
            assert!(!words.contains(&only_other), "{}\n{}", lesson.slug, screen.text());
        }
    }
}

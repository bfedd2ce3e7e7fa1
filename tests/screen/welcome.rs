//! The welcome page, and the source that is shown to whoever chose on it.

use crate::driver::Screen;
use coroscope::app::mode::Mode;
use coroscope::app::overlay::Overlay;
use coroscope::app::sources::SourceTab;
use coroscope::course::lesson::inline::SourceLanguage;

fn welcome(width: u16, height: u16) -> Screen {
    let mut screen = Screen::new("lazy", width, height);
    screen.app.welcome();
    screen.draw();
    screen
}

/// The words of the screen, without line breaks.
fn words(screen: &Screen) -> String {
    screen.text().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What each variant says first and last.
const VARIANTS: [(&str, [&str; 3]); 2] = [
    ("1", ["[1 Python] 2 Rust", "an async def function", "in our Rust programs."]),
    ("2", ["1 Python [2 Rust]", "Future and Waker", "the same program in Python."]),
];

#[test]
fn both_variants_are_seen_whole_where_80_columns_and_24_rows_are() {
    for (width, height, is_ascii) in
        [(80, 24, false), (80, 24, true), (100, 30, false), (160, 45, false)]
    {
        for (key, said) in VARIANTS {
            let mut screen = welcome(width, height).with_looks("dark", is_ascii);
            screen.press(key);
            let words = words(&screen);
            let keys = if is_ascii {
                "space next thing to read left back"
            } else {
                "space next thing to read ← back"
            };
            for said in
                said.into_iter().chain([keys, "Enter: start with lesson A1", "m: choose a lesson"])
            {
                assert!(words.contains(said), "{width}x{height}: {said}\n{}", screen.text());
            }
            assert!(!words.contains("more m:"), "{}", screen.text());
            assert!(!is_ascii || screen.text().is_ascii(), "{}", screen.text());
        }
    }
}

#[test]
fn on_the_smallest_screen_it_scrolls_to_its_last_line_and_no_further() {
    for (key, said) in VARIANTS {
        let mut screen = welcome(60, 20);
        screen.press(key);
        let mut seen = words(&screen);
        assert!(seen.contains("↓: more"), "{}", screen.text());
        for _ in 0..30 {
            screen.press("down");
            seen.push_str(&words(&screen));
        }
        for said in said {
            assert!(seen.contains(said), "{said}");
        }
        let text = screen.text();
        assert!(!text.contains("more") && text.contains("? all keys"), "{text}");
        screen.press("up");
        assert!(!screen.shows("? all keys"), "{}", screen.text());
        assert!(screen.shows("Enter: start with lesson A1"), "{}", screen.text());
    }
}

#[test]
fn the_choice_is_the_source_that_is_shown() {
    let rows = [
        ("Enter", SourceLanguage::Python),
        ("1 Enter", SourceLanguage::Python),
        ("2 Enter", SourceLanguage::Rust),
        ("1 2 1 Esc", SourceLanguage::Python),
        ("2 m Esc", SourceLanguage::Rust),
    ];
    for (keys, language) in rows {
        let mut screen = welcome(100, 30);
        assert_eq!(screen.app.language(), None);
        screen.press(keys);
        assert_eq!(screen.app.language(), Some(language), "{keys}");
        assert_eq!(screen.app.source_tab, SourceTab::of(language), "{keys}");
        assert_eq!(screen.app.mode(), Mode::Screen, "{keys}");
        let file = if language == SourceLanguage::Rust { "recipe.rs" } else { "twin.py" };
        assert!(screen.shows(file), "{}", screen.text());
        // Another lesson is shown in the same language, even if `t` showed the other source in this one.
        screen.press("m down Enter");
        assert_eq!(screen.app.source_tab, SourceTab::of(language), "{keys}");
        screen.press("t m down Enter");
        assert_eq!(screen.app.source_tab, SourceTab::of(language), "{keys}");
        assert_eq!(screen.app.language(), Some(language), "{keys}");
    }
}

#[test]
fn it_is_opened_from_the_keys_and_from_the_lessons() {
    for keys in ["? ?", "m w"] {
        let mut screen = Screen::new("resume@2", 100, 30);
        screen.press(keys);
        assert_eq!(screen.app.overlay, Some(Overlay::Welcome(0)), "{keys}");
        screen.press("Esc");
        assert_eq!(screen.app.overlay, None, "{keys}");
        assert_eq!(screen.app.address().to_string(), "resume@2");
    }
    let mut screen = Screen::new("resume@2", 100, 30);
    screen.press("w ?");
    assert_eq!(screen.app.overlay, Some(Overlay::Help(0)));
}

#[test]
fn space_scrolls_and_continues_at_the_end() {
    for (width, height) in [(60, 20), (80, 24)] {
        let mut screen = welcome(width, height);
        for _ in 0..40 {
            let text = screen.text();
            assert_eq!(text.contains("more"), !text.contains("space or Enter: start"), "{text}");
            screen.press("space");
            if screen.app.overlay.is_none() {
                break;
            }
            assert!(text.contains("↓: more"), "{text}");
        }
        assert_eq!(screen.app.overlay, None);
        assert_eq!(screen.app.language(), Some(SourceLanguage::Python));
        assert_eq!(screen.address(), "lazy@0");
    }
}

#[test]
fn it_does_not_come_by_itself() {
    let screen = Screen::new("lazy", 80, 24);
    assert_eq!(screen.app.overlay, None);
    assert_eq!(screen.app.source_tab, SourceTab::Rust);
}

#[test]
fn a_long_notice_is_read_whole_on_the_welcome_page() {
    for (width, height) in [(60, 20), (80, 24)] {
        let mut screen = welcome(width, height);
        let notice = "Can't read your progress from a file with a long name. It was renamed, and a new one is started.";
        screen.app.notice = Some(notice.to_owned());
        screen.draw();
        assert!(words(&screen).contains(notice), "{}", screen.text());
    }
}

/// The key list is what the page's own key line offers.
#[test]
fn the_keys_are_listed_from_the_welcome_page() {
    let mut screen = Screen::new("lazy@0", 80, 24);
    screen.app.welcome();
    screen.draw();
    screen.press("?");
    assert!(matches!(screen.app.overlay, Some(Overlay::Help(0))), "{}", screen.text());
    // A page of the list is as high as what is visible of it.
    screen.press("PgDn");
    let height = screen.app.viewports.overlay.height;
    assert!(matches!(screen.app.overlay, Some(Overlay::Help(first)) if first == height - 1));
}

//! What the footer and the lower borders show where not everything fits.

use crate::driver::Screen;
use coroscope::course::catalog::lessons;
use coroscope::course::tour::opening::SceneSession;

/// The sign of a sentence that was cut names a key, and the footer says what that key does.
#[test]
fn a_cut_sentence_is_offered_in_full() {
    let mut cut = 0;
    for (width, height) in [(60, 20), (80, 24)] {
        for lesson in lessons().iter().step_by(3) {
            let mut screen =
                Screen::of(SceneSession::new(lesson, &lesson.scenes[0]), width, height);
            for _ in 0..30 {
                screen.press("right");
                if screen.app.overlay.is_some() {
                    break;
                }
                if screen.app.notice.is_none() && screen.shows("… w") {
                    cut += 1;
                    let text = screen.text();
                    let footer = text.lines().last().unwrap_or_default();
                    assert!(footer.contains(" w why"), "{}\n{text}", screen.address());
                }
                screen.press("1");
            }
        }
    }
    assert!(cut > 10, "{cut}");
}

/// Whatever is open says how it is closed, and whether it goes on above or below.
#[test]
fn each_dialog_says_how_it_is_closed_and_that_it_scrolls() {
    let rows = [
        ("resume", "m"),
        ("resume", "?"),
        ("resume@2", "w"),
        ("deadlock/no-sleep", "x"),
        ("resume", "b"),
        ("resume", "End space 1 space"),
        ("resume", "End space 1 space space"),
    ];
    for (width, height) in [(60, 20), (80, 24)] {
        for (start, keys) in rows {
            let mut screen = Screen::new(start, width, height);
            screen.press(keys);
            if screen.app.overlay.is_none() {
                continue;
            }
            for _ in 0..40 {
                let text = screen.text();
                assert!(text.contains("Esc close"), "{keys}\n{text}");
                let shown = screen.app.viewports.overlay;
                let below = shown.max_first() - shown.first;
                assert_eq!(below > 0, text.contains(&format!("▾ {below} ")), "{keys}\n{text}");
                let above = shown.first;
                assert_eq!(above > 0, text.contains(&format!("▴ {above} ")), "{keys}\n{text}");
                screen.press("down");
            }
        }
    }
}

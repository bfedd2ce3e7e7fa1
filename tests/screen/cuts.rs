//! At 80x24, what a text names is on the screen, whole.

use crate::driver::Screen;
use coroscope::app::guide::Guide;
use coroscope::app::pane::Pane;
use coroscope::course::catalog::lessons;
use coroscope::course::lesson::inline::SourceLanguage;
use coroscope::course::tour::opening::SceneSession;
use std::collections::BTreeSet;

/// The words in code style of what is to be read now.
fn named(screen: &Screen) -> BTreeSet<String> {
    let guide = screen.app.guide.as_ref().expect("it has words");
    let mut texts = Vec::new();
    match &guide.question {
        Some(question) => {
            texts.push(question.asked.ask.clone());
            texts.extend(question.hints.iter().cloned());
            texts.extend(question.answered.iter().map(|(_, feedback)| feedback.text.clone()));
        }
        None => {
            let paragraph = guide.text.paragraph.and_then(|nth| guide.opening().get(nth).copied());
            texts.extend(paragraph.map(str::to_owned));
            if guide.text.since.is_none() {
                texts.extend(guide.text.words.clone());
            }
        }
    }
    let text = screen.app.words_of_lesson(&texts.join("\n\n"));
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The text of the screen without the panes that have one of these in their titles.
fn without(screen: &Screen, hidden: &[&str]) -> String {
    let text = screen.text();
    let mut rows: Vec<Vec<char>> = text.lines().map(|line| line.chars().collect()).collect();
    for top in 0..rows.len() {
        let mut left = 0;
        while let Some(corner) = rows[top][left..].iter().position(|cell| *cell == '╭') {
            let from = left + corner;
            let width =
                rows[top][from..].iter().position(|cell| *cell == '╮').map_or(1, |end| end + 1);
            left = from + width;
            let title: String = rows[top][from..left].iter().collect();
            if !hidden.iter().any(|name| title.contains(name)) {
                continue;
            }
            for row in rows.iter_mut().skip(top) {
                let is_last = row.get(from) == Some(&'╰');
                row[from..].iter_mut().take(width).for_each(|cell| *cell = ' ');
                if is_last {
                    break;
                }
            }
        }
    }
    rows.iter().flatten().filter(|cell| !cell.is_whitespace() && **cell != '│').collect()
}

/// A name in code style that a large screen has in one of its panes is on the small screen, too: not only behind another
/// tab, or after the end of a row. A text at the end of a run looks back, so that what it names may be gone.
#[test]
fn what_a_text_names_is_in_sight() {
    let (mut checked, mut hidden) = (0, Vec::new());
    for lesson in lessons() {
        for language in [SourceLanguage::Rust, SourceLanguage::Python] {
            let scene = &lesson.scenes[0];
            let mut screen = Screen::of(SceneSession::new(lesson, scene), 80, 24);
            screen.app.set_language(language);
            screen.draw();
            for _ in 0..300 {
                if screen.app.overlay.is_some() {
                    break;
                }
                let names = named(&screen);
                let small = without(&screen, &["Lesson"]);
                screen.resize(200, 60);
                let large = without(&screen, &["Lesson", ".rs ", ".py "]);
                screen.resize(80, 24);
                let is_over = screen.app.open.session.world().verdict.is_some();
                for name in names.into_iter().filter(|name| !is_over && name != "z") {
                    let bare: String = name.split_whitespace().collect();
                    checked += 1;
                    if large.contains(&bare) && !small.contains(&bare) {
                        hidden.push(format!("{name} at {}\n{}", screen.address(), screen.text()));
                    }
                }
                let is_asking = screen.app.guide.as_ref().is_some_and(Guide::is_asking);
                screen.press(if is_asking { "h 1" } else { "space" });
            }
        }
    }
    assert!(checked > 500, "{checked}");
    assert!(hidden.is_empty(), "{}", hidden.join("\n\n"));
}

/// No other pane says that a task is going to be stopped, or that nothing can wake it.
#[test]
fn the_fate_of_a_task_is_never_cut() {
    for (width, height) in [(60, 20), (80, 24), (100, 30)] {
        for language in [SourceLanguage::Rust, SourceLanguage::Python] {
            for (address, fate) in
                [("cancel@5.5", "being cancelled"), ("waker/forgotten@3", "nothing can wake it")]
            {
                let mut screen = Screen::new(address, width, height);
                screen.app.set_language(language);
                screen.app.focus = Pane::Tasks;
                screen.press("Tab");
                for _ in 0..9 {
                    if screen.app.viewports.panes.contains_key(&Pane::Tasks) {
                        break;
                    }
                    screen.press("Tab");
                }
                assert!(screen.shows(fate), "{fate}\n{}", screen.text());
            }
        }
    }
}

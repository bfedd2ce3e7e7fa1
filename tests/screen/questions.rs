//! Questions on small screens.

use crate::driver::Screen;
use coroscope::app::guide::Guide;
use coroscope::app::pane::Pane;
use coroscope::app::sources::SourceTab;
use coroscope::course::catalog::lessons;
use coroscope::course::lesson::inline::{self, SourceLanguage};
use coroscope::course::lesson::page::QuestionKind;
use coroscope::course::tour::QuestionId;
use coroscope::course::tour::opening::SceneSession;
use coroscope::ui::theme::Role;

/// Puts every question of every scene, one after the other, and has a look at each.
fn each_question(width: u16, height: u16, mut look: impl FnMut(&Screen)) {
    for lesson in lessons() {
        for scene in &lesson.scenes {
            let mut screen = Screen::of(SceneSession::new(lesson, scene), width, height);
            screen.press("Home");
            loop {
                let at = screen.app.open.session.position();
                let before = screen.text();
                screen.press("space");
                if screen.app.guide.as_ref().is_some_and(Guide::is_asking) {
                    look(&screen);
                    screen.press("s");
                } else if screen.app.open.session.position() == at && screen.text() == before {
                    // Another paragraph of the opening would have changed the text.
                    break;
                }
            }
        }
    }
}

#[test]
fn a_question_is_seen_whole() {
    for (width, height) in [(80, 24), (100, 30), (120, 34), (160, 45)] {
        let mut asked = 0;
        each_question(width, height, |screen| {
            asked += 1;
            let room = screen.app.viewports.panes.get(&Pane::Lesson).copied().unwrap_or_default();
            let text = screen.text();
            assert!(room.lines <= room.height, "{width}x{height} {}\n{text}", screen.address());
        });
        assert!(asked > 40, "{asked} questions");
    }
}

/// Returns whether this question waits for its answer.
fn is_asking(screen: &Screen, ask: &str) -> bool {
    let guide = screen.app.guide.as_ref().filter(|guide| guide.is_asking());
    guide.and_then(|guide| guide.question.as_ref()).is_some_and(|open| open.asked.ask == ask)
}

/// Neither a question nor a hint scrolls them away.
#[test]
fn the_options_are_there_on_the_smallest_screen_too() {
    each_question(60, 20, |screen| {
        let text = screen.text();
        let guide = screen.app.guide.as_ref().expect("a lesson asks");
        let asked = &guide.question.as_ref().expect("a question is put").asked;
        for (number, option) in (1..).zip(&asked.options) {
            let text_of_option = screen.app.words_of_lesson(&option.text);
            let first = text_of_option.replace('`', "");
            let first = first.split_whitespace().next().unwrap_or_default();
            let label = format!(" {number}  {first}");
            assert!(text.contains(&label), "'{label}' of {}\n{text}", screen.address());
        }
        let visit = SceneSession::from_address(&screen.address()).expect("it is there");
        let mut screen = Screen::of(visit, 60, 20);
        while !is_asking(&screen, &asked.ask) {
            screen.press("space");
            if screen.app.guide.as_ref().is_some_and(Guide::is_asking) {
                if is_asking(&screen, &asked.ask) {
                    break;
                }
                screen.press("1");
            }
        }
        for hint in 1..=3 {
            screen.press("h");
            for number in 1..=asked.options.len() {
                let (label, text) = (format!(" {number}  "), screen.text());
                assert!(text.contains(&label), "hint {hint} hides {number}\n{text}");
            }
        }
    });
}

#[test]
fn the_answer_is_seen_whole_with_the_options() {
    each_question(100, 30, |screen| {
        let mut screen = Screen::of(
            SceneSession::from_address(&screen.address()).expect("it is there"),
            100,
            30,
        );
        screen.press("space 1");
        let guide = screen.app.guide.as_ref().expect("a lesson asks");
        let Some(question) = &guide.question else { return };
        let (_, said) = question.answered.as_ref().expect("it was answered");
        let last = inline::draft(&said.text, SourceLanguage::Rust).replace('`', "");
        let last = last.split_whitespace().last().unwrap_or_default().to_owned();
        assert!(screen.shows(&last), "{}\n{}", screen.address(), screen.text());
    });
}

/// The feedback is whole on the screen, with the right option and the one that was picked, each with its sign.
#[test]
fn the_feedback_is_seen_whole() {
    let squeezed = |text: &str| text.replace(['`', ' ', '\n', '│'], "");
    for (width, height) in [(80, 24), (100, 30)] {
        each_question(width, height, |screen| {
            let address = screen.address();
            let question = screen.app.guide.as_ref().and_then(|guide| guide.question.clone());
            let asked = question.expect("one is open").asked;
            for option in 0..asked.options.len() {
                let visit = SceneSession::from_address(&address).expect("it is there");
                let mut screen = Screen::of(visit, width, height);
                for _ in 0..9 {
                    let guide = screen.app.guide.as_ref().expect("it has words");
                    let here = guide.question.as_ref().filter(|_| guide.is_asking());
                    match here {
                        Some(question) if question.asked.ask == asked.ask => break,
                        Some(_) => screen.press("1"),
                        None => screen.press("space"),
                    };
                }
                screen.press(&(option + 1).to_string());
                let is_right = option == asked.right();
                let text = screen.text();
                assert!(screen.shows(if is_right { " Yes " } else { " No " }), "{address}\n{text}");
                assert!(screen.shows(&format!("✓{} ", asked.right() + 1)), "{address}\n{text}");
                assert!(
                    is_right || screen.shows(&format!("✗{} ", option + 1)),
                    "{address}\n{text}"
                );
                // The pane is the left one: its part of each row.
                let rows: Vec<_> = text.lines().filter_map(|row| row.split('│').nth(1)).collect();
                let feedback = asked.feedback(option).expect("it is an option").text;
                let feedback = screen.app.words_of_lesson(&feedback).replace('*', "");
                let shown = squeezed(&rows.join(""));
                assert!(
                    shown.contains(&squeezed(&feedback)),
                    "{address} {option}: {feedback}\n{text}"
                );
            }
        });
    }
}

/// `Enter` goes to the moment that shows the reason, and back. A step from there continues from the question's place.
#[test]
fn the_reason_is_shown_and_nothing_is_missed() {
    let mut screen = Screen::new("resume@1", 100, 30);
    screen.press("space 1");
    let there = |screen: &Screen| (screen.address(), screen.shows(" No ") || screen.shows(" Yes "));
    let (question, _) = there(&screen);
    screen.press("Enter");
    let (reason, shows) = there(&screen);
    assert!(shows && reason != question, "{}", screen.text());
    assert!(screen.shows("space back to where you were"), "{}", screen.text());
    screen.press("left");
    assert!(there(&screen).1, "the feedback stays while the learner looks around");
    screen.press("Enter");
    assert_eq!(there(&screen), (question.clone(), true));
    screen.press("Enter space");
    assert_eq!(there(&screen), (question.clone(), true), "space goes back to the question");
    screen.press("space");
    assert_eq!(there(&screen), ("resume@2.1".to_owned(), false), "and then it goes on");
    for (key, end) in [("right", "resume@2.7"), ("down", "resume@2.1")] {
        let mut fresh = Screen::new("resume@1", 100, 30);
        fresh.press("space 1 Enter").press(key);
        assert_eq!(fresh.address(), end, "{key}");
        assert!(!fresh.shows(" No ") && !fresh.shows(" Yes "), "{key}\n{}", fresh.text());
    }
}

/// Goes through a scene and answers each question with 1. Each time, `Enter` and its screen are looked at.
fn each_reason(width: u16, height: u16, mut look: impl FnMut(&mut Screen)) {
    for lesson in lessons() {
        for scene in lesson.scenes_with_beats() {
            let mut screen = Screen::of(SceneSession::new(lesson, scene), width, height);
            let is_here = |screen: &Screen| screen.app.open.subject.is_scene(lesson, scene);
            while screen.app.overlay.is_none() && is_here(&screen) {
                if screen.app.guide.as_ref().is_some_and(Guide::is_asking) {
                    screen.press("1");
                    look(&mut screen);
                }
                screen.press("space");
            }
        }
    }
}

/// The pane that shows the reason has the focus and is in front, and what the question's `see` names is there, beside
/// either source. Where the run stands there already, the screen says so.
#[test]
fn show_me_where_always_shows_a_place() {
    for (width, height) in [(60, 20), (80, 24), (100, 30)] {
        let mut shown = [0, 0];
        each_reason(width, height, |screen| {
            let question = screen.app.guide.as_ref().and_then(|guide| guide.question.clone());
            let panes = question.expect("it was answered").reason_panes();
            let there = screen.app.panes();
            let wanted = panes.into_iter().find(|pane| there.contains(pane));
            let before = screen.address();
            screen.press("Enter");
            let text = format!("{before} at {width}x{height}\n{}", screen.text());
            if let Some(pane) = wanted.filter(|pane| *pane != Pane::Loop) {
                assert_eq!(screen.app.focus, pane, "{text}");
                assert!(screen.app.viewports.panes.contains_key(&pane), "{pane:?} {text}");
            }
            let stays = screen.address() == before;
            assert_eq!(screen.shows("You're at the moment that shows it"), stays, "{text}");
            shown[usize::from(stays)] += 1;
            if width >= 80 {
                assert_evidence_is_shown(screen);
            }
            screen.press("Enter");
            assert_eq!(screen.address(), before);
            assert!(screen.app.guide.as_ref().is_some_and(Guide::is_answered), "{text}");
        });
        assert!(shown[0] > 50 && shown[1] > 0, "{shown:?}");
    }
}

/// Asserts that a pane beside the lesson and the source has what the open question's `see` names, whichever source is
/// shown.
fn assert_evidence_is_shown(screen: &mut Screen) {
    let Some(see) = see_of_question(screen) else { return };
    let last = see.rsplit(" then ").next().unwrap_or(&see);
    let words: Vec<_> = last.split_whitespace().collect();
    let evidence = match words[..] {
        ["out", ..] => last["out \"".len()..].trim_end_matches('"').to_owned(),
        ["clock", seconds] => format!("{seconds} s"),
        ["setup", "done"] => "turn 0".to_owned(),
        ["waits" | "holds", _, resource] => resource.to_owned(),
        [verdict] => verdict.to_owned(),
        _ => words[1].to_owned(),
    };
    let chosen = screen.app.source_tab;
    for tab in [SourceTab::Rust, SourceTab::Python] {
        screen.app.source_tab = tab;
        screen.draw();
        let beside = beside_words_and_code(&screen.text());
        let text = format!("{see}, {}\n{}", screen.address(), screen.text());
        assert!(beside.contains(&evidence), "`{evidence}` isn't on the screen: {text}");
    }
    screen.app.source_tab = chosen;
    screen.draw();
}

/// Returns the `see` of the open question.
fn see_of_question(screen: &Screen) -> Option<String> {
    let id = screen.app.guide.as_ref()?.question.as_ref()?.id;
    let page = screen.app.open.subject.lesson()?.page.as_ref().ok()?;
    let QuestionId::Beat(beat, nth) = id else { return None };
    match &page.beats[beat].questions[nth].kind {
        QuestionKind::Predicted(predict) => predict.see.clone(),
        QuestionKind::Authored(question) => question.see.clone(),
    }
}

/// Blanks the panes of the lesson and of the source, which name what they speak of wherever the run stands.
fn beside_words_and_code(screen: &str) -> String {
    let mut rows: Vec<Vec<char>> = screen.lines().map(|line| line.chars().collect()).collect();
    for top in 0..rows.len() {
        let corners: Vec<_> = (0..rows[top].len()).filter(|at| rows[top][*at] == '╭').collect();
        for left in corners {
            let Some(right) = (left..rows[top].len()).find(|at| rows[top][*at] == '╮') else {
                continue;
            };
            let title: String = rows[top][left..right].iter().collect();
            if !["Lesson", "[Rust]", "[Python]"].iter().any(|word| title.contains(word)) {
                continue;
            }
            let is_bottom = |row: &&mut Vec<char>| row.get(left) != Some(&'╰');
            for row in rows[top..].iter_mut().take_while(is_bottom) {
                let end = right.min(row.len().saturating_sub(1));
                row[left.min(end)..=end].fill(' ');
            }
        }
    }
    rows.into_iter().map(String::from_iter).collect::<Vec<_>>().join("\n")
}

/// A visit to the reason of an answer takes nothing from the progress: the lesson is finished, and each beat is reached.
#[test]
fn a_lesson_is_finished_with_and_without_its_reasons() {
    let walk = |key: &str| {
        let mut screen = Screen::new("suspend", 80, 24);
        while screen.app.overlay.is_none() {
            if screen.app.guide.as_ref().is_some_and(Guide::is_asking) {
                screen.press("1").press(key);
            }
            screen.press("space");
        }
        screen.app.lesson_progress.remove("suspend").expect("it was begun")
    };
    let plain = walk("");
    assert!(plain.finished);
    assert_eq!(walk("Enter"), plain, "space leads back to the question");
    assert_eq!(walk("Enter right"), plain, "a step goes on from the question's place");
}

/// A pane is called as its title is, and the row that gives the reason is marked.
#[test]
fn the_reason_is_marked_and_called_by_its_title() {
    let marked = |screen: &Screen, text: &str| {
        let (column, row) = screen.find(text);
        let style = screen.look.theme.style(Role::Marked);
        let drawn = screen.buffer[(column, row)].style();
        drawn.bg == style.bg && drawn.add_modifier.contains(style.add_modifier)
    };
    let mut seen = 0;
    each_reason(80, 24, |screen| {
        screen.press("Enter");
        assert!(!screen.shows("look at Source") && !screen.shows("look at Loop"));
        let question = screen.app.guide.as_ref().and_then(|guide| guide.question.clone());
        let question = question.expect("it was answered");
        if question.asked.is_about_output {
            assert!(screen.app.viewports.panes.contains_key(&Pane::Output), "{}", screen.text());
        }
        if question.asked.look == "Coroutines, row `early`" {
            assert!(marked(screen, "early  dropped"), "{}", screen.text());
            seen += 1;
        }
        screen.press("Enter");
    });
    assert_eq!(seen, 1);
}

/// The end of the run isn't shown where its clock or its number of turns is known before.
#[test]
fn the_reason_is_the_nearest_moment_that_shows_it() {
    let mut seen = 0;
    each_reason(80, 24, |screen| {
        let question = screen.app.guide.as_ref().and_then(|guide| guide.question.clone());
        let asked = question.expect("it was answered").asked;
        let is_it = asked.ask.starts_with("What will the clock say");
        if is_it && asked.settled_at.is_some_and(|at| at > screen.app.open.session.position()) {
            screen.press("Enter");
            assert_eq!(screen.app.open.session.world().verdict, None, "{}", asked.ask);
            seen += 1;
            screen.press("Enter");
        }
    });
    assert!(seen > 3, "{seen}");
}

/// The evidence is the event itself, and not the end of the run.
#[test]
fn show_me_where_lands_on_the_evidence() {
    let rows = [
        ("early", "early is dropped. It never started."),
        ("alice", "prints “hello from alice” and finishes (Ready)."),
    ];
    let mut seen = [false; 2];
    each_reason(100, 30, |screen| {
        let question = screen.app.guide.as_ref().and_then(|guide| guide.question.clone());
        let ask = question.expect("it was answered").asked.ask;
        for (nth, (of, evidence)) in rows.iter().enumerate() {
            if ask.starts_with(&format!("How many times will `{of}`")) {
                screen.press("Enter");
                assert!(screen.shows(evidence), "{ask}\n{}", screen.text());
                screen.press("Enter");
                seen[nth] = true;
            }
        }
    });
    assert_eq!(seen, [true; 2]);
}

#[test]
fn under_a_question_the_source_scrolls_once_it_was_chosen() {
    let mut screen = Screen::new("deadlock", 80, 24);
    while !screen.app.guide.as_ref().is_some_and(Guide::is_asking) {
        screen.press("space");
    }
    assert!(
        screen.shows("async fn alice"),
        "the program is seen from its beginning\n{}",
        screen.text()
    );
    let scrolls = |slug: &&str| {
        let mut screen = Screen::new(slug, 80, 24);
        while !screen.app.guide.as_ref().is_some_and(Guide::is_asking) {
            screen.press("space");
        }
        while screen.app.focus != Pane::Source {
            screen.press("Tab");
        }
        let before = screen.text();
        screen.press("PgDn");
        let below = screen.text();
        screen.press("PgUp PgUp");
        below != before || screen.text() != before
    };
    // Where the question names lines, only these may be shown, and all of them.
    let some = ["resume", "mutex", "select", "cancel", "timers", "poll", "waker", "queue", "join"];
    assert!(some.iter().any(scrolls));
}

/// On a small screen words and source share a place. Words that belong to the moment are in front, and the source is
/// when the run has gone on.
#[test]
fn the_words_of_a_moment_are_in_front_on_a_small_screen() {
    let mut words = 0;
    let mut others = 0;
    for lesson in lessons() {
        let mut screen = Screen::of(SceneSession::new(lesson, &lesson.scenes[0]), 60, 20);
        while screen.app.overlay.is_none() {
            let shown = &screen.app.viewports.panes;
            if screen.app.has_words_of_this_position() {
                assert!(
                    shown.contains_key(&Pane::Lesson),
                    "{}\n{}",
                    screen.address(),
                    screen.text()
                );
                words += 1;
            } else {
                assert!(
                    shown.contains_key(&Pane::Source),
                    "{}\n{}",
                    screen.address(),
                    screen.text()
                );
                others += 1;
            }
            let is_asking = screen.app.guide.as_ref().is_some_and(Guide::is_asking);
            if is_asking {
                screen.press("1 Enter");
            }
            screen.press("space");
        }
    }
    assert!(words > 100 && others > 10, "{words} {others}");
    // A learner who chose the source keeps it until the next beat.
    let mut screen = Screen::new("resume", 60, 20);
    while screen.app.focus != Pane::Source || screen.app.viewports.panes.contains_key(&Pane::Lesson)
    {
        screen.press("Tab");
    }
    assert!(screen.shows("recipe.rs"), "{}", screen.text());
    screen.press("space space");
    assert!(screen.app.viewports.panes.contains_key(&Pane::Lesson), "{}", screen.text());
}

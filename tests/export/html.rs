//! The page holds what the panes show, needs nothing from elsewhere, and is small.

use crate::driver::Screen;
use crate::{LESSONS, own, whole};
use coroscope::app::message::{Message, ViewMessage};
use coroscope::app::pane::Pane;
use coroscope::course::lesson::markers::LessonFile;
use coroscope::course::tour::opening::{SceneSession, Standalone, Subject};
use coroscope::export::html::{self, Looks};
use coroscope::export::steps;
use coroscope::kit::{spawn, yield_now};
use coroscope::limits::MAX_HTML_STEPS;
use coroscope::session::Program;
use coroscope::ui::Look;
use coroscope::ui::theme::{ColorDepth, Theme};
use coroscope::world::words::counted;
use serde_json::Value;
use std::sync::Arc;

fn page_of(visit: SceneSession) -> String {
    let look =
        |name| Look::new(Theme::built_in(name, ColorDepth::TrueColor).expect("built in"), false);
    let looks = Looks { day: look("light"), night: look("dark"), are_one: false };
    let mut file = Vec::new();
    html::write(&mut file, visit, &looks, &mut |_| {}).expect("memory");
    String::from_utf8(file).expect("UTF-8")
}

fn run_of(page: &str) -> Value {
    let start = page.find("id=\"run\">").expect("the run") + "id=\"run\">".len();
    let end = page[start..].find("</script>").expect("its end") + start;
    assert!(!page[start..end].contains('<'), "nothing in it can end the script");
    serde_json::from_str(&page[start..end]).expect("JSON")
}

/// The names of the panes, in their order.
fn panes(page: &str) -> Vec<&str> {
    let parts = page.split("<section class=\"pane\" aria-label=\"").skip(1);
    parts.map(|part| part.split('"').next().expect("a name")).collect()
}

fn rows(run: &Value, step: usize, pane: usize) -> Vec<String> {
    let numbers = run["steps"][step][pane].as_array().expect("rows");
    let text = |number: &Value| {
        let row = &run["rows"][number.as_u64().expect("a number") as usize];
        let cells = row.as_array().expect("cells");
        cells.iter().filter_map(Value::as_str).collect::<String>().trim_end().to_owned()
    };
    numbers.iter().map(text).collect()
}

fn items(page: &str) -> Vec<&str> {
    page.lines().filter(|line| line.starts_with("<li data-at=")).collect()
}

#[test]
fn every_step_has_the_rows_of_its_panes() {
    for lesson in LESSONS {
        let page = page_of(whole(lesson));
        let run = run_of(&page);
        let mut screen = Screen::of(whole(lesson), 60, 60);
        screen.app.is_zoomed = true;
        let columns = screen.app.open.session.timeline().columns.clone();
        let positions: Vec<_> = items(&page)
            .into_iter()
            .map(|item| {
                let at = item.split('"').nth(1).expect("an address").parse().expect("a moment");
                screen.app.open.session.go_to(at).expect("the address leads there");
                screen.app.open.session.position()
            })
            .collect();
        assert_eq!(run["steps"].as_array().expect("steps").len(), positions.len(), "{lesson}");
        for column in &columns {
            assert!(positions.contains(&column.events.end), "{lesson}: each step is there");
        }
        for (nth, name) in panes(&page).into_iter().enumerate() {
            let pane = Pane::ALL.into_iter().find(|pane| pane.title() == name);
            let Some(pane) = pane.filter(|pane| *pane != Pane::Timeline) else { continue };
            let _ = screen.app.update(Message::View(ViewMessage::Focus(pane)));
            for (step, position) in positions.iter().enumerate() {
                steps::go_to(&mut screen.app, *position);
                screen.draw();
                let text = screen.text();
                let shown = text.lines().skip(2).map(|line| {
                    let inside = line.chars().skip(2).take(56).collect::<String>();
                    inside.trim_end().to_owned()
                });
                let held = rows(&run, step, nth);
                let shown: Vec<_> = shown.take(held.len()).collect();
                assert_eq!(held, shown, "{lesson}, step {step}, {name}");
            }
        }
    }
}

#[test]
fn the_page_has_the_recipe_and_its_twin_whole() {
    let page = page_of(whole("three-tasks"));
    let run = run_of(&page);
    let names = panes(&page);
    assert!(names.contains(&"recipe.rs") && names.contains(&"twin.py"), "{names:?}");
    let at = |name| names.iter().position(|pane| *pane == name).expect("it is there");
    let rust = rows(&run, 3, at("recipe.rs"));
    let visit = whole("three-tasks");
    assert_eq!(rust.len(), visit.subject.source().display_text().trim_end().lines().count());
    let lines = visit.subject.source().display_text();
    for (row, line) in rust.iter().zip(lines.lines()) {
        assert!(row.ends_with(line.trim_end()), "{row} is not {line}");
    }
    let python = rows(&run, 3, at("twin.py"));
    assert!(python.iter().any(|row| row.contains("await asyncio.sleep(1)")), "{python:?}");
}

#[test]
fn every_step_has_a_sentence_and_its_address() {
    let page = page_of(whole("resume"));
    let items = items(&page);
    assert!(items[0].starts_with("<li data-at=\"0\" "), "{}", items[0]);
    let second = items.iter().find(|item| item.starts_with("<li data-at=\"2\""));
    let second = second.expect("turn 2");
    assert!(second.contains("href=\"#2\">turn 2 of 3 · 0 s</a>"), "{second}");
    assert!(
        second.contains("<span class=\"r\">R5</span> In its first poll, B answerer prints"),
        "{second}"
    );
    assert!(second.contains("fills <code>answer</code> with 42"), "{second}");
    for item in items {
        let at = item.split('"').nth(1).expect("an address");
        SceneSession::from_address(&format!("resume@{at}")).expect("the address leads there");
    }
}

#[test]
fn a_page_is_self_contained_and_small() {
    for lesson in LESSONS {
        let page = page_of(whole(lesson));
        for outside in ["http://", "https://", "src=", "url(", "@import", "<link"] {
            assert!(!page.contains(outside), "{lesson}: {outside}");
        }
        assert!(page.contains("default-src 'none'"));
        assert!(page.len() < 300_000, "{lesson}: {} bytes", page.len());
        assert!(!page.contains("@@"), "{lesson}: a part was not filled in");
    }
}

/// A page of 200 tasks and 400 turns has up to 10 MB. This one has a hundredth of the rows, so a hundredth of that, beside
/// the page itself and its source.
#[test]
fn a_page_of_many_tasks_has_few_bytes_for_each_row() {
    let set_up = || {
        for _ in 0..20 {
            spawn(async { yield_now().await }).detach();
        }
    };
    let mut many = own();
    let Subject::Program(own) = &many.subject else { panic!("it is a program") };
    let program = Program::new(set_up);
    let standalone = Standalone { program, ..Standalone::clone(own) };
    many = SceneSession::standalone(standalone);
    assert!(many.session.finish(1_000));
    assert_eq!(many.session.last_turn(), Some(40));
    let page = page_of(many);
    assert!(page.len() < 100_000 + 50_000, "{} bytes", page.len());
}

#[test]
fn each_step_of_an_export_is_reported_with_the_number_of_all() {
    let mut reported = Vec::new();
    let look = Look::default();
    let looks = Looks { day: look.clone(), night: look, are_one: true };
    html::write(&mut Vec::new(), whole("resume"), &looks, &mut |step| reported.push(step))
        .expect("memory");
    let all = reported.len();
    assert!(all >= 5, "{reported:?}");
    assert_eq!(reported, (0..all).map(|nth| (nth, all)).collect::<Vec<_>>());
}

#[test]
fn a_run_up_to_a_moment_ends_there() {
    let page = page_of(SceneSession::from_address("resume@2.4").expect("a moment"));
    let run = run_of(&page);
    let items = items(&page);
    assert_eq!(run["steps"].as_array().expect("steps").len(), items.len());
    assert!(items.last().is_some_and(|last| last.starts_with("<li data-at=\"2.4\"")), "{page}");
    assert!(!page.contains("id=\"break\""), "a part of a run is no whole lesson");
}

#[test]
fn a_run_without_end_is_cut_and_the_page_says_so() {
    let page = page_of(whole("three-tasks/big"));
    let steps = run_of(&page)["steps"].as_array().expect("steps").len();
    let columns = whole("three-tasks/big").session.timeline().columns.len();
    let words = counted(MAX_HTML_STEPS, "step", "steps");
    assert_eq!(steps, columns.min(MAX_HTML_STEPS));
    assert_eq!(page.contains(&format!("holds the first {words}")), columns > MAX_HTML_STEPS);
}

#[test]
fn the_title_and_the_sentences_are_escaped() {
    let page = page_of(own());
    assert!(page.contains("<title>A &lt;title&gt; &amp; &quot;more&quot;</title>"));
    assert!(page.contains("<h1>A &lt;title&gt; &amp; &quot;more&quot;</h1>"));
    let items: Vec<_> = page.lines().filter(|line| line.starts_with("<li data-at=")).collect();
    assert!(items[0].contains("B &lt;b&gt; &amp; &quot;v&quot;"), "{}", items[0]);
    assert!(items[3].contains("&lt;/script&gt;; #1"), "{}", items[3]);
    assert_eq!(page.matches("</script>").count(), PAGE_SCRIPTS);
}

/// The scripts of the page itself: the run, and the player.
const PAGE_SCRIPTS: usize = 2;

#[test]
fn a_step_says_where_it_is_and_by_which_rule() {
    let page = page_of(own());
    let items: Vec<_> = page.lines().filter(|line| line.starts_with("<li data-at=")).collect();
    let part = |item: &str, from: &str, to: &str| {
        let rest = item.split_once(from).unwrap_or_else(|| panic!("{item}")).1;
        rest.split_once(to).unwrap_or_else(|| panic!("{item}")).0.to_owned()
    };
    let places: Vec<_> =
        items.iter().map(|item| part(item, "class=\"where\" href=", "</a>")).collect();
    let expected = [
        "\"#0\">before turn 1 · 0 s",
        "\"#1\">turn 1 of 8 · 0 s",
        "\"#2\">turn 2 of 8 · 0 s",
        "\"#3\">turn 3 of 8 · 0 s",
        "\"#3.7\">after turn 3 · 2 s",
        "\"#4\">turn 4 of 8 · 2 s",
        "\"#5\">turn 5 of 8 · 2 s",
        "\"#6\">turn 6 of 8 · 2 s",
        "\"#7\">turn 7 of 8 · 2 s",
        "\"#8\">turn 8 of 8 · 2 s",
        "\"#8.3\">after turn 8 · 2 s",
    ];
    assert_eq!(places, expected);
    for item in &items {
        let rule = part(item, "data-rule=\"", "\"");
        assert!(item.contains(&format!("<span class=\"r\">R{rule}</span>")), "{item}");
    }
}

#[test]
fn the_page_has_the_nine_rules_and_how_to_open_a_lesson() {
    let page = page_of(whole("resume"));
    let run = run_of(&page);
    let rules: Vec<_> =
        run["rules"].as_array().expect("rules").iter().filter_map(Value::as_str).collect();
    assert_eq!(rules.len(), 9);
    for (nth, rule) in (1..).zip(rules) {
        assert!(rule.starts_with(&format!("R{nth}: ")) && rule.ends_with(['.', ')']), "{rule}");
    }
    assert_eq!(run["one_look"], false);
    let address = whole("resume").address();
    let hint = format!("<p>In a terminal: <code>coroscope open {address}</code></p>");
    assert!(page.contains(&hint), "{hint}");
    assert!(!page_of(own()).contains("In a terminal"), "there is no lesson to open");
}

#[test]
fn a_pane_is_as_wide_as_its_text_and_as_high_as_its_longest_step() {
    let page = page_of(whole("three-tasks"));
    let run = run_of(&page);
    let sections: Vec<_> = page.lines().filter(|line| line.starts_with("<section")).collect();
    let attribute = |section: &str, name: &str| {
        let rest = section.split_once(name).expect("it is there").1;
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<usize>().expect("a number")
    };
    let steps = run["steps"].as_array().expect("steps");
    let visit = whole("three-tasks");
    let longest = |text: &str| text.lines().map(|line| line.chars().count()).max().unwrap_or(0);
    for (nth, (section, name)) in sections.iter().zip(panes(&page)).enumerate() {
        let heights = steps.iter().map(|step| step[nth].as_array().expect("rows").len());
        assert_eq!(attribute(section, "--rows:"), heights.max().expect("steps").max(1), "{name}");
        let columns = match name {
            "recipe.rs" => (longest(&visit.subject.source().display_text()) + 16).clamp(60, 100),
            "twin.py" => (longest(&visit.subject.twin().display_text()) + 16).clamp(60, 100),
            "Timeline" => 100,
            _ => 60,
        };
        assert_eq!(attribute(section, "--wide:"), columns * 3 / 5 + 1, "{name}");
        assert_eq!(section.contains("role=\"img\""), name == "Timeline", "{name}");
        assert!(section.contains(&format!("<h2>{name}</h2>")), "{section}");
    }
}

#[test]
fn a_long_line_does_not_make_its_pane_wider_than_a_page() {
    let mut visit = own();
    let Subject::Program(standalone) = &visit.subject else { panic!("it has no lesson") };
    let source = LessonFile {
        file: "long.rs".into(),
        text: format!("fn main() {{}} // {}\n", "x".repeat(300)).into(),
    };
    let standalone = Standalone { source, ..Standalone::clone(standalone) };
    visit.subject = Subject::Program(Arc::new(standalone));
    let page = page_of(visit);
    let section = page.lines().find(|line| line.contains("aria-label=\"long.rs\""));
    assert!(section.expect("the source's pane").contains("--wide:61em;"), "{section:?}");
}

#[test]
fn the_two_looks_differ_in_their_colours_and_share_their_weights() {
    let page = page_of(own());
    let line = |start: &str| {
        page.lines().find(|line| line.starts_with(start)).unwrap_or_else(|| panic!("{start}"))
    };
    let day = line(":root {").trim_start_matches(":root {").trim_end_matches('}');
    let night = line("@media screen {").split_once("{--").expect("its variables").1;
    let value = |css: &str, name: &str| {
        let rest = css.split_once(&format!("{name}:")).expect("it is there").1;
        rest.split_once(';').expect("its end").0.to_owned()
    };
    for (name, colours) in [("fg", ["#1d2127", "#d9dee6"]), ("bg", ["#ffffff", "#14171c"])] {
        assert_eq!([value(day, name), value(night, name)], colours, "{name}");
    }
    assert!(page.contains("prefers-color-scheme: dark"));
    assert!(page.contains("font-weight:bold;"), "the headings are bold");
}

/// The words of a lesson are on its page, each beat once, as paragraphs and not as rows of a pane.
#[test]
fn a_lesson_s_words_and_questions_are_on_its_page() {
    for lesson in LESSONS {
        let visit = whole(lesson);
        let subject = visit.subject.lesson().expect("it is a lesson").clone();
        let page = subject.page.as_ref().expect("it can be read");
        let scenes = subject.scenes_with_beats();
        let visits: Vec<_> = scenes
            .iter()
            .map(|scene| {
                let mut visit = SceneSession::new(&subject, scene);
                visit.session.to_end(10_000);
                visit
            })
            .collect();
        let look = Look::default();
        let looks = Looks { day: look.clone(), night: look, are_one: true };
        let mut html = Vec::new();
        html::write_scenes(&mut html, visits, &looks, &mut |_| {}).expect("memory");
        let html = String::from_utf8(html).expect("UTF-8");
        assert_eq!(html.matches("class=\"scene\"").count(), scenes.len(), "{lesson}");
        assert!(!panes(&html).contains(&"Lesson"), "its words are no rows");
        assert_eq!(html.matches("<div class=\"words\"><h3>").count(), page.beats.len(), "{lesson}");
        let asked = page.beats.iter().map(|beat| beat.questions.len()).sum::<usize>();
        let changes = page.variants.iter().filter(|change| change.prediction.is_some()).count();
        let questions = html.matches("<div class=\"question\">").count();
        assert_eq!(questions, asked + changes, "{lesson}");
        let options = html.matches("<details><summary>").count();
        let feedback =
            html.matches("</summary><p>Yes").count() + html.matches("</summary><p>No").count();
        assert!(options >= 2 * questions, "{lesson}");
        assert_eq!(feedback, options, "{lesson}: each option has its feedback");
    }
}

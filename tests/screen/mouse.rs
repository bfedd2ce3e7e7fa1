//! Clicks: on a task wherever it is drawn, on panes, tabs, the timeline and a question's options.

use crate::driver::Screen;
use coroscope::app::pane::Pane;
use coroscope::app::sources::SourceTab;
use coroscope::record::event::TaskId;
use coroscope::ui::theme::Role;

/// The rows of the screen that are drawn on the ground of this role.
fn on_ground(screen: &Screen, role: Role, width: u16) -> Vec<String> {
    let ground = screen.look.theme.style(role).bg.expect("a colour");
    let text = screen.text();
    let rows = text.lines().zip(0_u16..);
    let rows = rows.filter(|(_, y)| (0..width).any(|x| screen.buffer[(x, *y)].bg == ground));
    rows.map(|(line, _)| line.to_owned()).collect()
}

/// Where to click, which task is looked at then, and which pane has the focus.
#[rustfmt::skip]
const TASKS: &[(u16, u16, &str, &str, u32, Pane)] = &[
    // In the Tasks pane: its row, and what stands below it.
    (120, 34, "A ● waiter", "resume@2", 0, Pane::Tasks),
    (120, 34, "line 7  answer", "resume@2", 0, Pane::Tasks),
    (80, 24, "B ✓ answerer", "resume@2", 1, Pane::Tasks),
    // Its box in the ready queue, and the row of the loop on a small screen.
    (120, 34, "│ A waiter │", "resume@2", 0, Pane::Loop),
    (80, 24, "[A waiter]", "resume@2", 0, Pane::Loop),
    (120, 34, "B answerer  ✓ finished", "resume@2", 1, Pane::Loop),
    // The head of its lane, and its letter in the source.
    (120, 34, "C binomial   ●", "three-tasks@9", 2, Pane::Timeline),
    (120, 34, "A ●   7", "resume@2", 0, Pane::Source),
];

#[test]
fn a_click_on_a_task_looks_at_it() {
    for (width, height, text, moment, task, pane) in TASKS {
        let mut screen = Screen::new(moment, *width, *height);
        let address = screen.address();
        screen.click(text);
        let told = screen.text();
        assert_eq!(
            screen.app.selected_task,
            Some(TaskId(*task)),
            "{text} at {width}x{height}\n{told}"
        );
        assert_eq!(screen.app.focus, *pane, "{text}");
        assert_eq!(screen.address(), address, "{text}: nothing runs");
        // It stays selected at the next step, where the source follows the step again.
        screen.press("left");
        assert_eq!(screen.app.selected_task, Some(TaskId(*task)), "{text}");
        assert_ne!(screen.app.selected_at, screen.app.open.session.position(), "{text}");
    }
}

#[test]
fn the_line_where_it_waits_is_shown_and_said() {
    let mut screen = Screen::new("suspend@2", 120, 34);
    screen.press("t t");
    assert_eq!(screen.app.source_tab, SourceTab::Executor);
    screen.click("A ○ waiter");
    assert_eq!(screen.app.source_tab, SourceTab::Rust);
    assert!(screen.shows("A waiter is suspended on line"), "{}", screen.text());
    let lit = on_ground(&screen, Role::Marked, 120).join("\n");
    assert!(lit.contains(".await"), "{lit}\n{}", screen.text());
    // The same click again, or Esc, looks away.
    screen.click("A ○ waiter");
    assert_eq!(screen.app.selected_task, None);
    screen.click("A ○ waiter").press("Esc");
    assert_eq!(screen.app.selected_task, None);
}

#[test]
fn of_many_tasks_the_one_that_is_looked_at_has_its_chain() {
    let mut screen = Screen::new("in-a-row/tasks@3", 80, 24);
    assert!(!screen.shows("name = \"alice\""), "{}", screen.text());
    screen.click("B ○ alice");
    assert!(screen.shows("name = \"alice\""), "{}", screen.text());
    for row in ["A ○ main", "B ○ alice", "C ○ bob"] {
        assert!(screen.shows(row), "{row}\n{}", screen.text());
    }
}

#[test]
fn a_click_on_a_pane_gives_it_the_focus() {
    let panes = [("╭ Lesson", Pane::Lesson), ("recipe.rs", Pane::Source), ("╭ Loop", Pane::Loop)];
    for (text, pane) in panes {
        let mut screen = Screen::new("suspend@2", 120, 34);
        screen.click(text);
        assert_eq!(screen.app.focus, pane, "{text}");
    }
    // The last row of a pane, where nothing stands.
    let mut screen = Screen::new("suspend@2", 120, 34);
    screen.click("ready").press("Tab");
    assert_ne!(screen.app.focus, Pane::Loop);
}

#[test]
fn a_click_on_a_tab_opens_it() {
    let mut screen = Screen::new("three-tasks@9", 80, 24);
    screen.click("Timeline");
    assert!(screen.shows("[Timeline]"), "{}", screen.text());
    screen.click("Output");
    assert!(screen.shows("[Output]"), "{}", screen.text());
    for (width, height) in [(80, 24), (120, 34), (160, 45), (220, 60)] {
        let mut screen = Screen::new("resume@2", width, height);
        for (title, tab) in [
            ("Python ", SourceTab::Python),
            ("executor ", SourceTab::Executor),
            ("Rust ", SourceTab::Rust),
        ] {
            screen.click(title);
            assert_eq!(
                screen.app.source_tab,
                tab,
                "{title} at {width}x{height}\n{}",
                screen.text()
            );
        }
    }
}

#[test]
fn a_click_on_the_timeline_goes_there() {
    let mut screen = Screen::new("three-tasks@9", 120, 34);
    let (column, row) = screen.find("C binomial   ●");
    // The cell of turn 3, two columns wide, right of those of the set-up and of turns 1 and 2.
    screen.click_at(column + 12 + 3 * 2, row);
    assert_eq!(screen.address(), "three-tasks@3");
    // What has been seen can be gone to again.
    screen.click_at(column + 12 + 6 * 2, row);
    assert_ne!(screen.address(), "three-tasks@3");
    let address = screen.address();
    screen.click_at(column + 12 + 25 * 2, row);
    assert_eq!(screen.address(), address, "where no step is, none is gone to");
}

#[test]
fn a_click_on_an_option_is_the_answer() {
    let mut screen = Screen::new("resume@2.7", 120, 34);
    screen.press("space");
    screen.click(" 3  got 42");
    assert!(screen.shows("R5"), "{}", screen.text());
    assert!(!screen.app.unsaved_milestones.is_empty());
}

#[test]
fn the_wheel_scrolls_what_lies_under_it() {
    let mut screen = Screen::new("executor@1", 80, 24);
    let focus = screen.app.focus;
    let before = screen.text();
    screen.wheel("[executor]", 3);
    assert_ne!(screen.text(), before);
    assert_eq!(screen.app.focus, focus);
    screen.wheel("[executor]", -3);
    assert_eq!(screen.text(), before);
    screen.press("?");
    let help = screen.text();
    screen.wheel("Keys and rules", 3);
    assert_ne!(screen.text(), help);
}

#[test]
fn a_mouse_that_was_turned_off_stays_off_in_another_lesson() {
    let mut screen = Screen::new("resume@2", 80, 24);
    assert!(screen.app.captures_mouse);
    screen.press("M");
    assert!(!screen.app.captures_mouse);
    assert!(screen.shows("The mouse is off: select text"), "{}", screen.text());
    for keys in ["m down Enter", "g d e a d l o c k @ 3 Enter", "P", "P"] {
        let before = screen.address();
        screen.press(keys);
        assert!(keys == "P" || screen.address() != before, "{}", screen.text());
        assert!(!screen.app.captures_mouse, "{keys}");
    }
    screen.press("M");
    assert!(screen.app.captures_mouse);
}

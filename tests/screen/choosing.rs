//! The learner in the loop's place: choosing, going back and choosing anew, and the loop's own order.

use crate::driver::Screen;

/// Keys, where they lead, and the rows of the timeline that belong to the choices.
#[rustfmt::skip]
const STEPS: &[(&str, &str, &[&str])] = &[
    ("space space space", "three-tasks@3", &[]),
    ("c c", "three-tasks@1~2", &["choice 2"]),
    ("c c c b", "three-tasks@2~2.1", &["choice 2 1"]),
    // What follows is the loop's own order again: the front.
    ("c c c b space", "three-tasks@3~2.1", &["choice 2 1"]),
    // Going back takes nothing away; choosing there does.
    ("c c c b left", "three-tasks@1~2", &["choice 2"]),
    ("c c c b left space", "three-tasks@2~2.1", &["choice 2 1"]),
    ("c c c b left c down Enter", "three-tasks@2~2.1", &["choice 2 1"]),
    ("c c c b left left c b", "three-tasks@1~1", &["choice 1"]),
    ("c c c b left left c b u", "three-tasks@0", &["choice"]),
    ("c c c b left left c b u space space", "three-tasks@2~2.1", &["choice 2 1"]),
    ("c c c b u", "three-tasks@1~2", &["choice 2"]),
    ("c c c b u u", "three-tasks@0", &[]),
    ("c c c b r", "three-tasks@0", &[]),
    ("c c c b r space space", "three-tasks@2", &[]),
    ("c c c b r u", "three-tasks@2~2.1", &["choice 2 1"]),
    // Inside a turn there is nothing to choose.
    ("c c down c", "three-tasks@2.1~2", &["choice 2 0"]),
    ("c Esc", "three-tasks@0", &[]),
    ("c z", "three-tasks@0", &[]),
];

#[test]
fn choices_stand_in_the_address_and_in_the_timeline() {
    for (keys, end, rows) in STEPS {
        let mut screen = Screen::new("three-tasks@0", 120, 34);
        screen.app.guide = None; // its questions are another matter
        screen.press(keys);
        if keys.ends_with('z') {
            screen.press("Esc");
        }
        assert_eq!(&screen.address(), end, "{keys}\n{}", screen.text());
        let text = screen.text();
        let row = |line: &str| -> Option<String> {
            let at = line.find("choice ")?;
            let cells = line[at..].split('\u{2502}').next()?;
            Some(cells.split_whitespace().collect::<Vec<_>>().join(" "))
        };
        let found: Vec<_> =
            text.lines().filter(|line| line.starts_with('\u{2502}')).filter_map(row).collect();
        assert_eq!(&found, rows, "{keys}\n{text}");
    }
}

//! The size and the address of a coroutine's state, in the lesson that is about them.

use crate::driver::Screen;

/// Returns the state that the screen shows, such as `80 bytes at address #1`.
fn state(screen: &Screen) -> (u32, String) {
    let text = screen.text();
    let shown = text.split("state: ").nth(1).and_then(|rest| rest.lines().next());
    let (size, rest) = shown.and_then(|shown| shown.split_once(' ')).expect("a state is shown");
    let rest = rest.split("  ").next().expect("a part").trim().to_owned();
    (size.parse().expect("a number"), rest)
}

#[test]
fn a_state_has_the_same_address_at_each_poll_and_is_smaller_without_the_data() {
    for (width, height) in [(80, 24), (100, 30), (160, 45)] {
        let first = state(&Screen::new("pin@1", width, height));
        assert_eq!(first.1, "bytes at address #1");
        assert_eq!(first, state(&Screen::new("pin@2.2", width, height)), "at the second poll");
        let without_data = state(&Screen::new("pin/before@1", width, height));
        assert!(without_data.0 + 16 < first.0, "{} against {}", without_data.0, first.0);
    }
}

#[test]
fn other_lessons_have_no_row_for_the_state() {
    let screen = Screen::new("resume@1", 160, 45);
    assert!(screen.shows("suspended") && !screen.shows("state: "), "{}", screen.text());
}

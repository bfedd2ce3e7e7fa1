//! Coroutines that one task polls side by side: Tasks shows all of them below the task, and Coroutines counts their polls.

use crate::driver::Screen;

const SIZES: [(u16, u16); 3] = [(80, 24), (100, 30), (160, 45)];

#[test]
fn all_branches_are_rows_below_their_task_before_any_locals() {
    for (width, height) in SIZES {
        let screen = Screen::new("join/one-task@1", width, height);
        for branch in ["└ tea", "└ rice", "└ soup"] {
            assert!(screen.shows(branch), "{branch} at {width}x{height}\n{}", screen.text());
        }
    }
    let screen = Screen::new("join/one-task@1", 80, 24);
    assert!(!screen.shows("secs = 1"), "{}", screen.text());
    let screen = Screen::new("join/one-task@1", 160, 45);
    assert!(screen.shows("secs = 1"), "there is room for it\n{}", screen.text());
}

#[test]
fn the_polls_of_a_branch_are_counted_in_coroutines() {
    let screen = Screen::new("join/one-task@1", 160, 45);
    for row in ["tea   suspended    1 poll ", "soup  suspended    1 poll "] {
        assert!(screen.shows(row), "{row}\n{}", screen.text());
    }
    let screen = Screen::new("join/one-task@2", 160, 45);
    assert!(screen.shows("rice  suspended    2 polls"), "{}", screen.text());
    assert!(!screen.shows("tea   returned"), "{}", screen.text());
    // The last one is a branch although no other one is left.
    let screen = Screen::new("join/one-task@3", 160, 45);
    assert!(screen.shows("soup  suspended    3 polls"), "{}", screen.text());
}

#[test]
fn a_coroutine_that_is_awaited_alone_is_no_branch() {
    let screen = Screen::new("in-a-row@1", 160, 45);
    assert!(screen.shows("└ "), "{}", screen.text());
    assert!(!screen.shows("suspended    1 poll "), "{}", screen.text());
}

//! The pane of the work outside the loop: the jobs in their places, those that wait, and those that were given up.

use crate::driver::Screen;

#[test]
fn the_places_of_a_pool_are_listed_with_their_jobs() {
    for (width, height) in [(80, 24), (100, 30), (160, 45)] {
        let mut screen = Screen::new("thread-pool@3", width, height);
        for line in
            ["ovens  2 places", " 1    bread  since 0 s", " 2    cake  since 0 s", " next pie"]
        {
            assert!(screen.shows(line), "{line} at {width}x{height}\n{}", screen.text());
        }
        assert!(screen.line(" next pie").contains("→ C"), "{}", screen.text());
        // In the step in which a job ends, its place already has the next one.
        screen.press("End");
        assert!(!screen.shows("since 0 s"), "{}", screen.text());
    }
}

#[test]
fn a_job_that_was_given_up_still_has_its_place() {
    let screen = Screen::new("thread-pool/2@2", 80, 24);
    assert!(screen.shows(" 1    bread  since 0 s  given up"), "{}", screen.text());
    assert!(screen.shows(" 2    free"), "{}", screen.text());
}

#[test]
fn a_run_without_jobs_has_no_such_pane() {
    assert!(!Screen::new("three-tasks@3", 160, 45).shows("Outside"));
}

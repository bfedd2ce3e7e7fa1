//! The lanes: a poll that holds the thread, and a run of a thousand turns; and who waits for whom.

use crate::driver::Screen;
use coroscope::course::lesson::markers::LessonFile;
use coroscope::course::tour::opening::{SceneSession, Standalone};
use coroscope::kit::{spawn_named, yield_now};
use coroscope::session::Program;

#[test]
fn a_poll_that_holds_the_thread_is_a_long_bar() {
    let mut screen = Screen::new("blocking/2@4", 120, 34);
    let report = screen.line("B report    ");
    assert!(report.contains("██████████"), "{}", screen.text());
    // The other one stands still beside it, and its timer is late.
    let ticker = screen.line("A ticker    ");
    assert!(ticker.contains("· · · · ●") && !ticker.contains('█'), "{ticker}");
    assert!(screen.shows("By then A ticker's timer is due"), "{}", screen.text());
    assert!(screen.shows("█ blocked"), "{}", screen.text());
    assert!(screen.line("clock  ").contains("4 s"), "{}", screen.text());
    // Before it blocks it is a poll like any other, and nothing moves when it does.
    let width = report.rfind('█');
    screen.press("left");
    assert!(!screen.line("B report    ").contains('█'), "{}", screen.text());
    screen.press("g 4 Enter");
    assert_eq!(screen.line("B report    ").rfind('█'), width);
    // What does not hold the thread has no such word.
    let calm = Screen::new("three-tasks@9", 120, 34);
    assert!(!calm.shows("blocked") && calm.shows("▆ polled"), "{}", calm.text());
}

#[test]
fn a_long_bar_is_told_in_plain_letters_too() {
    let screen = Screen::new("blocking/2@4", 120, 34).with_looks("mono", true);
    assert!(screen.line("B report    ").contains("########"), "{}", screen.text());
    assert!(screen.shows("# blocked"), "{}", screen.text());
}

#[test]
fn a_stall_says_who_waits_for_whom() {
    for (width, height) in [(100, 30), (120, 34), (160, 45)] {
        let mut screen = Screen::new("deadlock@4", width, height);
        assert!(!screen.shows("deadlock:"), "it would answer the question\n{}", screen.text());
        screen.press("End");
        assert!(screen.shows("deadlock:"), "{}", screen.text());
        assert!(screen.shows("A → paint → B → brush → A"), "{}", screen.text());
    }
    let mut screen = Screen::new("deadlock", 80, 24);
    screen.press("End");
    screen.click("Futures");
    assert!(screen.shows("A → paint → B → brush → A"), "{}", screen.text());
    let mut alone = Screen::new("mutex/2", 120, 34);
    alone.press("End");
    assert!(alone.shows("deadlock: it's waiting for itself"), "{}", alone.text());
    assert!(!alone.shows("each other"), "{}", alone.text());
    let mut lone = Screen::new("suspend", 120, 34);
    lone.press("End");
    assert!(!lone.shows("waiting for whom") && !lone.shows("deadlock:"), "{}", lone.text());
}

/// A run that ends well doesn't show that the program is right: what it did would deadlock with another timing.
#[test]
fn a_lucky_run_says_that_the_locks_were_acquired_in_opposite_orders() {
    let words = "locks acquired in opposite";
    for (width, height) in [(80, 24), (100, 30), (160, 45)] {
        let mut lucky = Screen::new("deadlock/late-bob", width, height);
        lucky.press("End");
        for part in [words, "A: brush, then paint", "B: paint, then brush"] {
            assert!(lucky.shows(part), "{part}\n{}", lucky.text());
        }
        lucky.press("left");
        assert!(!lucky.shows(words), "only once the run has finished\n{}", lucky.text());
        let mut safe = Screen::new("deadlock/same-order", width, height);
        safe.press("End");
        assert!(!safe.shows(words), "{}", safe.text());
    }
}

/// The last screen of a run keeps what the last turn ended: a value as it was, and a coroutine that never ran.
#[test]
fn the_end_of_a_run_keeps_its_evidence() {
    for (address, tab, evidence) in [
        ("lazy", "Coroutines", "early  dropped"),
        ("select", "Coroutines", "slow  dropped"),
        ("lost-update", "Futur", "105  dropped"),
    ] {
        for (width, height) in [(80, 24), (100, 30)] {
            let mut screen = Screen::new(address, width, height);
            screen.press("End");
            if !screen.shows(evidence) {
                screen.click(tab);
            }
            if !screen.shows(evidence) {
                screen.press("z"); // a narrow pane cuts the row
            }
            assert!(screen.shows(evidence), "{}", screen.text());
        }
    }
}

/// Several columns can share one time, so the pane says what a column is.
#[test]
fn the_timeline_says_what_a_column_is_and_shows_every_lane_at_its_beats() {
    for (width, height) in [(80, 24), (100, 30)] {
        let mut poll = Screen::new("poll@2", width, height);
        if !poll.shows("between two columns.") {
            poll.click("Timeline");
        }
        assert!(poll.shows("between two columns."), "{}", poll.text());
    }
    let tasks = Screen::new("three-tasks@9", 100, 30);
    assert!(tasks.shows(" a column is a turn "), "{}", tasks.text());
    let mut end = Screen::new("three-tasks", 80, 24);
    end.press("End");
    for lane in ["A factori", "B fibonac", "C binomial"] {
        assert!(end.shows(lane), "{lane}\n{}", end.text());
    }
}

/// A message is drawn where it's sent and where it's received, with its sender if the cell has room for the letter.
#[test]
fn the_timeline_shows_who_sends_and_who_receives() {
    let lane = |width, height, moment: &str, name: &str| {
        let mut screen = Screen::new(moment, width, height);
        if !screen.shows("clock  ") {
            screen.click("Timelin [");
        }
        (screen.line(name), screen.text())
    };
    // rank 0 sends three messages in its first poll, and each rank receives one in its second.
    let (root, text) = lane(160, 45, "collectives@7", "D rank0    ●");
    assert_eq!(root.matches('»').count(), 1, "{text}");
    let (first, text) = lane(160, 45, "collectives@7", "A rank1    ●");
    assert!(first.contains("«D▆") && !first.contains('»'), "{text}");
    assert!(text.contains("» sends") && text.contains("« receives"), "{text}");
    // The answers come back in reverse order.
    let (root, text) = lane(160, 45, "collectives@13", "D rank0    ●");
    let senders: Vec<_> = root.split('«').skip(1).filter_map(|part| part.chars().next()).collect();
    assert_eq!(senders, ['C', 'B', 'A'], "{text}");
    // A cell of one column has the sign alone, and a message that is still to come isn't shown.
    let (third, text) = lane(80, 24, "collectives@8", "C rank3 ●");
    assert!(third.contains('«') && third.contains('»') && !third.contains("«D"), "{text}");
    let (third, text) = lane(80, 24, "collectives@7", "C rank3 ●");
    assert!(third.contains('«') && !third.contains('»'), "{text}");
    // A program without channels has no such words.
    assert!(!Screen::new("three-tasks@9", 120, 34).shows("sends"));
}

#[test]
fn a_lost_task_that_is_cancelled_is_ready_until_its_drop() {
    let set_up = || {
        let lost = spawn_named("lost", std::future::pending::<()>());
        spawn_named("ender", async move { lost.cancel() }).detach();
        spawn_named("other", yield_now()).detach();
    };
    let standalone = Standalone {
        title: "A lost task".to_owned(),
        about: "A lost task.".to_owned(),
        program: Program::new(set_up),
        source: LessonFile::default(),
        twin: LessonFile::default(),
    };
    let mut screen = Screen::of(SceneSession::standalone(standalone), 120, 34);
    screen.press("g 3 Enter");
    let lane = screen.line("A lost     ●");
    assert!(lane.contains("○   ●────"), "{lane}");
}

/// Each time that the run has reached is in the clock's row, with its unit or as a number alone.
#[test]
fn the_clock_row_leaves_out_no_time() {
    for (address, times) in [
        ("blocking@8", &["0", "1", "2", "3", "4"][..]),
        ("three-tasks@16", &["0", "1", "2", "3", "4", "5", "6"][..]),
    ] {
        let text = Screen::new(address, 160, 45).text();
        let is_row = |line: &&str| line.starts_with("\u{2502} clock ") && line.contains("0 s");
        let row = text.lines().find(is_row).and_then(|line| line.split('\u{2502}').nth(1));
        let row = row.unwrap_or_else(|| panic!("{text}"));
        let shown: Vec<_> = row.split_whitespace().filter(|word| times.contains(word)).collect();
        assert_eq!(shown, times, "{address}\n{text}");
    }
}

/// A bar is as long as the poll only once the poll has blocked the thread.
#[test]
fn a_poll_isnt_drawn_longer_than_it_has_been() {
    let bar = |address| {
        let lane = Screen::new(address, 120, 34).line("B report    ");
        lane.matches(['\u{2586}', '\u{2588}']).count()
    };
    let (before, after) = (bar("blocking/2@4.5"), bar("blocking/2@4"));
    assert!(before < 8 && after > 10, "{before} {after}");
}

/// A broker has a row for each of its lists, and a map that is too long for one row has a row for each key.
#[test]
fn the_jobs_of_a_broker_and_the_groups_of_a_shuffle_have_rows_of_their_own() {
    let shows = |moment: &str, rows: &[&str]| {
        for (width, height) in [(80, 24), (100, 30), (160, 45)] {
            let mut screen = Screen::new(moment, width, height);
            if !screen.shows("│ broker  ") && !screen.shows("│ groups  ") {
                screen.click("Futures");
            }
            for row in rows {
                assert!(screen.shows(row), "{row}\n{}", screen.text());
            }
        }
    };
    shows("task-queue@2", &["waiting []", "out []", "acked 0", "workers: A w1 B w2"]);
    shows("task-queue/late-before@9", &["waiting []", "out [3, 4]", "acked 2"]);
    shows("task-queue/late-before@11", &["waiting [3]", "out [4]", "acked 2"]);
    let groups = [r#""bun": [1, 1, 1]"#, r#""milk": [1, 1]"#, r#""tea": [1, 1, 1]"#];
    shows("map-reduce@9", &groups);
}

//! Terminals that take no output, take it slowly, or claim to be larger than any.

use super::pty::{Pty, contents};
use portable_pty::CommandBuilder;
use std::time::Duration;

/// Longer than a signal may take on a busy machine. It takes less than one second on an idle one.
const SOON: Duration = Duration::from_secs(3);

#[cfg(target_os = "linux")]
#[test]
fn a_signal_ends_the_process_on_a_terminal_that_takes_no_output() {
    for (name, number) in [("-TERM", 15), ("-HUP", 1)] {
        let mut pty = Pty::open(&["open", "resume"], 120, 40);
        pty.wait_for("turn 0 of 3");
        pty.stop_reading();
        pty.fill("z");
        pty.signal(name);
        assert_eq!(pty.ended_within(SOON), 128 + number, "{name}");
        pty.wait_for_settings();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_signal_during_a_slow_write_restores_the_terminal() {
    let mut pty = Pty::open(&["open", "resume"], 120, 40);
    pty.wait_for("turn 0 of 3");
    pty.stop_reading();
    pty.fill("z");
    pty.signal("-TERM");
    // The input comes first. Then the terminal takes the frame, and after it what restores the screen.
    pty.wait_for_settings();
    pty.read_again();
    assert_eq!(pty.ended_within(SOON), 143);
    assert_eq!(pty.ended(), 143);
    pty.assert_given_back();
}

#[test]
fn a_terminal_of_any_size_is_drawn() {
    for size in
        ["rows 65535 cols 65535", "rows 9000 cols 9000", "rows 0 cols 0", "rows 1 cols 65535"]
    {
        let mut shell = CommandBuilder::new("sh");
        let program = env!("CARGO_BIN_EXE_coroscope");
        // Cells for all that the terminal claims to have would not fit into this memory.
        shell.args([
            "-c",
            &format!("stty {size} && ulimit -v 3000000 && exec {program} open resume"),
        ]);
        let mut pty = Pty::run(shell, 100, 30, &[]);
        pty.wait(size, |seen| {
            let raw = String::from_utf8_lossy(&seen.raw);
            // The end of the first frame.
            raw.find("[?1049h").is_some_and(|taken| raw[taken..].contains("[?2026l"))
        });
        pty.keys("q");
        assert_eq!(pty.ended(), 0, "{size}");
        assert!(!contents(&pty.seen.0.lock().expect("it works")).contains("memory allocation"));
        pty.assert_given_back();
    }
}

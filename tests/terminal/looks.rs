//! Colours, letters and themes, as the environment and the learner have them.

use super::pty::{Pty, contents};

#[test]
fn no_color_keeps_bold_text() {
    let mut pty = Pty::with(&["open", "resume@2"], 100, 30, &[("NO_COLOR", "1")]);
    pty.wait_for("turn 2 of 3");
    let raw =
        String::from_utf8_lossy(&pty.seen.0.lock().expect("the test's own terminal works").raw)
            .into_owned();
    assert!(!raw.contains("38;2;") && !raw.contains("38;5;"), "{}", raw.escape_debug());
    assert!(raw.contains("\x1b[1m"), "{}", raw.escape_debug());
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn a_plain_locale_gets_plain_letters() {
    let mut pty = Pty::with(&["open", "resume@2"], 100, 30, &[("LANG", "C")]);
    pty.wait_for("turn 2 of 3");
    let drawn = contents(&pty.seen.0.lock().expect("the test's own terminal works"));
    assert!(drawn.is_ascii(), "{drawn}");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
}

/// A theme's file in the folder of the tests.
fn theme(name: &str, text: &str) -> String {
    let file = format!("{}/{name}", env!("CARGO_TARGET_TMPDIR"));
    std::fs::write(&file, text).expect("the test's own folder can be written");
    file
}

#[test]
fn a_theme_file_colours_the_screen() {
    let file = theme(
        "own.toml",
        "name = \"own\"\ntasks = [\"#010203\"]\n[role]\ntitle = { fg = \"#0a0b0c\" }\n",
    );
    let mut pty = Pty::open(&["open", "resume@2", "--theme", &file], 80, 24);
    pty.wait_for("turn 2 of 3");
    for color in ["38;2;1;2;3", "38;2;10;11;12"] {
        pty.wait(color, |seen| String::from_utf8_lossy(&seen.raw).contains(color));
    }
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn an_invalid_theme_is_rejected_in_one_sentence() {
    let unknown =
        theme("unknown.toml", "name = \"x\"\ntasks = []\n[role]\nsparkle = { bold = true }\n");
    let broken = theme("broken.toml", "name = \"x\"\ntasks = [1,,]\n");
    let folder = env!("CARGO_TARGET_TMPDIR").to_owned();
    let missing = format!("{folder}/there-is-none.toml");
    for (file, words) in [
        (&unknown, "there's no role 'sparkle'; the roles are text, dim, "),
        (&broken, "line 2: "),
        (&folder, "can't read the theme"),
        (&missing, "there's no theme called '"),
    ] {
        let mut pty = Pty::open(&["open", "resume", "--theme", file], 200, 24);
        assert_eq!(pty.ended(), 2, "{file}");
        let seen = pty.seen.0.lock().expect("the test's own terminal works");
        let told = contents(&seen).trim().replace('\n', "");
        assert!(told.contains(words), "{told}");
        assert!(!String::from_utf8_lossy(&seen.raw).contains("[?1049h"), "no screen was taken");
    }
}

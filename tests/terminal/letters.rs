//! Letters that would steer a terminal: in names, output, values and panics of a recipe, and in what is
//! typed behind the command. None of them reaches the terminal as it is; the raw bytes are read.

use super::pty::{Pty, contents};
use coroscope::app::progress_saver::ProgressSaver;
use coroscope::course::catalog::{Lesson, Scene, lessons};
use coroscope::course::tour::opening::SceneSession;
use coroscope::kit::{observed, say, spawn_named, yield_now};
use coroscope::progress::Progress;
use coroscope::session::Program;
use coroscope::session::Session;
use coroscope::terminal::{Saver, ScreenOptions, open};
use portable_pty::CommandBuilder;
use std::sync::Arc;

/// A title for the window, a bell, a colour in one byte, a turn of the writing, a way back over the line.
const EVIL: &str = "\x1b]0;pwned\x07\u{9b}31m\u{202e}\x08\r\x1b[2Jevil";

/// What of it is in these bytes. The program writes none of this for itself.
fn found(raw: &[u8]) -> Vec<&'static str> {
    const SIGNS: [&str; 6] = ["\x1b]0;", "pwned\x07", "\u{9b}", "\u{202e}", "\x08", "\x1b[2Jevil"];
    let is_in = |sign: &&str| raw.windows(sign.len()).any(|part| part == sign.as_bytes());
    SIGNS.into_iter().filter(is_in).collect()
}

#[observed]
async fn evil(text: String) -> String {
    let local = text.clone();
    say!("{local}");
    yield_now().await;
    assert!(!local.ends_with('!'), "{local}");
    text
}

fn set_up() {
    spawn_named(EVIL, evil(EVIL.to_owned())).detach();
    spawn_named(EVIL, evil(format!("{EVIL}!"))).detach();
}

fn visit() -> SceneSession {
    let like = &lessons()[3];
    let (program, name) = (Program::new(set_up), "evil".to_owned());
    let scene = Scene { program, name, title: "Evil".to_owned(), ..like.scenes[0].clone() };
    let (slug, title) = ("evil".to_owned(), "Evil".to_owned());
    let (scenes, page) = (vec![scene], Err(Vec::new()));
    let lesson = Arc::new(Lesson { slug, title, scenes, page, ..Lesson::clone(like) });
    SceneSession::new(&lesson, &lesson.scenes[0])
}

/// The child of the next test: a recipe that would steer the terminal, on the screen.
#[test]
#[ignore = "it is run by the test below, in a terminal of its own"]
fn the_child_with_evil_letters() {
    let keeping = ProgressSaver {
        progress: Progress::in_memory(),
        notice: Some(EVIL.to_owned()),
        beat: None,
    };
    open(visit(), Saver { progress: keeping, presenter: None }, &ScreenOptions::default())
        .expect("the test's own terminal works");
}

#[test]
fn output_of_a_recipe_cannot_control_the_terminal() {
    let mut command = CommandBuilder::new(std::env::current_exe().expect("it runs"));
    command.args(["--ignored", "--exact", "letters::the_child_with_evil_letters", "--nocapture"]);
    let mut pty = Pty::run(command, 120, 40, &[]);
    pty.wait_for("evil@0");
    for _ in 0..4 {
        pty.keys(" \x1b[B");
    }
    pty.wait_for("pwned");
    // Each pane in full, each moment, the questions, the reasons, a jump to what is no place.
    for keys in ["\tz", "\t", "\t", "\t", "\t", "\t", "z"] {
        pty.keys(keys);
    }
    for overlay in ["w", "?"] {
        pty.keys(overlay);
        pty.wait("the overlay", |seen| contents(seen).contains("Esc close"));
        // Esc and the next key, sent at once, would be one key with Alt.
        pty.keys("\x1b");
        pty.wait("the overlay closed", |seen| !contents(seen).contains("Esc close"));
    }
    for keys in ["t", "t", "t", "c", "P", "P"] {
        pty.keys(keys);
    }
    pty.keys("\x1b[H");
    pty.wait_for("evil@0");
    pty.keys("\x1b[F");
    pty.wait_for("panic");
    pty.keys("g\x1b[200~\u{9b}31m\u{202e}evil\x1b[201~\r");
    pty.wait_for("isn't a turn");
    pty.wait_for("Enter go");
    pty.keys("\x1b");
    pty.wait("the line closed", |seen| !contents(seen).contains("Enter go"));
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
    let seen = pty.seen.0.lock().expect("the test's own terminal works");
    assert_eq!(found(&seen.raw), [""; 0], "{}", String::from_utf8_lossy(&seen.raw).escape_debug());
}

#[test]
fn printed_sentences_cannot_control_the_terminal() {
    let mut told = Vec::new();
    let mut session: Session = visit().session;
    coroscope::text::tell(&mut told, &mut session, true).expect("memory takes it");
    assert!(String::from_utf8_lossy(&told).contains("pwned"));
    assert_eq!(found(&told), [""; 0]);
}

#[test]
fn arguments_cannot_control_the_terminal() {
    for arguments in [
        &["text", EVIL][..],
        &["text", &format!("resume@{EVIL}")],
        &["text", &format!("resume~{EVIL}")],
        &["open", "resume", "--theme", EVIL],
        &["check", EVIL],
        &["export", "resume", "--format", EVIL],
        &["export", "resume", "--format", "jsonl", "--output", &format!("/{EVIL}/x")],
        &[EVIL],
        &["--color", EVIL],
        &["list", "--progress", &format!("{}/{EVIL}", env!("CARGO_MANIFEST_DIR"))],
    ] {
        let mut pty = Pty::open(arguments, 160, 40);
        let _any = pty.ended();
        let seen = pty.seen.0.lock().expect("the test's own terminal works");
        let shown = contents(&seen);
        assert_eq!(found(&seen.raw), [""; 0], "{arguments:?}: {shown}");
    }
}

//! What goes wrong around the program: it is killed while it writes, the disk is full, nothing may be
//! written, it runs twice, the terminal can do nothing. Each with a real process.

use super::pty::{Pty, contents};
use coroscope::course::tour::QuestionId;
use coroscope::progress::{AnswerResult, Progress};
use portable_pty::CommandBuilder;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_coroscope");

/// This variable names the file of the child of the next test.
const FILE: &str = "COROSCOPE_TEST_FILE";

/// What runs until it is killed: each write has one beat and one answer more.
#[test]
#[ignore = "it is run by the test below, in a process of its own"]
fn the_child_that_saves() {
    let file = PathBuf::from(std::env::var_os(FILE).expect("the test names it"));
    let (mut progress, word) = Progress::open(&file);
    assert_eq!(word, None);
    let from = progress.lesson("resume").map_or(0, |done| done.beat);
    for beat in from + 1.. {
        progress.record_beat("resume", 0, beat);
        progress.record_answer("resume", QuestionId::Beat(beat, 0), AnswerResult::Right);
        assert_eq!(progress.save(), None);
    }
}

/// The beat in the file, once it is known that the file is whole.
fn whole(file: &Path) -> usize {
    let text = fs::read_to_string(file).expect("it is there, and text");
    let table: toml::Table = toml::from_str(&text).expect("it is whole");
    let lesson = &table["lessons"]["resume"];
    let beat = lesson["beat"].as_integer().expect("a number");
    let answers = lesson["answers"].as_table().expect("they are there").len();
    assert_eq!(i64::try_from(answers).expect("a few"), beat, "each write has all that it says");
    usize::try_from(beat).expect("a few")
}

#[test]
fn a_kill_during_a_save_leaves_the_old_file_or_the_new_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("progress.toml");
    let mut last = 0;
    for round in 0_u32..40 {
        let mut child = Command::new(std::env::current_exe().expect("it runs"))
            .args(["--ignored", "--exact", "faults::the_child_that_saves"])
            .env(FILE, &file)
            .stdout(Stdio::null())
            .spawn()
            .expect("it starts");
        // After some writes, at another place of the next one each time.
        while !file.exists() || whole(&file) < last + 2 {
            assert_eq!(child.try_wait().expect("it is asked"), None, "it saves until it is killed");
        }
        let wait = std::hint::black_box(round.wrapping_mul(2_654_435_761) % 400_000);
        for nth in 0..wait {
            std::hint::black_box(nth);
        }
        child.kill().expect("it runs");
        child.wait().expect("it has ended");
        let now = whole(&file);
        assert!(now >= last + 2, "nothing that was written is lost");
        last = now;
    }
    let (mut progress, word) = Progress::open(&file);
    assert_eq!((word, progress.save()), (None, None));
    let left = folder.path().read_dir().expect("it is there").flatten();
    let mut names: Vec<_> =
        left.map(|entry| entry.file_name().into_string().expect("plain")).collect();
    names.sort();
    assert_eq!(
        names,
        [".progress.toml.coroscope-lock", "progress.toml"],
        "what was half written is swept away"
    );
}

/// The program in a shell that does something first.
fn under(before: &str, arguments: &str) -> Pty {
    let mut shell = CommandBuilder::new("sh");
    shell.args(["-c", &format!("{before} {PROGRAM} {arguments}")]);
    Pty::run(shell, 120, 40, &[])
}

fn waits_for(pty: &Pty, sentence: &str) {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    pty.wait(sentence, |seen| words(&contents(seen)).contains(sentence));
}

/// The lesson goes on after it was said that nothing is kept.
fn goes_on(mut pty: Pty, said: &str) {
    pty.wait_for("turn 0 of 3");
    pty.keys("\x1b[C");
    waits_for(&pty, said);
    pty.keys("\x1b[F");
    pty.wait_for("turn 3 of 3");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_given_back();
}

/// No file may get longer than nothing: what a full disk is like. The second shell also ignores the signal for it.
const FULL: &str = "ulimit -f 0; exec";
const FULL_WITHOUT_SIGNAL: &str = "trap '' XFSZ; ulimit -f 0; exec";

#[test]
fn a_full_disk_keeps_the_old_progress_and_the_lesson_continues() {
    for full in [FULL, FULL_WITHOUT_SIGNAL] {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("progress.toml");
        let old = "version = 1\n\n[lessons.lazy]\nfinished = true\n";
        fs::write(&file, old).expect("the disk is not full yet");
        let pty = under(full, &format!("open resume --progress {}", file.display()));
        goes_on(pty, "Can't save your progress to");
        assert_eq!(fs::read_to_string(&file).expect("it is there"), old);
        let left = folder.path().read_dir().expect("it is there").count();
        assert_eq!(left, 2, "nothing half written is left beside the file and its lock");
    }
}

#[test]
fn a_failed_write_has_a_message_and_a_status() {
    for full in [FULL, FULL_WITHOUT_SIGNAL] {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path().join("run.jsonl");
        for old in [None, Some("the old file\n")] {
            if let Some(old) = old {
                fs::write(&out, old).expect("the disk is not full yet");
            }
            let export = format!("export resume --format jsonl --output {}", out.display());
            let mut pty = under(full, &export);
            assert_eq!(pty.ended(), 1);
            waits_for(&pty, "coroscope: can't write ");
            assert_eq!(fs::read_to_string(&out).ok().as_deref(), old, "the old file is kept");
            let left = folder.path().read_dir().expect("it is there").count();
            assert_eq!(left, usize::from(old.is_some()), "nothing half written is left");
        }
        let mut pty = under(full, &format!("text resume > {}", out.display()));
        assert_eq!(pty.ended(), 1);
        waits_for(&pty, "coroscope: can't write the output: File too large");
    }
}

/// The device that is always full, where there is one.
#[test]
fn a_write_to_a_full_device_has_a_message_and_a_status() {
    if !Path::new("/dev/full").exists() {
        return;
    }
    for command in ["text resume", "export resume --format svg", "list", "man"] {
        let mut pty = under("", &format!("{command} > /dev/full"));
        assert_eq!(pty.ended(), 1, "{command}");
        waits_for(&pty, "coroscope: can't write the output: No space left on device");
    }
}

/// What clap prints is output too. It fails quietly, because nobody reads the reason beside the help.
#[test]
fn help_on_a_full_device_has_a_status() {
    if !Path::new("/dev/full").exists() {
        return;
    }
    for command in ["--help", "--version", "export --help"] {
        let mut pty = under("", &format!("{command} > /dev/full"));
        assert_eq!(pty.ended(), 1, "{command}");
        let seen = pty.seen.0.lock().expect("the test's own terminal works");
        assert_eq!(contents(&seen), "", "{command}");
    }
}

/// A search that takes long says how far it has come, and a key stops it.
#[test]
fn a_long_search_says_how_far_it_has_come() {
    let mut pty = under("exec", "explore deadlock --sample 100000000");
    waits_for(&pty, " of 100,000,000 runs tried");
    pty.keys("\x03");
    assert_ne!(pty.ended(), 0);
}

/// A disk of its own, on which an export doesn't fit over an old file with another name.
#[test]
fn an_export_on_a_full_small_disk_keeps_the_old_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let disk = folder.path().display();
    let mount = format!("mount -t tmpfs -o size=64k tmpfs {disk}");
    if !may_run(Command::new("unshare").args(["-Urm", "sh", "-c", &mount])) {
        return; // and the tests with a limit have to do
    }
    for link in ["true", &format!("ln {disk}/run.html {disk}/other.html")] {
        let fill = format!("seq 1 2000 > {disk}/run.html; {link}; cp {disk}/run.html /dev/shm/$$");
        let rest = format!("cat /dev/zero > {disk}/rest 2>/dev/null");
        let export = format!("{PROGRAM} export three-tasks -o {disk}/run.html; echo STATUS $?");
        let compare = format!("cmp {disk}/run.html /dev/shm/$$ && echo SAME; rm /dev/shm/$$");
        let list = format!("echo LEFT $(ls -A {disk} | grep -c new)");
        let mut shell = CommandBuilder::new("unshare");
        let script = [mount.as_str(), &fill, &rest, &export, &compare, &list].join("\n");
        shell.args(["-Urm", "sh", "-c", &script]);
        let mut pty = Pty::run(shell, 120, 40, &[]);
        assert_eq!(pty.ended(), 0);
        waits_for(&pty, "No space left on device");
        waits_for(&pty, "STATUS 1 SAME LEFT 0");
    }
}

/// A disk of its own, so small that the progress does not go on it, where the system lets one make such a disk.
#[test]
fn a_full_small_disk_keeps_the_old_progress() {
    let folder = tempfile::tempdir().expect("a folder");
    let disk = folder.path().display();
    let mount = format!("mount -t tmpfs -o size=16k tmpfs {disk}");
    if !may_run(Command::new("unshare").args(["-Urm", "sh", "-c", &mount])) {
        return; // and the two tests above have to do
    }
    let old = "version = 1\\n\\n[lessons.lazy]\\nfinished = true\\n";
    let fill = format!(
        "printf '{old}' > {disk}/p.toml; : > {disk}/.p.toml.coroscope-lock; cat /dev/zero > {disk}/rest 2>/dev/null"
    );
    let open = format!("{PROGRAM} open resume --progress {disk}/p.toml; cat {disk}/p.toml");
    let mut shell = CommandBuilder::new("unshare");
    shell.args(["-Urm", "sh", "-c", &format!("{mount}; {fill}; {open}")]);
    let mut pty = Pty::run(shell, 120, 40, &[]);
    pty.wait_for("turn 0 of 3");
    pty.keys("\x1b[C");
    waits_for(&pty, "Can't save your progress to");
    waits_for(&pty, "No space left on device");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
    waits_for(&pty, "[lessons.lazy] finished = true");
}

fn may_run(command: &mut Command) -> bool {
    let quiet = command.stdout(Stdio::null()).stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

#[test]
fn a_lesson_continues_where_nothing_can_be_written() {
    // A folder that nobody may write in, where there is one for everybody: the superuser may write anywhere else.
    let home = if Path::new("/proc/self").exists() { "/proc" } else { "/" };
    let pty = under(&format!("unset XDG_STATE_HOME; HOME={home} exec"), "open resume");
    goes_on(pty, "Can't save your progress to");
    let folder = tempfile::tempdir().expect("a folder");
    let shut = Command::new("chmod").arg("555").arg(folder.path()).status().expect("it is there");
    assert!(shut.success());
    let file = folder.path().join("progress.toml");
    let may_write_anywhere = fs::write(folder.path().join("x"), "").is_ok();
    if !may_write_anywhere {
        let pty = under("exec", &format!("open resume --progress {}", file.display()));
        goes_on(pty, "Can't save your progress to");
    }
}

#[test]
fn two_open_programs_merge_their_progress() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("progress.toml");
    let open = |lesson: &str| {
        let file = file.to_str().expect("a plain path");
        Pty::open(&["open", lesson, "--progress", file], 120, 40)
    };
    let (mut one, mut other) = (open("resume"), open("lazy"));
    one.wait_for("turn 0 of 3");
    other.wait_for("turn 0 of 1");
    for _ in 0..3 {
        one.keys("\x1b[F");
        other.keys("\x1b[F");
    }
    one.wait_for("turn 3 of 3");
    other.wait_for("turn 1 of 1");
    one.keys("q");
    other.keys("q");
    assert_eq!((one.ended(), other.ended()), (0, 0));
    let (kept, word) = Progress::open(&file);
    assert_eq!(word, None);
    for lesson in ["resume", "lazy"] {
        assert!(kept.lesson(lesson).is_some_and(|done| done.finished), "{lesson}: {kept:?}");
    }
}

#[test]
fn without_a_capable_terminal_one_line_names_the_text_command() {
    let cases = [
        ("TERM=dumb exec", "open resume"),
        ("TERM=dumb exec", ""),
        ("exec", "open resume </dev/null"),
        ("exec", "open resume >/dev/null"),
    ];
    for (before, arguments) in cases {
        let mut pty = under(before, arguments);
        assert_eq!(pty.ended(), 1, "{before} {arguments}");
        let seen = pty.seen.0.lock().expect("the test's own terminal works");
        let told = contents(&seen).trim().to_owned();
        assert_eq!(
            told,
            "coroscope: this needs a terminal. To print a lesson as text instead, run: coroscope text LESSON"
        );
        assert!(!seen.raw.contains(&0x1b), "no escape was written");
    }
}

#[test]
fn a_terminal_without_a_name_gets_sixteen_colours() {
    let mut pty = under("unset TERM COLORTERM; exec", "open resume@2");
    pty.wait_for("turn 2 of 3");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_given_back();
    let raw = String::from_utf8_lossy(&pty.seen.0.lock().expect("it works").raw).into_owned();
    assert!(!raw.contains("38;2;"), "{}", raw.escape_debug());
}

#[test]
fn no_locale_at_all_gets_plain_letters() {
    let mut pty = under("unset LANG LC_ALL LC_CTYPE; exec", "open resume@2");
    pty.wait_for("turn 2 of 3");
    if cfg!(not(target_os = "macos")) {
        let drawn = contents(&pty.seen.0.lock().expect("the test's own terminal works"));
        assert!(drawn.is_ascii(), "{drawn}");
    }
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn a_stop_signal_restores_the_terminal_until_the_process_continues() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("process");
    let mut shell = CommandBuilder::new("sh");
    let own = format!("sh -c 'echo $$ > {}; exec {PROGRAM} open resume'", file.display());
    shell.args(["-i", "-m", "-c", &format!("{own}; echo ASIDE; fg; echo BACK $?")]);
    let mut pty = Pty::run(shell, 100, 30, &[]);
    pty.wait_for("turn 0 of 3");
    let process = fs::read_to_string(&file).expect("it was written before the screen");
    let signal = |name: &str| {
        let sent = Command::new("kill").args([name, process.trim()]).status();
        assert!(sent.expect("it is there").success());
    };
    signal("-TSTP");
    pty.wait("the shell", |seen| {
        let raw = String::from_utf8_lossy(&seen.raw);
        raw.find("[?1049l").is_some_and(|left| raw[left..].contains("ASIDE"))
    });
    pty.wait("the screen again", |seen| {
        let raw = String::from_utf8_lossy(&seen.raw);
        raw.matches("[?1049h").count() >= 2 && contents(seen).contains("turn 0 of 3")
    });
    // A word that it may go on, while it does, draws the screen anew and no more.
    signal("-CONT");
    pty.keys("\x1b[C");
    pty.wait_for("turn 1 of 3");
    signal("-TERM");
    pty.wait("the end", |seen| String::from_utf8_lossy(&seen.raw).contains("BACK 143"));
    pty.assert_given_back();
}

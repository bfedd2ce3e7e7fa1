//! A lesson in plain lines: what is written for what is typed, from a pipe and in a conversation.
#![allow(missing_docs)]

use coroscope::app::App;
use coroscope::app::key::Key;
use coroscope::app::keymap::BINDINGS;
use coroscope::app::mode::Mode;
use coroscope::app::progress_saver::ProgressSaver;
use coroscope::course::catalog::{self, Lesson};
use coroscope::course::tour::opening::SceneSession;
use coroscope::progress::Progress;
use coroscope::reader::command::{self, COMMANDS, Verb};
use coroscope::reader::read;
use std::cell::RefCell;
use std::fs;
use std::io::{self, BufRead, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::rc::Rc;

/// The program with these bytes on its standard input: what it writes, what it complains of, and its exit status.
fn run(arguments: &[&str], input: &[u8], progress: &Path) -> (String, String, Option<i32>) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_coroscope"))
        .args(arguments)
        .arg("--progress")
        .arg(progress)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // It may quit before it has read everything.
    let _closed = child.stdin.take().expect("it is piped").write_all(input);
    let out = child.wait_with_output().expect("it ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it is text");
    (text(out.stdout), text(out.stderr), out.status.code())
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

/// Runs `coroscope read` on these lines. It must end well and complain of nothing.
fn read_lines(address: &str, input: &str) -> String {
    let folder = folder();
    let (out, complaint, status) =
        run(&["read", address], input.as_bytes(), &folder.path().join("progress.toml"));
    assert_eq!((complaint.as_str(), status), ("", Some(0)), "{out}");
    out
}

/// One question is answered wrong, one right, one is skipped, and everything else is Enter. Read it line by line before
/// you keep a new version.
#[test]
fn a_lesson_by_enter_alone() {
    let answers = ["1", "3", "s", "1"];
    let input = lines_of("lazy", &mut answers.iter().copied());
    let out = read_lines("lazy", &input);
    insta::assert_snapshot!("lazy", out);
    assert_eq!(out, read_lines("lazy", &input), "the same lines give the same bytes");
}

/// What is typed to take a lesson with these answers, up to its end card.
fn lines_of(address: &str, answers: &mut dyn Iterator<Item = &'static str>) -> String {
    let mut typed = String::new();
    converse(address, ProgressSaver::default_for_tests(), |last| {
        let line = if last.starts_with("Type a number from 1 to") {
            answers.next().unwrap_or("1")
        } else if is_end(last) {
            "q"
        } else {
            ""
        };
        typed += line;
        typed.push('\n');
        line.to_owned()
    });
    typed
}

/// Is this the last line of an end card, or of a run without one?
fn is_end(line: &str) -> bool {
    line.starts_with("Press Enter to open the next lesson")
        || line.starts_with("This is the last lesson.")
        || line.starts_with("Type g 0 to go back to the start.")
        || line.starts_with("Press Enter to go back to the lesson's program, or type b")
        || line.starts_with("The recording is full")
}

trait ForTests {
    fn default_for_tests() -> ProgressSaver;
}

impl ForTests for ProgressSaver {
    fn default_for_tests() -> ProgressSaver {
        ProgressSaver { progress: Progress::in_memory(), notice: None, beat: None }
    }
}

/// An input whose next line depends on the last line of the output.
struct Conversation<F> {
    out: Rc<RefCell<Vec<u8>>>,
    next: F,
    pending: Vec<u8>,
    turns: usize,
}

impl<F: FnMut(&str) -> String> Read for Conversation<F> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(bytes)?;
        self.consume(count);
        Ok(count)
    }
}

impl<F: FnMut(&str) -> String> BufRead for Conversation<F> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.pending.is_empty() {
            self.turns += 1;
            assert!(self.turns < 3000, "it comes to no end");
            let out = self.out.borrow();
            let said = std::str::from_utf8(&out).expect("it is text");
            let last = said.lines().next_back().unwrap_or("");
            self.pending = ((self.next)(last) + "\n").into_bytes();
        }
        Ok(&self.pending)
    }

    fn consume(&mut self, count: usize) {
        self.pending.drain(..count);
    }
}

struct Shared(Rc<RefCell<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Reads in this process. `next` gives the line that is typed after the last line that was written.
fn converse(address: &str, saver: ProgressSaver, next: impl FnMut(&str) -> String) -> String {
    let visit = SceneSession::from_address(address).expect("there is such a moment");
    let out = Rc::new(RefCell::new(Vec::new()));
    let mut input = Conversation { out: Rc::clone(&out), next, pending: Vec::new(), turns: 0 };
    let ended = read(visit, saver, &mut input, &mut Shared(Rc::clone(&out)), false);
    assert_eq!(ended.expect("a vector takes everything"), None);
    let out = out.borrow();
    String::from_utf8(out.clone()).expect("it is text")
}

/// Walks by Enter alone, with the first option to every question, up to the end.
fn walk(address: &str, first: &[&str]) -> String {
    let mut first = first.iter();
    converse(address, ProgressSaver::default_for_tests(), |last| {
        let line = first.next().copied().unwrap_or(match last {
            last if last.starts_with("Type a number from 1 to") => "1",
            last if is_end(last) => "q",
            _ => "",
        });
        line.to_owned()
    })
}

/// No line has a sign that a screen reader spells out, or one that steers a terminal.
fn assert_plain(out: &str, what: &str) {
    let is_bad = |letter: char| {
        letter.is_control() && letter != '\n'
            || matches!(letter, '\u{2190}'..='\u{21ff}' | '\u{2500}'..='\u{25ff}' | '\u{b7}')
    };
    for line in out.lines() {
        assert!(!line.contains(is_bad), "{what}: {line:?}");
        assert!(line.trim_end() == line, "{what}: {line:?}");
        for fault in ["..", "?.", "[@", ":rust[", "Home", "Press space", "left arrow"] {
            let is_code = ["Line ", "Removed", "Added"].iter().any(|start| line.starts_with(start));
            assert!(
                !line.contains(fault) || line.contains("..=") || is_code,
                "{what}: {fault} in {line:?}"
            );
        }
    }
}

fn page(lesson: &Lesson) -> &coroscope::course::lesson::page::Page {
    lesson.page.as_ref().expect("it can be read")
}

#[test]
fn every_lesson_comes_to_its_card_with_each_beat_and_question_once() {
    for lesson in catalog::lessons() {
        let out = walk(&lesson.slug, &[]);
        assert_plain(&out, &lesson.slug);
        let told = lesson.scenes_with_beats();
        let is_told = |nth: usize| told.iter().any(|scene| scene.name == lesson.scenes[nth].name);
        let beats: Vec<_> = page(lesson).beats.iter().filter(|beat| is_told(beat.scene)).collect();
        let starting = |start: &str| out.lines().filter(|line| line.starts_with(start)).count();
        assert_eq!(starting("Beat "), beats.len(), "{}:\n{out}", lesson.slug);
        let questions: usize = beats.iter().map(|beat| beat.questions.len()).sum();
        assert_eq!(starting("Question: "), questions, "{}", lesson.slug);
        assert_eq!(starting("You chose "), questions, "{}", lesson.slug);
        assert_eq!(starting("Introduction "), page(lesson).opening.len(), "{}", lesson.slug);
        let end = format!("That's the end of lesson {}.", lesson.address());
        assert_eq!(starting(&end), 1, "{}", lesson.slug);
        let learned = page(lesson).end.as_ref().map_or(0, |end| end.learned.len());
        assert!(learned > 0 && out.contains("\nWhat you saw:\n"), "{}", lesson.slug);
    }
}

#[test]
fn every_scene_and_every_change_comes_to_its_end() {
    for lesson in catalog::lessons() {
        for scene in &lesson.scenes {
            let address = format!("{}/{}", lesson.slug, scene.name);
            let out = walk(&address, &[]);
            assert_plain(&out, &address);
            assert!(is_end(out.lines().next_back().unwrap_or("")), "{address}:\n{out}");
        }
        for (nth, change) in page(lesson).variants.iter().enumerate() {
            let make = format!("b {}", nth + 1);
            let out = walk(&lesson.slug, &[&make]);
            let what = format!("{} {make}", lesson.slug);
            assert_plain(&out, &what);
            let asked = usize::from(change.prediction.is_some());
            let asks = out.lines().filter(|line| line.starts_with("Question: ")).count();
            assert_eq!(asks, asked, "{what}: {out}");
            assert!(out.contains("Result: "), "{what}:\n{out}");
            assert!(
                out.contains("Press Enter to go back to the lesson's program"),
                "{what}:\n{out}"
            );
        }
    }
}

#[test]
fn the_progress_is_what_the_screen_saves_for_the_same_answers() {
    let folder = folder();
    let [piped, screen] = ["piped.toml", "screen.toml"].map(|name| folder.path().join(name));
    let answers = ["1", "3", "s", "1"];
    let typed = lines_of("lazy", &mut answers.iter().copied());
    let (out, ..) = run(&["read", "lazy"], typed.as_bytes(), &piped);
    assert!(out.contains("That's the end of lesson A1."), "{out}");

    let (progress, notice) = Progress::open(&screen);
    let mut saver = ProgressSaver { progress, notice, beat: None };
    let mut app = App::new(SceneSession::from_address("lazy").expect("there is such a lesson"));
    let mut answers = answers.iter();
    while app.mode() != Mode::Card {
        let key = match app.mode() {
            Mode::Question => answers.next().and_then(|key| key.chars().next()).unwrap_or('s'),
            _ => ' ',
        };
        let _request = app.press(Key::Char(key));
        saver.save(&mut app);
    }
    let saved = |file: &Path| fs::read_to_string(file).expect("it was written");
    assert_eq!(saved(&piped), saved(&screen));
    assert!(saved(&piped).contains("\"other\"") && saved(&piped).contains("\"right\""));
}

#[test]
fn without_a_lesson_it_opens_where_the_reader_stopped() {
    let folder = folder();
    let file = folder.path().join("progress.toml");
    let (first, ..) = run(&["read"], b"", &file);
    assert!(first.starts_with("Lesson A1: "), "{first}");
    let stopped = run(&["read", "resume"], b"\n\n]\ns\n", &file).0;
    assert!(stopped.contains("Beat 2 of 8: "), "{stopped}");
    let (again, _, status) = run(&["read"], b"y\n", &file);
    assert!(again.starts_with("Lesson A4: ") && again.contains("Beat 2 of 8: "), "{again}");
    assert_eq!(status, Some(0));
}

/// It is the one that the welcome page asks for, and both are kept in the same place.
#[test]
fn the_language_is_chosen_once_and_kept() {
    let folder = folder();
    let file = folder.path().join("progress.toml");
    let asks = "You read the Rust programs. For Python, type t python and Enter.";
    let (first, ..) = run(&["read", "resume"], b"t\nt klingon\nt Python\nl 7\n", &file);
    assert!(first.contains(asks), "{first}");
    assert!(first.contains("The source is now Python: lessons/04-resume/twin.py."), "{first}");
    assert!(first.contains("`klingon` isn't a language. Type t python, t rust, or t."), "{first}");
    assert!(first.contains("Line 7:     value = await answer"), "{first}");
    let kept = fs::read_to_string(&file).expect("it was written");
    assert!(kept.contains("language = \"python\""), "{kept}");
    let (again, ..) = run(&["read", "resume"], b"p\nl\nt\nt\n", &file);
    assert!(!again.contains(asks) && again.contains("/twin.py:\n"), "{again}");
    assert!(again.contains("The source is now the code of the loop."), "{again}");
    assert!(again.contains("The source is now Rust: "), "{again}");
}

#[test]
fn a_line_that_is_no_command_gets_one_sentence() {
    let too_long = "x".repeat(100_000);
    let table: [(&[u8], &str); 8] = [
        (b"hello", "`hello` isn't a command. Press Enter to continue, or type ? for all commands."),
        (b"p 3", "`p 3` isn't a command."),
        (b"\xff\xfe", "isn't a command."),
        (b"\x00", "`\\u{0}` isn't a command."),
        (b"\x1b[2J\x07", "`\\u{1b}[2J\\u{7}` isn't a command."),
        (too_long.as_bytes(), "That line is too long: a command has up to 4096 bytes."),
        (&too_long.as_bytes()[..4096], "That line is too long"),
        (
            &too_long.as_bytes()[..4000],
            "`xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…` isn't a command.",
        ),
    ];
    let folder = folder();
    let file = folder.path().join("progress.toml");
    let beginning = run(&["read", "resume"], b"", &file).0;
    for (line, expected) in table {
        let (out, complaint, status) = run(&["read", "resume"], &[line, b"\ny\n"].concat(), &file);
        assert_eq!((complaint.as_str(), status), ("", Some(0)));
        let said = out.strip_prefix(&beginning).expect("it begins as always");
        let [answer, after] = said.lines().collect::<Vec<_>>()[..] else { panic!("{said}") };
        assert!(answer.contains(expected), "{answer}");
        assert!(after.starts_with("This moment is resume@0."), "{after}");
        assert_plain(&out, "a typed line");
    }
    // A line need not end where the input ends.
    assert!(run(&["read", "resume"], b"y", &file).0.contains("This moment is"));
    assert_eq!(run(&["read", "resume"], b"q\ny\n", &file).0, beginning);
}

#[test]
fn what_has_no_place_gets_one_sentence() {
    let table = [
        ("3", "No question is open. Press Enter to continue."),
        ("h", "No question is open. Press Enter to continue."),
        ("s", "No question is open. Press Enter to continue."),
        ("i", "No question is open. Press Enter to continue."),
        ("g", "Type g and a moment: g 9 for turn 9, or g 2.4 for event 4 of turn 2."),
        ("g 99", "There's no turn 99: this run has only 3 turns."),
        ("g x", "'x' isn't a turn or an event. Write a turn (9), or a turn and an event (2.4)."),
        ("g 0", "You're at the start, before the first turn."),
        ("o", "You're at the start, before the first turn."),
        ("l 999", "`999` isn't a line of this source. Type l 12, l all, or l."),
        ("b 9", "`9` isn't a change. Type b and a number from 0 to 3."),
        ("b 0", "This is the lesson's run already."),
        ("c Z", "There's nothing to choose: only one task is ready."),
        ("m resme", "Can't open that: no lesson is called `resme`: did you mean `resume`?"),
        ("m wxyz", "Can't open that: no lesson is called `wxyz`: m lists them all."),
        ("u", "There's no choice to undo."),
    ];
    for (line, expected) in table {
        let out = read_lines("resume@0", &format!("]\n{line}\n"));
        let before = read_lines("resume@0", "]\n");
        assert_eq!(out.strip_prefix(&before), Some(&*format!("{expected}\n")), "{line}");
    }
}

#[test]
fn hints_reasons_and_missed_questions() {
    let out = read_lines("resume", "\n\n\ni\nh\nh\nh\nh\n3\n2\nh\ni\ni\n");
    assert_eq!(out.matches("\nHint: ").count(), 3, "{out}");
    for said in [
        "First answer the question. Then i goes to the reason.",
        "There are no more hints.",
        "You've answered this question. Press Enter to continue.",
        "This moment shows the reason. Type i to go back to the question.",
        "Back at the question.",
    ] {
        assert_eq!(out.matches(said).count(), 1, "{said}:\n{out}");
    }
    // The words of the moment that gives the reason aren't read before the run gets there.
    let out = read_lines("lazy", "\n\n\n1\ni\nv\ni\n\n");
    assert!(out.contains("\nThis moment is lazy@1.23."), "{out}");
    assert!(!out.contains("Beat 8") && !out.contains("Beat 9"), "{out}");
    let (_, after) = out.split_once("Back at the question.\n").expect("it went back");
    assert!(after.starts_with("Turn 1, event 1: ") && after.contains("Beat 2 of 9"), "{after}");
    let direct = read_lines("lazy", "\n\n\n1\ni\n\n\n");
    assert!(direct.ends_with(after), "{direct}");
    // From the card, the missed question alone is asked again.
    let mut walked = lines_of("resume", &mut ["3", "1", "1"].into_iter());
    walked.truncate(walked.len() - "q\n".len());
    let out = read_lines("resume", &(walked + "1\n2\n\n"));
    let (_, again) = out.split_once("That's the end of lesson A4.").expect("the card");
    assert!(again.contains("2 of 3 right."), "{again}");
    assert!(again.contains("\nQuestion: How many times will `waiter`"), "{again}");
    let (_, card) = again.split_once("That's the end of lesson A4.").expect("the card again");
    assert!(card.contains("3 of 3 right."), "{card}");
}

#[test]
fn the_state_and_the_source_in_words() {
    let out = read_lines("resume@2.8", "v\nl\nw\n");
    for line in [
        "This moment is resume@2.8.",
        "Running: B answerer.",
        "Task A waiter: suspended, 1 poll, at line 7",
        "Task B answerer: running, 1 poll",
        "Future answer, a promise: full: 42",
        "Printed by A: asking",
        "Line 14, just run:     answer.set(42);",
        "A waiter waits at line 7.",
        "B answerer is running at line 14.",
        "Rule R5: ",
        "Turn 2, event 7: `answer` is now full: 42",
    ] {
        assert!(out.lines().any(|one| one.starts_with(line)), "{line}:\n{out}");
    }
    let lucky = read_lines("deadlock/late-bob@5.20", "v\n");
    let orders = "Locks were acquired in opposite orders: A alice acquired `brush`, then `paint`; B bob acquired \
                  `paint`, then `brush`.";
    assert!(lucky.contains(orders), "{lucky}");
}

#[test]
fn the_orders_and_the_changes_are_made_here_too() {
    let out = read_lines("resume", "c\nc Z\nc 3\nc b\nv\nu\nv\nb\nb 3\n1\nr\n");
    for line in [
        "1. A waiter, 0 polls, which the loop would take.",
        "`Z` isn't a ready task. Type c to list them.",
        "`3` isn't a ready task. Type c to list them.",
        "You chose this task.",
        "Task B answerer: finished, 1 poll.",
        "Choice undone.",
        "3. don't store the waker.",
        "Your change: don't store the waker.",
        "This is the lesson's program again.",
    ] {
        assert!(out.lines().any(|one| one.starts_with(line)), "{line}:\n{out}");
    }
    assert!(out.lines().any(|line| line.starts_with("Added, line ")), "{out}");
    assert!(out.lines().any(|line| line.starts_with("Removed: ")), "{out}");
}

/// A record has no lesson: its steps are read, and nothing of it reaches the terminal raw.
#[test]
fn a_record_with_escape_sequences_is_read_without_them() {
    let folder = folder();
    let (record, progress) = (folder.path().join("run.jsonl"), folder.path().join("p.toml"));
    let (run_of_lesson, ..) = run(&["export", "resume", "-f", "jsonl"], b"", &progress);
    let evil = "\\u001b[2J\\u0007\\u202e";
    let changed = run_of_lesson
        .replace("\"waiter\"", &format!("\"{evil}waiter\""))
        .replace("asking", &format!("{evil}asking"))
        .replace("async fn answerer", &format!("// {evil}\u{1b}[31m\\nasync fn answerer"));
    fs::write(&record, changed).expect("it is written");
    let named = record.display().to_string();
    let input = b"\n\n\n\nv\nw\nl all\n\no\ne\ny\nm\nb\n]\ns\n";
    let (out, complaint, status) = run(&["read", &named], input, &progress);
    if status != Some(0) {
        // A raw control character isn't JSON, so such a file is refused in one sentence.
        assert!(!complaint.contains('\x1b'), "{complaint:?}");
    }
    let plain = run_of_lesson
        .replace("\"waiter\"", &format!("\"{evil}waiter\""))
        .replace("asking", &format!("{evil}asking"));
    fs::write(&record, plain).expect("it is written");
    let (again, complaint, status) = run(&["read", &named], input, &progress);
    assert_eq!((complaint.as_str(), status), ("", Some(0)), "{again}");
    for out in [&out, &again] {
        assert!(!out.contains(|letter: char| letter.is_control() && letter != '\n'), "{out:?}");
        assert!(!out.contains('\u{202e}'), "{out:?}");
    }
    for line in [
        "Turn 1: In its first poll, A \\u{1b}[2J\\u{7}\\u{202e}waiter prints",
        "This is a recorded run, so there's no lesson with changes to make.",
        "That's the end of the run.",
    ] {
        assert!(again.lines().any(|one| one.starts_with(line)), "{line}:\n{again}");
    }
}

/// What means the same has the same letter, on the screen and here.
#[test]
fn the_letters_are_those_of_the_screen() {
    let mut compared = 0;
    for row in COMMANDS {
        let Some(message) = row.verb.message() else { continue };
        let bound = BINDINGS.iter().filter(|binding| binding.message == message);
        let letters = bound.flat_map(|binding| binding.keys.iter()).filter_map(|key| match key {
            Key::Char(letter) if *letter != ' ' => Some(letter.to_string()),
            _ => None,
        });
        let letters: Vec<_> = letters.collect();
        for letter in &letters {
            assert!(row.names.contains(&letter.as_str()), "{letter} for {:?}", row.verb);
        }
        compared += usize::from(!letters.is_empty());
    }
    assert!(compared > 12, "{compared}");
}

#[test]
fn each_command_has_names_of_its_own_and_its_list_shows_one() {
    let mut names: Vec<_> = COMMANDS.iter().flat_map(|row| row.names).collect();
    names.sort_unstable();
    assert!(names.is_sorted_by(|one, next| one < next), "{names:?}");
    for row in COMMANDS {
        let is_shown = row
            .names
            .iter()
            .any(|name| !name.is_empty() && row.shown.split(' ').any(|word| word == *name));
        assert!(is_shown, "{}", row.shown);
        assert!(row.help.ends_with('.'), "{}", row.help);
        for name in row.names {
            let request = command::parse(name).expect("it is a command");
            assert_eq!(request.verb, row.verb);
        }
    }
    assert_eq!(command::parse(" G  2.4 ").map(|request| request.argument), Ok("2.4".to_owned()));
    assert_eq!(command::parse("\r").map(|request| request.verb), Ok(Verb::Next));
    let help = read_lines("lazy", "?\n");
    assert!(help.ends_with(&(command::help() + "\n")), "{help}");
}

/// A pipe whose reader has had enough is no fault and no reason to speak, and the answer is saved.
#[test]
fn a_closed_pipe_ends_quietly() {
    use std::io::BufReader;
    let folder = folder();
    let file = folder.path().join("progress.toml");
    let mut child = Command::new(env!("CARGO_BIN_EXE_coroscope"))
        .args(["read", "lazy", "--progress"])
        .arg(&file)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut first = String::new();
    let mut out = BufReader::with_capacity(16, child.stdout.take().expect("it is piped"));
    out.read_line(&mut first).expect("a line");
    drop(out);
    let mut input = child.stdin.take().expect("it is piped");
    let _closed = input.write_all(b"\n\n\n1\n\n");
    drop(input);
    let out = child.wait_with_output().expect("it ends");
    assert!(out.status.success());
    assert_eq!(String::from_utf8_lossy(&out.stderr), "");
    assert_eq!(first, "Lesson A1: Calling an async function.\n");
}

/// What the screen shows beside the words is said too: the notes on lines, and what the reader's own runtime does.
#[test]
fn the_notes_of_the_readers_own_language_are_said() {
    for (language, own, other) in [("rust", "Tokio", "asyncio"), ("python", "asyncio", "Tokio")] {
        for lesson in catalog::lessons() {
            let out = walk(&lesson.slug, &[&format!("t {language}")]);
            assert!(
                out.contains(&format!("In {own}")) || out.contains(&format!("and {own}: ")),
                "{out}"
            );
            assert!(!out.contains(&format!("In {other}: ")), "{out}");
            assert!(!out.contains("a detail of the Rust run"), "{out}");
            let notes = out.lines().filter(|line| line.starts_with("Note on line ")).count();
            // That one shows the source of the loop.
            let has_notes = language == "python" && lesson.slug != "executor";
            assert_eq!(notes > 0, has_notes, "{notes} in {}\n{out}", lesson.slug);
        }
    }
    let out = read_lines("lazy", "t python\nt\nt\nl all\n");
    assert!(out.contains("Note on line 14: `late.await` is Python's `await late`."), "{out}");
    let out = read_lines("lazy", "t python\nl all\n");
    assert!(
        out.contains("Note on line 13, the same in Rust: `await` runs the coroutine here"),
        "{out}"
    );
}

#[test]
fn a_jump_past_questions_says_so() {
    let out = read_lines("resume", "g 3\n");
    assert!(out.contains("You passed 2 questions."), "{out}");
    let out = read_lines("resume", "g b3\nn\ng 3\n");
    assert!(out.contains("First answer the question with 1-3, or type s to skip it."), "{out}");
}

/// The words are about the program, so it's read first.
#[test]
fn a_lesson_begins_with_its_program() {
    let out = read_lines("lazy", "q\n");
    let program = out.find("async fn main()").expect("its code is read");
    let words = out.find("Introduction 1 of").expect("its words are read");
    assert!(program < words, "{out}");
    assert!(out.contains("The program, "), "{out}");
}

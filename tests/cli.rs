//! The command line as a person meets it: what is asked, what is said, and the exit status.

#[test]
fn commands_say_what_they_should() {
    // Progress that was made on this machine must not change what is printed.
    let data = tempfile::tempdir().expect("a temporary folder");
    let cases = trycmd::TestCases::new();
    for variable in ["XDG_STATE_HOME", "XDG_DATA_HOME", "APPDATA"] {
        cases.env(variable, data.path().to_string_lossy());
    }
    cases.case("tests/cli/*.trycmd");
}

/// A pipe whose reader has had enough is no fault and no reason to speak.
#[test]
fn a_closed_pipe_ends_without_an_error() {
    use std::io::{BufRead, BufReader, Read};
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_coroscope"))
        .args(["export", "three-tasks/big", "--format", "jsonl"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut first = String::new();
    let mut out = BufReader::with_capacity(16, child.stdout.take().expect("it is piped"));
    out.read_line(&mut first).expect("a line");
    drop(out);
    let mut said = String::new();
    child.stderr.take().expect("it is piped").read_to_string(&mut said).expect("text");
    assert_eq!(said, "");
    assert!(child.wait().expect("it ends").success());
    assert!(first.starts_with("{\"coroscope\":2"), "{first}");
}

/// The program with these bytes on its standard input: what it says, and whether it was content.
fn run_cli(arguments: &[&str], input: &[u8]) -> (String, bool) {
    use std::io::Write;
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_coroscope"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("it is piped").write_all(input).expect("it reads");
    let out = child.wait_with_output().expect("it ends");
    (String::from_utf8_lossy(&out.stdout).into_owned(), out.status.success())
}

#[test]
fn an_at_sign_in_the_name_of_a_folder_is_not_a_moment() {
    let folder = tempfile::tempdir().expect("a folder");
    let inside = folder.path().join("me@home");
    std::fs::create_dir(&inside).expect("a folder in it");
    let file = inside.join("run.jsonl").display().to_string();
    assert!(run_cli(&["export", "suspend", "--format", "jsonl", "--output", &file], b"").1);
    let (whole, _) = run_cli(&["text", "suspend"], b"");
    let (output, is_content) = run_cli(&["text", &file], b"");
    assert!(is_content);
    let turns = |text: &str| text.matches("Turn ").count();
    assert_eq!(turns(&output), turns(&whole), "{output}");
    let (again, _) = run_cli(&["export", &file, "--format", "jsonl"], b"");
    let kept = std::fs::read_to_string(&file).expect("it was written");
    assert_eq!(again.lines().count(), kept.lines().count());
}

#[test]
fn a_question_is_asked_again_after_an_answer_that_is_not_text() {
    let (output, is_content) = run_cli(&["text", "suspend", "--ask"], b"\xff\x1b[2J\n");
    assert!(is_content, "{output}");
    assert!(output.contains("isn't one of 1 to 3"), "{output}");
    assert!(!output.contains('\x1b'), "{output}");
}

/// What the program says on standard error, and its exit status.
fn refused(arguments: &[&str]) -> (String, Option<i32>) {
    let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_coroscope"));
    let out = program.args(arguments).output().expect("the program starts");
    (String::from_utf8_lossy(&out.stderr).into_owned(), out.status.code())
}

/// What has no end is not read to its end.
#[cfg(unix)]
#[test]
fn a_device_is_rejected_as_a_theme_and_as_a_progress_file() {
    let (said, status) = refused(&["export", "poll@1", "-f", "svg", "--theme", "/dev/zero"]);
    assert!(said.contains("/dev/zero") && said.contains("it isn't a regular file"), "{said}");
    assert_eq!(status, Some(2));
    let (said, status) = refused(&["list", "--progress", "/dev/zero"]);
    assert!(said.contains("/dev/zero") && said.contains("it isn't a regular file"), "{said}");
    assert_eq!(status, Some(1));
    let (list, _) = run_cli(&["list", "--progress", "/dev/zero"], b"");
    assert!(list.contains("deadlock") && !list.contains("/dev/zero"), "{list}");
}

/// Also where nothing is drawn.
#[test]
fn a_mistyped_theme_is_rejected_by_every_command() {
    for command in [&["list"][..], &["text", "lazy"], &["explore", "deadlock"], &["man"]] {
        let (said, status) = refused(&[command, &["--theme", "drak"]].concat());
        assert!(said.starts_with("coroscope: there's no theme called 'drak'"), "{said}");
        assert_eq!(status, Some(2), "{command:?}");
    }
}

/// Passed over, it would be a lesson that nobody looked at.
#[test]
fn a_lesson_text_that_is_not_a_file_is_rejected() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir_all(folder.path().join("one/lesson.md")).expect("a folder in it");
    for named in [folder.path().to_owned(), folder.path().join("one")] {
        let (said, status) = refused(&["check", &named.display().to_string()]);
        assert!(said.contains("one/lesson.md isn't an ordinary file"), "{said}");
        assert_eq!(status, Some(1));
    }
}

#[test]
fn a_record_is_not_written_over_while_it_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("run.jsonl");
    let named = file.display().to_string();
    assert_eq!(refused(&["export", "poll", "-o", &named]), (String::new(), Some(0)));
    let kept = std::fs::read(&file).expect("it was written");
    let round_about = folder.path().join(".").join("run.jsonl").display().to_string();
    for onto in [&named, &round_about] {
        let (said, status) = refused(&["export", &format!("{named}@1"), "-f", "svg", "-o", onto]);
        assert!(
            said.contains("is the record that is being read. Write to another file."),
            "{said}"
        );
        assert_eq!(status, Some(2));
    }
    assert_eq!(std::fs::read(&file).expect("it is there"), kept);
}

#[test]
fn an_argument_is_quoted_in_full_on_one_line() {
    assert!(refused(&["text", "dead\nlock"]).0.contains("`dead\\nlock`"));
    let (nowhere, _) = refused(&["text", "/nowhere"]);
    assert!(nowhere.contains("`/nowhere`"), "{nowhere}");
    let endless = u64::MAX.to_string();
    assert!(refused(&["explore", "lost-update", "--sample", &endless]).0.contains("or less"));
}

/// The lesson's folder is not there, and neither is the lesson: the record has all that is shown.
#[test]
fn a_record_shows_its_source_where_the_source_is_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("run.jsonl");
    let (run, is_content) = run_cli(&["export", "resume", "--format", "jsonl"], b"");
    assert!(is_content);
    std::fs::write(&file, run.replacen("\"resume\"", "\"elsewhere\"", 1)).expect("it is written");
    let (page, is_content) =
        run_cli(&["export", &file.display().to_string(), "--format", "html"], b"");
    assert!(is_content);
    for source in ["recipe.rs", "twin.py"] {
        assert!(page.contains(source), "{source}");
    }
    let (again, _) = run_cli(&["export", &file.display().to_string(), "--format", "jsonl"], b"");
    let header = |run: &str| run.lines().next().map(|line| line.replace("elsewhere", "resume"));
    assert_eq!(header(&again), header(&run), "the sources are passed on");
}

/// What is read is refused as the output, whichever name leads to it.
#[test]
fn an_export_is_not_written_over_what_it_reads() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = |name: &str| folder.path().join(name).display().to_string();
    let (theme, progress) = (place("own.toml"), place("progress.toml"));
    std::fs::write(&theme, include_str!("../assets/themes/dark.toml")).expect("a file");
    std::fs::write(&progress, "version = 1\n").expect("a file");
    let lesson = folder.path().join("lesson");
    std::fs::create_dir(&lesson).expect("a folder");
    let (words, record) = (place("lesson/lesson.md"), place("lesson/recipe.jsonl"));
    std::fs::write(&words, "no lesson").expect("a file");
    assert_eq!(refused(&["export", "poll", "-o", &record]), (String::new(), Some(0)));
    let mut rows = vec![
        (vec!["poll", "--theme", &theme], theme.clone(), "the theme"),
        (vec!["poll", "--progress", &progress], progress.clone(), "the progress file"),
        (vec![lesson.to_str().expect("plain")], words.clone(), "a file of the lesson"),
        (vec![lesson.to_str().expect("plain")], record.clone(), "a file of the lesson"),
        (vec![&record], record.clone(), "the record"),
    ];
    if cfg!(unix) {
        let other = place("other.toml");
        std::fs::hard_link(&theme, &other).expect("another name");
        rows.push((vec!["poll", "--theme", &theme], other, "the theme"));
    }
    for (arguments, output, what) in rows {
        let before = std::fs::read(&output).expect("it is there");
        let (said, status) =
            refused(&[&["export"], &arguments[..], &["-f", "svg", "-o", &output]].concat());
        assert!(said.contains(&format!("is {what} that is being read")), "{said}");
        assert_eq!(status, Some(2));
        assert_eq!(std::fs::read(&output).expect("it is there"), before);
    }
}

#[test]
fn a_dash_is_standard_output() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_coroscope"));
    let arguments = ["export", "poll", "-f", "jsonl", "-o", "-"];
    let out = program.args(arguments).current_dir(folder.path()).output().expect("it starts");
    assert!(out.status.success());
    assert_eq!(out.stdout, run_cli(&["export", "poll", "-f", "jsonl"], b"").0.into_bytes());
    assert_eq!(folder.path().read_dir().expect("a folder").count(), 0);
}

/// An export replaces the file that a link names, and writes to a pipe.
#[cfg(unix)]
#[test]
fn an_export_keeps_links_and_modes() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().expect("a folder");
    let (real, link) = (folder.path().join("real.svg"), folder.path().join("link.svg"));
    std::fs::write(&real, "old").expect("a file");
    std::fs::set_permissions(&real, PermissionsExt::from_mode(0o600)).expect("it is ours");
    symlink("real.svg", &link).expect("a link");
    let named = link.display().to_string();
    assert_eq!(refused(&["export", "poll@1", "-o", &named]), (String::new(), Some(0)));
    assert!(std::fs::symlink_metadata(&link).expect("it is there").is_symlink());
    assert!(std::fs::read_to_string(&real).expect("text").starts_with("<svg"));
    let mode = std::fs::metadata(&real).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(folder.path().read_dir().expect("a folder").count(), 2);
    let (text, _) = run_cli(&["export", "poll", "-f", "jsonl", "-o", "/dev/stdout"], b"");
    assert_eq!(text, run_cli(&["export", "poll", "-f", "jsonl"], b"").0);
}

#[test]
fn a_fault_in_a_record_is_at_one_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("run.jsonl");
    let (run, _) = run_cli(&["export", "poll", "--format", "jsonl"], b"");
    for broken in ["{\"event\":", "{\"event\":\"turn\",\"turn\":\"x\"}", "nothing"] {
        let mut lines: Vec<&str> = run.lines().collect();
        lines[4] = broken;
        std::fs::write(&file, lines.join("\n")).expect("a file");
        let (said, status) = refused(&["text", &file.display().to_string()]);
        assert_eq!(said.matches("line").count(), 1, "{said}");
        assert!(said.contains("line 5: "), "{said}");
        assert_eq!(status, Some(1));
    }
    std::fs::write(&file, "{\"coroscope\":2,\"lesson\":3}\n").expect("a file");
    let (said, _) = refused(&["text", &file.display().to_string()]);
    assert_eq!(said.matches("line").count(), 1, "{said}");
}

#[test]
fn a_letter_that_cannot_be_seen_is_shown() {
    for letter in ['\u{200b}', '\u{200d}', '\u{feff}', '\u{2060}', '\u{ad}', '\u{e0041}'] {
        for arguments in
            [vec![format!("res{letter}ume")], vec!["text".into(), format!("res{letter}ume")]]
        {
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let (said, status) = refused(&arguments);
            assert!(said.contains(&letter.escape_default().to_string()), "{said}");
            assert!(!said.contains(letter), "{said}");
            assert_eq!(status, Some(2));
        }
    }
}

/// A name that is no slug is compared with none.
#[test]
fn a_long_name_is_refused_at_once() {
    let letters = "a".repeat(100_000);
    let since = std::time::Instant::now();
    for address in
        [letters.clone(), format!("{letters}@1"), format!("resume~{}", "0.".repeat(50_000))]
    {
        let (said, status) = refused(&["text", &address]);
        assert!(said.starts_with("coroscope: ") && !said.contains("did you mean"));
        assert_eq!(status, Some(2));
    }
    assert!(since.elapsed() < std::time::Duration::from_secs(10), "{:?}", since.elapsed());
    assert!(refused(&["text", "resum"]).0.contains("did you mean `resume`?"));
}

#[test]
fn a_lesson_with_a_letter_that_cannot_be_seen_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let lesson = folder.path().join("04-resume");
    std::fs::create_dir(&lesson).expect("a folder");
    let text = include_str!("../lessons/04-resume/lesson.md");
    for letter in ['\x1b', '\u{202e}'] {
        std::fs::write(lesson.join("lesson.md"), format!("{text}\nwords{letter}\n")).expect("it");
        let (said, is_content) = run_cli(&["check", &lesson.display().to_string()], b"");
        assert!(!is_content, "{said}");
        let line = text.lines().count() + 2;
        let sentence =
            format!("lesson.md:{line}: the line has the character {}: ", letter.escape_unicode());
        assert!(said.contains(&sentence), "{said}");
        assert!(!said.contains(letter), "{said}");
    }
}

/// Opening a pipe waits until something is written to it.
#[cfg(unix)]
#[test]
fn a_record_that_is_no_file_is_refused_and_standard_input_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let pipe = folder.path().join("x.jsonl");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("it starts");
    assert!(made.success());
    let (said, status) = refused(&["text", &pipe.display().to_string()]);
    assert!(said.ends_with("x.jsonl: it isn't a regular file\n"), "{said}");
    assert_eq!(status, Some(1));
    let (run, _) = run_cli(&["export", "lazy", "--format", "jsonl"], b"");
    let (text, is_content) = run_cli(&["text", "/dev/stdin"], run.as_bytes());
    assert!(is_content && text.contains("Turn 1"), "{text}");
}

#[test]
fn a_script_that_is_missing_is_named_before_a_terminal_is_asked_for() {
    for command in [&["open", "nope.py"][..], &["text", "nope.py"], &["py", "nope.py"]] {
        let (said, status) = refused(command);
        assert!(said.starts_with("coroscope: can't read nope.py: "), "{command:?}: {said}");
        assert_eq!(status, Some(1), "{command:?}");
    }
}

#[test]
fn a_picture_can_do_without_the_keys() {
    let picture = |more: &[&str]| {
        let arguments = [&["export", "resume@2", "--format", "svg", "--size", "80x24"], more];
        let (svg, is_written) = run_cli(&arguments.concat(), b"");
        assert!(is_written, "{svg}");
        svg
    };
    let (with, without) = (picture(&[]), picture(&["--no-keys"]));
    assert!(with.contains(">space</text>") && with.contains("answerer"), "{with}");
    assert!(!without.contains(">space</text>") && without.contains("answerer"), "{without}");
    let height = |svg: &str| svg.lines().next().map(str::to_owned);
    assert_eq!(height(&with), height(&without));
}

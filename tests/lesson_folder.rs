//! A lesson from any folder on the disk: opened, told, checked, and refused where it is none.

use coroscope::app::App;
use coroscope::course::catalog::Lesson;
use coroscope::course::tour::opening::SceneSession;
use coroscope::lesson_folder::{self, Code};
use coroscope::session::moment::Moment;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

fn coroscope(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_coroscope"));
    command.args(arguments).output().expect("the command runs")
}

fn text(arguments: &[&str]) -> String {
    let output = coroscope(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("it writes text")
}

/// A folder with the words of a built-in lesson and its runs as records.
fn folder_of(slug: &str, number: &str, scenes: &[&str]) -> tempfile::TempDir {
    let place = tempfile::tempdir().expect("a folder");
    let words = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("lessons/{number}-{slug}"));
    fs::copy(words.join("lesson.md"), place.path().join("lesson.md")).expect("the words");
    for (nth, scene) in (1..).zip(scenes) {
        let name = if nth == 1 { "recipe.jsonl".to_owned() } else { format!("scene-{nth}.jsonl") };
        let file = place.path().join(name);
        let output = coroscope(&["export", scene, "-o", file.to_str().expect("a name")]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    place
}

/// The same, with all scenes of the lesson.
fn whole_folder_of(slug: &str, number: &str) -> tempfile::TempDir {
    let lesson = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("lessons/{number}-{slug}"));
    let count = fs::read_dir(lesson)
        .expect("the lesson is there")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| {
            name == "recipe.rs"
                || (name.starts_with("scene-")
                    && Path::new(name).extension().is_some_and(|end| end == "rs"))
        })
        .count();
    let scenes: Vec<_> = (1..=count).map(|nth| format!("{slug}/{nth}")).collect();
    folder_of(slug, number, &scenes.iter().map(String::as_str).collect::<Vec<_>>())
}

fn resume() -> tempfile::TempDir {
    whole_folder_of("resume", "04")
}

fn name(place: &Path) -> String {
    place.to_str().expect("a name").to_owned()
}

#[test]
fn a_folder_of_records_shows_the_same_run_as_the_lesson() {
    let place = resume();
    let (ours, theirs) = (text(&["text", &name(place.path())]), text(&["text", "resume"]));
    let body = |text: &str| text.split_once("\n\n").expect("a heading").1.to_owned();
    assert_eq!(body(&ours), body(&theirs));
    let moment = format!("{}@2", name(place.path()));
    assert!(text(&["text", &moment]).contains("Turn 2"));
    assert!(!text(&["text", &moment]).contains("Turn 3"));
}

#[test]
fn its_beats_are_told_and_its_questions_are_answered_by_the_record() {
    let place = resume();
    let told = text(&["text", "--beats", &name(place.path())]);
    let answers = |told: &str| -> Vec<String> {
        let key = told.split_once("Answers\n").expect("the answers stand at the end").1;
        // The letter of the right option depends on how many wrong loops could be run.
        key.lines().filter_map(|line| Some(line.split_once(") ")?.1.to_owned())).collect()
    };
    let built_in = answers(&text(&["text", "--beats", "resume"]));
    // A change of the order needs the program itself, so its prediction has no answer in a folder of records.
    let of_records = answers(&told);
    let is_answered = |answer: &String| of_records.contains(answer);
    let (kept, missing): (Vec<_>, Vec<_>) = built_in.into_iter().partition(is_answered);
    assert_eq!(of_records, kept);
    assert_eq!((kept.len(), missing.len()), (5, 1));
}

#[test]
fn another_order_needs_the_program_itself() {
    let place = resume();
    let output = coroscope(&["explore", &name(place.path())]);
    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("exploring needs the program itself"), "{said}");
}

#[test]
fn a_planted_fault_is_found_with_its_line() {
    let place = resume();
    let file = place.path().join("lesson.md");
    let words = fs::read_to_string(&file).expect("the words");
    let line = 1 + words.lines().position(|line| line.contains("changed answer")).expect("a cue");
    fs::write(&file, words.replacen("changed answer", "changed nothing", 1)).expect("a text");
    let output = coroscope(&["check", &name(place.path())]);
    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains(&format!("lesson.md:{line}:")), "{said}");
}

#[test]
fn the_help_of_open_and_check_names_the_files_of_a_folder() {
    for command in ["open", "check"] {
        let help = text(&[command, "--help"]);
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        let files = "our own folder with lesson.md and the record of each scene, recipe.jsonl";
        assert!(help.contains(files), "{help}");
    }
}

#[test]
fn a_sound_folder_passes_and_names_what_is_not_checked() {
    let place = resume();
    let output = coroscope(&["check", &name(place.path())]);
    let report = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(0), "{report}");
    for note in [
        "not checked here: what the loop `wake-runs` answers: it needs the program",
        "not checked here: the change “",
        "1 lesson checked, 0 errors.",
    ] {
        assert!(report.contains(note), "{report}");
    }
}

#[test]
fn every_built_in_lesson_passes_as_a_folder() {
    let lessons = Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons");
    let folders = fs::read_dir(&lessons).expect("the lessons are there");
    let names = folders.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut checked = 0;
    let names = names.filter(|name| lessons.join(name).join("lesson.md").exists());
    for (number, slug) in names.filter_map(|name| {
        let (number, slug) = name.split_once('-')?;
        Some((number.to_owned(), slug.to_owned()))
    }) {
        let place = whole_folder_of(&slug, &number);
        let output = coroscope(&["check", &name(place.path())]);
        let report = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.code(), Some(0), "{slug}: {report}");
        checked += 1;
    }
    assert!(checked > 10, "{checked} lessons were checked");
}

/// Opens the folder in an app, at the end of turn 2.
fn opened(place: &Path) -> App {
    let lesson = Arc::new(lesson_folder::load(place).expect("it is a lesson"));
    let mut app = App::new(SceneSession::new(&lesson, &lesson.scenes[0]));
    app.open.session.go_to(Moment { turn: 2, event: None }).expect("there is a turn 2");
    app
}

/// What is saved is seen at the next look, whenever the clock of the disk ticks: the length differs too.
fn looked(watch: &mut lesson_folder::Watch) -> Result<Arc<Lesson>, String> {
    let saved = watch.poll_changes().expect("something was saved");
    assert!(watch.poll_changes().is_none(), "it is reported once");
    saved.map(Arc::new).map_err(|why| why.to_string())
}

#[test]
fn saved_words_are_reloaded_at_the_same_moment() {
    let place = resume();
    let mut app = opened(place.path());
    let mut watch = lesson_folder::Watch::new(place.path(), Code::default());
    assert!(watch.poll_changes().is_none());
    let file = place.path().join("lesson.md");
    let words = fs::read_to_string(&file).expect("the words");
    fs::write(&file, words.replacen("title = \"", "title = \"Edited: ", 1)).expect("a text");
    app.reload(looked(&mut watch));
    assert!(app.open.subject.title().starts_with("Edited: "), "{}", app.open.subject.title());
    assert_eq!(app.open.session.moment().to_string(), "2");
    assert_eq!(app.notice.as_deref(), Some("The lesson was saved, and is reloaded."));
}

#[test]
fn another_run_is_reloaded_from_its_start() {
    let place = resume();
    let mut app = opened(place.path());
    let mut watch = lesson_folder::Watch::new(place.path(), Code::default());
    let other = coroscope(&["export", "lazy", "-f", "jsonl"]).stdout;
    fs::write(place.path().join("recipe.jsonl"), other).expect("a record");
    app.reload(looked(&mut watch));
    assert_eq!(app.open.session.moment().turn, 0);
    assert!(app.notice.as_deref().is_some_and(|notice| notice.contains("another run")));
}

#[test]
fn a_broken_edit_keeps_the_last_good_lesson() {
    let place = resume();
    let mut app = opened(place.path());
    let mut watch = lesson_folder::Watch::new(place.path(), Code::default());
    let title = app.open.subject.title().to_owned();
    fs::write(place.path().join("lesson.md"), "+++\ntitle = ").expect("a text");
    app.reload(looked(&mut watch));
    assert_eq!((app.open.subject.title(), app.open.session.moment().turn), (&*title, 2));
    let notice = app.notice.as_deref().expect("it says so");
    assert!(notice.starts_with("The lesson was not reloaded: "), "{notice}");
    assert!(notice.contains("lesson.md:"), "{notice}");
}

#[test]
fn an_invalid_lesson_is_rejected_in_one_sentence() {
    let refused = |change: &dyn Fn(&PathBuf), expected: &str| {
        let place = resume();
        change(&place.path().to_path_buf());
        let output = coroscope(&["text", &name(place.path())]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(said.contains(expected), "{said}");
    };
    refused(&|at| fs::remove_file(at.join("lesson.md")).expect("it is there"), "lesson.md");
    refused(&|at| fs::write(at.join("lesson.md"), [0xff, 0xfe]).expect("bytes"), "it isn't text");
    refused(&|at| fs::write(at.join("recipe.jsonl"), "{}").expect("bytes"), "line 1");
    refused(&|at| fs::remove_file(at.join("recipe.jsonl")).expect("it is there"), "recipe.jsonl");
    refused(
        &|at| fs::write(at.join("lesson.md"), vec![b'x'; 2 << 20]).expect("bytes"),
        "longer than a megabyte",
    );
}

/// A title of its own has no place in the course, and its first word isn't one.
#[test]
fn the_title_of_an_own_folder_is_read_out_whole() {
    let place = resume();
    let file = place.path().join("lesson.md");
    let words = fs::read_to_string(&file).expect("the words");
    let line = words.lines().find(|line| line.starts_with("title = ")).expect("a title");
    fs::write(&file, words.replacen(line, "title = \"A task waits\"", 1)).expect("a text");
    let said = text(&["read", &name(place.path())]);
    assert!(said.starts_with("Lesson: A task waits.\n"), "{said}");
}

/// The folder of a built-in lesson, copied, after a change: what `check` prints, and its status.
fn checked_copy(change: &dyn Fn(&Path)) -> (String, Option<i32>) {
    let place = tempfile::tempdir().expect("a folder");
    let copy = place.path().join("01-lazy");
    fs::create_dir(&copy).expect("a folder in it");
    let lesson = Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons/01-lazy");
    for entry in fs::read_dir(lesson).expect("the lesson is there") {
        let entry = entry.expect("a file");
        fs::copy(entry.path(), copy.join(entry.file_name())).expect("it can be copied");
    }
    change(&copy);
    let output = coroscope(&["check", &name(&copy)]);
    (String::from_utf8_lossy(&output.stdout).into_owned(), output.status.code())
}

#[test]
fn a_changed_file_of_a_copied_lesson_is_found_or_named() {
    let edit = |copy: &Path, name: &str| {
        let text = fs::read_to_string(copy.join(name)).expect("it is there");
        fs::write(copy.join(name), text + "x(\n").expect("a text");
    };
    let delete = |copy: &Path, name: &str| fs::remove_file(copy.join(name)).expect("it is there");
    let (report, status) = checked_copy(&|_| {});
    assert_eq!(status, Some(0), "{report}");
    assert!(!report.contains("not checked here"), "{report}");
    let (edited, deleted) =
        (["recipe.rs", "twin.py"], ["scene-2.py", "scene-3.rs", "expected.txt", "trace.golden"]);
    let (report, status) = checked_copy(&|copy| {
        for name in edited {
            edit(copy, name);
        }
        for name in deleted {
            delete(copy, name);
        }
    });
    assert_eq!(status, Some(0), "{report}");
    let notes: Vec<_> =
        report.lines().filter(|line| line.starts_with("note: not checked here: ")).collect();
    for (names, why) in
        [(&edited[..], "it differs from the file that"), (&deleted, "it isn't there, so the file")]
    {
        for name in names {
            let words = format!("01-lazy/{name}: {why}");
            assert!(notes.iter().any(|note| note.contains(&words)), "{words}\n{report}");
        }
    }
    assert_eq!(notes.len(), edited.len() + deleted.len(), "{report}");
    // Both are texts, which are compared with the run.
    let (report, status) = checked_copy(&|copy| {
        edit(copy, "expected.txt");
        edit(copy, "trace-4.golden");
    });
    assert_eq!(status, Some(1), "{report}");
    for name in ["expected.txt", "trace-4.golden"] {
        assert!(report.contains(&format!("01-lazy/{name}:")), "{report}");
    }
}

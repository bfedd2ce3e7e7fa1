//! Progress: saved whole, merged, set aside, and never in the way.

use coroscope::course::tour::QuestionId;
use coroscope::progress::{AnswerResult, Progress, VERSION};
use std::fs;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

#[test]
fn saved_progress_is_loaded_again() {
    let folder = folder();
    let file = folder.path().join("deep/progress.toml");
    let (mut progress, word) = Progress::open(&file);
    assert_eq!(word, None);
    progress.record_beat("resume", 0, 3);
    progress.record_answer("resume", QuestionId::Beat(0, 1), AnswerResult::Wrong);
    progress.record_answer("resume", QuestionId::Beat(0, 1), AnswerResult::Right);
    progress.record_answer("resume", QuestionId::Beat(0, 1), AnswerResult::Skipped);
    progress.record_finish("lazy");
    assert_eq!(progress.save(), None);
    let (progress, word) = Progress::open(&file);
    assert_eq!(word, None);
    assert_eq!(progress.last_lesson(), Some("resume"));
    let done = progress.lesson("resume").expect("it was reached");
    assert_eq!((done.scene, done.beat, done.finished), (0, 3, false));
    assert_eq!(done.answers["0.1"], AnswerResult::Right);
    assert!(progress.lesson("lazy").expect("it was finished").finished);
    let text = fs::read_to_string(&file).expect("it is text");
    assert!(text.starts_with(&format!("version = {VERSION}\n")), "{text}");
}

#[test]
fn two_programs_do_not_lose_each_others_progress() {
    let folder = folder();
    let file = folder.path().join("progress.toml");
    let (mut one, _) = Progress::open(&file);
    let (mut other, _) = Progress::open(&file);
    one.record_beat("resume", 0, 5);
    other.record_beat("resume", 0, 2);
    other.record_beat("lazy", 0, 1);
    assert_eq!((one.save(), other.save()), (None, None));
    let (both, _) = Progress::open(&file);
    assert_eq!(both.lesson("resume").map(|done| done.beat), Some(5));
    assert_eq!(both.lesson("lazy").map(|done| done.beat), Some(1));
}

#[test]
fn many_at_once_lose_nothing() {
    let folder = folder();
    let file = folder.path().join("progress.toml");
    std::thread::scope(|scope| {
        for nth in 0..6_usize {
            let file = &file;
            scope.spawn(move || {
                let (mut progress, _) = Progress::open(file);
                progress.record_answer("resume", QuestionId::Beat(nth, 0), AnswerResult::Right);
                assert_eq!(progress.save(), None);
            });
        }
    });
    let (progress, _) = Progress::open(&file);
    assert_eq!(progress.lesson("resume").map(|done| done.answers.len()), Some(6));
}

#[test]
fn a_damaged_file_is_set_aside_with_a_sentence() {
    let damages: [&[u8]; 4] =
        [b"version = 1\nlessons = 3\n", b"\xff\xfe", b"hello", b"lessons = {}"];
    for damage in damages {
        let folder = folder();
        let file = folder.path().join("progress.toml");
        fs::write(&file, damage).expect("a file");
        let (mut progress, word) = Progress::open(&file);
        let word = word.expect("a sentence");
        assert!(word.contains("was renamed to") && word.contains(".damaged-1"), "{word}");
        progress.record_finish("lazy");
        assert_eq!(progress.save(), None);
        let aside = folder.path().join("progress.toml.damaged-1");
        assert_eq!(fs::read(aside).expect("it is there"), damage);
        assert!(Progress::open(&file).0.lesson("lazy").is_some());
    }
}

#[test]
fn a_file_of_a_later_version_is_left_alone() {
    let folder = folder();
    let file = folder.path().join("progress.toml");
    let text = "version = 2\nnews = true\n";
    fs::write(&file, text).expect("a file");
    let (mut progress, word) = Progress::open(&file);
    assert!(word.expect("a sentence").contains("version 2 of the file"));
    progress.record_finish("lazy");
    assert_eq!(progress.save(), None);
    assert_eq!(fs::read_to_string(&file).expect("it is text"), text);
}

#[test]
fn an_unwritable_progress_file_is_reported() {
    let folder = folder();
    let blocked = folder.path().join("a file");
    fs::write(&blocked, "").expect("a file");
    let (mut progress, word) = Progress::open(&blocked.join("progress.toml"));
    assert!(word.expect("a sentence").contains("Nothing will be saved"));
    progress.record_finish("lazy");
    assert_eq!(progress.save(), None);
    let taken = folder.path().join("progress.toml");
    let (mut progress, _) = Progress::open(&taken);
    fs::create_dir(&taken).expect("a folder in its place");
    progress.record_finish("lazy");
    let word = progress.save().expect("a sentence");
    assert!(word.starts_with("Can't save your progress to "), "{word}");
    let (mut progress, word) = Progress::open(folder.path());
    assert!(word.expect("a sentence").contains("Can't read your progress"));
    assert_eq!(progress.save(), None);
    assert_eq!(Progress::in_memory().save(), None);
}

#[test]
fn an_empty_file_is_empty_progress() {
    let folder = folder();
    let file = folder.path().join("progress.toml");
    fs::write(&file, "").expect("a file");
    let (_, word) = Progress::open(&file);
    assert_eq!(word, None);
}

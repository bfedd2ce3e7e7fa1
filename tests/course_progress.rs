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
    let damages: [&[u8]; 4] = [
        b"version = 1\nlessons = 3\n",
        b"version = 1\n[lessons.lazy",
        b"version=1\nlast = '\xff'",
        b"# mine\nversion = 1\nlast",
    ];
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

/// What the learner named by mistake stays what it is, and where it is.
#[test]
fn a_file_that_is_no_progress_is_left_as_it_is() {
    let others: [&[u8]; 6] = [
        b"# Notes\nBuy milk.\n",
        b"\xff\xfe",
        b"lessons = {}",
        b"[package]\nversion = 1\n",
        b"version = 1\n[[package]]\nname = 'x'\n",
        b"version = '1'\n[",
    ];
    for text in others {
        let folder = folder();
        let file = folder.path().join("notes.md");
        fs::write(&file, text).expect("a file");
        let (mut progress, word) = Progress::open(&file);
        let word = word.expect("a sentence");
        assert!(word.contains("notes.md isn't a progress file: "), "{word}");
        progress.record_finish("lazy");
        assert_eq!(progress.save(), None);
        assert_eq!(fs::read(&file).expect("it is there"), text);
        assert_eq!(folder.path().read_dir().expect("a folder").count(), 1, "nothing is beside it");
    }
}

#[cfg(unix)]
mod identity {
    use super::*;
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    use std::path::Path;

    /// Saves something into this file, which works.
    fn save(file: &Path) {
        let (mut progress, word) = Progress::open(file);
        assert_eq!(word, None);
        progress.record_finish("lazy");
        assert_eq!(progress.save(), None);
        assert!(Progress::open(file).0.lesson("lazy").is_some());
    }

    #[test]
    fn links_modes_and_owners_are_kept() {
        let folder = folder();
        let (file, link) = (folder.path().join("real.toml"), folder.path().join("link.toml"));
        fs::create_dir(folder.path().join("elsewhere")).expect("a folder");
        let hard = folder.path().join("elsewhere/hard.toml");
        fs::write(&file, "version = 1\n").expect("a file");
        fs::set_permissions(&file, PermissionsExt::from_mode(0o640)).expect("it is ours");
        // Only the superuser may give a file away.
        let _stays_ours = std::os::unix::fs::chown(&file, Some(1234), Some(4321));
        let before = fs::metadata(&file).expect("it is there");
        symlink("real.toml", &link).expect("a link");
        save(&link);
        let after = fs::metadata(&file).expect("it is there");
        let about = |file: &fs::Metadata| (file.mode(), file.uid(), file.gid());
        assert_eq!(about(&after), about(&before));
        assert!(fs::symlink_metadata(&link).expect("it is there").is_symlink());
        fs::hard_link(&file, &hard).expect("another name");
        fs::write(&file, "version = 1\n").expect("a file");
        save(&file);
        assert_eq!(fs::read(&hard).expect("it"), fs::read(&file).expect("it"));
        assert_eq!(fs::metadata(&file).expect("it is there").nlink(), 2);
    }

    #[test]
    fn a_link_to_no_file_makes_that_file() {
        let folder = folder();
        let link = folder.path().join("link.toml");
        symlink("deep/real.toml", &link).expect("a link");
        save(&link);
        assert!(fs::symlink_metadata(&link).expect("it is there").is_symlink());
        assert!(folder.path().join("deep/real.toml").is_file());
    }

    #[test]
    fn a_damaged_file_behind_a_link_is_renamed_and_the_link_stays() {
        let folder = folder();
        let (file, link) = (folder.path().join("real.toml"), folder.path().join("link.toml"));
        fs::write(&file, "version = 1\n[lessons").expect("a file");
        symlink("real.toml", &link).expect("a link");
        let (mut progress, word) = Progress::open(&link);
        assert!(word.expect("a sentence").contains("real.toml.damaged-1"));
        progress.record_finish("lazy");
        assert_eq!(progress.save(), None);
        assert!(fs::symlink_metadata(&link).expect("it is there").is_symlink());
        assert!(Progress::open(&file).0.lesson("lazy").is_some());
    }

    #[test]
    fn a_read_only_file_is_left_as_it_is() {
        let folder = folder();
        let file = folder.path().join("progress.toml");
        fs::write(&file, "version = 1\n").expect("a file");
        fs::set_permissions(&file, PermissionsExt::from_mode(0o444)).expect("it is ours");
        let (mut progress, word) = Progress::open(&file);
        assert_eq!(word, None);
        progress.record_finish("lazy");
        let word = progress.save().expect("a sentence");
        assert!(word.ends_with("it is read-only."), "{word}");
        assert_eq!(fs::read_to_string(&file).expect("it is there"), "version = 1\n");
        assert_eq!(fs::metadata(&file).expect("it is there").mode() & 0o777, 0o444);
    }

    #[test]
    fn a_new_file_has_the_mode_of_any_new_file() {
        let folder = folder();
        let (file, other) = (folder.path().join("progress.toml"), folder.path().join("other"));
        fs::write(&other, "").expect("a file");
        save(&file);
        let mode = |file: &Path| fs::metadata(file).expect("it is there").mode();
        assert_eq!(mode(&file), mode(&other));
    }

    /// Whatever lies where the lock would be, it stays, and nothing waits for it.
    #[test]
    fn what_has_the_name_of_the_lock_is_never_touched() {
        type Put = fn(&Path, &Path);
        let lock = |folder: &Path| folder.join(".Cargo.coroscope-lock");
        let victim = |folder: &Path| folder.join("victim");
        let things: [(&str, Put); 5] = [
            ("a file", |lock, _| fs::write(lock, "mine").expect("a file")),
            ("a link", |lock, victim| symlink(victim, lock).expect("a link")),
            ("a link to nothing", |lock, _| symlink("nowhere", lock).expect("a link")),
            ("a folder", |lock, _| fs::create_dir(lock).expect("a folder")),
            ("a pipe", |lock, _| {
                let made = std::process::Command::new("mkfifo").arg(lock).status();
                assert!(made.expect("mkfifo runs").success());
            }),
        ];
        for (what, put) in things {
            let folder = folder();
            let (lock, victim) = (lock(folder.path()), victim(folder.path()));
            fs::write(&victim, "theirs").expect("a file");
            fs::write(folder.path().join("Cargo.lock"), "version = 4").expect("a file");
            put(&lock, &victim);
            save(&folder.path().join("Cargo"));
            let read = |name: &str| fs::read_to_string(folder.path().join(name)).expect(name);
            assert_eq!(
                (&*read("victim"), &*read("Cargo.lock")),
                ("theirs", "version = 4"),
                "{what}"
            );
            assert!(what != "a file" || fs::read(&lock).expect("it is there") == b"mine");
            assert!(!folder.path().join("nowhere").exists());
        }
    }
}

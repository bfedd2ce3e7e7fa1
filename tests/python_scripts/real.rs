//! The lessons' programs in real libraries, as `run-real` runs them.

use super::{err, out, run, scripts};
use coroscope::course::catalog;

#[test]
fn a_program_that_needs_only_python_prints_what_is_kept() {
    let Some(folder) = scripts("real", &[]) else { return };
    let mut compared = 0;
    for lesson in catalog::lessons() {
        let is_plain = lesson.real.iter().all(|one| one.table.install.is_none());
        let [program] = &lesson.real[..] else { continue };
        if !is_plain {
            continue;
        }
        let output = run(&folder, &["run-real", &lesson.slug]);
        assert_eq!(output.status.code(), Some(0), "{}: {}", lesson.slug, err(&output));
        let kept = program.output.as_ref().expect("it is kept");
        assert_eq!(out(&output), *kept.text, "{}", lesson.slug);
        compared += 1;
    }
    assert!(compared > 1, "{compared} programs were compared");
    let left = folder.path().read_dir().expect("a folder").count();
    assert_eq!(left, 0, "a program runs in a folder of its own");
}

/// The interpreter that is named runs the programs, so its libraries count.
#[test]
fn the_interpreter_that_is_named_is_used() {
    let Some(folder) = scripts("real", &[]) else { return };
    let output = run(&folder, &["--python", "/nonexistent/python3", "run-real", "lost-update"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("/nonexistent/python3"), "{}", err(&output));
}

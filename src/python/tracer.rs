//! The tracer's files, which are compiled in and written to a private folder.

use std::fs;
use std::io;
use std::path::PathBuf;
use tempfile::TempDir;

/// The files of the tracer, by their paths below `assets/tracer`.
macro_rules! tracer_files {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../assets/tracer/", $path)))),*]
    };
}

/// A test compares this list with the folder.
pub(super) static FILES: &[(&str, &str)] = tracer_files![
    "__main__.py",
    "coroscope_tracer/__init__.py",
    "coroscope_tracer/clock.py",
    "coroscope_tracer/frames.py",
    "coroscope_tracer/locks.py",
    "coroscope_tracer/loop.py",
    "coroscope_tracer/main.py",
    "coroscope_tracer/output.py",
    "coroscope_tracer/record.py",
    "coroscope_tracer/resources.py",
    "coroscope_tracer/run.py",
    "coroscope_tracer/search.py",
    "coroscope_tracer/target.py",
    "coroscope_tracer/tasks.py",
    "coroscope_tracer/values.py",
];

/// Writes the files to a new folder that only this user can enter.
pub(super) fn write() -> io::Result<TempDir> {
    let folder = tempfile::Builder::new().prefix("coroscope-python-").tempdir()?;
    for (path, text) in FILES {
        let path = folder.path().join("tracer").join(path);
        if let Some(above) = path.parent() {
            fs::create_dir_all(above)?;
        }
        fs::write(path, text)?;
    }
    Ok(folder)
}

/// Returns what the interpreter is started with: a folder with a `__main__.py`.
pub(super) fn entry(folder: &TempDir) -> PathBuf {
    folder.path().join("tracer")
}

/// Writes the text that was read from standard input, and returns its path.
pub(super) fn write_input(folder: &TempDir, text: &str) -> io::Result<PathBuf> {
    let path = folder.path().join("input.py");
    fs::write(&path, text)?;
    Ok(path)
}

/// Writes a script into a folder of its own, and returns its path.
pub(super) fn write_script(folder: &TempDir, name: &str, text: &str) -> io::Result<PathBuf> {
    let folder = folder.path().join("script");
    fs::create_dir_all(&folder)?;
    let path = folder.join(name);
    fs::write(&path, text)?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::FILES;
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    #[test]
    fn every_file_of_the_tracer_is_compiled_in() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/tracer");
        let mut found = BTreeSet::new();
        for folder in [root.clone(), root.join("coroscope_tracer")] {
            for entry in
                fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("an entry"))
            {
                if entry.path().extension().is_some_and(|ending| ending == "py") {
                    let path = entry.path();
                    found.insert(path.strip_prefix(&root).expect("below").display().to_string());
                }
            }
        }
        let listed: BTreeSet<_> = FILES.iter().map(|(path, _)| (*path).to_owned()).collect();
        assert_eq!(found, listed);
    }
}

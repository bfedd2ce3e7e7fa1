//! The chapter on the executor: which files it has, and in which order they are read.
//!
//! This list is the only one. The executor tab shows these files, and tests hold the front page of
//! [`executor`](crate::executor) and the reading order in [`contributing`](crate::contributing) against it.

/// One file of the chapter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChapterFile {
    /// Its path in the project, with `/`.
    pub path: &'static str,
    /// Its text, as it was compiled.
    pub text: &'static str,
}

/// The files of the chapter, in reading order.
pub const CHAPTER: [ChapterFile; 6] = [
    ChapterFile { path: "src/executor.rs", text: include_str!("../executor.rs") },
    ChapterFile { path: "src/executor/task.rs", text: include_str!("task.rs") },
    ChapterFile { path: "src/executor/waker.rs", text: include_str!("waker.rs") },
    ChapterFile { path: "src/executor/clock.rs", text: include_str!("clock.rs") },
    ChapterFile { path: "src/executor/turn.rs", text: include_str!("turn.rs") },
    ChapterFile { path: "src/executor/limits.rs", text: include_str!("limits.rs") },
];

#[cfg(test)]
mod tests {
    use super::*;

    /// The paths of the chapter in the order in which a text names them.
    fn paths_in(text: &str) -> Vec<&str> {
        let words = text.split('`');
        words.filter(|word| CHAPTER.iter().any(|file| file.path == *word)).collect()
    }

    #[test]
    fn the_front_page_and_the_reading_order_list_the_files_of_the_chapter() {
        let paths: Vec<_> = CHAPTER.iter().map(|file| file.path).collect();
        assert_eq!(paths_in(CHAPTER[0].text), paths);
        assert_eq!(paths_in(include_str!("../contributing.md")), paths);
    }
}

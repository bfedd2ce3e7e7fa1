//! The **map** of the course: which lessons each lesson needs, and in which order somebody takes them who comes from
//! Tokio, from asyncio or from threads.

use std::collections::BTreeSet;

/// The lessons of the course in order, each with those that it needs.
const NEEDS: &[(&str, &[&str])] = &[
    ("lazy", &[]),
    ("task", &["lazy"]),
    ("suspend", &["task"]),
    ("resume", &["suspend"]),
    ("in-a-row", &["resume"]),
    ("three-tasks", &["in-a-row"]),
    ("poll", &["resume"]),
    ("waker", &["poll"]),
    ("executor", &["waker"]),
    ("pin", &["poll"]),
    ("timers", &["in-a-row"]),
    ("join", &["timers"]),
    ("select", &["timers"]),
    ("cancel", &["select"]),
    ("errors", &["in-a-row"]),
    ("lost-update", &["three-tasks"]),
    ("mutex", &["lost-update"]),
    ("semaphore", &["mutex"]),
    ("event", &["timers"]),
    ("condition", &["mutex", "event"]),
    ("queue", &["timers"]),
    ("blocking", &["timers"]),
    ("starvation", &["blocking"]),
    ("lost-wakeup", &["waker", "event"]),
    ("lock-across-await", &["mutex", "blocking"]),
    ("deadlock", &["mutex"]),
    ("unpolled", &["select"]),
    ("thread-pool", &["blocking"]),
    ("collectives", &["queue", "deadlock"]),
    ("channels", &["queue", "select"]),
    ("task-queue", &["queue", "cancel"]),
    ("map-reduce", &["join"]),
    ("remote-object", &["join", "queue"]),
    ("device", &["thread-pool"]),
];

/// What a learner knows already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Background {
    /// Async Rust with Tokio.
    Tokio,
    /// Python's asyncio.
    Asyncio,
    /// Threads and locks, in whatever language.
    Threads,
}

/// A lesson on a path, with the reason to take it early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stage {
    /// The lesson.
    pub slug: &'static str,
    /// Why it comes here, as a sentence, if it isn't just the next one of the course.
    pub reason: Option<&'static str>,
}

/// The lessons that matter first, each with the reason.
type Wishes = &'static [(&'static str, &'static str)];

const FROM_TOKIO: Wishes = &[
    ("poll", "This is what an await calls."),
    ("waker", "This is who wakes a task, and what happens if nobody does."),
    ("executor", "This is the loop that Tokio hides."),
    ("unpolled", "A future that nobody polls makes no progress."),
    ("cancel", "A dropped future can lose data."),
    ("lock-across-await", "This is why Clippy warns of a guard that is held across an await."),
    ("starvation", "This is why Tokio makes its own types yield."),
    ("pin", "This is what pinning forbids."),
];

const FROM_ASYNCIO: Wishes = &[
    ("task", "This is `create_task`, seen from the loop."),
    ("resume", "This is what `set_result` does, and what it doesn't do."),
    ("join", "`gather` makes a task of each coroutine. A join in Rust makes none."),
    ("select", "The loser is dropped. After `asyncio.wait` it's still running."),
    ("cancel", "There is no `CancelledError`: the coroutine is dropped."),
    ("blocking", "This is why `time.sleep` stops every task."),
    ("poll", "This is a step of the loop, in Rust."),
];

const FROM_THREADS: Wishes = &[
    ("three-tasks", "Tasks take turns on one thread."),
    ("lost-update", "This is a race without a second thread."),
    ("mutex", "A task that waits for this lock is suspended, and its thread isn't blocked."),
    ("semaphore", "This is the semaphore that you know, for tasks."),
    ("condition", "Here, too, the test has to be repeated."),
    ("queue", "A full queue suspends its producer."),
    ("deadlock", "Two locks are enough for it, and one thread."),
    ("blocking", "This is what a blocking call does to the loop."),
    ("thread-pool", "This is how threads and the loop work together."),
];

impl Background {
    /// All of them.
    pub const ALL: [Background; 3] = [Background::Tokio, Background::Asyncio, Background::Threads];

    /// Returns what to know about this path before it begins.
    #[must_use]
    pub fn introduction(self) -> &'static str {
        match self {
            Background::Tokio => {
                "You know how to write async Rust, and perhaps what the first lessons teach: `coroscope gate` asks six \
                 questions about it."
            }
            Background::Asyncio => {
                "You know how to write async Python, and perhaps what the first lessons teach: `coroscope gate` asks six \
                 questions about it. Each lesson has its asyncio program: press t."
            }
            Background::Threads => {
                "You know threads and locks. Here there is one thread, and its tasks take turns."
            }
        }
    }

    fn wishes(self) -> Wishes {
        match self {
            Background::Tokio => FROM_TOKIO,
            Background::Asyncio => FROM_ASYNCIO,
            Background::Threads => FROM_THREADS,
        }
    }
}

/// Returns the lessons that this one needs, the nearest ones only.
#[must_use]
pub fn needs(slug: &str) -> &'static [&'static str] {
    NEEDS.iter().find(|(lesson, _)| *lesson == slug).map_or(&[], |(_, needs)| needs)
}

/// Returns whether the course has this lesson, which may not be written yet.
#[must_use]
pub fn is_in_course(slug: &str) -> bool {
    NEEDS.iter().any(|(lesson, _)| *lesson == slug)
}

/// Returns all lessons of the course in an order for somebody with this background: first those that matter most, each
/// after what it needs, and then the others.
#[must_use]
pub fn path(from: Background) -> Vec<Stage> {
    let (mut stages, mut placed) = (Vec::new(), BTreeSet::new());
    for (slug, reason) in from.wishes() {
        place(slug, Some(reason), &mut stages, &mut placed);
    }
    for (slug, _) in NEEDS {
        place(slug, None, &mut stages, &mut placed);
    }
    stages
}

fn place(
    slug: &'static str,
    reason: Option<&'static str>,
    stages: &mut Vec<Stage>,
    placed: &mut BTreeSet<&'static str>,
) {
    if !placed.insert(slug) {
        return;
    }
    for need in needs(slug) {
        place(need, None, stages, placed);
    }
    stages.push(Stage { slug, reason });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::catalog;

    #[test]
    fn the_course_has_34_lessons_and_each_needs_only_earlier_ones() {
        assert_eq!(NEEDS.len(), 34);
        for (nth, (slug, needs)) in NEEDS.iter().enumerate() {
            for need in *needs {
                let at = NEEDS.iter().position(|(lesson, _)| lesson == need);
                assert!(at.is_some_and(|at| at < nth), "{slug} needs {need}");
            }
            assert_eq!(needs.is_empty(), nth == 0, "{slug}");
        }
    }

    /// The number in a folder's name is the lesson's place here.
    #[test]
    fn every_lesson_of_the_catalog_is_at_its_place() {
        for lesson in catalog::lessons() {
            let place = NEEDS.iter().position(|(slug, _)| *slug == lesson.slug);
            assert_eq!(place.map(|at| at + 1), lesson.number.map(usize::from), "{}", lesson.slug);
        }
    }

    #[test]
    fn a_path_has_every_lesson_once_and_after_what_it_needs() {
        for from in Background::ALL {
            let path = path(from);
            assert_eq!(path.len(), NEEDS.len(), "{from:?}");
            for (nth, stage) in path.iter().enumerate() {
                for need in needs(stage.slug) {
                    let at = path.iter().position(|other| other.slug == *need);
                    assert!(at.is_some_and(|at| at < nth), "{from:?}: {} needs {need}", stage.slug);
                }
            }
            let wishes = from.wishes().iter().map(|(slug, _)| *slug);
            let reached = path.iter().filter(|stage| stage.reason.is_some());
            assert!(reached.map(|stage| stage.slug).eq(wishes), "{from:?}");
        }
    }

    #[test]
    fn the_paths_differ_in_what_comes_early() {
        let place = |from, slug| path(from).iter().position(|stage| stage.slug == slug);
        let rows = [
            (Background::Tokio, "executor", Background::Threads),
            (Background::Threads, "mutex", Background::Tokio),
            (Background::Asyncio, "join", Background::Threads),
        ];
        for (early, slug, late) in rows {
            assert!(place(early, slug) < place(late, slug), "{slug}");
        }
    }
}

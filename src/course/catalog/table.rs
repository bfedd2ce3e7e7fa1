//! The table: every part, and every lesson with its folder and its recipes.

use super::{Part, Source};
use crate::course::recipes;

/// What the table holds of a lesson; everything worded comes from its `lesson.md`.
pub(super) struct Entry {
    /// Its folder under `lessons/`, which gives its number and its slug.
    pub(super) folder: &'static str,
    /// Its number in its part.
    pub(super) place: u8,
    /// Its `lesson.md`.
    pub(super) text: Source,
    /// Its scenes, in order.
    pub(super) scenes: &'static [Files],
}

/// What the table holds of a scene.
pub(super) struct Files {
    pub(super) set_up: fn(),
    pub(super) rust: Source,
    pub(super) twin: Source,
    pub(super) expected: Source,
    pub(super) trace: Source,
}

/// A file of a lesson, with the path that it is shown under.
macro_rules! file {
    ($folder:literal, $name:expr) => {
        Source {
            file: concat!("lessons/", $folder, "/", $name),
            text: include_str!(concat!("../../../lessons/", $folder, "/", $name)),
        }
    };
}

/// A lesson: its folder, its place in its part, the module of its recipe, and those of its further scenes
/// with the numbers that their files go by.
macro_rules! lesson {
    ($folder:literal, $place:literal, $recipe:ident $(, $module:ident $number:literal)*) => {
        Entry {
            folder: $folder,
            place: $place,
            text: file!($folder, "lesson.md"),
            scenes: &[
                Files {
                    set_up: recipes::$recipe::set_up,
                    rust: file!($folder, "recipe.rs"),
                    twin: file!($folder, "twin.py"),
                    expected: file!($folder, "expected.txt"),
                    trace: file!($folder, "trace.golden"),
                },
                $(Files {
                    set_up: recipes::$module::set_up,
                    rust: file!($folder, concat!("scene-", $number, ".rs")),
                    twin: file!($folder, concat!("scene-", $number, ".py")),
                    expected: file!($folder, concat!("expected-", $number, ".txt")),
                    trace: file!($folder, concat!("trace-", $number, ".golden")),
                }),*
            ],
        }
    };
}

pub(super) static PARTS: &[Part] = &[
    Part {
        letter: 'A',
        title: "The central recipe",
        question: "What happens when a coroutine is wrapped in a task?",
    },
    Part { letter: 'B', title: "Inside one poll", question: "What is the loop actually calling?" },
    Part {
        letter: 'C',
        title: "Waiting for more than one thing",
        question: "How do waits combine, end early, and fail?",
    },
    Part {
        letter: 'D',
        title: "Sharing",
        question: "How do tasks share one thing without a thread in sight?",
    },
    Part { letter: 'E', title: "Bugs gallery", question: "Why does it hang, freeze, or lie?" },
];

/// A new lesson is its folder, and one line here and one a scene in `recipes.rs`.
pub(super) static ENTRIES: &[Entry] = &[
    lesson!("01-lazy", 1, lazy, lazy_both 2, lazy_no_await 3, lazy_spawned 4),
    lesson!("02-task", 2, task, task_swapped 2, task_unspawned 3),
    lesson!("03-suspend", 3, suspend, suspend_filled 2, suspend_two 3),
    lesson!("04-resume", 4, resume, resume_error 2, resume_no_waker 3),
    lesson!("05-in-a-row", 5, in_a_row, in_a_row_tasks 2, in_a_row_at_once 3, in_a_row_swapped 4),
    lesson!("06-three-tasks", 6, three_tasks, three_tasks_big 2, three_tasks_other_order 3, three_tasks_longer 4, three_tasks_no_await 5),
    lesson!("07-poll", 1, poll, poll_no_wake 2, poll_not_stored 3, poll_again 4),
    lesson!("08-waker", 2, waker, waker_forgotten 2, waker_busy 3, waker_wake_first 4, waker_twice 5),
    lesson!("09-executor", 3, executor),
    lesson!("11-timers", 1, timers, timers_shorter 2, timers_zero 3),
    lesson!("13-select", 3, select, select_both_two 2, select_spawned 3, select_again 4),
    lesson!("14-cancel", 4, cancel, cancel_timeout 2, cancel_worker_first 3, cancel_at_two 4, cancel_at_four 5, cancel_put_back 6, cancel_kept_first 7, cancel_spawned 8),
    lesson!("16-lost-update", 1, lost_update, lost_update_slow_a 2, lost_update_no_sleep 3, lost_update_sleep_zero 4, lost_update_three 5, lost_update_late_b 6),
    lesson!("17-mutex", 2, mutex, mutex_twice 2, mutex_lock_each 3, mutex_write_only 4, mutex_leaves_line 5),
    lesson!("22-blocking", 1, blocking, blocking_blocks 2, blocking_one_second 3, blocking_two_reports 4),
    lesson!("26-deadlock", 5, deadlock, deadlock_same_order 2, deadlock_late_b 3, deadlock_no_sleep 4, deadlock_three_locks 5, deadlock_limit 6),
];

//! The table: every part, every lesson, every scene.

use super::{Lesson, Part, Scene, Source};
use crate::course::recipes;

/// A file of a lesson, with the path that it is shown under.
macro_rules! lesson_file {
    ($folder:literal, $name:expr) => {
        Source {
            file: concat!("lessons/", $folder, "/", $name),
            text: include_str!(concat!("../../../lessons/", $folder, "/", $name)),
        }
    };
}

/// A scene of the lesson in this folder: its name, its module in [`recipes`], its title. The first one's
/// files are `recipe.rs`, `twin.py` and `expected.txt`, the others go by their number.
macro_rules! scene {
    ($folder:literal, $name:literal, $module:ident, $title:literal) => {
        scene!(in $folder, $name, $module, $title, "recipe.rs", "twin.py", "expected.txt")
    };
    ($folder:literal $number:literal, $name:literal, $module:ident, $title:literal) => {
        scene!(
            in $folder, $name, $module, $title, concat!("scene-", $number, ".rs"),
            concat!("scene-", $number, ".py"), concat!("expected-", $number, ".txt")
        )
    };
    (in $folder:literal, $name:literal, $module:ident, $title:literal, $rust:expr, $twin:expr,
     $expected:expr) => {
        Scene {
            name: $name,
            title: $title,
            set_up: recipes::$module::set_up,
            rust: lesson_file!($folder, $rust),
            twin: lesson_file!($folder, $twin),
            expected: lesson_file!($folder, $expected).text,
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

pub(super) static LESSONS: &[Lesson] = &[
    Lesson {
        number: 1,
        part: 'A',
        place: 1,
        slug: "lazy",
        title: "A coroutine does nothing by itself",
        minutes: 9,
        core: true,
        scenes: &[scene!("01-lazy", "recipe", lazy, "Two coroutines, one await")],
    },
    Lesson {
        number: 2,
        part: 'A',
        place: 2,
        slug: "task",
        title: "Wrap it in a task",
        minutes: 9,
        core: true,
        scenes: &[scene!("02-task", "recipe", task, "Two tasks, made before the loop starts")],
    },
    Lesson {
        number: 3,
        part: 'A',
        place: 3,
        slug: "suspend",
        title: "Waiting on a future",
        minutes: 9,
        core: true,
        scenes: &[scene!("03-suspend", "recipe", suspend, "A slot that nobody fills")],
    },
    Lesson {
        number: 4,
        part: 'A',
        place: 4,
        slug: "resume",
        title: "Completion and resumption",
        minutes: 9,
        core: true,
        scenes: &[scene!("04-resume", "recipe", resume, "A slot that another task fills")],
    },
    Lesson {
        number: 5,
        part: 'A',
        place: 5,
        slug: "in-a-row",
        title: "Two awaits in a row",
        minutes: 9,
        core: true,
        scenes: &[
            scene!(
                "05-in-a-row",
                "coroutines",
                in_a_row,
                "Two coroutines, awaited one after the other"
            ),
            scene!("05-in-a-row" 2, "tasks", in_a_row_tasks, "Two tasks, awaited one after the other"),
        ],
    },
    Lesson {
        number: 6,
        part: 'A',
        place: 6,
        slug: "three-tasks",
        title: "Factorial, Fibonacci, binomial",
        minutes: 9,
        core: true,
        scenes: &[
            scene!("06-three-tasks", "small", three_tasks, "Three tasks with small numbers"),
            scene!("06-three-tasks" 2, "big", three_tasks_big, "The same three tasks with bigger numbers"),
        ],
    },
    Lesson {
        number: 7,
        part: 'B',
        place: 1,
        slug: "poll",
        title: "Poll is a function call",
        minutes: 9,
        core: true,
        scenes: &[scene!(
            "07-poll",
            "recipe",
            poll,
            "Two steps by hand, two steps by the compiler"
        )],
    },
    Lesson {
        number: 8,
        part: 'B',
        place: 2,
        slug: "waker",
        title: "Who calls wake?",
        minutes: 9,
        core: true,
        scenes: &[
            scene!("08-waker", "stored", waker, "A bell that keeps the waker"),
            scene!("08-waker" 2, "forgotten", waker_forgotten, "A bell that forgets it"),
        ],
    },
    Lesson {
        number: 9,
        part: 'B',
        place: 3,
        slug: "executor",
        title: "The loop in forty lines",
        minutes: 9,
        core: true,
        scenes: &[scene!("09-executor", "recipe", executor, "Two tasks that take turns")],
    },
    Lesson {
        number: 11,
        part: 'C',
        place: 1,
        slug: "timers",
        title: "Sleeping without sleeping",
        minutes: 9,
        core: true,
        scenes: &[scene!("11-timers", "recipe", timers, "Three tasks, four sleeps")],
    },
    Lesson {
        number: 13,
        part: 'C',
        place: 3,
        slug: "select",
        title: "First one wins, the rest are dropped",
        minutes: 9,
        core: true,
        scenes: &[
            scene!("13-select", "first-wins", select, "A slow coroutine against a timer"),
            scene!("13-select" 2, "both-two", select_both_two, "Both are ready at the same moment"),
            scene!("13-select" 3, "spawned", select_spawned, "Two handles instead of two coroutines"),
        ],
    },
    Lesson {
        number: 14,
        part: 'C',
        place: 4,
        slug: "cancel",
        title: "Cancel means drop",
        minutes: 9,
        core: true,
        scenes: &[
            scene!("14-cancel", "file", cancel, "A task is cancelled while it writes"),
            scene!("14-cancel" 2, "timeout", cancel_timeout, "A limit of time, and an item that gets lost"),
            scene!("14-cancel" 3, "worker-first", cancel_worker_first, "The cancelled task is polled first"),
        ],
    },
    Lesson {
        number: 16,
        part: 'D',
        place: 1,
        slug: "lost-update",
        title: "One thread, still a race",
        minutes: 9,
        core: true,
        scenes: &[
            scene!("16-lost-update", "one-second", lost_update, "Both sleep for a second"),
            scene!("16-lost-update" 2, "slow-a", lost_update_slow_a, "One sleeps longer"),
            scene!("16-lost-update" 3, "no-sleep", lost_update_no_sleep, "No await in between"),
        ],
    },
    Lesson {
        number: 17,
        part: 'D',
        place: 2,
        slug: "mutex",
        title: "A lock you can wait for",
        minutes: 9,
        core: true,
        scenes: &[
            scene!("17-mutex", "lock", mutex, "Three tasks, one lock"),
            scene!("17-mutex" 2, "twice", mutex_twice, "The holder locks again"),
            scene!("17-mutex" 3, "lock-each", mutex_lock_each, "Three tasks, three locks"),
            scene!("17-mutex" 4, "write-only", mutex_write_only, "The lock comes after the read"),
        ],
    },
    Lesson {
        number: 22,
        part: 'E',
        place: 1,
        slug: "blocking",
        title: "One call freezes everyone",
        minutes: 9,
        core: true,
        scenes: &[
            scene!("22-blocking", "sleeps", blocking, "A report that sleeps"),
            scene!("22-blocking" 2, "blocks", blocking_blocks, "A report that blocks"),
        ],
    },
    Lesson {
        number: 26,
        part: 'E',
        place: 5,
        slug: "deadlock",
        title: "After you. No, after you.",
        minutes: 9,
        core: true,
        scenes: &[
            scene!("26-deadlock", "crossed", deadlock, "Two locks, taken crosswise"),
            scene!("26-deadlock" 2, "same-order", deadlock_same_order, "Two locks, taken in one order"),
            scene!("26-deadlock" 3, "late-b", deadlock_late_b, "Crosswise, with lucky timing"),
        ],
    },
];

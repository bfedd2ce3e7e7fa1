//! The table of lessons.
//!
//! Generated from the folders under `lessons/` by `UPDATE_CATALOG=1 cargo test --test catalog`. Do not edit it.

use super::{Entry, Files};
use crate::course::catalog::BuiltInFile;
use crate::course::recipes;

pub(in crate::course::catalog) static ENTRIES: &[Entry] = &[
    Entry {
        folder: "01-lazy",
        text: file!("01-lazy", "lesson.md"),
        scenes: &[
            scene!("01-lazy", lazy),
            scene!("01-lazy", lazy_both, 2),
            scene!("01-lazy", lazy_no_await, 3),
            scene!("01-lazy", lazy_spawned, 4),
        ],
    },
    Entry {
        folder: "02-task",
        text: file!("02-task", "lesson.md"),
        scenes: &[
            scene!("02-task", task),
            scene!("02-task", task_swapped, 2),
            scene!("02-task", task_unspawned, 3),
        ],
    },
    Entry {
        folder: "03-suspend",
        text: file!("03-suspend", "lesson.md"),
        scenes: &[
            scene!("03-suspend", suspend),
            scene!("03-suspend", suspend_filled, 2),
            scene!("03-suspend", suspend_two, 3),
        ],
    },
    Entry {
        folder: "04-resume",
        text: file!("04-resume", "lesson.md"),
        scenes: &[
            scene!("04-resume", resume),
            scene!("04-resume", resume_error, 2),
            scene!("04-resume", resume_no_waker, 3),
        ],
    },
    Entry {
        folder: "05-in-a-row",
        text: file!("05-in-a-row", "lesson.md"),
        scenes: &[
            scene!("05-in-a-row", in_a_row),
            scene!("05-in-a-row", in_a_row_tasks, 2),
            scene!("05-in-a-row", in_a_row_at_once, 3),
            scene!("05-in-a-row", in_a_row_swapped, 4),
            scene!("05-in-a-row", in_a_row_one_task, 5),
        ],
    },
    Entry {
        folder: "06-three-tasks",
        text: file!("06-three-tasks", "lesson.md"),
        scenes: &[
            scene!("06-three-tasks", three_tasks),
            scene!("06-three-tasks", three_tasks_big, 2),
            scene!("06-three-tasks", three_tasks_other_order, 3),
            scene!("06-three-tasks", three_tasks_longer, 4),
            scene!("06-three-tasks", three_tasks_no_await, 5),
        ],
    },
    Entry {
        folder: "07-poll",
        text: file!("07-poll", "lesson.md"),
        scenes: &[
            scene!("07-poll", poll),
            scene!("07-poll", poll_no_wake, 2),
            scene!("07-poll", poll_not_stored, 3),
            scene!("07-poll", poll_again, 4),
        ],
    },
    Entry {
        folder: "08-waker",
        text: file!("08-waker", "lesson.md"),
        scenes: &[
            scene!("08-waker", waker),
            scene!("08-waker", waker_forgotten, 2),
            scene!("08-waker", waker_busy, 3),
            scene!("08-waker", waker_wake_first, 4),
            scene!("08-waker", waker_twice, 5),
        ],
    },
    Entry {
        folder: "09-executor",
        text: file!("09-executor", "lesson.md"),
        scenes: &[scene!("09-executor", executor)],
    },
    Entry {
        folder: "11-timers",
        text: file!("11-timers", "lesson.md"),
        scenes: &[
            scene!("11-timers", timers),
            scene!("11-timers", timers_shorter, 2),
            scene!("11-timers", timers_zero, 3),
        ],
    },
    Entry {
        folder: "13-select",
        text: file!("13-select", "lesson.md"),
        scenes: &[
            scene!("13-select", select),
            scene!("13-select", select_spawned, 2),
            scene!("13-select", select_both_two, 3),
            scene!("13-select", select_again, 4),
            scene!("13-select", select_swapped, 5),
        ],
    },
    Entry {
        folder: "14-cancel",
        text: file!("14-cancel", "lesson.md"),
        scenes: &[
            scene!("14-cancel", cancel),
            scene!("14-cancel", cancel_timeout, 2),
            scene!("14-cancel", cancel_put_back, 3),
            scene!("14-cancel", cancel_at_two, 4),
            scene!("14-cancel", cancel_kept_first, 5),
            scene!("14-cancel", cancel_spawned, 6),
        ],
    },
    Entry {
        folder: "16-lost-update",
        text: file!("16-lost-update", "lesson.md"),
        scenes: &[
            scene!("16-lost-update", lost_update),
            scene!("16-lost-update", lost_update_slow_alice, 2),
            scene!("16-lost-update", lost_update_no_sleep, 3),
            scene!("16-lost-update", lost_update_sleep_zero, 4),
            scene!("16-lost-update", lost_update_three, 5),
            scene!("16-lost-update", lost_update_late_bob, 6),
        ],
    },
    Entry {
        folder: "17-mutex",
        text: file!("17-mutex", "lesson.md"),
        scenes: &[
            scene!("17-mutex", mutex),
            scene!("17-mutex", mutex_twice, 2),
            scene!("17-mutex", mutex_lock_each, 3),
            scene!("17-mutex", mutex_write_only, 4),
            scene!("17-mutex", mutex_leaves_line, 5),
        ],
    },
    Entry {
        folder: "22-blocking",
        text: file!("22-blocking", "lesson.md"),
        scenes: &[
            scene!("22-blocking", blocking),
            scene!("22-blocking", blocking_blocks, 2),
            scene!("22-blocking", blocking_one_second, 3),
            scene!("22-blocking", blocking_two_reports, 4),
        ],
    },
    Entry {
        folder: "26-deadlock",
        text: file!("26-deadlock", "lesson.md"),
        scenes: &[
            scene!("26-deadlock", deadlock),
            scene!("26-deadlock", deadlock_same_order, 2),
            scene!("26-deadlock", deadlock_late_bob, 3),
            scene!("26-deadlock", deadlock_no_sleep, 4),
            scene!("26-deadlock", deadlock_three_locks, 5),
            scene!("26-deadlock", deadlock_limit, 6),
        ],
    },
    Entry {
        folder: "29-collectives",
        text: file!("29-collectives", "lesson.md"),
        scenes: &[
            scene!("29-collectives", collectives),
            scene!("29-collectives", collectives_both_receive, 2),
            scene!("29-collectives", collectives_both_send, 3),
            scene!("29-collectives", collectives_no_room, 4),
            scene!("29-collectives", collectives_speed_up, 5),
            scene!("29-collectives", collectives_eight, 6),
        ],
    },
    Entry {
        folder: "31-task-queue",
        text: file!("31-task-queue", "lesson.md"),
        scenes: &[
            scene!("31-task-queue", task_queue),
            scene!("31-task-queue", task_queue_late_before, 2),
            scene!("31-task-queue", task_queue_late_after, 3),
            scene!("31-task-queue", task_queue_early_after, 4),
            scene!("31-task-queue", task_queue_counted_once, 5),
        ],
    },
    Entry {
        folder: "32-map-reduce",
        text: file!("32-map-reduce", "lesson.md"),
        scenes: &[
            scene!("32-map-reduce", map_reduce),
            scene!("32-map-reduce", map_reduce_as_completed, 2),
            scene!("32-map-reduce", map_reduce_mapper_fails, 3),
        ],
    },
    Entry {
        folder: "33-remote-object",
        text: file!("33-remote-object", "lesson.md"),
        scenes: &[
            scene!("33-remote-object", remote_object),
            scene!("33-remote-object", remote_object_one_at_a_time, 2),
            scene!("33-remote-object", remote_object_quick_first, 3),
            scene!("33-remote-object", remote_object_no_numbers, 4),
            scene!("33-remote-object", remote_object_call_back, 5),
            scene!("33-remote-object", remote_object_time_limit, 6),
        ],
    },
];

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
        folder: "10-pin",
        text: file!("10-pin", "lesson.md"),
        scenes: &[
            scene!("10-pin", pin),
            scene!("10-pin", pin_before, 2),
            scene!("10-pin", pin_index, 3),
            scene!("10-pin", pin_pinned_twice, 4),
        ],
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
        folder: "12-join",
        text: file!("12-join", "lesson.md"),
        scenes: &[
            scene!("12-join", join),
            scene!("12-join", join_one_task, 2),
            scene!("12-join", join_blocks, 3),
            scene!("12-join", join_panics, 4),
            scene!("12-join", join_task_panics, 5),
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
        folder: "15-errors",
        text: file!("15-errors", "lesson.md"),
        scenes: &[
            scene!("15-errors", errors),
            scene!("15-errors", errors_together, 2),
            scene!("15-errors", errors_main_fails, 3),
            scene!("15-errors", errors_panics, 4),
            scene!("15-errors", errors_not_awaited, 5),
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
        folder: "18-semaphore",
        text: file!("18-semaphore", "lesson.md"),
        scenes: &[
            scene!("18-semaphore", semaphore),
            scene!("18-semaphore", semaphore_dropped, 2),
            scene!("18-semaphore", semaphore_three_permits, 3),
            scene!("18-semaphore", semaphore_cancelled, 4),
        ],
    },
    Entry {
        folder: "19-event",
        text: file!("19-event", "lesson.md"),
        scenes: &[
            scene!("19-event", event),
            scene!("19-event", event_pulse, 2),
            scene!("19-event", event_same_moment, 3),
            scene!("19-event", event_set_early, 4),
        ],
    },
    Entry {
        folder: "20-condition",
        text: file!("20-condition", "lesson.md"),
        scenes: &[
            scene!("20-condition", condition),
            scene!("20-condition", condition_if, 2),
            scene!("20-condition", condition_one, 3),
            scene!("20-condition", condition_three, 4),
        ],
    },
    Entry {
        folder: "21-queue",
        text: file!("21-queue", "lesson.md"),
        scenes: &[
            scene!("21-queue", queue),
            scene!("21-queue", queue_room_for_100, 2),
            scene!("21-queue", queue_one_slot, 3),
            scene!("21-queue", queue_stops, 4),
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
        folder: "23-starvation",
        text: file!("23-starvation", "lesson.md"),
        scenes: &[
            scene!("23-starvation", starvation),
            scene!("23-starvation", starvation_yields, 2),
            scene!("23-starvation", starvation_busy, 3),
            scene!("23-starvation", starvation_every_letter, 4),
            scene!("23-starvation", starvation_timer, 5),
        ],
    },
    Entry {
        folder: "24-lost-wakeup",
        text: file!("24-lost-wakeup", "lesson.md"),
        scenes: &[
            scene!("24-lost-wakeup", lost_wakeup),
            scene!("24-lost-wakeup", lost_wakeup_again, 2),
            scene!("24-lost-wakeup", lost_wakeup_check_again, 3),
            scene!("24-lost-wakeup", lost_wakeup_first_waker, 4),
            scene!("24-lost-wakeup", lost_wakeup_event, 5),
            scene!("24-lost-wakeup", lost_wakeup_newest_waker, 6),
        ],
    },
    Entry {
        folder: "25-lock-across-await",
        text: file!("25-lock-across-await", "lesson.md"),
        scenes: &[
            scene!("25-lock-across-await", lock_across_await),
            scene!("25-lock-across-await", lock_across_await_released, 2),
            scene!("25-lock-across-await", lock_across_await_blocking, 3),
            scene!("25-lock-across-await", lock_across_await_blocking_released, 4),
            scene!("25-lock-across-await", lock_across_await_one_by_one, 5),
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
        folder: "27-unpolled",
        text: file!("27-unpolled", "lesson.md"),
        scenes: &[
            scene!("27-unpolled", unpolled),
            scene!("27-unpolled", unpolled_spawned, 2),
            scene!("27-unpolled", unpolled_futurelock, 3),
            scene!("27-unpolled", unpolled_joined, 4),
            scene!("27-unpolled", unpolled_dropped, 5),
        ],
    },
    Entry {
        folder: "28-thread-pool",
        text: file!("28-thread-pool", "lesson.md"),
        scenes: &[
            scene!("28-thread-pool", thread_pool),
            scene!("28-thread-pool", thread_pool_gives_up, 2),
            scene!("28-thread-pool", thread_pool_one_oven, 3),
            scene!("28-thread-pool", thread_pool_three_ovens, 4),
            scene!("28-thread-pool", thread_pool_speed_up, 5),
            scene!("28-thread-pool", thread_pool_limit, 6),
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
        folder: "30-channels",
        text: file!("30-channels", "lesson.md"),
        scenes: &[
            scene!("30-channels", channels),
            scene!("30-channels", channels_fair, 2),
            scene!("30-channels", channels_mail_first, 3),
            scene!("30-channels", channels_poisoned, 4),
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
    Entry {
        folder: "34-device",
        text: file!("34-device", "lesson.md"),
        scenes: &[
            scene!("34-device", device),
            scene!("34-device", device_no_wait, 2),
            scene!("34-device", device_two_streams, 3),
            scene!("34-device", device_copies, 4),
        ],
    },
];

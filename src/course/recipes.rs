//! The recipes, compiled: one module for each scene, in the order of the course.
//!
//! Generated from the folders under `lessons/` by `UPDATE_CATALOG=1 cargo test --test catalog`. Do not edit
//! it. These are plain items with relative paths: `cargo fmt` formats the recipes through them, and
//! `file!()`, which records carry, is the same on every machine.

#![allow(
    unused_variables,
    clippy::unused_async,
    clippy::needless_pass_by_value,
    reason = "a coroutine may print one line and return, forget a future, and owns what it is given"
)]

#[path = "../../lessons/01-lazy/recipe.rs"]
pub mod lazy;

#[path = "../../lessons/01-lazy/scene-2.rs"]
pub mod lazy_both;

#[path = "../../lessons/01-lazy/scene-3.rs"]
pub mod lazy_no_await;

#[path = "../../lessons/01-lazy/scene-4.rs"]
#[allow(unused_must_use, reason = "the await is the one of the first scene")]
pub mod lazy_spawned;

#[path = "../../lessons/02-task/recipe.rs"]
pub mod task;

#[path = "../../lessons/02-task/scene-2.rs"]
pub mod task_swapped;

#[path = "../../lessons/02-task/scene-3.rs"]
pub mod task_unspawned;

#[path = "../../lessons/03-suspend/recipe.rs"]
pub mod suspend;

#[path = "../../lessons/03-suspend/scene-2.rs"]
pub mod suspend_filled;

#[path = "../../lessons/03-suspend/scene-3.rs"]
pub mod suspend_two;

#[path = "../../lessons/04-resume/recipe.rs"]
pub mod resume;

#[path = "../../lessons/04-resume/scene-2.rs"]
pub mod resume_error;

#[path = "../../lessons/04-resume/scene-3.rs"]
pub mod resume_no_waker;

#[path = "../../lessons/05-in-a-row/recipe.rs"]
pub mod in_a_row;

#[path = "../../lessons/05-in-a-row/scene-2.rs"]
pub mod in_a_row_tasks;

#[path = "../../lessons/05-in-a-row/scene-3.rs"]
pub mod in_a_row_at_once;

#[path = "../../lessons/05-in-a-row/scene-4.rs"]
pub mod in_a_row_swapped;

#[path = "../../lessons/05-in-a-row/scene-5.rs"]
pub mod in_a_row_one_task;

#[path = "../../lessons/06-three-tasks/recipe.rs"]
pub mod three_tasks;

#[path = "../../lessons/06-three-tasks/scene-2.rs"]
pub mod three_tasks_big;

#[path = "../../lessons/06-three-tasks/scene-3.rs"]
pub mod three_tasks_other_order;

#[path = "../../lessons/06-three-tasks/scene-4.rs"]
pub mod three_tasks_longer;

#[path = "../../lessons/06-three-tasks/scene-5.rs"]
#[allow(unused_must_use, reason = "the scene makes sleeps that nothing awaits")]
pub mod three_tasks_no_await;

#[path = "../../lessons/07-poll/recipe.rs"]
pub mod poll;

#[path = "../../lessons/07-poll/scene-2.rs"]
#[allow(unused_variables, reason = "the scene leaves out the line that uses the context")]
pub mod poll_no_wake;

#[path = "../../lessons/07-poll/scene-3.rs"]
#[allow(unused_variables, reason = "the scene leaves out the use of the number")]
pub mod poll_not_stored;

#[path = "../../lessons/07-poll/scene-4.rs"]
pub mod poll_again;

#[path = "../../lessons/08-waker/recipe.rs"]
pub mod waker;

#[path = "../../lessons/08-waker/scene-2.rs"]
#[allow(unused_variables, reason = "the scene leaves out the line that uses the context")]
pub mod waker_forgotten;

#[path = "../../lessons/08-waker/scene-3.rs"]
pub mod waker_busy;

#[path = "../../lessons/08-waker/scene-4.rs"]
pub mod waker_wake_first;

#[path = "../../lessons/08-waker/scene-5.rs"]
pub mod waker_twice;

#[path = "../../lessons/09-executor/recipe.rs"]
pub mod executor;

#[path = "../../lessons/10-pin/recipe.rs"]
pub mod pin;

#[path = "../../lessons/10-pin/scene-2.rs"]
pub mod pin_before;

#[path = "../../lessons/10-pin/scene-3.rs"]
pub mod pin_index;

#[path = "../../lessons/10-pin/scene-4.rs"]
pub mod pin_pinned_twice;

#[path = "../../lessons/11-timers/recipe.rs"]
pub mod timers;

#[path = "../../lessons/11-timers/scene-2.rs"]
pub mod timers_shorter;

#[path = "../../lessons/11-timers/scene-3.rs"]
pub mod timers_zero;

#[path = "../../lessons/12-join/recipe.rs"]
pub mod join;

#[path = "../../lessons/12-join/scene-2.rs"]
pub mod join_one_task;

#[path = "../../lessons/12-join/scene-3.rs"]
pub mod join_blocks;

#[path = "../../lessons/12-join/scene-4.rs"]
#[allow(clippy::manual_assert, reason = "it is the panic that the scene is about")]
pub mod join_panics;

#[path = "../../lessons/12-join/scene-5.rs"]
#[allow(clippy::manual_assert, reason = "it is the panic that the scene is about")]
pub mod join_task_panics;

#[path = "../../lessons/13-select/recipe.rs"]
pub mod select;

#[path = "../../lessons/13-select/scene-2.rs"]
pub mod select_spawned;

#[path = "../../lessons/13-select/scene-3.rs"]
pub mod select_both_two;

#[path = "../../lessons/13-select/scene-4.rs"]
pub mod select_again;

#[path = "../../lessons/13-select/scene-5.rs"]
pub mod select_swapped;

#[path = "../../lessons/14-cancel/recipe.rs"]
pub mod cancel;

#[path = "../../lessons/14-cancel/scene-2.rs"]
pub mod cancel_timeout;

#[path = "../../lessons/14-cancel/scene-3.rs"]
pub mod cancel_put_back;

#[path = "../../lessons/14-cancel/scene-4.rs"]
pub mod cancel_at_two;

#[path = "../../lessons/14-cancel/scene-5.rs"]
pub mod cancel_kept_first;

#[path = "../../lessons/14-cancel/scene-6.rs"]
pub mod cancel_spawned;

#[path = "../../lessons/15-errors/recipe.rs"]
pub mod errors;

#[path = "../../lessons/15-errors/scene-2.rs"]
pub mod errors_together;

#[path = "../../lessons/15-errors/scene-3.rs"]
pub mod errors_main_fails;

#[path = "../../lessons/15-errors/scene-4.rs"]
#[allow(clippy::manual_assert, reason = "it is the panic that the scene is about")]
pub mod errors_panics;

#[path = "../../lessons/15-errors/scene-5.rs"]
pub mod errors_not_awaited;

#[path = "../../lessons/16-lost-update/recipe.rs"]
pub mod lost_update;

#[path = "../../lessons/16-lost-update/scene-2.rs"]
pub mod lost_update_slow_alice;

#[path = "../../lessons/16-lost-update/scene-3.rs"]
pub mod lost_update_no_sleep;

#[path = "../../lessons/16-lost-update/scene-4.rs"]
pub mod lost_update_sleep_zero;

#[path = "../../lessons/16-lost-update/scene-5.rs"]
pub mod lost_update_three;

#[path = "../../lessons/16-lost-update/scene-6.rs"]
pub mod lost_update_late_bob;

#[path = "../../lessons/17-mutex/recipe.rs"]
pub mod mutex;

#[path = "../../lessons/17-mutex/scene-2.rs"]
pub mod mutex_twice;

#[path = "../../lessons/17-mutex/scene-3.rs"]
pub mod mutex_lock_each;

#[path = "../../lessons/17-mutex/scene-4.rs"]
pub mod mutex_write_only;

#[path = "../../lessons/17-mutex/scene-5.rs"]
pub mod mutex_leaves_line;

#[path = "../../lessons/18-semaphore/recipe.rs"]
pub mod semaphore;

#[path = "../../lessons/18-semaphore/scene-2.rs"]
pub mod semaphore_dropped;

#[path = "../../lessons/18-semaphore/scene-3.rs"]
pub mod semaphore_three_permits;

#[path = "../../lessons/18-semaphore/scene-4.rs"]
pub mod semaphore_cancelled;

#[path = "../../lessons/19-event/recipe.rs"]
pub mod event;

#[path = "../../lessons/19-event/scene-2.rs"]
pub mod event_pulse;

#[path = "../../lessons/19-event/scene-3.rs"]
pub mod event_same_moment;

#[path = "../../lessons/19-event/scene-4.rs"]
pub mod event_set_early;

#[path = "../../lessons/20-condition/recipe.rs"]
pub mod condition;

#[path = "../../lessons/20-condition/scene-2.rs"]
pub mod condition_if;

#[path = "../../lessons/20-condition/scene-3.rs"]
pub mod condition_one;

#[path = "../../lessons/20-condition/scene-4.rs"]
pub mod condition_three;

#[path = "../../lessons/21-queue/recipe.rs"]
pub mod queue;

#[path = "../../lessons/21-queue/scene-2.rs"]
pub mod queue_room_for_100;

#[path = "../../lessons/21-queue/scene-3.rs"]
pub mod queue_one_slot;

#[path = "../../lessons/21-queue/scene-4.rs"]
pub mod queue_stops;

#[path = "../../lessons/22-blocking/recipe.rs"]
pub mod blocking;

#[path = "../../lessons/22-blocking/scene-2.rs"]
pub mod blocking_blocks;

#[path = "../../lessons/22-blocking/scene-3.rs"]
pub mod blocking_one_second;

#[path = "../../lessons/22-blocking/scene-4.rs"]
pub mod blocking_two_reports;

#[path = "../../lessons/23-starvation/recipe.rs"]
pub mod starvation;

#[path = "../../lessons/23-starvation/scene-2.rs"]
pub mod starvation_yields;

#[path = "../../lessons/23-starvation/scene-3.rs"]
pub mod starvation_busy;

#[path = "../../lessons/23-starvation/scene-4.rs"]
pub mod starvation_every_letter;

#[path = "../../lessons/23-starvation/scene-5.rs"]
pub mod starvation_timer;

#[path = "../../lessons/24-lost-wakeup/recipe.rs"]
pub mod lost_wakeup;

#[path = "../../lessons/24-lost-wakeup/scene-2.rs"]
pub mod lost_wakeup_again;

#[path = "../../lessons/24-lost-wakeup/scene-3.rs"]
pub mod lost_wakeup_check_again;

#[path = "../../lessons/24-lost-wakeup/scene-4.rs"]
pub mod lost_wakeup_first_waker;

#[path = "../../lessons/24-lost-wakeup/scene-5.rs"]
pub mod lost_wakeup_event;

#[path = "../../lessons/24-lost-wakeup/scene-6.rs"]
pub mod lost_wakeup_newest_waker;

#[path = "../../lessons/25-lock-across-await/recipe.rs"]
pub mod lock_across_await;

#[path = "../../lessons/25-lock-across-await/scene-2.rs"]
pub mod lock_across_await_released;

#[path = "../../lessons/25-lock-across-await/scene-3.rs"]
pub mod lock_across_await_blocking;

#[path = "../../lessons/25-lock-across-await/scene-4.rs"]
pub mod lock_across_await_blocking_released;

#[path = "../../lessons/25-lock-across-await/scene-5.rs"]
pub mod lock_across_await_one_by_one;

#[path = "../../lessons/26-deadlock/recipe.rs"]
pub mod deadlock;

#[path = "../../lessons/26-deadlock/scene-2.rs"]
pub mod deadlock_same_order;

#[path = "../../lessons/26-deadlock/scene-3.rs"]
pub mod deadlock_late_bob;

#[path = "../../lessons/26-deadlock/scene-4.rs"]
pub mod deadlock_no_sleep;

#[path = "../../lessons/26-deadlock/scene-5.rs"]
pub mod deadlock_three_locks;

#[path = "../../lessons/26-deadlock/scene-6.rs"]
pub mod deadlock_limit;

#[path = "../../lessons/27-unpolled/recipe.rs"]
pub mod unpolled;

#[path = "../../lessons/27-unpolled/scene-2.rs"]
pub mod unpolled_spawned;

#[path = "../../lessons/27-unpolled/scene-3.rs"]
pub mod unpolled_futurelock;

#[path = "../../lessons/27-unpolled/scene-4.rs"]
pub mod unpolled_joined;

#[path = "../../lessons/27-unpolled/scene-5.rs"]
pub mod unpolled_dropped;

#[path = "../../lessons/28-thread-pool/recipe.rs"]
pub mod thread_pool;

#[path = "../../lessons/28-thread-pool/scene-2.rs"]
pub mod thread_pool_gives_up;

#[path = "../../lessons/28-thread-pool/scene-3.rs"]
pub mod thread_pool_one_oven;

#[path = "../../lessons/28-thread-pool/scene-4.rs"]
pub mod thread_pool_three_ovens;

#[path = "../../lessons/28-thread-pool/scene-5.rs"]
pub mod thread_pool_speed_up;

#[path = "../../lessons/28-thread-pool/scene-6.rs"]
pub mod thread_pool_limit;

#[path = "../../lessons/29-collectives/recipe.rs"]
pub mod collectives;

#[path = "../../lessons/29-collectives/scene-2.rs"]
pub mod collectives_both_receive;

#[path = "../../lessons/29-collectives/scene-3.rs"]
pub mod collectives_both_send;

#[path = "../../lessons/29-collectives/scene-4.rs"]
pub mod collectives_no_room;

#[path = "../../lessons/29-collectives/scene-5.rs"]
pub mod collectives_speed_up;

#[path = "../../lessons/29-collectives/scene-6.rs"]
pub mod collectives_eight;

#[path = "../../lessons/30-channels/recipe.rs"]
pub mod channels;

#[path = "../../lessons/30-channels/scene-2.rs"]
pub mod channels_fair;

#[path = "../../lessons/30-channels/scene-3.rs"]
pub mod channels_mail_first;

#[path = "../../lessons/30-channels/scene-4.rs"]
pub mod channels_poisoned;

#[path = "../../lessons/31-task-queue/recipe.rs"]
pub mod task_queue;

#[path = "../../lessons/31-task-queue/scene-2.rs"]
pub mod task_queue_late_before;

#[path = "../../lessons/31-task-queue/scene-3.rs"]
pub mod task_queue_late_after;

#[path = "../../lessons/31-task-queue/scene-4.rs"]
pub mod task_queue_early_after;

#[path = "../../lessons/31-task-queue/scene-5.rs"]
pub mod task_queue_counted_once;

#[path = "../../lessons/32-map-reduce/recipe.rs"]
pub mod map_reduce;

#[path = "../../lessons/32-map-reduce/scene-2.rs"]
pub mod map_reduce_as_completed;

#[path = "../../lessons/32-map-reduce/scene-3.rs"]
pub mod map_reduce_mapper_fails;

#[path = "../../lessons/33-remote-object/recipe.rs"]
pub mod remote_object;

#[path = "../../lessons/33-remote-object/scene-2.rs"]
pub mod remote_object_one_at_a_time;

#[path = "../../lessons/33-remote-object/scene-3.rs"]
pub mod remote_object_quick_first;

#[path = "../../lessons/33-remote-object/scene-4.rs"]
pub mod remote_object_no_numbers;

#[path = "../../lessons/33-remote-object/scene-5.rs"]
pub mod remote_object_call_back;

#[path = "../../lessons/33-remote-object/scene-6.rs"]
pub mod remote_object_time_limit;

#[path = "../../lessons/34-device/recipe.rs"]
pub mod device;

#[path = "../../lessons/34-device/scene-2.rs"]
pub mod device_no_wait;

#[path = "../../lessons/34-device/scene-3.rs"]
pub mod device_two_streams;

#[path = "../../lessons/34-device/scene-4.rs"]
pub mod device_copies;

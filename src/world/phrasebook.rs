//! Every sentence, clause and phrase that the program builds about a run: one table with a column for each way in which
//! a run is read.
//!
//! A task of a Rust program is *polled*, and its *waker* is called. A task of a Python program takes a *step*, and
//! asyncio *queues* its next one. So each entry has a text for both, unless one text is right for both. A run of a Rust
//! program that is shown beside its Python twin has a text of its own where the Rust text names what Python readers
//! can't know, or what the twin doesn't do. The rest of the program decides *which* entry says what happened; only this
//! file has the words.
//!
//! Each entry becomes a function: it takes the language and what is filled in, and returns the text. A text that names
//! something it isn't given doesn't compile.

use crate::record::source::Language;
use std::fmt::Display;

/// A way in which a run is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// A run of a Rust program.
    Rust,
    /// A run of a Rust program, beside the source of its Python twin.
    Twin,
    /// A run of a Python program.
    Python,
}

impl From<Language> for Column {
    fn from(language: Language) -> Column {
        match language {
            Language::Rust => Column::Rust,
            Language::Python => Column::Python,
        }
    }
}

/// Writes the functions of the table. An entry has a text for `rust` and one for `python`, or one for `both`. Beside the
/// twin it reads as in Rust, unless there is a text for `twin`.
macro_rules! phrases {
    ($($name:ident($($part:ident),*) { $($text:tt)* })*) => {
        $(phrases!(@entry $name($($part),*) $($text)*);)*
    };
    (@entry $name:ident($($part:ident),*) rust: $rust:literal, python: $python:literal) => {
        phrases!(@entry $name($($part),*) rust: $rust, twin: $rust, python: $python);
    };
    (@entry $name:ident() both: $both:literal) => {
        pub(super) fn $name(_: Column) -> &'static str {
            $both
        }
    };
    (@entry $name:ident() rust: $rust:literal, twin: $twin:literal, python: $python:literal) => {
        pub(super) fn $name(column: Column) -> &'static str {
            match column {
                Column::Rust => $rust,
                Column::Twin => $twin,
                Column::Python => $python,
            }
        }
    };
    (@entry $name:ident($($part:ident),+) both: $both:literal) => {
        pub(super) fn $name(_: Column, $($part: &dyn Display),+) -> String {
            format!($both)
        }
    };
    (@entry $name:ident($($part:ident),+) rust: $rust:literal, twin: $twin:literal, python: $python:literal) => {
        pub(super) fn $name(column: Column, $($part: &dyn Display),+) -> String {
            $(let _may_be_unused = $part;)+
            match column {
                Column::Rust => format!($rust),
                Column::Twin => format!($twin),
                Column::Python => format!($python),
            }
        }
    };
}

// The sentences for one event. `on` is the line as in ` on line 7`, or empty if the line isn't known.
phrases! {
    takes_first(task) {
        rust: "The loop takes {task} from the front of the ready queue",
        python: "The loop takes {task}'s first step from the front of the ready queue"
    }
    takes_next(task) {
        rust: "The loop takes {task} from the front of the ready queue",
        python: "The loop takes {task}'s next step from the front of the ready queue"
    }
    takes_chosen(task) {
        rust: "The loop takes {task}, your choice, from the ready queue",
        python: "The loop takes {task}'s step, your choice, from the ready queue"
    }
    turn_first(takes) {
        rust: "{takes} and polls it for the first time.",
        python: "{takes} and runs it."
    }
    turn_again(takes, nth) {
        rust: "{takes} and polls it again (poll {nth}).",
        python: "{takes} and runs it (step {nth})."
    }
    turn_drop(takes, task, at) {
        rust: "{takes}. {task} has been cancelled, so it's dropped instead of polled.",
        twin: "{takes}. {task} has been cancelled, so it's stopped at its await instead of being polled.",
        python: "{takes} and runs it. CancelledError is raised{at}."
    }
    turn_drop_unstarted(takes, task) {
        rust: "{takes}. {task} has been cancelled, so it's dropped instead of polled.",
        twin: "{takes}. {task} was cancelled before it started, so it isn't polled.",
        python: "{task} was cancelled before its first step, so none of its code runs."
    }
    turn_throw(takes, at) { both: "{takes} and runs it. CancelledError is raised{at}." }
    turn_call(name) { both: "The loop takes the callback `{name}` from the ready queue and calls it." }
    nested(task) {
        rust: "{task} is polled at once, inside this poll.",
        python: "{task} takes its first step at once, inside the step that created it."
    }
    callback_queued(name, letter) { both: "The callback `{name}` is now {letter}, at the back of the ready queue." }
    callback_returned(name) { both: "`{name}` returns." }
    callback_failed(name, message) {
        both: "`{name}` raises {message}. The loop reports the exception and carries on."
    }
    failed(task, message) {
        both: "{task} raises {message}. The task is done. Code that awaits it gets the exception."
    }
    pending(task) {
        rust: "The poll returns `Pending`. {task} is suspended, and in no queue.",
        twin: "The poll ends at an await. {task} is suspended, and in no queue.",
        python: "The step ends at an await. {task} has to wait, and has no step in the ready queue."
    }
    pending_cancelled(task) {
        rust: "The poll returns `Pending`. {task} has been cancelled, so it's in the ready queue and will be dropped \
               when its turn comes.",
        twin: "The poll ends at an await. {task} has been cancelled: it's in the ready queue, and will be stopped when its turn comes.",
        python: "The step ends at an await. {task} has been cancelled: its next step is already queued, and \
                 CancelledError will be raised there."
    }
    pending_self_wake(task) {
        rust: "The poll returns `Pending`, but {task} woke itself during it and is back in the ready queue.",
        twin: "The poll ends at an await that only lets other tasks run. {task} is already back in the ready queue.",
        python: "The step ends at an await that only lets other tasks run. {task}'s next step is already queued."
    }
    pending_woken(task) {
        rust: "The poll returns `Pending`, but {task} was woken during it and is back in the ready queue.",
        twin: "The poll ends at an await, but {task} was woken during it and is back in the ready queue.",
        python: "The step ends at an await. What {task} awaits is already done, so {task}'s next step is queued."
    }
    ready(task) {
        rust: "The poll returns `Ready`. {task} has finished.",
        twin: "The poll ends. {task} has finished.",
        python: "{task} returns. The task is done."
    }
    panicked(task, message) {
        rust: "{task} panics: {message}. The task ends; the loop carries on.",
        twin: "{task} raises {message}. The task ends; the loop carries on.",
        python: "{task} raises {message}. The task is done. Code that awaits it gets the exception."
    }
    cancelled(task) {
        rust: "{task} has been dropped. The task is cancelled.",
        twin: "{task} has been stopped. The task is cancelled.",
        python: "{task} doesn't catch CancelledError, so the task ends, cancelled."
    }
    clock_idle(from, to) { both: "No task is ready, so the clock jumps from {from} to {to}." }
    clock_cost(to) {
        rust: "The poll took time: the clock moves to {to}.",
        python: "The step took time: the clock moves to {to}."
    }
    clock_block(who, length, on, to) {
        rust: "{who} blocks the thread until {to}. No other task can run before then.",
        python: "{who} blocks the event loop for {length}{on}, until {to}. No other task can run before then."
    }
    clock_block_set_up(to) { both: "The set-up code blocks the thread until {to}. No task can run before then." }
    end_finished(turns, clock) { both: "No task is left. The run finishes after {turns}, at {clock}." }
    end_stalled(turns, left, waits, tasks) {
        rust: "The run stalls after {turns}: no task is ready and no timer is set, but {left} left. {waits}.",
        twin: "The run stalls after {turns}: no task is ready and no timer is set, but {left} left. {waits}. In plain \
               asyncio, code that waits for {tasks} would hang.",
        python: "The run stalls after {turns}: no task is ready and no timer is set, but {left} left. {waits}. Without \
                 coroscope, the script would hang here."
    }
    deadlock(tasks) { both: " {tasks} are waiting for each other: a deadlock." }
    waits_for_itself(task) { both: " {task} is waiting for itself: a deadlock." }
    end_stopped(turns, left) { both: "The program stops the loop after {turns}. {left} left." }
    end_waiting(left, waits) {
        rust: "No task is ready and no timer is set, but {left} left. Something outside the loop, such as another thread, \
               may still call a waker: the loop waits for that. {waits}.",
        python: "No task is ready and no timer is set, but {left} left. Something outside the loop, such as another \
                 thread, may still wake one: the loop waits for that. {waits}."
    }
    end_no_progress(turns, clock) {
        rust: "Nothing visible has happened for {turns} turns: the ready tasks only wake themselves, and the clock stays at \
               {clock}. If that never changes, it's called a livelock.",
        python: "Nothing visible has happened for {turns} steps: the same tasks run again and again, and the clock stays at \
                 {clock}. If that never changes, it's called a livelock."
    }
    end_frozen(task) {
        rust: "{task}'s poll hasn't returned, so no other task can run. The run ends here: it's frozen.",
        python: "{task}'s step hasn't ended, so no other task can run. The run ends here: it's frozen."
    }
    end_cut_off(task) {
        rust: "{task}'s poll hasn't returned, and the record is full. The run was stopped here. Nobody knows whether the \
               poll would return.",
        python: "{task}'s step hasn't ended, and the record is full. The run was stopped here. Nobody knows whether the \
                 step would end."
    }
    end_frozen_set_up() {
        both: "The set-up code hasn't returned, so no task can run. The run ends here: it's frozen."
    }
    spawned(name, letter) {
        rust: "`{name}` becomes task {letter} and goes to the back of the ready queue. None of its code has run yet.",
        twin: "`{name}` becomes task {letter} and goes to the back of the ready queue. None of its code has run yet.",
        python: "`{name}` becomes task {letter}, and its first step goes to the back of the ready queue. None of its \
                 code has run yet."
    }
    handle_dropped(task) {
        rust: "{task}'s handle is dropped.",
        twin: "Nothing waits for {task}'s result.",
        python: "The program no longer refers to task {task}."
    }
    detached(task) {
        rust: "{task}'s handle is dropped. The task carries on: it's now detached.",
        twin: "{task} runs on its own: nothing waits for its result.",
        python: "The program no longer refers to task {task}, and asyncio has only a weak reference to it."
    }
    joins(waiter, task) {
        rust: "{waiter} waits for {task} to finish: {task} stores {waiter}'s waker.",
        twin: "{waiter} awaits the task {task}, and will be woken when {task} has finished.",
        python: "{waiter} awaits the task {task}. When {task} is done, {waiter}'s next step is queued."
    }
    cancel_queued(task) {
        rust: "{task} is cancelled: it goes to the back of the ready queue and will be dropped when its turn comes.",
        twin: "{task} is cancelled: it goes to the back of the ready queue and will be stopped when its turn comes.",
        python: "{task} is cancelled: its next step goes to the back of the ready queue, and CancelledError will be \
                 raised at its await."
    }
    cancel_merged(task) {
        rust: "{task} is cancelled. It's already in the ready queue, and will be dropped when its turn comes.",
        twin: "{task} is cancelled. It's already in the ready queue, and will be stopped when its turn comes.",
        python: "{task} is cancelled. Its next step is already queued, and CancelledError will be raised there."
    }
    cancel_passed_on(task) {
        both: "{task}'s cancellation is requested. What it awaits is cancelled first, and {task} follows when that has \
               ended."
    }
    cancel_deferred(task) { both: "{task} cancels itself. CancelledError will be raised at its next await." }
    cancel_ignored(task) {
        rust: "{task} has already ended, so cancelling it changes nothing.",
        python: "{task} is already done, so `cancel()` changes nothing and returns False."
    }
    wake_itself(task) {
        rust: "{task} calls its own waker and goes to the back of the ready queue.",
        twin: "{task} lets other tasks run, and goes to the back of the ready queue.",
        python: "{task} lets other tasks run: its next step goes to the back of the ready queue."
    }
    call_own(task) {
        rust: "{task} calls its own waker",
        twin: "{task} lets other tasks run",
        python: "{task} lets other tasks run"
    }
    call_completes(by, thing, task) {
        rust: "{by} calls the waker that `{thing}` stored",
        twin: "{by} sets the result of `{thing}`",
        python: "{by} completes `{thing}`"
    }
    call_uses(by, thing, task) {
        rust: "{by} calls the waker that `{thing}` stored",
        twin: "{by}'s call on `{thing}` wakes {task}",
        python: "{by}'s call on `{thing}` wakes {task}"
    }
    call_releases(by, thing, task) {
        rust: "{by} calls the waker that `{thing}` stored",
        twin: "{by} releases `{thing}`, which wakes {task}",
        python: "{by} releases `{thing}`, which wakes {task}"
    }
    call_at_end(by) {
        rust: "{by} finishes and calls the waker it stored",
        twin: "{by} finishes",
        python: "{by} is done"
    }
    call_at_early_end(by) {
        rust: "{by} ends and calls the waker it stored",
        twin: "{by} ends",
        python: "{by} is done"
    }
    call_other(by, task) {
        rust: "{by} calls {task}'s waker",
        twin: "{by} wakes {task}",
        python: "{by} makes {task} ready"
    }
    call_timer(task) {
        rust: "The timer calls {task}'s waker",
        twin: "The timer is due",
        python: "The timer is due"
    }
    call_of_job(job, task) {
        rust: "The thread of `{job}` calls {task}'s waker",
        twin: "The thread of `{job}` sets its result",
        python: "The thread of `{job}` sets its result"
    }
    call_outside(task) {
        rust: "Something outside the loop calls {task}'s waker",
        python: "Something outside the loop, such as another thread, makes {task} ready"
    }
    wake_queued(call, task) {
        rust: "{call}, and {task} goes to the back of the ready queue. It doesn't run yet.",
        python: "{call}, and {task}'s next step goes to the back of the ready queue. It doesn't run yet."
    }
    wake_merged(call, task) {
        rust: "{call}, but {task} is already in the ready queue: nothing changes (merged).",
        twin: "{call}, but {task} is already in the ready queue: nothing changes.",
        python: "{call}, but {task}'s next step is already queued: nothing changes."
    }
    wake_ignored(call, task) {
        rust: "{call}, but {task} has ended: nothing changes (ignored).",
        twin: "{call}, but {task} has ended: nothing changes.",
        python: "{call}, but {task} is done: nothing changes."
    }
    wake_itself_merged(call) {
        rust: "{call}, but it's already in the ready queue: nothing changes (merged).",
        twin: "{call}, but it's already in the ready queue: nothing changes.",
        python: "{call}, but its next step is already queued: nothing changes."
    }
    lost(task) {
        rust: "{task}'s last waker is dropped. Nothing can wake {task} any more.",
        twin: "No waker of {task} is stored anywhere, so nothing can wake {task}.",
        python: "Only {task} still refers to the future that it awaits, so nothing can complete that future."
    }
    timer_set(task, deadline) { both: "{task} sets a timer that is due at {deadline}." }
    timer_set_again(task, deadline) { both: "{task} sets another timer that is due at {deadline}." }
    timer_set_by_none(deadline) { both: "A timer is set that is due at {deadline}." }
    timer_due(timer) { both: "{timer} is due now." }
    timer_dropped(timer) {
        rust: "{timer} is removed, because its sleep was dropped.",
        twin: "{timer} is removed, because its sleep was cancelled.",
        python: "{timer} is removed, because its sleep was cancelled."
    }
    printed(who, text) { both: "{who} prints \u{201c}{text}\u{201d}." }
    created(name, on) { both: "Calling `{name}`{on} makes a coroutine. None of its code has run." }
    called(name) { rust: "`{name}` is called.", twin: "`{name}` runs.", python: "`{name}` is called." }
    method_waits(name) {
        rust: "",
        twin: "`{name}` has no result yet, so the await has to wait.",
        python: ""
    }
    method_ends(name) { rust: "", twin: "`{name}` has finished.", python: "" }
    named(name) { both: "The coroutine is stored in `{name}`." }
    entered_by_await(name) {
        rust: "`{name}` starts at its first line, still in the same poll.",
        python: "`{name}` starts at its first line, still in the same step."
    }
    entered(name) { both: "`{name}` starts at its first line." }
    continued(name) { both: "`{name}` continues." }
    continued_at_await(name, on) { both: "`{name}` continues at its await{on}." }
    line(name, line) { both: "`{name}` reaches line {line}." }
    line_unknown(name) { both: "`{name}` reaches its next line." }
    local(name, variable, value) { both: "In `{name}`, `{variable}` is {value}." }
    local_moved(name, variable) { both: "In `{name}`, `{variable}` has been moved." }
    awaits(name, what, on) { both: "`{name}` awaits `{what}`{on}." }
    resumed(name, on) { both: "The await{on} completes, and `{name}` continues after it." }
    raised(name, what, on) { both: "{what} is raised in `{name}`{on}." }
    returned(name) { both: "`{name}` returns." }
    returned_value(name, value) { both: "`{name}` returns {value}." }
    dropped_unstarted(name) {
        rust: "`{name}` is dropped. It never started.",
        twin: "`{name}` is destroyed. It never started.",
        python: "`{name}` is destroyed before it has started. Python warns: \u{201c}coroutine '{name}' was never \
                 awaited\u{201d}."
    }
    dropped_at_await(name, on) {
        rust: "`{name}` is dropped at its await{on}. The rest of its code never runs.",
        twin: "`{name}` is stopped at its await{on}.",
        python: "CancelledError is raised in `{name}`, at the await{on}."
    }
    dropped_on_line(name, on) {
        rust: "`{name}` is dropped{on}.",
        twin: "`{name}` ends{on}.",
        python: "The exception leaves `{name}`{on}."
    }
    dropped(name) {
        rust: "`{name}` is dropped.",
        twin: "`{name}` ends.",
        python: "`{name}` ends."
    }
    made_plain(name, kind) { both: "`{name}` is created: {kind}." }
    made(name, kind, state) { both: "`{name}` is created: {kind} ({state})." }
    renamed(old, name) { both: "`{old}` is now called `{name}`." }
    changed(name, value) { both: "`{name}` is now {value}." }
    missed_pulse(name) { both: "No task is waiting for `{name}`, so this pulse wakes no task." }
    stores_waker(name, task) { both: "`{name}` now holds {task}'s waker." }
    waker_taken(name) { both: "`{name}` is now empty." }
    waits(name, task) {
        rust: "`{name}` stores {task}'s waker.",
        twin: "{task} is now waiting on `{name}`: `{name}` stores {task}'s waker.",
        python: "{task} is now waiting on `{name}`."
    }
    waits_for_result(name, task) {
        rust: "`{name}` stores {task}'s waker.",
        twin: "{task} is now waiting on `{name}`: `{name}` stores {task}'s waker.",
        python: "{task} adds a callback to `{name}`, to queue its next step when `{name}` is done."
    }
    leaves_served(name, task) {
        rust: "{task}'s waker is taken out of `{name}`.",
        twin: "{task} is no longer waiting on `{name}`.",
        python: "`{name}` is done, and schedules its callback for {task}."
    }
    leaves_gone(name, task) { both: "{task} is no longer waiting for `{name}`." }
    acquires(task, name) { both: "{task} acquires `{name}`." }
    acquires_permit(task, name) { both: "{task} acquires a permit from `{name}`." }
    hands_over(by, name, task) {
        rust: "{by} hands `{name}` to {task}.",
        twin: "`{name}`, which {by} has released, goes to {task}, the next task that waits for it.",
        python: "{by} hands `{name}` to {task}."
    }
    hands_over_permit(by, name, task) { both: "{by} hands a permit of `{name}` to {task}." }
    releases(task, name) { both: "{task} releases `{name}`." }
    releases_of_other(by, name, task) { both: "{by} releases `{name}`, which {task} held." }
    opened(name, jobs) { both: "`{name}` can run {jobs} at a time, outside the loop." }
    handed_over(who, job, name) { both: "{who} hands the job `{job}` to `{name}`." }
    starts_outside(job, name, at) { both: "`{job}` starts on `{name}` at {at}, outside the loop." }
    starts_in_place(job, name, place, at) {
        both: "`{job}` starts in place {place} of `{name}` at {at}, outside the loop."
    }
    waits_for_job(job, task) {
        rust: "`{job}` stores {task}'s waker.",
        twin: "{task} is now waiting for `{job}`.",
        python: "{task} is now waiting for `{job}`."
    }
    job_abandoned(who, job) {
        rust: "{who} drops the future of `{job}`. The job runs on, but nothing receives its result.",
        twin: "{who} gives up `{job}`. The job runs on, but nothing receives its result.",
        python: "{who} gives up `{job}`. If it has started, it runs on, but nothing receives its result."
    }
    job_done(job, at) { both: "`{job}` ends at {at}, outside the loop." }
    job_done_for_nothing(job, at) {
        both: "`{job}` ends at {at}, outside the loop. Its result is discarded: nothing waits for it."
    }
    gone(name) {
        rust: "`{name}` is dropped with its last handle.",
        twin: "The program no longer refers to `{name}`.",
        python: "The program no longer refers to `{name}`."
    }
}

// Parts of sentences, and the short words of the panes.
phrases! {
    outside_steps() { both: "The program" }
    the_set_up() { rust: "The set-up code", twin: "The program", python: "The set-up code" }
    turn() { rust: "turn", python: "step" }
    turns() { rust: "turns", python: "steps" }
    poll() { rust: "poll", python: "step" }
    polls() { rust: "polls", python: "steps" }
    is_waiting_for(task, what) { both: "{task} is waiting for {what}" }
    unknown() { both: "something coroscope can't see" }
    lost_thing(what) {
        rust: "{what}, but its waker has been dropped",
        twin: "{what}, but its waker isn't stored anywhere",
        python: "{what}, which nothing else refers to"
    }
    a_timer(at) { both: "a timer that is due at {at}" }
    group_thing(name, members) { both: "`{name}`, which waits for {members}" }
    held_thing(name, holders) { both: "`{name}`, held by {holders}" }
    job_of(job, name) { both: "`{job}`, a job of `{name}`" }
    a_job() { both: "A job outside the loop" }
    end_of_task(task) {
        rust: "{task} to finish",
        python: "{task} to be done"
    }
    other_future() { rust: "a future", twin: "an awaitable", python: "an awaitable" }
    timer_of(task) { both: "{task}'s timer" }
    timer_at(task, at) { both: "{task}'s timer, which was due at {at}," }
    timer_of_none_at(at) { both: "The timer that was due at {at}" }
    timer_of_none() { both: "A timer" }
    short_timer(at) { both: "timer at {at}" }
    state_ready() { both: "ready" }
    state_running() { both: "running" }
    state_dropping() { rust: "dropping", twin: "stopping", python: "stopping" }
    state_suspended() { rust: "suspended", python: "waiting" }
    state_lost() { both: "lost" }
    state_finished() { both: "finished" }
    state_cancelled() { both: "cancelled" }
    state_failed() { both: "failed" }
    state_panicked() { rust: "panicked", twin: "failed", python: "failed" }
    kind_promise() { rust: "a promise", twin: "a Future", python: "a Future" }
    kind_shared() { both: "a shared value" }
    kind_lock() { rust: "a lock", twin: "a Lock", python: "a Lock" }
    kind_semaphore() { rust: "a semaphore", twin: "a Semaphore", python: "a Semaphore" }
    kind_event() { rust: "an event", twin: "an Event", python: "an Event" }
    kind_condition() { rust: "a condition variable", twin: "a Condition", python: "a Condition" }
    kind_notify() { both: "a notifier" }
    kind_token() { both: "a cancellation token" }
    kind_barrier() { rust: "a barrier", twin: "a Barrier", python: "a Barrier" }
    kind_channel() { both: "a channel" }
    kind_broker() { both: "a broker" }
    kind_queue() { rust: "a queue", twin: "a Queue", python: "a Queue" }
    kind_group() { both: "a group of tasks" }
    kind_pool() { rust: "a thread pool", twin: "a ThreadPoolExecutor", python: "a thread pool" }
    kind_stream() { both: "a device's stream" }
    kind_memory() { both: "a device's memory" }
    kind_outside() { rust: "work outside the loop", twin: "work in another thread", python: "work in another thread" }
}

// The step line. A clause follows its subject, as in "In its first poll, A waiter prints \u{201c}x\u{201d}".
phrases! {
    in_poll_named(ordinal, task, did) {
        rust: "In its {ordinal} poll, {task} {did}.",
        python: "In its {ordinal} step, {task} {did}."
    }
    in_poll_numbered(number, task, did) {
        rust: "In poll {number}, {task} {did}.",
        python: "In step {number}, {task} {did}."
    }
    your_choice(sentence) { both: "Your choice: {sentence}" }
    still_polled() { rust: "is still being polled", python: "is still running" }
    ends_suspended(at) {
        rust: "is suspended{at} (`Pending`)",
        twin: "is suspended{at}",
        python: "has to wait{at}"
    }
    ends_queued(at) {
        rust: "stops{at} (`Pending`), already back in the ready queue",
        twin: "stops{at}, already back in the ready queue",
        python: "stops{at}, with its next step already queued"
    }
    ends_queued_cancelled(at) {
        rust: "stops{at} (`Pending`), but has been cancelled and will be dropped when its turn comes",
        twin: "stops{at}, but has been cancelled and will be stopped for good when its turn comes",
        python: "stops{at}, where CancelledError will be raised in its next step"
    }
    ends() { rust: "finishes (`Ready`)", twin: "finishes", python: "returns (the task is done)" }
    ends_with(value) {
        rust: "finishes with {value} (`Ready`)",
        twin: "finishes with {value}",
        python: "returns {value} (the task is done)"
    }
    panics(message) {
        rust: "panics: {message}. The task ends; the loop carries on",
        twin: "raises {message}. The task ends; the loop carries on",
        python: "raises {message}. The task is done; the loop carries on"
    }
    panics_in_drop(message) {
        rust: "panics in a destructor: {message}",
        twin: "raises {message} while it's being cancelled",
        python: "raises {message} while it's being cancelled"
    }
    fails(message) { both: "raises {message}. The task is done; the loop carries on" }
    callback_ends() { both: "returns" }
    callback_fails(message) { both: "raises {message} (the loop reports it)" }
    calls(name, did) { both: "The loop calls `{name}`, which {did}." }
    throw_turn(task, did) {
        both: "{task} has been cancelled. CancelledError is raised at its await, and {task} {did}."
    }
    starts_at_once(task) { rust: "polls {task} at once", python: "lets {task} take its first step at once" }
    queues_callback(name) { both: "queues the callback `{name}`" }
    raises_inside(what, name, on) { both: "raises {what} in `{name}`{on}" }
    ends_cancelled() { rust: "is dropped (cancelled)", twin: "is stopped (cancelled)", python: "ends with CancelledError (cancelled)" }
    prints(text) { both: "prints \u{201c}{text}\u{201d}" }
    prints_two(first, second) { both: "prints \u{201c}{first}\u{201d} and \u{201c}{second}\u{201d}" }
    prints_lines(count) { both: "prints {count} lines" }
    makes_coroutine(name) { both: "makes the coroutine {name}" }
    makes_coroutines(names) { both: "makes the coroutines {names}" }
    spawns(task) {
        rust: "spawns {task} (now at the back of the ready queue)",
        twin: "hands {task} to the loop (now at the back of the ready queue)",
        python: "creates task {task} (its first step is now at the back of the ready queue)"
    }
    spawns_several(tasks) {
        rust: "spawns {tasks} (now at the back of the ready queue)",
        twin: "hands {tasks} to the loop (now at the back of the ready queue)",
        python: "creates the tasks {tasks} (their first steps are now at the back of the ready queue)"
    }
    drops_handle(task) {
        rust: "drops {task}'s handle, so {task} is detached",
        twin: "leaves {task} running",
        python: "no longer refers to task {task}"
    }
    drops_handle_of_ended(task) {
        rust: "drops {task}'s handle",
        twin: "no longer refers to {task}",
        python: "no longer refers to task {task}"
    }
    awaits_task(task) {
        rust: "stores its waker in {task} (to be woken when {task} finishes)",
        twin: "awaits the task {task}",
        python: "awaits task {task}"
    }
    waits_on(name) { rust: "stores its waker in `{name}`", twin: "waits on `{name}`, which stores its waker", python: "awaits `{name}`" }
    hands_over_jobs(jobs, name) { both: "hands {jobs} to `{name}`" }
    waits_on_job(job) {
        rust: "stores its waker in `{job}`",
        twin: "waits for `{job}`",
        python: "awaits `{job}`"
    }
    gives_up_job(job) { both: "gives up `{job}` (which runs on)" }
    by_jobs(did) { both: " Outside the loop, {did}." }
    job_ended_and_wakes(job, task) {
        rust: "`{job}` ends and wakes {task}",
        python: "`{job}` ends and queues the next step of {task}"
    }
    job_ended(job) { both: "`{job}` ends" }
    job_starts(job) { both: "`{job}` starts" }
    outside_prints(text) { both: "a job prints \u{201c}{text}\u{201d}" }
    outside_changes(name, value) { both: "`{name}` becomes {value}" }
    stores_waker_in(name) { both: "stores its waker in `{name}`" }
    takes_waker_out(name) {
        rust: "takes the waker out of `{name}`",
        python: "empties `{name}`"
    }
    wakes(task) {
        rust: "wakes {task} (now at the back of the ready queue)",
        python: "queues {task}'s next step (now at the back of the ready queue)"
    }
    wakes_merged(task) {
        rust: "calls {task}'s waker (already in the ready queue: merged)",
        twin: "has no effect on {task} (already in the ready queue)",
        python: "has no effect on {task} (its next step is already queued)"
    }
    wakes_ignored(task) {
        rust: "calls {task}'s waker ({task} has already ended: ignored)",
        twin: "has no effect on {task} (it has already ended)",
        python: "has no effect on {task} (already done)"
    }
    wakes_several(tasks) {
        rust: "wakes {tasks} (now at the back of the ready queue)",
        python: "queues the next steps of {tasks} (now at the back of the ready queue)"
    }
    wakes_several_merged(tasks) {
        rust: "calls the wakers of {tasks} (already in the ready queue: merged)",
        twin: "has no effect on {tasks} (already in the ready queue)",
        python: "has no effect on {tasks} (their next steps are already queued)"
    }
    wakes_several_ignored(tasks) {
        rust: "calls the wakers of {tasks} (they have already ended: ignored)",
        twin: "has no effect on {tasks} (they have already ended)",
        python: "has no effect on {tasks} (already done)"
    }
    wakes_itself() {
        rust: "wakes itself",
        twin: "lets other tasks run",
        python: "lets other tasks run"
    }
    wakes_itself_merged() {
        rust: "wakes itself (already in the ready queue: merged)",
        twin: "lets other tasks run",
        python: "lets other tasks run"
    }
    drops_last_waker(task) {
        rust: "drops {task}'s last waker",
        twin: "leaves nothing that can wake {task}",
        python: "keeps the only reference to what {task} awaits"
    }
    drops_own_last_waker() {
        rust: "drops its last waker",
        twin: "leaves nothing that can wake it",
        python: "keeps the only reference to what it awaits"
    }
    cancels(task) {
        rust: "cancels {task}, which joins the ready queue and will be dropped when its turn comes",
        twin: "cancels {task}, which joins the ready queue and will be stopped when its turn comes",
        python: "cancels {task} (CancelledError will be raised in its next step)"
    }
    cancels_passed_on(task) { both: "cancels {task}, which passes the cancellation on to what it awaits" }
    cancels_itself() { both: "cancels itself" }
    cancels_merged(task) {
        rust: "cancels {task}, which is already queued and will be dropped when its turn comes",
        twin: "cancels {task}, which is already queued and will be stopped when its turn comes",
        python: "cancels {task}, whose next step is already queued (CancelledError will be raised there)"
    }
    cancels_ignored(task) {
        rust: "cancels {task}, which has already ended (ignored)",
        python: "cancels {task}, which is already done (no effect)"
    }
    sets_timer(deadline) { both: "sets a timer that is due at {deadline}" }
    removes_timer() { both: "removes its timer" }
    blocks(length, on, to) {
        rust: "blocks the thread until {to}",
        python: "blocks the event loop for {length}{on}, until {to}"
    }
    starts(name) { both: "starts `{name}`" }
    continues(on) { both: "continues after the await{on}" }
    continues_in(name, on) { both: "continues in `{name}` after the await{on}" }
    inner_ends(name) { both: "returns from `{name}`" }
    drops_unstarted(name) {
        rust: "drops `{name}`, which never started",
        twin: "destroys `{name}`, which never started",
        python: "destroys `{name}`, which was never awaited"
    }
    drops_at_await(name, on) {
        rust: "drops `{name}` at its await{on}",
        twin: "stops `{name}` at its await{on}",
        python: "cancels `{name}` at its await{on}"
    }
    ends_at_await(on) { rust: "ends at its await{on}", twin: "ends at its await{on}", python: "stops at its await{on}" }
    drops_on_line(name, on) { rust: "drops `{name}`{on}", twin: "ends `{name}`{on}", python: "ends `{name}`{on}" }
    creates(name, state) { both: "creates `{name}` ({state})" }
    creates_plain(name) { both: "creates `{name}`" }
    fills(name, value) { rust: "fills `{name}` with {value}", twin: "sets the result of `{name}` to {value}", python: "sets the result of `{name}` to {value}" }
    sets_event(name) { both: "sets `{name}`" }
    clears_event(name) { both: "clears `{name}`" }
    sets(name, value) { both: "sets `{name}` to {value}" }
    sends_missed_pulse(name) { both: "wakes no task with `{name}` (none is waiting)" }
    cancels_token(name) { both: "cancels `{name}`" }
    changes(name, value) { both: "changes `{name}` to {value}" }
    blocks_forever() { both: "blocks the thread" }
    takes(name) { both: "acquires `{name}`" }
    takes_permit(name) { both: "acquires a permit from `{name}`" }
    hands(name, task) {
        rust: "hands `{name}` to {task}",
        twin: "releases `{name}`, which goes to {task}",
        python: "releases `{name}` and queues {task}'s next step, which will acquire it"
    }
    gives_back(name) { both: "releases `{name}`" }
    does_nothing() { both: "does nothing that coroscope can see" }
    set_up(did) {
        rust: "The set-up code {did}. No task has run yet.",
        twin: "Before the loop starts, the program {did}. No task has run yet.",
        python: "The set-up code {did}. No task has run yet."
    }
    queues_no_tasks() { both: "queues no tasks" }
    drop_turn(task, did) {
        rust: "{task} has been cancelled, so it's dropped instead of polled: it {did}.",
        twin: "{task} has been cancelled, so it's stopped at its await: it {did}.",
        python: "{task} has been cancelled. CancelledError is raised at its await, and {task} {did}."
    }
    drop_turn_silent(task) {
        rust: "{task} has been cancelled, so it's dropped instead of polled.",
        twin: "{task} has been cancelled, so it's stopped at its await.",
        python: "{task} has been cancelled. CancelledError is raised at its await."
    }
    rest_never_runs() { rust: " The rest of its code never runs.", twin: "", python: "" }
    code_never_runs() { rust: " None of its code ever runs.", python: " None of its code ever runs." }
    drop_turn_unstarted(task) {
        rust: "{task} has been cancelled, so it's dropped instead of polled.",
        twin: "{task} was cancelled before it started, so it isn't polled.",
        python: "{task} was cancelled before its first step."
    }
    jump(to) { both: "No task is ready, so the clock jumps to {to}." }
    jump_wakes(to, task) {
        rust: "No task is ready, so the clock jumps to {to}. {task}'s timer is due, and {task} goes to the back of the \
               ready queue.",
        python: "No task is ready, so the clock jumps to {to}. {task}'s timer is due, and {task}'s next step goes to the \
                 back of the ready queue."
    }
    jump_wakes_several(to, tasks, all) {
        rust: "No task is ready, so the clock jumps to {to}. The timers of {tasks} are due, and {all} go to the back of \
               the ready queue.",
        python: "No task is ready, so the clock jumps to {to}. The timers of {tasks} are due, and their next steps go \
                 to the back of the ready queue."
    }
    due(task) {
        rust: " By then {task}'s timer is due, so {task} goes to the back of the ready queue.",
        python: " By then {task}'s timer is due, so {task}'s next step goes to the back of the ready queue."
    }
    due_several(tasks, all) {
        rust: " By then the timers of {tasks} are due, so {all} go to the back of the ready queue.",
        python: " By then the timers of {tasks} are due, so their next steps go to the back of the ready queue."
    }
    poll_took(to) {
        rust: " The poll took time: the clock is now at {to}.",
        python: " The step took time: the clock is now at {to}."
    }
    from_outside(tasks) {
        rust: " Meanwhile, something outside the loop wakes {tasks}.",
        python: " Meanwhile, something outside the loop queues the next step of {tasks}."
    }
    outside_queued(task) { both: "{task} (now at the back of the ready queue)" }
    outside_merged(task) {
        rust: "{task} (already in the ready queue: merged)",
        twin: "{task} (already in the ready queue)",
        python: "{task} (its next step is already queued)"
    }
    outside_ignored(task) {
        rust: "{task} (already ended: ignored)",
        twin: "{task} (already ended)",
        python: "{task} (already done)"
    }
    nothing_yet() { both: "Nothing has happened yet." }
    hangs_elsewhere() {
        rust: "On Tokio or asyncio, code that waits for such a task would hang.",
        twin: "In plain asyncio, code that waits for such a task would hang.",
        python: ""
    }
}

// What a run of the Rust program has that its twin lacks, or writes in another way.
phrases! {
    await_expression(what) { rust: "{what}.await", twin: "await {what}", python: "{what}" }
    rust_detail() {
        rust: "",
        twin: "This is a detail of the Rust run that the Python program doesn't have.",
        python: ""
    }
    unnamed_promise(number) { rust: "promise {number}", twin: "Future {number}", python: "Future {number}" }
    stored_waker() { rust: "Some(Waker)", twin: "a waker", python: "a callback" }
    empty_value() { both: "empty" }
    rust_value() { rust: "", twin: "a value", python: "" }
}

// The words of lists, legends and drawings.
phrases! {
    stage_dropped() { rust: "dropped", python: "ended" }
    stage_suspended() { rust: "suspended", python: "waiting" }
    which_is_next() { rust: "Which task should be polled next?", python: "Which task should take the next step?" }
    which_is_taken() { rust: "which task is polled next?", python: "which task takes the next step?" }
    taken_up_to_now(tasks) { rust: "Polled so far: {tasks}.", python: "Steps so far: {tasks}." }
    not_polled_yet() { rust: "not polled yet", python: "no step yet" }
    polled_once() { rust: "polled once", python: "one step" }
    polled_twice() { rust: "polled twice", python: "two steps" }
    polled_times(polls) { rust: "polled {polls} times", python: "{polls} steps" }
    is_running_now(task) { rust: "{task} is being polled.", python: "{task} is running." }
    legend_polled() { rust: "polled", python: "ran" }
    legend_suspended() { rust: "suspended", python: "waiting" }
    suspended_sign() { rust: "Pending", twin: "Pending", python: "waits" }
    finished_sign() { rust: "Ready", twin: "Ready", python: "done" }
    spawns_sign() { rust: "spawns", python: "creates" }
    spawned_by_set_up_sign() { rust: "spawned by the set-up", python: "created by the set-up" }
}

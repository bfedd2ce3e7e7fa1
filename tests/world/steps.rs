//! Steps that are written by hand: the summary of a whole step, sentences that depend on what came before, and what
//! events do to the world.

use crate::event_script::{record, story};
use coroscope::executor::Recorder;
use coroscope::record::event::{Event, TaskId};
use coroscope::world::World;
use coroscope::world::summary::step_summary;
use coroscope::world::wait_for::Link;
use coroscope::world::words::Words;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The rows of a table that are not as expected: all of them, because a change of words changes many.
#[derive(Default)]
struct Table {
    wrong: String,
}

impl Table {
    fn compare(&mut self, script: &str, expected: &str, found: &str) {
        if expected != found {
            let _ = writeln!(self.wrong, "{script}\n  expected: {expected}\n  found:    {found}");
        }
    }

    #[track_caller]
    fn check(self) {
        assert!(self.wrong.is_empty(), "\n{}", self.wrong);
    }
}

/// The record of a script, the world before the events after its `|`, and these events.
#[track_caller]
fn parts(script: &str) -> (Recorder, World, Vec<Event>) {
    let (record, before) = record(script);
    let mut world = World::default();
    record.events()[..before].iter().for_each(|event| world.apply(event));
    let step = record.events()[before..].to_vec();
    (record, world, step)
}

/// The record of a script, and the world after it.
#[track_caller]
fn after(script: &str) -> (Recorder, World) {
    let (record, mut world, step) = parts(script);
    for event in step {
        world.apply(&event);
    }
    (record, world)
}

/// What comes before a step and the step itself, its rules, and its summary.
#[rustfmt::skip]
const STEPS: [(&str, &str, &str); 60] = [
    // The set-up.
    ("| ; spawn waiter", "R2", "The set-up code spawns A waiter (now at the back of the ready queue). No task has run yet."),
    ("| ; call greet; bind greet early; call greet; bind greet late; make lock; name lock door; spawn waiter; spawn bell", "R2",
     "The set-up code makes the coroutines `early` and `late`, creates `door` (empty) and spawns A waiter and B bell (now at the back of the ready queue). No task has run yet."),
    ("| ; function setup", "R2", "The set-up code queues no tasks. No task has run yet."),
    ("| ; make lock; name lock door; gone lock; spawn waiter", "R2", "The set-up code creates `door` (empty) and spawns A waiter (now at the back of the ready queue). No task has run yet."),
    // A poll, and how it ends.
    ("spawn bell; | ; poll bell", "R3 R1", "In its first poll, A bell is still being polled."),
    ("spawn bell; | ; poll bell; pending bell", "R4 R3 R1", "In its first poll, A bell is suspended (`Pending`)."),
    ("spawn bell; call main; | ; poll bell; enter main; line main 2; await main; pending bell", "R4 R3 R1", "In its first poll, A bell is suspended at the await on line 2 (`Pending`)."),
    ("spawn bell; | ; poll bell; wake bell by bell; pending bell", "R5 R4 R3 R1", "In its first poll, A bell wakes itself and stops (`Pending`), already back in the ready queue."),
    ("spawn bell; | ; poll bell; cancel bell; pending bell", "R7 R4 R3 R1", "In its first poll, A bell cancels itself and stops (`Pending`), but has been cancelled and will be dropped when its turn comes."),
    ("spawn bell; | ; poll bell; print on; end frozen", "R3 R1", "In its first poll, A bell prints \u{201c}on\u{201d} and blocks the thread. A bell's poll hasn't returned, so no other task can run. The run ends here: it's frozen."),
    ("spawn bell; | ; poll bell; ready bell", "R3 R1", "In its first poll, A bell finishes (`Ready`)."),
    ("spawn bell; | ; poll bell; panicked bell", "R3 R1", "In its first poll, A bell panics: a panic. The task ends; the loop carries on."),
    ("spawn bell; poll bell; pending bell; wake bell; | ; poll bell; ready bell", "R3 R1", "In its second poll, A bell finishes (`Ready`)."),
    ("spawn waiter; spawn bell; | ; poll bell; ready bell", "R3 R1", "Your choice: in its first poll, B bell finishes (`Ready`)."),
    // What a coroutine does.
    ("spawn bell; call main; | ; poll bell; enter main; resume main 4; ready bell", "R3 R1", "In its first poll, A bell finishes (`Ready`)."),
    ("spawn bell; call main; poll bell; enter main; await main; pending bell; wake bell; | ; poll bell; continue main; resume main 2; ready bell", "R3 R1",
     "In its second poll, A bell continues after the await on line 2 and finishes (`Ready`)."),
    ("spawn bell; call main; poll bell; enter main; await main; pending bell; wake bell; | ; poll bell; continue main; print on; resume main 2; local main f 1; ready bell", "R3 R1",
     "In its second poll, A bell prints \u{201c}on\u{201d} and finishes (`Ready`)."),
    ("spawn bell; call main; call inner; | ; poll bell; enter main; enter inner main; return inner; return main; ready bell", "R3 R1",
     "In its first poll, A bell starts `inner`, returns from `inner` and finishes (`Ready`)."),
    // The line is that of the coroutine inside, and so the sentence names it.
    ("spawn bell; call main; call inner; poll bell; enter main; enter inner main; pending bell; wake bell; | ; poll bell; continue main; continue inner; resume inner 7; return inner; resume main 2; ready bell", "R3 R1",
     "In its second poll, A bell continues in `inner` after the await on line 7, returns from `inner` and finishes (`Ready`)."),
    ("spawn bell; call main; call inner; poll bell; enter main; enter inner main; line inner 3; pending bell; wake bell; | ; poll bell; discard inner; discard inner; ready bell", "R7 R3 R1",
     "In its second poll, A bell drops `inner` on line 3 and finishes (`Ready`)."),
    ("spawn bell; call main; | ; poll bell; discard main; ready bell", "R7 R1 R3", "In its first poll, A bell drops `main`, which never started, and finishes (`Ready`)."),
    // Other tasks.
    ("spawn bell; | ; poll bell; spawn waiter; detach waiter; ready bell", "R2 R3 R1", "In its first poll, A bell spawns B waiter (now at the back of the ready queue) and finishes (`Ready`)."),
    ("spawn bell; spawn waiter; | ; poll bell; detach waiter; ready bell", "R3 R1", "In its first poll, A bell drops B waiter's handle, so B waiter is detached, and finishes (`Ready`)."),
    ("spawn bell; spawn waiter; | ; poll bell; cancel waiter merged; detach waiter; ready bell", "R7 R3 R1",
     "In its first poll, A bell cancels B waiter, which is already queued and will be dropped when its turn comes, drops B waiter's handle and finishes (`Ready`)."),
    ("spawn bell; spawn waiter; | ; poll bell; cancel waiter ignored; ready bell", "R7 R3 R1", "In its first poll, A bell cancels B waiter, which has already ended (ignored), and finishes (`Ready`)."),
    ("spawn bell; spawn waiter; | ; poll bell; joins bell waiter; pending bell", "R4 R3 R1", "In its first poll, A bell stores its waker in B waiter (to be woken when B waiter finishes) and is suspended (`Pending`)."),
    ("spawn bell; spawn waiter; | ; poll bell; lost waiter; ready bell", "R4 R3 R1", "In its first poll, A bell drops B waiter's last waker and finishes (`Ready`)."),
    ("spawn bell; spawn waiter; spawn late; | ; poll bell; wake waiter by bell; wake late by bell; ready bell", "R5 R3 R1",
     "In its first poll, A bell wakes B waiter and C late (now at the back of the ready queue) and finishes (`Ready`)."),
    ("spawn bell; spawn waiter; | ; poll bell; ready bell; wake waiter outside", "R3 R5 R1",
     "In its first poll, A bell finishes (`Ready`). Meanwhile, something outside the loop wakes B waiter (now at the back of the ready queue)."),
    // Timers and the clock.
    ("spawn bell; | ; poll bell; timer bell 2; pending bell", "R4 R3 R1", "In its first poll, A bell sets a timer that is due at 2 s and is suspended (`Pending`)."),
    ("spawn bell; timer bell 2; | ; poll bell; unset bell; ready bell", "R3 R1", "In its first poll, A bell removes its timer and finishes (`Ready`)."),
    ("spawn bell; spawn waiter; timer waiter 2; | ; poll bell; clock 2 block; pending bell; fire waiter; wake waiter", "R4 R3 R1",
     "In its first poll, A bell blocks the thread until 2 s and is suspended (`Pending`). By then B waiter's timer is due, so B waiter goes to the back of the ready queue."),
    ("spawn bell; spawn waiter; | ; poll bell; pending bell; clock 2 cost; wake waiter; wake bell", "R4 R3 R1",
     "In its first poll, A bell is suspended (`Pending`). The poll took time: the clock is now at 2 s. By then the timers of B waiter and A bell are due, so both go to the back of the ready queue."),
    ("spawn waiter; timer waiter 2; poll waiter; pending waiter; | ; clock 2 idle; fire waiter; wake waiter", "R6",
     "No task is ready, so the clock jumps to 2 s. A waiter's timer is due, and A waiter goes to the back of the ready queue."),
    ("spawn waiter; spawn bell; | ; clock 2 idle; wake waiter; wake bell", "R6",
     "No task is ready, so the clock jumps to 2 s. The timers of A waiter and B bell are due, and both go to the back of the ready queue."),
    ("spawn waiter; | ; clock 2 idle; wake waiter ignored", "R6", "No task is ready, so the clock jumps to 2 s."),
    // Shared things. One that was made before the step is not made by it.
    ("make lock; spawn bell; | ; poll bell; name lock door; ready bell", "R3 R1", "In its first poll, A bell finishes (`Ready`)."),
    ("make lock; spawn bell; | ; poll bell; change lock full: 42; change lock held; ready bell", "R3 R1", "In its first poll, A bell fills `lock` with 42, sets `lock` to held and finishes (`Ready`)."),
    ("make notifier pulse; spawn bell; | ; poll bell; change pulse 1 pulse missed; ready bell", "R3 R1", "In its first poll, A bell wakes no task with `pulse` (none is waiting) and finishes (`Ready`)."),
    ("make notifier pulse; change pulse 1 pulse missed; spawn bell; | ; poll bell; change pulse notified, 1 pulse missed; ready bell", "R3 R1", "In its first poll, A bell sets `pulse` to notified, 1 pulse missed, and finishes (`Ready`)."),
    ("make lock; spawn bell; | ; poll bell; waits bell lock; leaves bell lock gone; ready bell", "R3 R1", "In its first poll, A bell stores its waker in `lock` and finishes (`Ready`)."),
    ("make lock; spawn bell; spawn waiter; | ; poll bell; holds bell lock; releases bell lock; holds waiter lock; ready bell", "R3 R1",
     "In its first poll, A bell acquires `lock`, hands `lock` to B waiter and finishes (`Ready`)."),
    // Output. A line of 48 letters is quoted whole.
    ("spawn bell; | ; poll bell; print one; print two; ready bell", "R3 R1", "In its first poll, A bell prints \u{201c}one\u{201d} and \u{201c}two\u{201d} and finishes (`Ready`)."),
    ("spawn bell; | ; poll bell; print one; print two; print three; ready bell", "R3 R1", "In its first poll, A bell prints 3 lines and finishes (`Ready`)."),
    ("spawn bell; | ; poll bell; print 12345678901234567890123456789012345678901234567; print 12; ready bell", "R3 R1",
     "In its first poll, A bell prints 2 lines and finishes (`Ready`)."),
    ("spawn bell; | ; poll bell; print 123456789012345678901234567890123456789012345678; ready bell", "R3 R1",
     "In its first poll, A bell prints \u{201c}123456789012345678901234567890123456789012345678\u{201d} and finishes (`Ready`)."),
    ("spawn bell; | ; poll bell; print 1234567890123456789012345678901234567890123456789; ready bell", "R3 R1",
     "In its first poll, A bell prints \u{201c}123456789012345678901234567890123456789012345678\u{2026}\u{201d} and finishes (`Ready`)."),
    // A drop, and the end.
    ("spawn bell; cancel bell merged; | ; drop bell; cancelled bell", "R7", "A bell has been cancelled, so it's dropped instead of polled. None of its code ever runs."),
    ("spawn bell; cancel bell merged; | ; drop bell; print bye; panicked bell", "R7", "A bell has been cancelled, so it's dropped instead of polled: it prints \u{201c}bye\u{201d} and panics in a destructor: a panic. None of its code ever runs."),
    // What only asyncio has.
    ("spawn bell; call main; poll bell; enter main; await main; pending bell; cancel bell; | ; throw bell; continue main; raise main 3 CancelledError; ready bell", "R7 R3",
     "A bell has been cancelled. CancelledError is raised at its await, and A bell finishes (`Ready`)."),
    ("call-back tick; | ; run tick; print on; ready tick", "R3", "The loop calls `tick`, which prints \u{201c}on\u{201d} and returns."),
    ("call-back tick; | ; run tick; failed tick", "R3", "The loop calls `tick`, which raises an error (the loop reports it)."),
    ("spawn bell; spawn waiter; | ; poll bell; nested waiter; pending waiter; ready bell", "R4 R3 R1", "In its first poll, A bell polls B waiter at once and finishes (`Ready`)."),
    ("spawn bell; call main; | ; poll bell; enter main; raise main 3 ValueError; discard main; failed bell", "R3 R1",
     "In its first poll, A bell raises ValueError in `main` on line 3 and raises an error. The task is done; the loop carries on."),
    ("| ; end finished", "R8", "No task is left. The run finishes after 0 turns, at 0 s."),
    // A job outside the loop.
    ("| ; make pool; open pool 2; name pool ovens", "R2", "The set-up code creates `ovens` (empty) and queues no tasks. No task has run yet."),
    ("make pool; open pool 2; spawn a; | ; poll a; hand job1 pool; job name job1 bread; job start job1 0; job await a job1; pending a", "R4 R3 R1", "In its first poll, A a hands `bread` to `pool`, stores its waker in `bread` and is suspended (`Pending`)."),
    ("make pool; open pool 1; spawn a; hand bread pool; hand cake pool; poll a; job start bread 0; job await a bread; pending a; | ; clock 3 idle; print saved; job end bread 3; wake a outside; job start cake 3", "R5 R6", "No task is ready, so the clock jumps to 3 s. Outside the loop, a job prints \u{201c}saved\u{201d}, `bread` ends and wakes A a (now at the back of the ready queue), and `cake` starts."),
    ("make pool; open pool 1; spawn a; hand bread pool; job start bread 0; poll a; job await a bread; pending a; | ; poll a; job abandon bread; ready a", "R7 R3 R1", "In its second poll, A a gives up `bread` (which runs on) and finishes (`Ready`)."),
    ("make pool; open pool 1; make values; hand scale pool; job start scale 0; | ; clock 3 idle; change values [10, 20]; job end scale 3", "R6", "No task is ready, so the clock jumps to 3 s. Outside the loop, `values` becomes [10, 20], and `scale` ends."),
];

#[test]
fn each_step_has_its_summary() {
    let mut names = BTreeSet::new();
    let mut table = Table::default();
    for (script, rules_wanted, sentence) in STEPS {
        let (record, world, events) = parts(script);
        let summary = step_summary(&world, &record, &events);
        let rules: Vec<_> = summary.rules.iter().map(|rule| format!("{rule:?}")).collect();
        let found = format!("{}: {}", rules.join(" "), summary.sentence);
        table.compare(script, &format!("{rules_wanted}: {sentence}"), &found);
        for event in &events {
            let line = serde_json::to_string(event).expect("an event is JSON");
            names.insert(line.split('"').nth(1).expect("its name").to_owned());
        }
        assert_eq!(story(script).end(), record.events().len(), "{script}");
    }
    table.check();
    let all: BTreeSet<_> = Event::names().iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(names, all, "each event is in a step of the table");
}

/// What comes before an event and the event itself, and its sentence.
#[rustfmt::skip]
const SENTENCES: [(&str, &str); 11] = [
    ("spawn a; timer a 2; | ; timer a 3", "A a sets a timer that is due at 3 s."),
    ("spawn a; spawn b; timer b 2; | ; timer a 2", "A a sets a timer that is due at 2 s."),
    ("spawn a; timer a 2; | ; timer a 2", "A a sets another timer that is due at 2 s."),
    ("spawn a; cancel a merged; | ; detach a", "A a's handle is dropped."),
    ("spawn a; cancel a ignored; | ; detach a", "A a's handle is dropped. The task carries on: it's now detached."),
    ("spawn a; poll a; pending a; | ; wake a", "The timer calls A a's waker, and A a goes to the back of the ready queue. It doesn't run yet."),
    // What owned the waker is known as long as nothing else has happened since it was taken out.
    ("spawn a; spawn b; make lock; waits a lock; poll b; leaves a lock served; | ; wake a by b", "B b calls the waker that `lock` stored, and A a goes to the back of the ready queue. It doesn't run yet."),
    ("spawn a; spawn b; make lock; waits a lock; poll b; leaves a lock served; print x; | ; wake a by b", "B b calls A a's waker, and A a goes to the back of the ready queue. It doesn't run yet."),
    ("spawn a; spawn b; poll a; joins a b; pending a; poll b; | ; wake a by b", "B b ends and calls the waker it stored, and A a goes to the back of the ready queue. It doesn't run yet."),
    ("spawn a; spawn b; spawn c; poll a; joins a b; pending a; poll b; | ; wake a by c", "C c calls A a's waker, and A a goes to the back of the ready queue. It doesn't run yet."),
    ("spawn a; spawn b; poll a; joins a b; pending a; detach b; poll b; | ; wake a by b", "B b calls A a's waker, and A a goes to the back of the ready queue. It doesn't run yet."),
];

#[test]
fn a_sentence_depends_on_what_came_before() {
    let mut table = Table::default();
    for (script, sentence) in SENTENCES {
        let (record, world, events) = parts(script);
        let words = Words::new(&world, &record);
        table.compare(script, sentence, &words.sentence(&events[0]));
    }
    table.check();
}

/// The tasks as `name state`, with `!` where one was asked to be cancelled, and those that wait for its end.
fn tasks(record: &Recorder, world: &World) -> String {
    let one = |(id, task): (&TaskId, &coroscope::world::Task)| {
        let words = Words::new(world, record);
        let name = words.name(*id);
        let cancelled = if task.cancel_asked { "!" } else { "" };
        let waiters = task.waiters.iter().map(|waiter| format!(" <{}", words.name(*waiter)));
        let waiters = waiters.collect::<Vec<_>>().concat();
        format!("{name} {}{cancelled}{waiters}", words.state(task.state))
    };
    world.tasks.iter().map(one).collect::<Vec<_>>().join(", ")
}

#[rustfmt::skip]
const TASKS: [(&str, &str); 13] = [
    ("spawn a; poll a", "a running"),
    ("spawn a; poll a; pending a", "a suspended"),
    ("spawn a; poll a; wake a by a; pending a", "a ready"),
    ("spawn a; poll a; pending a; lost a", "a lost"),
    ("spawn a; poll a; pending a; lost a; cancel a", "a ready!"),
    ("spawn a; poll a; pending a; wake a", "a ready"),
    ("spawn a; cancel a merged", "a ready!"),
    ("spawn a; cancel a ignored", "a ready"),
    ("spawn a; spawn b; joins b a", "a ready <b, b ready"),
    ("spawn a; spawn b; joins b a; detach a", "a ready, b ready"),
    ("spawn a; spawn b; joins b a; poll a; ready a", "a finished, b ready"),
    ("spawn a; spawn b; joins b a; poll a; panicked a", "a panicked, b ready"),
    ("spawn a; spawn b; joins b a; drop a; cancelled a", "a cancelled, b ready"),
];

#[test]
fn events_change_the_states_of_tasks() {
    let mut table = Table::default();
    for (script, expected) in TASKS {
        let (record, world) = after(script);
        table.compare(script, expected, &tasks(&record, &world));
    }
    table.check();
}

/// How many things a world holds: each task, coroutine, timer and resource, and each entry of the ready queue.
#[rustfmt::skip]
const WEIGHTS: [(&str, usize); 5] = [
    ("", 0),
    ("spawn a", 2),
    ("spawn a; poll a; pending a", 1),
    ("spawn a; poll a; timer a 2; pending a", 2),
    ("spawn a; make lock; make key; poll a; pending a", 3),
];

#[test]
fn the_weight_of_a_world_is_the_number_of_its_entries() {
    for (script, weight) in WEIGHTS {
        assert_eq!(after(script).1.weight(), weight, "{script}");
    }
}

/// A local is one place in the source: its name and the lines on which it is in scope.
#[rustfmt::skip]
const LOCALS: [(&str, &str); 6] = [
    ("scoped main 2 5 f 1", "f=1"),
    ("scoped main 2 5 f 1; scoped main 2 5 f 2", "f=2"),
    ("scoped main 2 5 f 1; scoped main 3 5 f 2", "f=1 f=2"),
    ("scoped main 2 5 f 1; scoped main 2 4 f 2", "f=1 f=2"),
    ("scoped main 2 5 f 1; line main 5", "f=1"),
    ("scoped main 2 5 f 1; line main 6", ""),
];

#[test]
fn a_local_is_known_on_the_lines_of_its_scope() {
    let mut table = Table::default();
    for (script, expected) in LOCALS {
        let script = format!("spawn a; call main; poll a; enter main; {script}");
        let (record, world) = after(&script);
        let coroutine = world.coroutines.values().next().expect("there is one");
        let locals = coroutine.locals.iter();
        let locals: Vec<_> = locals
            .map(|local| format!("{}={}", record.text(local.name), record.text(local.value)))
            .collect();
        table.compare(&script, expected, &locals.join(" "));
    }
    table.check();
}

/// Who waits for whom, each task in one chain.
#[rustfmt::skip]
const CHAINS: [(&str, &str); 6] = [
    ("spawn a; spawn b; make lock; holds b lock", ""),
    ("spawn a; spawn b; make lock; holds b lock; waits a lock", "a > lock > b"),
    ("spawn a; spawn b; make lock; make key; holds b lock; waits a lock; holds a key; waits b key", "a > lock > b > key > a, in a circle"),
    ("spawn a; spawn b; spawn c; make lock; make key; holds a lock; waits a key; waits b lock; waits c lock", "b > lock > a > key; c > lock > a"),
    ("spawn a; spawn b; spawn c; make lock; make key; waits b lock; holds c lock; waits c key; waits a lock", "a > lock > c > key; b > lock > c"),
    ("spawn a; spawn b; spawn c; make lock; holds b lock; holds c lock; waits a lock", "a > lock > b"),
];

#[test]
fn each_task_is_in_one_chain_of_those_that_wait() {
    let mut table = Table::default();
    for (script, expected) in CHAINS {
        let (record, world) = after(script);
        let words = Words::new(&world, &record);
        let link = |link: &Link| match link {
            Link::Task(task) => words.name(*task).to_owned(),
            Link::Resource(resource) => words.resource(*resource),
        };
        let chains = world.wait_chains().into_iter().map(|chain| {
            let links: Vec<_> = chain.links.iter().map(link).collect();
            links.join(" > ") + if chain.is_circle { ", in a circle" } else { "" }
        });
        table.compare(script, expected, &chains.collect::<Vec<_>>().join("; "));
    }
    table.check();
}

/// Which two tasks have acquired two locks in opposite orders.
#[rustfmt::skip]
const LOCK_ORDERS: [(&str, &str); 6] = [
    ("holds a lock; holds a key; releases a key; releases a lock; holds b key; holds b lock", "a lock key, b key lock"),
    ("holds a lock; holds a key; releases a key; releases a lock; holds b lock; holds b key", ""),
    ("holds a lock; releases a lock; holds a key; holds b key; holds b lock", ""),
    // One task can't wait for itself here.
    ("holds a lock; holds a key; releases a key; releases a lock; holds a key; holds a lock", ""),
    // A third lock keeps them apart.
    ("holds a door; holds a lock; holds a key; releases a key; releases a lock; releases a door; holds b door; holds b key; holds b lock", ""),
    ("holds a door; holds a lock; holds a key; releases a key; releases a lock; releases a door; holds b key; holds b lock", "a lock key, b key lock"),
];

#[test]
fn two_tasks_that_acquire_locks_in_opposite_orders_are_found() {
    let mut table = Table::default();
    for (script, expected) in LOCK_ORDERS {
        let made = "spawn a; spawn b; make lock lock; make lock key; make lock door";
        let (record, world) = after(&format!("{made}; {script}"));
        let words = Words::new(&world, &record);
        let orders = world.opposite_lock_orders().map(|orders| {
            let order = orders.map(|one| {
                let locks = [one.first, one.second].map(|lock| words.resource(lock));
                format!("{} {}", words.name(one.task), locks.join(" "))
            });
            order.join(", ")
        });
        table.compare(script, expected, &orders.unwrap_or_default());
    }
    table.check();
}

#[test]
fn a_task_keeps_its_first_coroutine_and_a_poll_its_first_block() {
    let (_, world) = after("spawn a; call main; call other; poll a; enter main; enter other");
    let first = world.coroutines.keys().next().copied();
    assert_eq!(world.tasks[&TaskId(0)].coroutine, first);
    let blocked = story("spawn a; | ; poll a; print x; clock 1 block; clock 2 block; pending a");
    assert_eq!(blocked.columns()[1].held, Some(3));
}

#[test]
fn a_coroutine_is_a_branch_if_another_one_of_its_parent_is_open() {
    let branches = |script: &str| {
        let (_, world) = after(script);
        world.coroutines.values().filter(|one| one.is_branch).count()
    };
    let made = "spawn a; call main; call f; call g; call h; poll a; enter main; await main";
    assert_eq!(branches(&format!("{made}; enter f main; enter g main; enter h main")), 3);
    assert_eq!(branches(&format!("{made}; enter f main; return f; enter g main")), 0);
    assert_eq!(branches(&format!("{made}; enter f main; enter g f; enter h g")), 0);
}

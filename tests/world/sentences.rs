//! Every event in one row of a table: its sentence, its rule and its line in a record. A sentence that is
//! swapped with another, or lost, is seen here, and an event without a row too.

use coroscope::executor::Recorder;
use coroscope::export::jsonl::event_line;
use coroscope::record::event::{
    Action, CancelEffect, ClockReason, CoroutineEvent, CoroutineId, EntryKind, Event, JobId,
    LeaveReason, LoopEvent, OutputEvent, OutsideEvent, ResourceEvent, ResourceId, ResourceKind,
    TaskEvent, TaskId, Time, TimerEvent, TimerId, Transfer, Verdict, WakeCause, WakeEffect,
};
use coroscope::record::source::Language;
use coroscope::world::World;
use coroscope::world::line_map::LineMap;
use coroscope::world::rule::Rule;
use coroscope::world::summary::step_summary;
use coroscope::world::words::{Words, letter};
use std::collections::BTreeSet;

const ALICE: TaskId = TaskId(0);
const BOB: TaskId = TaskId(1);
const ALICES: CoroutineId = CoroutineId(0);
const FETCH: CoroutineId = CoroutineId(1);
const LOCK: ResourceId = ResourceId(0);
const POOL: ResourceId = ResourceId(1);
const BREAD: JobId = JobId(0);
const CAKE: JobId = JobId(1);
const PIE: JobId = JobId(2);
const TIMER: TimerId = TimerId(0);
const SECOND: u64 = 1_000_000_000;

fn at(seconds: u64) -> Time {
    Time(seconds * SECOND)
}

/// A record, and the world after its events: Alice is suspended at a sleep, Bob is ready, a lock is free, and a pool of
/// two has a job, which Alice gave up.
fn scene() -> (Recorder, World) {
    let mut record = Recorder::default();
    let mut text = |text: &str| record.text_id(text);
    let (alice, bob, lock, file) = (text("alice"), text("bob"), text("lock"), text("recipe.rs"));
    let (pool, bread, cake, pie) = (text("pool"), text("bread"), text("cake"), text("pie"));
    let (fetch, free, sleep, of) = (text("fetch"), text("free"), text("sleep(2)"), text("Sleep"));
    let events: Vec<Event> = vec![
        CoroutineEvent::Created { coroutine: ALICES, name: alice, file, line: 3, by: None }.into(),
        ResourceEvent::Made { resource: LOCK, kind: ResourceKind::Lock, name: lock, value: free }
            .into(),
        TaskEvent::Spawned {
            task: ALICE,
            name: alice,
            coroutine: Some(ALICES),
            kind: EntryKind::Task,
        }
        .into(),
        TaskEvent::Spawned { task: BOB, name: bob, coroutine: None, kind: EntryKind::Task }.into(),
        LoopEvent::Turn { turn: 1, task: ALICE, action: Action::Poll }.into(),
        CoroutineEvent::Entered { coroutine: ALICES, parent: None, size: 0 }.into(),
        CoroutineEvent::Line { coroutine: ALICES, line: 4 }.into(),
        CoroutineEvent::Created { coroutine: FETCH, name: fetch, file, line: 4, by: Some(ALICES) }
            .into(),
        CoroutineEvent::Await { coroutine: ALICES, line: 4, what: sleep, of, size: 8 }.into(),
        TimerEvent::Set { timer: TIMER, task: Some(ALICE), deadline: at(2) }.into(),
        LoopEvent::Pending { task: ALICE }.into(),
        ResourceEvent::Made { resource: POOL, kind: ResourceKind::Pool, name: pool, value: free }
            .into(),
        OutsideEvent::Opened { resource: POOL, places: 2 }.into(),
        OutsideEvent::HandedOver { job: BREAD, resource: POOL, name: bread }.into(),
        OutsideEvent::HandedOver { job: CAKE, resource: POOL, name: cake }.into(),
        OutsideEvent::Awaited { job: CAKE, task: BOB }.into(),
        OutsideEvent::HandedOver { job: PIE, resource: POOL, name: pie }.into(),
        OutsideEvent::Abandoned { job: PIE }.into(),
    ];
    let mut world = World::default();
    for event in events {
        record.push(event);
        world.apply(&event);
    }
    (record, world)
}

/// An event, its rules, its sentence after [`scene`], and its line.
type Row = (Event, &'static str, &'static str, &'static str);

fn end_rows() -> Vec<(LoopEvent, &'static str, &'static str, &'static str)> {
    vec![
        (
            LoopEvent::End { how: Verdict::Finished },
            "R8",
            "No task is left. The run finishes after 1 turn, at 0 s.",
            r#"{"event":"end","how":"finished"}"#,
        ),
        (
            LoopEvent::End { how: Verdict::Stopped },
            "R8",
            "The program stops the loop after 1 turn. 2 tasks are left.",
            r#"{"event":"end","how":"stopped"}"#,
        ),
        (
            LoopEvent::End { how: Verdict::Stalled },
            "R8",
            "The run stalls after 1 turn: no task is ready and no timer is set, but 2 tasks are left. A alice is waiting for a timer that is due at 2 s; B bob is waiting for `cake`, a job of `pool`.",
            r#"{"event":"end","how":"stalled"}"#,
        ),
        (
            LoopEvent::End { how: Verdict::Waiting },
            "R8",
            "No task is ready and no timer is set, but 2 tasks are left. Something outside the loop, such as another thread, may still call a waker: the loop waits for that. A alice is waiting for a timer that is due at 2 s; B bob is waiting for `cake`, a job of `pool`.",
            r#"{"event":"end","how":"waiting"}"#,
        ),
        (
            LoopEvent::End { how: Verdict::NoProgress },
            "R6",
            "Nothing visible has happened for 1,000 turns: the ready tasks only wake themselves, and the clock stays at 0 s. If that never changes, it's called a livelock.",
            r#"{"event":"end","how":"no_progress"}"#,
        ),
        (
            LoopEvent::End { how: Verdict::Frozen },
            "R3",
            "The set-up code hasn't returned, so no task can run. The run ends here: it's frozen.",
            r#"{"event":"end","how":"frozen"}"#,
        ),
        (
            LoopEvent::End { how: Verdict::CutOff },
            "R3",
            "A task's poll hasn't returned, and the record is full. The run was stopped here. Nobody knows whether the poll would return.",
            r#"{"event":"end","how":"cut_off"}"#,
        ),
    ]
}

fn loop_rows(record: &mut Recorder) -> Vec<Row> {
    let message = record.text_id("no luck");
    let rows: Vec<(LoopEvent, &str, &str, &str)> = vec![
        (
            LoopEvent::Turn { turn: 2, task: BOB, action: Action::Poll },
            "R3",
            "The loop takes B bob from the front of the ready queue and polls it for the first time.",
            r#"{"event":"turn","turn":2,"task":1,"action":"poll"}"#,
        ),
        (
            LoopEvent::Turn { turn: 2, task: BOB, action: Action::Drop },
            "R7",
            "The loop takes B bob from the front of the ready queue. B bob has been cancelled, so it's dropped instead of polled.",
            r#"{"event":"turn","turn":2,"task":1,"action":"drop"}"#,
        ),
        (
            LoopEvent::Pending { task: ALICE },
            "R4 R3",
            "The poll returns `Pending`. A alice is suspended, and in no queue.",
            r#"{"event":"pending","task":0}"#,
        ),
        (
            LoopEvent::Pending { task: BOB },
            "R4 R3",
            "The poll returns `Pending`, but B bob was woken during it and is back in the ready queue.",
            r#"{"event":"pending","task":1}"#,
        ),
        (
            LoopEvent::Ready { task: ALICE },
            "R3",
            "The poll returns `Ready`. A alice has finished.",
            r#"{"event":"ready","task":0}"#,
        ),
        (
            LoopEvent::Panicked { task: ALICE, message },
            "R3",
            "A alice panics: no luck. The task ends; the loop carries on.",
            r#"{"event":"panicked","task":0,"message":"no luck"}"#,
        ),
        (
            LoopEvent::Turn { turn: 2, task: BOB, action: Action::Throw },
            "R7",
            "The loop takes B bob from the front of the ready queue and runs it. CancelledError is raised.",
            r#"{"event":"turn","turn":2,"task":1,"action":"throw"}"#,
        ),
        (
            LoopEvent::Turn { turn: 2, task: BOB, action: Action::Call },
            "R3",
            "The loop takes the callback `bob` from the ready queue and calls it.",
            r#"{"event":"turn","turn":2,"task":1,"action":"call"}"#,
        ),
        (
            LoopEvent::Failed { task: ALICE, message },
            "R3",
            "A alice raises no luck. The task is done. Code that awaits it gets the exception.",
            r#"{"event":"failed","task":0,"message":"no luck"}"#,
        ),
        (
            LoopEvent::Nested { task: BOB },
            "R3",
            "B bob is polled at once, inside this poll.",
            r#"{"event":"nested","task":1}"#,
        ),
        (
            LoopEvent::Cancelled { task: ALICE },
            "R7",
            "A alice has been dropped. The task is cancelled.",
            r#"{"event":"cancelled","task":0}"#,
        ),
        (
            LoopEvent::Clock { to: at(2), why: ClockReason::Idle },
            "R6",
            "No task is ready, so the clock jumps from 0 s to 2 s.",
            r#"{"event":"clock","to":2000000000,"why":"idle"}"#,
        ),
        (
            LoopEvent::Clock { to: at(2), why: ClockReason::Cost },
            "R6",
            "The poll took time: the clock moves to 2 s.",
            r#"{"event":"clock","to":2000000000,"why":"cost"}"#,
        ),
        (
            LoopEvent::Clock { to: at(2), why: ClockReason::Block },
            "R6",
            "The set-up code blocks the thread until 2 s. No task can run before then.",
            r#"{"event":"clock","to":2000000000,"why":"block"}"#,
        ),
    ];
    let rows = rows.into_iter().chain(end_rows());
    rows.map(|(event, rule, sentence, line)| (event.into(), rule, sentence, line)).collect()
}

fn task_rows(record: &mut Recorder) -> Vec<Row> {
    let name = record.text_id("door");
    let rows: Vec<(TaskEvent, &str, &str, &str)> = vec![
        (
            TaskEvent::Spawned { task: BOB, name, coroutine: Some(FETCH), kind: EntryKind::Task },
            "R2",
            "`door` becomes task B and goes to the back of the ready queue. None of its code has run yet.",
            r#"{"event":"spawned","task":1,"name":"door","coroutine":1}"#,
        ),
        (
            TaskEvent::Spawned { task: BOB, name, coroutine: None, kind: EntryKind::Callback },
            "R2",
            "The callback `door` is now B, at the back of the ready queue.",
            r#"{"event":"spawned","task":1,"name":"door","coroutine":null,"kind":"callback"}"#,
        ),
        (
            TaskEvent::CancelAsked { task: ALICE, effect: CancelEffect::PassedOn },
            "R7",
            "A alice's cancellation is requested. What it awaits is cancelled first, and A alice follows when that has ended.",
            r#"{"event":"cancel_asked","task":0,"effect":"passed_on"}"#,
        ),
        (
            TaskEvent::CancelAsked { task: ALICE, effect: CancelEffect::Deferred },
            "R7",
            "A alice cancels itself. CancelledError will be raised at its next await.",
            r#"{"event":"cancel_asked","task":0,"effect":"deferred"}"#,
        ),
        (
            TaskEvent::Detached { task: ALICE },
            "R2",
            "A alice's handle is dropped. The task carries on: it's now detached.",
            r#"{"event":"detached","task":0}"#,
        ),
        (
            TaskEvent::Joins { task: ALICE, waiter: BOB },
            "R4",
            "B bob waits for A alice to finish: A alice stores B bob's waker.",
            r#"{"event":"joins","task":0,"waiter":1}"#,
        ),
        (
            TaskEvent::CancelAsked { task: ALICE, effect: CancelEffect::Queued },
            "R7",
            "A alice is cancelled: it goes to the back of the ready queue and will be dropped when its turn comes.",
            r#"{"event":"cancel_asked","task":0,"effect":"queued"}"#,
        ),
        (
            TaskEvent::CancelAsked { task: ALICE, effect: CancelEffect::Merged },
            "R7",
            "A alice is cancelled. It's already in the ready queue, and will be dropped when its turn comes.",
            r#"{"event":"cancel_asked","task":0,"effect":"merged"}"#,
        ),
        (
            TaskEvent::CancelAsked { task: ALICE, effect: CancelEffect::Ignored },
            "R7",
            "A alice has already ended, so cancelling it changes nothing.",
            r#"{"event":"cancel_asked","task":0,"effect":"ignored"}"#,
        ),
        (
            TaskEvent::Wake { task: ALICE, by: WakeCause::SetUp, effect: WakeEffect::Queued },
            "R5",
            "The set-up code calls A alice's waker, and A alice goes to the back of the ready queue. It doesn't run yet.",
            r#"{"event":"wake","task":0,"by":"set_up","effect":"queued"}"#,
        ),
        (
            TaskEvent::Wake { task: ALICE, by: WakeCause::Task(BOB), effect: WakeEffect::Merged },
            "R5",
            "B bob calls A alice's waker, but A alice is already in the ready queue: nothing changes (merged).",
            r#"{"event":"wake","task":0,"by":{"task":1},"effect":"merged"}"#,
        ),
        (
            TaskEvent::Wake { task: ALICE, by: WakeCause::Task(ALICE), effect: WakeEffect::Queued },
            "R5",
            "A alice calls its own waker and goes to the back of the ready queue.",
            r#"{"event":"wake","task":0,"by":{"task":0},"effect":"queued"}"#,
        ),
        (
            TaskEvent::Wake { task: ALICE, by: WakeCause::Clock, effect: WakeEffect::Queued },
            "R5",
            "The timer calls A alice's waker, and A alice goes to the back of the ready queue. It doesn't run yet.",
            r#"{"event":"wake","task":0,"by":"clock","effect":"queued"}"#,
        ),
        (
            TaskEvent::Wake { task: ALICE, by: WakeCause::Outside, effect: WakeEffect::Ignored },
            "R5",
            "Something outside the loop calls A alice's waker, but A alice has ended: nothing changes (ignored).",
            r#"{"event":"wake","task":0,"by":"outside","effect":"ignored"}"#,
        ),
        (
            TaskEvent::Lost { task: ALICE },
            "R4",
            "A alice's last waker is dropped. Nothing can wake A alice any more.",
            r#"{"event":"lost","task":0}"#,
        ),
    ];
    rows.into_iter()
        .map(|(event, rule, sentence, line)| (event.into(), rule, sentence, line))
        .collect()
}

#[expect(clippy::too_many_lines, reason = "a table")]
fn coroutine_rows(record: &mut Recorder) -> Vec<Row> {
    let file = record.text_id("recipe.rs");
    let what = record.text_id("sleep(1)");
    let of = record.text_id("Sleep");
    let value = record.text_id("7");
    let name = record.text_id("door");
    let unit = record.text_id("()");
    let rows: Vec<(CoroutineEvent, &str, &str, &str)> = vec![
        (
            CoroutineEvent::Created {
                coroutine: CoroutineId(2),
                name,
                file,
                line: 9,
                by: Some(FETCH),
            },
            "R1",
            "Calling `door` on line 9 makes a coroutine. None of its code has run.",
            r#"{"event":"created","coroutine":2,"name":"door","file":"recipe.rs","line":9,"by":1}"#,
        ),
        (
            CoroutineEvent::Called { coroutine: CoroutineId(2), name, file, line: 9, by: None },
            "",
            "`door` is called.",
            r#"{"event":"called","coroutine":2,"name":"door","file":"recipe.rs","line":9,"by":null}"#,
        ),
        (
            CoroutineEvent::Named { coroutine: FETCH, name },
            "R1",
            "The coroutine is stored in `door`.",
            r#"{"event":"coroutine_named","coroutine":1,"name":"door"}"#,
        ),
        (
            CoroutineEvent::Entered { coroutine: FETCH, parent: Some(ALICES), size: 0 },
            "R1",
            "`fetch` starts at its first line, still in the same poll.",
            r#"{"event":"entered","coroutine":1,"parent":0}"#,
        ),
        (
            CoroutineEvent::Entered { coroutine: FETCH, parent: None, size: 0 },
            "R1",
            "`fetch` starts at its first line.",
            r#"{"event":"entered","coroutine":1,"parent":null}"#,
        ),
        (
            CoroutineEvent::Continued { coroutine: ALICES, moves: 0 },
            "R3 R1",
            "`alice` continues at its await on line 4.",
            r#"{"event":"continued","coroutine":0}"#,
        ),
        (
            CoroutineEvent::Line { coroutine: FETCH, line: 7 },
            "R1",
            "`fetch` reaches line 7.",
            r#"{"event":"line","coroutine":1,"line":7}"#,
        ),
        (
            CoroutineEvent::Local { coroutine: FETCH, name, value, from: 7, until: 9 },
            "",
            "In `fetch`, `door` is 7.",
            r#"{"event":"local","coroutine":1,"name":"door","value":"7","from":7,"until":9}"#,
        ),
        (
            CoroutineEvent::Await { coroutine: FETCH, line: 8, what, of, size: 16 },
            "R3 R1",
            "`fetch` awaits `sleep(1)` on line 8.",
            r#"{"event":"await","coroutine":1,"line":8,"what":"sleep(1)","type":"Sleep","size":16}"#,
        ),
        (
            CoroutineEvent::Resumed { coroutine: FETCH, line: 8 },
            "R3 R1",
            "The await on line 8 completes, and `fetch` continues after it.",
            r#"{"event":"resumed","coroutine":1,"line":8}"#,
        ),
        (
            CoroutineEvent::Raised { coroutine: ALICES, line: 4, what: name },
            "",
            "door is raised in `alice` on line 4.",
            r#"{"event":"raised","coroutine":0,"line":4,"what":"door"}"#,
        ),
        (
            CoroutineEvent::Returned { coroutine: FETCH, value },
            "R3 R1",
            "`fetch` returns 7.",
            r#"{"event":"returned","coroutine":1,"value":"7"}"#,
        ),
        (
            CoroutineEvent::Returned { coroutine: FETCH, value: unit },
            "R3 R1",
            "`fetch` returns.",
            r#"{"event":"returned","coroutine":1,"value":"()"}"#,
        ),
        (
            CoroutineEvent::Dropped { coroutine: ALICES },
            "R7",
            "`alice` is dropped at its await on line 4. The rest of its code never runs.",
            r#"{"event":"dropped","coroutine":0}"#,
        ),
        (
            CoroutineEvent::Dropped { coroutine: FETCH },
            "R7 R1",
            "`fetch` is dropped. It never started.",
            r#"{"event":"dropped","coroutine":1}"#,
        ),
    ];
    rows.into_iter()
        .map(|(event, rule, sentence, line)| (event.into(), rule, sentence, line))
        .collect()
}

fn timer_rows(_record: &mut Recorder) -> Vec<Row> {
    let rows: Vec<(TimerEvent, &str, &str, &str)> = vec![
        (
            TimerEvent::Set { timer: TimerId(1), task: Some(BOB), deadline: at(3) },
            "R6",
            "B bob sets a timer that is due at 3 s.",
            r#"{"event":"timer_set","timer":1,"task":1,"deadline":3000000000}"#,
        ),
        (
            TimerEvent::Set { timer: TimerId(1), task: None, deadline: at(3) },
            "R6",
            "A timer is set that is due at 3 s.",
            r#"{"event":"timer_set","timer":1,"task":null,"deadline":3000000000}"#,
        ),
        (
            TimerEvent::Fired { timer: TIMER },
            "R6",
            "A alice's timer is due now.",
            r#"{"event":"timer_fired","timer":0}"#,
        ),
        (
            TimerEvent::Dropped { timer: TIMER },
            "R7",
            "A alice's timer, which was due at 2 s, is removed, because its sleep was dropped.",
            r#"{"event":"timer_dropped","timer":0}"#,
        ),
    ];
    rows.into_iter()
        .map(|(event, rule, sentence, line)| (event.into(), rule, sentence, line))
        .collect()
}

fn resource_rows(record: &mut Recorder) -> Vec<Row> {
    let value = record.text_id("7");
    let name = record.text_id("door");
    let rows: Vec<(ResourceEvent, &str, &str, &str)> = vec![
        (
            ResourceEvent::Made { resource: ResourceId(1), kind: ResourceKind::Queue, name, value },
            "",
            "`door` is created: a queue (7).",
            r#"{"event":"made","resource":1,"kind":"queue","name":"door","value":"7"}"#,
        ),
        (
            ResourceEvent::Named { resource: LOCK, name },
            "",
            "`lock` is now called `door`.",
            r#"{"event":"resource_named","resource":0,"name":"door"}"#,
        ),
        (
            ResourceEvent::Changed { resource: LOCK, value, transfer: Transfer::None },
            "",
            "`lock` is now 7.",
            r#"{"event":"changed","resource":0,"value":"7"}"#,
        ),
        (
            ResourceEvent::Waits { resource: LOCK, task: BOB },
            "R4",
            "`lock` stores B bob's waker.",
            r#"{"event":"waits","resource":0,"task":1}"#,
        ),
        (
            ResourceEvent::Leaves { resource: LOCK, task: BOB, why: LeaveReason::Served },
            "R5",
            "B bob's waker is taken out of `lock`.",
            r#"{"event":"leaves","resource":0,"task":1,"why":"served"}"#,
        ),
        (
            ResourceEvent::Leaves { resource: LOCK, task: BOB, why: LeaveReason::Gone },
            "",
            "B bob is no longer waiting for `lock`.",
            r#"{"event":"leaves","resource":0,"task":1,"why":"gone"}"#,
        ),
        (
            ResourceEvent::Holds { resource: LOCK, task: BOB },
            "",
            "B bob acquires `lock`.",
            r#"{"event":"holds","resource":0,"task":1}"#,
        ),
        (
            ResourceEvent::Releases { resource: LOCK, task: BOB },
            "",
            "B bob releases `lock`.",
            r#"{"event":"releases","resource":0,"task":1}"#,
        ),
        (
            ResourceEvent::Gone { resource: LOCK },
            "",
            "`lock` is dropped with its last handle.",
            r#"{"event":"gone","resource":0}"#,
        ),
    ];
    rows.into_iter()
        .map(|(event, rule, sentence, line)| (event.into(), rule, sentence, line))
        .collect()
}

fn outside_rows(record: &mut Recorder) -> Vec<Row> {
    let name = record.text_id("tart");
    let rows: Vec<(OutsideEvent, &str, &str, &str)> = vec![
        (
            OutsideEvent::Opened { resource: POOL, places: 2 },
            "",
            "`pool` can run 2 jobs at a time, outside the loop.",
            r#"{"event":"opened","resource":1,"places":2}"#,
        ),
        (
            OutsideEvent::HandedOver { job: JobId(3), resource: POOL, name },
            "",
            "The set-up code hands the job `tart` to `pool`.",
            r#"{"event":"handed_over","job":3,"resource":1,"name":"tart"}"#,
        ),
        (
            OutsideEvent::Named { job: BREAD, name },
            "",
            "`bread` is now called `tart`.",
            r#"{"event":"job_named","job":0,"name":"tart"}"#,
        ),
        (
            OutsideEvent::Started { job: BREAD, place: 1, at: at(2) },
            "",
            "`bread` starts in place 2 of `pool` at 2 s, outside the loop.",
            r#"{"event":"job_started","job":0,"place":1,"at":2000000000}"#,
        ),
        (
            OutsideEvent::Awaited { job: BREAD, task: ALICE },
            "R4",
            "`bread` stores A alice's waker.",
            r#"{"event":"job_awaited","job":0,"task":0}"#,
        ),
        (
            OutsideEvent::Abandoned { job: BREAD },
            "R7",
            "The set-up code drops the future of `bread`. The job runs on, but nothing receives its result.",
            r#"{"event":"job_abandoned","job":0}"#,
        ),
        (
            OutsideEvent::Done { job: BREAD, at: at(3) },
            "",
            "`bread` ends at 3 s, outside the loop.",
            r#"{"event":"job_done","job":0,"at":3000000000}"#,
        ),
        (
            OutsideEvent::Done { job: CAKE, at: at(3) },
            "R5",
            "`cake` ends at 3 s, outside the loop.",
            r#"{"event":"job_done","job":1,"at":3000000000}"#,
        ),
        (
            OutsideEvent::Done { job: PIE, at: at(3) },
            "",
            "`pie` ends at 3 s, outside the loop. Its result is discarded: nothing waits for it.",
            r#"{"event":"job_done","job":2,"at":3000000000}"#,
        ),
    ];
    rows.into_iter()
        .map(|(event, rule, sentence, line)| (event.into(), rule, sentence, line))
        .collect()
}

fn output_rows(record: &mut Recorder) -> Vec<Row> {
    let message = record.text_id("no luck");
    let rows: Vec<(OutputEvent, &str, &str, &str)> = vec![(
        OutputEvent::Printed { text: message },
        "",
        "The set-up code prints “no luck”.",
        r#"{"event":"output","text":"no luck"}"#,
    )];
    rows.into_iter()
        .map(|(event, rule, sentence, line)| (event.into(), rule, sentence, line))
        .collect()
}

#[test]
fn every_event_has_its_sentence_its_rule_and_its_line() {
    let (mut record, world) = scene();
    let rows = [
        loop_rows(&mut record),
        task_rows(&mut record),
        coroutine_rows(&mut record),
        timer_rows(&mut record),
        resource_rows(&mut record),
        outside_rows(&mut record),
        output_rows(&mut record),
    ]
    .concat();
    let mut names = BTreeSet::new();
    for (event, rule, sentence, line) in &rows {
        let words = Words::new(&world, &record);
        let written = String::from_utf8(event_line(event, &record).expect("memory")).expect("text");
        let rules: Vec<_> =
            Rule::of(event, &world).iter().map(|rule| format!("{rule:?}")).collect();
        assert_eq!(words.sentence(event), *sentence, "{event:?}");
        assert_eq!(rules.join(" "), *rule, "{event:?}");
        assert_eq!(written, *line, "{event:?}");
        let name = line.split('"').nth(3).expect("the name");
        names.insert(name.to_owned());
    }
    let all: BTreeSet<_> = Event::names().iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(names, all, "each event has a row");
    let sentences: BTreeSet<_> = rows.iter().map(|(_, _, sentence, _)| sentence).collect();
    assert_eq!(sentences.len(), rows.len(), "no two rows have the same sentence");
}

/// In asyncio a task takes a step; it isn't polled or dropped, doesn't panic, and has no waker.
#[test]
fn a_python_run_is_told_in_the_words_of_asyncio() {
    let (record, world) = scene();
    let mut record = record.with_language(Language::Python);
    let rows = [
        loop_rows(&mut record),
        task_rows(&mut record),
        coroutine_rows(&mut record),
        timer_rows(&mut record),
        resource_rows(&mut record),
        outside_rows(&mut record),
        output_rows(&mut record),
    ];
    let words = Words::new(&world, &record);
    for (event, ..) in rows.concat() {
        let summary = step_summary(&world, &record, &[event]).sentence;
        for sentence in [words.sentence(&event), summary] {
            for word in ["poll", "waker", "dropped", "panic", "Pending", "Ready`", "handle"] {
                assert!(!sentence.contains(word), "{sentence}");
            }
        }
    }
    for rule in Rule::ALL {
        let text = rule.text_in(Language::Python);
        assert!(!text.contains("poll") && !text.contains("waker"), "{text}");
    }
    let turn = LoopEvent::Turn { turn: 2, task: BOB, action: Action::Poll }.into();
    assert_eq!(
        words.sentence(&turn),
        "The loop takes B bob's first step from the front of the ready queue and runs it."
    );
    let ready = LoopEvent::Ready { task: BOB }.into();
    assert_eq!(
        step_summary(&world, &record, &[turn, ready]).sentence,
        "In its first step, B bob returns (the task is done)."
    );
}

/// The words name lines of the source that is shown. A line without a counterpart isn't named.
#[test]
fn a_line_map_changes_the_lines_that_are_named() {
    let (record, world) = scene();
    let twin = [("sleeps", 2), ("ends", 9)];
    let map = LineMap::from_markers("recipe.rs", [("sleeps", 4), ("other", 5)], twin);
    let words = Words::new(&world, &record).with_lines(Some(&map));
    let line = |line| words.sentence(&CoroutineEvent::Line { coroutine: ALICES, line }.into());
    assert_eq!(line(4), "`alice` reaches line 2.");
    assert_eq!(line(5), "`alice` reaches its next line.");
    let continued = CoroutineEvent::Continued { coroutine: ALICES, moves: 0 }.into();
    assert_eq!(words.sentence(&continued), "`alice` continues at its await on line 2.");
    assert_eq!(words.innermost_await(ALICE), Some(2));
    let elsewhere = LineMap::from_markers("other.rs", [("sleeps", 4)], twin);
    let words = Words::new(&world, &record).with_lines(Some(&elsewhere));
    assert_eq!(words.sentence(&continued), "`alice` continues at its await.");
}

#[test]
fn letters_continue_after_z() {
    let letters =
        [(0, "A"), (25, "Z"), (26, "AA"), (27, "AB"), (51, "AZ"), (52, "BA"), (701, "ZZ")];
    for (task, expected) in letters {
        assert_eq!(letter(TaskId(task)), expected, "task {task}");
    }
    assert_eq!(letter(TaskId(702)), "AAA");
}

#[test]
fn a_task_that_is_not_at_the_front_is_polled_by_your_choice() {
    let (mut record, mut world) = scene();
    let late = TaskId(2);
    let spawned: Event = TaskEvent::Spawned {
        task: late,
        name: record.text_id("late"),
        coroutine: None,
        kind: EntryKind::Task,
    }
    .into();
    world.apply(&spawned);
    let turn = |task| Event::from(LoopEvent::Turn { turn: 2, task, action: Action::Poll });
    for (task, is_chosen) in [(BOB, false), (late, true)] {
        let words = Words::new(&world, &record);
        let events = [turn(task), LoopEvent::Pending { task }.into()];
        let summary = step_summary(&world, &record, &events).sentence;
        let sentence = words.sentence(&turn(task));
        assert_eq!(summary.starts_with("Your choice: in its first poll"), is_chosen, "{summary}");
        assert_eq!(sentence.contains("your choice"), is_chosen, "{sentence}");
        assert_eq!(sentence.contains("from the front"), !is_chosen, "{sentence}");
    }
}

//! Every event in one row of a table: its sentence, its rule and its line in a record. A sentence that is
//! swapped with another, or lost, is seen here, and an event without a row too.

use coroscope::executor::Recorder;
use coroscope::export::jsonl::event_line;
use coroscope::record::event::{
    Action, ClockReason, CoroutineEvent, CoroutineId, Event, LeaveReason, LoopEvent, OutputEvent,
    ResourceEvent, ResourceId, ResourceKind, TaskEvent, TaskId, Time, TimerEvent, TimerId, Verdict,
    WakeCause, WakeEffect,
};
use coroscope::world::World;
use coroscope::world::rule::Rule;
use coroscope::world::summary::step_summary;
use coroscope::world::words::{Words, letter};
use std::collections::BTreeSet;

const ALICE: TaskId = TaskId(0);
const BOB: TaskId = TaskId(1);
const ALICES: CoroutineId = CoroutineId(0);
const FETCH: CoroutineId = CoroutineId(1);
const LOCK: ResourceId = ResourceId(0);
const TIMER: TimerId = TimerId(0);
const SECOND: u64 = 1_000_000_000;

fn at(seconds: u64) -> Time {
    Time(seconds * SECOND)
}

/// A record, and the world after its events: Alice is suspended at a sleep, Bob is ready, and a lock is free.
fn scene() -> (Recorder, World) {
    let mut record = Recorder::default();
    let mut text = |text: &str| record.text_id(text);
    let (alice, bob, lock, file) = (text("alice"), text("bob"), text("lock"), text("recipe.rs"));
    let (fetch, free, sleep, of) = (text("fetch"), text("free"), text("sleep(2)"), text("Sleep"));
    let events: Vec<Event> = vec![
        CoroutineEvent::Created { coroutine: ALICES, name: alice, file, line: 3, by: None }.into(),
        ResourceEvent::Made { resource: LOCK, kind: ResourceKind::Lock, name: lock, value: free }
            .into(),
        TaskEvent::Spawned { task: ALICE, name: alice, coroutine: Some(ALICES) }.into(),
        TaskEvent::Spawned { task: BOB, name: bob, coroutine: None }.into(),
        LoopEvent::Turn { turn: 1, task: ALICE, action: Action::Poll }.into(),
        CoroutineEvent::Entered { coroutine: ALICES, parent: None }.into(),
        CoroutineEvent::Line { coroutine: ALICES, line: 4 }.into(),
        CoroutineEvent::Created { coroutine: FETCH, name: fetch, file, line: 4, by: Some(ALICES) }
            .into(),
        CoroutineEvent::Await { coroutine: ALICES, line: 4, what: sleep, of, size: 8 }.into(),
        TimerEvent::Set { timer: TIMER, task: Some(ALICE), deadline: at(2) }.into(),
        LoopEvent::Pending { task: ALICE }.into(),
    ];
    let mut world = World::default();
    for event in events {
        record.push(event);
        world.apply(&event);
    }
    (record, world)
}

/// An event, its rule, its sentence after [`scene`], and its line.
type Row = (Event, Rule, &'static str, &'static str);

fn loop_rows(record: &mut Recorder) -> Vec<Row> {
    let message = record.text_id("no luck");
    let rows: Vec<(LoopEvent, Rule, &str, &str)> = vec![
        (
            LoopEvent::Turn { turn: 2, task: BOB, action: Action::Poll },
            Rule::R3,
            "The loop takes B bob from the front of the ready queue and polls it for the first time.",
            r#"{"event":"turn","turn":2,"task":1,"action":"poll"}"#,
        ),
        (
            LoopEvent::Turn { turn: 2, task: BOB, action: Action::Drop },
            Rule::R7,
            "The loop takes B bob from the front of the ready queue. It was cancelled: it is dropped, not polled.",
            r#"{"event":"turn","turn":2,"task":1,"action":"drop"}"#,
        ),
        (
            LoopEvent::Pending { task: ALICE },
            Rule::R3,
            "The poll ends with Pending: A alice is suspended, in no queue.",
            r#"{"event":"pending","task":0}"#,
        ),
        (
            LoopEvent::Pending { task: BOB },
            Rule::R3,
            "The poll ends with Pending. B bob was woken meanwhile, so it stands in the ready queue again.",
            r#"{"event":"pending","task":1}"#,
        ),
        (
            LoopEvent::Ready { task: ALICE },
            Rule::R3,
            "The poll ends with Ready: A alice is finished.",
            r#"{"event":"ready","task":0}"#,
        ),
        (
            LoopEvent::Panicked { task: ALICE, message },
            Rule::R3,
            "A alice panicked: no luck. The task is over, and the loop goes on.",
            r#"{"event":"panicked","task":0,"message":"no luck"}"#,
        ),
        (
            LoopEvent::Cancelled { task: ALICE },
            Rule::R7,
            "A alice is gone: cancelled.",
            r#"{"event":"cancelled","task":0}"#,
        ),
        (
            LoopEvent::Clock { to: at(2), why: ClockReason::Idle },
            Rule::R6,
            "No task is ready: the clock jumps from 0 s to 2 s.",
            r#"{"event":"clock","to":2000000000,"why":"idle"}"#,
        ),
        (
            LoopEvent::Clock { to: at(2), why: ClockReason::Cost },
            Rule::R6,
            "The poll took its time: the clock moves to 2 s.",
            r#"{"event":"clock","to":2000000000,"why":"cost"}"#,
        ),
        (
            LoopEvent::Clock { to: at(2), why: ClockReason::Block },
            Rule::R6,
            "The set-up holds the thread until 2 s. Nobody else can run meanwhile.",
            r#"{"event":"clock","to":2000000000,"why":"block"}"#,
        ),
        (
            LoopEvent::End { how: Verdict::Finished },
            Rule::R8,
            "No task is left: finished after 1 turn, at 0 s.",
            r#"{"event":"end","how":"finished"}"#,
        ),
        (
            LoopEvent::End { how: Verdict::Stalled },
            Rule::R8,
            "Stalled after 1 turn: nothing is ready, no timer is set, 2 tasks are left. A alice waits for the timer for 2 s; B bob waits for something unknown.",
            r#"{"event":"end","how":"stalled"}"#,
        ),
        (
            LoopEvent::End { how: Verdict::Livelock },
            Rule::R8,
            "Livelock: turn after turn the ready tasks only wake themselves, and the clock stands at 0 s.",
            r#"{"event":"end","how":"livelock"}"#,
        ),
        (
            LoopEvent::End { how: Verdict::Frozen },
            Rule::R8,
            "Frozen: the poll of the set-up did not return, and the run ends there.",
            r#"{"event":"end","how":"frozen"}"#,
        ),
    ];
    rows.into_iter()
        .map(|(event, rule, sentence, line)| (event.into(), rule, sentence, line))
        .collect()
}

fn task_rows(record: &mut Recorder) -> Vec<Row> {
    let name = record.text_id("door");
    let rows: Vec<(TaskEvent, Rule, &str, &str)> = vec![
        (
            TaskEvent::Spawned { task: BOB, name, coroutine: Some(FETCH) },
            Rule::R2,
            "`door` becomes task B, at the back of the ready queue. Nothing of it has run.",
            r#"{"event":"spawned","task":1,"name":"door","coroutine":1}"#,
        ),
        (
            TaskEvent::Detached { task: ALICE },
            Rule::R2,
            "The handle of A alice is dropped. The task goes on, detached.",
            r#"{"event":"detached","task":0}"#,
        ),
        (
            TaskEvent::Joins { task: ALICE, waiter: BOB },
            Rule::R4,
            "B bob waits for the end of A alice, which keeps its waker.",
            r#"{"event":"joins","task":0,"waiter":1}"#,
        ),
        (
            TaskEvent::CancelAsked { task: ALICE, effect: WakeEffect::Queued },
            Rule::R7,
            "A alice is cancelled: it goes to the back of the ready queue, to be dropped on its turn.",
            r#"{"event":"cancel_asked","task":0,"effect":"queued"}"#,
        ),
        (
            TaskEvent::CancelAsked { task: ALICE, effect: WakeEffect::Merged },
            Rule::R7,
            "A alice is cancelled: it stands in the ready queue already, and is dropped on its turn.",
            r#"{"event":"cancel_asked","task":0,"effect":"merged"}"#,
        ),
        (
            TaskEvent::CancelAsked { task: ALICE, effect: WakeEffect::Ignored },
            Rule::R7,
            "A alice has ended: cancelling it changes nothing.",
            r#"{"event":"cancel_asked","task":0,"effect":"ignored"}"#,
        ),
        (
            TaskEvent::Wake { task: ALICE, by: WakeCause::SetUp, effect: WakeEffect::Queued },
            Rule::R5,
            "The set-up calls a waker: A alice goes to the back of the ready queue. It has not run.",
            r#"{"event":"wake","task":0,"by":"set_up","effect":"queued"}"#,
        ),
        (
            TaskEvent::Wake { task: ALICE, by: WakeCause::Task(BOB), effect: WakeEffect::Merged },
            Rule::R5,
            "B bob calls a waker: A alice stands in the ready queue already, nothing changes (merged).",
            r#"{"event":"wake","task":0,"by":{"task":1},"effect":"merged"}"#,
        ),
        (
            TaskEvent::Wake { task: ALICE, by: WakeCause::Task(ALICE), effect: WakeEffect::Queued },
            Rule::R5,
            "A alice calls its own waker: it goes to the back of the ready queue.",
            r#"{"event":"wake","task":0,"by":{"task":0},"effect":"queued"}"#,
        ),
        (
            TaskEvent::Wake { task: ALICE, by: WakeCause::Clock, effect: WakeEffect::Queued },
            Rule::R5,
            "The timer calls its waker: A alice goes to the back of the ready queue. It has not run.",
            r#"{"event":"wake","task":0,"by":"clock","effect":"queued"}"#,
        ),
        (
            TaskEvent::Wake { task: ALICE, by: WakeCause::Outside, effect: WakeEffect::Ignored },
            Rule::R5,
            "Somebody outside the loop calls a waker: A alice has ended, nothing changes (ignored).",
            r#"{"event":"wake","task":0,"by":"outside","effect":"ignored"}"#,
        ),
        (
            TaskEvent::Lost { task: ALICE },
            Rule::R4,
            "The last waker of A alice is gone. Nothing can wake it any more.",
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
    let rows: Vec<(CoroutineEvent, Rule, &str, &str)> = vec![
        (
            CoroutineEvent::Created {
                coroutine: CoroutineId(2),
                name,
                file,
                line: 9,
                by: Some(FETCH),
            },
            Rule::R1,
            "`door` is called on line 9: that makes a coroutine. Nothing of it runs by itself.",
            r#"{"event":"created","coroutine":2,"name":"door","file":"recipe.rs","line":9,"by":1}"#,
        ),
        (
            CoroutineEvent::Called { coroutine: CoroutineId(2), name, file, line: 9, by: None },
            Rule::R1,
            "`door` runs.",
            r#"{"event":"called","coroutine":2,"name":"door","file":"recipe.rs","line":9,"by":null}"#,
        ),
        (
            CoroutineEvent::Named { coroutine: FETCH, name },
            Rule::R1,
            "The coroutine is bound to `door`.",
            r#"{"event":"coroutine_named","coroutine":1,"name":"door"}"#,
        ),
        (
            CoroutineEvent::Entered { coroutine: FETCH, parent: Some(ALICES) },
            Rule::R1,
            "The same poll enters `fetch` at its first line.",
            r#"{"event":"entered","coroutine":1,"parent":0}"#,
        ),
        (
            CoroutineEvent::Entered { coroutine: FETCH, parent: None },
            Rule::R1,
            "The poll enters `fetch` at its first line.",
            r#"{"event":"entered","coroutine":1,"parent":null}"#,
        ),
        (
            CoroutineEvent::Continued { coroutine: ALICES },
            Rule::R3,
            "The poll goes on in `alice`, at the await on line 4.",
            r#"{"event":"continued","coroutine":0}"#,
        ),
        (
            CoroutineEvent::Line { coroutine: FETCH, line: 7 },
            Rule::R1,
            "`fetch` is on line 7.",
            r#"{"event":"line","coroutine":1,"line":7}"#,
        ),
        (
            CoroutineEvent::Local { coroutine: FETCH, name, value, from: 7, until: 9 },
            Rule::R1,
            "In `fetch`, `door` is 7.",
            r#"{"event":"local","coroutine":1,"name":"door","value":"7","from":7,"until":9}"#,
        ),
        (
            CoroutineEvent::Await { coroutine: FETCH, line: 8, what, of, size: 16 },
            Rule::R4,
            "`fetch` awaits `sleep(1)` on line 8.",
            r#"{"event":"await","coroutine":1,"line":8,"what":"sleep(1)","type":"Sleep","size":16}"#,
        ),
        (
            CoroutineEvent::Resumed { coroutine: FETCH, line: 8 },
            Rule::R3,
            "The await on line 8 is over: `fetch` goes on behind it.",
            r#"{"event":"resumed","coroutine":1,"line":8}"#,
        ),
        (
            CoroutineEvent::Returned { coroutine: FETCH, value },
            Rule::R1,
            "`fetch` returns 7.",
            r#"{"event":"returned","coroutine":1,"value":"7"}"#,
        ),
        (
            CoroutineEvent::Returned { coroutine: FETCH, value: unit },
            Rule::R1,
            "`fetch` returns.",
            r#"{"event":"returned","coroutine":1,"value":"()"}"#,
        ),
        (
            CoroutineEvent::Dropped { coroutine: ALICES },
            Rule::R7,
            "`alice` is dropped on line 4. Its lines below never run.",
            r#"{"event":"dropped","coroutine":0}"#,
        ),
        (
            CoroutineEvent::Dropped { coroutine: FETCH },
            Rule::R7,
            "`fetch` is dropped. It was never polled.",
            r#"{"event":"dropped","coroutine":1}"#,
        ),
    ];
    rows.into_iter()
        .map(|(event, rule, sentence, line)| (event.into(), rule, sentence, line))
        .collect()
}

fn timer_rows(_record: &mut Recorder) -> Vec<Row> {
    let rows: Vec<(TimerEvent, Rule, &str, &str)> = vec![
        (
            TimerEvent::Set { timer: TimerId(1), task: Some(BOB), deadline: at(3) },
            Rule::R6,
            "B bob sets a timer for 3 s.",
            r#"{"event":"timer_set","timer":1,"task":1,"deadline":3000000000}"#,
        ),
        (
            TimerEvent::Set { timer: TimerId(1), task: None, deadline: at(3) },
            Rule::R6,
            "A timer is set for 3 s.",
            r#"{"event":"timer_set","timer":1,"task":null,"deadline":3000000000}"#,
        ),
        (
            TimerEvent::Fired { timer: TIMER },
            Rule::R6,
            "The timer of A alice for 2 s is due.",
            r#"{"event":"timer_fired","timer":0}"#,
        ),
        (
            TimerEvent::Dropped { timer: TIMER },
            Rule::R7,
            "The timer of A alice for 2 s leaves the list: its sleep was dropped.",
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
    let rows: Vec<(ResourceEvent, Rule, &str, &str)> = vec![
        (
            ResourceEvent::Made { resource: ResourceId(1), kind: ResourceKind::Queue, name, value },
            Rule::R4,
            "`door` is made: a queue, 7.",
            r#"{"event":"made","resource":1,"kind":"queue","name":"door","value":"7"}"#,
        ),
        (
            ResourceEvent::Named { resource: LOCK, name },
            Rule::R4,
            "`lock` is called `door` from now on.",
            r#"{"event":"resource_named","resource":0,"name":"door"}"#,
        ),
        (
            ResourceEvent::Changed { resource: LOCK, value },
            Rule::R5,
            "`lock` is now 7.",
            r#"{"event":"changed","resource":0,"value":"7"}"#,
        ),
        (
            ResourceEvent::Waits { resource: LOCK, task: BOB },
            Rule::R4,
            "`lock` keeps the waker of B bob.",
            r#"{"event":"waits","resource":0,"task":1}"#,
        ),
        (
            ResourceEvent::Leaves { resource: LOCK, task: BOB, why: LeaveReason::Served },
            Rule::R5,
            "`lock` gives out the waker of B bob.",
            r#"{"event":"leaves","resource":0,"task":1,"why":"served"}"#,
        ),
        (
            ResourceEvent::Leaves { resource: LOCK, task: BOB, why: LeaveReason::Gone },
            Rule::R5,
            "B bob no longer waits for `lock`.",
            r#"{"event":"leaves","resource":0,"task":1,"why":"gone"}"#,
        ),
        (
            ResourceEvent::Holds { resource: LOCK, task: BOB },
            Rule::R5,
            "B bob holds `lock`.",
            r#"{"event":"holds","resource":0,"task":1}"#,
        ),
        (
            ResourceEvent::Releases { resource: LOCK, task: BOB },
            Rule::R5,
            "B bob gives back `lock`.",
            r#"{"event":"releases","resource":0,"task":1}"#,
        ),
        (
            ResourceEvent::Gone { resource: LOCK },
            Rule::R7,
            "`lock` is gone with its last handle.",
            r#"{"event":"gone","resource":0}"#,
        ),
    ];
    rows.into_iter()
        .map(|(event, rule, sentence, line)| (event.into(), rule, sentence, line))
        .collect()
}

fn output_rows(record: &mut Recorder) -> Vec<Row> {
    let message = record.text_id("no luck");
    let rows: Vec<(OutputEvent, Rule, &str, &str)> = vec![(
        OutputEvent::Printed { text: message },
        Rule::R3,
        "The set-up prints “no luck”.",
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
        output_rows(&mut record),
    ]
    .concat();
    let mut names = BTreeSet::new();
    for (event, rule, sentence, line) in &rows {
        let words = Words { world: &world, record: &record };
        let written = String::from_utf8(event_line(event, &record).expect("memory")).expect("text");
        assert_eq!(words.sentence(event), *sentence, "{event:?}");
        assert_eq!(Rule::of(event), *rule, "{event:?}");
        assert_eq!(written, *line, "{event:?}");
        let name = line.split('"').nth(3).expect("the name");
        names.insert(name.to_owned());
    }
    let all: BTreeSet<_> = Event::names().iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(names, all, "each event has a row");
    let sentences: BTreeSet<_> = rows.iter().map(|(_, _, sentence, _)| sentence).collect();
    assert_eq!(sentences.len(), rows.len(), "no two rows have the same sentence");
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
fn a_task_from_behind_the_front_is_polled_as_you_chose() {
    let (mut record, mut world) = scene();
    let late = TaskId(2);
    let spawned: Event =
        TaskEvent::Spawned { task: late, name: record.text_id("late"), coroutine: None }.into();
    world.apply(&spawned);
    let turn = |task| Event::from(LoopEvent::Turn { turn: 2, task, action: Action::Poll });
    for (task, is_chosen) in [(BOB, false), (late, true)] {
        let words = Words { world: &world, record: &record };
        let events = [turn(task), LoopEvent::Pending { task }.into()];
        let summary = step_summary(&world, &record, &events).sentence;
        let sentence = words.sentence(&turn(task));
        assert_eq!(summary.contains("as you chose"), is_chosen, "{summary}");
        assert_eq!(sentence.contains("as you chose"), is_chosen, "{sentence}");
        assert_eq!(sentence.contains("from the front"), !is_chosen, "{sentence}");
    }
}

//! The world is a fold over events, and at every moment it is the executor's own state: over random
//! programs, in random orders. So is what is read back from a file, and so is what a session shows.

mod event_script;
mod program;

#[path = "world/sentences.rs"]
mod sentences;
#[path = "world/steps.rs"]
mod steps;

use coroscope::executor::task::TaskState as Own;
use coroscope::executor::{Executor, Recorder, Turn};
use coroscope::export::jsonl::{self, Header};
use coroscope::kit::{Promise, SECOND, sleep, spawn, spawn_named};
use coroscope::observed;
use coroscope::record::event::{Event, TaskEvent, TaskId, Time, TimerId, Verdict};
use coroscope::session::moment::{Address, Moment};
use coroscope::session::schedule::Schedule;
use coroscope::session::{Program, Session, StepResult};
use coroscope::world::{CoroutineStage, TaskStage, WakerOwner, World};
use program::programs;
use proptest::prelude::*;
use std::future::poll_fn;
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};
use std::thread;
use std::time::Duration;

/// More steps than any of the programs takes.
const MOST: usize = 500;

type Picture = (Vec<TaskId>, Vec<(TaskId, Own)>, Vec<(Time, TimerId)>, Time);

fn picture_of_executor(executor: &Executor) -> Picture {
    (executor.ready(), executor.tasks(), executor.timers(), executor.now())
}

fn picture_of_world(world: &World) -> Picture {
    let own = |state| match state {
        TaskStage::Ready => Own::Ready,
        TaskStage::Running | TaskStage::Dropping => Own::Running,
        TaskStage::Suspended => Own::Suspended,
        TaskStage::Lost => Own::Lost,
        TaskStage::Finished
        | TaskStage::Cancelled
        | TaskStage::Panicked(_)
        | TaskStage::Failed(_) => {
            unreachable!("alive")
        }
    };
    let tasks = world.unfinished_tasks().map(|(id, task)| (id, own(task.state))).collect();
    (
        world.ready.iter().copied().collect(),
        tasks,
        world.timers.keys().copied().collect(),
        world.clock,
    )
}

/// The timers, resources and tasks that own a waker of this task.
fn searched_owners(world: &World, task: TaskId) -> Vec<WakerOwner> {
    let timers = world.timers.iter().filter(|(_, of)| **of == Some(task));
    let timers = timers.map(|((at, id), _)| WakerOwner::Timer(*id, *at));
    let resources = world.resources.iter().filter(|(_, one)| one.waiting.contains(&task));
    let resources = resources.map(|(id, _)| WakerOwner::Resource(*id));
    let tasks = world.tasks.iter().filter(|(_, one)| one.waiters.contains(&task));
    timers.chain(resources).chain(tasks.map(|(id, _)| WakerOwner::Task(*id))).collect()
}

fn quiet() {
    std::panic::set_hook(Box::new(|_| {}));
}

fn cases() -> ProptestConfig {
    ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() }
}

fn session(program: &program::Program, choices: Vec<u32>) -> Session {
    let program = program.clone();
    let program = Program::new(move || drop(program.start()));
    let mut session = Session::with_schedule(program, Schedule::default());
    // Random numbers are made to fit by choosing, as a learner would.
    for choice in choices {
        let ready = session.ready_to_choose().len();
        if ready > 1 {
            session.choose(choice as usize % ready).expect("one of the ready tasks");
        } else if session.forward() == StepResult::AtEdge {
            break;
        }
    }
    session
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn after_every_step_the_world_equals_the_executors_state(
        program in programs(),
        choices in prop::collection::vec(0..6_usize, MOST),
    ) {
        quiet();
        let executor = Executor::recording(Recorder::default(), Duration::ZERO);
        let _board = executor.set_up(|| program.start());
        let mut world = World::default();
        for choice in choices {
            let record = executor.record().expect("it records");
            for event in &record.events()[world.events..] {
                world.apply(event);
            }
            drop(record);
            prop_assert_eq!(picture_of_world(&world), picture_of_executor(&executor));
            let turn = executor.turn_of(choice);
            if !matches!(turn, Turn::Polled(..) | Turn::Dropped(_) | Turn::Jumped(_)) {
                return Ok(());
            }
        }
        prop_assert!(false, "the program did not end");
    }

    /// What the world finds by its index is what a search through everything finds.
    #[test]
    fn the_index_of_a_world_agrees_with_a_search(program in programs()) {
        quiet();
        let executor = Executor::recording(Recorder::default(), Duration::ZERO);
        let _board = executor.set_up(|| program.start());
        executor.run();
        let record = executor.record().expect("it records");
        let mut world = World::default();
        for event in record.events() {
            world.apply(event);
            for task in world.tasks.keys() {
                let found: Vec<_> = world.coroutines_of(*task).map(|(id, _)| id).collect();
                let searched = world.coroutines.iter().filter(|(_, one)| one.task == Some(*task));
                prop_assert_eq!(&found, &searched.map(|(id, _)| *id).collect::<Vec<_>>());
                let owners = world.waker_owners(*task).into_iter();
                let is_known = |owner: &WakerOwner| !matches!(owner, WakerOwner::Other(_));
                let known: Vec<_> = owners.filter(is_known).collect();
                prop_assert_eq!(known, searched_owners(&world, *task));
                for id in found {
                    let children: Vec<_> = world.children(id).collect();
                    let searched = world.coroutines.iter().filter(|(_, one)| {
                        one.parent == Some(id) && one.stage != CoroutineStage::Created
                    });
                    prop_assert_eq!(children, searched.map(|(id, _)| *id).collect::<Vec<_>>());
                }
            }
        }
    }

    #[test]
    fn a_file_reads_back_into_the_same_world_at_every_moment(program in programs()) {
        quiet();
        let executor = Executor::recording(Recorder::default(), Duration::ZERO);
        let _board = executor.set_up(|| program.start());
        executor.run();
        let record = executor.record().expect("it records");
        let header = Header::new("random".to_owned(), String::new());
        let mut file = Vec::new();
        jsonl::write(&mut file, &header, &record, record.events().len()).expect("memory");
        let (read_header, read) = jsonl::read(&mut file.as_slice()).expect("its own file");
        prop_assert_eq!(&header, &read_header);
        let mut again = Vec::new();
        jsonl::write(&mut again, &read_header, &read, read.events().len()).expect("memory");
        prop_assert!(file == again, "the file changes on its way");
        // Texts may be numbered differently; what the world shows of them is the same.
        let (mut one, mut other) = (World::default(), World::default());
        for (event, read_event) in record.events().iter().zip(read.events()) {
            one.apply(event);
            other.apply(read_event);
            prop_assert_eq!(&one.ready, &other.ready);
            prop_assert_eq!(&one.timers, &other.timers);
            let names = |world: &World, record: &Recorder| -> Vec<String> {
                world.tasks.values().map(|task| record.text(task.name).to_owned()).collect()
            };
            prop_assert_eq!(names(&one, &record), names(&other, &read));
        }
    }

    #[test]
    fn stepping_back_and_forth_gives_the_same_world(
        program in programs(),
        choices in prop::collection::vec(0..6_u32, 0..12),
        keys in prop::collection::vec(0..7_u8, 0..80),
    ) {
        quiet();
        let mut session = session(&program, choices);
        for key in keys {
            let (from, before) = (session.position(), session.world().clone());
            let events = session.record().events().len();
            let moved = match key {
                0 => session.forward(),
                1 => session.back(),
                2 => session.forward_event(),
                3 => session.back_event(),
                4 => { session.to_start(); StepResult::Moved }
                5 => { session.to_end(MOST); StepResult::Moved }
                _ => { session.go(events / 2); StepResult::Moved }
            };
            if moved == StepResult::AtEdge {
                prop_assert_eq!(session.position(), from);
            }
            // The moment's own name leads back to it, in this run and in a new one.
            let here = (session.position(), session.world().clone());
            let name = session.moment();
            session.to_start();
            session.go_to(name).expect("its own moment");
            prop_assert_eq!((session.position(), session.world().clone()), here.clone());
            prop_assert_eq!(session.world_at(from), before);
        }
    }

    #[test]
    fn an_address_opens_the_same_events(
        program in programs(),
        choices in prop::collection::vec(0..6_u32, 0..20),
    ) {
        quiet();
        let there = session(&program, choices);
        let address = Address {
            lesson: "random".to_owned(),
            moment: Some(there.moment()),
            schedule: there.schedule_here(),
        };
        let address: Address = address.to_string().parse().expect("its own text");
        let copy = program.clone();
        let copy = Program::new(move || drop(copy.start()));
        let mut here = Session::with_schedule(copy, address.schedule);
        here.check_schedule(MOST).expect("its own schedule");
        here.go_to(address.moment.expect("a moment")).expect("its own moment");
        prop_assert_eq!(here.position(), there.position());
        prop_assert_eq!(here.world(), there.world());
        let (here, there) = (here.record(), there.record());
        let shorter = here.events().len().min(there.events().len());
        prop_assert_eq!(&here.events()[..shorter], &there.events()[..shorter]);
    }

    #[test]
    fn undo_restores_the_order_and_the_position(
        program in programs(),
        choices in prop::collection::vec(0..6_u32, 0..12),
        back in 0..10_usize,
        nth in 1..6_usize,
    ) {
        quiet();
        let mut session = session(&program, choices);
        for _ in 0..back {
            session.back();
        }
        let (at, world, schedule) =
            (session.position(), session.world().clone(), session.schedule().clone());
        if session.ready_to_choose().len() > nth {
            let chosen = session.ready_to_choose()[nth];
            session.choose(nth).expect("one of the ready tasks");
            let wanted = |step| matches!(step, coroscope::world::StepKind::Poll(t) | coroscope::world::StepKind::Drop(t) if t == chosen);
            prop_assert!(wanted(session.column().step));
            prop_assert_eq!(session.undo(), StepResult::Moved);
        }
        prop_assert_eq!(session.position(), at);
        prop_assert_eq!(session.world(), &world);
        prop_assert_eq!(session.schedule(), &schedule);
    }

    #[test]
    fn the_fold_takes_any_events_in_any_order(
        program in programs(),
        shuffle in prop::collection::vec(any::<prop::sample::Index>(), 0..300),
    ) {
        quiet();
        let executor = Executor::recording(Recorder::default(), Duration::ZERO);
        let _board = executor.set_up(|| program.start());
        executor.run();
        let record = executor.record().expect("it records");
        let mut world = World::default();
        let mut timeline = coroscope::world::timeline::Timeline::default();
        for index in shuffle {
            let event = index.get(record.events());
            let words = coroscope::world::words::Words::new(&world, &record);
            prop_assert!(!words.sentence(event).is_empty());
            world.apply(event);
            timeline.push(event);
        }
    }

    #[test]
    fn a_schedule_survives_a_round_trip(choices in prop::collection::vec(0..4_u32, 0..60)) {
        let schedule = Schedule::new(choices);
        prop_assert_eq!(schedule.to_string().parse::<Schedule>(), Ok(schedule));
    }

    #[test]
    fn no_text_is_too_odd_for_an_address(text in "\\PC{0,40}") {
        if let Ok(address) = text.parse::<Address>() {
            prop_assert_eq!(address.to_string().parse::<Address>(), Ok(address));
        }
        let _either = text.parse::<Moment>();
    }
}

#[observed]
async fn wait_for(answer: Promise<u32>) {
    answer.get().await;
    sleep(SECOND).await;
}

/// The world after each event of a record.
fn worlds(record: &Recorder) -> Vec<World> {
    let mut world = World::default();
    let apply = |event| {
        world.apply(event);
        world.clone()
    };
    record.events().iter().map(apply).collect()
}

#[test]
fn a_waker_that_is_about_to_be_called_is_stored_nowhere() {
    let executor = Executor::recording(Recorder::default(), Duration::ZERO);
    executor.set_up(|| {
        let answer = Promise::new();
        spawn(wait_for(answer.clone())).detach();
        spawn_named("setter", async move { answer.set(1) }).detach();
    });
    assert_eq!(executor.run(), Turn::Finished);
    let record = executor.record().expect("it records");
    let worlds = worlds(&record);
    let waiter = TaskId(0);
    let mut seen = Vec::new();
    for (nth, event) in record.events().iter().enumerate() {
        if matches!(event, Event::Task(TaskEvent::Wake { task, .. }) if *task == waiter) {
            let waker_owners = |at: usize| worlds[at].waker_owners(waiter);
            // The event before the wake took the waker out of its place; it was there one event earlier.
            assert_eq!(waker_owners(nth - 1), [], "event {nth}");
            seen.push(waker_owners(nth - 2));
        }
    }
    assert!(
        matches!(seen.as_slice(), [one, two]
            if matches!(one[..], [WakerOwner::Resource(_)]) && matches!(two[..], [WakerOwner::Timer(..)])),
        "{seen:?}"
    );
}

#[test]
fn a_waiting_run_that_continues_has_no_verdict_until_it_ends() {
    let kept = Arc::new(Mutex::new(None::<Waker>));
    let executor = Executor::recording(Recorder::default(), Duration::ZERO);
    executor.set_up(|| {
        let kept = kept.clone();
        let mut polls = 0;
        let stores_its_waker = poll_fn(move |context| {
            *kept.lock().expect("no thread panics") = Some(context.waker().clone());
            polls += 1;
            if polls < 3 { Poll::Pending } else { Poll::Ready(()) }
        });
        spawn_named("a", stores_its_waker).detach();
    });
    let verdict =
        || worlds(&executor.record().expect("it records")).pop().expect("a world").verdict;
    let wake = || {
        let waker = kept.lock().expect("no thread panics").take().expect("it was polled");
        thread::spawn(move || waker.wake()).join().expect("it only wakes");
    };
    for _ in 0..2 {
        assert!(matches!(executor.run(), Turn::Waiting(_)));
        assert_eq!(verdict(), Some(Verdict::Waiting));
        wake();
        executor.turn();
        if executor.tasks().is_empty() {
            break;
        }
        assert_eq!(verdict(), None, "it goes on");
    }
    assert_eq!(verdict(), None, "the task has finished, the run has not");
    assert_eq!(executor.run(), Turn::Finished);
    assert_eq!(verdict(), Some(Verdict::Finished));
}

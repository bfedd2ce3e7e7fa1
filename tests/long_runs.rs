//! Long runs and runs of many tasks: what they take in memory, and what it costs to go about in them. The
//! costs are counted, not timed.
#![allow(missing_docs)]

use coroscope::kit::{SECOND, observed, sleep, spawn, yield_now};
use coroscope::limits::{EVENTS_PER_KEPT_WORLD, MAX_EVENTS};
use coroscope::session::moment::Moment;
use coroscope::session::{ReplayError, Session, StepResult};

/// So much may a turn of these programs take in a session, with its ten events: stated in the docs of
/// [`MAX_EVENTS`].
const BYTES_A_TURN: usize = 1024;

/// So much may one move cost: events folded and things copied.
fn most_a_move(session: &Session) -> u64 {
    // The way from a kept world is shorter than the least distance or eight events for each thing, and three copies
    // are made. In the middle of a run each task has a coroutine and a place in the queue as well.
    EVENTS_PER_KEPT_WORLD as u64 + 11 * 3 * session.world().weight() as u64
}

#[observed]
async fn often(turns: u32) {
    for _ in 0..turns {
        yield_now().await;
    }
}

#[observed]
async fn once() {
    yield_now().await;
}

#[observed]
async fn one_after_the_other(tasks: u32) {
    for _ in 0..tasks {
        spawn(once()).await.expect("it ends");
    }
}

fn many_turns(tasks: u32, turns: u32) -> Session {
    Session::new((move || (0..tasks).for_each(|_| spawn(often(turns)).detach())).into())
}

fn many_tasks(tasks: u32) -> Session {
    Session::new((move || spawn(one_after_the_other(tasks)).detach()).into())
}

/// Goes to moments all over the run, forward and back, each within the cost of a move.
fn go_about(session: &mut Session) {
    assert!(session.to_end(usize::MAX / 2), "it ends");
    let last = session.last_turn().expect("it has ended");
    let end = session.world().clone();
    let most = most_a_move(session);
    let costs = |session: &mut Session, what: &str, go: &mut dyn FnMut(&mut Session)| {
        let before = session.work();
        go(session);
        let work = session.work() - before;
        assert!(work <= most, "{what}: {work} of {most}");
    };
    costs(session, "Home", &mut Session::to_start);
    for turn in (0..=last).step_by((last / 50).max(1) as usize).chain([last / 2, 3, last - 1]) {
        let moment = Moment { turn, event: None };
        costs(session, "to a turn", &mut |session| session.go_to(moment).expect("it is there"));
        assert_eq!(session.moment(), moment);
        let here = session.world().clone();
        costs(session, "back", &mut |session| assert_eq!(session.back(), StepResult::Moved));
        costs(session, "forward", &mut |session| assert_eq!(session.forward(), StepResult::Moved));
        assert_eq!(session.world(), &here, "turn {turn}");
    }
    costs(session, "End", &mut |session| assert!(session.to_end(1)));
    assert_eq!(session.world(), &end);
    let turns = last as usize;
    let bytes = session.bytes();
    assert!(bytes <= BYTES_A_TURN * turns, "{} bytes a turn", bytes / turns);
}

#[test]
fn a_run_of_many_turns() {
    go_about(&mut many_turns(100, 200));
}

#[test]
fn a_run_of_many_tasks_one_after_the_other() {
    go_about(&mut many_tasks(5_000));
}

#[test]
fn a_run_of_many_tasks_at_once() {
    go_about(&mut many_turns(5_000, 3));
}

#[test]
#[ignore = "the long form: a million turns, and 100,000 tasks"]
fn the_same_at_full_size() {
    for (name, session) in [
        ("100 x 10,000 yields", &mut many_turns(100, 10_000)),
        ("100,000 tasks", &mut many_tasks(100_000)),
    ] {
        let started = std::time::Instant::now();
        assert!(session.to_end(usize::MAX / 2));
        let turns = session.last_turn().expect("it has ended") as usize;
        println!(
            "{name}: End after {:?}; {turns} turns, {} events and {} bytes a turn",
            started.elapsed(),
            session.record().events().len() / turns,
            session.bytes() / turns,
        );
        for turn in [500_000_u32, 250_000, 100_000, 99_999, 3] {
            let turn = turn.min(u32::try_from(turns).expect("it fits"));
            let started = std::time::Instant::now();
            session.go_to(Moment { turn, event: None }).expect("it is there");
            println!("  to {turn}: {:?}", started.elapsed());
        }
        let started = std::time::Instant::now();
        session.to_start();
        println!("  Home: {:?}", started.elapsed());
        go_about(session);
    }
}

#[test]
fn a_run_without_end_stops_where_its_record_may_get_no_longer() {
    let endless = || {
        spawn(async {
            loop {
                sleep(SECOND).await;
            }
        })
        .detach();
    };
    let mut session = Session::new(endless.into()).with_at_most(10_000);
    assert!(!session.is_full());
    let far = Moment { turn: 4_000_000_000, event: None };
    let Err(ReplayError::Full { asked, last }) = session.go_to(far) else { panic!("it is no end") };
    assert_eq!(asked, 4_000_000_000);
    assert!(session.is_full() && session.last_turn().is_none());
    assert!(!session.to_end(1_000_000));
    assert_eq!(session.forward(), StepResult::AtEdge);
    assert_eq!(session.moment().turn, last);
    let events = session.record().events().len();
    assert!((10_000..10_100).contains(&events), "{events}");
    // Back and into another moment as ever.
    session.go_to(Moment { turn: 7, event: None }).expect("it is there");
    assert_eq!(session.back(), StepResult::Moved);
    const { assert!(MAX_EVENTS > 10_000_000, "a million turns of ten events fit") };
}

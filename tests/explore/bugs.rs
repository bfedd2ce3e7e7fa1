//! The bugs that only some orders have, and what a test says of them.

use coroscope::explore;
use coroscope::explore::{Coverage, Method, Outcome, OutcomeKind};
use coroscope::kit::{
    Lock, Promise, Queue, SECOND, Shared, now, observed, say, sleep, spawn, yield_now,
};
use coroscope::session::{Program, Session};

#[observed]
async fn takes_both(first: Lock, second: Lock) {
    let _first = first.lock().await;
    yield_now().await;
    let _second = second.lock().await;
}

#[observed]
async fn stands_by() {
    yield_now().await;
    yield_now().await;
}

#[observed]
fn two_locks() {
    let (left, right) = (Lock::new(), Lock::new());
    spawn(takes_both(left.clone(), right.clone())).detach();
    spawn(stands_by()).detach();
    spawn(takes_both(right, left)).detach();
    spawn(stands_by()).detach();
}

#[test]
fn two_locks_in_opposite_orders_stall_in_some_schedules() {
    let orders = explore(two_locks).shares_only_via_kit().all();
    let plain = explore(two_locks).all();
    assert_eq!(plain.total, orders.total);
    let kinds: Vec<_> = orders.groups.iter().map(|group| group.outcome.kind()).collect();
    assert_eq!(kinds, [OutcomeKind::Stalled, OutcomeKind::Finished]);
    for (one, other) in orders.groups.iter().zip(&plain.groups) {
        assert_eq!((one.orders, &one.outcome), (other.orders, &other.outcome));
        assert_eq!(orders.schedule(one), plain.schedule(other));
    }
}

#[test]
fn the_shortest_stall_opens_in_a_session() {
    let found = explore(two_locks).shares_only_via_kit().find(Outcome::is_stalled);
    let found = found.expect("there is one");
    assert!(found.is_shortest());
    let mut session = Session::with_schedule(Program::new(two_locks), found.schedule().clone());
    assert!(session.to_end(100));
    assert_eq!(session.last_turn(), Some(found.turns()));
    assert!(found.outcome().is_stalled());
    let told = found.to_string();
    assert!(told.contains("`right`, held by C takes_both"), "{told}");
    assert!(told.contains(&format!("it ends at  @{}\n", found.turns())), "{told}");
    let found = explore(bank).find(|end| end.has_printed("110")).expect("5 is lost");
    let step = format!("Session::with_schedule(program, \"{}\".parse()?)", found.schedule());
    assert!(found.to_string().contains(&step), "{found}");
}

#[test]
#[should_panic(expected = "it ends at  @10\n")]
fn assert_never_reports_the_schedule() {
    explore(two_locks).shares_only_via_kit().assert_never(Outcome::is_stalled);
}

#[test]
fn assert_never_returns_the_orders() {
    let orders = explore(two_locks).assert_never(Outcome::has_panicked);
    assert_eq!(orders.coverage, Coverage::All);
    assert_eq!(orders.method, Method::EveryOrder);
}

async fn deposit(amount: i32, balance: Shared<i32>, done: Queue<()>) {
    let read = balance.get();
    yield_now().await;
    balance.set(read + amount);
    done.put(()).await;
}

async fn tells(balance: Shared<i32>, done: Queue<()>) {
    done.get().await;
    done.get().await;
    say!("{}", balance.get());
}

fn bank() {
    let (balance, done) = (Shared::new(100), Queue::new(2));
    spawn(deposit(10, balance.clone(), done.clone())).detach();
    spawn(deposit(5, balance.clone(), done.clone())).detach();
    spawn(tells(balance, done)).detach();
}

#[test]
fn an_update_is_lost_unless_one_comes_after_the_other() {
    let orders = explore(bank).shares_only_via_kit().all();
    let mut printed: Vec<_> = orders.groups.iter().map(|g| g.outcome.printed().to_vec()).collect();
    printed.sort();
    assert_eq!(printed, [["105"], ["110"], ["115"]]);
    let found = explore(bank).find(|end| end.has_printed("105")).expect("10 is lost");
    // In the loop's own order too; but where the third task is polled last, it need not wait.
    assert_eq!((found.schedule().to_string().as_str(), found.turns()), ("0.0.1.1", 5));
    assert!(explore(bank).find(|end| end.has_printed("100")).is_none());
}

#[test]
fn tasks_that_sleep_until_the_same_moment_run_in_any_order() {
    async fn says(what: &'static str) {
        sleep(SECOND).await;
        say!("{what} at {}", now().as_secs());
    }
    let program = || {
        spawn(says("a")).detach();
        spawn(says("b")).detach();
    };
    let orders = explore(program).shares_only_via_kit().all();
    assert_eq!(orders.total.exactly(), Some(4));
    let printed: Vec<_> = orders.groups.iter().map(|g| g.outcome.printed().join(" ")).collect();
    assert_eq!(printed, ["a at 1 b at 1", "b at 1 a at 1"]);
}

#[test]
fn a_panic_is_reported_with_its_message() {
    let program = || {
        let slot = Promise::new();
        for name in ["a", "b"] {
            let slot = slot.clone();
            spawn(async move {
                if slot.is_full() {
                    std::panic::resume_unwind(Box::new(format!("{name} is late")));
                }
                slot.set(name);
            })
            .detach();
        }
    };
    let orders = explore(program).shares_only_via_kit().all();
    let panics: Vec<_> = orders.groups.iter().map(|g| g.outcome.panics().join(" ")).collect();
    assert_eq!(panics, ["b is late", "a is late"]);
    let plain = explore(program).all();
    assert_eq!(plain.groups.len(), 2);
    assert_eq!(plain.schedule(&plain.groups[1]), orders.schedule(&orders.groups[1]));
}

/// A value that shows nothing of itself, so that only its writer tells it from another.
#[derive(Clone, Debug)]
struct Opaque(fn() -> u32);

/// Mother and child do the same at the same time: what they write must not be taken for the same.
#[test]
fn two_writers_with_equal_histories_are_distinct() {
    fn program() {
        let value = Shared::new(Opaque(|| 0));
        let mine = value.clone();
        spawn(async move {
            let its = mine.clone();
            spawn(async move { its.set(Opaque(|| 2)) }).detach();
            yield_now().await;
            mine.set(Opaque(|| 1));
        })
        .detach();
        for _ in 0..2 {
            let value = value.clone();
            spawn(async move {
                yield_now().await;
                say!("{}", value.get().0());
            })
            .detach();
        }
    }
    let ends = |orders: coroscope::explore::Orders| -> Vec<_> {
        orders.groups.into_iter().map(|group| (group.outcome, group.orders)).collect()
    };
    let states = explore(program).shares_only_via_kit().all();
    assert!(matches!(states.method, Method::States(_)));
    assert_eq!(ends(states), ends(explore(program).all()));
}

/// Runs a program both ways, and returns what each found.
fn both_ways(program: fn()) -> [Vec<(Outcome, explore::Count)>; 2] {
    let states = explore(program).shares_only_via_kit().all();
    assert!(matches!(states.method, Method::States(_)));
    [states, explore(program).all()].map(|orders| {
        orders.groups.into_iter().map(|group| (group.outcome, group.orders)).collect()
    })
}

fn readers(value: &Shared<Opaque>) {
    for _ in 0..2 {
        let value = value.clone();
        spawn(async move {
            yield_now().await;
            say!("{}", value.get().0());
        })
        .detach();
    }
}

/// The task that changes the value has the same history after both orders of the writers. What it made of
/// the value differs all the same.
#[test]
fn a_change_in_place_depends_on_the_value_before() {
    fn program() {
        let value = Shared::new(Opaque(|| 0));
        let (one, two, change) = (value.clone(), value.clone(), value.clone());
        spawn(async move { one.set(Opaque(|| 1)) }).detach();
        spawn(async move { two.set(Opaque(|| 2)) }).detach();
        spawn(async move {
            change.update(|value| {
                *value = if value.0() == 1 { Opaque(|| 11) } else { Opaque(|| 12) }
            });
        })
        .detach();
        readers(&value);
    }
    let [states, runs] = both_ways(program);
    assert_eq!(states, runs);
}

/// Where a change panics halfway, the fingerprint of the value is no longer true.
#[test]
fn a_change_that_panics_enumerates_every_order() {
    fn program() {
        let value = Shared::new(Opaque(|| 0));
        let (one, two) = (value.clone(), value.clone());
        spawn(async move { one.set(Opaque(|| 1)) }).detach();
        spawn(async move {
            two.update(|value| {
                *value = Opaque(|| 2);
                std::panic::resume_unwind(Box::new("halfway"));
            });
        })
        .detach();
        readers(&value);
    }
    let orders = explore(program).shares_only_via_kit().all();
    let runs = explore(program).all();
    assert_eq!(orders.method, Method::EveryOrder);
    assert_eq!(orders.groups.len(), runs.groups.len());
}

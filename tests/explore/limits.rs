//! Where a search ends before all is searched, and what it says then.

use coroscope::explore;
use coroscope::explore::{Coverage, ExploreError, Method, OutcomeKind, SearchStatus};
use coroscope::kit::{Lock, SECOND, Shared, say, sleep, spawn, yield_now};
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use std::sync::atomic::{AtomicU32, Ordering};

fn many() {
    for name in ["a", "b", "c", "d", "e"] {
        spawn(async move {
            for nth in 0..5 {
                say!("{name}{nth}");
                yield_now().await;
            }
        })
        .detach();
    }
}

#[test]
fn beyond_the_limit_orders_are_sampled() {
    for shares_only_via_kit in [false, true] {
        let of = |seed| {
            let explore = explore(many).max_runs(200).seed(seed);
            if shares_only_via_kit { explore.shares_only_via_kit().all() } else { explore.all() }
        };
        let orders = of(7);
        assert_eq!(
            orders.to_string(),
            "200 random orders, drawn with seed 7, because all would take more than 200 runs"
        );
        let texts = |orders: &explore::Orders| -> Vec<_> {
            let groups = orders.groups.iter();
            groups.map(|g| (g.outcome.clone(), g.orders, orders.schedule(g).to_string())).collect()
        };
        assert_eq!(texts(&orders), texts(&of(7)), "the same seed draws the same orders");
        assert_ne!(texts(&orders), texts(&of(8)));
        assert_eq!(orders.total.exactly(), Some(200));
    }
}

#[test]
fn orders_are_sampled_on_request() {
    let orders = explore(many).sample(12).seed(3).all();
    assert_eq!(orders.to_string(), "12 random orders, drawn with seed 3");
    assert_eq!(orders.coverage, Coverage::Sampled { runs: 12, seed: 3, beyond: None });
}

#[test]
fn a_search_runs_in_slices_and_can_be_stopped() {
    let mut search = explore(many).search().expect("it can be searched");
    assert_eq!(search.advance(10), Ok(SearchStatus::Running));
    assert_eq!(search.runs(), 10);
    let orders = search.orders();
    assert_eq!(orders.coverage, Coverage::Part { runs: 10 });
    assert_eq!(orders.to_string(), "stopped after 10 runs: 10 orders, but not all");
}

#[test]
fn a_program_that_differs_from_run_to_run_is_refused() {
    for shares_only_via_kit in [false, true] {
        let runs = AtomicU32::new(0);
        let program = move || {
            for _ in 0..2 + runs.fetch_add(1, Ordering::Relaxed) % 2 {
                spawn(async { yield_now().await }).detach();
            }
        };
        let mut explore = explore(program);
        if shares_only_via_kit {
            explore = explore.shares_only_via_kit();
        }
        let mut search = explore.search().expect("it begins");
        assert_eq!(search.advance(100), Err(ExploreError::NotReproducible));
    }
}

#[test]
fn a_combinator_with_its_own_wakers_enumerates_every_order() {
    let program = || {
        let lock = Lock::new();
        let other = lock.clone();
        spawn(async move {
            let mut all: FuturesUnordered<_> = (0..2).map(|_| lock.lock()).collect();
            let _both = (all.next().await, all.next().await); // and so for ever
        })
        .detach();
        spawn(async move { drop(other.lock().await) }).detach();
    };
    let orders = explore(program).shares_only_via_kit().all();
    assert_eq!((orders.method, orders.coverage), (Method::EveryOrder, Coverage::All));
}

#[test]
fn a_resource_from_before_the_run_enumerates_every_order() {
    thread_local! {
        static BEFORE: Shared<i32> = Shared::new(0);
    }
    let program = || {
        let value = BEFORE.with(Shared::clone);
        value.set(0);
        for _ in 0..2 {
            let value = value.clone();
            spawn(async move { value.update(|value| *value += 1) }).detach();
        }
    };
    let orders = explore(program).shares_only_via_kit().all();
    assert_eq!((orders.method, orders.total.exactly()), (Method::EveryOrder, Some(2)));
}

/// The one who looks again and again may be taken up to two thousand times before the other.
#[test]
fn a_busy_wait_makes_no_progress_in_one_order() {
    let program = || {
        let flag = Shared::new(false);
        let set = flag.clone();
        spawn(async move {
            while !flag.get() {
                yield_now().await;
            }
        })
        .detach();
        spawn(async move { set.set(true) }).detach();
    };
    let orders = explore(program).shares_only_via_kit().all();
    let plain = explore(program).all();
    let by_outcome = |orders: &explore::Orders| -> Vec<_> {
        orders.groups.iter().map(|g| (g.outcome.kind(), g.orders, g.outcome.turns())).collect()
    };
    assert_eq!(by_outcome(&orders), by_outcome(&plain));
    assert_eq!(orders.groups[0].outcome.kind(), OutcomeKind::NoProgress);
    assert_eq!(orders.groups[1].outcome.turns(), 2);
}

/// A program that does not end has runs of ten thousand turns: so many of them would take hours.
#[test]
fn long_runs_reduce_the_number_of_runs() {
    fn program() {
        for _ in 0..2 {
            spawn(async {
                loop {
                    sleep(SECOND).await;
                }
            })
            .detach();
        }
    }
    for shares_only_via_kit in [false, true] {
        let asked = explore(program).max_turns(200_000);
        let asked = if shares_only_via_kit { asked.shares_only_via_kit() } else { asked };
        let orders = asked.clone().all();
        let Coverage::Sampled { runs, .. } = orders.coverage else {
            panic!("{orders}");
        };
        assert!((20..=21).contains(&runs), "{runs} runs of 10,000 turns");
        assert!(orders.to_string().ends_with("orders, drawn with seed 1"), "{orders}");
        // Who asks for so many draws gets them.
        let drawn = asked.sample(30).all();
        assert!(matches!(drawn.coverage, Coverage::Sampled { runs: 30, .. }), "{drawn}");
    }
}

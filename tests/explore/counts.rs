//! The number of orders, against the formula.

use coroscope::explore;
use coroscope::explore::{Coverage, Method, OutcomeKind};
use coroscope::kit::{spawn, yield_now};

async fn polls(count: u32) {
    for _ in 1..count {
        yield_now().await;
    }
}

fn tasks(counts: &'static [u32]) -> impl Fn() {
    move || counts.iter().for_each(|count| spawn(polls(*count)).detach())
}

/// The multinomial coefficient: all turns, over those of each task.
fn formula(counts: &[u32]) -> u128 {
    let mut turns = 0;
    let mut orders = 1;
    for count in counts {
        for nth in 1..=u128::from(*count) {
            turns += 1;
            orders = orders * turns / nth;
        }
    }
    orders
}

#[test]
fn the_number_of_orders_is_the_multinomial_coefficient() {
    let cases: [&[u32]; 9] = [
        &[1],
        &[1, 1],
        &[2, 2],
        &[3, 3],
        &[4, 4, 4],
        &[1, 2, 3, 4],
        &[1, 1, 1, 1, 1, 1],
        &[5, 5, 5, 5],
        &[7, 7, 7, 7],
    ];
    assert_eq!(formula(&[4, 4, 4]), 34_650);
    for counts in cases {
        let orders = explore(tasks(counts)).shares_only_via_kit().all();
        assert_eq!(orders.coverage, Coverage::All);
        assert_eq!(orders.total.exactly(), Some(formula(counts)), "{counts:?}");
        assert_eq!(orders.groups.len(), 1);
        assert_eq!(orders.groups[0].outcome.kind(), OutcomeKind::Finished);
        assert_eq!(orders.groups[0].outcome.turns(), counts.iter().sum::<u32>());
        if formula(counts) < 40_000 {
            let plain = explore(tasks(counts)).all();
            assert_eq!((plain.method, plain.coverage), (Method::EveryOrder, Coverage::All));
            assert_eq!(plain.total, orders.total, "{counts:?}");
        }
    }
}

#[test]
fn three_tasks_of_four_polls_have_few_states() {
    let orders = explore(tasks(&[4, 4, 4])).shares_only_via_kit().all();
    // Each task has been polled 0 to 4 times; where one is left, there is nothing to choose.
    assert_eq!(orders.method, Method::States(5 * 5 * 5 - 1 - 3 * 4));
    assert_eq!(orders.to_string(), "all 34,650 orders, 112 states explored");
}

#[test]
fn a_huge_number_of_orders_is_displayed_as_more_than() {
    let many: &[u32] = &[70, 70];
    let orders = explore(tasks(many)).shares_only_via_kit().all();
    assert_eq!(orders.coverage, Coverage::All);
    assert_eq!(orders.total.exactly(), None);
    assert_eq!(orders.total.to_string(), "more than 10^38");
}

#[test]
fn the_tree_of_choices_can_be_walked() {
    for shares_only_via_kit in [false, true] {
        let explore = explore(tasks(&[2, 2]));
        let orders =
            if shares_only_via_kit { explore.shares_only_via_kit() } else { explore }.all();
        let below = |choices: &[u32]| -> Vec<_> {
            let branches = orders.branches(choices);
            branches
                .iter()
                .map(|branch| (branch.task.0, branch.orders.exactly().unwrap()))
                .collect()
        };
        assert_eq!(below(&[]), [(0, 3), (1, 3)]);
        // B is at the front now: A has woken itself, and stands behind it.
        assert_eq!(below(&[0]), [(1, 2), (0, 1)]);
        assert_eq!(below(&[0, 1]), []);
        assert_eq!(below(&[0, 0]), [(0, 1), (1, 1)]);
        assert_eq!(below(&[7]), []);
        assert_eq!(orders.branches(&[])[0].outcomes, [(OutcomeKind::Finished, 3.into())]);
    }
}

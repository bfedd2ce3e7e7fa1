//! Part D: sharing.

use super::*;
use coroscope::record::event::{LeaveReason, ResourceEvent};

mod d1_lost_update {
    use super::*;

    fn balance_of(name: &str) -> String {
        run(set_up(scene("lost-update", name))).value("balance").to_owned()
    }

    #[test]
    fn the_balance_shows_which_update_was_lost() {
        assert_eq!(balance_of("one-second"), "105");
        assert_eq!(balance_of("slow-alice"), "110");
        assert_eq!(balance_of("no-sleep"), "115");
    }

    #[test]
    fn both_read_before_either_writes() {
        let run = run(set_up(scene("lost-update", "one-second")));
        assert_eq!(
            run.texts(),
            ["alice reads 100", "bob reads 100", "alice writes 110", "bob writes 105"]
        );
        assert_eq!((run.clock, run.turns, &run.end), (at(1), 4, &Turn::Finished));
        assert_eq!(run.names, ["alice", "bob"]);
    }

    #[test]
    fn one_update_is_lost_in_every_order() {
        let runs = all_orders(set_up(scene("lost-update", "one-second")));
        let ends: Vec<_> = runs.iter().map(|run| run.value("balance")).collect();
        assert_eq!(ends.len(), 4);
        assert_eq!(ends.iter().filter(|end| **end == "105").count(), 2);
        assert_eq!(ends.iter().filter(|end| **end == "110").count(), 2);
    }
}

mod d2_mutex {
    use super::*;

    fn locked() -> Run {
        run(set_up(scene("mutex", "lock")))
    }

    #[test]
    fn they_take_turns_and_nothing_is_lost() {
        let run = locked();
        let writes = |line: &&str| line.contains("writes");
        let writes: Vec<_> = run.texts().into_iter().filter(writes).collect();
        assert_eq!(writes, ["alice writes 110", "bob writes 115", "carol writes 116"]);
        assert_eq!((run.clock, run.value("balance"), &run.end), (at(3), "116", &Turn::Finished));
        assert_eq!((run.polls_of("alice"), run.polls_of("bob"), run.polls_of("carol")), (2, 3, 3));
    }

    /// Beats 2 to 4.
    #[test]
    fn the_lock_is_handed_to_the_first_waiter() {
        let run = locked();
        let told = run.record.events().iter().filter_map(|event| match *event {
            Event::Resource(ResourceEvent::Waits { task, .. }) => {
                Some(format!("{} waits", run.name(task)))
            }
            Event::Resource(ResourceEvent::Leaves { task, why: LeaveReason::Served, .. }) => {
                Some(format!("{} is served", run.name(task)))
            }
            Event::Resource(ResourceEvent::Holds { task, .. }) => {
                Some(format!("{} holds", run.name(task)))
            }
            Event::Resource(ResourceEvent::Releases { task, .. }) => {
                Some(format!("{} releases", run.name(task)))
            }
            _ => None,
        });
        let story = [
            "alice holds",
            "bob waits",
            "carol waits",
            "alice releases",
            "bob holds",
            "bob is served",
            "bob releases",
            "carol holds",
            "carol is served",
            "carol releases",
        ];
        assert_eq!(told.collect::<Vec<_>>(), story);
        assert_eq!(run.polled_at("bob"), [at(0), at(1), at(2)]);
        assert_eq!(run.polled_at("carol"), [at(0), at(2), at(3)]);
    }

    #[test]
    fn in_every_order_the_sum_is_right() {
        let runs = all_orders(set_up(scene("mutex", "lock")));
        assert!(runs.len() > 1);
        for run in runs {
            assert_eq!((run.value("balance"), run.clock), ("116", at(3)));
        }
    }

    #[test]
    fn locking_again_waits_for_itself() {
        let run = run(set_up(scene("mutex", "twice")));
        assert_eq!((run.left(), run.clock, run.turns), (vec!["alice".to_owned()], at(0), 1));
        assert_eq!(run.texts(), ["alice has the lock"]);
        let Turn::Stalled(stuck) = &run.end else { panic!("it stalls") };
        assert_eq!(stuck[0].waits_for.as_deref(), Some("lock.lock()"));
    }

    /// Break it: with one lock each, and with a lock for the write alone, only the last write is left.
    #[test]
    fn a_lock_protects_nothing_if_other_tasks_ignore_it() {
        for name in ["lock-each", "write-only"] {
            let run = run(set_up(scene("mutex", name)));
            assert_eq!((run.value("balance"), run.clock), ("101", at(1)), "{name}");
        }
    }
}
